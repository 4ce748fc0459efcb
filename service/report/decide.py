"""What follows from a command about a report: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.report.classification import is_serious
from service.report.commands import (
    AddToReport,
    ClassifyReport,
    Command,
    DiscussReport,
    DraftReport,
    FinishReport,
    PassDue,
    ReportNearMiss,
    TellAuthority,
    WriteReport,
)
from service.report.report import Report
from service.undertaking.event import Event
from service.undertaking.patience import DAILY, Patience
from service.undertaking.refusal import UndertakingRefusal

ANONYMOUS: Final = Actor(via="anonymous")
"""Who acts where no name is kept: not even through what."""


def decide(report: Report | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        report: the report so far; None before there is one.
        command: what is asked.
        at: the moment.

    Raises:
        UndertakingRefusal: the report's state or the actor's rights do not allow it.
    """
    if isinstance(command, DraftReport):
        return (_draft(command, at),) if report is None else ()
    if isinstance(command, ReportNearMiss):
        return _near_miss(command, at) if report is None else ()
    if report is None:
        raise UndertakingRefusal("unknown_report", Sentence("There is no such report; look it up in the list."))
    match command:
        case WriteReport():
            return _write(report, command, at)
        case ClassifyReport():
            return _classify(report, command, at)
        case TellAuthority():
            return _tell(report, command, at)
        case FinishReport():
            return _finish(report, command, at)
        case AddToReport():
            _may(report, command.actor, command.entitled)
            if not report.is_over:
                why = Sentence("The report is not finished: write it there. What is finished is added to.")
                raise UndertakingRefusal("not_finished", why)
            return (_event("ReportAddedTo", at, command.actor, {}, _said(command.words)),)
        case DiscussReport():
            return _discuss(report, command, at)
        case PassDue():
            return _pass_due(report, command, at)
        case _:
            assert_never(command)


def _draft(command: DraftReport, at: datetime) -> Event:
    facts = {
        "about": "alarm",
        "alarm": command.alarm,
        "happened_on": command.happened_on.isoformat(),
        "zone": command.zone,
        "reporter": command.reporter,
        "anonymous": False,
        "look_at": instant(at + command.patience.write_within),
    }
    return _event("ReportDrafted", at, command.actor, facts)


def _near_miss(command: ReportNearMiss, at: datetime) -> tuple[Event, ...]:
    actor = ANONYMOUS if command.anonymous else command.actor
    if command.happened_on > at.date() + timedelta(days=1):
        raise UndertakingRefusal("not_yet", Sentence("That day has not come yet. Say on which day it happened."))
    facts = {
        "about": "near_miss",
        "alarm": None,
        "happened_on": command.happened_on.isoformat(),
        "zone": command.zone,
        "reporter": actor.speaker,
        "anonymous": command.anonymous,
        "look_at": instant(at + command.patience.finish_within),
    }
    written = {"by_reporter": True, "look_at": instant(at + command.patience.finish_within)}
    return (
        _event("ReportDrafted", at, actor, facts),
        _event("ReportWritten", at, actor, written, _said(command.words)),
        _classified(None, command, actor, at, at + command.patience.finish_within),
    )


def _write(report: Report, command: WriteReport, at: datetime) -> tuple[Event, ...]:
    _may(report, command.actor, command.entitled)
    _must_be_open(report)
    hers = report.reporter is not None and command.actor.speaker == report.reporter
    facts = {"by_reporter": hers, "look_at": instant(_next_look(report, at, command.patience))}
    return (_event("ReportWritten", at, command.actor, facts, _said(command.words)),)


def _classify(report: Report, command: ClassifyReport, at: datetime) -> tuple[Event, ...]:
    _may(report, command.actor, command.entitled)
    _must_be_open(report)
    new = (frozenset(command.classes), command.severity, command.aimed)
    if new == (frozenset(report.classes), report.severity, report.aimed) and report.classes:
        return ()
    unwritten = report.look_at if report.stage == "drafted" else _next_look(report, at, command.patience)
    return (_classified(report, command, command.actor, at, unwritten),)


def _tell(report: Report, command: TellAuthority, at: datetime) -> tuple[Event, ...]:
    _must_be_entitled(command.entitled)
    if report.told_at is not None:
        return ()
    if not is_serious(report.severity):
        why = Sentence("Say first how grave it was; only what is serious has to be told to the authority.")
        raise UndertakingRefusal("not_serious", why)
    if command.told_at > at:
        raise UndertakingRefusal("not_yet", Sentence("That moment has not come yet. Say when the authority was told."))
    facts = {"told_at": instant(command.told_at), "look_at": instant(_finish_by(report, at, command.patience))}
    return (_event("AuthorityTold", at, command.actor, facts),)


