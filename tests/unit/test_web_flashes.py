"""Nothing on any page flashes: what moves is slow, and stands still for who asks for it (WCAG 2.3.1)."""

import re
from pathlib import Path

import pytest

from service import web

STYLES = sorted((Path(web.__file__).parent / "static").rglob("*.css"))
FASTEST_S = 1 / 3
"""At most three flashes a second; one turn of an animation is at most one flash."""


def _seconds(text: str) -> list[float]:
    return [float(n) / (1000 if unit == "ms" else 1) for n, unit in re.findall(r"(?<![\w.])(\d*\.?\d+)(ms|s)\b", text)]


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_what_is_repeated_is_slow_and_can_be_still(style: Path) -> None:
    """Each endless animation takes a third of a second or more for a turn, and is off under reduced motion."""
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    endless = [rule for rule in re.findall(r"animation:([^;}]*)", text) if "infinite" in rule]
    assert all(_seconds(rule)[0] >= FASTEST_S for rule in endless)
    assert "blink" not in text
    assert not re.search(r"animation-(duration|iteration-count)", text), "say it in the short form: this test reads it"
    if endless:
        assert re.search(r"prefers-reduced-motion: reduce\)[^@]*animation: none", text), "it never stands still"
