"""What people do with an office's plan: approve, say what they think, publish, roll back, read their duty.

Each is one command and one transaction. What has to be worked out beforehand is worked out apart; when the plan has
moved meanwhile it is worked out again, so that nothing is decided about a state that is no more.
"""

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.clock import Clock
from service.life import snapshot
from service.life.commands import (
    AnswerObjection,
    Approve,
    Command,
    Opinion,
    Publish,
    ReadDuty,
    RecordView,
    RollBack,
    SayGone,
)
from service.life.decide import LifeRefusal, decide
from service.life.life import Life
from service.planning.apart import Judge
from service.planning.people import People, people_of
from service.planning.record import life_of, write
from service.store.port import PlanVersion, Store, StoreError, Unit
from service.timeline.entry import Entry

Tell = Callable[[str, tuple[Entry, ...]], None]
"""Told of (office, entries) after each commit, in the loop's thread."""

Standards = Callable[[], Awaitable[Mapping[str, bytes]]]
"""Reads the standards that plans can stand on: name → text."""

Scenarios = Callable[[str], Awaitable[bytes | None]]
"""Reads what an office's plan has to pass: office → scenario file; None where there is none."""

TRIES: Final = 5
"""How often something is worked out again because the plan moved meanwhile."""

REMEMBERED: Final = 16
"""Judgements that are kept in memory."""


class _MovedError(Exception):
    """The plan moved while something was worked out."""


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


class Versions:
    """The versions of all offices' plans."""

    def __init__(
        self, store: Store, clock: Clock, judge: Judge, *, standards: Standards, scenarios: Scenarios, tell: Tell
    ) -> None:
        """Work on a store.

        Args:
            store: where versions, lives and drafts are kept.
            clock: what time it is.
            judge: works out what is to be known of a text.
            standards: reads the standards that plans can stand on.
            scenarios: reads what an office's plan has to pass.
            tell: told of the entries that were written.
        """
        self.store = store
        self.clock = clock
        self._judge = judge
        self._standards = standards
        self._scenarios = scenarios
        self._tell = tell
        self._judged: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        """What was worked out lately, by the digest of the question: a draft is read more often than it is saved."""

    async def approve(self, office: str, version: str, by: str, *, via: str) -> None:
        """Let the manager stand for exactly this version; raises LifeRefusal."""

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            return Approve(
                actor=Actor(who=key, via=via),
                version=version,
                entitled=key in about.approvers - life.gone,
                errors=about.judged["errors"],
            )

        await self._ask(office, version, make)

    async def view(self, office: str, version: str, by: str, opinion: Opinion, words: str, *, via: str) -> None:
        """Record what the safety representative thinks of a version; raises LifeRefusal.

        Only whom the plan names as safety representative agrees or objects; where it names none, anybody of the plan
        says so for them. That nobody was asked is the manager's to say.
        """

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            _no_errors(about)
            own = about.approvers if opinion == "not_asked" else about.safety
            return RecordView(
                actor=Actor(who=key, via=via),
                version=version,
                opinion=opinion,
                words=words,
                entitled=own is None or key in own - life.gone,
            )

        await self._ask(office, version, make)

    async def answer(self, office: str, version: str, by: str, words: str, *, via: str) -> None:
        """Answer an objection; raises LifeRefusal."""

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            entitled = key in about.approvers - life.gone
            return AnswerObjection(actor=Actor(who=key, via=via), version=version, words=words, entitled=entitled)

        await self._ask(office, version, make)

    async def publish(
        self, office: str, version: str, by: str, *, holds_from: datetime | None, reason: str, via: str
    ) -> None:
        """Let an approved version hold, now or later; raises LifeRefusal."""
        fresh: Mapping[str, Any] = {}

        async def look(about: Concerned) -> None:
            nonlocal fresh
            locked = {
                *about.judged["locked"],
                *((about.current.judged or {}).get("locked", ()) if about.current else ()),
            }
            fresh = await self.judged(
                office,
                about.version.text,
                prove=True,
                other=about.current,
                locked=tuple(sorted(locked)),
                at=max(self.clock.now(), holds_from or datetime.min.replace(tzinfo=UTC)),
            )

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            begins = max(self.clock.now(), holds_from or datetime.min.replace(tzinfo=UTC))
            last_day = about.judged.get("last_day")
            return Publish(
                actor=Actor(who=key, via=via),
                version=version,
                entitled=key in about.approvers - life.gone,
                holds_from=holds_from,
                reason=reason,
                last_day=date.fromisoformat(last_day) if last_day else None,
                today=day_of(about.judged, begins),
                gaps=fresh["gaps"] or 0,
                errors=max(about.judged["errors"], fresh["errors"]),
                warnings=fresh["warnings"],
                locked=bool(fresh["unlocked"]),
                scenarios=len(fresh["scenarios"]),
            )

        await self._ask(office, version, make, look=look)

    async def roll_back(self, office: str, version: str, by: str, reason: str, *, via: str) -> None:
        """Let an earlier version hold again, at once; raises LifeRefusal."""

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            entitled = key in about.approvers - life.gone
            return RollBack(actor=Actor(who=key, via=via), version=version, entitled=entitled, reason=reason)

        await self._ask(office, version, make)

    async def read_duty(self, office: str, role: str, by: str, *, version: str | None = None, via: str) -> None:
        """Say that somebody has read a role's duty, of the version that holds unless another is named."""

        def make(about: Concerned, _life: Life) -> Command:
            key = about.people.key_of(by)
            duty = about.judged.get("duties", {}).get(role, {"digest": "", "people": ()})
            return ReadDuty(
                actor=Actor(who=key, via=via),
                person=key,
                role=role,
                duty=duty["digest"],
                holds=key in about.people.keys_of(duty["people"]),
            )

        await self._ask(office, version, make)

    async def say_gone(self, office: str, person: str, by: str, *, gone: bool, via: str) -> None:
        """Say that somebody has left or moved, or is back; raises LifeRefusal."""

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            return SayGone(
                actor=Actor(who=key, via=via),
                person=about.people.key_of(person),
                gone=gone,
                entitled=key in about.approvers - life.gone,
            )

        await self._ask(office, None, make)

    async def judged(
        self,
        office: str,
        text: str,
        *,
        prove: bool,
        other: PlanVersion | None = None,
        locked: Sequence[str] = (),
        beside: str | None = None,
        at: datetime | None = None,
    ) -> Mapping[str, Any]:
        """Return what is to be known of a text, compared with another version, or line by line beside another text.

        Gaps are looked for from `at` on, which is now unless the text is to hold later; and by that day it is read.
        """
        now = at or self.clock.now()
        question = {
            "office": office,
            "text": text,
            "standards": {name: text.decode(errors="replace") for name, text in (await self._standards()).items()},
            "now": now.isoformat(),
            "today": day_of(other.judged if other else None, now).isoformat(),
            "prove": prove,
            "other": other.text if other else None,
            "locked": list(locked),
            "beside": beside,
            "scenarios": await self._scenario_text(office),
        }
        if prove:
            return await self._judge(question)
        asked = sha256(json.dumps({**question, "now": ""}).encode()).hexdigest()
        if asked not in self._judged:
            self._judged[asked] = await self._judge(question)
            if len(self._judged) > REMEMBERED:
                self._judged.popitem(last=False)
        return self._judged[asked]

    async def failed(self, office: str, version: PlanVersion | None) -> Sequence[Mapping[str, Any]]:
        """Return what a kept version does not do of what the office's scenario file expects as it is now."""
        if version is None or await self._scenario_text(office) is None:
            return ()
        found: Sequence[Mapping[str, Any]] = (await self.judged(office, version.text, prove=False))["scenarios"]
        return found

    async def _scenario_text(self, office: str) -> str | None:
        raw = await self._scenarios(office)
        return None if raw is None else raw.decode(errors="replace")

    async def known(self, office: str, version: str | None) -> PlanVersion | None:
        """Return a kept version together with what is to be known of it, worked out now where that was never done."""
        kept = await self.store.plan_version(office, version) if version is not None else None
        if kept is None or kept.judged is not None:
            return kept
        judged = dict(await self.judged(office, kept.written, prove=True))
        if digest_of(judged) != kept.version:  # its standard has changed since
            judged = dict(await self.judged(office, kept.text, prove=True))
        judged.pop("text")
        judged.pop("scenarios")  # asked anew each time: the file changes beside the version
        with suppress(StoreError):  # it can be worked out again
            await self.store.judge_version(office, kept.version, judged)
        return replace(kept, judged=judged)

    async def life(self, office: str) -> Life:
        """Return the life of an office's plan as it stands now."""
        kept = await self.store.life(office)
        return snapshot.read(kept).at(self.clock.now()) if kept is not None else Life()

    async def _ask(
        self,
        office: str,
        version: str | None,
        make: Callable[[Concerned, Life], Command],
        *,
        look: Callable[[Concerned], Awaitable[None]] | None = None,
    ) -> None:
        """Work out what a command is about, then decide and write it in one transaction."""
        for _ in range(TRIES):
            about = await self._concerned(office, version)
            if look is not None:
                await look(about)
            now = self.clock.now()
            try:
                entries = await self.store.commit(office, _work(about, make, now))
            except _MovedError:
                continue
            if entries:
                self._tell(office, entries)
            return
        raise LifeRefusal("moving", Sentence("The plan is being changed by several people right now. Try again."))

    async def _concerned(self, office: str, version: str | None) -> Concerned:
        life = await self.life(office)
        current = await self.known(office, life.current)
        named = version or life.current
        found = await self.known(office, named) if named != life.current else current
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
        judged = dict(await self.judged(office, draft.text, prove=True, other=current))
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


