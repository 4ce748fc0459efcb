"""Enrolling over HTTP in front of the real service and its own mosquitto."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
import pytest

from parts.broker_client import BrokerClient
from parts.offices import lay_out
from parts.process import MissingPartError, wait_until
from parts.service import Service
from service.access.rights import Role
from service.access.roll import Roll
from service.clock import SystemClock
from service.ingest.broker import find_mosquitto
from service.store.opening import open_beside

pytestmark = pytest.mark.timeout(300)
OFFICE = "/api/v1/offices/as"
NEW = {"after": 0, "name": "Berlock 9", "holder": "bo", "place": "reception"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Enroller:
    """A service, and who enrols at it: an operator of all offices, and the administrator of `as` alone."""

    service: Service
    everywhere: str
    here: str

    def ask(self, method: str, address: str, content: Any = None, *, token: str | None = None) -> httpx2.Response:
        """Return the answer to a request about the office."""
        headers = {"Authorization": f"Bearer {token or self.here}"}
        return self.service.http.request(method, f"{OFFICE}{address}", json=content, headers=headers)

    def shown(self) -> dict[str, dict[str, Any]]:
        """Return the devices of the office by their names."""
        return {one["device"]: one for one in self.ask("GET", "/enrolments").json()["devices"]}

    def put(self, device: str, **facts: Any) -> httpx2.Response:
        """Enrol or change a device."""
        return self.ask("PUT", f"/enrolments/{quote(device, safe='')}", {**NEW, **facts})

    def press(self, device: str, gesture: str = "single") -> None:
        """Press a device for real."""
        port = urlsplit(self.ask("GET", "/devices", token=self.everywhere).json()["broker"]["address"]).port
        assert port is not None
        with BrokerClient(port) as client:
            client.publish(f"trygg/v1/as/{device}/press", json.dumps({"gesture": gesture}).encode())

    def alarms_of(self, device: str) -> list[dict[str, Any]]:
        """Return what the record says of the alarms that a device raised."""
        lines = self.service.trygg("timeline", "export", "as").stdout.splitlines()
        entries = [json.loads(line) for line in lines]
        return [one for one in entries if one.get("event") == "AlarmRaised" and device in json.dumps(one)]


@pytest.fixture(scope="module")
def enroller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enroller]:
    """A real service with a broker of its own, and two tokens."""
    if find_mosquitto() is None:
        raise MissingPartError("mosquitto", package="mosquitto")
    folder = tmp_path_factory.mktemp("enrolment")
    with Service(folder / "node", lay_out(folder / "plans", quick=True), None).begun() as made:
        made.wait_ready()
        added = made.trygg("user", "add", "op", "Olle", "--role", "operator", "--without-password")
        assert added.returncode == 0, added.stderr
        everywhere, here = asyncio.run(_tokens(made))
        yield Enroller(service=made, everywhere=everywhere, here=here)


async def _tokens(service: Service) -> tuple[str, str]:
    clock = SystemClock()
    store = open_beside(f"sqlite:///{service.database}", clock=clock, data_dir=service.folder)
    try:
        roll = Roll(store.access, clock)
        everywhere = await roll.make_token("op", Role.OPERATOR, None)
        here = await roll.make_token("admin", Role.OFFICE_ADMINISTRATOR, "as")
    finally:
        await store.close()
    return everywhere.text, here.text


def test_a_pendant_from_its_drawer_to_its_loss(enroller: Enroller) -> None:
    """Enrolled as a spare one, handed over, pressed, lost, pressed all the same, and taken out."""
    spare = enroller.put("pendant-9", standing="unissued")
    assert spare.status_code == 200, spare.text
    row = enroller.shown()["pendant-9"]
    assert (row["standing"], row["holder"], row["place_name"]) == ("unissued", None, "Receptionen")
    handed = enroller.put("pendant-9", after=row["revision"], standing="in_use").json()
    row = enroller.shown()["pendant-9"]
    assert (row["holder_name"], row["needs"]) == ("Bo Lind", [])
    lost = {"after": handed["revision"], "standing": "lost"}
    assert enroller.ask("PUT", "/enrolments/pendant-9/standing", lost).status_code == 200
    assert enroller.ask("PUT", "/enrolments/pendant-9/standing", lost).json()["code"] == "device_changed"
    assert enroller.shown()["pendant-9"]["needs"] == ["without"]
    enroller.press("pendant-9")
    assert wait_until(lambda: bool(enroller.alarms_of("pendant-9")))
    assert wait_until(lambda: "pressed_lost" in [one["code"] for one in enroller.shown()["pendant-9"]["faults"]])
    revision = enroller.shown()["pendant-9"]["revision"]
    assert enroller.ask("DELETE", f"/enrolments/pendant-9?after={revision - 1}").json()["code"] == "device_changed"
    assert enroller.ask("DELETE", f"/enrolments/pendant-9?after={revision}").status_code == 204
    assert "pendant-9" not in enroller.shown()
    told = enroller.ask("GET", "/access").json()
    events = [one["event"] for one in reversed(told) if one["device"] == "pendant-9"]
    assert events == ["DevicesEnrolled", "DeviceChanged", "DeviceChanged", "DeviceUnenrolled"]


def test_what_is_pressed_while_a_window_is_open_is_offered_and_raises(enroller: Enroller) -> None:
    """In the order heard; what is enrolled from it is offered no longer."""
    opened = enroller.ask("POST", "/enrolling/window").json()
    assert (opened["listens"], opened["offered"]) == (True, [])
    enroller.press("stranger-b", "double")
    assert wait_until(lambda: len(enroller.ask("GET", "/enrolling/window").json()["offered"]) == 1)
    enroller.press("stranger-a")
    assert wait_until(lambda: len(enroller.ask("GET", "/enrolling/window").json()["offered"]) == 2)
    first, second = enroller.ask("GET", "/enrolling/window").json()["offered"]
    assert (first["device"], first["family"], first["pressed"], first["raised"]) == (
        "stranger-b",
        "native",
        ["double"],
        True,
    )
    assert second["device"] == "stranger-a"
    assert wait_until(lambda: bool(enroller.alarms_of("stranger-b")))
    assert enroller.put("stranger-b", name="Knapp", holder=None, kinds={"double": "assist"}).status_code == 200
    left = enroller.ask("GET", "/enrolling/window").json()["offered"]
    assert [one["device"] for one in left] == ["stranger-a"]
    assert enroller.ask("DELETE", "/enrolling/window").json()["offered"] == []
    assert enroller.ask("GET", "/enrolling/window").json()["listens"] is False


def test_a_file_is_looked_through_first_and_then_all_of_it_or_nothing(enroller: Enroller) -> None:
    """Each problem with its line and column; what is written out is read back as no change."""
    wrong = "device;name;holder\nfile-1;Fil 1;bo\nfile-2;Fil 2;nobody\n"
    refused = enroller.ask("POST", "/enrolling/file", {"text": wrong, "check": False})
    assert refused.status_code == 422
    assert [(one["line"], one["column"]) for one in refused.json()["problems"]] == [(3, "holder")]
    assert "file-1" not in enroller.shown()
    text = wrong.replace("nobody", "anna")
    checked = enroller.ask("POST", "/enrolling/file", {"text": text}).json()
    assert (checked["new"], "file-1" in enroller.shown()) == (["Fil 1", "Fil 2"], False)
    assert enroller.put("between", name="Dazwischen").status_code == 200
    late = {"text": text, "check": False, "seen": checked["seen"]}
    assert enroller.ask("POST", "/enrolling/file", late).json()["code"] == "device_changed"
    again = enroller.ask("POST", "/enrolling/file", {"text": text}).json()
    done = enroller.ask("POST", "/enrolling/file", {"text": text, "check": False, "seen": again["seen"]})
    assert done.status_code == 200, done.text
    assert {"file-1", "file-2", "between"} <= enroller.shown().keys()
    written = enroller.ask("GET", "/enrolling/file").text
    same = enroller.ask("POST", "/enrolling/file", {"text": written}).json()
    assert (same["counts"]["new"], same["counts"]["changed"]) == (0, 0)
    assert same["counts"]["same"] >= 3


def test_what_a_file_in_the_folder_names_is_changed_there(enroller: Enroller) -> None:
    """The page shows it, and refuses to change it in any way."""
    row = enroller.shown()["pendant-1"]
    assert row["revision"] is None
    assert enroller.put("pendant-1").json()["code"] == "in_file"
    assert enroller.put("pendant-x", known_as=["pendant-1"]).json()["code"] == "name_taken"
    assert enroller.ask("PUT", "/enrolments/pendant-1/standing", {"after": 1, "standing": "lost"}).status_code == 404
    changed = enroller.ask("POST", "/enrolling/file", {"text": "device;name\npendant-1;Annat\n"})
    assert (changed.status_code, "pendant-1" in changed.json()["problems"][0]["text"]) == (422, True)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\u0000b"},
        {"holder": "nobody"},
        {"place": "nowhere"},
        {"kinds": {"single": "dance"}},
        {"answers": ["smell"]},
        {"family": "toaster"},
        {"broker": "Not A Slug"},
        {"standing": "out_of_service"},
        {"standing": "out_of_service", "until": "2020-01-01"},
        {"known_as": ["x" * 129]},
        {"known_as": [f"n-{n}" for n in range(9)]},
        {"after": -1},
        {"more": 1},
    ],
)
def test_what_makes_no_sense_is_refused(enroller: Enroller, facts: dict[str, Any]) -> None:
    """With a problem, and nothing is enrolled."""
    answer = enroller.put("nonsense", **facts)
    assert (answer.status_code, "code" in answer.json()) == (422, True), answer.text
    assert "nonsense" not in enroller.shown()


def test_hostile_names_and_offices_change_nothing(enroller: Enroller) -> None:
    """No name beyond a slug, no office beyond one's own."""
    for device in ("../as", "UPPER", "service", "a" * 64, "#", "\u202eevil", "x\ny"):
        assert enroller.put(device).status_code in (404, 422), device
    headers = {"Authorization": f"Bearer {enroller.here}"}
    elsewhere = enroller.service.http.get("/api/v1/offices/fjellvik/enrolments", headers=headers)
    assert elsewhere.status_code == 403
    assert enroller.ask("GET", "/devices").status_code == 403  # passwords are the operators'
