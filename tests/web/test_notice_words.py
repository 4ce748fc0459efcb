"""What a screen says of a call over routes: as much as is known, and never that somebody was reached who was not."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from web import cast
from web.harness import stage, visit
from web.routes_cast import called, notice, reached
from web.screen_told import open_screen

SAYS = {
    "en": [
        r"Phone page: delivered \d+ s ago, no answer yet",
        r"Text message: handed over \d+ s ago, no delivery yet – calling for \d+ s",
        r"Reached \(text message, telephone\), not answered",
        r"Could not be reached – text message: number unknown",
        r"Alarm centre: acknowledged \d+ s ago",
    ],
    "sv": [
        r"Telefonsidan: framme för \d+ s sedan, inget svar än",
        r"Sms: skickat för \d+ s sedan, inte framme än – ringer sedan \d+ s",
        r"Nådd \(sms, telefon\), inget svar",
        r"Gick inte att nå – sms: numret finns inte",
        r"Larmcentral: bekräftat för \d+ s sedan",
    ],
    "nb": [
        r"Telefonsiden: framme for \d+ s siden, ikke noe svar ennå",
        r"Sms: sendt for \d+ s siden, ikke framme ennå – har ringt i \d+ s",
        r"Nådd \(sms, telefon\), ikke noe svar",
        r"Kunne ikke nås – sms: nummeret finnes ikke",
        r"Alarmsentral: bekreftet for \d+ s siden",
    ],
}


async def _lines(page: Page) -> list[str]:
    return [re.sub(r"\s", " ", line) for line in await page.locator(".notice").all_inner_texts()]


@pytest.mark.parametrize("lang", ["en", "sv", "nb"])
async def test_each_state_has_its_line(chromium: Browser, lang: str) -> None:
    """Under each name stands what is known of the call, in the page's language, on the screen and on a telephone."""
    async with stage(cast.facts()) as staged:
        staged.show(reached())
        shown = await visit(chromium, staged, me="p-anna")
        page = await shown.go("/screen/as/staff", lang=lang)
        await expect(page.locator(".notice")).to_have_count(5)
        for said, line in zip(SAYS[lang], await _lines(page), strict=True):
            assert re.fullmatch(said, line), line
        await shown.go("/p/as", lang=lang)
        await expect(page.locator(".notice")).to_have_count(4)  # not of herself: she holds it in her hand
        assert re.fullmatch(SAYS[lang][1], (await _lines(page))[0])
        assert shown.complaints == []


async def test_the_line_goes_when_she_has_answered_and_when_it_is_over(chromium: Browser) -> None:
    """Who is coming was reached; and what is over calls nobody."""
    sent = notice("sms", "answered"), notice("voice", "waiting")
    rows = [
        called("p-anna", "colleague", *sent, state="accepted", channel="sms"),
        called("p-bo", "guard", *sent, state="declined", channel="voice"),
        called("p-eva", "manager"),
    ]
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(responders=rows))
        page = await open_screen(chromium, staged)
        await expect(page.locator(".responder")).to_have_count(3)
        await expect(page.locator(".notice")).to_have_count(0)
        await expect(page.locator(".responder").first).to_contain_text("by text message")
        await expect(page.locator(".responder").nth(1)).to_contain_text("by telephone")
        staged.show(reached(state="cleared", cleared_by="p-anna"), position=20)
        await staged.drop()
        await expect(page.locator(".state-cleared")).to_be_visible()
        await expect(page.locator(".notice")).to_have_count(0)


_EVERY = """async () => {
  const own = document.querySelector('script[type=module]').src;
  const {noticeOf} = await import(own.replace('screen.js', 'notice-words.js'));
  const states = ['waiting', 'queued', 'handed_over', 'delivered', 'seen', 'answered', 'failed'];
  const routes = ['push', 'sms', 'voice', 'email', 'webhook', 'alarm_centre', 'cap', 'other', 'smoke'];
  const at = new Date().toISOString();
  const said = [];
  for (const state of ['called', 'silent']) for (const one of states) for (const other of states) for (const route of routes) {
    const notices = [[route, one], ['voice', other]].map(([r, s]) => ({route: r, state: s, at, reason: 'busy', last: false, after: null}));
    const line = noticeOf({state, notices}, true);
    if (line) said.push([state, one, other, line.kind, line.words]);
  }
  return said;
}"""  # noqa: E501


async def test_no_pair_of_states_claims_more_than_is_known(chromium: Browser) -> None:
    """Of two routes in whatever states: "reached" only where one of them is, "could not" only where both failed."""
    async with stage(cast.facts()) as staged:
        page = await open_screen(chromium, staged)
        said = await page.evaluate(_EVERY)
    assert len(said) > 500
    for _, one, other, kind, words in said:
        states = {one, other}
        assert (kind == "failed") == (states == {"failed"}), words
        if not states & {"delivered", "seen", "answered"}:
            assert not re.search(r"Reached|delivered|acknowledged|opened|picked up", words), words
        assert "%(" not in words
        assert "undefined" not in words
