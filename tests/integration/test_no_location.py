"""Where somebody is stands nowhere but in her alarm: not in the database, not in a file, not in a log, not on a screen.

Every family that can say where a button is says so here to a real service, with places, coordinates and distances that
occur nowhere else, while no alarm is open. Then everything that the service has kept and written is looked through.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any, Final

import httpx2
import psycopg
import pytest
from psycopg import sql

from devices.registry import Registry, load
from devices.signals import Position, Press
from parts.device_examples import all_examples
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import lay_out
from parts.service import Service
from parts.stock import press, publish
from service.api.gate import ASKED

pytestmark = pytest.mark.timeout(180)  # a service starts here, on a machine that may be busy

LAT, LON, DISTANCE, WELL = "61.735191", "17.284613", "3.173", "-43"
"""Coordinates, metres and dBm that nothing else has."""
KNOWN: Final = "room-214"
"""A room of the plan, in which pendant 1 does not hang: its name is looked for beside hers."""
OFFICE = """
trygg: 1
listen:
  - {family: espresense, office: as}
  - {family: room_assistant, office: as}
  - {family: theengs, office: as}
  - {family: owntracks, office: as}
  - {family: traccar, office: as}
  - {family: meshtastic, office: as, channels: [Trygghet], words: {SOS: sos}}
  - {family: chirpstack, office: as}
  - {family: tts, office: as}
  - {family: shelly, office: as}
topics:
  - topic: site/{device}/event
    office: as
    press: {where: {$.action: [emergency]}}
    zone: $.room
gateways:
  as:
    "room:rum-placed-7f3a": room-214
enrolled:
  as:
    pendant-1: {name: Berlock 1, holder: anna, place: room-114, reporting_time: 86400}
    pendant-2: {name: Berlock 2, holder: bo, place: room-115, reporting_time: 86400}
    ble-e: {name: E, family: espresense, holder: cecilia, known_as: ["beacon-e"], reporting_time: 86400}
    ble-r: {name: R, family: room_assistant, holder: david, known_as: ["ble-7"], reporting_time: 86400}
    ble-t: {name: T, family: theengs, holder: elin, known_as: ["BC:02:6E:AA:BB:CC"], reporting_time: 86400}
    phone: {name: O, family: owntracks, holder: farid, known_as: ["jane/phone"], reporting_time: 86400}
    tracker: {name: S, family: traccar, holder: hassan, known_as: ["860"], reporting_time: 86400}
    radio: {name: M, family: meshtastic, holder: ida, known_as: ["!a2e9aed8"], reporting_time: 86400}
    lora-c: {name: C, family: chirpstack, holder: anna, known_as: ["24e124535c000001"], reporting_time: 86400}
    lora-t: {name: L, family: tts, holder: bo, known_as: ["badge-1"], reporting_time: 86400}
    blu: {name: B, family: shelly, holder: cecilia, known_as: ["bc:02:6e:00:00:01"], reporting_time: 86400}
    button-9: {name: G, family: generic, holder: david, reporting_time: 86400}
