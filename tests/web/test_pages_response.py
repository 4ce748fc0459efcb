"""Helping beyond "I am coming", on the office screen: the lead, more people, the police, what was seen."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import Stage, now, stage, until
from web.screen_told import open_screen

NEW: dict[str, Any] = {
    "lead": None, "more_asked": None, "police_call": None, "situation": None, "mistake": None, "calm": [], "level": 2,
}  # fmt: skip


def _ago(seconds: float) -> str:
    return instant(now() - timedelta(seconds=seconds))


def _helped(**more: Any) -> dict[str, Any]:
    return cast.helped(**{**NEW, **more})


async def _asked(page: Page, staged: Stage, *buttons: str) -> tuple[str, dict[str, Any]]:
    """Tap one button after the other, and return what was asked of the service: the action, and its content."""
    before = len(staged.asked)
    for button in buttons:
        await page.get_by_role("button", name=button, exact=True).first.click()
    await until(lambda: len(staged.asked) > before)
    _, path, content, _ = staged.asked[before]
    return path.rsplit("/", 1)[1], {key: value for key, value in content.items() if key != "screen"}


async def test_who_leads_is_in_sight_and_can_be_taken_and_handed_on(chromium: Browser) -> None:
    """Nobody leads: one tap asks who takes it. Somebody does: her name stands above all, and she hands it on."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped())
        page = await open_screen(chromium, staged)
        await expect(page.locator(".leader")).to_contain_text("Nobody leads yet")
        assert await _asked(page, staged, "I take the lead", "Anna Berg") == ("lead", {"person": "p-anna"})
        staged.show(_helped(lead={"responder": "p-anna", "since": _ago(9), "because": "first"}), position=20)
        await staged.drop()
        await expect(page.locator(".leader")).to_contain_text("Anna Berg")
        assert await _asked(page, staged, "Hand on", "Hand the lead on", "Cecilia Ek") == (
            "hand-lead",
            {"person": "p-anna", "to": "p-cecilia"},
        )


async def test_a_helper_asks_for_more_and_hands_her_task_over(chromium: Browser) -> None:
    """More people are asked for with or without a number; a task is handed to somebody by name."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped())
        page = await open_screen(chromium, staged)
        assert await _asked(page, staged, "More people are needed", "Cecilia Ek", "2") == (
            "need-more",
            {"person": "p-cecilia", "count": 2},
        )
        await page.locator("button.responder", has_text="Cecilia Ek").click()
        assert await _asked(page, staged, "Somebody else takes over for me", "Ylva Öst") == (
            "hand-over",
            {"person": "p-cecilia", "to": "p-ylva"},
        )
        gone = cast.responder("p-cecilia", state="declined", handed_to="p-ylva")
        view = _helped(more_asked={"by": "p-anna", "at": _ago(3), "count": 2})
        rows = [gone if one["responder"] == "p-cecilia" else one for one in view["responders"]]
        staged.show({**view, "responders": rows}, position=20)
        await staged.drop()
        row = page.locator(".responders > li", has_text="Cecilia Ek")
        await expect(row.locator(".chip")).to_have_text("Handed over to Ylva Öst")
        await expect(page.locator(".more-asked")).to_contain_text("Anna Berg needs 2 more")
        await expect(page.get_by_text("nough")).to_have_count(0)  # whoever is there knows better than the plan


async def test_the_police_in_their_three_forms(chromium: Browser) -> None:
    """Not called; somebody is calling since; answered at. Each form offers what comes next."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped())
        page = await open_screen(chromium, staged)
        police = page.locator(".police")
        await expect(police).to_contain_text("Police: NOT called")
        assert await _asked(page, staged, "I am calling 112 now", "Cecilia Ek") == (
            "police-calling",
            {"person": "p-cecilia", "number": "112"},
        )
        call = {"by": "p-cecilia", "at": _ago(20), "number": "112", "answered_at": None}
        staged.show(_helped(police="calling", police_call=call), position=20)
        await staged.drop()
        await expect(police).to_contain_text("Cecilia Ek has been calling 112 since")
        assert await _asked(page, staged, "They have answered", "Yes, they have answered") == (
            "police-answered",
            {"person": "p-cecilia"},
        )
        assert await _asked(page, staged, "No answer", "The line broke") == (
            "police-ended",
            {"person": "p-cecilia", "because": "broken"},
        )
        answered = {**call, "answered_at": _ago(1)}
        staged.show(_helped(police="answered", police_call=answered), position=30)
        await staged.drop()
        await expect(police).to_contain_text("112 answered")
        await expect(police.get_by_role("button")).to_have_count(1)  # the card alone


