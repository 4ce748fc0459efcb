"""A plan's life as JSON values and back, so that it need not be computed from all entries at every look."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.life.life import Life, Publication, Said, Version, View

FORMAT = 1


def write(life: Life) -> dict[str, Any]:
    """Return a life as JSON values."""
    return {
        "format": FORMAT,
        "versions": [_version(one) for one in life.versions.values()],
        "current": life.current,
        "next": life.next,
        "file": life.file,
        "readings": [[who, role, duty, instant(at)] for (who, role), (duty, at) in sorted(life.readings.items())],
        "gone": sorted(life.gone),
        "gone_at": [[who, instant(at)] for who, at in sorted(life.gone_at.items())],
    }


def read(written: Mapping[str, Any]) -> Life:
    """Return the life that `write` wrote."""
    return Life(
        versions={one["id"]: _read_version(one) for one in written["versions"]},
        current=written["current"],
        next=written["next"],
        file=written["file"],
        readings={(who, role): (duty, parse_instant(at)) for who, role, duty, at in written["readings"]},
        gone=frozenset(written["gone"]),
        gone_at={who: parse_instant(at) for who, at in written.get("gone_at", ())},
    )


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "approval": _said(version.approval),
        "view": _view(version.view),
        "publication": _publication(version.publication),
        "held_from": instant(version.held_from) if version.held_from else None,
    }


def _read_version(written: Mapping[str, Any]) -> Version:
    return Version(
        id=written["id"],
        approval=_read_said(written["approval"]),
        view=_read_view(written["view"]),
        publication=_read_publication(written["publication"]),
        held_from=parse_instant(written["held_from"]) if written["held_from"] else None,
    )


def _said(said: Said | None) -> dict[str, Any] | None:
    return None if said is None else {"by": said.by, "at": instant(said.at), "position": said.position}


def _read_said(written: Mapping[str, Any] | None) -> Said | None:
    if written is None:
        return None
    return Said(by=written["by"], at=parse_instant(written["at"]), position=written["position"])


def _view(view: View | None) -> dict[str, Any] | None:
    if view is None:
        return None
    return {"opinion": view.opinion, "said": _said(view.said), "answer": _said(view.answer)}


def _read_view(written: Mapping[str, Any] | None) -> View | None:
    said = _read_said(written["said"]) if written else None
    if written is None or said is None:
        return None
    return View(opinion=written["opinion"], said=said, answer=_read_said(written["answer"]))


def _publication(publication: Publication | None) -> dict[str, Any] | None:
    if publication is None:
        return None
    return {
        "said": _said(publication.said),
        "through": publication.through,
        "holds_from": instant(publication.holds_from),
        "expires": publication.expires.isoformat(),
        "in_place_of": publication.in_place_of,
        "withdrawn": publication.withdrawn,
        "reasons": list(publication.reasons),
        "gaps": publication.gaps,
        "errors": publication.errors,
        "warnings": publication.warnings,
    }


def _read_publication(written: Mapping[str, Any] | None) -> Publication | None:
    said = _read_said(written["said"]) if written else None
    if written is None or said is None:
        return None
    return Publication(
        said=said,
        through=written["through"],
        holds_from=parse_instant(written["holds_from"]),
        expires=date.fromisoformat(written["expires"]),
        in_place_of=written["in_place_of"],
        withdrawn=written.get("withdrawn"),  # not in what was written before it was kept
        reasons=tuple(written["reasons"]),
        gaps=written["gaps"],
        errors=written["errors"],
        warnings=written["warnings"],
    )
