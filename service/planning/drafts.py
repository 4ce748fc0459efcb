"""Drafts: scratch that several people may write at once. Revisions are compared, so that nobody overwrites anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, Final

from roles.sentence import Sentence
from service.planning.people import people_of
from service.planning.record import life_of
from service.planning.versions import Versions, digest_of
from service.planning.words import pack
from service.store.port import PlanDraft, PlanVersion, Unit

MOST_LINES: Final = 50
"""Lines in which two texts differ that are told, where one of them is no plan that could be compared."""

Judged = Mapping[str, Any]


class DraftChangedError(Exception):
    """Somebody saved another draft meanwhile: both texts are there, and what differs."""

    def __init__(self, theirs: PlanDraft, judged: Judged, differences: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("somebody has saved another draft meanwhile")
        self.theirs = theirs
        self.judged = judged
        self.differences = differences


class Drafts:
    """The drafts of all offices."""

    def __init__(self, versions: Versions) -> None:
        """Keep drafts beside versions."""
        self._versions = versions
        self._store = versions.store

    async def save(self, office: str, text: str, revision: int | None, by: str) -> tuple[PlanDraft, Judged]:
        """Keep a text as the draft, and return it with what is to be known of it.

        Args:
            office: whose plan it is.
            text: the document.
            revision: the revision that whoever saves has seen; None when they have seen no draft.
            by: slug or opaque key of who saves.

        Raises:
            DraftChangedError: the draft is another one by now.
            LifeRefusal: nobody here is called so.
        """
        judged = await self._versions.judged(office, text, prove=False)
        life = await self._versions.life(office)
        current = await self._versions.known(office, life.current)
        people = await people_of(self._store, office, [current.judged if current else None, judged])
        key = people.key_of(by)
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

    async def discard(self, office: str, by: str) -> None:
        """Throw the draft away; its count goes on, so that nobody mistakes a later one for it."""
        draft = await self._store.draft(office)
        if draft is None or draft.text is None:
            return
        current = await self._versions.known(office, (await self._versions.life(office)).current)
        judged = await self._versions.judged(office, draft.text, prove=False)
        people = await people_of(self._store, office, [current.judged if current else None, judged])
        key, now = people.key_of(by), self._versions.clock.now()

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
        theirs = str(there.text)
        others = await self._versions.judged(office, theirs, prove=False)
        differences: Sequence[Mapping[str, Any]] = tuple(lines(theirs, text))
        if not others["errors"] and not judged["errors"]:
            base = PlanVersion(
                office=office, version=digest_of(others), written=theirs, text=others["text"], made_at=there.at
            )
            found = await self._versions.judged(office, text, prove=False, other=base)
            differences = found["changes"] or differences
        return DraftChangedError(there, others, differences)


def lines(old: str, new: str) -> Iterator[Mapping[str, Any]]:
    """Yield the lines in which two texts differ, in words."""
    before, after = old.splitlines(), new.splitlines()
    told = 0
    for kind, start, end, other, other_end in SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if kind == "equal":
            continue
        was, now = " ⏎ ".join(before[start:end])[:300], " ⏎ ".join(after[other:other_end])[:300]
        words = Sentence("Line %(line)s: was “%(was)s”, is “%(now)s”", line=other + 1, was=was, now=now)
        yield {"group": pack(Sentence("The text")), "path": [], "words": pack(words)}
        told += 1
        if told == MOST_LINES:
            return
