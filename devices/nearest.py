"""Which place a device is nearest to, told from how well gateways hear it. Pure: instants are arguments, in seconds."""

import math
from dataclasses import dataclass
from typing import Final, Literal

Confidence = Literal["clear", "likely", "unclear"]
"""How sure it is: one place stands out, one is ahead, or several are alike."""

STALE_S: Final = 30.0
"""How long a gateway's word counts: somebody walks through a house in that time."""
CLEAR_DB: Final = 8.0
"""By how much a place has to be ahead to stand out; a body between button and gateway costs about as much."""
LIKELY_DB: Final = 3.0
HYSTERESIS_DB: Final = 6.0
"""By how much another place has to be ahead before the device is taken to have moved."""
NEAR_DBM: Final = -75.0
"""How well the only one that hears a device has to hear it for that to be the same room or the next."""
MOST_GATEWAYS: Final = 32
"""Of how many gateways is remembered how they hear one device; gateways can be made up."""

_NEW: Final = 0.4
"""How much the latest word weighs against those before it."""
_AT_ONE_METRE_DBM: Final = -59.0
_LOSS_PER_DECADE_DB: Final = 25.0
_WEAKEST_DBM, _STRONGEST_DBM = -150.0, 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """Where a device is nearest to: `place` is None where the gateway that hears it best has none."""

    place: str | None
    gateway: str
    confidence: Confidence
    age_s: float
    """How long ago the place heard it last."""


@dataclass(slots=True)
class _Heard:
    place: str | None
    dbm: float
    at_s: float


def strength(rssi: float | None, distance_m: float | None) -> float | None:
    """Return how well a gateway hears a device, in dBm: as measured, else as a distance in metres lets expect.

    None where neither is known or it is no number that can be.
    """
    if rssi is not None:
        return float(rssi) if _WEAKEST_DBM <= rssi <= _STRONGEST_DBM else None
    if distance_m is None or not 0 <= distance_m < math.inf:
        return None
    return max(_WEAKEST_DBM, _AT_ONE_METRE_DBM - _LOSS_PER_DECADE_DB * math.log10(max(distance_m, 0.1)))


class Nearest:
    """What gateways have said of one device lately."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._heard: dict[str, _Heard] = {}
        self._held: tuple[str | None, str] | None = None
        self._now_s = -math.inf

    def note(self, gateway: str, place: str | None, dbm: float, at_s: float) -> None:
        """Take a gateway's word.

        Args:
            gateway: which one; bounded by whoever read it.
            place: where it hangs; None where nobody has said.
            dbm: how well it hears the device, smoothed here.
            at_s: when; one before the last counts as heard with the last.
        """
        now_s = self._moved_on(at_s)
        before = self._heard.get(gateway)
        if before is not None and before.place == place:
            dbm = before.dbm + _NEW * (dbm - before.dbm)
        elif before is None and len(self._heard) >= MOST_GATEWAYS:
            weakest = min(self._heard, key=lambda name: (self._heard[name].dbm, name))
            if self._heard[weakest].dbm >= dbm:
                return
            del self._heard[weakest]
        self._heard[gateway] = _Heard(place, dbm, now_s)
        self._hold()

    def estimate(self, at_s: float) -> Estimate | None:
        """Return where the device is nearest to; None where nobody has heard it lately."""
        now_s = self._moved_on(at_s)
        self._hold()
        if self._held is None:
            return None
        best = self._best()
        held = best[self._held]
        others = [heard.dbm for key, (_, heard) in best.items() if key != self._held]
        gateway, heard = held
        latest = max(one.at_s for name, one in self._heard.items() if _key(name, one) == self._held)
        return Estimate(
            place=heard.place,
            gateway=gateway,
            confidence=_confidence(heard.dbm, max(others, default=None)),
            age_s=now_s - latest,
        )

    def _moved_on(self, at_s: float) -> float:
        """Return now, never before what was now already, and forget what is stale by then."""
        self._now_s = max(self._now_s, at_s)
        self._heard = {name: one for name, one in self._heard.items() if self._now_s - one.at_s < STALE_S}
        return self._now_s

    def _best(self) -> dict[tuple[str | None, str], tuple[str, _Heard]]:
        """Return of each place the gateway there that hears the device best; one without a place is one of its own."""
        best: dict[tuple[str | None, str], tuple[str, _Heard]] = {}
        for name, one in sorted(self._heard.items()):
            key = _key(name, one)
            if key not in best or best[key][1].dbm < one.dbm:
                best[key] = (name, one)
        return best

    def _hold(self) -> None:
        best = self._best()
        if not best:
            self._held = None
            return
        first = max(best, key=lambda key: best[key][1].dbm)
        if self._held not in best or best[first][1].dbm - best[self._held][1].dbm >= HYSTERESIS_DB:
            self._held = first


def _key(gateway: str, heard: _Heard) -> tuple[str | None, str]:
    return (heard.place, "") if heard.place is not None else (None, gateway)


def _confidence(dbm: float, next_dbm: float | None) -> Confidence:
    if next_dbm is None:
        return "clear" if dbm >= NEAR_DBM else "likely"
    ahead = dbm - next_dbm
    return "clear" if ahead >= CLEAR_DB else "likely" if ahead >= LIKELY_DB else "unclear"
