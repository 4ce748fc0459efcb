"""What people do with an office's plan: approve, say what they think, publish, roll back, read their duty.

Each is one command and one transaction. What has to be worked out beforehand is worked out apart; when the plan has
moved meanwhile it is worked out again, so that nothing is decided about a state that is no more.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from roles.moment import instant_of
from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.clock import Clock
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
from service.planning.concerned import Concern, Concerned
from service.planning.judgement import Judgements, day_of
from service.planning.record import life_of, write
from service.store.port import PlanVersion, Store, Unit
from service.timeline.entry import Entry

Tell = Callable[[str, tuple[Entry, ...]], None]
"""Told of (office, entries) after each commit, in the loop's thread."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

TRIES: Final = 5
"""How often something is worked out again because the plan moved meanwhile."""


class _MovedError(Exception):
    """The plan moved while something was worked out."""


class Versions:
    """The versions of all offices' plans."""

    def __init__(self, store: Store, clock: Clock, judgements: Judgements, *, tell: Tell) -> None:
        """Work on a store.

        Args:
            store: where versions, lives and drafts are kept.
            clock: what time it is.
            judgements: what is to be known of texts.
            tell: told of the entries that were written.
        """
        self.store = store
        self.clock = clock
        self.judgements = judgements
        self._concern = Concern(store, clock, judgements)
        self._tell = tell

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
        """Let an approved version hold, now or later; raises LifeRefusal.

        A time without an offset is what the clock of the office shows.
        """
        fresh: Mapping[str, Any] = {}
        later: datetime | None = None

        async def look(about: Concerned) -> None:
            nonlocal fresh, later
            later = None if holds_from is None else _on_the_clock(about.judged, holds_from)
            locked = {
                *about.judged["locked"],
                *((about.current.judged or {}).get("locked", ()) if about.current else ()),
            }
            fresh = await self.judgements.judged(
                office,
                about.version.text,
                prove=True,
                other=about.current,
                locked=tuple(sorted(locked)),
                at=max(self.clock.now(), later or _LONG_AGO),
            )

        def make(about: Concerned, life: Life) -> Command:
            key = about.people.key_of(by)
            begins = max(self.clock.now(), later or _LONG_AGO)
            last_day = about.judged.get("last_day")
            return Publish(
                actor=Actor(who=key, via=via),
                version=version,
                entitled=key in about.approvers - life.gone,
                holds_from=later,
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

    async def life(self, office: str) -> Life:
        """Return the life of an office's plan as it stands now."""
        return await self._concern.life(office)

    async def _ask(
        self,
        office: str,
        version: str | None,
        make: Callable[[Concerned, Life], Command],
        *,
        look: Callable[[Concerned], Awaitable[None]] | None = None,
    ) -> None:
        """Work out what a command is about, then decide and write it in one transaction."""
        self.judgements.try_again(office)
        for _ in range(TRIES):
            about = await self._concern.about(office, version)
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


def _on_the_clock(judged: Mapping[str, Any], at: datetime) -> datetime:
    """Return the instant that is meant; a time without an offset by the clock of the office."""
    found = instant_of(at, ZoneInfo(judged.get("time_zone") or "UTC"))
    if found is None:
        why = Sentence(
            "That night the clock is put forward and never shows %(time)s. Choose an hour later.", time=f"{at:%H:%M}"
        )
        raise LifeRefusal("no_such_hour", why)
    return found


def _no_errors(about: Concerned) -> None:
    if about.judged["errors"]:
        count = about.judged["errors"]
        raise LifeRefusal("has_errors", Sentence("This version has %(count)s errors. Mend them first.", count=count))
