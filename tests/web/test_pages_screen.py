"""The office screen in a real browser: what it says, what a tap asks for, and that it never shows what is not true."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, until, visit
from web.rules import broken_rules
from web.screen_told import SCREEN, open_screen, provisional, raised


async def test_it_says_that_there_is_no_alarm_and_who_would_respond(chromium: Browser) -> None:
    """Without an alarm the screen says so, names who responds now and shows the role that nobody holds."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        page = await open_screen(chromium, staged)
        await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible()
        await expect(page.get_by_role("button", name="Anna Berg")).to_be_visible()
        await expect(page.locator(".roster-nobody")).to_have_text("Nobody")
        await expect(page.locator(".strip-link")).to_have_class(re.compile("is-good"))
        await expect(page.get_by_text("It protects nobody.")).to_be_visible()


async def test_a_press_is_shown_before_it_is_recorded(chromium: Browser) -> None:
    """A provisional alarm is on the screen at once, says after a second that its record is delayed, and is replaced."""
    async with stage(cast.facts()) as staged:
        page = await open_screen(chromium, staged)
        await staged.send(provisional())
        await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
        await expect(page.get_by_text("Record delayed")).to_be_visible()
        await staged.send(raised(11))
        await expect(page.get_by_text("Record delayed")).to_have_count(0)
        await expect(page.get_by_text("Fatima Hassan")).to_be_visible()


async def test_it_tells_the_service_what_it_has_drawn(chromium: Browser) -> None:
    """After an alarm the page confirms the position and the alarm it has rendered, and whether it can be heard."""
    async with stage(cast.facts()) as staged:
        # Nothing is looked for in the page: a look counts as a tap, and a page that was tapped early can be heard.
        await (await visit(chromium, staged)).go("/screen/as/staff")
        await until(lambda: staged.sockets != [])
        await staged.send(raised(11))
        await until(lambda: any(r["position"] == 11 and r["alarms"] == ["a-new"] for r in staged.rendered))
        assert all(r["type"] == "rendered" and r["sound"] is False for r in staged.rendered)


async def test_a_tap_on_a_name_asks_for_exactly_that(chromium: Browser) -> None:
    """Tapping Anna and then "I am coming" asks to accept for Anna; the chip waits for the service's word."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Anna Berg").click()
        await expect(page.get_by_text("Gå aldrig in ensam.")).to_be_visible()
        await expect(page.get_by_text("Stå aldrig mellan besökaren och utgången.")).to_be_attached()
        await page.get_by_role("button", name="I am coming").click()
        await until(lambda: bool(staged.asked))
        alarm = cast.alarm()["alarm"]
        assert staged.asked == [
            ("POST", f"/api/v1/alarms/{alarm}/accept", {"person": "p-anna", "screen": "staff"}, None)
        ]
        await expect(page.locator(".chip-called")).to_have_count(3)
        await expect(page.locator(".chip-accepted")).to_have_count(0)


@pytest.mark.parametrize(
    ("button", "asked"), [("I have seen it", "acknowledge"), ("I am there", "arrive"), ("I cannot come", "decline")]
)
async def test_every_answer_has_its_own_request(chromium: Browser, button: str, asked: str) -> None:
    """Each of the other answers asks for its own command."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Cecilia Ek").click()
        await page.get_by_role("button", name=button).click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith(f"/{asked}")
        assert staged.asked[0][2]["person"] == "p-cecilia"


