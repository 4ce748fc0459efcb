"""Paper: a number stays with its unit, and a time at the right edge of a picture stands before its line."""

import re

from service.web.charts.lanes import Due, Lane, Mark, draw
from service.web.print.text import measured


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    """Seconds, minutes, hours and days; a number before a word is left alone."""
    assert measured("efter 39 s. 2 steg, 1 min 9 s") == "efter 39\u00a0s. 2 steg, 1\u00a0min 9\u00a0s"
    assert measured("3 d; 95 av 100") == "3\u00a0d; 95 av 100"


def test_a_deadline_at_the_right_edge_is_said_before_its_line() -> None:
    """Behind it the picture ends, and the time was cut off."""
    due = [Due(at=at, kept=True, label="") for at in (5.0, 70.0)]
    lane = Lane(title="Anna", marks=[Mark(at=0.0, kind="raised", label="")], spans=(), dues=due)
    said = draw([lane], title="")
    assert re.findall(r'text-anchor="(\w+)"', said) == ["start", "end"]
