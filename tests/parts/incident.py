"""An alarm's core played as an incident: presses, taps and time, without a store, a plan or a clock."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Call, Missing, Roster
from service.alarm.commands import (
    Accept,
    Acknowledge,
    Arrive,
    AskForPolice,
    Cancel,
    Clear,
    Close,
    Command,
    Decline,
    PassDeadline,
    Raise,
    ReportCall,
    SayMistake,
)
from service.alarm.deadline import deadline
from service.alarm.decide import decide
from service.alarm.events import Event, Intent
from service.alarm.evolve import evolve
from service.alarm.react import react
from service.alarm.response import Condition, Police, Script, Step
from service.alarm.states import Mode
from service.alarm.wanted import calls_anew, wanted
from service.dispatch.write import people_in

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PENDANT = Actor(via="device:as/pendant-1")
POLICE = "contact:police"


def seconds(number: float) -> timedelta:
    """A duration, written short."""
    return timedelta(seconds=number)


PLAN = Script(
    steps=(
        Step(call=("colleague",), after=seconds(0), unless=Condition()),
        Step(call=("manager",), after=seconds(20), unless=Condition(accepted=2)),
        Step(call=("police",), after=seconds(40), unless=Condition(arrived=1)),
    ),
    repeat_every=seconds(30),
    repeat_call=("colleague", "manager", "police"),
    done_when=Condition(arrived=1),
    last_resort="112",
)
"""Colleagues at once, the manager after 20 s, the police contact 40 s later, and again every 30 s."""

RULED = replace(PLAN, police=Police(call=("police",), when=("two_pressers", "responder", "lead")))
"""The same plan, with a rule for the police."""

ASSIST = Script(
    steps=(Step(call=("colleague",), after=seconds(0), unless=Condition()),),
    repeat_every=seconds(60),
    repeat_call=("colleague",),
    done_when=Condition(arrived=1),
    last_resort="112",
    level=2,
)
"""A colleague, and nobody else."""

OFFICE = {"colleague": ("anna", "bo", "cecilia", "david"), "manager": ("maja",), "police": (POLICE,)}
NEEDED = {"colleague": 2, "manager": 1, "police": 1}


def call(responder: str, role: str) -> Call:
    """One call as a plan's resolution would make it: 15 s to accept, 60 s to arrive."""
    return Call(
        responder=responder,
        role=role,
        reach="outside" if responder.startswith("contact:") else "inside",
        position="goes_in",
        walk=seconds(12),
        reason={"code": "nearest", "args": {"seconds": 12}},
        accept_within=seconds(15),
        arrive_within=seconds(60),
        presence="by_roster",
    )


