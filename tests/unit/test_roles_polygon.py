"""Shapes of zones: what can be drawn and what cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.plan import Corner
from roles.polygon import MOST_CORNERS, area, flaw_of

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))
ANGLE = ((0.0, 0.0), (6.0, 0.0), (6.0, 2.0), (2.0, 2.0), (2.0, 5.0), (0.0, 5.0))


@pytest.mark.parametrize(
    ("shape", "flaw"),
    [
        (SQUARE, None),
        (ANGLE, None),
        (SQUARE[:2], "few_corners"),
        (SQUARE * MOST_CORNERS, "many_corners"),
        (((-1.0, 0.0), *SQUARE[1:]), "outside"),
        ((SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), "crossing"),
        ((*SQUARE, (4.0, 0.0)), "crossing"),  # the same corner twice
        ((*SQUARE[:3], (2.0, 0.0)), "crossing"),  # a corner on another side
        (((0.0, 0.0), (4.0, 0.0), (2.0, 0.0)), "crossing"),  # back over itself
    ],
)
def test_what_keeps_corners_from_being_a_shape(shape: tuple[Corner, ...], flaw: str | None) -> None:
    """A shape has corners enough, lies inside the drawing, and its sides meet only where one ends."""
    assert flaw_of(shape) == flaw


def test_the_area() -> None:
    """Square metres, whichever way round the corners are named."""
    assert area(SQUARE) == area(SQUARE[::-1]) == 12
    assert area(ANGLE) == 18
    assert area(()) == 0


corners = st.tuples(*[st.integers(-2, 9).map(float)] * 2)


@given(st.lists(corners, max_size=9).map(tuple))
def test_any_corners_have_an_answer(shape: tuple[Corner, ...]) -> None:
    """Whatever the corners are, and from whichever of them they are told, the answer is the same."""
    flaw = flaw_of(shape)
    assert flaw_of(shape[1:] + shape[:1]) == flaw
    assert flaw is not None or area(shape) > 0
