"""Drafts: scratch that several people may write at once. Revisions are compared, so that nobody overwrites anybody."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from roles.sentence import Sentence
from service.life.decide import LifeRefusal
from service.planning.apart import TooMuchWorkError
from service.planning.judgement import digest_of
from service.planning.people import people_of
from service.planning.record import life_of
from service.planning.versions import Versions
from service.store.port import PlanDraft, PlanVersion, Unit

Judged = Mapping[str, Any]

MOST_NEW: Final = 200
"""Drafts of offices that nobody knows yet: whoever may write can begin no more than so many at once."""


class DraftChangedError(Exception):
    """Somebody saved another draft meanwhile: both texts are there, and what differs."""

    def __init__(self, theirs: PlanDraft, judged: Judged, differences: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("somebody has saved another draft meanwhile")
        self.theirs = theirs
        self.judged = judged
        self.differences = differences


class Drafts:
    """The drafts of all offices."""

    def __init__(self, versions: Versions, offices: Container[str], *, most_new: int = MOST_NEW) -> None:
        """Keep drafts beside versions; `offices` have a plan already, and so many others may have a draft."""
        self._most_new = most_new
        self._versions = versions
        self._store = versions.store
        self._offices = offices

    async def save(
        self, office: str, text: str, revision: int | None, by: str, *, known: bool = False
    ) -> tuple[PlanDraft, Judged]:
        """Keep a text as the draft, and return it with what is to be known of it.

        Args:
            office: whose plan it is.
            text: the document.
            revision: the revision that whoever saves has seen; None when they have seen no draft.
            by: slug or opaque key of who saves.
            known: whether the service knows by itself who that is; no plan has to name her then.

        Raises:
            DraftChangedError: the draft is another one by now.
            LifeRefusal: nobody here is called so, or too many new offices have a draft.
        """
        await self._make_room(office)
        judged = await self._versions.judgements.judged(office, text, prove=False)
        life = await self._versions.life(office)
        current = await self._versions.judgements.known(office, life.current)
        people = await people_of(self._store, office, [current.judged if current else None, judged])
        key = by if known else people.key_of(by)
        now = self._versions.clock.now()

        def work(unit: Unit) -> tuple[PlanDraft | None, bool]:
            there = unit.draft()
            seen = there.revision if there and there.text is not None else None
            if there and there.text == text:
                return there, True
            if seen != revision:
                return there, False
            draft = PlanDraft(
                office=office,
                revision=there.revision + 1 if there else 1,
                text=text,
                based_on=there.based_on if there and seen is not None else life_of(unit).at(now).current,
                by=key,
                at=now,
            )
            unit.save_draft(draft)
            return draft, True

        found, saved = await self._store.commit(office, work)
        if saved and found is not None:
            return found, judged
        raise await self._conflict(office, found, text, judged, current)

    async def _make_room(self, office: str) -> None:
        """Refuse the draft of a further office that nobody knows yet, where there are too many such already."""
        if office in self._offices:
            return
        others = [one for one in await self._store.drafted() if one != office and one not in self._offices]
        if len(others) >= self._most_new:
            raise LifeRefusal(
                "too_many_new_offices",
                Sentence(
                    "There are drafts for %(count)s new offices already. Publish or discard some of them first.",
                    count=len(others),
                ),
            )

    async def discard(self, office: str, by: str, *, known: bool = False) -> None:
        """Throw the draft away; its count goes on, so that nobody mistakes a later one for it."""
        draft = await self._store.draft(office)
        if draft is None or draft.text is None:
            return
        current = await self._versions.judgements.known(office, (await self._versions.life(office)).current)
        judged = await self._versions.judgements.judged(office, draft.text, prove=False)
        people = await people_of(self._store, office, [current.judged if current else None, judged])
        key, now = by if known else people.key_of(by), self._versions.clock.now()

        def work(unit: Unit) -> None:
            there = unit.draft()
            if there is not None and there.text is not None:
                unit.save_draft(replace(there, revision=there.revision + 1, text=None, by=key, at=now))

        await self._store.commit(office, work)

    async def _conflict(
        self, office: str, there: PlanDraft | None, text: str, judged: Judged, current: PlanVersion | None
    ) -> DraftChangedError:
        """Return the other text and what differs; where the draft is gone, the other one is what holds."""
        if there is None or there.text is None:
            held = current.written if current else ""
            at = there.at if there else self._versions.clock.now()
            version = current.version if current else None
            by = there.by if there else None
            there = PlanDraft(office=office, revision=0, text=held, based_on=version, by=by, at=at)
        try:
            others, differences = await self._compared(office, str(there.text), text, judged)
        except TooMuchWorkError:  # both texts are there all the same
            others, differences = {}, ()
        return DraftChangedError(there, others, differences)

    async def _compared(
        self, office: str, theirs: str, text: str, judged: Judged
    ) -> tuple[Judged, Sequence[Mapping[str, Any]]]:
        """Return what is known of another text, and what differs: in what the plans do, or else in their lines."""
        others = await self._versions.judgements.judged(office, theirs, prove=False)
        if not others["errors"] and not judged["errors"]:
            made_at = self._versions.clock.now()
            base = PlanVersion(
                office=office, version=digest_of(others), written=theirs, text=others["text"], made_at=made_at
            )
            found = await self._versions.judgements.judged(office, text, prove=False, other=base)
            if found["changes"]:
                return others, found["changes"]
        return others, (await self._versions.judgements.judged(office, text, prove=False, beside=theirs))["lines"]
