"""One alarm as lanes on one time axis: what each did, when, and which deadline it was measured against. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Condition = Literal["asked", "coming", "there"]
MarkKind = Literal["raised", "told", "good", "bad", "step", "over"]

_LABELS = 210
_RIGHT = 1180
_WIDTH = 1200
_LANE = 46
_TOP = 34
_DUE_WORDS = 44
"""The room that a deadline's time takes."""
_TAIL = 120
"""The width kept for what happens long after the rest: it gets a place, not a scale."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One thing that happened."""

    at: float
    """Seconds after the alarm was raised; so are all other times here."""
    kind: MarkKind
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of time in one condition."""

    start: float
    end: float
    kind: Condition


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A deadline."""

    at: float
    kept: bool
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One device, the service or one person."""

    title: str
    marks: Sequence[Mark] = ()
    spans: Sequence[Span] = ()
    dues: Sequence[Due] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Axis:
    """Seconds → horizontal place; what comes after `end` stands in the tail, in its order."""

    end: float
    late: tuple[float, ...]

    @property
    def right(self) -> float:
        return _RIGHT - _TAIL if self.late else _RIGHT

    def x(self, at: float) -> float:
        if at <= self.end:
            return round(_LABELS + max(0.0, at) / self.end * (self.right - _LABELS), 1)
        place = sum(late <= at for late in self.late)
        return round(self.right + _TAIL * place / (len(self.late) + 1), 1)


def draw(lanes: Sequence[Lane], *, title: str) -> str:
    """Return the lanes as an SVG element; every text in it is escaped."""
    axis = _axis(lanes)
    height = _TOP + _LANE * len(lanes) + 8
    parts = [
        f'<svg class="lanes" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
        *_scale(axis, height),
    ]
    for number, lane in enumerate(lanes):
        parts.extend(_lane(lane, axis, _TOP + number * _LANE))
    return "".join([*parts, "</svg>"])


def _axis(lanes: Sequence[Lane]) -> _Axis:
    """Let the crowded part fill the picture: what follows after more than twice that time goes to the tail."""
    moments = sorted({m.at for lane in lanes for m in lane.marks} | {s.end for lane in lanes for s in lane.spans})
    moments = [m for m in moments if m >= 0] or [0.0]
    end = moments[0]
    for moment in moments:
        if moment > max(60.0, end) * 2:
            break
        end = moment
    dues = [d.at for lane in lanes for d in lane.dues if d.at <= max(60.0, end) * 1.25]
    shown = max([end * 1.04, 10.0, *dues])
    return _Axis(end=shown, late=tuple(m for m in moments if m > shown))


def _scale(axis: _Axis, height: int) -> Iterable[str]:
    step = next((s for s in _STEPS if axis.end / s <= 9), _STEPS[-1])
    for number in range(int(axis.end // step) + 1):
        x = axis.x(number * step)
        yield f'<line class="tick" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height}"/>'
        yield f'<text class="tick-words" x="{x}" y="{_TOP - 14}">{_short(number * step)}</text>'
    if axis.late:
        x = axis.right
        yield f'<path class="break" d="M{x - 4} {_TOP - 4}l8 -10M{x + 4} {_TOP - 4}l8 -10"/>'


def _lane(lane: Lane, axis: _Axis, top: int) -> Iterable[str]:
    middle = top + _LANE // 2
    yield f'<line class="lane-line" x1="{_LABELS}" y1="{middle}" x2="{_RIGHT}" y2="{middle}"/>'
    yield f'<text class="lane-title" x="0" y="{middle + 5}">{escape(_clipped(lane.title))}</text>'
    for span in lane.spans:
        start, end = axis.x(span.start), axis.x(span.end)
        width = round(max(end - start, 2.0), 1)
        yield f'<rect class="span span-{span.kind}" x="{start}" y="{middle - 8}" width="{width}" height="16" rx="3"/>'
    yield from _dues(lane, axis, middle)
    for mark in lane.marks:
        yield _mark(mark, axis.x(mark.at), middle)


def _dues(lane: Lane, axis: _Axis, middle: int) -> Iterable[str]:
    """Draw each deadline with its time above it, unless the one before it leaves no room for that."""
    free = 0.0
    for due in sorted(lane.dues, key=lambda due: due.at):
        x = axis.x(due.at)
        kind = "kept" if due.kept else "missed"
        yield f'<path class="due due-{kind}" d="M{x} {middle - 16}v32"><title>{escape(due.label)}</title></path>'
        if x >= free:
            words = _short(round(due.at))
            # At the right edge the time stands before its line: behind it there is no paper.
            at, anchor = (x + 4, "start") if x + _DUE_WORDS <= _RIGHT else (x - 4, "end")
            yield (
                f'<text class="due-words due-words-{kind}" x="{at}" y="{middle - 12}" text-anchor="{anchor}">{words}'
                "</text>"
            )
            free = x + _DUE_WORDS


def _mark(mark: Mark, x: float, middle: int) -> str:
    """Each kind has a form of its own, so that a black-and-white print says the same."""
    forms = {
        "raised": f'<path d="M{x - 9} {middle - 10}l18 10 -18 10z"/>',
        "told": f'<circle cx="{x}" cy="{middle}" r="5"/>',
        "good": f'<circle cx="{x}" cy="{middle}" r="9"/><path class="inner" d="M{x - 4} {middle}l3 3.5 5.500 -7"/>',
        "bad": f'<path d="M{x - 8} {middle - 8}h16v16h-16z"/>'
        f'<path class="inner" d="M{x - 4} {middle - 4}l8 8m0 -8l-8 8"/>',
        "step": f'<path d="M{x} {middle - 10}l10 10 -10 10 -10 -10z"/>',
        "over": f'<path d="M{x - 3} {middle - 12}h6v24h-6z"/>',
    }
    return f'<g class="mark mark-{mark.kind}"><title>{escape(mark.label)}</title>{forms[mark.kind]}</g>'


def _clipped(title: str) -> str:
    return title if len(title) <= 24 else f"{title[:23]}…"


def _short(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60} h {minutes % 60:02d}"
