"""What else can happen on a bad day: silence, broken promises, crashes, a broker or a screen that goes away."""

import json
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import AS, hurried, lay_out
from parts.process import wait_until
from parts.screen import Screen
from parts.service import Service
from parts.stock import press, publish_lines
from service.alarm.instant import parse_instant
from service.clock import SystemClock

pytestmark = pytest.mark.timeout(240)  # services start here, up to three times, on a machine that may be busy
STEPS = ("AlarmEscalated", "ResponderSilent", "ResponderOverdue")
"""What is written by itself, when it is due."""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Plans whose deadlines are sixty times shorter than in the examples, and at least a second."""
    return lay_out(tmp_path / "plans", quick=True)


async def test_two_accept_and_never_come(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """The step that two are enough for is left out, and said to be; when they are overdue the plan goes on."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await screen.raised()
            for person in ("bo", "elin"):
                service.say(alarm, "accept", person=person).raise_for_status()
            left_out = (await screen.entry("StepSkipped", alarm))["data"]
            assert (left_out["step"], left_out["because"]) == (1, "unless")
            overdue = await screen.entry("ResponderOverdue", alarm)
            escalated = await screen.entry("AlarmEscalated", alarm)
            assert min(overdue["position"], escalated["position"]) > 0
            review = service.http.get(f"/review/as/{alarm}?lang=en")
            assert "Step 2 of the plan left out: enough people are coming" in review.text
            _every_promise_was_kept(service.entries(alarm))
        assert "Traceback" not in service.log


