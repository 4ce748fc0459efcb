"""Take the pictures in this folder from the real thing: `python docs/pictures/make.py`; a test takes them elsewhere.

One kind alone: `python docs/pictures/make.py print` (or `demo`, `tutorial`).

Needs Debian's Chromium.
"""

import asyncio
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1] / "tests"))  # the tests' own browser, broker and free ports

from parts.chromium import chromium_browser  # noqa: E402
from parts.process import free_port  # noqa: E402
from parts.tutorial import Reader  # noqa: E402
from service.cli.planfile import load_file  # noqa: E402
from service.web.i18n import load  # noqa: E402
from service.web.ports import Printed  # noqa: E402
from service.web.print.child import compiler_of  # noqa: E402
from service.web.print.document import DOCUMENTS  # noqa: E402

OPENS_MS = 30_000
TAP_MS = 20_000
WALL_PPI = 72


async def take(page: Page, demo: Page, url: str, into: Path) -> None:
    """Press the pendant in room 114, wait until somebody is coming, and take the pictures of office screen and demo."""
    await demo.goto(f"{url}/?lang=en", timeout=OPENS_MS)
    await expect(demo.locator(".worn")).to_have_count(6, timeout=OPENS_MS)
    await page.goto(f"{url}/screen/as/staff?lang=en", timeout=OPENS_MS)
    await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible(timeout=OPENS_MS)
    await page.request.post(f"{url}/demo/pendants/1/press", headers={"Origin": url})
    await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible(timeout=TAP_MS)
    await expect(page.get_by_text("Nobody is coming yet")).to_be_hidden(timeout=TAP_MS)
    await page.wait_for_timeout(500)  # the row has moved to its place
    await page.screenshot(path=into / "office-screen.png")
    await expect(demo.locator(".demo-house .way-arrow")).not_to_have_count(0, timeout=TAP_MS)
    await demo.screenshot(path=into / "demo.png")


def take_print(into: Path) -> None:
    """Set the wall plan of an example as `trygg plan print` does, on screen points in place of paper."""
    plan = load_file(FOLDER.parents[1] / "roles" / "examples" / "hamnen.yaml").plan
    if plan is None:
        raise RuntimeError("the example has mistakes: trygg plan check says which")
    at = datetime(2026, 12, 1, tzinfo=ZoneInfo(plan.time_zone))
    document = DOCUMENTS["wall"](Printed(plan=plan, standing="in_force"), load(), "en", at)
    picture = compiler_of("wall", document).compile(format="png", ppi=WALL_PPI)
    if not isinstance(picture, bytes):
        raise TypeError("the wall plan is one page")
    (into / "wall-plan.png").write_bytes(picture)


async def take_tutorial() -> None:
    """Do what the tutorial's second part says, and take its pictures on the way."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "empty"
        work.mkdir()
        async with chromium_browser(["--autoplay-policy=no-user-gesture-required"]) as browser:
            with Reader(work, pictures=FOLDER) as reader:
                await reader.play(browser)


async def take_demo(into: Path) -> None:
    """Run the demo, take its pictures, and end it."""
    port = free_port()
    command = [sys.executable, "-m", "service.cli", "demo", "--port", str(port)]
    demo = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    if demo.stdout is None or demo.stdin is None:
        raise RuntimeError("the demo has neither input nor output")
    try:
        async with asyncio.timeout(60):
            while b"q     end" not in (line := await demo.stdout.readline()):
                if not line:
                    raise RuntimeError("the demo has ended by itself; run it by hand to see why")
        async with chromium_browser(["--autoplay-policy=no-user-gesture-required"]) as browser:
            page = await browser.new_page(viewport={"width": 1600, "height": 900})
            demonstration = await browser.new_page(viewport={"width": 1920, "height": 1000})
            await take(page, demonstration, f"http://127.0.0.1:{port}", into)
    finally:
        demo.stdin.write(b"q\n")
        await demo.stdin.drain()
        await demo.wait()


if __name__ == "__main__":
    if wanted := {*sys.argv[1:]} - {"print", "demo", "tutorial"}:
        raise SystemExit(
            f"there is no {', '.join(sorted(wanted))} to take: print, demo, tutorial; all of them without a word"
        )
    asked = {*sys.argv[1:]} or {"print", "demo", "tutorial"}
    if "print" in asked:
        take_print(FOLDER)
    if "demo" in asked:
        asyncio.run(take_demo(FOLDER))
    if "tutorial" in asked:
        asyncio.run(take_tutorial())
