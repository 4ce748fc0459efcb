"""Watched meetings without a service: what is asked of them, one after the other, and the entries that follow."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from service.alarm.actor import SERVICE, Actor
from service.meeting.commands import Begin, CallHelp, CheckIn, Command, End, Extend, PassDue, PlanMeeting
from service.meeting.decide import decide
from service.meeting.meeting import Meeting, evolve
from service.meeting.times import Times
from service.timeline import chain
from service.timeline.entry import Draft, Entry, Head
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

AT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TIMES = Times(grace=5 * MINUTE, ask_person=2 * MINUTE, ask_watcher=3 * MINUTE)
HER = Actor(via="phone:as", who="p-sara")
WATCHER = Actor(via="phone:as", who="p-bo")
NAMES = {"p-sara": "Sara", "p-bo": "Bo", "p-anna": "Anna"}
PLAN = PlanMeeting(
    actor=HER,
    entitled=True,
    place="room",
    zone="room-114",
    person="p-sara",
    colleague=None,
    watcher="p-bo",
    begins_at=AT,
    ends_at=AT + 60 * MINUTE,
    times=TIMES,
    alarm_kind="assist",
)
VISIT = replace(PLAN, place="home_visit", zone=None, where="Storgatan 1", alarm_kind="emergency")


@dataclass
class Played:
    """One meeting as it is played."""

    id: str = "meeting-1"
    meeting: Meeting | None = None
    events: list[Event] = field(default_factory=list)

    def ask(self, command: Command, at: datetime) -> tuple[Event, ...]:
        """Ask something of the meeting; raises UndertakingRefusal."""
        events = decide(self.meeting, command, at)
        for event in events:
            self.meeting = evolve(self.meeting, event)
        self.events += events
        return events

    def until(self, at: datetime) -> None:
        """Pass every due time up to a moment, each at its own."""
        while self.meeting and self.meeting.due_at is not None and self.meeting.due_at <= at:
            self.ask(PassDue(actor=SERVICE, alarm="a-1"), self.meeting.due_at)

    @property
    def names(self) -> list[str]:
        """The events' names so far."""
        return [event.name for event in self.events]


def begun(plan: PlanMeeting = PLAN) -> Played:
    """Return a meeting that has just begun."""
    played = Played()
    played.ask(plan, AT)
    return played


def random_command(rng: Random) -> Command:
    """Return something that may be asked of any meeting."""
    entitled = rng.random() < 0.95
    made: tuple[Command, ...] = (
        CheckIn(actor=HER, entitled=entitled),
        Extend(actor=HER, entitled=entitled, by=rng.choice([1, 15, 600]) * MINUTE),
        Begin(actor=HER, entitled=entitled),
        PassDue(actor=SERVICE, alarm="a-1", alarm_is_open=rng.random() < 0.5),
        CallHelp(actor=WATCHER, entitled=entitled, alarm="a-1"),
        End(actor=HER, entitled=entitled),
    )
    return rng.choices(made, weights=(3, 3, 1, 12, 1, 1))[0]


def random_entries(rng: Random, ids: tuple[str, ...], steps: int) -> Iterator[Entry]:
    """Yield the entries of several meetings of an office that are asked this and that in turn."""
    head = Head(office="as", position=0, hash=chain.start("as"))
    played, at = {id_: Played(id=id_) for id_ in ids}, AT
    for _ in range(steps):
        at += rng.choice([1, 2, 5, 20]) * MINUTE
        one = played[rng.choice(ids)]
        times = replace(TIMES, check_every=rng.choice([None, 30 * MINUTE]))
        plan = replace(rng.choice([PLAN, VISIT]), ends_at=at + rng.choice([20, 90]) * MINUTE, times=times)
        begins_at = at + rng.choice([0, 10]) * MINUTE
        try:
            events = one.ask(random_command(rng) if one.meeting else replace(plan, begins_at=begins_at), at)
        except UndertakingRefusal:
            continue
        for event in events:
            entry = chain.link(head, draft_of(one.id, event), salt="0" * 32)
            head = Head(office="as", position=entry.position, hash=entry.hash)
            yield entry


def draft_of(id_: str, event: Event) -> Draft:
    """Return an event as dispatch writes it."""
    people = [event.actor.who, *(event.facts.get(key) for key in ("person", "watcher"))]
    personal: dict[str, Any] = {"names": {key: NAMES[key] for key in people if key in NAMES}, **event.personal}
    facts = {"undertaking": id_, **event.facts}
    return Draft(at=event.at, event=event.name, alarm=None, actor=event.actor, facts=facts, personal=personal)
