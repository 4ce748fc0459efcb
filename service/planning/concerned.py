"""What a command about a plan is about: the version it names, the one that holds, and the people of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from roles.sentence import Sentence
from service.clock import Clock
from service.life import snapshot
from service.life.decide import LifeRefusal
from service.life.life import Life
from service.planning.judgement import Judgements, digest_of
from service.planning.people import People, people_of
from service.store.port import PlanVersion, Store

UNKNOWN: Final = Sentence("There is no such version here. The draft may have changed since: look at it again.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerned:
    """One version that something is asked of, beside the one that holds."""

    version: PlanVersion
    judged: Mapping[str, Any]
    current: PlanVersion | None
    people: People

    @property
    def approvers(self) -> frozenset[str]:
        """Who approves: whom the plan in force names; where it names nobody, whom the version itself names."""
        in_force = (self.current.judged or {}).get("approvers", ()) if self.current else ()
        return self.people.keys_of(in_force or self.judged.get("approvers", ()))

    @property
    def safety(self) -> frozenset[str] | None:
        """Whose view is asked for: whom the plan in force names, or the version itself; None when neither does."""
        in_force = (self.current.judged or {}).get("safety", ()) if self.current else ()
        named = in_force or self.judged.get("safety", ())
        return self.people.keys_of(named) if named else None


class Concern:
    """Finds out what a command is about."""

    def __init__(self, store: Store, clock: Clock, judgements: Judgements) -> None:
        """Look into a store, and ask for judgements."""
        self.store = store
        self.clock = clock
        self._judgements = judgements

    async def life(self, office: str) -> Life:
        """Return the life of an office's plan as it stands now."""
        kept = await self.store.life(office)
        return snapshot.read(kept).at(self.clock.now()) if kept is not None else Life()

    async def about(self, office: str, version: str | None) -> Concerned:
        """Return what a version, or the one that holds, is concerned with; raises LifeRefusal for an unknown one."""
        life = await self.life(office)
        current = await self._judgements.known(office, life.current)
        named = version or life.current
        found = await self._judgements.known(office, named) if named != life.current else current
        if found is None and version is not None:
            found = await self._of_draft(office, version, current)
        if found is None:
            raise LifeRefusal("unknown_version", UNKNOWN)
        judged = found.judged or {}
        people = await people_of(self.store, office, [current.judged if current else None, judged])
        return Concerned(version=found, judged=judged, current=current, people=people)

    async def _of_draft(self, office: str, version: str, current: PlanVersion | None) -> PlanVersion | None:
        """Return the draft as a version, when it is exactly this one."""
        draft = await self.store.draft(office)
        if draft is None or draft.text is None:
            return None
        judged = dict(await self._judgements.judged(office, draft.text, prove=True, other=current))
        judged.pop("scenarios")
        if digest_of(judged) != version:
            return None
        return PlanVersion(
            office=office,
            version=version,
            written=draft.text,
            text=judged.pop("text"),
            made_at=self.clock.now(),
            made_by=draft.by,
            judged=judged,
        )
