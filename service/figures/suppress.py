"""Which counts of a table may be told, so that no small one can be read off or worked out. Pure.

A table has a row for each office and one for all of them, a column for each quarter and one for the year. A count below
`SMALL` is kept back, and as many others as are needed: whoever adds and subtracts everything that is told must find at
least two values for each small count. Which cells of a quarter are told follows from that quarter alone, so that a
later report never tells what an earlier one has kept back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SMALL: Final = 5
"""Counts from 1 up to this one, without it, are small. That nothing happened is told."""

Grid = Sequence[Sequence[int]]
Flags = Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True)
class _Table:
    """Cells with their sums behind them: the last row is all offices, the last column the year."""

    values: Grid
    caps: Grid | None
    told: list[list[bool]]

    @property
    def rows(self) -> int:
        return len(self.values)

    @property
    def columns(self) -> int:
        return len(self.values[0])

    def is_sum(self, row: int, column: int) -> bool:
        """Whether a cell stands on the other side of the one equation of its row or column: a sum, but of all."""
        return (row == self.rows - 1) != (column == self.columns - 1)

    def may(self, row: int, column: int, step: int) -> bool:
        """Whether a cell that is kept back could as well be one more or one less, its sign turned where it is a sum."""
        value = self.values[row][column] + (-step if self.is_sum(row, column) else step)
        cap = self.caps[row][column] if self.caps else None
        return not self.told[row][column] and value >= 0 and (cap is None or value <= cap)


def with_sums(cells: Grid) -> list[list[int]]:
    """Return a table with a column for the year and a row for all offices behind it."""
    wide = [[*row, sum(row)] for row in cells]
    return [*wide, [sum(column) for column in zip(*wide, strict=True)]] if wide else []


def is_small(count: int, of: int | None = None) -> bool:
    """Say whether a count is small, or what it leaves over of the one that it is a part of."""
    return 0 < count < SMALL or (of is not None and 0 < of - count < SMALL)


def tellable(values: Grid, small: Flags, *, whole: bool, caps: Grid | None = None) -> list[list[bool]]:
    """Return which cells may be told.

    Args:
        values: the table with its sums; none is negative.
        small: which cells have to be kept back, of the same shape.
        whole: whether the year is over: the sums of one that is not are not told, as they would change.
        caps: what everybody knows each cell to be no more than; nothing where it is left out.
    """
    if not values:
        return []
    last = len(values[0]) - 1
    told = [[not one and column < last for column, one in enumerate(row)] for row in small]
    for column in range(last):
        _keep_back_in(values, small, caps, told, column)
    if whole:
        _tell_year(_Table(values, caps, told), small)
    return told


def _keep_back_in(values: Grid, small: Flags, caps: Grid | None, told: list[list[bool]], column: int) -> None:
    """Keep back as many cells of a quarter as its small ones need, the smallest first, whatever other quarters are."""
    last = len(values[0]) - 1
    pair = [[row[column], row[last]] for row in values]
    bounds = [[row[column], row[last]] for row in caps] if caps else None
    alone = _Table(pair, bounds, [[row[column], False] for row in told])
    while any(small[row][column] and not _is_open(alone, row, 0) for row in range(len(values))):
        others = [row for row in range(len(values)) if alone.told[row][0]]
        # What is nothing at all hides nothing; the sum goes last, it is what readers look for.
        found = min(
            others, key=lambda row: (pair[row][0] == 0, row == len(values) - 1, pair[row][0], row), default=None
        )
        if found is None:
            return
        alone.told[found][0] = told[found][column] = False


def _tell_year(table: _Table, small: Flags) -> None:
    """Tell the sums of a year one by one, as long as every small count stays open."""
    last = table.columns - 1
    kept = [(row, column) for row in range(table.rows) for column in range(table.columns) if small[row][column]]
    for row in (table.rows - 1, *range(table.rows - 1)):
        if small[row][last]:
            continue
        table.told[row][last] = True
        if not all(_is_open(table, *cell) for cell in kept):
            table.told[row][last] = False


def _is_open(table: _Table, row: int, column: int) -> bool:
    """Say whether a cell that is kept back could have another value, all that is told being as it is.

    What is told are equations of a network: another solution is a cycle through cells that are kept back, in which
    every second one grows by one and the others shrink.
    """
    return any(table.may(row, column, step) and _returns(table, row, column, step) for step in (1, -1))


def _returns(table: _Table, row: int, column: int, step: int) -> bool:
    """Say whether a step at a cell can be made good: from its column, cell by cell, back to its row."""
    columns, seen_rows, seen_columns = [column], set[int](), {column}
    while columns:
        here = columns.pop()
        for other in _moving(table, step, here, skip=(row, column)):
            if other == row:
                return True
            if other in seen_rows:
                continue
            seen_rows.add(other)
            for there in range(table.columns):
                if there not in seen_columns and table.may(other, there, step):
                    seen_columns.add(there)
                    columns.append(there)
    return False


def _moving(table: _Table, step: int, column: int, *, skip: tuple[int, int]) -> Iterator[int]:
    for row in range(table.rows):
        if (row, column) != skip and table.may(row, column, -step):
            yield row
