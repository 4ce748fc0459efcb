"""No line of a page ends between a number and its unit, and what somebody writes in comes back as it was."""

import pytest

from service.web.frame import tied


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<h1>Första svar efter 18 s. 2 steg, 1 min 9 s</h1>", "<h1>Första svar efter 18_s. 2 steg, 1_min_9_s</h1>"),
        ("<td>40 %</td><td>1 h 4 min</td>", "<td>40_%</td><td>1_h_4_min</td>"),
        ("<p>Rum 114 stängs, 5 stolar</p>", "<p>Rum 114 stängs, 5 stolar</p>"),
        ('<input value="5 min"> 5 min', '<input value="5 min"> 5_min'),
        ("<textarea rows='2'>om 5 min\n6 s</textarea> 7 s", "<textarea rows='2'>om 5 min\n6 s</textarea> 7_s"),
        (
            '<script type="application/json">{"a": "5 s"}</script>',
            '<script type="application/json">{"a": "5 s"}</script>',
        ),
    ],
)
def test_a_number_stays_with_its_unit(said: str, shown: str) -> None:
    """Seconds, minutes, days and percent; never inside a tag, a field or a script."""
    assert tied(said) == shown.replace("_", "\u00a0")
