"""Small counts cannot be read off or worked out, however one adds and subtracts; a later report undoes no earlier."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from service.figures.suppress import is_small, tellable, with_sums

counts = st.one_of(st.integers(0, 6), st.sampled_from([0, 1, 4, 5, 9]))


def tables(rows: int, columns: int) -> st.SearchStrategy[list[list[int]]]:
    """Draw tables of counts."""
    return st.lists(st.lists(counts, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def told_of(cells: list[list[int]], *, whole: bool = True) -> tuple[list[list[int]], list[list[bool]]]:
    """Return a table with its sums, and what is told of it."""
    values = with_sums(cells)
    return values, tellable(values, [[is_small(one) for one in row] for row in values], whole=whole)


def solutions(values: Sequence[Sequence[int]], told: Sequence[Sequence[bool]], most: int) -> Iterator[list[list[int]]]:
    """Yield every table that says what is told: found by trying all, as somebody with a pencil could."""
    rows, columns = len(values) - 1, len(values[0]) - 1
    hidden = [(r, c) for r in range(rows) for c in range(columns) if not told[r][c]]
    assume(len(hidden) <= 4)
    # A sum that is told says what the hidden ones in it come to: all that has to fit.
    parts = {
        tuple(n for n, (row, column) in enumerate(hidden) if r in (row, rows) and c in (column, columns))
        for r in range(rows + 1)
        for c in range(columns + 1)
        if told[r][c] and (r == rows or c == columns)
    }
    true = [values[r][c] for r, c in hidden]
    sums = [(part, sum(true[n] for n in part)) for part in parts]
    for tried in product(range(most + 1), repeat=len(hidden)):
        if any(sum([tried[n] for n in part]) != whole for part, whole in sums):
            continue
        cells = [list(row[:columns]) for row in values[:rows]]
        for (r, c), value in zip(hidden, tried, strict=True):
            cells[r][c] = value
        found = with_sums(cells)
        assert all(found[r][c] == values[r][c] for r in range(rows + 1) for c in range(columns + 1) if told[r][c])
        yield found


def must_stay_open(cells: list[list[int]]) -> None:
    """Hold that no small count has only one value left."""
    values, told = told_of(cells)
    assert not any(told[r][c] and is_small(one) for r, row in enumerate(values) for c, one in enumerate(row))
    possible = list(solutions(values, told, max(max(row) for row in values) + 2))
    for r, row in enumerate(values):
        for c, one in enumerate(row):
            if is_small(one):
                assert len({found[r][c] for found in possible}) > 1, f"{one} in row {r}, column {c} can be worked out"


@given(tables(2, 2))
def test_no_small_count_can_be_worked_out_of_two_offices(cells: list[list[int]]) -> None:
    """Tried with every table that would say the same: each small count could be another one."""
    must_stay_open(cells)


@given(tables(4, 1))
def test_nor_of_four_offices_in_one_quarter(cells: list[list[int]]) -> None:
    """The same with more offices and their sum."""
    must_stay_open(cells)


@given(tables(3, 2))
def test_nor_of_three_offices_over_two_quarters(cells: list[list[int]]) -> None:
    """The same where sums of offices and sums of quarters meet."""
    must_stay_open(cells)


@given(tables(4, 4), st.integers(1, 3))
def test_a_later_report_tells_nothing_that_an_earlier_one_kept_back(cells: list[list[int]], quarters: int) -> None:
    """What is told of a quarter is the same in every report, whatever comes after it."""
    _, whole = told_of(cells)
    _, before = told_of([row[:quarters] for row in cells], whole=False)
    assert [row[:quarters] for row in before] == [row[:quarters] for row in whole]
    assert not any(row[-1] for row in before), "the sums of a year that is not over would change"


def test_much_is_told_where_nothing_is_small() -> None:
    """Keeping back costs something: it is not done where it protects nobody."""
    _, told = told_of([[7, 9, 12, 0], [22, 18, 30, 5]])
    assert all(all(row) for row in told)
    values, told = told_of([[3, 9], [22, 18], [40, 11]])
    assert (told[0][0], told[1][0], told[2][0], told[3][0]) == (False, False, True, True)
    assert values[0] == [3, 9, 12]
    assert told[0][1]


def test_what_is_left_over_counts_as_well() -> None:
    """Of six alarms five mistakes leave one that was none: that one is small."""
    assert is_small(5, 6)
    assert not is_small(6, 6)
    assert not is_small(0, 6)
    assert is_small(4, 40)


def test_what_everybody_knows_to_be_the_most_narrows_it() -> None:
    """Two that are all of their wholes cannot be more: their sum has to be kept back as well."""
    values = with_sums([[2], [6]])
    caps = [[2, 2], [6, 6], [8, 8]]
    small = [[is_small(one) for one in row] for row in values]
    told = tellable(values, small, whole=False, caps=caps)
    assert [row[0] for row in told] == [False, False, False]
    assert [row[0] for row in tellable(values, small, whole=False)] == [False, False, True]


def test_a_table_of_nothing() -> None:
    """No office: nothing to tell."""
    assert with_sums([]) == []
    assert tellable([], [], whole=True) == []
