"""Which locks are let go because of a fire or of what may be behind them: looked at and decided in one transaction."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.closing_command import ReleaseOutputs
from service.alarm.states import Mode
from service.clock import Clock
from service.dispatch.behind import let_go
from service.dispatch.book import Book, OfficePage
from service.dispatch.fire import fire_told, raised_at, stands, told_at
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.store.port import Store, Unit

MOST: Final = 200
"""Open alarms of an office that are looked at; more are no office's, but a flood of presses."""


class Locks:
    """Lets go what a closing or a plan's step has locked, once something may be behind it."""

    def __init__(self, store: Store, book: Book, dispatch: Dispatch, clock: Clock) -> None:
        """Work on a store with the plans of a book."""
        self._store = store
        self._book = book
        self._dispatch = dispatch
        self._clock = clock

    async def let_go(self, office: str) -> tuple[Outcome, ...]:
        """Let go what may not be locked any more: every lock in a fire, else those behind which something may be.

        Raises:
            StoreError: nothing was written.
        """
        if not await self._book.knows_soon(office) or not _has_locks(self._book[office]):
            return ()
        page, at = self._book[office], self._clock.now()

        def work(unit: Unit) -> tuple[Outcome, ...]:
            alarms = open_alarms(unit)
            noted = _noted(unit, alarms, at)
            fire = stands(unit, alarms, at)
            found = (
                (alarm, _because_of_fire(alarm) if fire else let_go(alarm, others)) for alarm, others in _each(alarms)
            )
            return (
                *noted,
                *(self._dispatch.decide(unit, page, alarm, command, at) for alarm, command in found if command),
            )

        outcomes = tuple(one for one in await self._store.commit(office, work) if one.entries)
        for one in outcomes:
            self._dispatch.tell(one)
        return outcomes


def _because_of_fire(alarm: Alarm) -> ReleaseOutputs | None:
    return None if alarm.released else ReleaseOutputs(actor=SERVICE, because="fire")


def _noted(unit: Unit, alarms: tuple[Alarm, ...], at: datetime) -> tuple[Outcome, ...]:
    """Note that an alarm of the plan's own kind `fire` tells of one: it stands for an hour although that one ends."""
    raised, told = raised_at(alarms), told_at(unit)
    if raised is None or (told is not None and told >= raised):
        return ()
    return (Outcome(office=unit.office, alarm="", state="", entries=unit.append([fire_told(SERVICE, at)])),)


def _has_locks(page: OfficePage) -> bool:
    return any(output.kind == "door" for output in page.plan.outputs.values())


def open_alarms(unit: Unit, most: int = MOST) -> tuple[Alarm, ...]:
    """Return an office's open alarms that may hold a lock or be a danger behind one, at most so many of each mode."""
    return tuple(one for mode in (Mode.ACTUAL, Mode.DRILL) for one in unit.open_alarms(mode, most))


def _each(alarms: tuple[Alarm, ...]) -> Iterator[tuple[Alarm, tuple[Alarm, ...]]]:
    for alarm in alarms:
        if any(switch.kind == "door" for step in alarm.script.steps for switch in step.switch):
            yield alarm, tuple(one for one in alarms if one.id != alarm.id)