async def test_the_police_are_needed(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """Who was called asks for the police long before the plan's step; record and screen say that no call left."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await screen.raised()
            assert service.say(alarm, "ask-police", person="anna").json()["code"] == "police_presser"
            assert service.say(alarm, "ask-police", person="farid").json()["code"] == "police_not_entitled"
            assert screen.showing(alarm)["police_asked"] is None
            service.say(alarm, "ask-police", person="bo").raise_for_status()
            asked = await screen.entry("PoliceAskedFor", alarm)
            failed = await screen.entry("CallFailed", alarm)
            assert (failed["data"]["responder"], failed["data"]["reason"]) == ("contact:police", "no_route")
            shown = screen.showing(alarm)
            assert shown["police_asked"] == {"because": "responder", "by": asked["data"]["by"], "at": asked["at"]}
            assert _name(screen, alarm, asked["data"]["by"]) == "Bo Lind"
            assert shown["police"] == "asked"
            assert screen.entries("AlarmEscalated", alarm) == [], "before the plan's first deadline"
            assert service.say(alarm, "ask-police", person="gunilla").json()["position"] is None
            assert len(screen.entries("PoliceAskedFor", alarm)) == 1
            await _somebody_calls_them(service, screen, alarm)


async def _somebody_calls_them(service: Service, screen: Screen, alarm: str) -> None:
    """Bo telephones, Gunilla leads; each word is on the screen as it is said."""
    service.say(alarm, "police-calling", person="bo", number="112").raise_for_status()
    called = await screen.entry("PoliceCallBegun", alarm)
    shown = screen.showing(alarm)
    assert (shown["police"], shown["police_call"]["by"]) == ("calling", called["data"]["by"])
    assert service.say(alarm, "police-ended", person="bo", because="done").json()["code"] == "police_not_answered"
    service.say(alarm, "police-answered", person="bo").raise_for_status()
    answered = await screen.entry("PoliceAnswered", alarm)
    assert screen.showing(alarm)["police_call"]["answered_at"] == answered["at"]
    said = {"person": "bo", "behalf_of": "gunilla", "channel": "telephone", "words": "om två minuter"}
    service.say(alarm, "accept", **said).raise_for_status()
    await screen.entry("LeadTaken", alarm)
    shown = screen.showing(alarm)
    gunilla = next(r for r in shown["responders"] if r["responder"] == shown["lead"]["responder"])
    assert _name(screen, alarm, gunilla["responder"]) == "Gunilla Nyström"
    assert (gunilla["channel"], gunilla["on_behalf"], gunilla["words"]) == ("telephone", True, "om två minuter")
    assert service.say(alarm, "situation", person="bo", whereabouts="the-moon").json()["code"] == "unknown_zone"
    told = {"weapons": "none", "person_is": "here", "whereabouts": "room-114", "meets": "cecilia", "entrance": "porten"}
    service.say(alarm, "situation", person="bo", **told).raise_for_status()
    await screen.entry("SituationTold", alarm)
    situation = screen.showing(alarm)["situation"]
    assert (situation["person"], situation["entrance"]) == ("here", "porten")
    assert _name(screen, alarm, situation["meets"]) == "Cecilia Ström"
    assert service.say(alarm, "hand-over", person="bo").json()["code"] == "nobody_chosen"
    assert service.say(alarm, "hand-over", person="bo", to="elin").json()["code"] == "has_role"
    service.say(alarm, "hand-over", person="bo", to="cecilia").raise_for_status()
    handed = await screen.entry("RoleHandedOver", alarm)
    assert handed["data"]["to"] == situation["meets"]
    service.say(alarm, "need-more", person="bo").raise_for_status()
    assert (await screen.entry("AlarmEscalated", alarm))["data"]["step"] == 1
    assert service.say(alarm, "hand-lead", person="gunilla", to="hassan").json()["code"] == "lead_not_coming"
    assert service.say(alarm, "lead", person="anna").json()["code"] == "lead_presser"
    service.say(alarm, "decline", person="gunilla").raise_for_status()
    await screen.entry("LeadLost", alarm)
    assert screen.showing(alarm)["lead"] is None
    replayed = service.get(f"/alarms/{alarm}")
    assert replayed["lead"] is None
    assert replayed["situation"]["weapons"] == "none"
    _every_promise_was_kept(service.entries(alarm))


async def test_the_police_are_needed_in_a_drill(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """The lead, not called yet, practises to ask; nothing leaves the office, and a second person's drill counts too."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with service.screen("as") as screen:
            for number, person in enumerate(("anna", "bo")):
                said = {"zone": "room-114", "person": person, "mode": "drill"}
                key = {"Idempotency-Key": f"drill-{number}"}
                service.http.post("/api/v1/offices/as/alarms", json=said, headers=key).raise_for_status()
                alarm = await screen.raised(known=number)
                service.say(alarm, "ask-police", person="gunilla").raise_for_status()
                asked = await screen.entry("PoliceAskedFor", alarm)
                assert asked["data"]["because"] == ("two_pressers" if number else "lead")
                assert screen.showing(alarm)["police"] == "not_called"
            assert not [e for e in screen.entries("ResponderCalled") if e["data"]["reach"] == "outside"]
            assert list(_rows(service.database, "SELECT id FROM deliveries WHERE reach = ?", "outside")) == []


async def test_killed_in_mid_alarm(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """After kill -9 the next step comes when it was promised, once; where that is past, at once after the start."""
    broker = mosquitto()
    plans = lay_out(tmp_path / "plans")
    (plans / "as.yaml").write_text(
        hurried(AS.read_text(), by=5)
    )  # silence is noticed after 3 s, and the first step is taken after 4 s
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await screen.raised()
            service.say(alarm, "accept", person="bo").raise_for_status()
            await screen.entry("ResponderAccepted", alarm)
        for already_past in (False, True):
            service.kill()
            known = _entries_on_disk(service.database, alarm)
            due = known[-1]["facts"]["next_at"]
            if already_past:
                _wait_for(due)
            service.start()
            entries = _wait_for_a_step(service, alarm, len(known))
            assert [entry["hash"] for entry in entries[: len(known)]] == [entry["hash"] for entry in known]
            assert _steps(entries[len(known) :])[0]["at"] >= due
        _every_promise_was_kept(service.entries(alarm))
        steps = [entry["facts"]["step"] for entry in service.entries(alarm) if entry["event"] == "AlarmEscalated"]
        assert len(steps) == len(set(steps))
        assert service.trygg("timeline", "verify").returncode == 0


async def test_pressed_while_the_service_is_away(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """A press that comes while the service is killed, or is just starting, waits at the broker and raises its alarm."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        service.kill()
        press(broker.port, "as/pendant-1", '{"id": "away"}')
        service.start(wait_ready=False)
        press(broker.port, "as/pendant-2", '{"id": "starting"}')
        service.wait_ready()
        async with service.screen("as") as screen:
            await screen.until(lambda: [shown["state"] for shown in screen.alarms] == ["raised", "raised"])
            assert {shown["device"] for shown in screen.alarms} == {"as/pendant-1", "as/pendant-2"}


async def test_the_broker_goes_away_and_comes_back(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """While no press can come in, every screen says so; afterwards presses come in without anybody doing anything."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            await screen.raised()
            broker.stop()
            await screen.fault("broker_down")
            assert screen.told("heartbeat")[-1]["broker"] is False
            broker.start()
            await screen.until(lambda: "broker_down" not in screen.faults and screen.told("heartbeat")[-1]["broker"])
            press(broker.port, "as/pendant-2", '{"id": "2"}')
            await screen.raised(known=1)
            assert len(screen.alarms) == 2


async def test_the_same_press_a_hundred_times(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """A native device that repeats its press raises one alarm; the repeats are kept as evidence and change nothing."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with service.screen("as") as screen:
            again = "trygg/v1/as/pendant-1/press", ['{"id": "again"}'] * 100
            publish_lines(broker.port, *again)
            alarm = await screen.raised()
            press(broker.port, "as/pendant-2", '{"id": "next"}')
            await screen.raised(known=1)
            # Those that came while the first was being written are part of it.
            assert 1 <= (known := _heard(service.database, "as/pendant-1/again")) <= 100
            publish_lines(broker.port, *again)
            assert wait_until(lambda: _heard(service.database, "as/pendant-1/again") >= known + 100, within=30)
            assert _heard(service.database, "as/pendant-1/again") <= 200
            assert len(screen.entries("AlarmRaised")) == 2
            assert screen.entries("AlarmJoined") == []
            assert screen.showing(alarm)["presses"] == 1
            assert all(shown["state"] == "raised" for shown in screen.alarms)


async def test_a_screen_comes_back(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """A screen that says where it was hears exactly what it missed, and shows what one shows that never left."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with service.screen("as") as steady:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await steady.raised()
            async with service.screen("as") as leaving:
                await leaving.until(lambda: len(leaving.alarms) == 1)
            service.say(alarm, "accept", person="bo").raise_for_status()
            service.say(alarm, "arrive", person="bo").raise_for_status()
            press(broker.port, "as/pendant-2", '{"id": "2"}')
            await steady.raised(known=1)
            head = service.get("/offices/as/board")["position"]
            await steady.until(lambda: steady.position >= head)  # steps that time takes may have come since

            async with service.screen("as", after=leaving.position, epoch=leaving.epoch) as back:
                back.board = leaving.board | {"position": leaving.position}
                await back.until(lambda: any(m.get("position") == head for m in back.told("entry")))
                assert back.told("resumed")[0]["position"] == leaving.position
                assert back.told("snapshot") == []
                heard = [m["position"] for m in back.told("entry")]
                assert heard == list(range(leaving.position + 1, leaving.position + 1 + len(heard)))
                assert heard[-1] >= head
            async with service.screen("as", after=head + 1000, epoch=leaving.epoch) as lost:
                assert lost.messages[0]["type"] == "snapshot"
                latest = max(lost.position, steady.position)
                await lost.until(lambda: lost.position >= latest)
                await steady.until(lambda: steady.position >= latest)
                assert lost.alarms == steady.alarms
            async with service.screen("as", after=1, epoch="another-record") as restored:
                assert restored.messages[0]["type"] == "snapshot"


def _name(screen: Screen, alarm: str, key: str) -> str:
    return str(screen.showing(alarm)["names"][key])


def _every_promise_was_kept(entries: list[dict[str, Any]]) -> None:
    """Check that no step came before it was due, and that whatever was written by itself had been promised."""
    for before, entry in pairwise(entries):
        promised = before["facts"].get("next_at")
        if entry["event"] in STEPS and entry["at"] != before["at"]:
            assert promised is not None
            assert entry["at"] >= promised, f"{entry['event']} came before {promised}"


def _wait_for(due: str) -> None:
    """Wait until an instant has passed."""
    at, clock = parse_instant(due), SystemClock()
    assert wait_until(lambda: clock.now() > at, within=60)


def _steps(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what time alone has taken; what was written beside it (that a message arrived) has no promise."""
    return [entry for entry in entries if entry["event"] in STEPS]


def _wait_for_a_step(service: Service, alarm: str, known: int) -> list[dict[str, Any]]:
    """Wait until an alarm has a step after the entries that are known, and return all its entries."""
    assert wait_until(lambda: bool(_steps(service.entries(alarm)[known:])), within=30)
    return service.entries(alarm)


def _rows(database: Path, sql: str, *values: str) -> Iterator[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as reading:
        yield from reading.execute(sql, values)
    reading.close()


def _heard(database: Path, press_key: str) -> int:
    rows = list(_rows(database, "SELECT heard FROM presses WHERE press_key = ?", press_key))
    return int(rows[0][0]) if rows else 0


def _entries_on_disk(database: Path, alarm: str) -> list[dict[str, Any]]:
    rows = _rows(database, "SELECT hash, at, event, facts FROM entries WHERE alarm = ? ORDER BY position", alarm)
    return [{"hash": h, "at": at, "event": event, "facts": json.loads(facts)} for h, at, event, facts in rows]
