"""Devices' credentials over HTTP in front of the real service and its own mosquitto."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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
DEVICES = "/api/v1/offices/as/devices"
RULES = """
  stray:
    knob: {name: "<img src=x onerror=alert(1)>", answers: no}
topics:
  - {topic: "site/{device}/event", press: {where: {$.action: [sos]}}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Operators:
    """A service, and who asks of it: an operator of all offices, and one of `as` alone."""

    service: Service
    everywhere: str
    here: str

    def ask(self, method: str, address: str, content: Any = None, *, token: str | None = None) -> httpx2.Response:
        """Return the answer to a request."""
        headers = {"Authorization": f"Bearer {token or self.everywhere}"}
        return self.service.http.request(method, address, json=content, headers=headers)

    def shown(self) -> dict[str, dict[str, Any]]:
        """Return the devices of `as` by their slugs."""
        return {one["device"]: one for one in self.ask("GET", DEVICES).json()["devices"]}

    def give(self, device: str, after: int = 0, **more: Any) -> dict[str, Any]:
        """Return a new credential."""
        made = self.ask("POST", f"{DEVICES}/{device}/credentials", {"after": after, **more})
        assert made.status_code == 201, made.text
        answer: dict[str, Any] = made.json()
        return answer

    def client(self, given: dict[str, Any]) -> BrokerClient:
        """Return a device that holds a credential."""
        port = urlsplit(self.ask("GET", DEVICES).json()["broker"]["address"]).port
        assert port is not None
        return BrokerClient(port, given["user"], given["password"])

    def comes_in(self, given: dict[str, Any]) -> bool:
        """Whether the broker welcomes it by now."""
        with self.client(given) as device:
            return device.welcome is True


@pytest.fixture(scope="module")
def operators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operators]:
    """A real service with a broker of its own, and two tokens."""
    if find_mosquitto() is None:
        raise MissingPartError("mosquitto", package="mosquitto")
    folder = tmp_path_factory.mktemp("devices")
    plans = lay_out(folder / "plans", quick=True)
    path = plans / "as.devices.yaml"
    path.write_text(path.read_text().replace("\nsimulated:", f"{RULES}\nsimulated:"))
    with Service(folder / "node", plans, None).begun() as made:
        made.wait_ready()
        added = made.trygg("user", "add", "op", "Olle", "--role", "operator", "--without-password")
        assert added.returncode == 0, added.stderr
        everywhere, here = asyncio.run(_tokens(made))
        yield Operators(service=made, everywhere=everywhere, here=here)


async def _tokens(service: Service) -> tuple[str, str]:
    clock = SystemClock()
    store = open_beside(f"sqlite:///{service.database}", clock=clock, data_dir=service.folder)
    try:
        roll = Roll(store.access, clock)
        return tuple([(await roll.make_token("op", Role.OPERATOR, office)).text for office in (None, "as")])  # type: ignore[return-value]
    finally:
        await store.close()


HOSTILE = [
    "pendant-1\nuser evil",
    "../as",
    "pendant-1 ",
    "PENDANT-1",
    "\u202e1-tnadnep",
    "a" * 64,
    "service",
    "#",
    "+",
    "-",
]


def test_hostile_names_and_bodies_change_nothing(operators: Operators) -> None:
    """Whatever is sent is answered with a problem; no row is written and the broker goes on asking nobody."""
    for device in HOSTILE:
        wrong = operators.ask("POST", f"{DEVICES}/{quote(device, safe='')}/credentials", {"after": 0})
        assert (wrong.status_code in (403, 404), wrong.status_code) == (True, wrong.status_code), device
    address = f"{DEVICES}/pendant-1/credentials"
    bodies: list[Any] = [None, [], {}, {"after": -1}, {"after": 1e9}, {"after": "0x"}, {"after": 0, "old_days": 91}]
    bodies += [{"after": 0, "password": "mine"}, {"after": 0, "prefixes": ["a"] * 21}]
    bodies += [{"after": 0, "prefixes": [prefix]} for prefix in ("#", "trygg/v1", "$SYS", "a/+", "", "x" * 240)]
    for body in bodies:
        assert operators.ask("POST", address, body).status_code == 422, body
    assert operators.ask("DELETE", address).json()["code"] == "unknown_credential"
    assert operators.ask("DELETE", f"{address}?before=1").status_code == 422
    assert operators.ask("DELETE", f"{address}?before=2").json()["code"] == "changed_meanwhile"
    assert operators.ask("POST", address, {"after": 1}).json()["code"] == "changed_meanwhile"
    assert operators.ask("GET", DEVICES).json()["asks"] is False
    assert {one["state"] for one in operators.shown().values()} == {"open"}


