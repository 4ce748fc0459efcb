"""The closing of an office on screens and telephones: calm, answered with one tap, and always below a real alarm."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, expect

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, until, visit
from web.rules import broken_rules
from web.screen_told import provisional
from web.test_pages_pictures import look

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
DESK: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
LONG = "Förmedlingskontoret för arbetsmarknads- och etableringsfrågor i Örnsköldsviks kommun"


def facts() -> dict[str, Any]:
    """The office, with a plan that says how it closes."""
    known = cast.facts()
    say = {"en": "Lock it and let out whoever wants to leave", "sv": "Lås och släpp ut alla som vill gå"}
    home = {"en": "Ask the visitors to go home", "sv": "Be besökarna gå hem"}
    ways = list(known["emergency_call"]["entrances"])
    known["closing"] = {"lines": {"front": {"say": say}, "hall": {"say": home}}, "entrances": ways}
    known["doors"] = {"front-door": {"name": "Entrédörren"}}
    return known


def item(id_: str, kind: str = "task", **more: Any) -> dict[str, Any]:
    """One line of the checklist."""
    told = {"role": None, "responder": None, "door": None, "state": "open", "by": None, "how": None, "at": None}
    return {"id": id_, "kind": kind, **told, **more}


def closing(**more: Any) -> dict[str, Any]:
    """An office that closes: the door is locked, the hall and the neighbour have not answered."""
    items = [
        item("front/front-door", "door", role="door", door="front-door", state="done", how="output"),
        item("hall", role="guard"),
        item("outside/p-cecilia", "outside", responder="p-cecilia", state="done", by="p-cecilia", how="said"),
        item("neighbours/contact:police", "neighbour", responder="contact:police"),
    ]
    told = {
        "stage": "closing",
        "items": items,
        "look_again_at": instant(now() + timedelta(minutes=30)),
        "is_due": False,
        "looked_by": None,
        "expected_at": None,
        "entrance": None,
        "words": "Släpp inte in någon utan bokad tid.",
    }
    rows = [cast.responder("p-anna", "door"), cast.responder("p-david", "guard"), cast.responder("p-eva", "manager")]
    base = {"alarm": "a-closing", "kind": "closing", "level": 0, "zone": None, "presser": None, "device": None}
    return cast.alarm(**{**base, "responders": rows, "calm": [], "closing": {**told, **more}})


async def test_what_nobody_could_do_is_said_and_looked_at(chromium: Browser) -> None:
    """No office is simply closed while a line could not be done; on a telephone one tap says that one has looked."""
    left = [item("front/front-door", "door", role="door", door="front-door", state="cannot", by="p-anna", how="said")]
    async with stage(cast.facts()) as staged:
        staged.show(closing(items=left))
        page = await (await visit(chromium, staged)).go("/screen/as/staff", lang="en")
        await expect(page.locator(".closing h1")).to_have_text("The office is closed, but 1 of 1 could not be done")
        phone = await (await visit(chromium, staged, me="p-eva", **PHONE)).go("/p/as", lang="en")
        await expect(phone.get_by_role("button", name="I have looked: it goes on")).to_be_visible()


async def test_a_screen_says_it_calmly_and_lines_are_answered_with_one_tap(chromium: Browser) -> None:
    """How many have answered, whose line is open, no red and no sound; one tap says that it is done."""
    async with stage(facts()) as staged:
        staged.show(closing())
        shown = await visit(chromium, staged, **DESK)
        page = await shown.go("/screen/as/staff", lang="sv")
        await expect(page.get_by_role("heading", name="Kontoret stängs – 2 av 4 har svarat")).to_be_visible()
        await expect(page.locator(".alarm, .hero")).to_have_count(0)
        await expect(page.locator(".strip-silence")).to_have_count(0)
        assert await page.locator("body").get_attribute("data-mode") == "none"
        await look(page, "closing-screen-sv")
        assert await broken_rules(page) == []
        line = page.locator(".closing-lines li", has_text="Be besökarna gå hem")
        await line.get_by_role("button", name="Det är klart").click()
        await until(lambda: bool(staged.asked))
        method, address, sent, _ = staged.asked[0]
        assert (method, address) == ("POST", "/api/v1/alarms/a-closing/answer-item")
        assert sent == {"item": "hall", "answer": "done", "person": "p-david", "screen": "staff"}
        assert shown.complaints == []


async def test_a_real_alarm_is_always_above_it(chromium: Browser) -> None:
    """While an alarm is on, the closing is one line; the alarm has the place, and the sound is its own."""
    async with stage(facts()) as staged:
        staged.show(closing(), cast.alarm())
        page = await (await visit(chromium, staged, **DESK)).go("/screen/as/staff", lang="sv")
        await expect(page.locator(".hero")).to_contain_text("Rum 114")
        await expect(page.locator(".closing-strip")).to_contain_text("Kontoret stängs")
        await expect(page.locator(".rail")).to_have_count(0)
        await look(page, "closing-below-alarm-sv")


async def test_a_drilled_closing_never_stands_over_a_real_alarm(chromium: Browser) -> None:
    """Somebody presses while closing is drilled: its mark is on no surface any more, and comes back with the peace."""
    async with stage(facts()) as staged:
        drilled = {**closing(), "mode": "drill"}
        for path, me in (("/screen/as/staff", None), ("/p/as", "p-anna")):
            staged.show(drilled)
            page = await (await visit(chromium, staged, me=me, **(PHONE if me else DESK))).go(path, lang="sv")
            await expect(page.locator(".closing-mark")).to_have_text("ÖVNING")
            await staged.send(provisional())
            await expect(page.locator(".hero, .call-head")).to_contain_text("Rum 114")
            assert "ÖVNING" not in (await page.inner_text("body")).upper()
            staged.show(drilled)
            await staged.drop()
            await expect(page.locator(".closing-mark")).to_have_text("ÖVNING")


async def test_begun_on_a_telephone_in_two_taps_and_held_in_one(chromium: Browser) -> None:
    """The lead closes with two taps; whoever stands at the reception holds people there with one."""
    async with stage(facts()) as staged:
        staged.show()
        page = await (await visit(chromium, staged, me="p-eva", **PHONE)).go("/p/as", lang="sv")
        await page.get_by_role("button", name="Kom till receptionen först").click()
        await until(lambda: len(staged.asked) == 1)
        await page.get_by_role("button", name="Stäng kontoret …").click()
        await look(page, "closing-begin-phone-sv")
        await page.get_by_role("button", name="Stäng nu").click()
        await until(lambda: len(staged.asked) == 2)
        assert [one[2]["stage"] for one in staged.asked] == ["hold", "closing"]
        assert {one[1] for one in staged.asked} == {"/api/v1/offices/as/closing"}


async def test_what_is_known_is_told_with_the_tap_that_begins_it(chromium: Browser) -> None:
    """On a staff screen: when, by which entrance and what everybody does; what is left out is not sent."""
    known = facts()
    [way, *_] = known["closing"]["entrances"]
    async with stage(known) as staged:
        staged.show()
        page = await (await visit(chromium, staged, **DESK)).go("/screen/as/staff", lang="sv")
        await page.get_by_role("button", name="Stäng kontoret …").click()
        await page.get_by_role("button", name="Någon kan komma tillbaka").click()
        await page.get_by_label("När någon väntas").fill("13:37")
        await page.get_by_label("Vid vilken entré").select_option(way)
        await page.get_by_label("Vad alla får veta").fill("  Släpp inte in någon. ")
        await look(page, "closing-begin-screen-sv")
        assert await broken_rules(page) == []
        await page.get_by_role("button", name="Någon annan").click()
        await page.locator(".names button").first.click()
        await until(lambda: bool(staged.asked))
        sent = staged.asked[0][2]
        assert (sent["stage"], sent["entrance"], sent["words"]) == ("expected", way, "Släpp inte in någon.")
        at = datetime.fromisoformat(sent["expected_at"]).astimezone(ZoneInfo(known["time_zone"]))
        assert f"{at:%H:%M:%S}" == "13:37:00"
        assert abs(at - now()) <= timedelta(hours=13)
        await page.get_by_role("button", name="Stäng kontoret …").click()
        await page.locator(".names button").first.click()
        await until(lambda: len(staged.asked) == 2)
        assert set(staged.asked[1][2]) == {"stage", "person"}


async def test_her_own_line_comes_first_on_her_telephone(chromium: Browser) -> None:
    """Whoever has a line sees it large, and answers it with one tap; names may be long, the night dark."""
    known = facts()
    known["people"]["p-david"]["name"] = "Maximilian-Alexander Vattenrankesson af Klinteberg-Söderhielm"
    known["name"] = LONG
    async with stage(known) as staged:
        staged.show(closing())
        shown = await visit(chromium, staged, me="p-david", color_scheme="dark", **PHONE)
        page = await shown.go("/p/as", lang="sv")
        own = page.locator(".closing-own")
        await expect(own).to_contain_text("Be besökarna gå hem")
        await look(page, "closing-phone-dark-long-sv")
        await own.get_by_role("button", name="Kan inte").click()
        await until(lambda: any("answer-item" in one[1] for one in staged.asked))
        [sent] = [one[2] for one in staged.asked if "answer-item" in one[1]]
        assert (sent["item"], sent["answer"], sent["person"]) == ("hall", "cannot", "p-david")


async def test_opened_again_by_a_name_and_a_drill_is_marked(chromium: Browser) -> None:
    """Who decides to open says so; a drill of it is marked as one; a hold says until when."""
    async with stage(facts()) as staged:
        staged.show({**closing(), "mode": "drill"})
        page = await (await visit(chromium, staged, **DESK)).go("/screen/as/staff", lang="nb")
        await expect(page.locator(".closing-mark")).to_have_text("ØVELSE")
        await page.get_by_role("button", name="Åpne kontoret igjen").click()
        await page.locator(".names button").first.click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1] == "/api/v1/alarms/a-closing/clear"
        assert staged.asked[0][2]["person"]
        staged.show(closing(stage="hold", items=[]))
        await page.reload()
        await expect(page.get_by_role("heading", name="Kom til resepsjonen først")).to_be_visible()


async def test_what_goes_on_is_not_offered_once_more_and_a_hold_can_become_a_closing(chromium: Browser) -> None:
    """While the office closes no telephone offers to close it; while people are held, screen and telephone do."""
    async with stage(facts()) as staged:
        for stages, offered in ((["closing"], 0), (["expected"], 0), (["hold"], 1), (["hold", "closing"], 0)):
            staged.show(*(closing(stage=one, items=[]) | {"alarm": f"a-{one}"} for one in stages))
            for path, me in (("/screen/as/staff", None), ("/p/as", "p-eva")):
                page = await (await visit(chromium, staged, me=me, **(PHONE if me else DESK))).go(path, lang="sv")
                await expect(page.locator(".closing")).to_have_count(len(stages))
                begin = page.get_by_role("button", name="Stäng kontoret …")
                await expect(begin).to_have_count(offered)
                if offered:
                    staged.asked.clear()
                    await begin.click()
                    begins = page.get_by_role("button", name="Stäng nu") if me else page.locator(".names button").first
                    await begins.click()
                    await until(lambda: bool(staged.asked))
                    assert staged.asked[0][2]["stage"] == "closing"


async def test_two_quick_taps_on_close_the_office_begin_nothing(chromium: Browser) -> None:
    """A hand that shakes: what stands under it then is a line that opens, and no name and no button that begins it."""
    async with stage(facts()) as staged:
        staged.show()
        for path, me in (("/screen/as/staff", None), ("/p/as", "p-eva")):
            page = await (await visit(chromium, staged, me=me, **(PHONE if me else DESK))).go(path, lang="sv")
            await page.get_by_role("button", name="Stäng kontoret …").dblclick()
            await expect(page.locator(".closing-more")).to_be_visible()
            await expect(page.locator(".sheet-busy, .big:disabled")).to_have_count(0)
            assert staged.asked == []


async def test_a_fire_is_said_to_be_over_by_a_name(chromium: Browser) -> None:
    """Beside the fault, in two taps and behind the screen's PIN; it goes when the service says so."""
    until_when = {"en": "A fire was told of: no lock locks until 10:40.", "sv": "Brand har anmälts till 10:40."}
    fault = {"code": "fire_told", "subject": None, "text": until_when, "count": 1}
    async with stage(facts()) as staged:
        staged.show(cast.alarm())
        staged.faults = [fault]
        page = await (await visit(chromium, staged, **DESK)).go("/screen/as/staff", lang="sv")
        bar = page.locator(".fire-bar")
        await expect(bar).to_contain_text("Brand har anmälts till 10:40.")
        await bar.get_by_role("button", name="Branden är över …").click()
        await expect(page.get_by_role("heading", name="Branden är över")).to_be_visible()
        await expect(page.locator(".hero")).to_contain_text("Rum 114")
        assert await broken_rules(page) == []
        await look(page, "fire-over-screen-sv")
        staged.answer = (403, {"code": "pin_needed"})
        await page.locator(".names button").first.click()
        await page.get_by_label("Pinkod", exact=True).fill("271828")
        staged.answer = (200, {})
        await page.get_by_role("button", name="Gå vidare").click()
        await until(lambda: len(staged.asked) == 2)
        assert {one[1] for one in staged.asked} == {"/api/v1/offices/as/fire-over"}
        assert staged.asked[0][2] == staged.asked[1][2] == {"person": staged.asked[0][2]["person"], "screen": "staff"}
        await expect(bar).to_be_visible()
        phone = await (await visit(chromium, staged, me="p-eva", **PHONE)).go("/p/as", lang="sv")
        await phone.get_by_role("button", name="Branden är över …").click()
        await phone.get_by_role("button", name="Ja, branden är över").click()
        await until(lambda: len(staged.asked) == 3)
        assert staged.asked[2][1:3] == ("/api/v1/offices/as/fire-over", {"person": "p-eva", "screen": "phone"})
        staged.faults = []
        await staged.beat()
        await expect(bar).to_have_count(0)
        await expect(phone.get_by_role("button", name="Branden är över …")).to_have_count(0)


