"""What is told upward of what the staff was asked and of measures: made of nothing but what is told anyway. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roles.sentence import say
from service.figures.effect import PulseTold
from service.figures.upward import Cell, Counted, Measure, Period, tellable_times
from service.pulse.questions import QUESTIONS
from service.web.figures_sheet import Sheet, cell_in_words, period_in_words
from service.web.figures_words import short_mean
from service.web.ports import KeptAttention, Upward
from service.web.tongue import Tongue, span_of


def staff_sheets(
    counts: Mapping[Measure, Counted], periods: Sequence[Period], upward: Upward, tongue: Tongue
) -> tuple[Sheet, ...]:
    """Return a table for each question of the pulse, one of measures, and one of what was before and after them."""
    heads = (tongue.t("Office"), *(period_in_words(period, tongue) for period in periods))
    pulses = [_pulse(number, periods, upward, tongue, heads) for number in range(len(QUESTIONS))]
    done = Sheet(
        key="measures",
        title=tongue.t("Measures that were done"),
        note=tongue.t("How many; tasks of aftercare are none of them."),
        heads=heads,
        rows=tuple((one.name, *(str(_done(one, period)) for period in periods)) for one in upward.attention),
    )
    return (*pulses, done, _compared(_Told(counts=counts, periods=periods, upward=upward, tongue=tongue)))


def _pulse(number: int, periods: Sequence[Period], upward: Upward, tongue: Tongue, heads: tuple[str, ...]) -> Sheet:
    rows = [(one.name, *(_mean(one.pulses, number, period, tongue) for period in periods)) for one in upward.attention]
    if upward.whole and len(upward.offices) > 1:
        every = [pulse for one in upward.attention for pulse in one.pulses]
        of_all = tongue.t("All offices that are told")
        rows.append((of_all, *(_mean(every, number, period, tongue) for period in periods)))
    return Sheet(
        key=f"pulse-{number + 1}",
        title=f"{tongue.t('Pulse')}: {say(QUESTIONS[number], tongue.t)}",
        note=tongue.t("Mean from 1 (not at all) to 5 (completely), and how many answered; a dash for too few or none."),
        heads=heads,
        rows=tuple(rows),
    )


def _mean(pulses: Iterable[PulseTold], number: int, period: Period, tongue: Tongue, *, counted: bool = True) -> str:
    """Say the mean of a period's pulses; it follows from those that are told, and so tells nothing of another."""
    here = [one for one in pulses if _is_in(one.closed_on.isoformat(), period)]
    answered = sum(one.answered for one in here)
    if not answered:
        return "–"
    tenths = round(sum(one.means[number] * one.answered for one in here) / answered)
    told = short_mean(tenths, tongue)
    return f"{told} ({answered})" if counted else told


def _compared(told: "_Told") -> Sheet:
    """Return a row for each office and quarter in which measures were done: the quarter before it / the one after."""
    t, upward = told.tongue.t, told.upward
    quarters = [period for period in told.periods if not period.is_year]
    rows = []
    for office in upward.attention:
        for at, quarter in enumerate(quarters):
            if not (done := _done(office, quarter)):
                continue
            sides = (quarters[at - 1] if at else None, quarters[at + 1] if at + 1 < len(quarters) else None)
            cells = [told.of(office, side) for side in sides]
            name = f"{office.name}, {period_in_words(quarter, told.tongue)}"
            rows.append((name, str(done), *(" / ".join(pair) for pair in zip(*cells, strict=True))))
    return Sheet(
        key="compared",
        title=t("Before and after measures"),
        note=t(
            "The quarter before the one in which measures were done / the quarter after it. "
            "That one comes of the other is not said."
        ),
        heads=(
            t("Office and quarter"),
            t("Measures"),
            t("Real alarms"),
            t("Half within"),
            t("Guard first"),
            t("Colleague first"),
            t("Hours closed"),
            t("Feels safe"),
        ),
        rows=tuple(rows),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What stands in the other tables."""

    counts: Mapping[Measure, Counted]
    periods: Sequence[Period]
    upward: Upward
    tongue: Tongue

    def of(self, office: KeptAttention, period: Period | None) -> tuple[str, ...]:
        """Return the cells of one office and quarter, as they are told; dashes where nothing is told of it yet."""
        if period is None:
            return ("–",) * 6
        guard, colleague, shut = (
            cell_in_words(self._cell(measure, office.office, period), self.tongue)
            for measure in ("guard_first", "colleague_first", "shut_hours")
        )
        alarms = self._cell("alarms", office.office, period)
        pulse = _mean(office.pulses, 0, period, self.tongue, counted=False)
        return cell_in_words(alarms, self.tongue), self._half(alarms, office, period), guard, colleague, shut, pulse

    def _cell(self, measure: Measure, office: str, period: Period) -> Cell:
        return dict(self.counts[measure].rows)[office][list(self.periods).index(period)]

    def _half(self, alarms: Cell, office: KeptAttention, period: Period) -> str:
        half, _ = tellable_times(self.upward.times.get((office.office, period.name)), alarms)
        if half is not None:
            return span_of(half)
        nothing = alarms.state == "not_there" or (alarms.state == "told" and alarms.count == 0)
        return "–" if nothing else self.tongue.t("hidden")


def _done(office: KeptAttention, period: Period) -> int:
    return sum(_is_in(day.isoformat(), period) for day in office.measures)


def _is_in(day: str, period: Period) -> bool:
    since, until = period.months
    return since <= day[:7] < until
