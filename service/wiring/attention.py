"""How each office keeps its attention, from its plan in force, its devices and its timeline."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from devices.inventory import Inventory
from roles.cadence import SELDOM, months_after
from roles.demand import named_in
from roles.inspection import inspected
from roles.plan import Plan
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.effects import measures_done, told_pulses
from service.drill.practice import practice
from service.figures.attention import Asked, Attention, attention
from service.figures.done import Done, HeldDrill, done_in, drills_in
from service.store.port import Store
from service.timeline.entry import Entry
from service.web.ports import KeptAttention

MONTHS: Final = 12
"""Months that are looked back, the present one among them."""
AT_ONCE: Final = 2000

Heard = Callable[[str], Iterable[tuple[str, datetime]]]
"""Returns which buttons of an office were last pressed when, by `office/device`; a press proves one as a test does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What was read of an office's timeline, up to a position."""

    position: int
    digest: str
    began: date
    done: tuple[Done, ...]
    drills: tuple[HeldDrill, ...]


class Attentions:
    """Knows how each office stands; what was read once is not read again."""

    def __init__(
        self, store: Store, book: Book, clock: Clock, *, inventory: Callable[[], Inventory], heard: Heard
    ) -> None:
        """Read from a store, for the plans of a book and the devices of an inventory."""
        self._store = store
        self._book = book
        self._clock = clock
        self._inventory = inventory
        self._heard = heard
        self._known: dict[str, _Known] = {}

    async def of(self, office: str) -> KeptAttention:
        """Return how an office stands today and stood at the end of each month before.

        Raises:
            KeyError: nobody knows the office.
            StoreUnavailable: its timeline cannot be read now.
        """
        plan, today = self._book[office].plan, self._clock.now().date()
        known = await self._read(office, today)
        pressed = (Done(part="buttons", id=address, day=at.date()) for address, at in self._heard(office))
        done = (*known.done, *pressed)
        asked = self._asked(plan, known.began, today)
        days = [day for back in range(MONTHS - 1, 0, -1) if (day := _month_end(today, back)) >= known.began]
        return KeptAttention(
            office=office,
            name=plan.name,
            now=attention(asked, done, today),
            months=[(day, attention(asked, done, day).tenths) for day in (*days, today)],
            drills=known.drills,
            pulses=await told_pulses(self._store, office),
            measures=await measures_done(self._store, office),
        )

    async def today(self, office: str) -> Attention:
        """Return how an office stands today, without its past; raises as `of` does."""
        plan, today = self._book[office].plan, self._clock.now().date()
        known = await self._read(office, today)
        pressed = (Done(part="buttons", id=address, day=at.date()) for address, at in self._heard(office))
        return attention(self._asked(plan, known.began, today), (*known.done, *pressed), today)

    async def _read(self, office: str, today: date) -> _Known:
        """Read what is new of an office's timeline: the first time all that belongs to no alarm."""
        head, known = await self._store.head(office), self._known.get(office)
        if known is not None and (known.position, known.digest) == (head.position, head.hash):
            return known
        if known is not None and 0 < head.position - known.position <= AT_ONCE:
            new: list[Entry] = await self._store.entries(office, known.position, AT_ONCE)
            if all(entry.alarm is not None for entry in new):  # alarms tell nothing of it
                found = replace(known, position=head.position, digest=head.hash)
                self._known[office] = found
                return found
        # What a drill was is told when it was planned: so all that belongs to no alarm is read anew.
        entries = await self._store.plan_entries(office)
        first = await self._store.entries(office, 0, 1)
        self._known[office] = found = _Known(
            position=head.position,
            digest=head.hash,
            began=first[0].at.date() if first else today,
            done=tuple(done_in(entries)),
            drills=tuple(drills_in(entries)),
        )
        return found

    def _asked(self, plan: Plan, began: date, today: date) -> Asked:
        cadence = plan.drills
        devices = [one for one in self._inventory().devices if one.office == plan.office and one.standing == "in_use"]
        duties = [
            id_
            for id_, role in plan.roles.items()
            if not role.is_card and any(who in plan.people for who in named_in(plan, role))
        ]
        return Asked(
            began=began,
            whole=(cadence.whole if cadence else None) or SELDOM,
            micro=cadence.micro if cadence else None,
            expires=plan.expires,
            roles=dict.fromkeys(practice(plan, (), today).roles, ""),
            buttons={f"{one.office}/{one.device}": one.name for one in devices},
            places={place: (one.name, one.every) for place, one in inspected(plan).items()},
            duties=dict.fromkeys(duties, ""),
        )


def _month_end(today: date, back: int) -> date:
    """Return the last day of the month so many months before."""
    first = months_after(today.replace(day=1), 1 - back)
    return date.fromordinal(first.toordinal() - 1)
