"""One item of a list to another place in it: its lines go as they are, and so do the comments that are about it."""

from typing import TypeVar

from roles.span import Span

_T = TypeVar("_T")


def moved(text: str, around: Span, at: int, to: int) -> str | None:
    """Return the text with a list's item at another place; None where items share lines.

    In a list of lines an item takes with it the comment lines right above its hyphen, and those below it that stand
    further in than its hyphen. What stands between two items with a blank line before the next is about neither, and
    stays where it is.
    """
    if around.is_flow:
        return _moved_flow(text, around, at, to)
    # A last line without an end may become another one's neighbour: it is given one for so long.
    end = "" if text.endswith("\n") else "\r\n" if "\r\n" in text else "\n"
    made = _moved_lines(text + end, around, at, to)
    return None if made is None else made.removesuffix(end)


def _moved_flow(text: str, around: Span, at: int, to: int) -> str:
    pieces = [text[one.start : one.end] for one in around.items]
    order = _order(pieces, at, to)
    made = text[: around.items[0].start]
    for number, piece in enumerate(order):
        here = around.items[number]
        end = around.items[number + 1].start if number + 1 < len(order) else len(text)
        made += piece + text[here.end : end]
    return made


def _moved_lines(text: str, around: Span, at: int, to: int) -> str | None:
    lines = text.split("\n")
    begins = [text.count("\n", 0, one.start) for one in around.items]
    ends = [text.count("\n", 0, _last(text, one)) + 1 for one in around.items]
    heads = [lines[begin].partition("-") for begin in begins]
    hyphen = len(heads[0][0])
    is_apart = all(sign and not head.strip() for head, sign, _ in heads)
    if not is_apart or any(end > begin for end, begin in zip(ends, begins[1:], strict=False)):
        return None
    starts = [_start(lines, begin, hyphen, after) for begin, after in zip(begins, [0, *ends], strict=False)]
    stops = [_stop(lines, end, hyphen, before) for end, before in zip(ends, [*starts[1:], len(lines)], strict=True)]
    starts = [max(start, stop) for start, stop in zip(starts, [0, *stops], strict=False)]
    items = _order([lines[start:stop] for start, stop in zip(starts, stops, strict=True)], at, to)
    made = lines[: starts[0]]
    for number, item in enumerate(items):
        end = starts[number + 1] if number + 1 < len(items) else len(lines)
        made += [*item, *lines[stops[number] : end]]
    return "\n".join(made)


def _start(lines: list[str], begin: int, hyphen: int, after: int) -> int:
    """Return the line at which an item begins: with the comments right above its hyphen, at the hyphen's own place."""
    while begin > after and _is_comment(lines[begin - 1]) and _indent(lines[begin - 1]) <= hyphen:
        begin -= 1
    return begin


def _stop(lines: list[str], end: int, hyphen: int, before: int) -> int:
    """Return the line before which an item ends: behind the comments below it that stand further in."""
    while end < before and _is_comment(lines[end]) and _indent(lines[end]) > hyphen:
        end += 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _order(items: list[_T], at: int, to: int) -> list[_T]:
    rest = [*items[:at], *items[at + 1 :]]
    return [*rest[:to], items[at], *rest[to:]]


def _last(text: str, span: Span) -> int:
    """Return where the last words of an item end, line ends behind them aside."""
    end = span.end
    while end > span.start and text[end - 1] in " \r\n":
        end -= 1
    return end