async def test_a_refusal_is_said_in_words_and_nothing_is_shown_as_done(chromium: Browser) -> None:
    """When the service refuses, the screen says why in its own language, and the answers stay where they are."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        staged.answer = (409, {"code": "wrong_state", "detail": "This alarm is cleared."})
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Anna Berg").click()
        await page.get_by_role("button", name="I am coming").click()
        await expect(page.get_by_role("alert").filter(has_text="The alarm has moved on")).to_be_visible()
        await expect(page.get_by_role("button", name="I am coming")).to_be_enabled()


async def test_ending_an_alarm_asks_whether_she_was_seen(chromium: Browser) -> None:
    """That the danger is over is only sent by somebody who says that they have seen the presser themselves."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="The danger is over").click()
        await expect(page.get_by_text("Have you seen Fatima Hassan yourself?")).to_be_visible()
        await page.get_by_role("button", name="No", exact=True).click()
        await expect(page.get_by_text("Then the alarm goes on")).to_be_visible()
        assert staged.asked == []
        await page.get_by_role("button", name="Back").click()
        await page.get_by_role("button", name="The danger is over").click()
        await page.get_by_role("button", name="Yes, I have seen it myself").click()
        await page.get_by_role("button", name="Anna Berg").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/clear")
        assert staged.asked[0][2] == {"person": "p-anna", "seen_her": True, "screen": "staff"}


async def test_without_having_seen_her_only_the_lead_ends_it_with_words(chromium: Browser) -> None:
    """The page says to go and look first; once who pressed has said "by mistake" there is no other way."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="The danger is over").click()
        await page.get_by_role("button", name="No", exact=True).click()
        await expect(page.get_by_role("button", name="I am going there now")).to_be_visible()
        await page.get_by_role("button", name="I lead, and know it otherwise").click()
        assert await page.locator(".names button").count() < len(cast.facts()["people"]), "not everybody leads"
        leading = page.locator(".names button").first
        await leading.press("Enter")
        await page.get_by_label("How do you know that the danger is over?").fill("Talat med henne i telefon")
        await page.get_by_role("button", name="The danger is over").click()
        await until(lambda: bool(staged.asked))
        said = staged.asked[0][2]
        assert (said["seen_her"], said["words"]) == (False, "Talat med henne i telefon")
        mistake = {"by": "p-fatima", "at": cast.helped()["raised_at"]}
        staged.show(cast.helped(mistake=mistake), position=20)
        await staged.drop()
        await page.get_by_role("button", name="The danger is over").click()
        await page.get_by_role("button", name="No", exact=True).click()
        await expect(page.get_by_role("button", name="I am going there now")).to_be_visible()
        await expect(page.get_by_role("button", name="I lead, and know it otherwise")).to_have_count(0)
        assert await broken_rules(page) == []


async def test_a_mistake_and_a_close_need_a_name_and_words(chromium: Browser) -> None:
    """Cancelling and closing carry who says so, what happened, and the outcome."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Set off by mistake").click()
        await page.get_by_role("button", name="Yes, I have seen it myself").click()
        await page.get_by_role("button", name="Anna Berg").click()
        await page.get_by_label("What happened?").fill("Knappen satt i en kappficka")
        await page.get_by_role("button", name="End the alarm").click()
        await until(lambda: len(staged.asked) == 1)
        assert staged.asked[0][2] == {
            "person": "p-anna", "words": "Knappen satt i en kappficka", "seen_her": True, "screen": "staff"
        }  # fmt: skip
        staged.show(cast.helped(state="cancelled", cancelled_by="p-anna"), position=20)
        await staged.drop()
        await page.get_by_role("button", name="Close and save").click()
        await page.get_by_role("button", name="Eva Strand").click()
        await page.get_by_role("button", name="It was set off by mistake").click()
        await page.get_by_label("In a few words").fill("Ingen fara")
        await page.get_by_role("button", name="Close and save").click()
        await until(lambda: len(staged.asked) == 2)
        assert staged.asked[1][1].endswith("/close")
        assert staged.asked[1][2] == {
            "person": "p-eva", "words": "Ingen fara", "outcome": "mistake", "screen": "staff"
        }  # fmt: skip


