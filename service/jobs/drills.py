"""Drills while they run: a real alarm ends them, the end of their alarm is their end, and what came of them is judged.

Whatever is found is asked of the drill or its alarm as a command that changes nothing when it is so already: looking
twice, on two nodes, or again after a crash makes no difference.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.commands import Clear, Close
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.alarm.states import State as AlarmState
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.drill import alarm_of, has_real_alarm
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.undertake import Undertaking, state_of
from service.drill.commands import End, Judge, PassDue
from service.drill.drill import Drill
from service.drill.judge import judge
from service.drill.states import State
from service.store.port import Store, StoreError
from service.undertaking.refusal import UndertakingRefusal

LOOK_EVERY_S: Final = 1.0
LOOK_AT_ALL_EVERY_S: Final = 60.0
"""What this node has not heard of is found within so many seconds: another node may have begun it, and be gone."""

LOOKED_AT: Final = 12
"""An office's newest drills that are looked at."""

FRESH: Final = timedelta(hours=24)
"""So long after a drill it is looked for an alarm of it that goes on."""

_UNDER_WAY: Final = frozenset({State.COUNTING, State.RUNNING, State.RUN})
_ENDED: Final = frozenset({State.RUN, State.JUDGED, State.ABORTED})

_log = logging.getLogger(__name__)


class Drills:
    """Looks after the drills that run."""

    def __init__(self, store: Store, book: Book, dispatch: Dispatch, undertaking: Undertaking, clock: Clock) -> None:
        """Be told of what is committed; nothing is looked at yet."""
        self._store = store
        self._book = book
        self._dispatch = dispatch
        self._undertaking = undertaking
        self._clock = clock
        self._due: set[str] = set()
        """Offices that are to be looked at."""
        self._woken = asyncio.Event()
        self._looked_at = float("-inf")
        dispatch.listen(self._hear)

    def _hear(self, outcome: Outcome) -> None:
        """Look at an office again where a drill moves, or an alarm is raised, turned or over."""
        if any(_matters(entry.event) for entry in outcome.entries):
            self._due.add(outcome.office)
            self._woken.set()

    async def run(self) -> None:
        """Look, again and again, until cancelled."""
        while True:
            now = self._clock.monotonic()
            if now - self._looked_at >= LOOK_AT_ALL_EVERY_S:
                self._looked_at = now
                self._due.update(self._book)
            offices, self._due = self._due, set()
            for office in sorted(offices):
                try:
                    if await self.look(office):
                        self._due.add(office)
                except StoreError as reason:
                    self._due.add(office)
                    _log.warning("the drills of %s could not be looked at yet: %s", office, reason)
                except Exception:  # whatever is wrong in one office must not keep a drill of another one going
                    _log.exception("the drills of %s could not be looked at", office)
            self._woken.clear()
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def look(self, office: str) -> bool:
        """Look at an office's drills; tell whether one is still under way. Raises StoreError."""
        under_way = False
        for kept in await self._store.undertakings(office, "drill", limit=LOOKED_AT):
            drill: Drill = state_of(kept)
            if drill.state in _UNDER_WAY:
                drill = await self._go_on(office, kept.id, drill)
                under_way = under_way or drill.state in _UNDER_WAY
            if drill.state in _ENDED and drill.pressed_at is not None and self._is_fresh(drill):
                await self._end_alarm(office, kept.id)
        return under_way

    def _is_fresh(self, drill: Drill) -> bool:
        """Tell whether its alarm may still go on: it ends within seconds, or with the node that ended it."""
        return drill.ended_at is None or self._clock.now() - drill.ended_at < FRESH

    async def _go_on(self, office: str, id_: str, drill: Drill) -> Drill:
        """Take the steps of one drill that are due, however many."""
        drill = await self._ask(office, id_, drill, PassDue(actor=SERVICE))
        if drill.state is State.RUNNING:
            alarm = await self._alarm(office, id_)
            if alarm is not None and not alarm.is_open:
                drill = await self._ask(office, id_, drill, End(actor=SERVICE))
        if drill.state is State.RUN:
            entries = await self._store.alarm_entries(alarm_of(office, id_))
            result = judge(entries, is_micro=drill.scope == "micro", target=drill.target, expected=drill.expected)
            drill = await self._ask(office, id_, drill, Judge(actor=SERVICE, result=result))
        return drill

    async def _ask(self, office: str, id_: str, drill: Drill, command: PassDue | End | Judge) -> Drill:
        try:
            done = await self._undertaking.ask(
                office,
                "drill",
                id_,
                lambda _page, unit, _state: (
                    PassDue(actor=SERVICE, real_alarm=has_real_alarm(unit)) if isinstance(command, PassDue) else command
                ),
            )
        except UndertakingRefusal:
            return drill  # it has moved on meanwhile: the next look sees how
        state: Drill = done.state
        return state

    async def _alarm(self, office: str, id_: str) -> Alarm | None:
        found = await self._store.alarm(alarm_of(office, id_))
        return found[1] if found else None

    async def _end_alarm(self, office: str, id_: str) -> None:
        """Let a drill's alarm end with the drill; one that has become real is left to people."""
        alarm = await self._alarm(office, id_)
        if alarm is None or alarm.mode is not Mode.DRILL or alarm.state is AlarmState.CLOSED:
            return
        try:
            if alarm.is_open:
                over = Clear(actor=SERVICE, entitled=False, is_drill_over=True)
                await self._dispatch.ask(office, alarm.id, lambda _page: over)
            done = Close(actor=SERVICE, outcome="drill", words="")
            await self._dispatch.ask(office, alarm.id, lambda _page: done)
        except Refusal as refused:
            _log.info("the alarm of %s goes its own way: %s", id_, refused)


def _matters(event: str) -> bool:
    return event.startswith("Drill") or event in {"AlarmRaised", "AlarmJoined", "AlarmCleared", "AlarmCancelled"}
