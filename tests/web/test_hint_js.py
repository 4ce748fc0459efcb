"""What the page's hint finds is what the service finds, in a real Chromium; and it is said at the field."""

from pathlib import Path
from random import Random
from typing import Final

from playwright.async_api import Browser, Page, Route, expect

from service.privacy.hint import found_in

STATIC: Final = Path(__file__).parents[2] / "service" / "web" / "static"
PARTS: Final = (
    *(
        "811218-9876",
        "19811218",
        "9876",
        "13097248022",
        "070",
        "+46",
        "(0)",
        "-",
        " ",
        "/",
        ":",
        ".",
        "@",
        "example.org",
    ),
    *(
        "klient",
        "Dnr",
        "dnr.",
        "ÄRENDENR",
        "saksnr",
        "AF",
        "T",
        "2026",
        "1234",
        "26",
        "912 34 567",
        "22",
        "å",
        "\u0130",
    ),
    *("\N{GRINNING FACE}", "\n", "kl", "0", "7", "x"),
)
"""What texts are put together from: halves of everything that is looked for."""
_PAGE: Final = """<!doctype html><html lang="en" data-words="/words.json"><title>hint</title>
<textarea id="words" data-hint></textarea><script type="module" src="/hint.js"></script>"""


async def opened(browser: Browser) -> Page:
    """Return a page with a field that is watched."""

    async def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            await route.fulfill(body=(STATIC / name).read_text(), content_type="text/javascript")
        elif name.endswith(".json"):
            await route.fulfill(json={"a telephone number": "ett telefonnummer"})
        else:
            await route.fulfill(body=_PAGE, content_type="text/html")

    page = await browser.new_page()
    await page.route("**/*", answer)
    await page.goto("http://trygg.test/")
    await page.locator(".hint").wait_for(state="attached")
    return page


async def test_page_and_service_find_the_same(chromium: Browser) -> None:
    """A thousand texts, put together by chance from halves of everything that is looked for."""
    chance = Random(1)
    texts = ["".join(chance.choice(PARTS) for _ in range(chance.randrange(1, 9))) for _ in range(1000)]
    page = await opened(chromium)
    said = await page.evaluate(
        "async (texts) => { const {foundIn} = await import('/clues.js');"
        "return texts.map((one) => foundIn(one).map(([clue, start, end]) => [clue, one.slice(start, end)])); }",
        texts,
    )
    mine = [[[one.clue, text[one.start : one.end]] for one in found_in(text)] for text in texts]
    assert [pair for pair in zip(texts, mine, said, strict=True) if pair[1] != pair[2]] == []
    assert {one[0] for found in mine for one in found} == {"identity", "email", "phone", "case"}
    await page.close()


async def test_it_is_said_at_the_field_and_goes_with_the_words(chromium: Browser) -> None:
    """While she writes, in her language; and it is gone as soon as the number is."""
    page = await opened(chromium)
    await page.fill("#words", "He gave me 070-174 06 05")
    assert await page.inner_text(".hint") == (
        "This may tell who a client is: ett telefonnummer. Take it out if it need not be here."
    )
    assert await page.get_attribute(".hint", "aria-live") == "polite"
    await page.fill("#words", "He gave me a number")
    assert await page.inner_text(".hint") == ""
    await page.close()


async def test_at_the_lower_edge_of_the_screen_it_comes_into_sight(chromium: Browser) -> None:
    """Who writes in a field whose hint would stand below the screen sees it all the same."""
    page = await opened(chromium)
    await page.set_viewport_size({"width": 600, "height": 400})
    await page.evaluate("document.body.style.cssText = 'padding: 340px 0 900px; margin: 0'")
    await page.evaluate("scrollTo(0, 0)")
    await page.locator("#words").press_sequentially("070-174 06 05")
    await expect(page.locator(".hint")).to_be_in_viewport(ratio=1)
    await page.close()
