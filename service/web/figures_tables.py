"""What is told upward, in words: the same tables for the page, the file for spreadsheets and the paper. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import compress

from service.figures.attention import MOST
from service.figures.upward import MEASURES, Cell, Counted, Measure, Period, tellable_times
from service.web.attention_page import PARTS
from service.web.figures_sheet import Sheet, cell_in_words, period_in_words
from service.web.figures_staff import staff_sheets
from service.web.figures_words import said
from service.web.mark import N
from service.web.ports import Upward
from service.web.tongue import Tongue, span_of

TITLES: dict[Measure, tuple[str, str]] = {
    "alarms": (N("Real alarms"), N("Drills, tests and closings are not among them.")),
    "mistakes": (N("Set off by mistake"), N("Of the real alarms.")),
    "guard_first": (N("A guard was there first"), N("Of the real alarms.")),
    "colleague_first": (N("A colleague was there first"), N("Of the real alarms.")),
    "police": (N("Police asked for or called"), N("Of the real alarms.")),
    "closings": (N("Office closed because somebody might come back"), N("How often.")),
    "shut_hours": (N("Closed for visitors, in hours"), N("Begun hours, all closings together.")),
}


def sheets_of(upward: Upward, tongue: Tongue) -> tuple[Sheet, ...]:
    """Return every table of what is told upward."""
    if not upward.offices or not upward.counted:
        return ()
    by_measure = {one.measure: _begun(one, upward.counted[0]) for one in upward.counted}
    periods = by_measure["alarms"].periods
    return (
        *(_counts(by_measure[measure], upward, tongue) for measure in MEASURES),
        _answers(by_measure["alarms"], periods, upward, tongue),
        _drills(periods, upward, tongue),
        *staff_sheets(by_measure, periods, upward, tongue),
        _attention(upward, tongue),
    )


def _begun(one: Counted, alarms: Counted) -> Counted:
    """Leave out the periods before the first office was there."""
    there = [any(cells[n].state != "not_there" for _, cells in alarms.rows) for n in range(len(alarms.periods))]
    rows = tuple((office, tuple(compress(cells, there))) for office, cells in one.rows)
    return replace(one, periods=tuple(compress(one.periods, there)), rows=rows)


def _counts(one: Counted, upward: Upward, tongue: Tongue) -> Sheet:
    title, note = TITLES[one.measure]
    names = dict(upward.offices)
    rows = [
        (names[office] if office else tongue.t("All offices"), *(cell_in_words(cell, tongue) for cell in cells))
        for office, cells in _seen(one, upward)
    ]
    return Sheet(
        key=one.measure,
        title=tongue.t(title),
        note=tongue.t(note),
        heads=(tongue.t("Office"), *(period_in_words(period, tongue) for period in one.periods)),
        rows=tuple(rows),
    )


def _seen(one: Counted, upward: Upward) -> Iterator[tuple[str | None, tuple[Cell, ...]]]:
    """Yield the rows that somebody may see; the sum of all only to whom may see all of them."""
    rows = dict(one.rows)
    yield from ((office, rows[office]) for office, _ in upward.offices)
    if upward.whole and len(upward.offices) > 1:
        yield None, rows[None]


def _answers(alarms: Counted, periods: tuple[Period, ...], upward: Upward, tongue: Tongue) -> Sheet:
    rows = dict(alarms.rows)

    def words(office: str, number: int, period: Period) -> str:
        cell = rows[office][number]
        half, most = tellable_times(upward.times.get((office, period.name)), cell)
        if half is None:
            return (
                "–" if cell.state == "not_there" or (cell.state == "told" and cell.count == 0) else tongue.t("hidden")
            )
        return span_of(half) if most is None else f"{span_of(half)} / {span_of(most)}"

    return Sheet(
        key="answers",
        title=tongue.t("Until the first answer"),
        note=tongue.t("Half of the alarms within the first time, 95 of 100 within the second, where there are enough."),
        heads=(tongue.t("Office"), *(period_in_words(period, tongue) for period in periods)),
        rows=tuple(
            (name, *(words(office, number, period) for number, period in enumerate(periods)))
            for office, name in upward.offices
        ),
    )


def _drills(periods: tuple[Period, ...], upward: Upward, tongue: Tongue) -> Sheet:
    def words(office: str, period: Period) -> str:
        held, kept = upward.drills.get((office, period.name), (0, 0))
        return tongue.t("%(held)s, kept %(kept)s", held=held, kept=kept) if held else "0"

    return Sheet(
        key="drills",
        title=tongue.t("Drills held"),
        note=tongue.t("How many, and how many of them kept every time that the plan asks for."),
        heads=(tongue.t("Office"), *(period_in_words(period, tongue) for period in periods)),
        rows=tuple((name, *(words(office, period) for period in periods)) for office, name in upward.offices),
    )


def _attention(upward: Upward, tongue: Tongue) -> Sheet:
    rows = []
    for one in upward.attention:
        before = one.months[0] if len(one.months) > 1 else None
        parts = {part.part: said(part.tenths, tongue.lang) for part in one.now.parts}
        rows.append(
            (
                one.name,
                said(one.now.tenths, tongue.lang),
                said(before[1], tongue.lang) if before else "–",
                str(len(one.now.climbed_to("leadership"))),
                *(parts[part] for part in MOST),
            )
        )
    return Sheet(
        key="attention",
        title=tongue.t("Attention today"),
        note=tongue.t("Of 100, as a sum of the parts behind it. Alarms are no part of it: more of them lower nothing."),
        heads=(
            tongue.t("Office"),
            tongue.t("of 100"),
            tongue.t("eleven months ago"),
            tongue.t("long late"),
            *(f"{tongue.t(PARTS[part][0])} ({most})" for part, most in MOST.items()),
        ),
        rows=tuple(rows),
    )
