"""YAML text → a small tree in which every node knows its line and column; no input makes it raise or hang.

Scalars stay text here: what is a number or a date is decided by who reads the tree, so `no`, `08:00` and `112` are
never mistaken for something else. Anchors and aliases are refused: they are how a small file becomes a huge one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

LARGEST: Final = 1_000_000
"""Bytes of the longest document that is read; a real office needs a few thousand."""
DEEPEST: Final = 12
"""Levels of nesting; a plan needs six."""
MOST_NODES: Final = 12_000
"""Nodes of the largest document; sixty people on forty zones need about two thousand."""
LONGEST_LINE: Final = 10_000
"""Characters of the longest line; the scanner's time for a tag grows with the square of its length."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A position in a document; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Scalar:
    """A single value, still as text; `plain` when it was written without quotes."""

    place: Place
    text: str
    plain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One key with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Keys with values, in the order of the document; a key may still occur twice."""

    place: Place
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Values in order."""

    place: Place
    items: list["Node"] = field(default_factory=list)


Node = Scalar | Table | Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why a text is no tree: a code, the words, where, and what to do."""

    code: str
    message: str
    remedy: str
    place: Place


class _Refused(Exception):  # noqa: N818  it is caught in this file, and says that a limit was passed
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def decode(text: str | bytes) -> str | Trouble:
    """Return the text with line ends as LF and no byte order mark, or what keeps it from being read."""
    start = Place(line=1, column=1)
    if len(text) > LARGEST:
        return Trouble(
            code="D001",
            message=f"The document is {len(text):,} bytes long; at most {LARGEST:,} are read.",
            remedy="Check that this is the plan and not some other file.",
            place=start,
        )
    if isinstance(text, str):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return _not_text(text[: error.start], "a character that no text may hold")
        plain = text
    else:
        try:
            plain = text.decode("utf-8")
        except UnicodeDecodeError as error:
            return _not_text(text[: error.start].decode("utf-8"), f"the byte 0x{text[error.start]:02x}")
    plain = plain.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(plain.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            return Trouble(
                code="D005",
                message=f"This line is longer than {LONGEST_LINE:,} characters.",
                remedy="Break it into several lines.",
                place=Place(line=number, column=1),
            )
    return plain


def grow(text: str) -> Node | Trouble:
    """Return the tree of a decoded text, or the first thing that keeps it from being one."""
    try:
        return _grow(_events(text))
    except _Refused as refused:
        return refused.trouble
    except ReaderError as error:
        return _not_text(text[: error.position], f"the character U+{ord(text[error.position]):04X}")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(line=mark.line + 1, column=mark.column + 1) if mark else Place(line=1, column=1)
        return Trouble(code="D003", message=f"This is not YAML: {_sentence(error)}", remedy=_mend(error), place=place)
    except (YAMLError, ValueError, RecursionError) as error:
        return Trouble(
            code="D003",
            message=f"This is not YAML: {type(error).__name__}.",
            remedy="Compare it with one of the example plans.",
            place=Place(line=1, column=1),
        )


def _events(text: str) -> Iterator[Event]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


def _grow(events: Iterator[Event]) -> Node:
    """Build the tree with a stack of its own, so that depth is counted and never becomes Python's recursion."""
    stack: list[Table | Row] = []
    keys: list[Scalar | None] = []
    root: Node | None = None
    for count, event in enumerate(events):
        place = Place(line=event.start_mark.line + 1, column=event.start_mark.column + 1)
        if count > 2 * MOST_NODES:
            raise _Refused(_too_large(place))
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            stack.pop()
            keys.pop()
        elif isinstance(event, DocumentStartEvent) and root is not None:
            raise _Refused(_second_document(place))
        node = _node(event, place)
        if node is None:
            continue
        if len(stack) >= DEEPEST:
            raise _Refused(_too_deep(place))
        if stack:
            _hang(node, stack[-1], keys)
        else:
            root = node
        if not isinstance(node, Scalar):
            stack.append(node)
            keys.append(None)
    return root if root is not None else Scalar(place=Place(line=1, column=1), text="", plain=True)


def _node(event: Event, place: Place) -> Node | None:
    """Return the node that an event begins; None when it begins none."""
    if isinstance(event, AliasEvent):
        raise _Refused(_anchor(place))
    if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
        return None
    if event.anchor is not None:
        raise _Refused(_anchor(place))
    if event.tag is not None:
        raise _Refused(_tag(place))
    if isinstance(event, ScalarEvent):
        return Scalar(place=place, text=str(event.value), plain=bool(event.implicit[0]))
    return Table(place=place) if isinstance(event, MappingStartEvent) else Row(place=place)


def _hang(node: Node, parent: Table | Row, keys: list[Scalar | None]) -> None:
    """Hang a node under its parent; in a table every other node is a key."""
    if isinstance(parent, Row):
        parent.items.append(node)
        return
    key = keys[-1]
    if key is not None:
        parent.entries.append(Entry(key=key, value=node))
        keys[-1] = None
    elif isinstance(node, Scalar):
        keys[-1] = node
    else:
        raise _Refused(
            Trouble(
                code="D003",
                message="A list or a table stands where a name is expected.",
                remedy="Write a single word before the colon; put text that begins with a bracket in quotes.",
                place=node.place,
            )
        )


def _not_text(before: str, what: str) -> Trouble:
    lines = before.split("\n")
    return Trouble(
        code="D002",
        message=f"This is not UTF-8 text: {what} stands here.",
        remedy="Remove it, or save the file as UTF-8.",
        place=Place(line=len(lines), column=len(lines[-1]) + 1),
    )


def _anchor(place: Place) -> Trouble:
    return Trouble(
        code="D004",
        message="Anchors (&) and aliases (*) are not read in a plan.",
        remedy="Write the value out; put text that begins with & or * in quotes.",
        place=place,
    )


def _tag(place: Place) -> Trouble:
    return Trouble(
        code="D004",
        message="Tags (!) are not read in a plan.",
        remedy="Remove the tag; put text that begins with ! in quotes.",
        place=place,
    )


def _too_deep(place: Place) -> Trouble:
    return Trouble(
        code="D005",
        message=f"The document nests deeper than {DEEPEST} levels.",
        remedy="Compare the indentation with one of the example plans.",
        place=place,
    )


def _too_large(place: Place) -> Trouble:
    return Trouble(
        code="D005",
        message=f"The document has more than {MOST_NODES:,} values.",
        remedy="Check that this is the plan and not some other file.",
        place=place,
    )


def _second_document(place: Place) -> Trouble:
    return Trouble(
        code="D003",
        message="A second document begins here.",
        remedy="Write one plan in one file, and remove the line with three hyphens.",
        place=place,
    )


def _sentence(error: MarkedYAMLError) -> str:
    parts = [str(part).strip() for part in (error.context, error.problem) if part]
    return (", ".join(parts) or "it cannot be read") + "."


def _mend(error: MarkedYAMLError) -> str:
    problem = str(error.problem or "")
    if "\\t" in problem or "tab" in problem.lower():
        return "Indent with spaces, never with tabs."
    if "mapping values" in problem:
        return "Put text that holds a colon in quotes, and check the indentation of this line and the one above."
    if "found unexpected end of stream" in problem or "end of stream" in problem:
        return "Close the quotes or brackets that were opened before."
    return "Check indentation, quotes and colons on this line and the one above."