async def test_in_a_drill_nobody_is_offered_a_call(chromium: Browser) -> None:
    """A drill leads to no real call, neither in the line of the police nor behind a name."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped(mode="drill"))
        page = await open_screen(chromium, staged)
        await page.locator("button.responder", has_text="Anna Berg").click()
        await expect(page.get_by_role("button", name="I take the lead")).to_be_visible()
        await expect(page.get_by_role("button", name="112")).to_have_count(0)


async def test_the_sheets_are_walked_by_keyboard(chromium: Browser) -> None:
    """Each step takes the focus to its question, Tab leads to the first answer, and Escape leads out."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped())
        page = await open_screen(chromium, staged)
        focused = page.locator(":focus")
        await page.get_by_role("button", name="More people are needed").press("Enter")
        await expect(focused).to_have_text("More people are needed")
        await page.keyboard.press("Tab")
        await expect(focused).to_have_text("Anna Berg")  # who is there comes first
        await page.keyboard.press("Enter")
        await expect(focused).to_have_text("How many more?")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await until(lambda: len(staged.asked) == 1)
        assert staged.asked[0][2] == {"person": "p-anna", "count": 1, "screen": "staff"}
        await page.get_by_role("button", name="Say what I have seen").press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(focused).to_have_text("What have you seen?")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await page.get_by_role("button", name="Tell everybody").press("Enter")
        await until(lambda: len(staged.asked) == 2)
        assert staged.asked[1][2] == {"person": "p-anna", "weapons": "seen", "screen": "staff"}
        await page.get_by_role("button", name="I take the lead").press("Enter")
        await expect(focused).to_have_text("Who takes the lead?")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="I take the lead")).to_be_visible()


async def test_a_button_that_is_tried_asks_nothing_of_anybody(chromium: Browser) -> None:
    """Nobody is called, so no screen says that somebody should come, that more are called, or offers an answer."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(**NEW, mode="test", responders=[], last_resort=""))
        page = await open_screen(chromium, staged)
        await expect(page.locator(".hero-do")).to_have_text(
            "A button is being tried. There is nothing to do: this goes away by itself."
        )
        await expect(page.locator(".side")).to_have_text("Nobody is called")
        await expect(page.locator(".alarm button")).to_have_count(0)
        staged.show(cast.alarm(**NEW))  # the next press is real
        await staged.drop()
        await expect(page.locator(".hero-do")).to_contain_text("Is your name on the list?")
        await expect(page.get_by_role("button", name="The danger is over")).to_be_visible()


async def test_only_what_was_seen_is_told(chromium: Browser) -> None:
    """What is left out of the form is left out of what is told; what is known stands in one line with who says so."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped())
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="Say what I have seen").click()
        await page.get_by_role("button", name="Anna Berg").click()
        await page.get_by_text("Weapon seen", exact=True).click()
        await expect(page.locator("#situation-words-rule")).to_contain_text("Nothing that tells who a client is")
        await page.get_by_label("Anything else").fill("He is 811218-9876")
        hint = page.locator("#situation-words ~ .hint")
        await expect(hint).to_contain_text("This may tell who a client is: a personal identity number.")
        staged.show(_helped(), position=15)  # the page is drawn anew while she writes
        await expect(hint).to_contain_text("This may tell who a client is")
        await page.get_by_label("Anything else").fill("")
        await expect(hint).to_have_text("")
        await page.get_by_label("Who meets the police?").select_option("p-eva")
        assert await _asked(page, staged, "Tell everybody") == (
            "situation",
            {"person": "p-anna", "weapons": "seen", "meets": "p-eva"},
        )
        told = {"weapons": "seen", "person": "gone", "whereabouts": "counter", "by": "p-anna", "at": _ago(4)}
        staged.show(_helped(situation=told), position=20)
        await staged.drop()
        line = page.locator(".situation")
        await expect(line).to_contain_text("Weapon seen · The person has left · Last seen: Disken")
        await expect(line).to_contain_text("says Anna Berg")


