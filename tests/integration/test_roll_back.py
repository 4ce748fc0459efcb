"""Up to this Trygg and back to an earlier one, for real: the earlier code comes out of the history of this clone."""

import json
from pathlib import Path

import pytest

from parts.mosquitto import StartMosquitto
from parts.other_code import OtherTrygg, earlier_code, running_from
from parts.process import PartFailedError, wait_until
from parts.service import Service
from parts.stock import press
from service.store.versions import NEWEST, OLDEST_BESIDE

pytestmark = pytest.mark.timeout(300)  # six starts, on a machine that may be busy
EARLIER = "a789ec04aab134b59e8fbcf6b70dea7236fd9128"
"""A state of main whose code made schema 0024."""
SCHEMA = "0024"
DONE = 0


def raised(service: Service) -> list[str]:
    """Return the alarms that the timeline says were raised, in its order, one for each time."""
    lines = service.trygg("timeline", "export", "as").stdout.splitlines()
    return [entry["alarm"] for entry in map(json.loads, lines) if entry["event"] == "AlarmRaised"]


def come_to(service: Service, count: int) -> bool:
    """Wait until so many alarms were raised in all."""
    return wait_until(lambda: len(raised(service)) == count, within=60)


def chain(service: Service) -> list[str]:
    """Return the hashes of an office's timeline, after its own code found that it holds."""
    verified = service.trygg("timeline", "verify")
    assert verified.returncode == DONE, verified.stdout + verified.stderr
    lines = service.trygg("timeline", "export", "as").stdout.splitlines()
    return [json.loads(line)["hash"] for line in lines]


def test_up_and_back_with_presses_all_along(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """No press is lost and none raises twice; the older code refuses until the schema is its own; the chain holds."""
    code = earlier_code(EARLIER, tmp_path / "earlier")
    plans = tmp_path / "plans"
    plans.mkdir()
    for name, example in (
        ("as.yaml", "roles/examples/as.yaml"),
        ("as.devices.yaml", "devices/examples/as.devices.yaml"),
    ):
        (plans / name).write_text((code / example).read_text())
    broker = mosquitto(config={"persistence": "true"})
    command, needs = running_from(code)

    def old() -> Service:
        return OtherTrygg(tmp_path / "node", plans, broker.url, command=command, more=needs)

    def new() -> Service:
        return Service(tmp_path / "node", plans, broker.url)

    def pressed(pendant: int, number: str) -> None:
        press(broker.port, f"as/pendant-{pendant}", json.dumps({"id": number}))

    with old() as older:
        pressed(1, "under the older one")
        assert come_to(older, 1)
    before = chain(older)

    shown = new().trygg("migrate", "--show").stdout
    assert f"The database has schema {SCHEMA}; this Trygg makes {NEWEST}." in shown
    assert SCHEMA < OLDEST_BESIDE, "so the older one writes nothing more beside this one"
    assert f"run the Trygg of schema {SCHEMA} write nothing more" in shown
    pressed(2, "between the two")
    with new() as newer:
        assert come_to(newer, 2)
        pressed(3, "under the newer one")
        assert come_to(newer, 3)
    upgraded = chain(newer)
    assert upgraded[: len(before)] == before

    with pytest.raises(PartFailedError, match=f"schema {NEWEST}"):
        old().start()
    assert chain(newer) == upgraded, "it touched nothing"

    pressed(4, "while it is taken back")
    back = newer.trygg("migrate", "--to", SCHEMA)
    assert (back.returncode, back.stdout) == (DONE, f"The schema was {NEWEST} and is {SCHEMA} now.\n")
    with old() as older:
        assert come_to(older, 4)
        pressed(5, "under the older one again")
        assert come_to(older, 5)
        alarms = raised(older)
        assert len(set(alarms)) == 5, "each press raised once"
        assert set(alarms) == {one["alarm"] for one in older.alarms("as")}
    returned = chain(older)
    assert returned[: len(upgraded)] == upgraded

    with new() as newer:  # and up once more
        pressed(6, "under the newer one again")
        assert come_to(newer, 6)
    assert chain(newer)[: len(returned)] == returned
    assert raised(newer)[:5] == alarms
