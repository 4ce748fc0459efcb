"""An item of a list goes to another place, and takes its comments with it: no line is written anew."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.offices import AS
from roles.edit import EditError, Move, edit
from roles.tree import Row, Table, grow

STEPS = """\
steps:   # one after the other
  # the colleague is next door
  - call: [colleague]   # always
    # she has twenty seconds

  # then everybody
  # who is near
  - after: 20 s
    call: [nearest]
    unless:
      # one is enough
      arrived: 1
  - call: [police]  # last
done_when: 1
"""


def test_a_step_takes_its_comments_with_it() -> None:
    """Those right above its hyphen, those behind its values, and those below it that stand further in."""
    assert (
        edit(STEPS, Move(path=("steps", 1), to=0))
        == """\
steps:   # one after the other
  # then everybody
  # who is near
  - after: 20 s
    call: [nearest]
    unless:
      # one is enough
      arrived: 1

  # the colleague is next door
  - call: [colleague]   # always
    # she has twenty seconds
  - call: [police]  # last
done_when: 1
"""
    )


def test_a_list_on_one_line_keeps_its_commas() -> None:
    """Only the words change places; what stands behind the list stays."""
    assert (
        edit("who: [anna,  bo, 'c d']  # three\n", Move(path=("who", 2), to=0)) == "who: ['c d',  anna, bo]  # three\n"
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_last_line_needs_no_end(ending: str) -> None:
    """A text without a line end at its end gets none, and every other line ends as before."""
    text = ending.join(["a:", "- 1 # one", "- 2"])
    assert edit(text, Move(path=("a", 1), to=0)) == ending.join(["a:", "- 2", "- 1 # one"])


@pytest.mark.parametrize(
    ("text", "path", "to"),
    [
        (STEPS, ("steps", 1), 3),
        (STEPS, ("steps", 3), 0),
        (STEPS, ("done_when",), 0),
        ("a:\n- - 1\n  - 2\n", ("a", 0, 1), 0),
    ],
)
def test_what_cannot_be_moved_is_refused_in_words(text: str, path: tuple[str | int, ...], to: int) -> None:
    """A place that is none, something that is in no list, and items that share a line with another list."""
    with pytest.raises(EditError) as refused:
        edit(text, Move(path=path, to=to))
    assert str(refused.value.reason)


ITEM = st.sampled_from(
    ["- a", "- {b: 1}  # behind", "- c: 1\n  d: [2, 3]  # in it", "- |\n  long\n  text", '- "q # r"']
)
ABOVE = st.lists(st.sampled_from(["# above", "#", ""]), max_size=2)
BELOW = st.lists(st.sampled_from(["    # further in"]), max_size=1)


@given(st.lists(st.tuples(ABOVE, ITEM, BELOW), min_size=2, max_size=5), st.data(), st.sampled_from(["", "end: 1\n"]))
def test_no_line_is_lost_or_written_anew(
    parts: list[tuple[list[str], str, list[str]]], data: st.DataObject, end: str
) -> None:
    """The lines are the same lines in another order, the list says what was meant, and back again is byte for byte."""
    lines = [
        f"  {line}" if line else "" for above, item, below in parts for line in (*above, *item.split("\n"), *below)
    ]
    text = "\n".join(["list:", *lines, end])
    at = data.draw(st.integers(0, len(parts) - 1))
    to = data.draw(st.integers(0, len(parts) - 1))
    after = edit(text, Move(path=("list", at), to=to))
    assert sorted(after.split("\n")) == sorted(text.split("\n"))
    assert edit(after, Move(path=("list", to), to=at)) == text
    if at == to:
        assert after == text
    assert len(_items(after)) == len(parts)


def _items(text: str) -> list[object]:
    tree = grow(text)
    assert isinstance(tree, Table)
    found = tree.entries[0].value
    assert isinstance(found, Row)
    return list(found.items)


def test_a_real_offices_steps_go_round_and_come_back() -> None:
    """Each neighbour exchanged once and back: the plan of an invented office is byte for byte what it was."""
    text = before = AS.read_text()
    steps = ("response", "emergency", "steps")
    for one, other in pairwise(range(3)):
        text = edit(text, Move(path=(*steps, one), to=other))
    assert text != before
    for other, one in reversed(list(pairwise(range(3)))):
        text = edit(text, Move(path=(*steps, one), to=other))
    assert text == before
