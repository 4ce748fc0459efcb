"""What each audience may know of an entry, asked of every event that the real decider makes."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.closed_history import closed_entries
from parts.history import NAMES, random_history
from service.live.office import LiveOffice
from service.live.render import IN_NO_VIEW, Audience, render, render_heartbeat, render_provisional
from service.timeline.entry import Entry

PRESS = {"alarm": "a-1", "kind": "emergency", "mode": "drill", "zone": "room-114", "device": "as/pendant-1", "at": "t"}


def _day(seed: int) -> list[Entry]:
    return [entry for written in random_history(Random(seed), 15) for entry in written]


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_staff_read_no_internal_fact_and_every_name(seed: int) -> None:
    """Keys and scripts stay inside; actor and names are there for everybody who is to act."""
    for entry in _day(seed):
        data = render(entry, Audience.STAFF)["data"]
        assert not data.keys() & {"press_key", "open_key", "script", "plan", "pressed_at", "doubtful"}
        assert data["actor"] == {"who": entry.actor.who, "behalf_of": entry.actor.behalf_of}
        assert data.get("names", {}) == (entry.personal.content.get("names", {}) if entry.personal else {})


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_security_reads_what_staff_read_and_through_what_it_was_done(seed: int) -> None:
    """Only the actor differs: security also sees the screen or device."""
    for entry in _day(seed):
        staff, security = (render(entry, audience) for audience in (Audience.STAFF, Audience.SECURITY))
        assert security["data"]["actor"] == {**staff["data"]["actor"], "via": entry.actor.via}
        assert {**security["data"], "actor": None} == {**staff["data"], "actor": None}


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_a_discreet_screen_learns_only_that_something_is_going_on(seed: int) -> None:
    """No name, zone, device, presser or responder, in whatever event they might stand."""
    for entry in _day(seed):
        shown = render(entry, Audience.DISCREET)
        if shown == {"type": "withheld", "position": entry.position}:
            assert entry.event not in ("AlarmRaised", "AlarmJoined", "AlarmCleared", "AlarmCancelled", "AlarmClosed")
            continue
        assert shown.keys() == {"type", "position", "alarm", "event", "at", "data"}
        assert shown["data"].keys() <= {"mode"}
        text = json.dumps(shown, ensure_ascii=False)
        assert not any(word in text for word in ("room", "pendant", "p-", *NAMES.values()))


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_a_public_screen_learns_nothing_but_that_positions_pass(seed: int) -> None:
    """Every entry keeps its position and says nothing else."""
    for entry in _day(seed):
        assert render(entry, Audience.PUBLIC) == {"type": "withheld", "position": entry.position}


def test_what_was_erased_is_not_shown() -> None:
    """Without its personal part an entry still renders, without names and words."""
    named = next(entry for seed in range(9) for entry in _day(seed) if entry.personal)
    erased = Entry(**{field: getattr(named, field) for field in Entry.__slots__ if field != "personal"}, personal=None)
    assert "names" in render(named, Audience.STAFF)["data"]
    assert not {"names", "words"} & render(erased, Audience.STAFF)["data"].keys()


@pytest.mark.parametrize(
    ("audience", "keys"),
    [
        (Audience.STAFF, {"type", *PRESS}),
        (Audience.SECURITY, {"type", *PRESS}),
        (Audience.DISCREET, {"type", "alarm", "mode", "at"}),
        (Audience.PUBLIC, None),
    ],
)
def test_a_press_is_seen_at_once_by_those_who_may(audience: Audience, keys: set[str] | None) -> None:
    """A discreet screen sees that there is one and whether it is a drill, a public one nothing."""
    shown = render_provisional(PRESS, audience)
    assert (set(shown) if shown else None) == keys


@pytest.mark.parametrize("audience", Audience)
def test_faults_are_read_only_by_those_who_can_mend_them(audience: Audience) -> None:
    """Every screen hears that the service lives; which device is broken is for staff."""
    beat: dict[str, Any] = {"type": "heartbeat", "broker": True, "faults": [{"subject": "as/pendant-6"}]}
    shown = render_heartbeat(beat, audience)
    assert shown["broker"] is True
    assert bool(shown["faults"]) is (audience in (Audience.STAFF, Audience.SECURITY))


@pytest.mark.parametrize("begun_after", range(0, 16, 5))
def test_that_an_office_closes_is_told_to_no_visitor_up_to_its_end(begun_after: int) -> None:
    """Nor that it is over, which would say what was kept from whoever looks on; also where the node is new."""
    entries = closed_entries()
    before, after = entries[:begun_after], entries[begun_after:]
    office = LiveOffice("as", "e", before[-1].position if before else 0, before)
    released = office.take(after)
    assert [held.entry.event for held in released] == [entry.event for entry in after]
    for held in released:
        for audience in (Audience.DISCREET, Audience.PUBLIC):
            assert held.frame(audience) is None, held.entry.event
            told = render(held.entry, audience, is_closing=True)
            assert told == {"type": "withheld", "position": held.entry.position}


@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_written_for_the_review_is_sent_to_no_screen(audience: Audience) -> None:
    """A note keeps its position, and neither its words nor that there is one."""
    [note] = [entry for entry in closed_entries() if entry.event in IN_NO_VIEW]
    assert note.personal is not None
    assert "words" in note.personal.content
    assert render(note, audience) == {"type": "withheld", "position": note.position}