@pytest.mark.parametrize(
    ("duress", "words"),
    [(False, "Set off by mistake, says Fatima Hassan – somebody must look first"), (True, "IS BEING THREATENED")],
)
async def test_what_she_says_of_a_mistake_ends_nothing(chromium: Browser, duress: bool, words: str) -> None:
    """A mistake is what she says, not what somebody has seen; with the duress code those who help read the opposite."""
    async with stage(cast.facts()) as staged:
        staged.show(_helped(mistake={"by": "p-fatima", "at": _ago(2), **({"under_duress": True} if duress else {})}))
        page = await open_screen(chromium, staged)
        await expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
        await expect(page.locator(".hero .hero-mode")).to_have_text("REAL ALARM")
        await expect(page.locator(".leader")).to_be_visible()


async def test_sounds_keep_to_their_grammar(chromium: Browser) -> None:
    """Five pulses twice, three, one; a pause between bursts; what is real comes first, and louder."""
    async with stage(cast.facts()) as staged:
        page = await open_screen(chromium, staged)
        signals = await page.evaluate("""async () => {
          const from = document.querySelector('script[src$="screen.js"]').src;
          const {SIGNALS, signalOf, loudest, burst} = await import(new URL('signals.js', from));
          const calm = {mode: 'actual', state: 'raised', exhausted: 0, responders: []};
          const alarm = (level, more = {}) => ({level, ...calm, ...more});
          return {
            table: SIGNALS, bursts: Object.fromEntries(Object.keys(SIGNALS).map((name) => [name, burst(name)])),
            levels: [4, 3, 2, 1, undefined].map((level) => signalOf(alarm(level))),
            drill: signalOf(alarm(4, {mode: 'drill'})), test: signalOf(alarm(4, {mode: 'test'})),
            duress: signalOf(alarm(1, {mistake: {under_duress: true}})),
            alone: signalOf(alarm(1, {exhausted: 1})),
            loudest: loudest([alarm(4, {mode: 'drill'}), alarm(1), alarm(2)]),
            none: loudest([]),
          };
        }""")
        table = signals["table"]
        assert [len(table[name]["pulses"]) for name in ("high", "medium", "low")] == [10, 3, 1]
        assert signals["levels"] == ["high", "high", "medium", "low", "high"]
        assert (signals["drill"], signals["test"], signals["loudest"], signals["none"]) == (
            "drill",
            "test",
            "medium",
            None,
        )
        assert (signals["duress"], signals["alone"]) == ("low", "high"), (
            "nobody hears through a wall that she is forced"
        )
        for name, low, high in (("high", 2.5, 3.8), ("medium", 2.6, 4.0), ("low", 16, 30)):
            assert low <= table[name]["pause"] <= high
        for name, signal in table.items():
            starts = signal["pulses"]
            gaps = [after - before for before, after in pairwise(starts)]
            assert all(gap > signal["length"] for gap in gaps), name  # pulses never run into each other
            assert signals["bursts"][name] == pytest.approx(starts[-1] + signal["length"])
        quiet = max(table[name]["loudness"] for name in ("drill", "test", "lost"))
        assert quiet < min(table[name]["loudness"] for name in ("high", "medium", "low"))
