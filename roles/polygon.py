"""What makes a list of corners a shape that can be drawn: pure geometry, in metres."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final, Literal

from roles.plan import Corner

MOST_CORNERS: Final = 60
"""Corners of one shape; a room has four to eight. How long looking for crossings takes grows with the square."""

WIDEST: Final = 500.0
"""Metres of a floor's drawing, each way; no office floor comes near it."""

Flaw = Literal["few_corners", "many_corners", "outside", "crossing", "flat"]
"""What keeps corners from being a shape."""


def flaw_of(shape: Sequence[Corner]) -> Flaw | None:
    """Return what is wrong with a shape; None when it can be drawn."""
    if len(shape) < 3:
        return "few_corners"
    if len(shape) > MOST_CORNERS:
        return "many_corners"
    if not all(0 <= x <= WIDEST and 0 <= y <= WIDEST for x, y in shape):
        return "outside"
    if _crosses_itself(shape):
        return "crossing"
    return None if area(shape) > 0 else "flat"


def area(shape: Sequence[Corner]) -> float:
    """Return how many square metres a shape has."""
    around = zip(shape, [*shape[1:], shape[0]], strict=True) if shape else ()
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in around)) / 2


def _crosses_itself(shape: Sequence[Corner]) -> bool:
    """Tell whether two sides meet anywhere but where one ends and the next begins."""
    count = len(shape)
    if len(set(shape)) < count:
        return True
    sides = [(shape[index], shape[(index + 1) % count]) for index in range(count)]
    for one, other in combinations(range(count), 2):
        (a, b), (c, d) = sides[one], sides[other]
        if other == one + 1:
            meets = _is_on(d, a, b) or _is_on(a, c, d)
        elif one == 0 and other == count - 1:
            meets = _is_on(c, a, b) or _is_on(b, c, d)
        else:
            meets = _meet(a, b, c, d)
        if meets:
            return True
    return False


def _meet(a: Corner, b: Corner, c: Corner, d: Corner) -> bool:
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    return _is_on(c, a, b) or _is_on(d, a, b) or _is_on(a, c, d) or _is_on(b, c, d)


def _turn(a: Corner, b: Corner, c: Corner) -> float:
    """Return on which side of the line from a to b c lies: above 0, below 0, or 0 on it."""
    return round((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]), 9)


def _is_on(point: Corner, a: Corner, b: Corner) -> bool:
    """Tell whether a point lies on the side from a to b."""
    if _turn(a, b, point) != 0:
        return False
    return min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])
