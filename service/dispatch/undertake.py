"""The one way in for every command to an undertaking: a watched meeting, a drill, a check."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.own_time import OwnTime
from service.dispatch.undertaking_kind import Kind
from service.dispatch.undertaking_kinds import KINDS
from service.dispatch.undertaking_writing import keep, told
from service.store.port import Store, Unit
from service.store.undertaking_port import KeptUndertaking, UndertakingKind
from service.timeline.entry import Entry
from service.undertaking.event import Event
from service.undertaking.refusal import unknown_undertaking

LOOK_AGAIN: Final = timedelta(minutes=1)
"""After how long an undertaking is looked at again whose due time has made nothing happen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Undertaken:
    """What was asked of an undertaking, and how it stands now. It exists only after the commit."""

    office: str
    id: str
    kind: UndertakingKind
    state: Any
    """As the kind's own package knows it."""
    entries: tuple[Entry, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    """What has become of the triggers that followed from it."""


class Undertaking:
    """Turns commands to undertakings into transactions, and has dispatch's listeners told."""

    def __init__(self, store: Store, book: Book, dispatch: Dispatch, clock: Clock) -> None:
        """Work on a store with the plans of a book; alarms are raised through dispatch."""
        self._store = store
        self._book = book
        self._dispatch = dispatch
        self._clock = clock
        self.own_time = OwnTime(clock)

    async def ask(
        self, office: str, kind: UndertakingKind, undertaking: str, make: Callable[[OfficePage, Unit, Any], Any]
    ) -> Undertaken:
        """Ask something of an undertaking; one that does not exist yet begins with what its kind begins with.

        Args:
            office: whose it is.
            kind: what it is.
            undertaking: its id.
            make: makes the command from the plan in force, what the transaction sees, and the state (None before the
                first command); called again when the transaction has to be run again.

        Raises:
            UndertakingRefusal: its state or the actor's rights do not allow it, or the id is another kind's.
            StoreUnavailable: nothing was written.
        """
        page, at = await self._book.page(office), self._clock.now()
        about = KINDS[kind]

        def work(unit: Unit) -> Undertaken:
            kept = unit.undertaking(undertaking)
            if kept is not None and kept.kind != kind:
                raise unknown_undertaking()
            before = about.load(kept.snapshot) if kept else None
            events = about.decide(before, make(page, unit, before), at)
            return self._write(unit, about, kept, undertaking, events)

        return self._told(await self._store.commit(office, work))

    def knows(self, office: str) -> bool:
        """Whether an office has a plan here, or one that is being read."""
        return office in self._book or office in self._book.unread

    async def pass_due(self, office: str, undertaking: str, due_at: datetime) -> Undertaken | None:
        """Take an undertaking's due time and what follows from it, in one transaction; None when somebody else took it.

        What is of no kind that this node knows is left to a node that knows it; so is what is of an office that has no
        plan any more: a look at a door there is owed to nobody.
        """
        if not await self._book.knows_soon(office):
            return None
        page, behind = self._book[office], max(timedelta(0), self.own_time.behind(undertaking))
        at = max(self._clock.now() - behind, due_at)

        def work(unit: Unit) -> Undertaken | None:
            kept = unit.undertaking(undertaking)
            if kept is None or kept.kind not in KINDS or not unit.take_due(undertaking, due_at):
                return None
            about = KINDS[kept.kind]
            before = about.load(kept.snapshot)
            events = about.decide(before, about.pass_due(page, unit, undertaking, before), at)
            if not events:
                unit.set_due(undertaking, max(about.due_at(before) or at, at + LOOK_AGAIN))
            return self._write(unit, about, kept, undertaking, events, behind=behind)

        done = await self._store.commit(office, work)
        return self._told(done) if done else None

    def _write(
        self,
        unit: Unit,
        about: Kind,
        kept: KeptUndertaking | None,
        undertaking: str,
        events: tuple[Event, ...],
        *,
        behind: timedelta = timedelta(0),
    ) -> Undertaken:
        """Append events, keep state and due time, hear what has become a trigger, and erase what has to be.

        An alarm that follows begins by the wall clock, whatever the events are behind it.
        """
        before = about.load(kept.snapshot) if kept else None
        if not events:
            return Undertaken(office=unit.office, id=undertaking, kind=about.name, state=before)
        page = self._book[unit.office]
        after, entries = keep(unit, page, about, before, id_=undertaking, events=events)
        is_over = about.is_over(after)
        found = about.triggers(page, undertaking, before, after, events)
        triggers = [replace(one, heard_at=one.heard_at + behind) for one in found]
        outcomes = tuple(outcome for trigger in triggers for outcome in self._dispatch.hear(unit, trigger))
        if is_over and about.forgets:
            unit.erase_undertaking(undertaking)
        return Undertaken(
            office=unit.office, id=undertaking, kind=about.name, state=after, entries=entries, outcomes=outcomes
        )

    def _told(self, done: Undertaken) -> Undertaken:
        """Tell all listeners: first of the undertaking, then of the alarms that have followed from it."""
        about = KINDS[done.kind]
        if done.entries:
            self._dispatch.tell(told(about, done.office, done.id, done.state, done.entries))
        for outcome in done.outcomes:
            self._dispatch.tell(outcome)
        return done


def state_of(kept: KeptUndertaking) -> Any:
    """Return a kept undertaking's state as its kind's package knows it."""
    return KINDS[kept.kind].load(kept.snapshot)


def event_of(entry: Entry) -> Event:
    """Return the event that an entry of an undertaking holds."""
    facts = {key: value for key, value in entry.facts.items() if key != "undertaking"}
    personal = entry.personal.content if entry.personal else {}
    return Event(name=entry.event, at=entry.at, actor=entry.actor, facts=facts, personal=personal)