async def test_the_office_next_door_closes_in_three_languages(chromium: Browser) -> None:
    """Which office, by which way and what to do; what is answered goes out in a name of ours, and is shown as said."""
    at = instant(now() - timedelta(minutes=4))
    door = {"contact": "jc", "stage": "closing", "name": LONG, "since": at, "entrance": "Entrén mot torget"}
    told = {"stage": "neighbour", "next_door": door, "words": "Släpp inte in någon."}
    answer = item("answer", "neighbour")
    async with stage(facts()) as staged:
        staged.show({**closing(**told, items=[answer]), "kind": "neighbour"})
        shown = await visit(chromium, staged, **DESK)
        page = shown.page
        for lang, title, kept, other in (
            ("nb", f"Naboen {LONG} stenger", "Vi holder dørene lukket", "Avslutt hos oss"),
            ("en", f"{LONG} closes", "Our doors are kept shut", "End this here"),
            ("sv", f"Grannen {LONG} stänger", "Vi håller dörrarna stängda", "Avsluta hos oss"),
        ):
            await shown.go("/screen/as/staff", lang=lang)
            await expect(page.get_by_role("heading", name=title)).to_be_visible()
            await expect(page.get_by_role("button", name=other)).to_be_visible()
            await expect(page.get_by_role("button", name=kept)).to_be_visible()
            assert await broken_rules(page) == []
        await look(page, "next-door-screen-sv")
        await page.get_by_role("button", name="Vi håller dörrarna stängda").click()
        await page.locator(".names button").first.click()
        await until(lambda: bool(staged.asked))
        _, address, sent, _ = staged.asked[0]
        assert address == "/api/v1/alarms/a-closing/answer-item"
        assert (sent["item"], sent["answer"], bool(sent["person"])) == ("answer", "done", True)
        assert shown.complaints == []
