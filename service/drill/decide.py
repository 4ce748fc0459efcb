"""What follows from a command to a drill: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.instant import instant
from service.drill.commands import (
    Abort,
    CallOff,
    Command,
    End,
    GiveView,
    Judge,
    PassDue,
    PlanDrill,
    StartDrill,
)
from service.drill.drill import LAPSES_AFTER, LATEST_PRESS, Drill
from service.drill.events import drill_event
from service.drill.refused import unknown_drill
from service.drill.states import Ask, State, allows
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

FARTHEST: Final = timedelta(days=366)
"""How far ahead a drill can be planned."""

EARLY: Final = timedelta(minutes=15)
"""So long before its time a drill may begin."""

SLACK: Final = timedelta(minutes=1)
"""So far in the past its time may lie when it is planned: the page that says “now” was sent a moment ago."""


def decide(drill: Drill | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Raises:
        UndertakingRefusal: the drill's state, the office or the actor's rights do not allow it.
    """
    if isinstance(command, PlanDrill):
        return _plan(drill, command, at)
    if drill is None:
        raise unknown_drill()
    match command:
        case GiveView():
            return _view(drill, command, at)
        case StartDrill():
            return _start(drill, command, at)
        case CallOff() | Abort() | End() | Judge():
            return _over(drill, command, at)
        case PassDue():
            return _pass(drill, command, at)
        case _:
            assert_never(command)


def _plan(drill: Drill | None, command: PlanDrill, at: datetime) -> tuple[Event, ...]:
    if drill is not None:
        return ()  # the same request once more
    _may(command.entitled)
    if command.zone is None:
        raise UndertakingRefusal(
            "unknown_scenario",
            Sentence("The office has no such scenario. Choose one of the list: it follows the plan."),
        )
    if command.at < at - SLACK:
        raise UndertakingRefusal("past", Sentence("That time has passed. Choose one that is still to come."))
    if command.at > at + FARTHEST:
        raise UndertakingRefusal("too_far", Sentence("A drill can be planned for twelve months ahead at most."))
    if not command.is_open:
        raise UndertakingRefusal(
            "closed_then",
            Sentence(
                "The office is closed then: by its hours, or on a holiday. A drill is held while it is open: plan one "
                "for such an hour."
            ),
        )
    facts: dict[str, Any] = {
        "scenario": command.scenario,
        "zone": command.zone,
        "kind": command.kind,
        "twist": command.twist,
        "scope": command.scope,
        "manner": command.manner,
        "at": instant(command.at),
        "by": command.author.person,
        "account": command.author.account,
        "zones": sorted({*command.zones, command.zone}),
        "roles": sorted(set(command.roles)),
        "presser": command.presser,
        "joint": command.joint,
        "partners": sorted(set(command.partners)),
        "target": command.target,
        "expected": command.expected,
    }
    return (drill_event("DrillPlanned", at, command.actor, facts),)


def _view(drill: Drill, command: GiveView, at: datetime) -> tuple[Event, ...]:
    if not command.entitled:
        raise UndertakingRefusal(
            "not_representative", Sentence("Only the safety representative agrees to an unannounced drill.")
        )
    if not command.author.is_known:
        raise UndertakingRefusal(
            "nobody_known", Sentence("Log in with an account of your own: a yes has to be somebody’s.")
        )
    if command.author.is_same(drill.planned_by):
        raise UndertakingRefusal(
            "own_drill", Sentence("Who has planned a drill cannot agree to it. Ask another safety representative.")
        )
    _now(drill, Ask.AGREE)
    view = "agrees" if command.agrees else "objects"
    if drill.view == view:
        return ()
    facts = {"view": view, "by": command.author.person, "account": command.author.account}
    return (drill_event("DrillViewGiven", at, command.actor, facts),)


def _start(drill: Drill, command: StartDrill, at: datetime) -> tuple[Event, ...]:
    if drill.state in (State.COUNTING, State.RUNNING):
        return ()  # begun once, however often somebody taps
    _may(command.entitled)
    _now(drill, Ask.START)
    for code, holds, sentence in _HINDRANCES:
        if holds(drill, command, at):
            raise UndertakingRefusal(code, sentence)
    facts = {
        "visitors": command.visitors,
        "presses_at": instant(drill.press_at(at)),
        "zones": list(drill.zones),
        "target": dict(command.target),
        "expected": dict(command.expected),
    }
    return (drill_event("DrillStarted", at, command.actor, facts),)


