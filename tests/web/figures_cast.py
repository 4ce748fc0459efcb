"""Invented offices with figures, for the pages that show how offices stand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from service.figures.attention import Asked, attention
from service.figures.done import Done, HeldDrill, Part
from service.figures.effect import PulseTold
from service.figures.months import Month, Times
from service.figures.upward import counted, periods_until
from service.web.ports import KeptAttention, Upward

TODAY = date(2026, 11, 28)
OFFICES = (
    ("as", "Medborgarkontoret Ås"),
    ("alby", "Servicekontoret Alby"),
    ("backa", "Servicekontoret Backa"),
    ("myran", "=cmd|' /C calc'!A0"),
)
"""The last one is called what a spreadsheet would run."""


def kept(office: str, name: str, *, fades: bool) -> KeptAttention:
    """Return how an office stands that has done everything half a year ago, or all the time."""
    asked = Asked(
        began=TODAY - timedelta(days=500),
        whole=6,
        micro=3,
        roles={"colleague": "", "guard": ""},
        buttons={f"{office}/pendant-1": "Berlock 1", f"{office}/pendant-2": "Berlock 2"},
        places={"room-114": ("Rum 114", timedelta(days=45))},
        duties={"door": ""},
    )
    days = [TODAY - timedelta(days=back) for back in range(170 if fades else 10, 500, 25)]
    regular: tuple[tuple[Part, str], ...] = (
        ("drills", "whole"),
        ("roles", "colleague"),
        ("roles", "guard"),
        ("buttons", f"{office}/pendant-1"),
        ("places", "room-114"),
        ("duties", "door"),
    )
    done = [Done(part=part, id=id_, day=day) for day in days for part, id_ in regular]
    done.append(Done(part="plan", id="revision", day=TODAY - timedelta(days=200)))
    done.append(Done(part="plan", id="plan", day=days[-1], until=TODAY + timedelta(days=9 if fades else 100)))
    months = [date(2025, 12, 31), *(date(2026, month, 28) for month in range(1, 12))]
    return KeptAttention(
        office=office,
        name=name,
        now=attention(asked, done, TODAY),
        months=[(day, attention(asked, done, day).tenths) for day in months],
        pulses=[
            PulseTold(closed_on=date(2026, 9, 13), answered=8, means=(41, 45, 33)),
            PulseTold(closed_on=date(2026, 5, 10), answered=6, means=(36, 15, 30)),
        ],
        measures=[date(2026, 5, 20)],
        drills=[HeldDrill(day=date(2026, 5, 4), kept=True), HeldDrill(day=date(2026, 8, 4), kept=not fades)],
    )


def months() -> list[Month]:
    """Return two years: one office with much, two with little, one with nothing."""
    names = [name for name in Month.__dataclass_fields__ if name not in ("office", "month", "mode")]
    found = []
    for year in (2025, 2026):
        for number in range(1, 13):
            for office, alarms in (("as", 9 + number % 3), ("alby", number % 2), ("backa", 3)):
                counts = dict.fromkeys(names, 0)
                counts |= {"alarms": alarms, "mistakes": alarms // 4, "guard_first": alarms // 2, "closings": 2}
                counts |= {"colleague_first": alarms - alarms // 2, "shut": 7_000}
                found.append(Month(office=office, month=f"{year}-{number:02}", mode="actual", **counts))
    return found


class FakeFigures:
    """Knows four offices, or none."""

    def __init__(self) -> None:
        self.offices: tuple[tuple[str, str], ...] = OFFICES

    async def of(self, office: str) -> KeptAttention:
        """Return how an office stands; the first one fades."""
        return kept(office, dict(OFFICES)[office], fades=office == "as")

    async def upward(self, mine: Callable[[str], bool]) -> Upward:
        """Return what is told of all of them."""
        seen = [(office, name) for office, name in self.offices if mine(office)]
        periods = periods_until("2026-11")
        times = {
            (office, period.name): Times(office=office, month="", answered=30, half=9_000, most=41_000)
            for office, _ in self.offices
            for period in periods
        }
        return Upward(
            offices=seen,
            counted=counted(months(), [office for office, _ in self.offices], periods) if self.offices else (),
            times=times,
            drills={("as", "2026-Q2"): (1, 1)},
            attention=[await self.of(office) for office, _ in seen],
            whole=len(seen) == len(self.offices),
            at=datetime(2026, 11, 28, 12, tzinfo=UTC),
        )
