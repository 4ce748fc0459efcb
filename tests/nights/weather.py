"""What each hour of a night is like: mostly nothing happens, now and then a lot, and sometimes everything at once."""

import asyncio
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

Kind = Literal["quiet", "busy", "storm"]
Sky = Literal["year", "quiet", "busy", "storm"]
"""`year`: as the hours of a year are; the others: each hour like that."""

HOUR_S: Final = 3600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """Mean seconds between two presses, two faults, and two undertakings."""

    press_s: float
    fault_s: float
    undertaking_s: float


LIKE: Final[dict[Kind, Hour]] = {
    "quiet": Hour(press_s=24 * HOUR_S, fault_s=600.0, undertaking_s=24 * HOUR_S),
    "busy": Hour(press_s=90.0, fault_s=60.0, undertaking_s=300.0),
    "storm": Hour(press_s=25.0, fault_s=15.0, undertaking_s=120.0),
}

SHARES: Final[dict[Kind, float]] = {"quiet": 0.96, "busy": 0.03, "storm": 0.01}
"""How much of a year is like that. An office has an alarm a week or so: its hours are quieter still."""


class Weather:
    """The hours of one night, drawn from its seed."""

    def __init__(self, chance: Random, sky: Sky, *, fault_s: float | None = None) -> None:
        """`fault_s`: mean seconds between two faults, where a night is about particular ones."""
        self._chance = chance
        self._sky = sky
        self._hours: list[Kind] = []
        self._fault_s = fault_s

    def kind(self, at: float) -> Kind:
        """Return what the hour is like that holds an instant of the night."""
        while len(self._hours) <= at // HOUR_S:
            kinds, shares = zip(*SHARES.items(), strict=True)
            drawn: Kind = self._chance.choices(kinds, shares)[0]
            self._hours.append(drawn if self._sky == "year" else self._sky)
        return self._hours[int(at // HOUR_S)]

    async def until(self, what: Literal["press", "fault", "undertaking"], chance: Random) -> None:
        """Sleep until something of a kind happens: rarely in a quiet hour, soon in a storm."""
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            hour = LIKE[self.kind(now)]
            mean = {"press": hour.press_s, "fault": self._fault_s or hour.fault_s, "undertaking": hour.undertaking_s}
            wait, left = chance.expovariate(1 / mean[what]), HOUR_S - now % HOUR_S
            await asyncio.sleep(min(wait, left))
            if wait <= left:  # else another hour begins, which is asked anew: chance has no memory
                return
