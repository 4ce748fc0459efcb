"""The page of rooms and doors: the worst first, a form that asks everything, and a door that is reported in one tap."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import APIRouter, Request
from playwright.async_api import Browser, expect

from parts.picture import png
from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

SIZES = [("1366x768", "light", "nb"), ("360x740", "dark", "sv")]
BASE = "/api/v1/offices/as/readiness"
PHOTO = "a" * 64 + ".png"
LONG = "Samtalsrummet för besök med tolk och ombud längst in i korridoren mot gården"


def _place(id_: str, kind: str, name: str, state: str, **more: Any) -> dict[str, Any]:
    questions = [
        {"id": "two_ways_out", "says": "Are both ways out free?"},
        {"id": "furniture", "says": "Does the furniture stand as in the approved picture?"},
    ]
    place = {
        "id": id_, "kind": kind, "name": name, "by": ["Manager"], "questions": questions, "state": state,
        "look_by": instant(now() + timedelta(days=9)), "look": None, "approved": None, "propped_at": None,
    }  # fmt: skip
    return {**place, **more}


class Rooms:
    """Answers as the service does."""

    def __init__(self) -> None:
        """Begin with a place in each state."""
        at = instant(now() - timedelta(days=40))
        bad: dict[str, Any] = {"at": at, "by": "Anna Berg", "failed": ["furniture"], "photo": PHOTO}
        good: dict[str, Any] = {"at": at, "by": None, "failed": [], "photo": None}
        self.places = [
            _place("desk-door", "door", "Personaldörren", "propped", propped_at=at, look=good),
            _place("room-114", "room", LONG, "failed", look=bad, approved={"at": at, "photo": PHOTO}),
            _place("room-115", "room", "Rum 115", "overdue", look_by=at, look=good),
            _place("room-214", "room", "Rum 214", "unknown"),
            _place("retreat-room", "room", "Reträttplatsen", "ready", look=good),
        ]
        self.said: list[tuple[str, Any]] = []

    def router(self) -> APIRouter:
        """Return the addresses at which they are asked."""
        routes = APIRouter()
        routes.add_api_route(BASE, lambda: {"places": self.places, "may_approve": True})
        routes.add_api_route(BASE + "/pictures", self._keep, methods=["POST"], status_code=201)
        routes.add_api_route(BASE + "/{place}/{what}", self._take, methods=["POST"])
        return routes

    async def _keep(self) -> dict[str, Any]:
        return {"name": PHOTO, "width": 2, "height": 1}

    async def _take(self, place: str, what: str, request: Request) -> dict[str, Any]:
        self.said.append((f"{place}/{what}", await request.json()))
        return {"place": place, "state": "ready", "look_by": instant(now())}


async def test_a_room_is_looked_over_by_keyboard_with_a_picture_that_is_approved(chromium: Browser) -> None:
    """Nothing can be written down before everything is answered; what was said is sent, and the focus goes on."""
    rooms = Rooms()
    async with stage(cast.facts(), more=rooms.router()) as staged:
        visited = await visit(chromium, staged)
        await visited.page.route(f"**{BASE}?*", lambda route: route.abort(), times=1)
        page = await visited.go("/rooms/as")
        failed = page.get_by_role("alert")
        await expect(failed).to_contain_text("The service does not answer.")
        await expect(failed).to_contain_text("To call for help you do not need this page")
        await failed.get_by_role("button", name="Try again").click()
        await expect(page.get_by_text("3 of 5 need somebody to see to them.")).to_be_visible()
        await page.locator("#look-room-115").press("Enter")
        await expect(page.locator("#looking-room-115")).to_be_focused()
        write = page.get_by_role("button", name="Write it down")
        await expect(write).to_be_disabled()
        for question in ("Are both ways out free?", "Does the furniture stand as in the approved picture?"):
            await page.get_by_role("group", name=question).get_by_label("Yes").check()
        await page.locator("#photo-room-115").set_input_files(
            {"name": "room.png", "mimeType": "image/png", "buffer": png()}
        )
        await page.get_by_label("This is how it should be").check()
        await write.press("Enter")
        await expect(page.get_by_text("Thank you: it is written down.")).to_be_visible()
        await expect(page.locator("#title-room-115")).to_be_focused()
        answers = {"two_ways_out": "yes", "furniture": "yes"}
        assert rooms.said == [
            ("room-115/looked", {"answers": answers, "photo": PHOTO, "words": ""}),
            ("room-115/approved", {"photo": PHOTO}),
        ]
        await page.get_by_role("button", name="It is shut").click()
        await expect(page.get_by_text("Thank you: it is shut.")).to_be_visible()
        assert rooms.said[-1] == ("desk-door/door", {"propped": False})
        assert not await broken_rules(page)


@pytest.mark.parametrize(("size", "scheme", "lang"), SIZES)
async def test_every_state_of_a_room_can_be_read(chromium: Browser, size: str, scheme: Any, lang: str) -> None:
    """Each state in words, with long names, an open form, and nothing that hangs over the edge."""
    rooms = Rooms()
    async with stage(cast.facts(), more=rooms.router()) as staged:
        width, height = map(int, size.split("x"))
        view = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        page = await (await visit(chromium, staged, **view)).go("/rooms/as", lang=lang)
        await expect(page.locator(".held > li")).to_have_count(5)
        await expect(page.locator(".place.is-worry")).to_have_count(3)
        await page.locator("#look-room-114").click()
        await look(page, f"rooms-{size}-{scheme}-{lang}")
        assert not await broken_rules(page)