UNKNOWN: Final = Sentence("There is no such version here. The draft may have changed since: look at it again.")


def digest_of(judged: Mapping[str, Any]) -> str:
    """Return the version that a judged text has."""
    return sha256(str(judged["text"]).encode()).hexdigest()


def day_of(judged: Mapping[str, Any] | None, at: datetime) -> date:
    """Return an office's day at a moment; that of UTC while nobody knows where the office is."""
    zone = (judged or {}).get("time_zone")
    return at.astimezone(ZoneInfo(zone) if zone else UTC).date()


def _work(
    about: Concerned, make: Callable[[Concerned, Life], Command], now: datetime
) -> Callable[[Unit], tuple[Entry, ...]]:
    def work(unit: Unit) -> tuple[Entry, ...]:
        life = life_of(unit).at(now)
        if life.current != (about.current.version if about.current else None):
            raise _MovedError
        events = decide(life, make(about, life), now, day_of(about.judged, now))
        if events:
            unit.keep_version(about.version)
        if any(event.name == "PlanPublished" for event in events):
            _use_up_draft(unit, about.version, now)
        return write(unit, life, events, about.people.names)

    return work


def _use_up_draft(unit: Unit, published: PlanVersion, now: datetime) -> None:
    """End the draft that has been published; one that somebody has changed since goes on."""
    draft = unit.draft()
    if draft is not None and draft.text == published.written:
        unit.save_draft(replace(draft, revision=draft.revision + 1, text=None, at=now))


def _no_errors(about: Concerned) -> None:
    if about.judged["errors"]:
        count = about.judged["errors"]
        raise LifeRefusal("has_errors", Sentence("This version has %(count)s errors. Mend them first.", count=count))
