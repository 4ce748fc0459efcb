"""What is told upward of what the staff was asked and of measures: made of nothing but what is told anyway. Pure."""

from collections.abc import Iterable, Mapping, Sequence

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
    return (*pulses, done, _compared(counts, periods, upward, tongue))


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


def _compared(counts: Mapping[Measure, Counted], periods: Sequence[Period], upward: Upward, tongue: Tongue) -> Sheet:
    quarters = [period for period in periods if not period.is_year]
    rows = []
    for office in upward.attention:
        for at, quarter in enumerate(quarters):
            done = _done(office, quarter)
            if not done:
                continue
            around = (quarters[at - 1] if at else None, quarters[at + 1] if at + 1 < len(quarters) else None)

            def both(measure: Measure, sides: Sequence[Period | None] = around, office: str = office.office) -> str:
                return _beside([cell_in_words(_cell(counts[measure], office, side, periods), tongue) for side in sides])

            def answers(sides: Sequence[Period | None] = around, office: str = office.office) -> str:
                return _beside([_half(counts["alarms"], upward, office, side, periods) for side in sides])

            def pulse(sides: Sequence[Period | None] = around, office: KeptAttention = office) -> str:
                return _beside(
                    [_mean(office.pulses, 0, side, tongue, counted=False) if side else "–" for side in sides]
                )

            rows.append(
                (
                    f"{office.name}, {period_in_words(quarter, tongue)}",
                    str(done),
                    both("alarms"),
                    answers(),
                    both("guard_first"),
                    both("colleague_first"),
                    both("shut_hours"),
                    pulse(),
                )
            )
    return Sheet(
        key="compared",
        title=tongue.t("Before and after measures"),
        note=tongue.t(
            "The quarter before the one in which measures were done / the quarter after it. "
            "That one comes of the other is not said."
        ),
        heads=(
            tongue.t("Office and quarter"),
            tongue.t("Measures"),
            tongue.t("Real alarms"),
            tongue.t("Half within"),
            tongue.t("Guard first"),
            tongue.t("Colleague first"),
            tongue.t("Hours closed"),
            tongue.t("Feels safe"),
        ),
        rows=tuple(rows),
    )


def _beside(sides: Sequence[str]) -> str:
    return " / ".join(sides)


def _done(office: KeptAttention, period: Period) -> int:
    return sum(_is_in(day.isoformat(), period) for day in office.measures)


def _cell(counted: Counted, office: str, period: Period | None, periods: Sequence[Period]) -> Cell:
    if period is None:
        return Cell(state="not_there")
    return dict(counted.rows)[office][list(periods).index(period)]


def _half(alarms: Counted, upward: Upward, office: str, period: Period | None, periods: Sequence[Period]) -> str:
    if period is None:
        return "–"
    half, _ = tellable_times(upward.times.get((office, period.name)), _cell(alarms, office, period, periods))
    return "–" if half is None else span_of(half)


def _is_in(day: str, period: Period) -> bool:
    since, until = period.months
    return since <= day[:7] < until
