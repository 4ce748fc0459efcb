"""One table of what is told upward, and how its cells and heads are said. Pure."""

from dataclasses import dataclass

from service.figures.upward import Cell, Period
from service.web.tongue import Tongue


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One table: its cells are words, ready to be read."""

    key: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def cell_in_words(cell: Cell, tongue: Tongue) -> str:
    """Say one count: the number, that it is kept back, or a dash for before the office was there."""
    if cell.state == "not_there":
        return "–"
    return str(cell.count) if cell.state == "told" else tongue.t("hidden")


def period_in_words(period: Period, tongue: Tongue) -> str:
    """Say a quarter or a year."""
    if period.is_year:
        return str(period.year)
    return tongue.t("Q%(quarter)s %(year)s", quarter=period.quarter, year=period.year)
