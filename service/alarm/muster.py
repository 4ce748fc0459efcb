"""The head count in an alarm: who is expected, who is safe, who needs help, and of whom nobody knows.

Nobody leaves the count silently: whoever was expected stays in it until somebody has said where she is, and what was
said first is not lost when somebody says otherwise. Who needs help counts as that until a person who is with her says
that she is safe.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from service.alarm.events import Event
from service.alarm.instant import instant, parse_instant

Standing = Literal["unaccounted", "safe", "needs_help"]
"""How somebody counts."""

How = Literal["screen", "phone", "pendant", "link", "vouched"]
"""How it was said: by herself on a screen, a phone, her button or an answer link; or by somebody else for her."""

STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)

SHORTEST: Final = timedelta(seconds=30)
"""Calling for the same people faster than this would fill the record and help nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accounted:
    """What is known in a muster of one person."""

    state: Standing = "unaccounted"
    zone: str | None = None
    """Where she was last known to be in this alarm; her usual place before anything was said."""
    is_expected: bool = True
    """False for somebody who was not taken to be there, and has been heard of all the same."""
    by: str | None = None
    """Whose word it is."""
    how: How | None = None
    at: datetime | None = None
    safe_by: str | None = None
    """Who says that she is safe while she counts as needing help."""
    routes: tuple[str, ...] = ()
    """On which routes she is called for beside the screens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Muster:
    """One head count, from its beginning to its end."""

    begun_at: datetime
    within: timedelta
    """How long whoever is unaccounted is waited for before she is called for, and then again."""
    due_at: datetime
    """When that is the next time."""
    call: tuple[str, ...] = ()
    """The roles that are called for those who are missing or need help."""
    at: str | None = None
    """The zone in which people meet; None where they stay where they are."""
    people: Mapping[str, Accounted] = field(default_factory=dict)
    visitors: Mapping[str, int] = field(default_factory=dict)
    """Zone → how many visitors are there; under the empty text those whose zone nobody has said."""
    called_at: datetime | None = None
    rounds: int = 0
    """How often those who are missing were called for."""
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether people are still counted."""
        return self.ended_at is None

    @property
    def unaccounted(self) -> tuple[str, ...]:
        """Return of whom nobody knows, in the order of their keys."""
        return self.those("unaccounted")

    @property
    def needing_help(self) -> tuple[str, ...]:
        """Return who needs help, in the order of their keys."""
        return self.those("needs_help")

    @property
    def is_complete(self) -> bool:
        """Whether everybody is known to be safe."""
        return all(one.state == "safe" for one in self.people.values())

    @property
    def next_at(self) -> datetime | None:
        """When the silence becomes a step; None when the muster is over, or nobody is missing or needs help."""
        return None if self.is_complete or not self.is_open else self.due_at

    def those(self, state: Standing) -> tuple[str, ...]:
        """Return who counts so, in the order of their keys."""
        return tuple(sorted(key for key, one in self.people.items() if one.state == state))


def begun(before: Muster | None, event: Event) -> Muster:
    """Return the muster that begins; who needed help in the one before is not forgotten."""
    facts = event.facts
    routes, zones = facts["routes"], facts["zones"]
    people = {key: Accounted(zone=zones.get(key), routes=tuple(routes.get(key, ()))) for key in facts["people"]}
    kept = {key: one for key, one in before.people.items() if one.state == "needs_help"} if before else {}
    return Muster(
        begun_at=event.at,
        within=timedelta(milliseconds=facts["within_ms"]),
        due_at=parse_instant(facts["due_at"]),
        call=tuple(facts["call"]),
        at=facts["at"],
        people={**people, **kept},
    )


def accounted(muster: Muster, event: Event) -> Muster:
    """Return the muster after somebody has said how people are."""
    facts = event.facts
    people = dict(muster.people)
    for key in facts["people"]:
        known = people.get(key) or Accounted(is_expected=False)
        said = {"state": facts["state"], "by": facts["by"], "how": facts["how"], "at": event.at, "safe_by": None}
        people[key] = replace(known, **said, zone=facts["zone"] or known.zone)
    for key in facts["kept"]:
        people[key] = replace(people[key], safe_by=facts["by"])
    is_open_again = facts["state"] == "needs_help" and facts["people"]
    ended_at = None if is_open_again else muster.ended_at
    return replace(muster, people=people, due_at=parse_instant(facts["due_at"]), ended_at=ended_at)


def counted(muster: Muster, event: Event) -> Muster:
    """Return the muster after visitors were counted in a zone."""
    return replace(muster, visitors={**muster.visitors, event.facts["zone"] or "": event.facts["count"]})


def called(muster: Muster, event: Event) -> Muster:
    """Return the muster after those who are missing were called for."""
    due_at = parse_instant(event.facts["due_at"])
    return replace(muster, called_at=event.at, rounds=event.facts["round"], due_at=due_at)


def moved(muster: Muster | None, who: str | None, zone: str) -> Muster | None:
    """Return the muster after she who pressed was measured: that is her last known place, unless she is safe."""
    one = muster.people.get(who) if muster is not None and who is not None else None
    if muster is None or who is None or one is None or one.state == "safe":
        return muster
    return replace(muster, people={**muster.people, who: replace(one, zone=zone)})


def ended(muster: Muster, event: Event) -> Muster:
    """Return the muster after its end."""
    return replace(muster, ended_at=event.at)


def write(muster: Muster) -> dict[str, Any]:
    """Return the muster as it stands in an alarm's stored state."""
    return {
        "begun_at": instant(muster.begun_at),
        "within_ms": round(muster.within / timedelta(milliseconds=1)),
        "due_at": instant(muster.due_at),
        "call": list(muster.call),
        "at": muster.at,
        "people": {key: _write_one(one) for key, one in muster.people.items()},
        "visitors": dict(muster.visitors),
        "called_at": instant(muster.called_at) if muster.called_at else None,
        "rounds": muster.rounds,
        "ended_at": instant(muster.ended_at) if muster.ended_at else None,
    }


def read(stored: dict[str, Any] | None) -> Muster | None:
    """Read back what `write` has written; None where there was no muster."""
    if stored is None:
        return None
    called_at, ended_at = stored["called_at"], stored["ended_at"]
    return Muster(
        begun_at=parse_instant(stored["begun_at"]),
        within=timedelta(milliseconds=stored["within_ms"]),
        due_at=parse_instant(stored["due_at"]),
        call=tuple(stored["call"]),
        at=stored["at"],
        people={key: _read_one(one) for key, one in stored["people"].items()},
        visitors=dict(stored["visitors"]),
        called_at=parse_instant(called_at) if called_at else None,
        rounds=stored["rounds"],
        ended_at=parse_instant(ended_at) if ended_at else None,
    )


def _write_one(one: Accounted) -> dict[str, Any]:
    return {
        "state": one.state,
        "zone": one.zone,
        "is_expected": one.is_expected,
        "by": one.by,
        "how": one.how,
        "at": instant(one.at) if one.at else None,
        "safe_by": one.safe_by,
        "routes": list(one.routes),
    }


def _read_one(stored: dict[str, Any]) -> Accounted:
    at = stored["at"]
    return Accounted(**{**stored, "at": parse_instant(at) if at else None, "routes": tuple(stored["routes"])})
