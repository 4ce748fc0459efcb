"""Where a revision stands, computed from its events' facts and from nothing else: what was said is in no state."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from service.undertaking.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFound:
    """How a room or door was found when somebody last looked, at the moment when the revision began."""

    place: str
    looked_on: date | None
    """None where nobody has looked yet."""
    remarks: int
    """How many things were not as they should be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A plan that was gone through with the staff."""

    held_on: date
    version: str | None
    expires: date | None
    places: tuple[PlaceFound, ...]
    begun_at: datetime
    attended: bool = False
    """Whether it was said who took part."""
    roles: tuple[str, ...] = ()
    decisions: int = 0
    comments: int = 0
    finished_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is finished."""
        return self.finished_at is not None


def evolve(revision: Revision | None, event: Event) -> Revision:
    """Return a revision after an event; `revision` is None before the first.

    Raises:
        ValueError: when the event follows no `RevisionBegun`, or is no event of a revision.
    """
    facts = event.facts
    if event.name == "RevisionBegun":
        return Revision(
            held_on=date.fromisoformat(facts["held_on"]),
            version=facts["version"],
            expires=date.fromisoformat(facts["expires"]) if facts["expires"] else None,
            places=tuple(place_read(one) for one in facts["places"]),
            begun_at=event.at,
        )
    if revision is None:
        raise ValueError(f"{event.name} comes before RevisionBegun; the record of this revision is incomplete")
    match event.name:
        case "RevisionAttended":
            return replace(revision, attended=True, roles=tuple(facts["roles"]))
        case "RevisionCommented":
            return replace(revision, comments=revision.comments + 1)
        case "RevisionDecided":
            return replace(revision, decisions=revision.decisions + 1)
        case "RevisionFinished":
            return replace(revision, finished_at=event.at)
        case _:
            raise ValueError(f"{event.name!r} is no event of a revision")


def evolve_all(events: Iterable[Event]) -> Revision | None:
    """Return a revision after all of its events; None without any."""
    revision = None
    for event in events:
        revision = evolve(revision, event)
    return revision


def place_written(one: PlaceFound) -> dict[str, str | int | None]:
    """Return a place as JSON values."""
    looked = one.looked_on.isoformat() if one.looked_on else None
    return {"place": one.place, "looked_on": looked, "remarks": one.remarks}


def place_read(written: dict[str, str | int | None]) -> PlaceFound:
    """Return the place that `place_written` wrote."""
    looked = written["looked_on"]
    return PlaceFound(
        place=str(written["place"]),
        looked_on=date.fromisoformat(str(looked)) if looked else None,
        remarks=int(written["remarks"] or 0),
    )
