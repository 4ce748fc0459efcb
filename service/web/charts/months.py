"""Small charts over months, and shares side by side; each drawn the same way, so that they can be compared. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Form = Literal["bar", "dot", "ring", "line"]

_WIDTH = 560
_LEFT = 46
_RIGHT = 548
_TOP = 14
_BOTTOM = 150
_HEIGHT = 176
_ROW = 30
_NAMES = 236
_ROUND = (1, 2, 4, 6)
"""Ends of a scale, times a power of ten: each has a half that is easy to read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One value for each month; None where there is nothing to say."""

    form: Form
    values: Sequence[float | None]
    said: Sequence[str]
    """What each value is in words, for whoever points at it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One part of a whole, for instance of a zone's alarms those that were mistakes."""

    title: str
    part: int
    whole: int
    said: str


def draw(labels: Sequence[str], several: Sequence[Series], *, title: str, top: float | None = None) -> str:
    """Return series over the same months as an SVG element; every text in it is escaped.

    Args:
        labels: the months, as short as they fit.
        several: what is drawn, the first behind the others.
        title: what a reader who sees no picture is told.
        top: the highest value of the scale; what fits when left out.
    """
    highest = top or _fitting(max((v for one in several for v in one.values if v is not None), default=0))
    step = (_RIGHT - _LEFT) / max(1, len(labels))
    parts = [
        f'<svg class="months" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
        *_scale(highest),
        *_months(labels, step),
    ]
    for one in several:
        parts.extend(_series(one, highest, step))
    return "".join([*parts, "</svg>"])


def draw_shares(shares: Sequence[Share], *, title: str) -> str:
    """Return shares below each other as an SVG element: the whole pale, the part dark; every text is escaped."""
    height = max(1, len(shares)) * _ROW + 6
    widest = max((share.whole for share in shares), default=1) or 1
    parts = [
        f'<svg class="months" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
    ]
    for number, share in enumerate(shares):
        y, scale = number * _ROW, (_RIGHT - _NAMES) / widest
        parts.append(f'<g class="share"><title>{escape(share.said)}</title>')
        parts.append(f'<text class="share-title" x="0" y="{y + 20}">{escape(_clipped(share.title))}</text>')
        parts.append(_rect("whole", _NAMES, y + 6, share.whole * scale, _ROW - 10))
        parts.append(_rect("part", _NAMES, y + 6, share.part * scale, _ROW - 10))
        parts.append("</g>")
    return "".join([*parts, "</svg>"])


def _fitting(highest: float) -> float:
    """Return a round number that is at least as high, and never 0."""
    power = 1.0
    while power * 10 < highest:
        power *= 10
    return next((power * one for one in _ROUND if power * one >= highest), power * 10)


def _scale(highest: float) -> Iterator[str]:
    for share in (0.0, 0.5, 1.0) if highest > 1 else (0.0, 1.0):
        y = _y(highest * share, highest)
        yield f'<line class="tick" x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}"/>'
        yield f'<text class="scale" x="{_LEFT - 6}" y="{y + 4}">{highest * share:g}</text>'


def _months(labels: Sequence[str], step: float) -> Iterator[str]:
    every = max(1, -(-len(labels) // 12))
    for number, label in enumerate(labels):
        if number % every == 0:
            x = round(_LEFT + step * (number + 0.5), 1)
            yield f'<text class="tick-words" x="{x}" y="{_BOTTOM + 18}">{escape(label)}</text>'


def _series(one: Series, highest: float, step: float) -> Iterator[str]:
    points = [
        (round(_LEFT + step * (number + 0.5), 1), value, said)
        for number, (value, said) in enumerate(zip(one.values, one.said, strict=True))
    ]
    if one.form == "line":
        yield from _line([(x, value) for x, value, _ in points], highest)
    for x, value, said in points:
        if value is None:
            continue
        y = _y(value, highest)
        yield f'<g class="point point-{one.form}"><title>{escape(said)}</title>'
        if one.form == "bar":
            yield _rect("bar", x - step * 0.34, y, step * 0.68, _BOTTOM - y)
        elif one.form == "ring":
            yield f'<circle class="ring" cx="{x}" cy="{y}" r="4.5"/>'
        else:
            yield f'<circle class="dot" cx="{x}" cy="{y}" r="{3 if one.form == "line" else 5}"/>'
        yield "</g>"


def _line(points: Sequence[tuple[float, float | None]], highest: float) -> Iterator[str]:
    """Draw stretches of months that follow each other: over a month of which nothing is known there is no line."""
    stretch: list[str] = []
    for x, value in [*points, (0.0, None)]:
        if value is not None:
            stretch.append(f"{x} {_y(value, highest)}")
            continue
        if len(stretch) > 1:
            yield f'<path class="run" d="M{"L".join(stretch)}"/>'
        stretch = []


def _y(value: float, highest: float) -> float:
    return round(_BOTTOM - min(value, highest) / highest * (_BOTTOM - _TOP), 1)


def _rect(name: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="{name}" x="{round(x, 1)}" y="{round(y, 1)}" width="{round(max(0.0, width), 1)}" '
        f'height="{round(max(0.0, height), 1)}" rx="2"/>'
    )


def _clipped(title: str) -> str:
    return title if len(title) <= 27 else f"{title[:26]}…"
