"""One's own page: which way in is which, so that nobody ends the wrong one, and by keyboard alone."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import APIRouter
from playwright.async_api import Browser, expect

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, visit
from web.rules import broken_rules
from web.test_pages_pictures import look
from web.walked import ON_NO_BUTTON, walked

LONG = "Maximilian-Alexander Vattenrankesson af Klinteberg-Söderhielm"


class Own:
    """Two passwords within one minute, a passkey weeks ago, and a telephone; and two passkeys of one name."""

    def __init__(self) -> None:
        """Begin with all of them."""
        noon = now().replace(hour=10, minute=0, second=7, microsecond=0) - timedelta(days=1)
        self.ended: list[str] = []

        def way(id_: str, began: Any, used: Any, **more: Any) -> dict[str, Any]:
            told = {"id": id_, "kind": "session", "name": "–", "office": None, "this": False}
            return {**told, "since": instant(began), "used_at": instant(used) if used else None, **more}

        self.ways = [
            way("s-1", noon, None),
            way("s-2", noon + timedelta(seconds=30), noon + timedelta(hours=2), this=True),
            way("s-3", noon - timedelta(days=20), noon - timedelta(days=1), name="passkey"),
            way("s-4", noon - timedelta(days=90), noon, kind="phone", name=LONG),
        ]
        row = {"added_at": instant(noon), "used_at": None, "refused_at": None, "place": "localhost", "works": True}
        self.passkeys = [{**row, "id": f"k-{n}", "name": "Chromium"} for n in (1, 2)]

    def router(self) -> APIRouter:
        """Return the addresses at which they are asked."""
        routes = APIRouter()
        routes.add_api_route("/api/v1/sessions", lambda: self.ways)
        routes.add_api_route("/api/v1/sessions/{one}", self._end, methods=["DELETE"], status_code=204)
        told = {"origin": None, "why_not": "nowhere"}
        routes.add_api_route("/api/v1/passkeys", lambda: {**told, "passkeys": self.passkeys})
        return routes

    def _end(self, one: str) -> None:
        self.ended.append(one)
        self.ways = [way for way in self.ways if way["id"] != one]


@pytest.mark.parametrize(("lang", "view", "scheme"), [("en", 1366, "light"), ("sv", 360, "dark"), ("nb", 390, "light")])
async def test_each_way_in_is_told_from_the_others(chromium: Browser, lang: str, view: int, scheme: Any) -> None:
    """This one stands first and says so; two of the same minute have their seconds; one never used after says that."""
    own = Own()
    async with stage(cast.facts(), more=own.router()) as staged:
        staged.session = {"kind": "account", "name": LONG, "offices": {}}
        size = {"width": view, "height": 740}
        page = await (await visit(chromium, staged, viewport=size, color_scheme=scheme)).go("/me", lang=lang)
        rows = page.locator("main > .held > li")
        await expect(rows).to_have_count(4)
        await look(page, f"me-ways-in-{view}-{lang}")
        assert await broken_rules(page) == []
        said = await rows.all_inner_texts()
        assert len({" ".join(one.split()) for one in said}) == 4
        await expect(rows.first.get_by_role("button")).to_have_count(0)
        if lang == "en":
            await expect(rows.first).to_contain_text("here, now")
            assert ":00:37" in said[0], "two of one minute say their seconds"
            await expect(rows.filter(has_text=":00:07")).to_contain_text("Not used after that")
            await expect(rows.filter(has_text="With a passkey")).to_contain_text("Last used")


async def test_a_way_in_is_ended_by_keyboard(chromium: Browser) -> None:
    """All is reached and seen; a question takes the focus, Escape gives it back; what is ended falls on no button."""
    own = Own()
    async with stage(cast.facts(), more=own.router()) as staged:
        staged.session = {"kind": "account", "name": "Eva", "offices": {}}
        page = await (await visit(chromium, staged)).go("/me")
        await expect(page.locator("#ask-passkey-k-2")).to_be_visible()
        assert await walked(page) == []
        await page.locator("#ask-passkey-k-2").press("Enter")
        await expect(page.locator("#no-passkey-k-2")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#ask-passkey-k-2")).to_be_focused()
        end = page.locator("main > .held > li", has_text=":00:07").get_by_role("button", name="End it")
        await end.press("Enter")
        await expect(page.locator("main > .held > li")).to_have_count(3)
        assert own.ended == ["s-1"]
        await expect(page.get_by_text("It is out.")).to_be_visible()
        await page.wait_for_function(ON_NO_BUTTON)
