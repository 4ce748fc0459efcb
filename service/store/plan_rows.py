"""From plans' versions, lives and drafts to rows and back. Rows hold text, integers and NULL only."""

import json
from collections.abc import Mapping
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.store.port import PlanDraft, PlanVersion
from service.store.rows import Row


def as_text(values: Mapping[str, Any]) -> str:
    """Write JSON values down."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def version_row(version: PlanVersion) -> dict[str, Any]:
    """Return the row of a version."""
    return {
        "office": version.office,
        "version": version.version,
        "written": version.written,
        "text": version.text,
        "made_at": instant(version.made_at),
        "made_by": version.made_by,
        "judged": None if version.judged is None else as_text(version.judged),
    }


def read_version(row: Row) -> PlanVersion:
    """Read a version."""
    office, version, written, text, made_at, made_by, judged = row
    return PlanVersion(
        office=office,
        version=version,
        written=written,
        text=text,
        made_at=parse_instant(made_at),
        made_by=made_by,
        judged=None if judged is None else json.loads(judged),
    )


def read_life(row: Row) -> Mapping[str, Any]:
    """Read a plan's life; the columns are its position and the snapshot."""
    found: Mapping[str, Any] = json.loads(row[1])
    return found


def read_moved(row: Row) -> tuple[str, int]:
    """Read where an office's plan last moved."""
    return row[0], row[1]


def draft_row(draft: PlanDraft) -> dict[str, Any]:
    """Return the row of a draft."""
    return {
        "office": draft.office,
        "revision": draft.revision,
        "text": draft.text,
        "based_on": draft.based_on,
        "saved_by": draft.by,
        "saved_at": instant(draft.at),
    }


def read_draft(row: Row) -> PlanDraft:
    """Read a draft."""
    office, revision, text, based_on, by, at = row
    return PlanDraft(office=office, revision=revision, text=text, based_on=based_on, by=by, at=parse_instant(at))
