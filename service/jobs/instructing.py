"""Tells each zone where to go, right behind the press and never on its path; anew whenever what is known changes."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from roles.danger import Danger
from service.alarm.alarm import Alarm
from service.alarm.commands import AnyButRaise
from service.alarm.guide_commands import Instruct
from service.alarm.refusal import Refusal
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.guiding import danger_of, heads_of, instruct, is_guided, letting_go
from service.dispatch.outcome import Outcome
from service.store.output_port import OutputStore
from service.store.port import StoreError

LOOK_S: Final = 5.0
"""How often open alarms are looked at although nobody has said anything: another node may have died behind a press."""
AGAIN_S: Final = 0.5
MOST: Final = 10
"""Open alarms of one office that zones are told in at once, the newest: a flood of presses writes nothing for more."""
OLDER_S: Final = 5.0
"""How long after one another the older ones are renewed at the soonest, when nothing newer waits."""
KNOWN: Final = 200
"""Open alarms of one office whose places count as dangerous: the oldest is where it began."""

CHANGES: Final = frozenset(
    {
        "AlarmRaised",
        "AlarmJoined",
        "PressesCounted",
        "ZoneMeasured",
        "ZoneDoubted",
        "DoorReported",
        "ZoneReported",
        "OutputCommanded",
        "OutputConfirmed",
        "OutputFailed",
        "AlarmCleared",
        "AlarmCancelled",
    }
)
"""Events after which other ways may be the safe ones."""

_EVER: Final = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)


class Asks(Protocol):
    """What is asked of the dispatch."""

    async def ask(self, office: str, alarm: str, make: Callable[[OfficePage], AnyButRaise]) -> Outcome:
        """Ask something of an alarm that exists."""
        ...


class Reads(Protocol):
    """What is read of the store."""

    @property
    def outputs(self) -> OutputStore:
        """The orders to outputs."""
        ...

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm with its office."""
        ...

    async def open_positions(self, office: str) -> dict[str, int]:
        """Return the open alarms of an office, each with the position of its last entry."""
        ...

    async def day_facts(self, office: str, day: date) -> dict[str, str]:
        """Return who is known to be absent or here on a day."""
        ...


