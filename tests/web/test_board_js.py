"""The board in the page: the same messages in a real Chromium make the same boards as in Python."""

import json
from pathlib import Path

from playwright.async_api import Browser, Route

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "service" / "web" / "static"
MODULES = (
    "board.js",
    "view.js",
    "view-closing.js",
    "view-guide.js",
    "view-muster.js",
    "view-notice.js",
    "view-output.js",
    "view-place.js",
    "view-police.js",
)
VECTORS = json.loads((ROOT / "tests" / "vectors" / "board.json").read_text())

_PLAY = """async (vectors) => {
  const {apply, empty} = await import('/board.js');
  const frozen = (value) => {
    if (value && typeof value === 'object') Object.values(Object.freeze(value)).forEach(frozen);
    return value;
  };
  return vectors.map(({steps}) => {
    let board = frozen(empty());
    return steps.map(({message}) => (board = frozen(apply(board, frozen(message)))));
  });
}"""


async def test_the_page_makes_the_same_boards_as_the_service(chromium: Browser) -> None:
    """static/board.js after each message of each vector equals service/live/board.py, and changes nothing in place."""

    async def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in MODULES:
            await route.fulfill(body=(STATIC / name).read_text(), content_type="text/javascript")
        else:
            await route.fulfill(body="<!doctype html><title>board</title>", content_type="text/html")

    page = await chromium.new_page()
    await page.route("**/*", answer)
    await page.goto("http://trygg.test/")
    made = await page.evaluate(_PLAY, VECTORS)
    for vector, boards in zip(VECTORS, made, strict=True):
        for number, (step, board) in enumerate(zip(vector["steps"], boards, strict=True), start=1):
            if "board" in step:
                assert board == step["board"], f"{vector['name']}: after message {number}"
