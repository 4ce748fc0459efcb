"""The picture under a floor: chosen in the editor, drawn under its zones, told in words where it is missing."""

import base64

import pytest
from playwright.async_api import Browser, Page, expect

from roles.document import load
from web.harness import visit
from web.planning import Desk
from web.test_plan_editor import editing, opened, settled, text_of
from web.test_plan_forms import fill, noted, open_part
from web.test_plan_pictures import judged

pytestmark = pytest.mark.timeout(180)

_DRAWN = """async (type) => {
  const canvas = document.createElement('canvas');
  canvas.width = 3000; canvas.height = 1500;
  const brush = canvas.getContext('2d');
  brush.fillStyle = '#fff'; brush.fillRect(0, 0, 3000, 1500);
  brush.lineWidth = 20; brush.strokeRect(40, 40, 2900, 1400);
  for (let at = 1; at < 6; at++) brush.strokeRect(40, 40, at * 480, 600);
  const blob = await new Promise((done) => canvas.toBlob(done, type, 0.9));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(''));
}"""


async def drawn(page: Page, kind: str) -> bytes:
    """Return the drawing of a floor as a file, made by a real encoder."""
    return base64.b64decode(await page.evaluate(_DRAWN, f"image/{kind}"))


async def test_a_floor_gets_its_picture_in_the_editor(chromium: Browser) -> None:
    """Chosen, sent, drawn to measure under the zones, exchanged, taken away; what is none is told in words."""
    desk = Desk(proves=False)
    async with editing(desk) as staged:
        shown = await opened(chromium, staged, "zones")
        page = shown.page
        await open_part(page, "floors")
        chooser = page.locator("#floor-1-picture")
        await chooser.set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"<svg/>"})
        await expect(page.locator(".picture-form [role=alert]")).to_contain_text("This is no picture in PNG or JPEG.")
        png = await drawn(page, "png")
        await chooser.set_input_files({"name": "plan.png", "mimeType": "image/png", "buffer": png})
        await noted(page, "Floor 1: picture added")
        image = page.locator(".floor-plan image")
        await expect(image).to_have_attribute("width", "30")
        await expect(image).to_have_attribute("height", "15")
        await fill(page, "#floor-1-width", "24")
        await noted(page, "Floor 1: width changed")
        await expect(image).to_have_attribute("height", "12")
        (first,) = desk.pictures
        assert desk.pictures[first].width == 2400
        await judged(shown, "plan-picture-1440-light")
        jpeg = await drawn(page, "jpeg")
        await chooser.set_input_files({"name": "plan.jpg", "mimeType": "image/jpeg", "buffer": jpeg})
        await noted(page, "Floor 1: picture added")
        second = next(name for name in desk.pictures if name != first)
        await expect(image).to_have_attribute("href", f"/api/v1/offices/as/plan/pictures/{second}")
        await settled(page)
        text = await text_of(page)
        plan = load(text, source="as.yaml").plan
        assert plan is not None
        assert (plan.floors[1].picture, plan.floors[1].width) == (second, 24)
        small = await visit(chromium, staged, viewport={"width": 360, "height": 740}, color_scheme="dark")
        desk.save(text.replace("Rum 114", "Maria-Magdalena Kierkegaard-Oksanens samtalsrum"), "gunilla")
        await small.page.goto(f"{staged.address}/plan/as?lang=sv#zones")
        await settled(small.page)
        await expect(small.page.locator(".floor-plan image")).to_be_visible()
        await judged(small, "plan-picture-360-dark")
        desk.pictures.clear()
        await small.page.reload()
        await settled(small.page)
        await expect(small.page.locator(".floor .band.is-fault")).to_contain_text("This picture is not here.")
        await judged(small, "plan-picture-missing")
        await page.get_by_role("link", name="Zones").click()
        await page.get_by_role("button", name="Floor 1: take the picture away").click()
        await noted(page, "Floor 1: picture taken away")
        await expect(image).to_have_count(0)
        assert shown.complaints == []