"""
SAID: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("native", "trygg/v1/as/pendant-1/telemetry", {"battery": 87, "zone": "zon-7f3a", "rssi": int(WELL)}),
    ("native", "trygg/v1/as/pendant-1/telemetry", {"battery": 87, "zone": KNOWN}),
    ("espresense", "espresense/devices/beacon-e/rum-7f3a", {"rssi": float(WELL), "distance": float(DISTANCE)}),
    ("espresense", "espresense/devices/beacon-e/rum-placed-7f3a", {"rssi": float(WELL), "distance": float(DISTANCE)}),
    (
        "room_assistant",
        "room-assistant/entity/hall-7f3a/bluetooth-low-energy-presence-sensor/ble-7",
        {
            "entity": {
                "id": "ble-7",
                "state": "hall-7f3a",
                "distances": {"hall-7f3a": {"distance": float(DISTANCE), "outOfRange": False}},
                "measuredValues": {"hall-7f3a": {"rssi": float(WELL), "measuredPower": -59}},
            },
            "hasAuthority": True,
        },
    ),
    ("theengs", "home/gw-7f3a/BTtoMQTT/BC026EAABBCC", {"id": "BC:02:6E:AA:BB:CC", "rssi": int(WELL), "batt": 90}),
    (
        "owntracks",
        "owntracks/jane/phone",
        {
            "_type": "location",
            "lat": float(LAT),
            "lon": float(LON),
            "acc": 12,
            "batt": 61,
            "t": "p",
            "tst": 1768000500,
            "inregions": ["torg-7f3a"],
            "BSSID": "7f:3a:cc:dd:ee:ff",
        },
    ),
    (
        "traccar",
        "traccar/positions",
        {
            "position": {
                "id": 9001,
                "attributes": {"batteryLevel": 77},
                "deviceTime": "2026-05-06T10:11:12.000+00:00",
                "valid": True,
                "latitude": float(LAT),
                "longitude": float(LON),
                "accuracy": 12.5,
            },
            "device": {"id": 7, "uniqueId": "860"},
        },
    ),
    (
        "meshtastic",
        "msh/EU_868/2/json/Trygghet/!9ee3dad0",
        {
            "from": 2733223640,
            "id": 13,
            "type": "position",
            "payload": {"latitude_i": 617351910, "longitude_i": 172846130},
        },
    ),
    (
        "chirpstack",
        "application/a1/device/24e124535c000001/event/location",
        {
            "deduplicationId": "d-24",
            "location": {"latitude": float(LAT), "longitude": float(LON), "source": "GEO_RESOLVER_TDOA"},
        },
    ),
    (
        "tts",
        "v3/safety@ttn/devices/badge-1/location/solved",
        {"location_solved": {"service": "gls", "location": {"latitude": float(LAT), "longitude": float(LON)}}},
    ),
    (
        "shelly",
        "shellyblugwg3-7f3a04680001/events/rpc",
        {
            "src": "shellyblugwg3-7f3a04680001",
            "dst": "shellyblugwg3-7f3a04680001/events",
            "method": "NotifyStatus",
            "params": {
                "ts": 1767950001.02,
                "bthomedevice:200": {
                    "id": 200,
                    "addr": "bc:02:6e:00:00:01",
                    "rssi": int(WELL),
                    "battery": 96,
                    "packet_id": 41,
                },
            },
        },
    ),
    ("generic", "site/button-9/event", {"room": "zon-7f3a"}),
)
PLACES: Final = ("zon-7f3a", "hall-7f3a", "torg-7f3a", LAT, LON, "617351910", "172846130", DISTANCE)
"""What says where a button is, and is no gateway: it may stand nowhere at all."""
HEARERS: Final = ("rum-7f3a", "rum-placed-7f3a", "gw-7f3a", "7f:3a:cc:dd:ee:ff", "shellyblugwg3-7f3a04680001")
"""Gateways: that they are there may be known, and never whom they have heard."""
BUTTONS: Final = (
    "beacon-e",
    "ble-7",
    "ble-e",
    "ble-r",
    "ble-t",
    "BC:02:6E:AA:BB:CC",
    "jane/phone",
    "bc:02:6e:00:00:01",
)


@pytest.fixture
def broker(mosquitto: StartMosquitto) -> Mosquitto:
    """A broker of the house."""
    return mosquitto()


def test_each_family_that_carries_places_says_one_and_presses_nothing() -> None:
    """A family whose examples hold a place has a message here; whoever adds one is told so."""
    carrying = {
        one.path.parent.name
        for one in all_examples()
        if any(signal["kind"] == "position" for example in one.examples for signal in example["signals"])
    }
    assert carrying == {family for family, _, _ in SAID}
    loaded = load(OFFICE, "as.devices.yaml")
    assert loaded.ok, loaded.findings
    registry = Registry(loaded.inventory, rules=loaded.rules, sources=loaded.sources)
    for family, topic, payload in SAID:
        signals = registry.decode(topic, json.dumps(payload).encode(), retain=False)
        places = [one for one in signals if isinstance(one, Position)]
        assert places, f"{family}: {signals}"
        assert not [one for one in signals if isinstance(one, Press)], family
        assert registry.inventory.find(places[0].office, places[0].device) is not None, f"{family}: {places[0].device}"


@pytest.fixture(params=["sqlite", "postgresql"])
def record(request: pytest.FixtureRequest) -> str | None:
    """Where the record is: PostgreSQL's address, or None for SQLite."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_database"))


