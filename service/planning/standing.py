"""Everything about an office's plan at a moment, read for whoever shows it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from service.life.expiry import reminder
from service.life.life import Life
from service.planning.apart import TooMuchWorkError
from service.planning.people import People, people_of
from service.planning.versions import Versions, day_of
from service.store.port import PlanDraft, PlanVersion

MOST_VERSIONS: Final = 50
"""Versions that are shown, those made last first; the one that holds is among them in any case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An office's plan at a moment."""

    office: str
    now: datetime
    today: date
    life: Life
    versions: tuple[PlanVersion, ...]
    current: PlanVersion | None
    next: PlanVersion | None
    draft: PlanDraft | None
    draft_judged: Mapping[str, Any] | None
    failed: Sequence[Mapping[str, Any]]
    """What the version that holds does not do of what the office's scenario file expects."""
    words: Mapping[int, str]
    """What people wrote, by the position of the entry."""
    people: People

    @property
    def reminder(self) -> int | None:
        """Which reminder is due for the version that holds: days before its last one, 0 when that is past."""
        publication = self.life.version(self.life.current).publication if self.life.current else None
        return reminder(publication.expires, self.today) if publication else None


async def standing(versions: Versions, office: str) -> Standing:
    """Read how an office's plan stands now.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    store, now = versions.store, versions.clock.now()
    life = await versions.life(office)
    current, following = [await _known(versions, office, one) for one in (life.current, life.next)]
    kept = {one.version: one for one in await store.plan_versions(office, MOST_VERSIONS)}
    for one in (current, following):
        if one is not None:
            kept[one.version] = one
    draft = await store.draft(office)
    draft_judged = None
    if draft is not None and draft.text is not None:
        with suppress(TooMuchWorkError):  # it is shown without its findings
            draft_judged = await versions.judged(office, draft.text, prove=False, other=current)
    failed: Sequence[Mapping[str, Any]] = ()
    with suppress(TooMuchWorkError):
        failed = await versions.failed(office, current)
    words = {
        entry.position: str(entry.personal.content["words"])
        for entry in await store.plan_entries(office)
        if entry.personal is not None and "words" in entry.personal.content
    }
    judged = [current.judged if current else None, draft_judged, *(one.judged for one in kept.values())]
    return Standing(
        office=office,
        now=now,
        today=day_of(current.judged if current else None, now),
        life=life,
        versions=tuple(sorted(kept.values(), key=lambda one: (one.made_at, one.version), reverse=True)),
        current=current,
        next=following,
        draft=draft if draft is not None and draft.text is not None else None,
        draft_judged=draft_judged,
        failed=failed,
        words=words,
        people=await people_of(store, office, judged),
    )


async def _known(versions: Versions, office: str, version: str | None) -> PlanVersion | None:
    """Return a version with what is to be known of it; as it is kept, where that takes too long now."""
    try:
        return await versions.known(office, version)
    except TooMuchWorkError:
        return await versions.store.plan_version(office, version) if version is not None else None
