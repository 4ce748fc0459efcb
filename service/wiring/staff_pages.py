"""What the pages of pulses, revisions and measures work with: who may do what is asked here."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.alarm.actor import Actor
from service.api.identity import author_of
from service.api.report_desk import actor_of
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.effects import Effects
from service.dispatch.pulses import Pulses
from service.dispatch.reports import Said, measure_of
from service.dispatch.revisions import Revisions
from service.measure.aftercare import WORDS
from service.measure.commands import FinishMeasure, PlanMeasure
from service.measure.measure import Measure
from service.pulse.pulse import Pulse, Way
from service.revision.commands import Command
from service.revision.revision import Revision
from service.web.report_port import Piece, Step
from service.web.staff_port import Answered, MeasureTold, RevisionTold

KEY_BYTES: Final = 16


class StaffPages:
    """A `StaffPort`."""

    def __init__(self, book: Book, clock: Clock, pulses: Pulses, *, revisions: Revisions, effects: Effects) -> None:
        """Work with what the API's routes work with."""
        self._book = book
        self._clock = clock
        self._pulses = pulses
        self._revisions = revisions
        self._effects = effects

    def now(self) -> datetime:
        """Return what time it is."""
        return self._clock.now()

    def key(self) -> str:
        """Return a new key of chance."""
        return secrets.token_hex(KEY_BYTES)

    async def pulses(self, office: str) -> Sequence[tuple[str, Pulse]]:
        """Return an office's newest pulses with their ids, the newest first."""
        return await self._pulses.every(office)

    async def running(self, office: str) -> tuple[str, Pulse] | None:
        """Return the pulse that can be answered now."""
        return await self._pulses.running(office)

    async def code(self, office: str, visitor: Visitor) -> str | None:
        """Return the visitor's own code in the pulse that is open; None where she has none."""
        running = await self._pulses.running(office)
        if running is None or running[1].way != "own" or visitor.kind not in ("account", "phone"):
            return None
        return self._pulses.code_for(office, running[0], visitor.persons.get(office))

    async def slips(self, office: str) -> Sequence[str] | None:
        """Return the codes of the slips of the pulse that is open; None where there are none."""
        running = await self._pulses.running(office)
        return self._pulses.slips(running[0], running[1].asked) if running and running[1].way == "slips" else None

    async def open_pulse(self, office: str, visitor: Visitor, *, weeks: int, way: Way, slips: int) -> None:
        """Open the questions; raises UndertakingRefusal."""
        actor, may = actor_of(visitor, office), allowed(visitor, Action.ASK_STAFF, office)
        await self._pulses.open(office, actor, entitled=may, weeks=weeks, way=way, slips=slips)

    async def call_off(self, office: str, pulse: str, visitor: Visitor) -> None:
        """Throw away what was answered; raises UndertakingRefusal."""
        may = allowed(visitor, Action.ASK_STAFF, office)
        await self._pulses.call_off(office, pulse[:128], actor_of(visitor, office), entitled=may)

    async def asked(self, office: str, code: str) -> Pulse | None:
        """Return the pulse that a code answers; None where there is none."""
        found = await self._pulses.asked(office, code)
        return found[1] if found else None

    async def answer(self, office: str, code: str, answers: Sequence[int]) -> Answered:
        """Take an answer."""
        return await self._pulses.answer(office, code, answers)

    async def revisions(self, office: str) -> Sequence[tuple[str, Revision]]:
        """Return an office's newest revisions with their ids, the newest first."""
        return await self._revisions.every(office)

    async def revision(self, office: str, revision: str, visitor: Visitor) -> RevisionTold | None:
        """Return a revision; None where there is none under this id."""
        found = await self._revisions.one(office, revision)
        if found is None:
            return None
        measures = await self._revisions.measures(office, revision)
        author, follows = author_of(visitor, office), _follows(visitor, office)
        steps = [
            await self._step(office, *one, may_end=follows or (author is not None and one[1].owner == author))
            for one in measures
        ]
        return RevisionTold(
            id=revision,
            revision=found,
            said=[self._piece(office, one) for one in await self._revisions.said(revision)],
            steps=sorted(steps, key=lambda step: step.until),
            may_hold=allowed(visitor, Action.ASK_STAFF, office),
        )

    async def begin(self, office: str, held_on: date, visitor: Visitor) -> str:
        """Begin the revision of a day and return its id; raises UndertakingRefusal."""
        may = allowed(visitor, Action.ASK_STAFF, office)
        done = await self._revisions.begin(office, actor_of(visitor, office), held_on, entitled=may)
        return done.id

    async def ask(self, office: str, revision: str, visitor: Visitor, make: Callable[[Actor, bool], Command]) -> None:
        """Ask something of a revision; raises UndertakingRefusal."""
        command = make(actor_of(visitor, office), allowed(visitor, Action.ASK_STAFF, office))
        await self._revisions.ask(office, revision[:128], command)

    async def plan(self, office: str, key: str, visitor: Visitor, make: Callable[[Actor, bool], PlanMeasure]) -> None:
        """Plan a measure; the same key is the same one. Raises UndertakingRefusal."""
        command = make(actor_of(visitor, office), allowed(visitor, Action.ASK_STAFF, office))
        await self._revisions.plan(office, measure_of(office, key), command)

    async def done(self, office: str, measure: str, visitor: Visitor) -> None:
        """Say that a measure is done; raises UndertakingRefusal."""
        command = FinishMeasure(actor=actor_of(visitor, office), entitled=_follows(visitor, office))
        await self._revisions.plan(office, measure[:128], command)

    async def measure(self, office: str, measure: str) -> MeasureTold | None:
        """Return a measure with what was before and after; None where there is none under this id."""
        found = await self._effects.measure(office, measure)
        if found is None:
            return None
        return MeasureTold(
            id=measure,
            words=await self._words(measure, found),
            owner=self._name(office, found.owner),
            until=found.until,
            ending=found.ending,
            ended_at=found.ended_at,
            follows=found.report,
            effect=await self._effects.of(office, found),
        )

    async def _step(self, office: str, id_: str, measure: Measure, *, may_end: bool) -> Step:
        return Step(
            id=id_,
            words=await self._words(id_, measure),
            owner=self._name(office, measure.owner),
            until=measure.until,
            ending=measure.ending,
            may_end=may_end and not measure.is_over,
        )

    async def _words(self, id_: str, measure: Measure) -> str:
        return WORDS[measure.task] if measure.task else await self._effects.words(id_)

    def _name(self, office: str, key: str | None) -> str | None:
        return self._book[office].name_of(key) if key else None

    def _piece(self, office: str, said: Said) -> Piece:
        return Piece(event=said.event, at=said.at, by=self._name(office, said.by), by_reporter=False, words=said.words)


def _follows(visitor: Visitor, office: str) -> bool:
    """Say whether a visitor ends measures that are not her own: who follows up, and who holds the revision."""
    return allowed(visitor, Action.FOLLOW_UP, office) or allowed(visitor, Action.ASK_STAFF, office)
