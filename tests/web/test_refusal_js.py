"""A no that a page has no words for is said in the page's own language, in a real Chromium and with the real words."""

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, Route

from service.web.i18n import load

STATIC: Final = Path(__file__).parents[2] / "service" / "web" / "static"
ENGLISH: Final = "The flow of the thing was not found in the widget."
"""What a service says that has learned something since the page was written."""
STATUSES: Final = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
WAYS: Final = ("alarm", "roll", "drill", "desk")
_PAGE: Final = """<!doctype html><html lang="{lang}" data-words="/words.json"><title>no</title>
<body data-office="as" data-screen="staff" data-facts="{{}}"><script type="module">
import {{loadWords}} from '/static/words.js';
await loadWords();
window.asked = await import('/static/ask.js');
window.roll = await import('/static/roll/ask.js');
window.desk = await import('/static/plan/desk.js');
</script>"""
_SAYS: Final = """async ([way, problem, status]) => {
  if (way === 'alarm') return asked.send('POST', '/no', {});
  if (way === 'roll') return new roll.Refused(problem, status).message;
  if (way === 'drill') return asked.refusalOf(problem, status);
  return new desk.Refused(status, problem).message;
}"""


async def opened(browser: Browser, lang: str, problem: dict[str, Any], status: int) -> Page:
    """Return a page in a language; whatever is asked of the service is refused."""

    async def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://trygg.test/")
        if path.startswith("static/"):
            await route.fulfill(body=(STATIC / path[7:]).read_text(), content_type="text/javascript")
        elif path == "words.json":
            await route.fulfill(json=load().as_json(lang))
        elif path == "no":
            await route.fulfill(status=status, json=problem)
        else:
            await route.fulfill(body=_PAGE.format(lang=lang), content_type="text/html")

    page = await browser.new_page()
    await page.route("**/*", answer)
    await page.goto("http://trygg.test/")
    await page.wait_for_function("() => window.desk !== undefined")
    return page


@pytest.mark.parametrize("lang", ["sv", "nb"])
async def test_whoever_reads_no_english_is_not_answered_in_it(chromium: Browser, lang: str) -> None:
    """Whatever kind of no it is, from wherever: her language, and a code for whoever runs the service."""
    words = set(load().translations[lang].values())
    problem = {"code": "unheard_of", "detail": ENGLISH, "title": "Conflict"}
    for status in STATUSES:
        page = await opened(chromium, lang, problem, status)
        told = {way: await page.evaluate(_SAYS, [way, problem, status]) for way in WAYS}
        await page.close()
        for way, text in told.items():
            kind, _, code = text.rpartition(" (")
            assert (kind in words, code) == (True, "unheard_of)"), (way, status, text)


async def test_in_english_the_service_s_own_words_are_shown(chromium: Browser) -> None:
    """They say more than a kind could; a no without words says its kind and its number."""
    page = await opened(chromium, "en", {"code": "unheard_of", "detail": ENGLISH}, 409)
    for way in WAYS:
        assert ENGLISH in await page.evaluate(_SAYS, [way, {"code": "unheard_of", "detail": ENGLISH}, 409])
    assert await page.evaluate(_SAYS, ["roll", {}, 413]) == (
        "The service cannot use what was sent. Nothing was done: look through what you have written. (413)"
    )
    await page.close()


async def test_what_is_said_in_her_language_is_shown_as_it_is(chromium: Browser) -> None:
    """A drill, a meeting or a plan that was asked for in her language is answered in it, word by word."""
    problem = {"code": "unheard_of", "detail": "Planen vet inte vem som kommer.", "said": True}
    page = await opened(chromium, "sv", problem, 409)
    told = {await page.evaluate(_SAYS, [way, problem, 409]) for way in WAYS}
    assert told == {problem["detail"]}
    await page.close()
