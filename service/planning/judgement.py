"""What is to be known of plans' texts: asked once, remembered, and given up where it takes too long."""

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from service.clock import Clock
from service.planning.apart import Judge, TooLongError, TooMuchWorkError
from service.store.port import PlanVersion, Store, StoreError

Standards = Callable[[], Awaitable[Mapping[str, bytes]]]
"""Reads the standards that plans can stand on: name → text."""

Scenarios = Callable[[str], Awaitable[bytes | None]]
"""Reads what an office's plan has to pass: office → scenario file; None where there is none."""

REMEMBERED: Final = 64
"""Judgements that are kept in memory."""

GIVEN_UP: Final = 1000
"""Texts of which it is remembered that they take too long: a digest each."""

WAITS_S: Final = 30.0
"""Seconds that a text waits for another one of its office."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Judgements:
    """Works out what is to be known of a text, apart from the service, and remembers it by what was asked."""

    def __init__(self, store: Store, clock: Clock, judge: Judge, *, standards: Standards, scenarios: Scenarios) -> None:
        """Begin without any.

        Args:
            store: where versions are kept, with what is known of them.
            clock: what time it is.
            judge: works out what is to be known of a text.
            standards: reads the standards that plans can stand on.
            scenarios: reads what an office's plan has to pass.
        """
        self._store = store
        self._clock = clock
        self._judge = judge
        self._standards = standards
        self._scenarios = scenarios
        self._known: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        """What was worked out lately, by the digest of the question: a draft is read more often than it is saved."""
        self._given_up: OrderedDict[str, str] = OrderedDict()
        """What took too long, by the digest of its content, whatever the day, and whose it is: it is tried once for
        each change, not at each reading."""
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

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

        Raises:
            TooLongError: it takes too long, now or when the same was asked before.
            TooMuchWorkError: too much else is being worked through.
        """
        now = at or self._clock.now()
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
        asked = _digest({**question, "now": ""})
        content = _digest({**question, "now": "", "today": ""})
        async with self._turn(office):
            if content in self._given_up:
                raise TooLongError("the plan took too long to be worked through, and nothing has changed since")
            if asked in self._known:
                return self._known[asked]
            try:
                found = await self._judge(question)
            except TooLongError:
                _log.warning("a text of %s took too long to be worked through; it is not tried again by itself", office)
                _keep(self._given_up, content, office, GIVEN_UP)
                raise
        if not prove:  # a proof is of its moment
            _keep(self._known, asked, found, REMEMBERED)
        return found

    def try_again(self, office: str) -> None:
        """Let what took too long for an office be tried once more: somebody asks for it in so many words."""
        for content in [one for one, of in self._given_up.items() if of == office]:
            del self._given_up[content]

    @contextlib.asynccontextmanager
    async def _turn(self, office: str) -> AsyncIterator[None]:
        """Let one office ask one thing at a time: its slow plan holds up nobody else, and is not worked out twice."""
        turn = self._turns.setdefault(office, asyncio.Lock())
        try:
            async with asyncio.timeout(WAITS_S):
                await turn.acquire()
        except TimeoutError:
            raise TooMuchWorkError("another text of the office is being worked through") from None
        try:
            yield
        finally:
            turn.release()

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
        kept = await self._store.plan_version(office, version) if version is not None else None
        if kept is None or kept.judged is not None:
            return kept
        judged = dict(await self.judged(office, kept.written, prove=True))
        if digest_of(judged) != kept.version:  # its standard has changed since
            judged = dict(await self.judged(office, kept.text, prove=True))
        judged.pop("text")
        judged.pop("scenarios")  # asked anew each time: the file changes beside the version
        with contextlib.suppress(StoreError):  # it can be worked out again
            await self._store.judge_version(office, kept.version, judged)
        return replace(kept, judged=judged)


def digest_of(judged: Mapping[str, Any]) -> str:
    """Return the version that a judged text has."""
    return sha256(str(judged["text"]).encode()).hexdigest()


def day_of(judged: Mapping[str, Any] | None, at: datetime) -> date:
    """Return an office's day at a moment; that of UTC while nobody knows where the office is."""
    zone = (judged or {}).get("time_zone")
    return at.astimezone(ZoneInfo(zone) if zone else UTC).date()


def _digest(question: Mapping[str, Any]) -> str:
    return sha256(json.dumps(question).encode()).hexdigest()


def _keep(memory: OrderedDict[str, T], key: str, value: T, most: int) -> None:
    """Remember something, and forget what was remembered first where that is too much."""
    memory[key] = value
    while len(memory) > most:
        memory.popitem(last=False)