def test_an_operator_of_one_office_makes_no_gateway(operators: Operators) -> None:
    """Its topics belong to no office: behind it could be another office's buttons."""
    answer = operators.ask(
        "POST", f"{DEVICES}/z2m/credentials", {"after": 0, "prefixes": ["site"]}, token=operators.here
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    shown = operators.ask("GET", DEVICES, token=operators.here)
    assert (shown.status_code, shown.json()["may"]["gateway"]) == (200, False)
    assert operators.ask("GET", "/api/v1/offices/fjellvik/devices", token=operators.here).status_code == 403


def test_nobody_lets_a_press_of_a_button_that_another_wears_be_a_test(operators: Operators) -> None:
    """Who looks after devices could else have every first press in earnest call nobody."""
    answer = operators.ask("POST", f"{DEVICES}/pendant-1/test-window", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


def test_a_device_from_its_first_password_to_its_last(operators: Operators) -> None:
    """Given, pressed with, rotated by two at once, and revoked in the middle of its presses."""
    given = operators.give("pendant-1")
    assert given["user"] == "as.pendant-1"
    assert "trygg/v1/as/pendant-1/press" in given["publishes"]
    assert given["code"]["size"] > 20
    states = {name: one["state"] for name, one in operators.shown().items()}
    assert (states["pendant-1"], states["pendant-2"]) == ("holds", "refused")
    # 1. The broker restarts once to ask everybody, and the password counts.
    assert wait_until(lambda: operators.comes_in(given))
    with operators.client(given) as device:
        device.publish("trygg/v1/as/pendant-1/press", json.dumps({"id": "one"}).encode())
    assert wait_until(lambda: operators.shown()["pendant-1"]["hearing"] == "heard")
    # 2. Of two who rotate at once one is told; both passwords hold until the old one is ended.
    with ThreadPoolExecutor(2) as both:
        address = f"{DEVICES}/pendant-1/credentials"
        answers = list(both.map(lambda _: operators.ask("POST", address, {"after": 1}), range(2)))
    assert sorted(one.status_code for one in answers) == [201, 409]
    newer = next(one.json() for one in answers if one.status_code == 201)
    assert newer["user"] == "as.pendant-1.2"
    assert wait_until(lambda: operators.comes_in(newer))
    # mosquitto throws out at a reload whoever is only just saying who it is: such a device comes again.
    assert wait_until(lambda: operators.comes_in(given))
    assert operators.ask("DELETE", f"{address}?before=2").json() == {"ended": 1}
    assert wait_until(lambda: not operators.comes_in(given))
    # 3. Shut out while it presses: what it has a receipt for is recorded, and it never comes in again.
    with ExitStack() as open_:
        device = open_.enter_context(operators.client(newer))
        device.publish("trygg/v1/as/pendant-1/press", json.dumps({"id": "live"}).encode())
        assert operators.ask("DELETE", address).json() == {"ended": 1}
        assert wait_until(lambda: device.ended)
    assert not operators.comes_in(newer)
    assert operators.shown()["pendant-1"]["state"] == "out"
    alarms = operators.service.trygg("timeline", "export", "as").stdout
    assert '"live"' in alarms
    # 4. Each change stands in the record of access, and no password anywhere.
    told = operators.ask("GET", "/api/v1/offices/as/access").json()
    events = [one["event"] for one in reversed(told) if one["device"] == "pendant-1"]
    made, revoked = "DeviceCredentialMade", "DeviceCredentialRevoked"
    assert events == [made, made, revoked, revoked]
    everything = alarms + json.dumps(told) + operators.service.log + operators.ask("GET", DEVICES).text
    assert not any(one["password"] in everything for one in (given, newer))


def test_a_gateway_speaks_for_its_buttons_and_for_nobody_elses(operators: Operators) -> None:
    """Its prefix is its own; whoever looks after one office hears that it is taken, and not by whom."""
    given = operators.give("z2m", prefixes=["site"])
    assert given["publishes"] == ["site/#"]
    everywhere = operators.ask("GET", "/api/v1/offices/stray/devices").json()["devices"]
    assert [(one["name"], one["state"], one["gateway"]) for one in everywhere] == [
        ("<img src=x onerror=alert(1)>", "by_gateway", "as/z2m")
    ]
    taken = operators.ask("POST", f"{DEVICES}/pendant-2/credentials", {"after": 0}, token=operators.here)
    assert (taken.status_code, taken.json()["code"], "z2m" in taken.text) == (409, "another_ones", False)
    assert operators.ask("DELETE", f"{DEVICES}/z2m/credentials").json() == {"ended": 1}
    operators.give("pendant-2")
    assert "z2m" not in operators.shown()
