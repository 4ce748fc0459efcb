"""What an office's figures were before and after a measure, from what is kept of alarms, reports and pulses."""

from datetime import date, datetime
from typing import Final

from service.alarm.states import Mode
from service.clock import Clock
from service.dispatch.reports import LISTED, ReadReports
from service.dispatch.undertake import state_of
from service.figures.alarm import AlarmFigures
from service.figures.effect import LOOKED_AT, Effect, PulseTold, effect_of
from service.figures.sought import Sought
from service.measure.measure import Measure
from service.pulse.pulse import Pulse
from service.pulse.questions import mean
from service.store.port import Store

AT_ONCE: Final = 500


class Effects:
    """Knows of each measure that was done what was before and after."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read from a store."""
        self._store = store
        self._clock = clock
        self._reports = ReadReports(store)

    async def measure(self, office: str, measure: str) -> Measure | None:
        """Return a measure of an office; None where there is none under this id."""
        kept = await self._store.undertaking(measure[:128])
        return state_of(kept) if kept and kept.office == office and kept.kind == "measure" else None

    async def words(self, measure: str) -> str:
        """Return what was to be done; empty for a task of aftercare, which has its own words."""
        said = await self._reports.said(measure)
        return next((one.words for one in said if one.event == "MeasurePlanned"), "")

    async def of(self, office: str, measure: Measure) -> Effect | None:
        """Return what was before and after a measure; None where it is not done, or is a task of aftercare."""
        if measure.ending != "done" or measure.ended_at is None or measure.task is not None:
            return None
        since = measure.ended_at - LOOKED_AT
        first = await self._store.entries(office, 0, 1)
        near: list[datetime] = []
        async for told in self._reports.pages(office):
            near += [one.began_at for _, one in told if one.alarm is None]
            if told and told[-1][1].began_at < since:
                break
        alarms: list[AlarmFigures] = []
        before: int | None = None
        while page := await self._store.figures.page(office, Sought(mode=Mode.ACTUAL.value), before, AT_ONCE):
            alarms += page
            before = page[-1].first_position
            if page[-1].raised_at < since or len(page) < AT_ONCE:
                break
        began = first[0].at if first else measure.ended_at
        pulses = await told_pulses(self._store, office)
        return effect_of(
            measure.ended_at, self._clock.now(), began=began, alarms=alarms, near_misses=near, pulses=pulses
        )


async def told_pulses(store: Store, office: str) -> list[PulseTold]:
    """Return an office's pulses of which something is told, the newest first."""
    found: list[Pulse] = [state_of(one) for one in await store.undertakings(office, "pulse", limit=40)]
    return [
        PulseTold(
            closed_on=one.until.date(),
            answered=one.answered,
            means=tuple(mean(total, one.answered) for total in one.totals),
        )
        for one in found
        if one.answered is not None and one.totals is not None
    ]


async def measures_done(store: Store, office: str) -> list[date]:
    """Return the days (UTC) on which an office's newest measures were done; tasks of aftercare are none."""
    found: list[Measure] = [state_of(one) for one in await store.undertakings(office, "measure", limit=LISTED)]
    return [one.ended_at.date() for one in found if one.task is None and one.ending == "done" and one.ended_at]
