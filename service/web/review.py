"""An alarm afterwards: one sentence that judges it, its lanes, and the same as a table. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.alarm.instant import parse_instant
from service.figures.alarm import AlarmFigures
from service.figures.measure import Measured, measure
from service.timeline.entry import Entry
from service.timeline.held import RoleHeld, held, two_there
from service.timeline.modes import Modes
from service.timeline.untold import as_told
from service.web.charts.lane_table import LaneRow, lane_rows
from service.web.charts.lanes import draw
from service.web.i18n import Texts
from service.web.mark import N
from service.web.ports import Facts, Listed, Record
from service.web.review_closing import closing_words, is_closing_trouble, is_of_closing
from service.web.review_guide import guide_words, is_guide_trouble, is_of_guide
from service.web.review_lanes import lanes_of
from service.web.review_muster import is_muster_trouble, is_of_muster, muster_words
from service.web.review_notices import called_over, is_of_notice, is_trouble, notice_figures, notice_words
from service.web.review_outputs import is_of_output, is_output_trouble, output_words
from service.web.review_place import is_of_place, place_words
from service.web.review_roles import RoleRow, late_steps, role_rows
from service.web.review_seen import heard_facts, seen_facts
from service.web.review_trouble import unseen
from service.web.tongue import MODES, STATES, Tongue, span, span_of

PAGE = 25
"""Alarms on one page of the list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One alarm in the list."""

    alarm: str
    day: str
    time: str
    place: str
    kind: str
    mode: str
    mode_words: str
    state: str
    first_answer: str
    on_site: str
    missed: int
    verified: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One entry in the table."""

    position: int
    time: str
    after: str
    words: str
    quote: str
    by: str
    trouble: bool
    mark: str
    """What a drill or test is called, for each line to say it by itself; empty in a real alarm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What somebody has added."""

    at: str
    """Day and time."""
    by: str
    words: str
    """Empty where they have been erased."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One alarm, told."""

    row: Row
    verdict: str
    facts: tuple[tuple[str, str], ...]
    roles: tuple[RoleRow, ...]
    foreseen: bool
    """Whether what was foreseen stands beside what happened."""
    failed: tuple[Line, ...]
    unseen: tuple[str, ...]
    picture: Markup
    lanes: tuple[LaneRow, ...]
    """The picture's lanes as a table."""
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    first: int
    last: int
    verified: bool | None


def listed(one: Listed, facts: Facts, lang: str, texts: Texts) -> Row:
    """Return an alarm's row in the list."""
    figures = one.figures
    tongue = Tongue(lang=lang, texts=texts, facts=facts, names={})
    return Row(
        alarm=figures.alarm,
        day=tongue.day(figures.raised_at),
        time=tongue.second(figures.raised_at),
        place=tongue.place(figures.zone),
        kind=tongue.kind(figures.kind),
        mode=figures.mode,
        mode_words=tongue.t(MODES[figures.mode]),
        state=tongue.t(STATES[_state(figures)]),
        first_answer=span_of(figures.first_answer),
        on_site=span_of(figures.on_site),
        missed=figures.missed,
        verified=one.verified,
    )


def _state(figures: AlarmFigures) -> str:
    if figures.closed:
        return "closed"
    if figures.ended != "open":
        return figures.ended
    return "raised" if figures.first_answer is None else "acknowledged"


def told(record: Record, facts: Facts, lang: str, texts: Texts) -> Story:
    """Return everything that one alarm's page shows."""
    measured = measure(record.entries)
    tongue = Tongue(lang=lang, texts=texts, facts=facts, names={**record.authors, **measured.names})
    roles, lanes, modes = held(record.entries), lanes_of(record.entries, tongue), Modes()
    verdict = " ".join(_verdict(measured, roles, tongue))
    lines = tuple(_line(entry, record.entries[0], tongue, modes.of(entry)) for entry in record.entries)
    return Story(
        row=_row(record, measured, tongue),
        verdict=verdict,
        facts=(
            *_facts(record, measured, tongue),
            *seen_facts(record.seen, measured.raised_at, tongue),
            *heard_facts(record.heard, tongue),
        ),
        roles=role_rows(roles, record.foreseen, tongue),
        foreseen=record.foreseen is not None,
        failed=tuple(line for line in lines if line.trouble),
        unseen=tuple(unseen(record.entries, roles, record.seen, tongue)),
        picture=Markup(draw(lanes, title=verdict)),  # noqa: S704 - draw escapes every text
        lanes=lane_rows(lanes),
        lines=lines,
        notes=tuple(_note(one, tongue) for one in record.entries if one.event == "NoteAdded"),
        first=record.entries[0].position,
        last=record.entries[-1].position,
        verified=record.verified,
    )


def _row(record: Record, measured: Measured, tongue: Tongue) -> Row:
    return Row(
        alarm=record.alarm,
        day=tongue.day(measured.raised_at),
        time=tongue.second(measured.raised_at),
        place=tongue.place(measured.zone),
        kind=tongue.kind(measured.kind),
        mode=measured.mode,
        mode_words=tongue.t(MODES[measured.mode]),
        state=tongue.t(STATES[measured.state]),
        first_answer=span(measured.first_answer),
        on_site=span(measured.on_site),
        missed=measured.missed,
        verified=record.verified,
    )


