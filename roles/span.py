"""YAML text → a tree that knows from which to which character each value reaches, for whoever changes the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)


@dataclass(slots=True)
class Span:
    """One value: its characters in the text (half-open), how it is written, and what it holds.

    `keys` are the keys of a table, as spans, beside their values in `items`.
    """

    start: int
    end: int
    kind: str
    is_flow: bool = False
    text: str = ""
    keys: "list[Span]" = field(default_factory=list)
    items: "list[Span]" = field(default_factory=list)

    def place_of(self, key: str | int) -> int:
        """Return where a key or a position is among the items.

        Raises:
            KeyError: it is not there, or not once.
        """
        if isinstance(key, int):
            if self.kind == "row" and 0 <= key < len(self.items):
                return key
        elif self.kind == "table" and [one.text for one in self.keys].count(key) == 1:
            return next(index for index, one in enumerate(self.keys) if one.text == key)
        raise KeyError(key)


@lru_cache(maxsize=4)
def spans(text: str) -> Span:
    """Return the spans of a text that is known to be YAML of one document, without anchors and tags.

    Several edits of one text are tried one after the other: they may get the same spans, which nobody changes.
    """
    yaml = YAML(typ="safe", pure=True)
    events = (event for event in yaml.parse(text) if isinstance(event, _OURS))
    return _span(next(events), events)


_OURS = (ScalarEvent, MappingStartEvent, MappingEndEvent, SequenceStartEvent, SequenceEndEvent)


def _span(event: Event, events: Iterator[Event]) -> Span:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        return Span(start, end, "scalar", text=str(event.value))
    is_flow = isinstance(event, MappingStartEvent | SequenceStartEvent) and bool(event.flow_style)
    span = Span(start, end, "row", is_flow=is_flow)
    if isinstance(event, MappingStartEvent):
        span.kind = "table"
    for inner in events:
        if isinstance(inner, MappingEndEvent | SequenceEndEvent):
            # A block's end is told where the next thing begins; its own text ends with its last value.
            span.end = inner.end_mark.index if span.is_flow else max([span.start, *(one.end for one in span.items)])
            break
        if span.kind == "table":
            span.keys.append(_span(inner, events))
            inner = next(events)  # noqa: PLW2901  a key is followed by its value
        span.items.append(_span(inner, events))
    return span