def _finish(report: Report, command: FinishReport, at: datetime) -> tuple[Event, ...]:
    _must_be_entitled(command.entitled)
    if report.is_over:
        return ()
    if report.stage != "written":
        raise UndertakingRefusal("not_written", Sentence("Nobody has written yet what happened. Write it first."))
    if not report.classes:
        raise UndertakingRefusal("not_classified", Sentence("Say first what it was, and how grave."))
    if report.is_owed:
        why = Sentence("This has to be told to the authority without delay. Tell it, say here when, and finish then.")
        raise UndertakingRefusal("authority_untold", why)
    return (_event("ReportFinished", at, command.actor, {}),)


def _discuss(report: Report, command: DiscussReport, at: datetime) -> tuple[Event, ...]:
    _must_be_entitled(command.entitled)
    if command.met_on > at.date() + timedelta(days=1):
        raise UndertakingRefusal("not_yet", Sentence("That day has not come yet. Say when the unit has met."))
    facts = {"met_on": command.met_on.isoformat()}
    return (_event("ReportDiscussed", at, command.actor, facts, _said(command.words)),)


def _pass_due(report: Report, command: PassDue, at: datetime) -> tuple[Event, ...]:
    """Call upon whoever was exposed, then upon whoever leads, then upon whom the plan names above; never before.

    What has to be told to the authority calls upon whoever leads at once, and climbs by the day.
    """
    if report.due_at is None or at < report.due_at:
        return ()
    patience, owes = command.patience, "authority" if report.is_owed else report.stage
    has_climbed = report.calls in ("lead", "above") and (report.called_for == "authority") == report.is_owed
    if not report.is_owed and report.stage == "drafted" and report.reporter is not None and report.calls is None:
        calls, again = "reporter", patience.to_the_lead
    elif has_climbed and patience.has_above:
        calls, again = "above", patience.again
    else:
        calls, again = "lead", patience.to_above if patience.has_above else patience.again
    if report.is_owed:
        again = min(DAILY, again)
    facts = {"calls": calls, "owes": owes, "look_at": instant(at + again)}
    return (_event("ReportOverdue", at, command.actor, facts),)


def _classified(
    report: Report | None, said: ClassifyReport | ReportNearMiss, actor: Actor, at: datetime, look_at: datetime
) -> Event:
    if not said.classes:
        raise UndertakingRefusal("no_class", Sentence("Say what it was; “something else” is an answer too."))
    is_untold = report is None or report.told_at is None
    facts = {
        "classes": sorted({one.value for one in said.classes}),
        "severity": said.severity.value,
        "aimed": said.aimed.value,
        "look_at": instant(
            min(look_at, at + said.patience.authority_within) if is_untold and is_serious(said.severity) else look_at
        ),
    }
    return _event("ReportClassified", at, actor, facts)


def _next_look(report: Report, at: datetime, patience: Patience) -> datetime:
    """Return when what is written is looked at; the clock of the duty is put off by no word."""
    return report.look_at if report.is_owed else _finish_by(report, at, patience)


def _finish_by(report: Report, at: datetime, patience: Patience) -> datetime:
    """Return by when it is to be finished; of what is late already, a day from now."""
    return max(report.began_at + patience.finish_within, at + patience.to_the_lead)


def _may(report: Report, actor: Actor, entitled: bool) -> None:
    if entitled or (report.reporter is not None and actor.speaker == report.reporter):
        return
    why = Sentence("Only who was exposed and whoever follows up can write here. Report what you have met yourself.")
    raise UndertakingRefusal("not_entitled", why)


def _must_be_entitled(entitled: bool) -> None:
    if not entitled:
        why = Sentence("Whoever leads the office or answers for its safety says this.")
        raise UndertakingRefusal("not_entitled", why)


def _must_be_open(report: Report) -> None:
    if report.is_over:
        why = Sentence("The report is finished, and is not changed any more. Add to it what you know.")
        raise UndertakingRefusal("finished", why)


def _said(words: str) -> dict[str, str]:
    if not words.strip():
        raise UndertakingRefusal("no_words", Sentence("There are no words in it. Write what happened."))
    return {"words": words.strip()}


def _event(
    name: str, at: datetime, actor: Actor, facts: Mapping[str, Any], personal: Mapping[str, Any] | None = None
) -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts, personal=personal or {})
