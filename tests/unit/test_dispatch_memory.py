"""What a node remembers, so that a press is shown before any disk has been asked."""

from datetime import UTC, datetime
from typing import Any

from service.alarm.actor import SERVICE
from service.dispatch.identity import alarm_id
from service.dispatch.memory import REMEMBERED, Memory
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

AT = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def _entry(event: str, alarm: str | None = "a-1", **facts: Any) -> Entry:
    draft = Draft(at=AT, event=event, alarm=alarm, actor=SERVICE, facts=facts)
    return link(Head(office="as", position=0, hash=start("as")), draft, salt="00" * 16)


def test_a_press_of_an_open_alarm_is_shown_under_that_alarm() -> None:
    """A further press of the same device joins: its provisional must not look like a second alarm."""
    memory = Memory()
    memory.take([_entry("AlarmRaised", press_key="p1", open_key="device:as/1")])
    assert memory.alarm_for("as", "device:as/1", "p2") == "a-1"
    assert memory.known("p1") == "a-1"
    assert memory.known("p2") is None


def test_a_press_after_the_end_is_shown_as_a_new_alarm() -> None:
    """After clear, cancel or close a press raises anew."""
    for event in ("AlarmCleared", "AlarmCancelled", "AlarmClosed"):
        memory = Memory()
        memory.take([_entry("AlarmRaised", press_key="p1", open_key="device:as/1"), _entry(event)])
        assert memory.alarm_for("as", "device:as/1", "p2") == alarm_id("p2")


def test_the_same_key_in_another_office_is_another_alarm() -> None:
    """Offices never share an alarm."""
    memory = Memory()
    memory.take([_entry("AlarmRaised", press_key="p1", open_key="k")])
    assert memory.alarm_for("bs", "k", "p2") == alarm_id("p2")


def test_entries_without_an_alarm_are_passed_over() -> None:
    """The timeline may hold entries that belong to no alarm."""
    memory = Memory()
    memory.take([_entry("AlarmCleared", alarm=None)])
    assert memory.known("p1") is None


def test_the_memory_is_bounded() -> None:
    """The oldest press is forgotten; the store still knows it."""
    memory = Memory()
    for number in range(REMEMBERED + 1):
        memory.heard(f"p{number}", "a")
    assert memory.known("p0") is None
    assert memory.known(f"p{REMEMBERED}") == "a"


def test_cut_off_nodes_mint_the_same_alarm() -> None:
    """An alarm's id follows from its press alone."""
    assert alarm_id("as/pendant-1/7") == alarm_id("as/pendant-1/7")
    assert alarm_id("as/pendant-1/7") != alarm_id("as/pendant-1/8")
    assert alarm_id("x").startswith("a-")
    assert len(alarm_id("x")) == 28
