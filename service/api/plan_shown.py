"""An office's plan, its versions and its draft as JSON values, every sentence in one language."""

from collections.abc import Iterator, Mapping
from typing import Any

from roles.sentence import Translate, say
from service.alarm.instant import instant
from service.life.life import Publication, Said, View
from service.life.states import State
from service.planning.judgement import digest_of
from service.planning.standing import Standing
from service.planning.words import unpack
from service.store.port import PlanDraft, PlanVersion

Judged = Mapping[str, Any]


def plan(standing: Standing, translate: Translate) -> dict[str, Any]:
    """Return everything about an office's plan."""
    draft = standing.draft
    return {
        "in_force": version(standing, standing.current, translate) if standing.current else None,
        "next": version(standing, standing.next, translate) if standing.next else None,
        "draft": shown_draft(draft, standing.draft_judged or {}, translate) if draft else None,
        "versions": [version(standing, one, translate) for one in standing.versions],
        "reminder": standing.reminder,
        "too_long": sorted(standing.too_long),
        "withdrawn": _withdrawn(standing),
        "names": dict(standing.people.names),
    }


def _withdrawn(standing: Standing) -> dict[str, Any] | None:
    """Return what had been published for later and is not any more, and through what: the file, or somebody."""
    gone = standing.withdrawn
    publication = gone.publication if gone else None
    held = standing.life.version(standing.life.current or "").publication
    if gone is None or publication is None or held is None:
        return None
    return {"version": gone.id, "holds_from": instant(publication.holds_from), "through": held.through}


def version(standing: Standing, kept: PlanVersion, translate: Translate) -> dict[str, Any]:
    """Return one version; what was never worked out about it is null."""
    known = standing.life.version(kept.version)
    judged = kept.judged or {}
    publication = known.publication
    state = standing.life.state(kept.version, standing.now, standing.today)
    counted = judged if publication is None or publication.gaps is None else _counted(publication)
    asked = _asked(standing, judged) if state not in (State.DRAFT, State.SUPERSEDED) else []
    return {
        "version": kept.version,
        "state": state.value,
        "made_at": instant(kept.made_at),
        "made_by": kept.made_by,
        "holds_from": instant(publication.holds_from) if publication else None,
        "expires": publication.expires.isoformat() if publication else judged.get("last_day"),
        "approved": _by_at(known.approval),
        "is_approved": known.is_approved,
        "view": _view(standing, known.view),
        "published": _published(standing, publication),
        "gaps": counted.get("gaps"),
        "errors": counted.get("errors", 0),
        "warnings": counted.get("warnings", 0),
        "changes": [say(unpack(one["words"]), translate) for one in judged.get("changes", ())],
        "locked": list(judged.get("unlocked", ())),
        "scenarios": [_finding(one, translate) for one in standing.failed] if kept is standing.current else [],
        "read": [one for one in asked if one["at"] is not None],
        "unread": [{"role": one["role"], "person": one["person"]} for one in asked if one["at"] is None],
        "gone": list(_gone(standing, judged)),
    }


def shown_draft(draft: PlanDraft, judged: Judged, translate: Translate) -> dict[str, Any]:
    """Return a draft with its findings."""
    return {
        "text": draft.text,
        "revision": draft.revision or None,
        "based_on": draft.based_on,
        "by": draft.by,
        "at": instant(draft.at),
        "version": digest_of(judged) if judged else None,
        "findings": [_finding(one, translate) for one in judged.get("findings", ())],
        "scenarios": [_finding(one, translate) for one in judged.get("scenarios", ())],
    }


def difference(found: Mapping[str, Any], translate: Translate) -> dict[str, Any]:
    """Return one difference in words."""
    return {
        "group": say(unpack(found["group"]), translate),
        "path": found["path"],
        "words": say(unpack(found["words"]), translate),
    }


def _finding(found: Mapping[str, Any], translate: Translate) -> dict[str, Any]:
    said = {key: say(unpack(found[key]), translate) for key in ("message", "remedy")}
    return {**found, **said}


def _counted(publication: Publication) -> dict[str, Any]:
    return {"gaps": publication.gaps, "errors": publication.errors, "warnings": publication.warnings}


def _by_at(said: Said | None) -> dict[str, Any] | None:
    return None if said is None else {"by": said.by, "at": instant(said.at)}


def _words(standing: Standing, said: Said) -> str:
    return standing.words.get(said.position or 0, "")


def _view(standing: Standing, view: View | None) -> dict[str, Any] | None:
    if view is None:
        return None
    answer = view.answer
    return {
        "view": view.opinion,
        "by": view.said.by,
        "words": _words(standing, view.said),
        "at": instant(view.said.at),
        "open": view.is_open,
        "answer": {**(_by_at(answer) or {}), "words": _words(standing, answer)} if answer else None,
    }


def _published(standing: Standing, publication: Publication | None) -> dict[str, Any] | None:
    if publication is None:
        return None
    return {
        "by": publication.said.by,
        "at": instant(publication.said.at),
        "reason": _words(standing, publication.said),
        "through": publication.through,
        "needed": list(publication.reasons),
    }


def _asked(standing: Standing, judged: Judged) -> list[dict[str, Any]]:
    """Return who has to have read which duty, and when they did; those who have left are asked no more."""
    keys = standing.people.keys
    found = []
    for role, duty in judged.get("duties", {}).items():
        for slug in duty["people"]:
            key = keys.get(slug)
            if key is None or key in standing.life.gone:
                continue
            at = standing.life.has_read(key, role, duty["digest"])
            found.append({"role": role, "person": key, "at": instant(at) if at else None})
    return found


def _gone(standing: Standing, judged: Judged) -> Iterator[dict[str, Any]]:
    """Yield who has left and is still named, and for which roles."""
    for slug, name in judged.get("people", {}).items():
        key = standing.people.keys.get(slug)
        if key in standing.life.gone:
            roles = [role for role, duty in judged["duties"].items() if slug in duty["people"]]
            since = standing.life.gone_at.get(key or "")
            yield {"person": key, "name": name, "roles": roles, "since": instant(since) if since else None}