async def test_nobody_answers(chromium: Browser) -> None:
    """At the end of the plan the screen tells everybody to call, its border breathing; in a drill it says not to."""
    moves = "getComputedStyle(document.querySelector('.hero.is-urgent'), '::after').animationName"
    async with stage(cast.facts()) as staged:
        staged.show(cast.exhausted())
        page = await open_screen(chromium, staged)
        await expect(page.get_by_role("alert").filter(has_text="Nobody is coming – call 112")).to_be_visible()
        await expect(page.get_by_text("Police: NOT called")).to_be_visible()
        assert await page.evaluate(moves) == "none"  # for whoever wants no motion
        await page.emulate_media(reduced_motion="no-preference")
        assert await page.evaluate(moves) == "breathe"
        staged.show(cast.exhausted(mode="drill", police="not_called"), position=30)
        await staged.drop()
        await expect(page.locator(".hero-kind", has_text="DRILL")).to_be_visible()
        await expect(page.get_by_text("Do not call: this is no real alarm.")).to_be_visible()
        await expect(page.get_by_text("call 112", exact=False)).to_have_count(0)


async def test_two_alarms_are_both_in_sight(chromium: Browser) -> None:
    """A second alarm stands beside the first, takes nobody's place, and is one tap or one key away."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(alarm="a-drill", mode="drill", zone="counter"))
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Anna Berg").click()
        await staged.send(provisional())
        await expect(page.locator(".rail .tile")).to_have_count(2)
        await expect(page.locator(".rail")).to_contain_text("Rum 114")
        await expect(page.locator(".rail .tile-place")).to_have_text(["usual place – not confirmed"] * 2)
        await expect(page.locator(".hero .place")).to_contain_text("Disken")
        await page.keyboard.press("Escape")
        await page.locator(".tile", has_text="Rum 114").click()
        await expect(page.locator(".hero .place")).to_contain_text("Rum 114")
        await page.keyboard.press("1")
        await expect(page.locator(".hero .place")).to_contain_text("Disken")


async def test_a_new_real_alarm_is_large_although_a_drill_was_chosen(chromium: Browser) -> None:
    """A drill that somebody has chosen, or an alarm that is over, does not keep a new real alarm small."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(alarm="a-drill", mode="drill", zone="counter"))
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Anna Berg").click()
        await page.keyboard.press("Escape")
        await staged.send(provisional())
        await expect(page.locator(".hero .place")).to_contain_text("Rum 114")


async def test_an_opened_answer_never_lands_on_another_alarm(chromium: Browser) -> None:
    """When the alarm that was asked about is gone, its question goes with it and is not put about the next one."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(alarm="a-one"), cast.alarm(alarm="a-two", zone="counter"))
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="The danger is over").click()
        await page.get_by_role("button", name="Yes, I have seen it myself").click()
        await expect(page.get_by_text("Who says so?")).to_be_visible()
        shown = await page.locator(".hero .place").inner_text()
        gone, other = ("a-one", "Disken") if "Rum 114" in shown else ("a-two", "Rum 114")
        await staged.send({
            "type": "entry", "position": 11, "alarm": gone, "event": "AlarmClosed", "at": instant(now()), "data": {}
        })  # fmt: skip
        await expect(page.locator(".hero .place")).to_contain_text(other)
        await expect(page.get_by_text("Who says so?")).to_have_count(0)
        assert staged.asked == []


@pytest.mark.parametrize(("screen", "marks"), [("reception", 1), ("street", 0)])
async def test_visitors_see_nothing_of_an_alarm(chromium: Browser, screen: str, marks: int) -> None:
    """A discreet screen shows its agreed mark and a public one nothing; no name or place is in the page's source."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(zone=None, kind=None, presser=None, responders=[]))
        shown = await visit(chromium, staged)
        page = await shown.go(f"/screen/as/{screen}")
        await expect(page.locator(".visitor h1")).to_have_text("Medborgarkontoret Ås")
        await until(lambda: bool(staged.rendered))
        await expect(page.locator(".mark")).to_have_count(marks)
        source = await page.content()
        for secret in ("Anna Berg", "Rum 114", "REAL ALARM", "p-anna", "Gå till dörren", "Stå aldrig"):
            assert secret not in source


