"""One alarm as lanes: the button, the service, each person in their order, each route out of the house. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.alarm.instant import parse_instant
from service.figures.measure import MISSED
from service.timeline.entry import Entry
from service.web.charts.lanes import Condition, Due, Lane, Mark, MarkKind, Span
from service.web.mark import N
from service.web.review_notices import route_lanes
from service.web.review_steps import step_dues
from service.web.tongue import Tongue, span

_ANSWERED: dict[str, MarkKind] = {
    "ResponderAccepted": "good",
    "ResponderArrived": "good",
    "ResponderDeclined": "bad",
    "ResponderSilent": "bad",
    "ResponderOverdue": "bad",
    "CallFailed": "bad",
    "RoleHandedOver": "told",
}
_SAID: dict[str, MarkKind] = {
    "AlarmAcknowledged": "told",
    "LeadTaken": "told",
    "LeadLost": "bad",
    "MoreAskedFor": "told",
    "PoliceCallBegun": "told",
    "PoliceAnswered": "good",
    "PoliceCallEnded": "told",
    "SituationTold": "told",
}
"""What somebody says that changes nothing about whether she comes."""
_SERVICE: dict[str, MarkKind] = {
    "AlarmEscalated": "step",
    "StepSkipped": "told",
    "PoliceAskedFor": "step",
    "ResponseExhausted": "bad",
    "RoleUnfilled": "bad",
}
_CONDITIONS: dict[str, Condition] = {"ResponderAccepted": "coming", "ResponderArrived": "there"}
_OVER = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})
_WORDS = {
    "AlarmRaised": N("pressed"),
    "AlarmJoined": N("pressed again"),
    "MistakeSaid": N("said to be a mistake"),
    "AlarmEscalated": N("next step"),
    "StepSkipped": N("step left out"),
    "PoliceAskedFor": N("police asked for"),
    "ResponseExhausted": N("nobody is coming"),
    "RoleUnfilled": N("nobody left for a role"),
    "RespondersReminded": N("called again"),
    "ResponderCalled": N("called"),
    "ResponderAccepted": N("is coming"),
    "ResponderArrived": N("on site"),
    "ResponderDeclined": N("cannot come"),
    "ResponderSilent": N("did not answer"),
    "ResponderOverdue": N("did not arrive in time"),
    "CallFailed": N("could not be reached"),
    "RoleHandedOver": N("handed over"),
    "AlarmAcknowledged": N("has seen it"),
    "LeadTaken": N("leads"),
    "LeadLost": N("leads no longer"),
    "MoreAskedFor": N("needs more help"),
    "PoliceCallBegun": N("calling the police"),
    "PoliceAnswered": N("the police have answered"),
    "PoliceCallEnded": N("call to the police ended"),
    "SituationTold": N("told what the police will ask"),
    "AlarmCleared": N("danger over"),
    "AlarmCancelled": N("set off by mistake"),
    "AlarmClosed": N("closed"),
}
"""What a mark stands for, in few words."""
_DUE: dict[tuple[Condition, bool], str] = {
    ("asked", True): N("answer due after %(time)s: in time"),
    ("asked", False): N("answer due after %(time)s: missed"),
    ("coming", True): N("arrival due after %(time)s: in time"),
    ("coming", False): N("arrival due after %(time)s: missed"),
}


@dataclass(kw_only=True, slots=True)
class _Person:
    """One person's lane while it is being put together."""

    marks: list[Mark] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    dues: list[tuple[float, Condition, bool]] = field(default_factory=list)
    """When something was due, what, and whether it was kept."""
    since: tuple[float, Condition] | None = None
    """The condition that goes on: when it began, asked, coming or there."""
    due: float | None = None


def lanes_of(entries: Sequence[Entry], tongue: Tongue) -> list[Lane]:
    """Return the lanes of one alarm; the first entry is its `AlarmRaised`."""
    first = entries[0]
    button: list[Mark] = []
    service: list[Mark] = []
    people: dict[str, _Person] = {}
    over: float | None = None

    def after(at: datetime) -> float:
        return (at - first.at).total_seconds()

    for entry in entries:
        at, facts = after(entry.at), entry.facts
        label = f"{tongue.second(entry.at)} {tongue.t(_WORDS.get(entry.event, ''))}".strip()
        if entry.event in ("AlarmRaised", "AlarmJoined"):
            button.append(Mark(at=at, kind="raised", label=label))
        elif entry.event == "MistakeSaid":
            button.append(Mark(at=at, kind="bad" if facts["under_duress"] else "told", label=label))
        elif entry.event in _SERVICE:
            service.append(Mark(at=at, kind=_SERVICE[entry.event], label=label))
        elif entry.event == "RespondersReminded":
            for key in facts["responders"]:
                people.setdefault(key, _Person()).marks.append(Mark(at=at, kind="told", label=label))
        elif entry.event in _OVER:
            over = over if over is not None else at
            lane = people.setdefault(facts["by"], _Person()).marks if facts.get("by") else service
            lane.append(Mark(at=at, kind="over", label=label))
        elif entry.event in _SAID:
            who = facts.get("by") or facts.get("responder")
            lane = people.setdefault(who, _Person()).marks if who else service
            lane.append(Mark(at=at, kind=_SAID[entry.event], label=label))
        elif entry.event == "ResponderCalled":
            person = people.setdefault(facts["responder"], _Person())
            person.marks.append(Mark(at=at, kind="told", label=label))
            _turn(person, at, "asked", after(parse_instant(facts["accept_by"])))
        elif entry.event in _ANSWERED:
            person = people.setdefault(facts["responder"], _Person())
            person.marks.append(Mark(at=at, kind=_ANSWERED[entry.event], label=label))
            arrive_by = facts.get("arrive_by")
            due = after(parse_instant(arrive_by)) if arrive_by else None
            _turn(person, at, _CONDITIONS.get(entry.event), due, missed=entry.event in MISSED)
    end = over if over is not None else after(entries[-1].at)
    for person in people.values():
        person.due = None  # what the end of the alarm overtook was neither kept nor missed
        _turn(person, end, None, None)
    return [
        Lane(title=tongue.t("Button"), marks=button),
        Lane(title=tongue.t("Trygg"), marks=service, dues=tuple(step_dues(entries, tongue))),
        *(
            Lane(title=tongue.who(k), marks=p.marks, spans=p.spans, dues=_told(p.dues, tongue))
            for k, p in people.items()
        ),
        *route_lanes(entries, tongue),
    ]


def _turn(person: _Person, at: float, condition: Condition | None, due: float | None, *, missed: bool = False) -> None:
    """End the condition that went on and begin another; the deadline it had was kept unless it was `missed`."""
    if person.since is not None:
        start, kind = person.since
        if at > start:
            person.spans.append(Span(start=start, end=at, kind=kind))
        if person.due is not None:
            person.dues.append((person.due, kind, not missed))
    person.since = (at, condition) if condition else None
    person.due = due


def _told(dues: Sequence[tuple[float, Condition, bool]], tongue: Tongue) -> list[Due]:
    return [
        Due(at=at, kept=kept, label=tongue.t(_DUE[kind, kept], time=span(timedelta(seconds=at))))
        for at, kind, kept in dues
    ]
