"""Figures as a picture: horizontal bars in groups, readable on light and on dark. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

Group = tuple[str, Mapping[str, float]]
"""What was measured, and each side's figure; a side that was not measured is left out."""

_WIDTH, _LABEL, _FIGURE, _BAR, _GAP, _TOP = 760, 250, 90, 13, 10, 64
_COLOURS: Final = (("#1f5fa8", "#7db3ee"), ("#2a7d5f", "#6fd0ac"), ("#767676", "#a8a8a8"), ("#a8571f", "#f0a66d"))
"""For light and for dark: each at least three to one against its ground."""


def bars(title: str, tells: str, groups: Sequence[Group], *, sides: Sequence[str], unit: str) -> str:
    """Return an SVG.

    Args:
        title: stands above it, and is its name for whoever cannot see it.
        tells: the same figures in one sentence, for her.
        groups: what is compared, from top to bottom; every figure has its number beside its bar.
        sides: in which order, at most four.
        unit: of every figure.
    """
    longest = max((value for _, found in groups for value in found.values()), default=1.0) or 1.0
    scale = (_WIDTH - _LABEL - _FIGURE) / longest
    drawn, y = [], _TOP
    for what, found in groups:
        here = [side for side in sides if side in found]
        middle = y + len(here) * _BAR / 2 + 4
        drawn.append(f'<text x="{_LABEL - 10}" y="{middle:.1f}" text-anchor="end">{escape(what)}</text>')
        for side in here:
            length = max(1.0, found[side] * scale)
            colour = f"s{sides.index(side)}"
            drawn.append(
                f'<rect class="{colour}" x="{_LABEL}" y="{y + 1}" width="{length:.1f}" height="{_BAR - 2}"/>'
                f'<text class="n" x="{_LABEL + length + 5:.1f}" y="{y + _BAR - 2.5}">{_number(found[side])}</text>'
            )
            y += _BAR
        y += _GAP
    legend = "".join(
        f'<rect class="s{place}" x="{_LABEL + place * 122}" y="34" width="11" height="11"/>'
        f'<text x="{_LABEL + place * 122 + 16}" y="44">{escape(side)}</text>'
        for place, side in enumerate(sides)
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 4}" role="img" '
            'aria-labelledby="title desc" font-family="sans-serif" font-size="12">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(tells)}</desc>',
            f"<style>{_style(len(sides))}</style>",
            f'<text class="h" x="10" y="20">{escape(title)} ({escape(unit)})</text>',
            legend,
            *drawn,
            "</svg>",
            "",
        ]
    )


def _style(sides: int) -> str:
    """Return colours for both grounds; there is none of its own behind the picture."""
    light = "".join(f".s{place}{{fill:{_COLOURS[place][0]}}}" for place in range(sides))
    dark = "".join(f".s{place}{{fill:{_COLOURS[place][1]}}}" for place in range(sides))
    return (
        "text{fill:#1b1b1b}.h{font-size:14px;font-weight:bold}.n{font-size:11px}"
        f"{light}@media(prefers-color-scheme:dark){{text{{fill:#ececec}}{dark}}}"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
