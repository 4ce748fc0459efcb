"""Rooms and doors that are looked over: when they are due, what makes them a fault, and that nothing is put off."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import SERVICE, Actor
from service.readiness import snapshot
from service.readiness.commands import (
    ApprovePlace,
    Command,
    Inspect,
    PassDue,
    PlaceKind,
    PlanInspection,
    ReportDoor,
    WithdrawInspection,
)
from service.readiness.decide import FIRST_LOOK_WITHIN, decide
from service.readiness.events import EVENTS
from service.readiness.place import Place, evolve, evolve_all
from service.readiness.states import State
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA = Actor(via="phone:vik", who="p-anna")
ASKED = ("two_ways_out", "furniture")


class Room:
    """One place and all that has happened to it."""

    def __init__(self, kind: PlaceKind = "room") -> None:
        """Begin with nothing, in the morning."""
        self.kind: PlaceKind = kind
        self.at = START
        self.events: list[Event] = []
        self.place: Place | None = None

    def do(self, *commands: Command, after: timedelta = timedelta(0)) -> Place:
        """Ask it for things, some time later."""
        self.at += after
        for command in commands:
            for event in decide(self.place, command, self.at):
                self.events.append(event)
                self.place = evolve(self.place, event)
        assert self.place is not None
        return self.place


def planned(kind: PlaceKind = "room", days: float = 30) -> PlanInspection:
    """The plan has it looked over every so many days."""
    return PlanInspection(actor=SERVICE, place="room-114", kind=kind, every=timedelta(days=days))


def looked(answer: str = "yes", photo: str | None = None) -> Inspect:
    """Anna has looked it over and answers each question alike."""
    return Inspect(actor=ANNA, answers=dict.fromkeys(ASKED, answer), asked=ASKED, photo=photo)


def test_a_room_that_is_found_good_is_ready_until_it_is_due() -> None:
    """Good for its time, then overdue, and good again when somebody has looked."""
    room = Room()
    assert room.do(planned()).state is State.UNKNOWN
    assert room.do(looked()).state is State.READY
    assert room.do(PassDue(actor=SERVICE), after=29 * DAY).state is State.READY
    late = room.do(PassDue(actor=SERVICE), after=DAY)
    assert (late.state, late.is_fault, late.due_at) == (State.OVERDUE, True, None)
    assert room.do(looked(), after=DAY).state is State.READY


def test_a_room_that_nobody_has_looked_at_is_due_within_a_week() -> None:
    """A turn of a year does not hide for a year that nobody has ever looked."""
    room = Room()
    assert room.do(planned(days=365)).due_at == START + FIRST_LOOK_WITHIN
    assert room.do(PassDue(actor=SERVICE), after=FIRST_LOOK_WITHIN).state is State.OVERDUE


def test_a_no_is_a_fault_until_somebody_has_looked_again() -> None:
    """What was not as it should be stays in sight, with the questions that failed."""
    room = Room()
    room.do(planned())
    bad = room.do(Inspect(actor=ANNA, answers={"two_ways_out": "yes", "furniture": "no"}, asked=ASKED))
    assert (bad.state, bad.look and bad.look.failed) == (State.FAILED, ("furniture",))
    assert room.do(looked("not_here"), after=DAY).state is State.READY


def test_a_door_that_is_propped_open_is_a_fault_until_it_is_shut() -> None:
    """Whoever sees it says so in one tap, and again when it is shut; saying it twice is saying it once."""
    door = Room("door")
    door.do(planned("door"), looked())
    door.do(ReportDoor(actor=ANNA, is_propped=True), ReportDoor(actor=ANNA, is_propped=True))
    assert door.place is not None
    assert door.place.state is State.PROPPED
    assert [event.name for event in door.events].count("DoorPropped") == 1
    assert door.do(ReportDoor(actor=ANNA, is_propped=False)).state is State.READY


def test_a_turn_that_is_changed_puts_nothing_off() -> None:
    """A plan that is published every day with another turn does not make a first look later."""
    room = Room()
    due_at = room.do(planned(days=30)).due_at
    for days in range(31, 35):
        assert room.do(planned(days=days), after=DAY).due_at == due_at
    assert room.do(PassDue(actor=SERVICE), after=4 * DAY).state is State.OVERDUE
    assert room.do(planned(days=90)).state is State.OVERDUE


def test_what_the_plan_no_longer_names_is_no_fault_and_comes_back_as_it_was() -> None:
    """A room that is taken out of the plan is not due; named again, its last look counts."""
    room = Room()
    room.do(planned(), looked("no"), WithdrawInspection(actor=SERVICE), WithdrawInspection(actor=SERVICE))
    assert room.place is not None
    assert (room.place.state, room.place.is_fault, room.place.due_at) == (State.WITHDRAWN, False, None)
    assert room.do(planned(), after=DAY).state is State.FAILED


REFUSED: list[tuple[str, Callable[[Room], object]]] = [
    ("not_inspected", lambda room: Room().do(looked())),
    ("not_inspected", lambda room: room.do(WithdrawInspection(actor=SERVICE), looked())),
    ("unanswered", lambda room: room.do(Inspect(actor=ANNA, answers={"furniture": "yes"}, asked=ASKED))),
    ("unanswered", lambda room: room.do(looked("perhaps"))),
    ("not_entitled", lambda room: room.do(ApprovePlace(actor=ANNA, photo="a" * 64, entitled=False))),
    ("no_door", lambda room: room.do(ReportDoor(actor=ANNA, is_propped=True))),
]


@pytest.mark.parametrize(("code", "ask"), REFUSED, ids=[f"{code}-{n}" for n, (code, _) in enumerate(REFUSED)])
def test_what_cannot_be_is_refused_in_words(code: str, ask: Callable[[Room], object]) -> None:
    """Each refusal has its code and a sentence that says what to do."""
    room = Room()
    room.do(planned())
    with pytest.raises(UndertakingRefusal) as refused:
        ask(room)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


ASKS = st.tuples(
    st.sampled_from([0.0, 0.5, 6.0, 7.0, 31.0]),
    st.one_of(
        st.sampled_from([1, 30, 90]).map(lambda days: planned("door", days)),
        st.sampled_from(["yes", "no", "not_here", "?"]).map(looked),
        st.booleans().map(lambda yes: ApprovePlace(actor=ANNA, photo="b" * 64, entitled=yes)),
        st.booleans().map(lambda yes: ReportDoor(actor=ANNA, is_propped=yes)),
        st.just(PassDue(actor=SERVICE)),
        st.just(WithdrawInspection(actor=SERVICE)),
    ),
)


@given(st.lists(ASKS, max_size=20))
def test_a_place_is_what_its_events_say(asks: list[tuple[float, Command]]) -> None:
    """Replayed, or read back from its snapshot, it is the same; and unless it is over it is due, overdue or refused."""
    door = Room("door")
    for days, command in asks:
        door.at += timedelta(days=days)
        with suppress(UndertakingRefusal):
            door.do(command)
        if door.place is not None and not door.place.is_over:
            assert (door.place.due_at is None) == door.place.is_overdue
    assert evolve_all(door.events) == door.place
    assert {event.name for event in door.events} <= EVENTS
    if door.place is not None:
        assert snapshot.read(json.loads(json.dumps(snapshot.write(door.place)))) == door.place


@given(st.lists(ASKS, max_size=20))
def test_nothing_but_a_look_ends_what_is_overdue(asks: list[tuple[float, Command]]) -> None:
    """Neither reports nor approvals nor another turn of the same length make good what nobody has looked at."""
    door = Room("door")
    door.do(planned("door", 30))
    door.do(PassDue(actor=SERVICE), after=FIRST_LOOK_WITHIN)
    for days, command in asks:
        if isinstance(command, Inspect):
            continue
        door.at += timedelta(days=days)
        with suppress(UndertakingRefusal):
            door.do(command)
        assert door.place is not None
        assert door.place.is_over or door.place.is_fault
