"""A drill to ask things of: an office's clock, and commands with everything in order unless said otherwise."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from service.alarm.actor import SERVICE, Actor
from service.drill.commands import Abort, Author, CallOff, Command, End, GiveView, Judge, PassDue, PlanDrill, StartDrill
from service.drill.decide import decide
from service.drill.drill import Drill, evolve
from service.undertaking.event import Event

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEAD = Author(person="p-lead", account="acc-lead")
REPRESENTATIVE = Author(person="p-rep", account="acc-rep")
NONE = {"answered": 15_000, "there": 75_000, "two_there": 110_000}


def actor(author: Author) -> Actor:
    """Return who acts, as the record names her."""
    return Actor(via="api", who=author.person)


def plan(*, after: timedelta = timedelta(hours=1), author: Author = LEAD, **other: Any) -> PlanDrill:
    """Return a command that plans a whole, announced drill in room 114."""
    made = PlanDrill(
        actor=actor(author),
        author=author,
        entitled=True,
        scenario="room-114.emergency.midday.none",
        zone="room-114",
        kind="emergency",
        twist="none",
        scope="whole",
        manner="announced",
        at=START + after,
        is_open=True,
        zones=("room-114", "corridor-1"),
        roles=("colleague", "guard"),
        target=NONE,
    )
    return replace(made, **other)


def start(**other: Any) -> StartDrill:
    """Return a command that begins a drill with nothing in its way."""
    made = StartDrill(
        actor=actor(LEAD),
        entitled=True,
        visitors="none",
        is_open=True,
        is_known=True,
        running=None,
        real_alarm=False,
        target=NONE,
        expected={},
    )
    return replace(made, **other)


def agree(*, author: Author = REPRESENTATIVE, agrees: bool = True, entitled: bool = True) -> GiveView:
    """Return the safety representative's yes."""
    return GiveView(actor=actor(author), author=author, entitled=entitled, agrees=agrees)


def abort(**other: Any) -> Abort:
    """Return a command that breaks a drill off."""
    return replace(Abort(actor=actor(LEAD), entitled=True, because="asked"), **other)


def call_off(*, entitled: bool = True) -> CallOff:
    """Return a command that calls a drill off."""
    return CallOff(actor=actor(LEAD), entitled=entitled)


END = End(actor=SERVICE)
JUDGE = Judge(actor=SERVICE, result={"answered_ms": 8000})


@dataclass
class Office:
    """One drill of an office, whose clock only goes on when it is told to."""

    at: datetime = START
    drill: Drill | None = None
    events: list[Event] = field(default_factory=list)

    def after(self, *, minutes: float = 0, seconds: float = 0) -> "Office":
        """Let time pass."""
        self.at += timedelta(minutes=minutes, seconds=seconds)
        return self

    def do(self, *commands: Command) -> "Office":
        """Ask for things, one after another.

        Raises:
            UndertakingRefusal: one of them cannot be done.
        """
        for command in commands:
            for event in decide(self.drill, command, self.at):
                self.drill = evolve(self.drill, event)
                self.events.append(event)
        return self

    def look(self, *, real_alarm: bool = False) -> "Office":
        """Look at what is due."""
        return self.do(PassDue(actor=SERVICE, real_alarm=real_alarm))

    @property
    def now(self) -> Drill:
        """Return the drill, which has been planned."""
        assert self.drill is not None
        return self.drill