def _verdict(measured: Measured, roles: Sequence[RoleHeld], tongue: Tongue) -> Iterator[str]:
    place = tongue.place(measured.zone)
    yield tongue.t("Pressed %(time)s in %(place)s.", time=tongue.second(measured.raised_at), place=place)
    if measured.first_answer is None:
        yield tongue.t("Nobody has answered.")
    else:
        yield tongue.t("First answer after %(span)s.", span=span(measured.first_answer))
        if measured.on_site is not None:
            yield tongue.t("On site after %(span)s.", span=span(measured.on_site))
            if (second := two_there(roles)) is not None:
                yield tongue.t("Two on site after %(span)s.", span=span(second))
        else:
            yield tongue.t("Nobody has said that they were on site.")
    if (late := late_steps(roles)) == 1:
        yield tongue.t("One step late.")
    elif late:
        yield tongue.t("%(count)s steps late.", count=late)
    if measured.over_at is not None:
        yield tongue.t("Over at %(time)s.", time=tongue.minute(measured.over_at))


def _facts(record: Record, measured: Measured, tongue: Tongue) -> Iterator[tuple[str, str]]:
    yield tongue.t("Kind"), tongue.kind(measured.kind)
    presser = tongue.who(measured.presser) if measured.presser else tongue.t("button without a wearer")
    yield tongue.t("Pressed by"), presser
    yield tongue.t("State"), tongue.t(STATES[measured.state])
    if measured.missed:
        yield tongue.t("Calls not answered, or not come, in time"), str(measured.missed)
    if measured.exhausted:
        yield tongue.t("Rounds in which nobody was coming"), str(measured.exhausted)
    if called := notice_figures(record.entries, tongue):
        yield tongue.t("Calls beside the screens"), called
    yield tongue.t("Version of the plan"), str(record.entries[0].facts["plan"])[:12]


_SENTENCES = {
    "AlarmRaised": N("Alarm raised in %(place)s"),
    "AlarmJoined": N("Pressed again"),
    "ResponderCalled": N("%(who)s called: %(role)s, answer until %(until)s"),
    "RespondersReminded": N("Called again: %(all)s"),
    "RoleUnfilled": N("%(role)s: %(missing)s missing, nobody to call"),
    "AlarmEscalated": N("The plan takes step %(step)s"),
    "StepSkipped": N("Step %(step)s of the plan left out: enough people are coming"),
    "StepSkipped if": N("Step %(step)s of the plan left out: what it waits for has not happened"),
    "ResponseExhausted": N("Nobody is coming: the screens say call %(last_resort)s"),
    "AlarmAcknowledged": N("%(by)s has seen it"),
    "ResponderAccepted": N("%(who)s is coming, there until %(until)s"),
    "ResponderDeclined": N("%(who)s cannot come"),
    "ResponderArrived": N("%(who)s is on site"),
    "ResponderSilent": N("%(who)s has not answered in time"),
    "ResponderOverdue": N("%(who)s has not arrived in time"),
    "PressesCounted": N("In another alarm pressed: %(all)s"),
    "PoliceAskedFor": N("%(by)s asks for the police"),
    "PoliceAskedFor two_pressers": N("Two people have pressed: the police are asked for"),
    "CallFailed": N("%(who)s could not be reached"),
    "LeadTaken first": N("%(who)s leads, as the first of those who lead by the plan"),
    "LeadTaken taken": N("%(who)s takes the lead"),
    "LeadTaken handed": N("%(who)s is handed the lead"),
    "LeadLost declined": N("Nobody leads: %(who)s cannot come"),
    "LeadLost overdue": N("Nobody leads: %(who)s has not answered or arrived in time"),
    "LeadLost ended": N("Nobody leads: %(who)s has handed over her role"),
    "LeadLost pressed": N("Nobody leads: %(who)s has pressed herself"),
    "RoleHandedOver": N("%(who)s hands over to %(to)s: %(role)s"),
    "MoreAskedFor": N("%(by)s needs more help"),
    "PoliceCallBegun": N("%(by)s is calling the police"),
    "PoliceAnswered": N("The police have answered %(by)s"),
    "PoliceCallEnded unanswered": N("The police have not answered %(by)s"),
    "PoliceCallEnded broken": N("The call of %(by)s to the police was cut off"),
    "PoliceCallEnded done": N("%(by)s has spoken with the police"),
    "SituationTold": N("%(by)s tells what the police will ask"),
    "MistakeSaid": N("Set off by mistake, says %(by)s, who pressed: somebody must look first"),
    "MistakeSaid under_duress": N("UNDER DURESS: %(by)s was forced to say that it was a mistake"),
    "AlarmCleared": N("The danger is over, says %(by)s"),
    "AlarmCleared seen": N("The danger is over, says %(by)s, who has seen her"),
    "AlarmCleared unseen": N("The danger is over, says %(by)s, WITHOUT having seen her"),
    "AlarmCancelled": N("Set off by mistake, says %(by)s"),
    "AlarmCancelled seen": N("Set off by mistake, says %(by)s, who has seen her"),
    "AlarmCancelled unseen": N("Set off by mistake, says %(by)s, WITHOUT having seen her"),
    "AlarmClosed": N("Closed by %(by)s"),
    "NoteAdded": N("%(by)s adds a note"),
}
_TROUBLE = frozenset(
    {"RoleUnfilled", "ResponseExhausted", "ResponderSilent", "ResponderOverdue", "CallFailed", "LeadLost"}
)


