"""What brings a page into line with its description (static/element.js), in a real Chromium, without a service."""

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Route

ELEMENT = Path(__file__).parents[2] / "service" / "web" / "static" / "element.js"

_BEGIN = """async () => {
  const {h, render} = await import('/element.js');
  const root = document.body.appendChild(document.createElement('main'));
  window.changes = [];
  window.shown = {first: 'note', has: true, after: []};
  window.draw = () => {
    const {first, has, after} = window.shown;
    render(root,
      first ? h('p', null, first) : null,
      has ? h('label', {key: 'field'}, h('input', {id: 'field', onchange: (event) => {
        // A form that is left changes the plan, and the page is drawn again at once.
        window.changes.push(event.target.value);
        window.shown = {...window.shown, after: [...after, event.target.value]};
        window.draw();
      }})) : null,
      h('ol', null, after.map((one, at) => h('li', {key: at}, one))),
      h('footer', {key: 'foot'}, 'foot'));
  };
  window.draw();
  document.getElementById('field').focus();
}"""


async def begun(browser: Browser) -> tuple[Page, list[str]]:
    """Return a page with a field that somebody is writing in, and what the page will complain about."""

    async def answer(route: Route) -> None:
        if route.request.url.endswith("/element.js"):
            await route.fulfill(body=ELEMENT.read_text(), content_type="text/javascript")
        else:
            await route.fulfill(body="<!doctype html><title>element</title>", content_type="text/html")

    page = await browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.route("**/*", answer)
    await page.goto("http://trygg.test/")
    await page.evaluate(_BEGIN)
    await page.keyboard.type("half")
    return page, complaints


async def drawn(page: Page, **shown: Any) -> str:
    """Draw the page with something else in it and return what stands in it then."""
    content: str = await page.evaluate(
        "(shown) => { Object.assign(window.shown, shown); window.draw(); "
        "return document.querySelector('main').innerHTML; }",
        shown,
    )
    return content


async def test_a_field_that_draws_as_it_is_taken_away_does_not_break_the_page(chromium: Browser) -> None:
    """A half-written field that vanishes tells of its change at once: the page it then asks for comes afterwards."""
    page, complaints = await begun(chromium)
    content = await drawn(page, has=False, first="")
    assert await page.evaluate("window.changes") == ["half"]
    assert content == "<ol><li>half</li></ol><footer>foot</footer>"
    assert complaints == []


async def test_a_field_that_is_written_in_stays_where_it_is(chromium: Browser) -> None:
    """What comes and goes around a half-written field neither moves it nor ends the writing."""
    page, complaints = await begun(chromium)
    await drawn(page, first="")
    await drawn(page, first="other")
    await drawn(page, after=["one", "two"])
    assert await page.evaluate("window.changes") == []
    await page.keyboard.type(" done")
    assert await page.evaluate("document.activeElement.value") == "half done"
    assert complaints == []


async def test_the_first_of_a_list_stays_the_same_element(chromium: Browser) -> None:
    """A key of nought is a key: what is counted from nought is not made anew, and keeps its place under the hand."""
    page, complaints = await begun(chromium)
    await drawn(page, after=["one", "two"])
    await page.evaluate("window.first = document.querySelector('li')")
    await drawn(page, after=["one", "two", "three"])
    assert await page.evaluate("document.querySelector('li') === window.first")
    assert complaints == []
