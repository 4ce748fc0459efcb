"""How reports and measures are told: as JSON, and as rows that an office's own deviation system reads."""

import csv
import io
import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from roles.sentence import Translate, say
from service.alarm.instant import instant
from service.dispatch.book import OfficePage
from service.dispatch.reports import Said
from service.measure.aftercare import WORDS
from service.measure.measure import Measure
from service.report.classification import AIM, DEFINITIONS, DUTY, NAMES, SEVERITIES
from service.report.report import Report, duty

COLUMNS: Final = (
    "report", "office", "about", "alarm", "happened_on", "zone", "stage", "classes", "severity", "aimed",
    "serious_since", "authority_told_at", "finished_at", "met_on", "words",
)  # fmt: skip
"""What is exported of each report, in this order. Nobody's name or key is."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def told(id_: str, report: Report, at: datetime) -> dict[str, Any]:
    """Return a report without its words."""
    owed = duty(report, at)
    return {
        "report": id_,
        "about": report.about,
        "alarm": report.alarm,
        "happened_on": report.happened_on.isoformat(),
        "zone": report.zone,
        "anonymous": report.is_anonymous,
        "stage": report.stage,
        "has_her_words": report.has_her_words,
        "classes": [one.value for one in report.classes],
        "severity": report.severity.value if report.severity else None,
        "aimed": report.aimed.value if report.aimed else None,
        "duty": owed
        and {
            "since": instant(owed.since),
            "told_at": _text(owed.told_at),
            "took_ms": round(owed.took.total_seconds() * 1000),
        },
        "calls": report.calls,
        "due_at": _text(report.due_at),
        "finished_at": _text(report.finished_at),
        "met_on": report.met_on.isoformat() if report.met_on else None,
    }


def told_words(page: OfficePage, said: Iterable[Said]) -> list[dict[str, Any]]:
    """Return what was written, with the names that the plan knows."""
    return [
        {
            "event": one.event,
            "at": instant(one.at),
            "by": page.name_of(one.by) if one.by else None,
            "by_reporter": one.by_reporter,
            "words": one.words,
        }
        for one in said
    ]


def told_measure(
    page: OfficePage, id_: str, measure: Measure, said: Sequence[Said], translate: Translate, *, named: bool = True
) -> dict[str, Any]:
    """Return a measure with its words; whose it is only where `named`."""
    planned = next((one.words for one in said if one.event == "MeasurePlanned"), "")
    return {
        "measure": id_,
        "report": measure.report,
        "task": measure.task.value if measure.task else None,
        "words": say(WORDS[measure.task], translate) if measure.task else planned,
        "owner": page.name_of(measure.owner) if named and measure.owner else None,
        "until": instant(measure.until),
        "calls": measure.calls,
        "ending": measure.ending,
        "ended_at": _text(measure.ended_at),
        "said": told_words(page, (one for one in said if one.event != "MeasurePlanned")) if named else [],
    }


def explained(translate: Translate) -> dict[str, Any]:
    """Return every class and degree with its plain words, for whoever makes a form."""
    return {
        "classes": [
            {"class": one.value, "name": say(NAMES[one], translate), "means": say(means, translate)}
            for one, means in DEFINITIONS.items()
        ],
        "severities": [{"severity": one.value, "means": say(means, translate)} for one, means in SEVERITIES.items()],
        "aim": say(AIM, translate),
        "duty": say(DUTY, translate),
    }


def row(office: str, id_: str, report: Report, said: Iterable[Said]) -> dict[str, str]:
    """Return a report as one row of an export: text under each of `COLUMNS`."""
    values: Mapping[str, str | None] = {
        "report": id_,
        "office": office,
        "about": report.about,
        "alarm": report.alarm,
        "happened_on": report.happened_on.isoformat(),
        "zone": report.zone,
        "stage": report.stage,
        "classes": " ".join(one.value for one in report.classes),
        "severity": report.severity.value if report.severity else None,
        "aimed": report.aimed.value if report.aimed else None,
        "serious_since": _text(report.serious_since),
        "authority_told_at": _text(report.told_at),
        "finished_at": _text(report.finished_at),
        "met_on": report.met_on.isoformat() if report.met_on else None,
        "words": "\n\n".join(one.words for one in said),
    }
    return {name: values[name] or "" for name in COLUMNS}


async def as_csv(rows: AsyncIterable[Mapping[str, str]]) -> AsyncIterator[str]:
    """Yield rows as CSV with a heading; what a spreadsheet would take for a formula is kept from being one."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    yield out.getvalue()
    async for one in rows:
        out.seek(0)
        out.truncate()
        writer.writerow({name: f"'{text}" if text.startswith(_FORMULA) else text for name, text in one.items()})
        yield out.getvalue()


async def as_json(rows: AsyncIterable[Mapping[str, str]]) -> AsyncIterator[str]:
    """Yield rows as one JSON object with the list `reports`."""
    yield '{"reports":['
    is_first = True
    async for one in rows:
        yield ("" if is_first else ",") + json.dumps(one, ensure_ascii=False)
        is_first = False
    yield "]}"


def _text(at: datetime | None) -> str | None:
    return instant(at) if at else None
