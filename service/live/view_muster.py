"""What a screen knows of an alarm's muster. Pure; see view-muster.js."""

from collections.abc import Callable
from typing import Any, Final

Muster = dict[str, Any]
"""`begun_at`, `due_at`, `at`, `called_at`, `round`, `ended_at`; `people` by key, `visitors` by zone."""
Data = dict[str, Any]


def _begun(before: Muster | None, data: Data, at: str) -> Muster:
    """Begin anew; who needed help in a muster before is not forgotten."""
    kept = {key: one for key, one in (before["people"] if before else {}).items() if one["state"] == "needs_help"}
    people = {key: _one(data["zones"].get(key)) for key in data["people"]}
    return {
        "begun_at": at,
        "due_at": data["due_at"],
        "at": data["at"],
        "called_at": None,
        "round": 0,
        "ended_at": None,
        "people": {**people, **kept},
        "visitors": {},
    }


def _accounted(muster: Muster, data: Data, at: str) -> Muster:
    people = dict(muster["people"])
    for key in data["people"]:
        known = people.get(key) or {**_one(None), "expected": False}
        said = {"state": data["state"], "by": data["by"], "how": data["how"], "at": at, "safe_by": None}
        people[key] = {**known, **said, "zone": data["zone"] or known["zone"]}
    for key in data["kept"]:
        people[key] = {**people[key], "safe_by": data["by"]}
    is_open_again = data["state"] == "needs_help" and data["people"]
    ended_at = None if is_open_again else muster["ended_at"]
    return {**muster, "people": people, "due_at": data["due_at"], "ended_at": ended_at}


def _counted(muster: Muster, data: Data, at: str) -> Muster:
    return {**muster, "visitors": {**muster["visitors"], data["zone"] or "": data["count"]}}


def _called(muster: Muster, data: Data, at: str) -> Muster:
    return {**muster, "called_at": at, "round": data["round"], "due_at": data["due_at"]}


def _ended(muster: Muster, data: Data, at: str) -> Muster:
    return {**muster, "ended_at": at}


_STEPS: Final[dict[str, Callable[[Muster, Data, str], Muster]]] = {
    "PeopleAccounted": _accounted,
    "VisitorsCounted": _counted,
    "UnaccountedCalled": _called,
    "MusterEnded": _ended,
}
EVENTS: Final = ("MusterBegun", *_STEPS)


def with_muster(muster: Muster | None, event: str, data: Data, at: str) -> Muster | None:
    """Return the muster after an entry; unchanged where this screen is not told what the entry says."""
    if "by" not in data and "people" not in data:
        return muster
    if event == "MusterBegun":
        return _begun(muster, data, at)
    return _STEPS[event](muster, data, at) if muster is not None else None


def moved(muster: Muster | None, who: str | None, zone: str) -> Muster | None:
    """Return the muster after she who pressed was measured: that is her last known place, unless she is safe."""
    one = muster["people"].get(who) if muster is not None else None
    if muster is None or one is None or one["state"] == "safe":
        return muster
    return {**muster, "people": {**muster["people"], who: {**one, "zone": zone}}}


def _one(zone: str | None) -> Data:
    nothing = {"by": None, "how": None, "at": None, "safe_by": None}
    return {"state": "unaccounted", "zone": zone, "expected": True, **nothing}


def _mustered(event: str) -> Callable[[dict[str, Any], Data, str], dict[str, Any]]:
    return lambda view, data, at: {**view, "muster": with_muster(view["muster"], event, data, at)}


NEXT: Final = {event: _mustered(event) for event in EVENTS}
"""What follows on the board from each event of a muster."""
