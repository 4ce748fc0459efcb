"""The 112 card, on the office screen and on a telephone: what is known, what is not, and that a drill calls nobody."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import PICTURES, Stage, now, stage, until, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
LONG = "Velferdskontoret i Kautokeino og omegn, avdelingen for oppfølging av enslige mindreårige"
QUESTIONS = [
    "Who are you?",
    "Where exactly?",
    "What has happened?",
    "Are there weapons?",
    "Is anybody hurt?",
    "Where is the person now?",
    "Who meets us, and where?",
]


def _calling(**more: Any) -> dict[str, Any]:
    """Return an alarm in which Bo is on the telephone, and what is known has been told."""
    at = instant(now())
    told = {"weapons": "seen", "injured": "none", "person": "here", "whereabouts": "counter", "meets": "p-eva"}
    call = {"by": "p-bo", "at": at, "number": "112", "answered_at": None}
    situation = {**told, "by": "p-anna", "at": at}
    return cast.asked(**{"police": "calling", "police_call": call, "situation": situation, **more})


async def _card(browser: Browser, staged: Stage, *, me: str | None = None, lang: str = "en", **view: Any) -> Page:
    page = await (await visit(browser, staged, me=me, **view)).go("/p/as" if me else "/screen/as/staff", lang=lang)
    await _opened(page)
    return page


async def _opened(page: Page) -> None:
    await page.locator(".open-card").click()
    await expect(page.locator(".card-112")).to_be_visible()


def _answer(page: Page, question: str) -> Any:
    return page.locator(".asked > li").filter(has=page.get_by_role("heading", name=question))


async def test_the_card_asks_in_the_polices_order_and_says_what_is_not_known(chromium: Browser) -> None:
    """Seven questions; what nobody has told is “not known yet”, never empty and never a no."""
    facts = cast.facts()
    facts["emergency_call"] |= {"address": None, "call_back": None, "entrances": {}, "nearest": {}}
    async with stage(facts) as staged:
        staged.show(cast.alarm(zone=None))
        page = await _card(chromium, staged)
        assert await page.locator(".asked h3").all_inner_texts() == QUESTIONS
        for question in QUESTIONS[3:]:
            await expect(_answer(page, question).locator(".told > p")).to_have_text("Not known yet")
        where = _answer(page, "Where exactly?")
        for told in ("Street address: not known yet", "Which room: not known yet", "Entrance: not known yet"):
            await expect(where).to_contain_text(told)
        await expect(_answer(page, "Who are you?")).to_contain_text("Call back: not known yet")


USUAL = "usual place – not confirmed"


async def test_what_is_told_is_read_out(chromium: Browser) -> None:
    """Office, address, floor, room and the nearest entrance; a weapon, nobody hurt, where he is, who meets them."""
    async with stage(cast.facts()) as staged:
        staged.show(_calling())
        page = await _card(chromium, staged)
        for question, told in {
            "Who are you?": ["Bo Lind", "Call back: +46 8 000 00 00"],
            "Where exactly?": [
                "Medborgarkontoret Ås",
                "Storgatan 1",
                "Rum 114, floor 1",
                USUAL,
                "Huvudentrén mot Storgatan",
            ],
            "What has happened?": ["threatened or attacked: Fatima Hassan has pressed the alarm", "ago"],
            "Are there weapons?": ["Yes, a weapon has been seen"],
            "Is anybody hurt?": ["Nobody is hurt as far as we know"],
            "Where is the person now?": ["Still here", "Disken"],
            "Who meets us, and where?": ["Eva Strand", "Huvudentrén mot Storgatan"],
        }.items():
            for words in told:
                await expect(_answer(page, question)).to_contain_text(words)
        await expect(page.get_by_text("Last told by Anna Berg")).to_be_visible()
        await expect(page.get_by_role("button", name="Seen", exact=True)).to_have_attribute("aria-pressed", "true")


async def test_answers_and_the_call_are_tapped(chromium: Browser) -> None:
    """Whoever taps says who she is once; the card stays, and what she says goes to the alarm."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await _card(chromium, staged)
        await page.get_by_role("button", name="I am calling now").click()
        await expect(page.get_by_role("heading", name="Who is calling?")).to_be_visible()
        assert await page.get_by_role("button", name="Fatima Hassan").count() == 0, "she is where the threat is"
        await page.get_by_role("button", name="Bo Lind").click()
        await until(lambda: len(staged.asked) == 1)
        await page.get_by_role("button", name="None seen").click()
        await until(lambda: len(staged.asked) == 2)
        await page.get_by_label("Who meets them?").select_option("p-eva")
        await until(lambda: len(staged.asked) == 3)
        said = [(path.rpartition("/")[2], content) for _, path, content, _ in staged.asked]
        by_bo = {"person": "p-bo", "screen": "staff"}
        assert said == [
            ("police-calling", {**by_bo, "number": "112"}),
            ("situation", {**by_bo, "weapons": "none"}),
            ("situation", {**by_bo, "meets": "p-eva"}),
        ]


async def test_a_call_is_answered_or_not(chromium: Browser) -> None:
    """While somebody is calling the card asks how it went, and tells the service."""
    async with stage(cast.facts()) as staged:
        staged.show(_calling())
        page = await _card(chromium, staged, me="p-bo", **PHONE)
        await page.get_by_role("button", name="They have answered").click()
        await until(lambda: len(staged.asked) == 1)
        await page.get_by_role("button", name="No answer").click()
        await until(lambda: len(staged.asked) == 2)
        by_bo = {"person": "p-bo", "screen": "phone"}
        assert [(path.rpartition("/")[2], content) for _, path, content, _ in staged.asked] == [
            ("police-answered", by_bo),
            ("police-ended", {**by_bo, "because": "unanswered"}),
        ]