class Instructing:
    """Works out what each zone is told, in a thread of its own, and writes it down where it is news."""

    def __init__(
        self, dispatch: Asks, store: Reads, book: Book, clock: Clock, open_alarms: Callable[[], Mapping[str, list[str]]]
    ) -> None:
        """Tell nobody yet; `open_alarms` returns the open alarms of each office as far as this node has seen."""
        self._dispatch = dispatch
        self._store = store
        self._book = book
        self._clock = clock
        self._open_alarms = open_alarms
        self._waiting: dict[str, None] = {}
        self._older: dict[str, float] = {}
        """Offices whose older alarms have still to be renewed, and not before when, by the monotonic clock."""
        self._reached: dict[str, str] = {}
        """The older alarm of each office that was looked at last, so that changes without end let none be forgotten."""
        self._known: dict[str, dict[str, tuple[int, Alarm]]] = {}
        """By office its open alarms as they were read last, and up to which position: one that stands still is not
        read again, however often the others change."""
        self._worked_out: dict[str, tuple[tuple[OfficePage, Mapping[str, int]], dict[Danger, Instruct]]] = {}
        """By office what was told last, by where it is dangerous, and the page and the counts that it holds for."""
        self._wanted = asyncio.Event()

    def take(self, outcome: Outcome) -> None:
        """Hear what was written."""
        if any(entry.event in CHANGES for entry in outcome.entries):
            self._waiting[outcome.office] = None
            self._wanted.set()

    async def run(self) -> None:
        """Until cancelled: look at the offices in which something has changed, and at all now and then."""
        while True:
            if not self._waiting:
                self._waiting |= dict.fromkeys(self._open_alarms())
            offices, self._waiting = list(self._waiting), {}
            await self._each(offices, self.look)
            await self._each([office for office in self._older if self._is_time(office)], self.renew)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if self._waiting else LOOK_S):
                    await self._wanted.wait()
            self.heed()

    def heed(self) -> None:
        """Have heard that something has changed: what has is looked at from here on."""
        self._wanted.clear()

    async def _each(self, offices: Iterable[str], do: Callable[[str], Awaitable[None]]) -> None:
        for office in offices:
            try:
                await do(office)
            except StoreError as reason:
                self._waiting[office] = None
                _log.warning("what the zones of %s are told waits for the store: %s", office, reason)
            except Refusal as reason:
                _log.info("the zones of %s could not be told where to go: %s", office, reason)
            except Exception:  # whatever is wrong with one office must cost no other its ways
                _log.exception("the zones of %s could not be told where to go", office)

    async def look(self, office: str) -> None:
        """Tell the zones of an office what to do in each of its open alarms, until nothing is news any more.

        It is asked again after each answer: another node may have told by what it knew before.
        """
        while office in self._book and await self._tell(office):
            pass
        if len(self._open_alarms().get(office, ())) > MOST:
            self._older.setdefault(office, self._clock.monotonic())

    async def renew(self, office: str) -> None:
        """Tell the zones in each alarm that is older than the newest, once; whatever is new goes before."""
        if office in self._book:
            await self._tell(office, older=True)
        if self._wanted.is_set():
            return
        self._older.pop(office, None)
        if len(self._open_alarms().get(office, ())) > MOST:
            self._older[office] = self._clock.monotonic() + OLDER_S

    def _is_time(self, office: str) -> bool:
        return not self._wanted.is_set() and self._clock.monotonic() >= self._older[office]

    async def _tell(self, office: str, *, older: bool = False) -> bool:
        """Tell the zones in an office's newest alarms, or in the older ones; return whether anything was news.

        Alarms whose danger is the same are told the same, worked out once. The newest ones are told together, so that
        the record is written once for all of them, and screens are told once.
        """
        page = self._book[office]
        found = await self._found(office, self._open_alarms().get(office, [])[-KNOWN:])
        guided = [one for one in found if is_guided(one)]
        guided = self._from_where_it_was(office, guided[:-MOST]) if older else guided[-MOST:]
        if not guided:
            return False
        at = self._clock.now()
        today = at.astimezone(ZoneInfo(page.plan.time_zone)).date()
        count = heads_of(page, await self._store.day_facts(office, today), at)
        opening = await self._letting_go(page)
        before, known = self._worked_out.get(office, ((page, count), {}))
        known = known if before == (page, count) else {}
        self._worked_out[office] = ((page, count), worked_out := dict(known) if older else {})
        is_news = False
        asking: list[asyncio.Task[Outcome]] = []
        for alarm in reversed(guided):
            if older:
                if self._wanted.is_set():
                    break  # what has changed is told in the newest first
                self._reached[office] = alarm.id
            danger = danger_of(page.plan, alarm, [one for one in found if one.id != alarm.id], opening)
            if danger not in known:
                known[danger] = await asyncio.to_thread(instruct, page, danger, count)
            command = worked_out[danger] = known[danger]
            if alarm.guidance is None or alarm.guidance.basis != command.basis:
                ask = self._dispatch.ask(office, alarm.id, partial(_as_it_is, command))
                if older:
                    is_news = bool((await ask).entries) or is_news
                else:
                    asking.append(asyncio.create_task(ask))
        return any(outcome.entries for outcome in await _all(asking)) or is_news

    async def _letting_go(self, page: OfficePage) -> frozenset[str]:
        """Return the doors that were told to open and have not said so; few offices have any lock at all."""
        if not any(output.kind == "door" for output in page.plan.outputs.values()):
            return frozenset()
        return letting_go(page.plan, await self._store.outputs.due(_EVER))

    def _from_where_it_was(self, office: str, guided: list[Alarm]) -> list[Alarm]:
        """Return alarms in an order whose last, with which a look begins, is the next after the one reached before."""
        reached = next((at for at, one in enumerate(guided) if one.id == self._reached.get(office)), len(guided))
        return [*guided[reached:], *guided[:reached]]

    async def _found(self, office: str, ids: Iterable[str]) -> list[Alarm]:
        """Return these alarms as far as they are open; only those that have changed are read."""
        before, found = self._known.pop(office, {}), dict[str, tuple[int, Alarm]]()
        positions = await self._store.open_positions(office)
        for id_ in ids:
            if (position := positions.get(id_)) is None:
                continue
            if id_ in before and before[id_][0] == position:
                found[id_] = before[id_]
            elif (read := await self._store.alarm(id_)) is not None and read[1].is_open:
                found[id_] = (position, read[1])
        if found:
            self._known[office] = found
        else:
            self._worked_out.pop(office, None)
        return [alarm for _, alarm in found.values()]


async def _all(asking: Collection["asyncio.Task[Outcome]"]) -> list[Outcome]:
    """Return what came of all that was asked, in its order; what one was refused, or failed with, comes afterwards."""
    came = await asyncio.gather(*asking, return_exceptions=True)
    for one in came:
        if isinstance(one, BaseException):
            raise one
    return [one for one in came if not isinstance(one, BaseException)]


def _as_it_is(command: Instruct, _page: OfficePage) -> Instruct:
    return command
