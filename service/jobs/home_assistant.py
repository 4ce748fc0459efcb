"""Shows in Home Assistant what Trygg shows of itself; nothing on a press's path knows of it or waits for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from devices.home_assistant import Said, Shown, steps
from service.clock import Clock

LOOK_S: Final = 0.25
AGAIN_S: Final = 300.0
"""How often discovery is sent again, though the broker keeps it: somebody may have cleared it away."""
STALE_S: Final = 10.0
"""How old an event may become while the broker is away: a lamp that lights later says what is no longer so."""
_PATIENCE_S: Final = 5.0
_AT_ONCE: Final = 20
"""Offices that are announced at one look: a thousand of them must not fill the session on which feedback leaves."""
_MOST_WAITING: Final = 500

_log = logging.getLogger(__name__)


class Publish(Protocol):
    """Publishes at QoS 1; the future tells whether the broker has it."""

    def __call__(self, topic: str, payload: bytes, *, retain: bool) -> "asyncio.Future[bool]":
        """Send it, without waiting."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is looked at."""

    offices: Callable[[], Mapping[str, str]]
    """Every office that is listed, with its name."""
    alarms: Callable[[str], Mapping[str, str] | None]
    """An office's open alarms with their modes, as a discreet screen sees them; None while nobody can say."""
    is_faulty: Callable[[str], bool]
    """Whether an office's screens show a fault."""


class HomeAssistant:
    """One node's offices in Home Assistant."""

    def __init__(self, prefix: str, node: str, seen: Seen, publish: Publish, clock: Clock) -> None:
        """Begin with nothing shown."""
        self._prefix = prefix
        self._node = node
        self._seen = seen
        self._publish = publish
        self._clock = clock
        self._open: dict[str, Mapping[str, str]] = {}
        self._events: deque[tuple[Said, float]] = deque(maxlen=_MOST_WAITING)
        self._problems: dict[str, bool] = {}
        """What the broker was told last."""
        self._announced: dict[str, tuple[str, float]] = {}
        """Under what name each office was announced, and when (monotonic seconds)."""

    def begin(self) -> None:
        """Take what is so before anything is heard for what was told before: a restart raises nothing again."""
        for office in self._seen.offices():
            self._note_steps(office)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Tell what has changed: what happened first, then what is wrong, then who there is."""
        offices = self._seen.offices()
        for office in sorted(offices.keys() | self._announced.keys()):
            self._note_steps(office)
        if await self._tell_events() and await self._tell_problems(offices):
            await self._announce(offices)

    def _note_steps(self, office: str) -> None:
        now = self._seen.alarms(office)
        if now is None:
            return
        before = self._open.get(office)
        self._open[office] = now
        if before is None:  # it has only now been opened
            return
        for step, mode in steps(before, now):
            self._events.append((self._shown(office).event(step, mode), self._clock.monotonic()))

    async def _tell_events(self) -> bool:
        while self._events:
            said, at = self._events[0]
            if self._clock.monotonic() - at > STALE_S:
                _log.warning("an event was not told to Home Assistant: the broker was away for too long")
            elif not await self._say(said):
                return False
            self._events.popleft()
        return True

    async def _tell_problems(self, offices: Mapping[str, str]) -> bool:
        for office in offices:
            # What goes wrong during an alarm can follow from who is called, and so tell a code that must not be known.
            if self._open.get(office) or office not in self._open:
                continue
            is_on = self._seen.is_faulty(office)
            if self._problems.get(office) is not is_on:
                if not await self._say(self._shown(office).problem(is_on=is_on)):
                    return False
                self._problems[office] = is_on
        return True

    async def _announce(self, offices: Mapping[str, str]) -> None:
        now = self._clock.monotonic()
        due = [office for office, name in offices.items() if self._is_due(office, name, now)]
        for office in due[:_AT_ONCE]:
            if not await self._say(*self._shown(office).discovery(offices[office])):
                return
            self._announced[office] = (offices[office], now)
            self._problems.pop(office, None)
        for office in [one for one in self._announced if one not in offices and not self._open.get(one)]:
            if not await self._say(*self._shown(office).removal()):
                return
            for known in (self._announced, self._problems, self._open):
                known.pop(office, None)

    def _is_due(self, office: str, name: str, now: float) -> bool:
        known = self._announced.get(office)
        return known is None or known[0] != name or now - known[1] >= AGAIN_S

    async def _say(self, *said: Said) -> bool:
        """Publish, and return whether the broker has all of it."""
        sent = [self._publish(one.topic, one.payload, retain=one.retain) for one in said]
        done, late = await asyncio.wait(sent, timeout=_PATIENCE_S)
        return not late and all(one.result() for one in done)

    def _shown(self, office: str) -> Shown:
        return Shown(prefix=self._prefix, node=self._node, office=office)