@pytest.mark.parametrize(
    ("kind", "own", "dialled", "shown"),
    [
        ("emergency", {}, "tel:112", "Call 112"),
        ("medical", {"medical": "113", "fire": "110"}, "tel:113", "Police 112 · Fire brigade 110"),
        ("emergency", {"police": "0 112"}, "tel:0112", "Call 0 112"),
    ],
)
async def test_a_telephone_dials_what_the_kind_and_the_house_need(
    chromium: Browser, kind: str, own: dict[str, str], dialled: str, shown: str
) -> None:
    """Sweden dials 112, a medical alarm in Norway 113, and a house with an outside line what its plan says."""
    facts = cast.facts()
    facts["emergency_call"]["numbers"] |= own
    async with stage(facts) as staged:
        staged.show(cast.alarm(kind=kind))
        page = await _card(chromium, staged, me="p-anna", **PHONE)
        await expect(page.locator(".card-112 a")).to_have_attribute("href", dialled)
        await expect(page.locator(".card-112-head")).to_contain_text(shown)


@pytest.mark.parametrize("mode", ["drill", "test"])
async def test_in_a_drill_nobody_is_to_be_called(chromium: Browser, mode: str) -> None:
    """The card says so in its largest letters, and nothing on it dials or says that somebody is calling."""
    async with stage(cast.facts()) as staged:
        for me in (None, "p-anna"):
            staged.show(cast.alarm(mode=mode))
            page = await _card(chromium, staged, me=me, **PHONE)
            await expect(page.locator("#card-112-title")).to_contain_text("Call nobody")
            await expect(page.locator('a[href^="tel:"]')).to_have_count(0)
            await expect(page.get_by_role("button", name="I am calling now")).to_have_count(0)
            await expect(page.locator(".card-112 .police")).to_have_text("Police: not called, this is no real alarm")
            await expect(page.locator(".asked h3")).to_have_count(len(QUESTIONS))


async def test_it_works_by_keyboard(chromium: Browser) -> None:
    """The card opens, is gone through and answered without a pointer."""
    async with stage(cast.facts()) as staged:
        staged.show(_calling())
        page = await (await visit(chromium, staged)).go("/screen/as/staff")
        await page.locator(".open-card").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#card-112-title")).to_be_focused()
        for name in ("They have answered", "No answer", "Seen"):
            await page.keyboard.press("Tab")
            await expect(page.locator(":focus")).to_have_text(name)
        await page.keyboard.press("Enter")
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][2] == {"person": "p-bo", "screen": "staff", "weapons": "seen"}


async def test_it_is_printed_on_one_page(chromium: Browser) -> None:
    """A4, black on white in a dark room too, with nothing but the card; what is not known has a line to write on."""
    facts = cast.facts()
    facts["name"] = LONG
    facts["emergency_call"]["address"] = LONG * 2
    dark: dict[str, Any] = {"color_scheme": "dark", "viewport": {"width": 1366, "height": 768}}
    async with stage(facts) as staged:
        page = await (await visit(chromium, staged, **dark)).go("/screen/as/staff", lang="nb")
        for name, alarm in (
            ("told", _calling()),
            ("new", cast.alarm(zone="room-221")),
            ("drill", cast.alarm(mode="drill")),
        ):
            await page.emulate_media(media="screen")
            await staged.turn_to()
            await staged.turn_to(alarm)
            await _opened(page)
            await page.emulate_media(media="print")
            words = await page.locator("body").inner_text()
            for shown in ("Hvor nøyaktig?", "Hvem møter oss, og hvor?", "Slik det var kjent"):
                assert shown in words, name
            for hidden in ("Skriv ut dette kortet", "Anna Berg er", "Lyd", "Tilbake"):
                assert hidden not in words, name
            paper = await page.pdf(prefer_css_page_size=True, print_background=False)
            if PICTURES.is_dir():
                (PICTURES / f"card-print-{name}.pdf").write_bytes(paper)
            assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, name


@pytest.mark.parametrize(("scheme", "lang"), [("light", "sv"), ("dark", "nb")])
async def test_it_fits_and_can_be_read(chromium: Browser, scheme: Any, lang: str) -> None:
    """The card as pictures, real and drill, known and not known; held to WCAG by a machine."""
    async with stage(cast.facts()) as staged:
        for me, size in ((None, (1366, 768)), ("p-anna", (320, 640))):
            view = {"width": size[0], "height": size[1]}
            shown = await visit(chromium, staged, me=me, viewport=view, color_scheme=scheme, reduced_motion="reduce")
            page = await shown.go("/p/as" if me else "/screen/as/staff", lang=lang)
            for name, alarm in (("new", cast.alarm()), ("calling", _calling()), ("drill", cast.alarm(mode="drill"))):
                await staged.turn_to(alarm)
                await _opened(page)
                await look(page, f"card-{name}-{'phone' if me else 'screen'}-{scheme}-{lang}")
                assert await broken_rules(page) == [], (name, me)
                await page.keyboard.press("Escape")
                await expect(page.locator(".card-112")).to_have_count(0)
            await page.context.close()
