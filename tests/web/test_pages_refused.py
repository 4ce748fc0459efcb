"""What stands in place of a page that is refused: first her own words, then a technician's."""

from http import HTTPStatus
from typing import Any

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import Response
from playwright.async_api import Browser, expect

from service.web import refused_page
from service.web.assets import our_assets
from service.web.frame import Pages
from service.web.i18n import load
from web import cast
from web.harness import stage, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

DETAIL = "body.measures.0.until: Input should be a valid date in the format YYYY-MM-DD; body.words: Field required"
ORDER = """() => ['h1', '.said', '.quiet', '.technical'].map((one) => document.querySelector(`main ${one}`))
  .map((one) => ({top: one.getBoundingClientRect().top, size: parseFloat(getComputedStyle(one).fontSize)}))"""


def _refusing() -> APIRouter:
    routes = APIRouter()
    show = refused_page.of(Pages(texts=load(), assets=our_assets(), demo=False))

    @routes.get("/refused/{status}")
    def refused(request: Request, status: int) -> Response:
        return show(request, HTTPStatus(status), DETAIL)

    return routes


@pytest.mark.parametrize(
    ("status", "lang", "size", "scheme", "title"),
    [
        (409, "sv", (1600, 900), "light", "Det har ändrats sedan du öppnade sidan"),
        (413, "nb", (1366, 768), "dark", "Det er for stort"),
        (422, "sv", (360, 740), "dark", "Det gick inte att förstå"),
        (401, "sv", (320, 640), "light", "Du är inte inloggad"),
    ],
)
async def test_she_reads_what_it_is_and_what_to_do_before_what_a_technician_reads(  # noqa: PLR0917
    chromium: Browser, status: int, lang: str, size: tuple[int, int], scheme: Any, title: str
) -> None:
    """The reason stands in her language above the technical one, which is smaller, and marked as English."""
    async with stage(cast.facts(), more=_refusing()) as staged:
        view = {"width": size[0], "height": size[1]}
        page = await (await visit(chromium, staged, viewport=view, color_scheme=scheme)).go(
            f"/refused/{status}", lang=lang
        )
        await expect(page.get_by_role("heading", name=title)).to_be_visible()
        await expect(page.locator(".technical")).to_contain_text(str(status))
        assert await page.locator("[lang=en]").all_inner_texts() == [DETAIL]
        heading, said, quiet, technical = await page.evaluate(ORDER)
        assert heading["top"] < said["top"] < quiet["top"] < technical["top"]
        assert technical["size"] < quiet["size"] <= said["size"] < heading["size"]
        door = page.get_by_role("main").get_by_role("link", name={"sv": "Logga in", "nb": "Logg inn"}[lang])
        assert await door.count() == (1 if status == 401 else 0)
        assert await broken_rules(page) == []
        await look(page, f"refused-{status}-{size[0]}-{scheme}-{lang}")
