"""Everybody is counted in an alarm: the real service, its job, its routes and its rights."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parts.offices import AS
from parts.process import free_port, wait_until
from parts.service import Service

pytestmark = pytest.mark.timeout(180)  # a service starts here, on a machine that may be busy


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A node without any broker, whose office is mustered with every emergency; Ida has no shift."""
    folder: Path = tmp_path_factory.mktemp("muster")
    plans = folder / "plans"
    plans.mkdir()
    text = AS.read_text().replace("  at: staff-room\n", "  at: staff-room\n  kinds: [emergency]\n")
    (plans / "as.yaml").write_text(f"{text}\nrosters:\n  never: {{who: [ida], hours: {{}}}}\n")
    node = Service(folder / "node", plans, f"mqtt://127.0.0.1:{free_port()}")
    with node.begun():
        node.wait_alive()
        yield node


def _raise(service: Service, kind: str = "emergency", presser: str = "anna") -> str:
    body = {"kind": kind, "zone": "room-114", "person": presser}
    answer = service.http.post("/api/v1/offices/as/alarms", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["alarm"])


def _say(service: Service, alarm: str, what: str, **said: Any) -> tuple[int, dict[str, Any]]:
    answer = service.http.post(f"/api/v1/alarms/{alarm}/{what}", json=said)
    return answer.status_code, answer.json()


def _muster(service: Service, alarm: str) -> dict[str, Any]:
    assert wait_until(lambda: "muster" in service.get(f"/alarms/{alarm}"), within=30), "no muster has begun"
    muster: dict[str, Any] = service.get(f"/alarms/{alarm}")["muster"]
    return muster


def _keys(service: Service) -> dict[str, str]:
    return {one["name"].split()[0].lower(): one["person"] for one in service.get("/offices/as/today")["people"]}


def test_a_muster_from_the_press_to_its_end(service: Service) -> None:
    """It begins right behind the press, one vouches for all, and the board shows it in one look."""
    alarm, keys = _raise(service), _keys(service)
    people = _muster(service, alarm)["people"]
    assert keys["ida"] not in people, "she has no shift"
    assert {people[keys["anna"]]["zone"], people[keys["bo"]]["zone"]} == {"room-114", "desk-1"}
    assert _say(service, alarm, "muster/account", person="ida", people=["ida"], state="safe")[0] == 200
    assert _say(service, alarm, "muster/account", person="bo", people=["elin"], state="needs_help")[0] == 200
    several = ["anna", "bo", "cecilia", "david", "elin", "farid", "gunilla", "hassan"]
    assert _say(service, alarm, "muster/account", person="bo", people=several, state="safe", zone="stairs")[0] == 200
    assert _say(service, alarm, "muster/visitors", person="bo", count=4, zone="waiting-room")[0] == 200
    [shown] = [one for one in service.get("/offices/as/board")["alarms"] if one["alarm"] == alarm]
    states = {key: one["state"] for key, one in shown["muster"]["people"].items()}
    assert sorted(states.values()) == ["needs_help", *["safe"] * 8]
    assert shown["muster"]["people"][keys["elin"]]["safe_by"] == keys["bo"]
    assert shown["muster"]["people"][keys["ida"]]["expected"] is False
    assert shown["muster"]["visitors"] == {"waiting-room": 4}
    assert shown["names"][keys["farid"]] == "Farid Karimi"
    near = _say(service, alarm, "muster/account", person="bo", people=["elin"], state="safe", with_them=True)
    assert near[0] == 200
    assert _say(service, alarm, "muster/end", person="gunilla")[0] == 200
    assert _muster(service, alarm)["ended_at"] is not None
    assert _say(service, alarm, "clear", person="gunilla", seen_her=True)[0] == 200
    review = service.http.get(f"/review/as/{alarm}", params={"lang": "en"}).text
    assert "Muster begun by the plan: 8 people expected" in review
    assert "Needs help: Elin Dahl" in review
    assert "Muster over: everybody is accounted for" in review


def test_another_kind_is_mustered_when_somebody_asks(service: Service) -> None:
    """The plan begins none with an assist; whoever leads does, and asking twice is asking once."""
    alarm = _raise(service, "assist", "bo")
    status, refused = _say(service, alarm, "muster/account", person="bo", people=["bo"], state="safe")
    assert (status, refused["code"]) == (409, "no_muster")
    assert _say(service, alarm, "muster", person="gunilla")[0] == 200
    position = _say(service, alarm, "muster", person="gunilla")[1]["position"]
    assert position is None
    status, refused = _say(service, alarm, "muster/end", person="gunilla")
    assert (status, refused["code"]) == (409, "not_all_accounted")
    status, refused = _say(service, alarm, "muster/end", person="farid", words="enough")
    assert (status, refused["code"]) == (403, "muster_not_entitled")


@pytest.mark.parametrize(
    ("what", "said", "status", "code"),
    [
        ("muster/account", {"people": ["nobody"], "state": "safe"}, 404, "unknown_person"),
        ("muster/account", {"people": ["contact:police"], "state": "safe"}, 404, "unknown_person"),
        ("muster/account", {"people": ["bo"], "state": "safe", "zone": "moon"}, 404, "unknown_zone"),
        ("muster/account", {"people": [], "state": "safe"}, 422, "invalid"),
        ("muster/account", {"people": ["bo"] * 1001, "state": "safe"}, 422, "invalid"),
        ("muster/account", {"people": ["bo"], "state": "gone"}, 422, "invalid"),
        ("muster/visitors", {"count": -1}, 422, "invalid"),
        ("muster/visitors", {"count": 10_000}, 422, "invalid"),
        ("muster/visitors", {"count": "many"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_said(service: Service, what: str, said: dict[str, Any], status: int, code: str) -> None:
    """It is refused in words, and nothing changes."""
    alarm = _raise(service, presser="cecilia")
    before = _muster(service, alarm)
    answered, refused = _say(service, alarm, what, person="bo", **said)
    assert (answered, refused["code"]) == (status, code)
    assert _muster(service, alarm) == before


def test_nobody_says_it(service: Service) -> None:
    """A word that is nobody's is no word."""
    alarm = _raise(service, presser="cecilia")
    _muster(service, alarm)
    status, refused = _say(service, alarm, "muster/account", people=["bo"], state="safe")
    assert (status, refused["code"]) == (403, "nobody_named")
