"""YAML text → a small tree in which every node knows its line and column; no input makes it raise or hang.

Scalars stay text here: what is a number or a date is decided by who reads the tree, so `no`, `08:00` and `112` are
never mistaken for something else. Anchors and aliases are refused: they are how a small file becomes a huge one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

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

from roles.sentence import Sentence
from roles.trouble import (
    DEEPEST,
    LARGEST,
    LONGEST_LINE,
    MOST_NODES,
    Place,
    Trouble,
    anchor,
    long_line,
    no_key,
    not_text,
    not_yaml,
    second_document,
    tag,
    too_deep,
    too_large,
    too_long,
    unfit,
    unreadable,
)
from roles.written import first_unfit


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


class _Refused(Exception):  # noqa: N818  it is caught in this file, and says that a limit was passed
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def decode(text: str | bytes) -> str | Trouble:
    """Return the text with line ends as LF and no byte order mark, or what keeps it from being read."""
    if len(text) > LARGEST:
        return too_long(len(text))
    if isinstance(text, str):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return not_text(text[: error.start], Sentence("a character that no text may hold"))
        plain = text
    else:
        try:
            plain = text.decode("utf-8")
        except UnicodeDecodeError as error:
            return not_text(
                text[: error.start].decode("utf-8"), Sentence("the byte 0x%(code)s", code=f"{text[error.start]:02x}")
            )
    plain = plain.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(plain.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            return long_line(Place(line=number, column=1))
    return plain


def grow(text: str, *, source: str = "") -> Node | Trouble:
    """Return the tree of a decoded text, or the first thing that keeps it from being one.

    `source` is written into every place, so that two documents can become one and each finding still names its own.
    Reading is the dear part, and a text that is edited is read by several in a row: they may get the same tree, which
    nobody changes.
    """
    return _grown(text, source)


@lru_cache(maxsize=8)
def _grown(text: str, source: str) -> Node | Trouble:
    try:
        return _grow(_events(text), source)
    except _Refused as refused:
        return refused.trouble
    except ReaderError as error:
        return not_text(
            text[: error.position], Sentence("the character U+%(code)s", code=f"{ord(text[error.position]):04X}")
        )
    except MarkedYAMLError as error:
        return not_yaml(error)
    except (YAMLError, ValueError, RecursionError) as error:
        return unreadable(error)


def _events(text: str) -> Iterator[Event]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


def _grow(events: Iterator[Event], source: str) -> Node:
    """Build the tree with a stack of its own, so that depth is counted and never becomes Python's recursion."""
    stack: list[Table | Row] = []
    keys: list[Scalar | None] = []
    root: Node | None = None
    for count, event in enumerate(events):
        place = Place(line=event.start_mark.line + 1, column=event.start_mark.column + 1, source=source)
        if count > 2 * MOST_NODES:
            raise _Refused(too_large(place))
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            stack.pop()
            keys.pop()
        elif isinstance(event, DocumentStartEvent) and root is not None:
            raise _Refused(second_document(place))
        node = _node(event, place)
        if node is None:
            continue
        if len(stack) >= DEEPEST:
            raise _Refused(too_deep(place))
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
        raise _Refused(anchor(place))
    if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
        return None
    if event.anchor is not None:
        raise _Refused(anchor(place))
    if event.tag is not None:
        raise _Refused(tag(place))
    if isinstance(event, ScalarEvent):
        character = first_unfit(str(event.value))
        if character is not None:
            raise _Refused(unfit(character, place))
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
        raise _Refused(no_key(node.place))
