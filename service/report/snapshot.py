"""Where a report stands as JSON values and back; there are no words in it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.report.classification import Aimed, Class, Severity
from service.report.report import Report

FORMAT = 1


def write(report: Report) -> dict[str, Any]:
    """Return a report as JSON values."""
    return {
        "format": FORMAT,
        "about": report.about,
        "alarm": report.alarm,
        "began_at": instant(report.began_at),
        "happened_on": report.happened_on.isoformat(),
        "zone": report.zone,
        "reporter": report.reporter,
        "anonymous": report.is_anonymous,
        "look_at": instant(report.look_at),
        "stage": report.stage,
        "has_her_words": report.has_her_words,
        "classes": [one.value for one in report.classes],
        "severity": report.severity.value if report.severity else None,
        "aimed": report.aimed.value if report.aimed else None,
        "serious_since": _text(report.serious_since),
        "told_at": _text(report.told_at),
        "calls": report.calls,
        "called": report.called,
        "called_for": report.called_for,
        "finished_at": _text(report.finished_at),
        "met_on": report.met_on.isoformat() if report.met_on else None,
    }


def read(written: Mapping[str, Any]) -> Report:
    """Return the report that `write` wrote."""
    return Report(
        about=written["about"],
        alarm=written["alarm"],
        began_at=parse_instant(written["began_at"]),
        happened_on=date.fromisoformat(written["happened_on"]),
        zone=written["zone"],
        reporter=written["reporter"],
        is_anonymous=written["anonymous"],
        look_at=parse_instant(written["look_at"]),
        stage=written["stage"],
        has_her_words=written["has_her_words"],
        classes=tuple(Class(one) for one in written["classes"]),
        severity=Severity(written["severity"]) if written["severity"] else None,
        aimed=Aimed(written["aimed"]) if written["aimed"] else None,
        serious_since=_moment(written["serious_since"]),
        told_at=_moment(written["told_at"]),
        calls=written["calls"],
        called=written.get("called", 0),
        called_for=written.get("called_for"),
        finished_at=_moment(written["finished_at"]),
        met_on=date.fromisoformat(written["met_on"]) if written["met_on"] else None,
    )


def _text(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _moment(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