async def test_the_agreed_mark_of_a_drill_is_hollow(chromium: Browser) -> None:
    """Where visitors stand it says no word; whoever knows the mark sees that nothing is real, and when it is."""
    async with stage(cast.facts()) as staged:
        hidden: dict[str, Any] = {"zone": None, "kind": None, "presser": None, "responders": []}
        staged.show(cast.alarm(mode="drill", **hidden), cast.alarm(alarm="a-over", state="cleared", **hidden))
        page = await (await visit(chromium, staged)).go("/screen/as/reception")
        await expect(page.locator(".mark.is-hollow")).to_have_count(1)
        await staged.send({"type": "provisional", "alarm": "a-new", "mode": "actual", "at": instant(now())})
        await expect(page.locator(".mark.is-hollow")).to_have_count(0)
        await expect(page.locator(".mark")).to_have_count(1)


async def test_the_keyboard_reaches_everything(chromium: Browser) -> None:
    """With the keyboard alone somebody answers, and Escape leads back to the list."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="David Nilsson").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="David Nilsson")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="David Nilsson")).to_be_visible()
        await page.get_by_role("button", name="David Nilsson").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/accept")


async def test_hostile_names_stay_names(chromium: Browser) -> None:
    """Names and places with markup in them are shown as they are, and nothing breaks the content policy."""
    hostile = "<script>document.title='owned'</script>\"'><img src=x onerror=alert(1)>"
    facts = cast.facts()
    facts["people"]["p-anna"]["name"] = hostile
    facts["zones"]["room-114"]["name"] = hostile
    async with stage(facts) as staged:
        staged.show(cast.alarm(names={"p-cecilia": hostile}))
        shown = await visit(chromium, staged)
        page = await shown.go(SCREEN)
        await expect(page.locator(".hero .place")).to_contain_text(hostile)
        assert await page.title() != "owned"
        assert await page.locator("img").count() == 0
        assert shown.complaints == []


async def test_one_tap_says_that_somebody_is_away(chromium: Browser) -> None:
    """In the morning one tap on a name and one on "Away today" tell the service."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Cecilia Ek").click()
        await page.get_by_role("button", name="Away today").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked == [("PUT", "/api/v1/offices/as/today/p-cecilia", {"fact": "absent"}, None)]


async def test_a_tap_on_a_role_shows_its_duty(chromium: Browser) -> None:
    """While nothing is going on a role's whole duty can be read; an alarm takes the page back at once."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Nearest colleague").click()
        await expect(page.get_by_role("heading", name="Nearest colleague")).to_be_focused()
        await expect(page.locator(".duty-rest")).to_contain_text("Never")
        await page.keyboard.press("Escape")
        await expect(page.get_by_text("No alarm now")).to_be_visible()
        await page.get_by_role("button", name="Guard").click()
        await expect(page.locator(".duty-first")).to_have_text("Gå till rummet och stanna tills det är över.")
        await expect(page.locator(".duty-rest")).to_have_count(0)
        staged.show(cast.alarm())
        await staged.drop()
        await expect(page.locator(".alarm")).to_be_visible()
        await expect(page.locator(".duty-first")).to_have_count(0)


async def test_who_is_marked_away_can_be_taken_back(chromium: Browser) -> None:
    """Somebody marked away by a tap on the wrong name stays in sight, and one tap more brings them back."""
    async with stage(cast.facts()) as staged:
        staged.today = {**cast.today(), "absent": ["p-bo"]}
        page = await open_screen(chromium, staged)
        await page.locator(".roster-away").get_by_role("button", name="Bo Lind").click()
        await page.get_by_role("button", name="Here today").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked == [("PUT", "/api/v1/offices/as/today/p-bo", {"fact": "here"}, None)]
