"""A place in a plan's text → the path of the value that is written there, for forms that say what is wrong with it."""

from roles.notes import Path
from roles.span import Span, spans


def path_at(text: str, line: int, column: int) -> Path:
    """Return the path of what stands at a line and a column, both counted from 1; empty where nothing does.

    The text has to be YAML of one document, without anchors and tags. Of several values that begin at the same place
    it is the innermost one.
    """
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return ()
    at = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    path: list[str | int] = []
    span = spans(text)
    while True:
        inner = _within(span, at)
        if inner is None:
            return tuple(path)
        key, span = inner
        path.append(key)


def _within(span: Span, at: int) -> tuple[str | int, Span] | None:
    """Return the key and the value that a character belongs to; None where it is none of the span's own."""
    for index, item in enumerate(span.items):
        start = span.keys[index].start if span.keys else item.start
        if start <= at <= max(item.end, start):
            return (span.keys[index].text if span.keys else index), item
    return None