async def test_what_is_said_of_a_place_outside_an_alarm_is_kept_nowhere(
    broker: Mosquitto, record: str | None, tmp_path: Path
) -> None:
    """All tables, all files, the log at its most talkative, every answer and every message of a screen."""
    plans = lay_out(tmp_path / "plans")
    (plans / "as.devices.yaml").write_text(OFFICE)
    talking = {"TRYGG_LOG_LEVEL": "debug"}
    with Service(tmp_path / "node", plans, broker.url, database_url=record, more=talking) as service:
        async with service.screen("as") as staff:
            for _ in range(2):
                for _, topic, payload in SAID:
                    publish(broker.port, topic, json.dumps(payload))
            # It comes behind all of them on the same connection.
            publish(broker.port, "trygg/v1/as/pendant-2/telemetry", '{"battery": 3}')
            await staff.until(lambda: "battery_low" in staff.faults)
            told = json.dumps(staff.messages)
            answers = _answers(service.http)
            rows = _rows(record or service.database)
            assert staff.alarms == []
            # The same word in an alarm of hers is what it is for.
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await staff.raised()
            publish(broker.port, "trygg/v1/as/pendant-1/telemetry", json.dumps({"zone": KNOWN}))
            await staff.until(lambda: staff.showing(alarm)["zone"] == KNOWN)
        service.stop()
        files = _files(tmp_path / "node" / "data", besides=None if record else service.database)
        kept = {**answers, **files, "what a screen was told": told, "the log": service.log}
        kept |= {f"table {name}": text for name, text in _rows(record or service.database).items()}
    assert len(rows) > 30
    assert "battery_low" in service.log or "battery_low" in told
    for where, text in kept.items():
        assert [one for one in PLACES if one in text] == [], f"{where} says where somebody was"
        for line in text.splitlines():
            together = [one for one in HEARERS if one in line], [one for one in BUTTONS if one in line]
            assert not all(together), f"{where} says who heard whom: {together}"
    # Of a room that the plan knows its name alone shows nothing: no row, written before the alarm, has it beside hers.
    for table, text in rows.items():
        for line in text.splitlines():
            assert not (KNOWN in line and "pendant-1" in line and "plan" not in table), f"{table}: {line[:200]}"
    assert '"event": "ZoneMeasured"' in told or "ZoneMeasured" in _rows(record or service.database)["entries"]


def _answers(http: httpx2.Client) -> dict[str, str]:
    """Return what every address answers that needs no more than an office, and /metrics."""
    asked = [path for method, path in ASKED if method == "GET" and set(_parameters(path)) <= {"office"}]
    asked = [path.replace("{office}", "as") for path in asked if not path.startswith("/demo/")]
    answers = {path: http.get(path, timeout=60.0).text for path in asked if "simulate" not in path}
    assert len(answers) > 60
    assert "pendant-1" in "".join(answers.values())
    return answers


def _parameters(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _rows(record: Path | str) -> dict[str, str]:
    """Return every row of every table of a SQLite file, or of PostgreSQL at an address, as a line."""
    if isinstance(record, str):
        with psycopg.connect(record) as server:
            found = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
            every = {name: sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)) for (name,) in found}
            return {name: "\n".join(repr(row) for row in server.execute(asked)) for name, asked in every.items()}
    with sqlite3.connect(f"file:{record}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: "\n".join(repr(row) for row in connection.execute(f'SELECT * FROM "{name}"')) for name in tables}


def _files(folder: Path, *, besides: Path | None) -> dict[str, str]:
    """Return what stands in every file of the data folder; of a database there, what its pages hold, row or not."""
    found = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    assert besides is None or str(besides.relative_to(folder)) in found
    return {name: path.read_bytes().decode("utf-8", "replace").replace("\0", "\n") for name, path in found.items()}
