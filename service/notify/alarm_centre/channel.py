"""Reports to alarm receiving centres by SIA DC-09; what no receiver has acknowledged has not been handed over."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path as File
from typing import Final

from service.clock import Clock
from service.notify.alarm_centre.content import data_of, extended_of
from service.notify.alarm_centre.frame import Frame
from service.notify.alarm_centre.number import Numbers
from service.notify.alarm_centre.path import LEAST_S, Path
from service.notify.alarm_centre.settings import Dc09Settings, KeyFileError
from service.notify.journal import Entry, PlaceStanding
from service.notify.port import Handed, NotHandedOver, Outgoing

FIRM: Final = ("wrong_key", "unknown_account", "refused", "wrong_clock", "broken_answer", "not_acknowledged")
"""Reasons that say more than that nobody was there, the ones that say most first."""
LATELY: Final = timedelta(minutes=5)
"""After which a failure says nothing any more about whether a receiver is there."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Centre:
    """One centre: how it is reported to, and its receivers, the first first."""

    settings: Dc09Settings
    numbers: Numbers
    paths: tuple[Path, ...]

    def in_order(self, at: datetime) -> list[Path]:
        """Return the receivers to try: one that has failed lately comes after one that has not."""
        return sorted(self.paths, key=lambda path: at - (path.standing.failed_at or at - LATELY) < LATELY)

    def frame(self, ident: str, number: int, data: str = "", extended: tuple[str, ...] = ()) -> Frame:
        """Return a frame for this centre, without its time."""
        return Frame(
            ident=ident,
            sequence=number,
            receiver=self.settings.receiver.upper(),
            line=self.settings.line.upper(),
            account=self.settings.account.upper(),
            data=data,
            extended=extended,
        )


class AlarmCentre:
    """The route `alarm_centre`."""

    route = "alarm_centre"

    def __init__(self, receivers: Mapping[str, Dc09Settings], *, data_dir: File, clock: Clock) -> None:
        """Report to centres by their names in routes.toml.

        A centre whose key cannot be read is not reported to, and costs no other one.

        Args:
            receivers: their settings.
            data_dir: the folder where the numbers of messages are kept.
            clock: what time it is.
        """
        self._clock = clock
        self._centres: dict[str, _Centre] = {}
        self._unusable: dict[str, str] = {}
        for name, one in receivers.items():
            try:
                paths = _paths(name, one, clock)
            except KeyFileError as wrong:
                _log.critical("nobody is called over the alarm centre %s: %s", name, wrong)
                self._unusable[name] = str(wrong)
            else:
                numbers = Numbers(data_dir / f"dc09-{name}.json", clock)
                self._centres[name] = _Centre(settings=one, numbers=numbers, paths=paths)

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Report a notice until a receiver acknowledges it; raises NotHandedOver."""
        centre = self._centre(notice.address.receiver)
        until = self._clock.monotonic() + centre.settings.max_seconds
        data, extended = data_of(notice, centre.settings), extended_of(notice, centre.settings)
        number = await centre.numbers.of(notice.key)
        await self._send(centre, centre.frame(centre.settings.format, number, data, extended), until)
        return Handed(proof="delivered", provider_id=f"{number:04d}")

    async def probe(self, receiver: str | None = None) -> None:
        """Ask every receiver of a centre, or of all centres, by a message that says nothing, whether it is there.

        Raises:
            NotHandedOver: of a centre no receiver acknowledges; that one of two does not is seen by `standing`.
        """
        for name in [receiver] if receiver is not None else [*self._centres, *self._unusable]:
            await self._ask(self._centre(name))

    def standing(self, receiver: str | None = None) -> tuple[PlaceStanding, ...]:
        """Return how each receiver stands, of one centre or of all."""
        return tuple(path.standing for path in self._paths(receiver))

    def journal(self, receiver: str | None = None) -> tuple[Entry, ...]:
        """Return what was sent and acknowledged lately, the oldest first; since the service began."""
        return tuple(sorted((one for path in self._paths(receiver) for one in path.journal), key=lambda one: one.at))

    async def close(self) -> None:
        """Let go of connections; none outlives its message."""

    async def _send(self, centre: _Centre, frame: Frame, until: float) -> None:
        """Send over one receiver after the other; each gets its share of the time that is left."""
        wrongs: list[NotHandedOver] = []
        paths = centre.in_order(self._clock.now())
        for place, path in enumerate(paths):
            left = until - self._clock.monotonic()
            share = max(left / (len(paths) - place), LEAST_S)
            try:
                await path.send(frame, seconds=share)
            except NotHandedOver as wrong:
                wrongs.append(wrong)
            else:
                return
        raise _all_of(wrongs)

    async def _ask(self, centre: _Centre) -> None:
        asked = centre.frame("NULL", 0)
        seconds = centre.settings.max_seconds
        answers = await asyncio.gather(
            *(path.send(asked, seconds=seconds) for path in centre.paths), return_exceptions=True
        )
        wrongs = [one for one in answers if isinstance(one, BaseException)]
        if len(wrongs) < len(centre.paths):
            return
        for wrong in wrongs:
            if not isinstance(wrong, NotHandedOver):
                raise wrong
        raise _all_of([one for one in wrongs if isinstance(one, NotHandedOver)])

    def _centre(self, name: str | None) -> _Centre:
        if name is None:
            raise NotHandedOver("no_address", again=False, detail="the plan names no receiver")
        if name in self._unusable:
            raise NotHandedOver("wrong_key", again=False, detail=self._unusable[name])
        if name not in self._centres:
            raise NotHandedOver("no_route", again=False, detail=f"routes.toml has no alarm centre {name!r}")
        return self._centres[name]

    def _paths(self, name: str | None) -> list[Path]:
        centres = self._centres.values() if name is None else [self._centre(name)]
        return [path for centre in centres for path in centre.paths]


def make(receivers: Mapping[str, Dc09Settings], *, data_dir: File, clock: Clock) -> AlarmCentre:
    """Return the channel of all alarm centres."""
    return AlarmCentre(receivers, data_dir=data_dir, clock=clock)


def _paths(name: str, settings: Dc09Settings, clock: Clock) -> tuple[Path, ...]:
    key = settings.key()
    return tuple(
        Path(name, place, where, key, clock)
        for place, where in zip(("primary", "secondary"), settings.places(), strict=False)
    )


def _all_of(wrongs: list[NotHandedOver]) -> NotHandedOver:
    """Return one answer for all receivers: the reason that says most, and a further try if it may help with any."""
    told = min(wrongs, key=lambda wrong: FIRM.index(wrong.reason) if wrong.reason in FIRM else len(FIRM))
    detail = "; then: ".join(str(wrong) for wrong in wrongs)
    return NotHandedOver(told.reason, again=any(wrong.again for wrong in wrongs), detail=detail)