_SEEN: dict[bool | None, str] = {True: "seen", False: "unseen"}
_PRESENCES = {
    "here_today": N("here today"),
    "by_roster": N("by the roster"),
    "by_hours": N("in no roster"),
    "off_duty": N("off duty"),
}
"""From what somebody called was taken to be there; entries of earlier versions do not say."""


def _line(entry: Entry, first: Entry, tongue: Tongue, mode: str | None) -> Line:
    facts = entry.facts
    until = facts.get("accept_by") or facts.get("arrive_by")
    several = facts.get("responders") or facts.get("pressers")  # of `pressers` a step says only how many it waits for
    args: dict[str, Any] = {
        "place": tongue.place(facts.get("zone")),
        "who": tongue.who(facts.get("responder")),
        "to": tongue.who(facts.get("to")),
        "by": tongue.who(facts.get("by") or entry.actor.who),
        "role": tongue.role(facts.get("role")),
        "until": tongue.second(parse_instant(until)) if until else "–",
        "all": ", ".join(tongue.who(key) for key in several) if isinstance(several, list) else "",
        "missing": facts.get("missing", 0),
        "step": facts.get("step", 0) + 1,
        "last_resort": facts.get("last_resort", "112"),
    }
    way = facts.get("because") or ("under_duress" if facts.get("under_duress") else _SEEN.get(facts.get("seen_her")))
    because = f"{entry.event} {way}"  # what can happen in two ways has a sentence for each
    sentence = _SENTENCES.get(because) or _SENTENCES.get(entry.event)
    told = tongue.t(sentence, **args) if sentence else entry.event
    presence = _PRESENCES.get(facts.get("presence") or "")
    told = notice_words(entry, tongue) if is_of_notice(entry) else told
    told = output_words(entry, tongue) if is_of_output(entry) else told
    told = muster_words(entry, tongue) if is_of_muster(entry) else told
    told = guide_words(entry, tongue) if is_of_guide(entry) else told
    told = closing_words(entry, tongue) if is_of_closing(entry) else told
    told = place_words(entry, tongue) if is_of_place(entry) else told
    beside = [words for words in (tongue.t(presence) if presence else "", called_over(facts, tongue)) if words]
    personal = as_told(entry).personal
    words = personal.content.get("words") if personal else None
    entrance = personal.content.get("entrance") if personal else None
    return Line(
        position=entry.position,
        time=tongue.second(entry.at),
        after=span(entry.at - first.at),
        words=f"{told} ({', '.join(beside)})" if beside else told,
        quote=" · ".join(str(word) for word in (entrance, words) if word),
        by=_by(entry, tongue),
        trouble=_is_trouble(entry),
        mark="" if mode in (None, "actual") else tongue.t(MODES[mode]),
    )


def _note(entry: Entry, tongue: Tongue) -> Note:
    words = entry.personal.content.get("words") if entry.personal else None
    by = tongue.who(entry.actor.who) if entry.actor.who else tongue.t("Nobody named")
    return Note(at=f"{tongue.day(entry.at)} {tongue.second(entry.at)}", by=by, words=str(words or ""))


def _is_trouble(entry: Entry) -> bool:
    said_of_her = bool(entry.facts.get("under_duress")) or entry.facts.get("seen_her") is False
    return (
        entry.event in _TROUBLE
        or is_trouble(entry)
        or is_output_trouble(entry)
        or is_muster_trouble(entry)
        or is_guide_trouble(entry)
        or is_closing_trouble(entry)
        or said_of_her
    )


def _by(entry: Entry, tongue: Tongue) -> str:
    """Say who did it and from where."""
    if entry.actor.via == "service":
        return tongue.t("Trygg")
    if entry.actor.who is None:
        return entry.actor.via
    if entry.actor.behalf_of:
        both = {"who": tongue.who(entry.actor.who), "other": tongue.who(entry.actor.behalf_of)}
        return _through(tongue.t("%(who)s for %(other)s", **both), entry, tongue)
    return _through(tongue.who(entry.actor.who), entry, tongue)


_CHANNELS = {
    "screen": N("on a screen"),
    "phone": N("on her phone"),
    "telephone": N("by telephone"),
    "radio": N("by radio"),
    "in_person": N("face to face"),
    "push": N("on the phone page"),
    "sms": N("by text message"),
    "voice": N("by telephone"),
    "email": N("by e-mail"),
    "other": N("by another way"),
}


def _through(said: str, entry: Entry, tongue: Tongue) -> str:
    channel = _CHANNELS.get(entry.facts.get("channel") or "")
    return f"{said}, {tongue.t(channel)}" if channel else said
