"""Everything about an office's plan at a moment, read for whoever shows it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from service.life.expiry import reminder
from service.life.life import Life, Version
from service.planning.apart import TooLongError, TooMuchWorkError
from service.planning.judgement import day_of
from service.planning.people import People, people_of
from service.planning.versions import Versions
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
    too_long: frozenset[str]
    """What could not be worked through, of `in_force`, `next` and `draft`: it is shown without what it is about."""
    failed: Sequence[Mapping[str, Any]]
    """What the version that holds does not do of what the office's scenario file expects."""
    words: Mapping[int, str]
    """What people wrote, by the position of the entry."""
    people: People

    @property
    def withdrawn(self) -> Version | None:
        """The version that had been published for later when the one that holds took its place; None once it is back.

        Until somebody publishes anew it stays in sight: a changed file in the folder of plans withdraws it too.
        """
        held = self.life.version(self.life.current).publication if self.life.current else None
        if held is None or held.withdrawn is None or self.life.next == held.withdrawn:
            return None
        return self.life.version(held.withdrawn)

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
    too_long = set[str]()
    current = await _known(versions, office, life.current, "in_force", too_long)
    following = await _known(versions, office, life.next, "next", too_long)
    kept = {one.version: one for one in await store.plan_versions(office, MOST_VERSIONS)}
    for one in (current, following):
        if one is not None:
            kept[one.version] = one
    draft = await store.draft(office)
    draft_judged = None
    if draft is not None and draft.text is not None:
        try:
            draft_judged = await versions.judgements.judged(office, draft.text, prove=False, other=current)
        except TooMuchWorkError as reason:  # it is shown without its findings
            if isinstance(reason, TooLongError):
                too_long.add("draft")
    failed: Sequence[Mapping[str, Any]] = ()
    with suppress(TooMuchWorkError):
        failed = await versions.judgements.failed(office, current)
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
        too_long=frozenset(too_long),
        failed=failed,
        words=words,
        people=await people_of(store, office, judged),
    )


async def _known(
    versions: Versions, office: str, version: str | None, which: str, too_long: set[str]
) -> PlanVersion | None:
    """Return a version with what is to be known of it; as it is kept, where that takes too long now."""
    try:
        return await versions.judgements.known(office, version)
    except TooMuchWorkError as reason:
        if isinstance(reason, TooLongError):
            too_long.add(which)
        return await versions.store.plan_version(office, version) if version is not None else None
