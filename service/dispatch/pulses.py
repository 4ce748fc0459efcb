"""Pulses as people ask for them: opening one, answering once, and counting what is in the box when its time is over.

Nothing is written when somebody is given her code: it follows from the service's secret. When she answers, one row is
written anew, the sealed box, which looks like chance before and after. No entry, no time, no order.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from service.alarm.actor import SERVICE, Actor
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.pulse.box import NONCE, AnsweredError, Box, put, seal, unseal
from service.pulse.code import code_of, codes_of, slips, slips_of, typed
from service.pulse.commands import CallOffPulse, ClosePulse, OpenPulse
from service.pulse.decide import another_is_open
from service.pulse.pulse import Pulse, Way
from service.pulse.questions import MOST_WEEKS
from service.store.port import Store, Unit

LISTED: Final = 40
"""The newest pulses that are shown: ten years of quarters."""
_WEEK: Final = timedelta(days=7)

Answered = Literal["taken", "used", "gone"]
"""It counts; this code has answered already; there is no such code, or its pulse is over."""


def pulse_of(office: str, week: str) -> str:
    """Return the id of an office's pulse that begins in a week."""
    return f"pulse-{office}-{week}"


class ReadPulses:
    """An office's pulses."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store

    async def every(self, office: str) -> Sequence[tuple[str, Pulse]]:
        """Return an office's newest pulses with their ids, the newest first."""
        found = await self._store.undertakings(office, "pulse", limit=LISTED)
        return [(one.id, state_of(one)) for one in found]


class Pulses(ReadPulses):
    """An office's pulses, and what is asked of them."""

    def __init__(self, store: Store, book: Book, undertaking: Undertaking, clock: Clock, secret: bytes) -> None:
        """Work through what carries all undertakings.

        Args:
            store: where they are kept.
            book: the offices.
            undertaking: the way in.
            clock: what time it is.
            secret: the service's own; every node has the same one.
        """
        super().__init__(store)
        self._book = book
        self._undertaking = undertaking
        self._clock = clock
        self._secret = secret

    async def open(
        self, office: str, actor: Actor, *, entitled: bool, weeks: int, way: Way, slips: int = 0
    ) -> Undertaken:
        """Open the questions until so many whole weeks after this one are over.

        Args:
            office: whose staff is asked.
            actor: who opens them.
            entitled: whether she may.
            weeks: from 1 to 4.
            way: how one comes by the right to answer.
            slips: how many slips are printed, where there are slips.

        Raises:
            UndertakingRefusal: she may not, one is open, or too few would be asked.
        """
        zone = ZoneInfo(self._book[office].plan.time_zone)
        monday, week = _week_of(self._clock.now(), zone)
        last = monday + (min(weeks, MOST_WEEKS) + 1) * _WEEK if weeks > 0 else monday
        until = datetime.combine(last.date(), time(0), zone).astimezone(UTC)
        id_ = pulse_of(office, week)

        def make(page: OfficePage, unit: Unit, state: Pulse | None) -> OpenPulse:
            if state is None and unit.open_undertakings("pulse"):
                raise another_is_open()
            if state is None:
                unit.keep_pulse_box(id_, seal(Box(), self._secret, id_, secrets.token_bytes(NONCE)))
            asked = slips if way == "slips" else len(_asked(page))
            return OpenPulse(actor=actor, entitled=entitled, week=week, until=until, way=way, asked=asked)

        return await self._undertaking.ask(office, "pulse", id_, make)

    async def call_off(self, office: str, pulse: str, actor: Actor, *, entitled: bool) -> Undertaken:
        """Throw away what was answered, unread; raises UndertakingRefusal."""

        def make(_page: OfficePage, unit: Unit, state: Pulse | None) -> CallOffPulse:
            if state is not None:
                unit.drop_pulse_box(pulse)
            return CallOffPulse(actor=actor, entitled=entitled)

        return await self._undertaking.ask(office, "pulse", pulse, make)

    async def running(self, office: str) -> tuple[str, Pulse] | None:
        """Return the pulse that can be answered now; None where none is open."""
        now = self._clock.now()
        found = await self._store.undertakings(office, "pulse", open_only=True, limit=1)
        open_ = [(one.id, state_of(one)) for one in found]
        return next(((id_, one) for id_, one in open_ if now < one.until), None)

    def code_for(self, office: str, pulse: str, person: str | None) -> str | None:
        """Return a person's own code, by her opaque key: always the same. None for nobody of the plan."""
        page = self._book[office]
        return code_of(self._secret, pulse, person) if person in _asked(page) and person is not None else None

    def slips(self, pulse: str, count: int) -> Sequence[str]:
        """Return the codes of a pulse's slips, always the same, in an order that says nothing."""
        return slips_of(self._secret, pulse, count)

    async def asked(self, office: str, code: str) -> tuple[str, Pulse] | None:
        """Return the pulse that a code answers; None where there is none. Nothing is written by it."""
        running = await self.running(office)
        return running if running and typed(code) in self._codes(office, *running) else None

    async def answer(self, office: str, code: str, answers: Sequence[int]) -> Answered:
        """Take an answer, one step to each question; StoreUnavailable where it cannot be taken now."""
        running = await self.asked(office, code)
        if running is None:
            return "gone"
        id_ = running[0]

        def work(unit: Unit) -> Answered:
            kept, sealed = unit.undertaking(id_), unit.pulse_box(id_)
            if kept is None or kept.is_over or sealed is None or self._clock.now() >= state_of(kept).until:
                return "gone"
            try:
                box = put(unseal(sealed, self._secret, id_), self._secret, id_, typed(code), answers)
            except AnsweredError:
                return "used"
            unit.keep_pulse_box(id_, seal(box, self._secret, id_, secrets.token_bytes(NONCE)))
            return "taken"

        return await self._store.commit(office, work)

    async def close_due(self, office: str) -> None:
        """Count what is in the box of a pulse whose time is over, and throw the box away; nothing twice."""
        now = self._clock.now()
        for kept in await self._store.undertakings(office, "pulse", open_only=True):
            if now < state_of(kept).until:
                continue
            id_ = kept.id

            def make(_page: OfficePage, unit: Unit, _state: Pulse | None, id_: str = id_) -> ClosePulse:
                sealed = unit.pulse_box(id_)
                box = unseal(sealed, self._secret, id_) if sealed else Box()
                unit.drop_pulse_box(id_)
                return ClosePulse(actor=SERVICE, answered=box.answered, totals=box.totals)

            await self._undertaking.ask(office, "pulse", id_, make)

    def _codes(self, office: str, pulse: str, state: Pulse) -> frozenset[str]:
        who = slips(state.asked) if state.way == "slips" else _asked(self._book[office])
        return codes_of(self._secret, pulse, who)


def _asked(page: OfficePage) -> frozenset[str]:
    """Return the opaque keys of everybody in the plan who has not left."""
    return frozenset(key for key in page.keys.values() if key not in page.gone)


def _week_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return the Monday of a moment's week in a time zone, and the week's name."""
    local = now.astimezone(zone)
    year, week, day = local.isocalendar()
    return local - timedelta(days=day - 1), f"{year}-W{week:02}"
