"""What a plan says of one person: how she is reached, and in which parts of it she is named. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, Final

from roles.plan import Plan

NAMING: Final = (
    *("people", "roles", "groups", "rosters", "responses", "muster", "meetings", "overdue", "inspections", "closing"),
)
"""Parts of a plan in which a word may be a person."""


def said_of(plan: Plan, slug: str) -> dict[str, Any]:
    """Return as JSON values what a plan says of a person by her slug; `person` is None where it has no such person."""
    person = plan.people.get(slug)
    return {
        "office": plan.office,
        "version": plan.version,
        "person": asdict(person) if person else None,
        "named_in": [part for part in NAMING if slug in _words(getattr(plan, part))],
    }


def _words(value: Any) -> frozenset[str]:
    return frozenset(_every(value))


def _every(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _every(key)
            yield from _every(below)
    elif isinstance(value, tuple | list | set | frozenset):
        for below in value:
            yield from _every(below)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _every(getattr(value, one.name))
