"""A plan as JSON values, for forms: every field of the model under its own name, whatever the model has. Pure."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from roles.plan import Finding, Plan
from roles.sentence import Translate, say
from roles.word import WEEKDAYS

SECTIONS = {
    "zones": "zones",
    "walks": "walks",
    "screens": "screens",
    "people": "people",
    "contacts": "contacts",
    "groups": "groups",
    "rosters": "rosters",
    "roles": "roles",
    "responses": "response",
}
"""Where each part of the model stands in the document: `roles.lead` is edited at the path ["roles", "lead"]."""

_APART = frozenset({"source"})


def model(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON values.

    A duration is a number of seconds under its name with `_s` at the end; a day is `2026-11-23`, a time `08:30`; hours
    are a table from `mon` to `sun`; holders have a `kind`: `listed` (with `ids`), `nearest` (with `within_s`) or `all`.
    `paths` says where each section stands in the document.
    """
    return {**_table(plan), "paths": {part: [key] for part, key in SECTIONS.items()}}


def finding(one: Finding, translate: Translate) -> dict[str, Any]:
    """Return a finding as JSON values, its sentences in the language of a catalogue."""
    return {
        "code": one.code,
        "severity": one.severity,
        "message": say(one.message, translate),
        "remedy": say(one.remedy, translate),
        "line": one.line,
        "column": one.column,
        "source": one.source,
    }


def value(of: object) -> Any:
    """Return a value of the model as a JSON value."""
    if isinstance(of, Mapping):
        return {_key(key): value(one) for key, one in of.items()}
    if is_dataclass(of) and not isinstance(of, type):
        return _table(of)
    if isinstance(of, Set):
        return sorted(value(one) for one in of)
    if isinstance(of, list | tuple):
        return [value(one) for one in of]
    if isinstance(of, timedelta):
        return of.total_seconds()
    if isinstance(of, time):
        return f"{of:%H:%M}"
    if isinstance(of, date | datetime):
        return of.isoformat()
    return of if of is None or isinstance(of, bool | int | float) else str(of)


def _table(of: Any) -> dict[str, Any]:
    table = {
        f"{one.name}_s" if "timedelta" in str(one.type) else one.name: value(getattr(of, one.name))
        for one in fields(of)
        if one.name not in _APART
    }
    if type(of).__name__ in _KINDS:
        table = {"kind": type(of).__name__.lower(), **table}
    return table


_KINDS = frozenset({"Listed", "Nearest", "All"})


def _key(key: object) -> str:
    """Return a key as JSON has it: a weekday as its word, anything else as it is."""
    return WEEKDAYS[key] if isinstance(key, int) and 0 <= key < len(WEEKDAYS) else str(key)
