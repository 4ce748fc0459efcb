"""Where a revision stands as JSON values and back; there are no words in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.revision.revision import Revision, place_read, place_written

FORMAT = 1


def write(revision: Revision) -> dict[str, Any]:
    """Return a revision as JSON values."""
    return {
        "format": FORMAT,
        "held_on": revision.held_on.isoformat(),
        "version": revision.version,
        "expires": revision.expires.isoformat() if revision.expires else None,
        "places": [place_written(one) for one in revision.places],
        "begun_at": instant(revision.begun_at),
        "attended": revision.attended,
        "roles": list(revision.roles),
        "decisions": revision.decisions,
        "comments": revision.comments,
        "finished_at": instant(revision.finished_at) if revision.finished_at else None,
    }


def read(written: Mapping[str, Any]) -> Revision:
    """Return the revision that `write` wrote."""
    return Revision(
        held_on=date.fromisoformat(written["held_on"]),
        version=written["version"],
        expires=date.fromisoformat(written["expires"]) if written["expires"] else None,
        places=tuple(place_read(one) for one in written["places"]),
        begun_at=parse_instant(written["begun_at"]),
        attended=written["attended"],
        roles=tuple(written["roles"]),
        decisions=written["decisions"],
        comments=written["comments"],
        finished_at=parse_instant(written["finished_at"]) if written["finished_at"] else None,
    )
