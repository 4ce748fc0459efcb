"""Rooms and doors through the service: due with the plan, answered by whoever looked, and kept over a restart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.offices import AS
from parts.picture import png
from parts.process import free_port, wait_until
from parts.service import Service

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy

BASE = "/api/v1/offices/as/readiness"
TURNS = """
inspections:
  rooms: {of: [room-114, room-115], every: 30 d, by: manager}
  boundary: {of: [desk-door], every: 7 d, by: door}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A node without any broker, whose office has rooms and boundary doors looked over."""
    folder: Path = tmp_path_factory.mktemp("readiness")
    plans = folder / "plans"
    plans.mkdir()
    (plans / "as.yaml").write_text(AS.read_text() + TURNS)
    node = Service(folder / "node", plans, f"mqtt://127.0.0.1:{free_port()}")
    with node.begun():
        node.wait_alive()
        yield node


def _places(service: Service) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in service.get("/offices/as/readiness?lang=sv")["places"]}


def _unready(service: Service) -> dict[str, str]:
    answer = service.http.post("/api/v1/offices/as/plan/coverage", json={"weeks": 1, "without_one": False})
    return {one["place"]: one["state"] for one in answer.json()["not_ready"]}


def _said(service: Service, path: str, **content: Any) -> httpx2.Response:
    return service.http.post(f"{BASE}/{path}", json=content)


def _yes(place: dict[str, Any], **other: str) -> dict[str, str]:
    return {**{question["id"]: "yes" for question in place["questions"]}, **other}


def test_a_room_is_looked_over_approved_and_found_otherwise_also_after_a_kill(service: Service) -> None:
    """It is unknown, then ready with a picture that shows how it should be, then failed; a `kill -9` loses nothing."""
    assert wait_until(lambda: _places(service)["room-114"]["look_by"] is not None), "the plan's rooms are due"
    room = _places(service)["room-114"]
    assert (room["state"], room["kind"], room["look"]) == ("unknown", "room", None)
    assert "Är båda vägarna ut fria?" in [question["says"] for question in room["questions"]]
    open_question = dict(list(_yes(room).items())[1:])
    assert _said(service, "room-114/looked", answers=open_question).json()["code"] == "unanswered"

    kept = service.http.post(f"{BASE}/pictures", content=png())
    assert kept.status_code == 201, kept.text
    photo = kept.json()["name"]
    assert service.http.get(f"{BASE}/pictures/{photo}").headers["content-type"] == "image/png"
    done = _said(service, "room-114/looked", answers=_yes(room), photo=photo, words="Allt på plats")
    assert (done.status_code, done.json()["state"]) == (200, "ready")
    assert _said(service, "room-114/approved", photo=photo).status_code == 200
    _said(service, "room-114/looked", answers=_yes(room, furniture="no"))

    assert wait_until(lambda: _unready(service) == {"room-114": "failed"}), "the plan's coverage names it"
    rooms = {one["zone"]: one["remarks"] for one in service.get("/offices/as/meetings?lang=en")["rooms"]}
    assert rooms["room-114"][0] == "It was not as it should be when somebody last looked."

    service.kill()
    service.start(wait_ready=False)
    service.wait_alive()
    again = _places(service)["room-114"]
    assert (again["state"], again["look"]["failed"]) == ("failed", ["furniture"])
    assert again["approved"]["photo"] == photo
    assert next(iter(_places(service))) == "room-114", "the worst comes first"


async def test_a_door_that_is_held_open_is_on_the_screens_until_it_is_shut(service: Service) -> None:
    """One tap makes the fault, one tap ends it; a room is no door, and what the plan does not name is refused."""
    assert wait_until(lambda: _places(service)["desk-door"]["look_by"] is not None), "the plan's doors are due"
    assert _said(service, "desk-door/door", propped=True).json()["state"] == "propped"
    async with service.screen("as") as screen:
        await screen.until(lambda: "door_propped" in screen.faults)
        _said(service, "desk-door/door", propped=False)
        await screen.until(lambda: "door_propped" not in screen.faults)
    assert _said(service, "room-115/door", propped=True).json()["code"] == "no_door"
    assert _said(service, "nowhere/door", propped=True).json()["code"] == "not_inspected"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("room-114/looked", {"answers": {"furniture": "perhaps"}}),
        ("room-114/looked", {"answers": {str(n): "yes" for n in range(51)}}),
        ("room-114/looked", {"answers": {}, "photo": "../../etc/passwd"}),
        ("room-114/approved", {"photo": "a" * 64}),
        ("room-114/door", {"propped": "maybe"}),
    ],
)
def test_what_is_malformed_is_refused(service: Service, path: str, content: dict[str, Any]) -> None:
    """Nothing but the known answers, a picture's own name, and so many of them."""
    assert service.http.post(f"{BASE}/{path}", json=content).status_code == 422


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_what_is_no_picture_is_refused(service: Service, content: bytes) -> None:
    """A picture is one that can be shown, and nothing else."""
    assert service.http.post(f"{BASE}/pictures", content=content).status_code in (413, 422)


def test_an_office_that_is_none_keeps_no_picture(service: Service) -> None:
    """An address can name a folder above that of the pictures, in any language: nothing is written there."""
    above = "/api/v1/offices/%2e%2e/readiness/pictures?lang=sv"
    assert service.http.post(above, content=png()).status_code == 404
    assert service.http.post("/api/v1/offices/%2e%2e/plan/pictures?lang=sv", content=png()).status_code in (404, 503)
    assert not list((service.folder / "data").glob("*.png"))
