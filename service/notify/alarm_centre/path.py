"""The way to one receiver of a centre: what its clock says, when it last acknowledged, and what it was sent."""

import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from service.clock import Clock
from service.notify.alarm_centre.answer import WINDOW, Acknowledged, Verdict, judge
from service.notify.alarm_centre.cipher import CHANCE
from service.notify.alarm_centre.frame import Frame, build, spoken
from service.notify.alarm_centre.settings import Place
from service.notify.alarm_centre.wire import exchange
from service.notify.journal import Entry, PlaceStanding
from service.notify.port import NotHandedOver

KEPT: Final = 200
"""Messages of one receiver that its journal holds."""
LEAST_S: Final = 0.2
"""Seconds under which nothing is sent any more."""

_log = logging.getLogger(__name__)


class Path:
    """One receiver."""

    def __init__(self, receiver: str, place: str, where: Place, key: bytes | None, clock: Clock) -> None:
        """Send to `where`, in clear without a key."""
        self._where = where
        self._key = key
        self._clock = clock
        self.journal: deque[Entry] = deque(maxlen=KEPT)
        address = f"{where.host}:{where.port}/{where.transport}"
        self.standing = PlaceStanding(receiver=receiver, place=place, address=address)

    async def send(self, frame: Frame, *, seconds: float) -> None:
        """Send a frame until it is acknowledged, once more where the receiver tells its time.

        Raises:
            NotHandedOver: it was not acknowledged within `seconds`.
        """
        until = self._clock.monotonic() + seconds
        ahead = self.standing.clock_ahead
        for is_last in (False, True):
            told = await self._once(frame, ahead, until - self._clock.monotonic())
            if told is None:
                self._follow(ahead)
                return
            wrong, clock = told
            if is_last or clock is None or until - self._clock.monotonic() < LEAST_S:
                raise wrong
            ahead = clock - self._clock.now()

    def _follow(self, ahead: timedelta) -> None:
        before, self.standing = self.standing, replace(self.standing, clock_ahead=ahead)
        if abs(ahead - before.clock_ahead) > WINDOW:
            told = (before.receiver, before.place, round(ahead.total_seconds()))
            _log.warning("%s: the clock of its %s receiver is %d s ahead of ours; set whichever is wrong", *told)

    async def _once(
        self, frame: Frame, ahead: timedelta, seconds: float
    ) -> tuple[NotHandedOver, datetime | None] | None:
        """Send once; return None when it is acknowledged, else why not and what time it is at the receiver."""
        begun, began = self._clock.now(), self._clock.monotonic()
        stamped = replace(frame, at=begun + ahead, encrypted=self._key is not None)
        message = build(stamped, key=self._key, chance=secrets.token_bytes(CHANCE))
        wrong: NotHandedOver | None = None
        clock: datetime | None = None
        try:
            verdict = await exchange(self._where, message, self._judged(stamped, ahead), seconds=seconds)
        except NotHandedOver as none:
            wrong, says = none, str(none)
        else:
            says = verdict.says
            if not isinstance(verdict, Acknowledged):
                wrong, clock = NotHandedOver(verdict.reason, again=verdict.again, detail=says), verdict.clock
        self._note(stamped, begun, timedelta(seconds=self._clock.monotonic() - began), says, wrong)
        return None if wrong is None else (wrong, clock)

    def _judged(self, sent: Frame, ahead: timedelta) -> Callable[[bytes], Verdict]:
        return lambda raw: judge(raw, sent, self._key, self._clock.now() + ahead)

    def _note(self, sent: Frame, at: datetime, took: timedelta, says: str, wrong: NotHandedOver | None) -> None:
        reason = None if wrong is None else wrong.reason
        entry = Entry(
            at=at,
            receiver=self.standing.receiver,
            place=self.standing.place,
            sent=f'"{sent.ident}"{sent.sequence:04d} #{sent.account} [{spoken(sent)}',
            encrypted=sent.encrypted,
            answer=says,
            reason=reason,
            took=took,
        )
        self.journal.append(entry)
        place, address = self.standing.place, self.standing.address
        _log.debug("%s (%s, %s): %s → %s", entry.receiver, place, address, entry.sent, says)
        was_open = self.standing.failed_at is None
        if reason is None:
            self.standing = replace(self.standing, acknowledged_at=self._clock.now(), failed_at=None, reason=None)
            if not was_open:
                _log.info("%s acknowledges again over its %s receiver (%s)", entry.receiver, place, address)
        else:
            self.standing = replace(self.standing, failed_at=self._clock.now(), reason=reason)
            if was_open:
                _log.warning("%s: its %s receiver (%s) acknowledges nothing: %s", entry.receiver, place, address, says)
