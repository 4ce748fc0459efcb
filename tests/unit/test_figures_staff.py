"""What is told upward of pulses and measures: made of told cells alone, and nothing of whom they leave out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from service.figures.effect import PulseTold
from service.figures.upward import Counted
from service.web import i18n
from service.web.figures_sheet import Sheet
from service.web.figures_tables import sheets_of
from service.web.ports import Upward
from service.web.tongue import Tongue
from web.figures_cast import FakeFigures

TONGUE: Final = Tongue(lang="en", texts=i18n.load(), facts={}, names={})
"""The offices `as`, `alby`, `backa` and `myran` of the cast: of `alby` and `backa` much is hidden."""


def pulse(day: str, answered: int = 6, *means: int) -> PulseTold:
    """Return a pulse that is told."""
    return PulseTold(closed_on=date.fromisoformat(day), answered=answered, means=means or (40, 30, 45))


async def upward(
    pulses: dict[str, Sequence[PulseTold]] | None = None, measures: dict[str, Sequence[date]] | None = None
) -> Upward:
    """Return what is told of the cast, with pulses and measures."""
    told = await FakeFigures().upward(lambda _office: True)
    attention = [
        replace(one, pulses=(pulses or {}).get(one.office, ()), measures=(measures or {}).get(one.office, ()))
        for one in told.attention
    ]
    return replace(told, attention=attention)


def sheet(key: str, told: Upward) -> dict[str, dict[str, str]]:
    """Return one table as row → column → cell."""
    [found] = [one for one in sheets_of(told, TONGUE) if one.key == key]
    assert isinstance(found, Sheet)
    assert len({len(found.heads), *(len(row) for row in found.rows)}) == 1
    return {row[0]: dict(zip(found.heads[1:], row[1:], strict=True)) for row in found.rows}


async def test_a_pulse_stands_in_its_quarter_and_year_with_its_answers() -> None:
    """Two of one quarter are one mean by their answers; its ends are said as ends; nothing is a dash."""
    told = await upward({"as": [pulse("2026-05-04", 6), pulse("2026-06-29", 12, 34, 15, 45)]})
    first, second, third = (sheet(f"pulse-{number}", told)["Medborgarkontoret Ås"] for number in (1, 2, 3))
    assert first["Q2 2026"] == "3.6 (18)"
    assert (second["Q2 2026"], third["Q2 2026"]) == ("2.0 (18)", "≥ 4.5 (18)")
    assert first["Q1 2026"] == "–"
    assert sheet("pulse-1", told)["Servicekontoret Alby"]["Q2 2026"] == "–"


async def test_the_mean_of_all_is_that_of_those_that_are_told() -> None:
    """Whoever subtracts what stands beside it from it finds nothing of an office that is left out."""
    told = await upward({"as": [pulse("2026-05-04", 6, 40, 40, 40)], "alby": [pulse("2026-05-04", 6, 20, 20, 20)]})
    assert sheet("pulse-1", told)["All offices that are told"]["Q2 2026"] == "3.0 (12)"
    alone = replace(told, whole=False)
    assert "All offices that are told" not in sheet("pulse-1", alone)


async def test_before_and_after_are_the_very_cells_of_the_other_tables() -> None:
    """What is hidden there is hidden here, in each quarter and for each office."""
    quarters = [(2025, 2), (2025, 3), (2026, 1), (2026, 2)]
    days = [date(year, quarter * 3 - 1, 5) for year, quarter in quarters]
    offices = {"as": "Medborgarkontoret Ås", "alby": "Servicekontoret Alby", "backa": "Servicekontoret Backa"}
    told = await upward(measures=dict.fromkeys(offices, days))
    compared = sheet("compared", told)
    assert len(compared) == len(offices) * len(quarters)
    tables = {
        "Real alarms": "alarms",
        "Guard first": "guard_first",
        "Colleague first": "colleague_first",
        "Hours closed": "shut_hours",
    }
    hidden = 0
    for name in offices.values():
        for year, quarter in quarters:
            row = compared[f"{name}, Q{quarter} {year}"]
            around = [(year, quarter - 1) if quarter > 1 else (year - 1, 4), (year, quarter + 1)]
            for column, key in tables.items():
                cells = [sheet(key, told)[name][f"Q{one[1]} {one[0]}"] for one in around]
                assert row[column] == " / ".join(cells)
                hidden += cells.count("hidden")
            answers = [sheet("answers", told)[name][f"Q{one[1]} {one[0]}"].split(" / ")[0] for one in around]
            assert row["Half within"] == " / ".join(answers)
    assert hidden > 5, "the cast has small counts"


async def test_measures_are_counted_where_they_were_done() -> None:
    """A quarter in which none was done has no row; at the edge of what is told stands a dash."""
    told = await upward(measures={"as": [date(2026, 8, 1), date(2026, 8, 30), date(2026, 11, 3)]})
    assert sheet("measures", told)["Medborgarkontoret Ås"]["Q3 2026"] == "2"
    assert sheet("measures", told)["Servicekontoret Alby"]["Q3 2026"] == "0"
    [(name, row)] = sheet("compared", told).items()
    assert name == "Medborgarkontoret Ås, Q3 2026"
    assert row["Measures"] == "2"
    assert row["Real alarms"].endswith(" / –"), "the quarter after it is not over"
    assert sheet("compared", await upward()) == {}


async def test_nothing_of_a_pulse_moves_a_count() -> None:
    """The tables of alarms are the same with pulses and measures as without."""

    def counts(told: Upward) -> Sequence[Counted]:
        return told.counted

    assert counts(await upward()) == counts(await upward({"as": [pulse("2026-05-04")]}, {"as": [date(2026, 5, 5)]}))