def press(key: str = "press-1", **changes: object) -> Raise:
    """A press of Eva's pendant in room 114, with what is different about it."""
    usual = Raise(
        actor=PENDANT,
        alarm=f"a-{key}",
        press_key=key,
        open_key="as/pendant-1",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="single",
        zone="room-114",
        device="as/pendant-1",
        press=key,
        presser="eva",
        pressed_at=START,
        doubtful=False,
        plan="v1",
        script=PLAN,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # each test names the fields it means


def by(who: str | None, behalf_of: str | None = None) -> Actor:
    """Somebody at the staff screen."""
    return Actor(via="screen:as/staff", who=who, behalf_of=behalf_of)


class Incident:
    """One alarm from its first press on; it asks the office for people the way the service does."""

    def __init__(self, office: dict[str, tuple[str, ...]] | None = None) -> None:
        """Begin with nobody having pressed."""
        self.office = OFFICE if office is None else office
        self.now = START
        self.alarm: Alarm | None = None
        self.events: list[Event] = []
        self.intents: list[Intent] = []

    @property
    def standing(self) -> Alarm:
        """The alarm, which must have been raised."""
        assert self.alarm is not None
        return self.alarm

    def do(self, command: Command, *, roster: Roster | None = None) -> tuple[Event, ...]:
        """Give a command now; return what happened."""
        events = decide(self.alarm, command, self.people(command) if roster is None else roster, self.now)
        return self.take(events, command)

    def take(self, events: Iterable[Event], command: Command) -> tuple[Event, ...]:
        """Fold events into the alarm and collect what they ask of the world outside."""
        events = tuple(events)
        alarm_id = command.alarm if isinstance(command, Raise) else self.standing.id
        for event in events:
            before = None if event.name == "AlarmRaised" else self.alarm
            if before is None:
                self.events = []
            self.alarm = evolve(before, alarm_id, event)
            self.events.append(event)
            self.intents.extend(react(before, self.alarm, event))
            assert all(people_in(event)), "whatever happens can be written down, with the names of whom it concerns"
        return events

    def people(self, command: Command) -> Roster:
        """Who is free for what the command needs, nearest first; nobody twice, and not who pressed."""
        alarm = self.alarm if self.alarm and self.alarm.is_open else None
        if calls_anew(alarm, command):
            alarm = None  # who was called to a drill is free for what is real
        presser = command.presser if isinstance(command, Raise) else self.standing.presser
        left_out = {presser, *(alarm.responders if alarm else ())}
        calls: list[Call] = []
        missing: list[Missing] = []
        for role in wanted(self.alarm, command, self.now):
            free = [p for p in self.office.get(role, ()) if p not in left_out]
            chosen = free[: NEEDED.get(role, 1)]
            left_out.update(chosen)
            calls.extend(call(p, role) for p in chosen)
            if len(chosen) < NEEDED.get(role, 1):
                lack = NEEDED.get(role, 1) - len(chosen)
                missing.append(Missing(role=role, missing=lack, reason={"code": "nobody_left", "args": {}}))
        return Roster(calls=tuple(calls), missing=tuple(missing))

    def after(self, number: float) -> tuple[Event, ...]:
        """Let seconds pass; every deadline on the way is served when it is due."""
        until, happened = self.now + seconds(number), list[Event]()
        while self.alarm and (due := deadline(self.alarm)) and due <= until:
            self.now = max(self.now, due)
            happened += self.do(PassDeadline(actor=SERVICE))
        self.now = until
        return tuple(happened)

    def unserved(self, number: float) -> None:
        """Let seconds pass while nobody serves deadlines; negative ones are a clock that goes back."""
        self.now += seconds(number)

    def accept(self, who: str) -> tuple[Event, ...]:
        """Somebody taps "I am coming"."""
        return self.do(Accept(actor=by(who), responder=who))

    def decline(self, who: str) -> tuple[Event, ...]:
        """Somebody taps "I cannot"."""
        return self.do(Decline(actor=by(who), responder=who))

    def arrive(self, who: str) -> tuple[Event, ...]:
        """Somebody taps "there"."""
        return self.do(Arrive(actor=by(who), responder=who))

    def ask_police(self, who: str | None, *, is_lead: bool = False) -> tuple[Event, ...]:
        """Somebody taps "police are needed"."""
        return self.do(AskForPolice(actor=by(who), is_lead=is_lead))

    def see(self, who: str | None = None) -> tuple[Event, ...]:
        """Somebody taps "I have seen it"."""
        return self.do(Acknowledge(actor=by(who)))

    def say_mistake(self, who: str | None = "eva", *, under_duress: bool = False) -> tuple[Event, ...]:
        """Who pressed types one of her codes."""
        command = SayMistake(actor=by(who), under_duress=under_duress, plan="v2", emergency=RULED)
        return self.do(command)

    def clear(
        self,
        who: str | None,
        *,
        entitled: bool = False,
        seen_her: bool | None = None,
        is_lead: bool = False,
        words: str = "",
    ) -> tuple[Event, ...]:
        """Somebody says that the danger is over."""
        return self.do(Clear(actor=by(who), entitled=entitled, seen_her=seen_her, is_lead=is_lead, words=words))

    def cancel(
        self, who: str, *, entitled: bool = True, words: str = "", seen_her: bool | None = None, is_lead: bool = False
    ) -> tuple[Event, ...]:
        """Somebody says that it was a mistake."""
        return self.do(Cancel(actor=by(who), entitled=entitled, words=words, seen_her=seen_her, is_lead=is_lead))

    def close(self, who: str) -> tuple[Event, ...]:
        """Somebody says that the record is complete."""
        return self.do(Close(actor=by(who), outcome="over", words=""))

    def fail_call(self, who: str, outcome: str = "failed") -> tuple[Event, ...]:
        """The service reports what became of a call."""
        report = ReportCall(actor=SERVICE, responder=who, route=None, outcome=outcome, reason="no_route")
        return self.do(report)

    def due_in(self) -> float | None:
        """Seconds until the alarm's deadline; None where it has none."""
        at = deadline(self.standing)
        return (at - self.now).total_seconds() if at else None

    def answering(self, *states: str) -> set[str]:
        """Who stands in one of these states."""
        return {key for key, r in self.standing.responders.items() if r.state in states}


def names(events: Iterable[Event]) -> list[str]:
    """What happened, in order."""
    return [event.name for event in events]


def called(events: Iterable[Event]) -> list[str]:
    """Who was called, in order."""
    return [event.facts["responder"] for event in events if event.name == "ResponderCalled"]


def outside(intents: Iterable[Intent]) -> list[str]:
    """Who outside the office was to be called, in order."""
    return [intent.address for intent in intents if intent.reach == "outside"]


def told(intents: Iterable[Intent], where: Callable[[Intent], bool] = lambda _: True) -> list[str]:
    """What devices were told, in order."""
    return [intent.content["state"] for intent in intents if intent.kind == "feedback" and where(intent)]