_HINDRANCES: Final = (
    (
        "real_alarm",
        lambda _, command, __: command.real_alarm,
        Sentence("A real alarm is open, or an office closes. See to that; the drill can wait."),
    ),
    (
        "not_agreed",
        lambda drill, _, __: not drill.is_agreed,
        Sentence("An unannounced drill needs the safety representative’s yes first."),
    ),
    (
        "too_early",
        lambda drill, _, at: at < drill.at - EARLY,
        Sentence("It is not time yet: a drill may begin a quarter of an hour early at most."),
    ),
    (
        "long_past",
        lambda drill, _, at: at >= drill.at + LAPSES_AFTER,
        Sentence("Its time passed long ago. Plan it anew."),
    ),
    (
        "closed_now",
        lambda _, command, __: not command.is_open,
        Sentence("The office is closed now. Nobody would be there to practise."),
    ),
    (
        "plan_changed",
        lambda _, command, __: not command.is_known,
        Sentence("The plan has changed since: it no longer has this room or this kind of alarm. Plan the drill anew."),
    ),
    (
        "drill_running",
        lambda _, command, __: command.running is not None,
        Sentence("Another drill runs in this office. Let it end first."),
    ),
    (
        "visitors_not_asked",
        lambda _, command, __: command.visitors == "not_asked",
        Sentence("Look first whether there are visitors in the drilled rooms, and say so."),
    ),
    (
        "visitors_there",
        lambda _, command, __: command.visitors == "there",
        Sentence("There are visitors in the drilled rooms. Wait until they have left."),
    ),
)
"""What keeps a drill from beginning, the most important first."""


def _over(drill: Drill, command: CallOff | Abort | End | Judge, at: datetime) -> tuple[Event, ...]:
    """Return what ends a drill; nothing when it has ended so already."""
    match command:
        case CallOff():
            name, ask, facts = "DrillCalledOff", Ask.CALL_OFF, dict[str, Any]()
        case Abort():
            name, ask, facts = "DrillAborted", Ask.ABORT, {"because": command.because}
        case End():
            name, ask, facts = "DrillEnded", Ask.END, {"because": "cleared"}
        case Judge():
            name, ask, facts = "DrillJudged", Ask.JUDGE, {"result": dict(command.result)}
        case _:
            assert_never(command)
    if drill.state in _SAID[ask]:
        return ()
    if not isinstance(command, Judge):
        _may(command.entitled)
    _now(drill, ask)
    return (drill_event(name, at, command.actor, facts),)


_SAID: Final[Mapping[Ask, frozenset[State]]] = {
    Ask.CALL_OFF: frozenset({State.CALLED_OFF}),
    Ask.ABORT: frozenset({State.ABORTED}),
    Ask.END: frozenset({State.RUN, State.JUDGED, State.ABORTED}),
    Ask.JUDGE: frozenset({State.JUDGED}),
}
"""Where something has been said already, so that saying it again is no mistake."""


def _pass(drill: Drill, command: PassDue, at: datetime) -> tuple[Event, ...]:
    if command.real_alarm and allows(drill.state, Ask.ABORT):
        # Nobody practises while somebody is in danger, whenever it is seen.
        return (drill_event("DrillAborted", at, command.actor, {"because": "real_alarm"}),)
    if drill.due_at is None or at < drill.due_at:
        return ()
    match drill.state:
        case State.PLANNED:
            return (drill_event("DrillLapsed", at, command.actor, {}),)
        case State.COUNTING if at > drill.due_at + LATEST_PRESS:
            return (drill_event("DrillAborted", at, command.actor, {"because": "interrupted"}),)
        case State.COUNTING:
            return (drill_event("DrillPressed", at, command.actor, {}),)
        case _:
            return (drill_event("DrillEnded", at, command.actor, {"because": "time"}),)


def _may(entitled: bool) -> None:
    if not entitled:
        raise UndertakingRefusal(
            "not_entitled", Sentence("Only the lead or security can plan, begin and end a drill here.")
        )


def _now(drill: Drill, ask: Ask) -> None:
    if not allows(drill.state, ask):
        raise UndertakingRefusal(f"not_now_{ask}", NOT_NOW[ask])


NOT_NOW: Final[Mapping[Ask, Sentence]] = {
    Ask.AGREE: Sentence("This drill has begun or is over: nothing can be agreed to any more."),
    Ask.START: Sentence("This drill is over or called off. Plan another one."),
    Ask.CALL_OFF: Sentence("This drill has begun or is over. Abort it if it still runs."),
    Ask.PRESS: Sentence("This drill has pressed, or is over."),
    Ask.LAPSE: Sentence("This drill has begun or is over."),
    Ask.ABORT: Sentence("This drill does not run."),
    Ask.END: Sentence("This drill does not run."),
    Ask.JUDGE: Sentence("This drill has not been run, or has been judged already."),
}
