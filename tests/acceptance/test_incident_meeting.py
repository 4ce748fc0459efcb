"""Meetings that may turn, as they were watched: one goes well, one does not, and one is at somebody's home."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from devices.inventory import CHECK_IN, Device, Inventory
from devices.registry import Registry
from parts.drill_day import MONDAY, Day, day
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.api.gate import ASKED, visitor_of
from service.ingest.intake import Heard
from service.live.render import Audience

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Day]:
    """The invented office on a Monday at eleven."""
    async with day(tmp_path) as opened:
        yield opened


async def _begin(office: Day, **more: Any) -> httpx2.Response:
    wanted = {"zone": "room-114", "person": "anna", "watcher": "bo", "ends_at": _in(office, 30), **more}
    return await office.post("/meetings", wanted)


def _in(office: Day, minutes: float) -> str:
    return (office.clock.now() + minutes * MINUTE).isoformat()


async def _says(office: Day, meeting: str, what: str, by: str, **more: Any) -> httpx2.Response:
    return await office.post(f"/meetings/{meeting}/{what}", {"by": by, **more})


def _shown(office: Day, audience: Audience = Audience.STAFF) -> list[str]:
    return [one["stage"] for one in office.board(audience)["undertakings"]]


async def test_nobody_answers_and_help_knows_where_to_go(office: Day) -> None:
    """Until 11:30 in room 114; at 11:35 she is asked, at 11:37 Bo, and at 11:40 colleagues are called to room 114."""
    began = await _begin(office)
    assert began.status_code == 201, began.text
    meeting = began.json()
    assert (meeting["stage"], meeting["names"][meeting["person"]]) == ("running", "Anna Berg")
    await office.passes(34 * 60)
    assert _shown(office) == ["running"]
    await office.passes(1 * 60)
    assert _shown(office) == ["asked"]
    assert _shown(office, Audience.DISCREET) == _shown(office, Audience.PUBLIC) == []
    assert office.board()["alarms"] == []  # asked quietly: no screen in the room shows or sounds anything
    await office.passes(2 * 60)
    assert _shown(office) == ["watcher_asked"]
    await office.passes(3 * 60)
    [alarm] = office.board()["alarms"]
    assert (alarm["zone"], alarm["mode"], alarm["presser"]) == ("room-114", "actual", meeting["person"])
    assert alarm["responders"]
    assert _shown(office) == ["alarmed"]
    late = await _says(office, meeting["meeting"], "check-in", "anna")
    assert late.json()["ending"] == "well"
    assert [one["alarm"] for one in office.board()["alarms"]] == [alarm["alarm"]]  # only people end an alarm


async def test_a_tap_keeps_it_quiet(office: Day) -> None:
    """She extends by a quarter with one tap, is asked, says that she is well, and ends it: nobody else heard of it."""
    meeting = (await _begin(office)).json()["meeting"]
    await office.passes(29 * 60)
    extended = await _says(office, meeting, "extend", "anna")
    assert extended.json()["ends_at"] == meeting_time(45)
    await office.passes(21 * 60)
    assert _shown(office) == ["asked"]
    assert (await _says(office, meeting, "check-in", "anna")).json()["stage"] == "running"
    assert (await _says(office, meeting, "end", "anna")).json()["ending"] == "ended"
    assert _shown(office) == []
    await office.passes(3600)
    assert office.board()["alarms"] == []


async def test_the_watcher_looks_and_calls_for_help_at_once(office: Day) -> None:
    """Asked, Bo goes and looks; what he sees needs help, and one tap brings it without waiting for the time."""
    meeting = (await _begin(office)).json()["meeting"]
    await office.passes(37 * 60)
    assert (await _says(office, meeting, "call-help", "farid")).status_code == 403  # it concerns him in no way
    called = await _says(office, meeting, "call-help", "bo")
    assert called.status_code == 200, called.text
    [alarm] = office.board()["alarms"]
    assert called.json()["alarm"] == alarm["alarm"]


async def test_killed_between_overdue_and_alarm(tmp_path: Path) -> None:
    """The node dies when both have been asked, and starts an hour later: there is one alarm, and no second one."""
    async with day(tmp_path) as before:
        meeting = (await _begin(before)).json()["meeting"]
        await before.passes(38 * 60)
        assert _shown(before) == ["watcher_asked"]
    async with day(tmp_path, MONDAY + 98 * MINUTE, fresh=False) as after:
        assert _shown(after) == ["watcher_asked"]
        await after.passes()
        [alarm] = after.board()["alarms"]
        await after.passes(600)
        assert [one["alarm"] for one in after.board()["alarms"]] == [alarm["alarm"]]
        entries = await after.node.store.undertaking_entries(meeting)
        assert [entry.event for entry in entries].count("MeetingAlarmed") == 1


async def test_a_home_visit_is_known_to_those_whom_it_concerns(office: Day) -> None:
    """The street stands on no screen and in no fact; with the end of the visit nobody has it any more."""
    began = await _begin(office, place="home_visit", zone=None, where="Björkvägen 7")
    meeting = began.json()["meeting"]
    assert "Björkvägen" not in str(office.board())
    assert await office.node.undertakings.meetings.place_of(meeting) == "Björkvägen 7"
    ended = await _says(office, meeting, "end", "anna")
    assert ended.json()["ending"] == "ended"
    assert await office.node.undertakings.meetings.place_of(meeting) is None
    entries = await office.node.store.entries("as", 0, 100)
    assert all("Björkvägen" not in str(entry) for entry in entries)


async def test_whoever_is_called_to_a_visit_reads_where_it_is(office: Day) -> None:
    """Nobody hears from Anna: who is called, the watcher and the lead read the street; nobody does once it is over."""
    began = await _begin(office, place="home_visit", zone=None, where="Björkvägen 7")
    await _says(office, began.json()["meeting"], "call-help", "bo")
    [alarm] = office.board()["alarms"]
    assert "Björkvägen" not in str(office.board())
    called = [one["responder"] for one in alarm["responders"]]
    assert called
    keys, leads = office.node.book["as"].keys, office.node.book["as"].leads
    away = next(key for key in keys.values() if key not in {*called, *leads, keys["anna"], keys["bo"]})

    async def reads(person: str | None) -> tuple[int, Any]:
        persons = {"as": person} if person else {}
        phone = Visitor(kind="phone", id="d-1", name="T", office="as", persons=persons)
        office.node.app.dependency_overrides[visitor_of] = lambda: phone
        answer = await office.http.get(f"/api/v1/alarms/{alarm['alarm']}/visit")
        del office.node.app.dependency_overrides[visitor_of]
        return answer.status_code, answer.json().get("where", answer.json().get("code"))

    for who in (called[0], keys["bo"], keys["gunilla"], keys["anna"]):
        assert await reads(who) == (200, "Björkvägen 7")
    assert [await reads(who) for who in (away, None)] == [(403, "not_called")] * 2
    await _says(office, began.json()["meeting"], "check-in", "anna")
    assert await reads(called[0]) == (200, "Björkvägen 7"), "whoever is on the way still has to find her"
    await office.says(alarm["alarm"], "arrive", "gunilla")
    assert (await office.says(alarm["alarm"], "clear", "gunilla")).status_code == 200
    await office.passes(61)
    assert await reads(called[0]) == (200, None)
    assert all("Björkvägen" not in str(entry) for entry in await office.node.store.entries("as", 0, 200))
    other = await office.press(person="anna")
    assert (await office.http.get(f"/api/v1/alarms/{other}/visit")).json()["code"] == "no_visit"


async def test_alone_in_the_evening(office: Day) -> None:
    """Everybody else has gone home: she is asked every half hour, and where nobody hears from her there is an alarm."""
    await office.passes(8 * 3600)
    began = await _begin(office, place="lone", zone="desk-1", ends_at=_in(office, 150))
    assert began.status_code == 201, began.text
    meeting = began.json()["meeting"]
    await office.passes(34 * 60)
    assert _shown(office) == ["running"]
    await office.passes(60)
    assert _shown(office) == ["asked"], "long before the end"
    assert (await _says(office, meeting, "check-in", "anna")).json()["stage"] == "running"
    await office.passes(40 * 60)
    assert _shown(office) == ["alarmed"]
    [alarm] = office.board()["alarms"]
    assert (alarm["zone"], alarm["presser"]) == ("desk-1", began.json()["person"])


async def test_what_cannot_be_watched_is_said_in_her_language(office: Day) -> None:
    """Ends before it starts, lasts two days, watched by nobody or herself, in two rooms at once: each in words."""
    wrong = {
        "ends_before_it_starts": {"ends_at": _in(office, -5)},
        "too_long": {"ends_at": _in(office, 2 * 24 * 60)},
        "watches_herself": {"watcher": "anna"},
        "unknown_room": {"zone": "room-999"},
        "place_not_asked": {"where": "Björkvägen 7"},
    }
    for code, change in wrong.items():
        refused = await _begin(office, **change)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    swedish = await office.post("/meetings?lang=sv", {"person": "anna", "watcher": "anna", "ends_at": _in(office, 9)})
    assert swedish.json()["detail"] == "Ingen bevakar sitt eget möte. Välj någon annan."
    assert swedish.json()["said"] is True
    for end_of_time in ({"ends_at": "9999-12-31T23:59:59-12:00"}, {"begins_at": "0001-01-01T00:00:00+14:00"}):
        refused = await _begin(office, **end_of_time)
        assert (refused.status_code, refused.json()["code"]) == (422, "too_far")
        assert "said" not in refused.json(), "it is English, for programs"
    expected = {"stage": "expected", "person": "gunilla", "expected_at": "9999-12-31T23:59:59-12:00"}
    assert (await office.post("/closing", expected)).status_code == 422
    nobody = await office.post("/meetings", {"person": "x", "watcher": "bo", "ends_at": _in(office, 9)})
    assert nobody.status_code == 404
    assert (await _begin(office)).status_code == 201
    twice = await _begin(office, zone="room-115")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_in_meeting")
    await office.http.put("/api/v1/offices/as/today/bo", json={"fact": "absent"})
    away = await _begin(office, person="elin")
    assert (away.status_code, away.json()["code"]) == (409, "watcher_absent")
    unknown = await _says(office, "meeting-none", "end", "anna")
    assert unknown.status_code == 404


async def test_a_screen_among_visitors_says_nothing_to_a_meeting(office: Day) -> None:
    """Where visitors stand nobody ends a watch; help can be called there, and the answer names nobody."""
    meeting = (await _begin(office)).json()["meeting"]
    screen = Visitor(kind="screen", id="s-1", name="Disk 1", office="as", screen="desk", audience="discreet")
    said = {
        address.rsplit("/", 1)[-1]
        for (method, address), asked in ASKED.items()
        if method == "POST" and "/meetings" in address and isinstance(asked, Action) and allowed(screen, asked, "as")
    }
    assert said == {"call-help"}
    office.node.app.dependency_overrides[visitor_of] = lambda: screen
    called = await _says(office, meeting, "call-help", "anna")
    assert called.status_code == 200, called.text
    assert called.json() == {"meeting": meeting, "is_over": False, "ending": None, "where": None}


async def test_the_same_request_sent_twice_is_one_meeting(office: Day) -> None:
    """Her telephone did not get the answer and sends again: one meeting, and the same one."""
    key = {"Idempotency-Key": "same"}
    wanted = {"zone": "room-114", "person": "anna", "watcher": "bo", "ends_at": _in(office, 30)}
    first, again = [await office.http.post("/api/v1/offices/as/meetings", json=wanted, headers=key) for _ in range(2)]
    assert first.json()["meeting"] == again.json()["meeting"]
    listed = (await office.http.get("/api/v1/offices/as/meetings?lang=sv")).json()
    assert [one["meeting"] for one in listed["meetings"]] == [first.json()["meeting"]]
    assert {room["zone"] for room in listed["rooms"]} >= {"room-114"}
    assert (await office.http.post("/api/v1/offices/as/meetings", json=wanted)).status_code == 400


async def test_her_button_says_that_she_is_well(office: Day) -> None:
    """The gesture that checks in is a word to her running meeting; without a meeting it is a press like any other."""
    intake = office.node.intake
    button = Device(office="as", device="b-1", name="Anna", holder="anna", kinds={"double": CHECK_IN, "*": "assist"})
    intake.registry = Registry(Inventory([button]))
    began = (await _begin(office)).json()["meeting"]
    await office.passes(36 * 60)
    assert _shown(office) == ["asked"]
    await _press(office, "1")
    assert _shown(office) == ["running"]
    assert office.board()["alarms"] == []
    await _says(office, began, "end", "anna")
    await _press(office, "2")
    assert [one["kind"] for one in office.board()["alarms"]] == ["assist"]


async def _press(office: Day, id_: str) -> None:
    payload = json.dumps({"id": id_, "gesture": "double"}).encode()
    office.node.intake.hear(_heard(payload))
    await office.node.intake.finish()


def _heard(payload: bytes) -> Heard:
    return Heard(
        topic="trygg/v1/as/b-1/press",
        payload=payload,
        retain=False,
        again=False,
        receipt=lambda: None,
        refuse=lambda: None,
    )


def meeting_time(minutes: int) -> str:
    """Return an instant of this Monday as the API tells it."""
    return (MONDAY + minutes * MINUTE).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
