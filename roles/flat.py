"""A tree → YAML text that grows into the same tree: how a plan made of several documents is kept as one."""

import re
from collections.abc import Iterator
from typing import Final, assert_never

from roles.tree import Node, Row, Scalar, Table
from roles.value import is_nothing

_PLAIN: Final = re.compile(r"[^\W_][\w./+-]*(?: [\w./+-]+)*")
"""Words that need no quotes; `null` is written as a word only where nothing is meant."""
_LONGEST: Final = 400
"""Characters of one text on a line before it goes on in the next."""


def write_out(node: Node, *, remarks: tuple[str, ...] = ()) -> str:
    """Return a document with the same keys and values, below remarks of one line each."""
    head = [f"# {''.join(letter if letter.isprintable() else ' ' for letter in remark)}" for remark in remarks]
    return "\n".join([*head, *_lines(node, 0)]) + "\n"


def write_flow(node: Node) -> str:
    """Return a value on one line, as it may stand behind a key or in a list."""
    match node:
        case Table(entries=entries):
            return f"{{{', '.join(f'{_key(entry.key)}: {write_flow(entry.value)}' for entry in entries)}}}"
        case Row(items=items):
            return f"[{', '.join(map(write_flow, items))}]"
        case Scalar(text=text):
            is_plain = _PLAIN.fullmatch(text) and text != "null"
            return text if is_plain else f'"{_escaped(text, goes_on=False)}"'
        case _:
            assert_never(node)


def write_block(key: str, node: Node) -> list[str]:
    """Return a key with its value as lines, as they may stand in a table that has a line for each key."""
    return list(_under(f"{_key(Scalar(place=node.place, text=key, plain=False))}:", node, 0))


def _lines(node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    match node:
        case Table(entries=entries):
            for entry in entries:
                yield from _under(f"{indent}{_key(entry.key)}:", entry.value, depth)
            if not entries:
                yield f"{indent}{{}}"
        case Row(items=items):
            for item in items:
                yield from _under(f"{indent}-", item, depth)
            if not items:
                yield f"{indent}[]"
        case Scalar():
            yield f"{indent}{_text(node, depth)}"
        case _:
            assert_never(node)


def _under(begin: str, node: Node, depth: int) -> Iterator[str]:
    """Write a value behind its key or hyphen when it is short, else below it."""
    if isinstance(node, Scalar):
        yield f"{begin} {_text(node, depth + 1)}"
    elif isinstance(node, Row) and all(isinstance(item, Scalar) for item in node.items):
        yield f"{begin} [{', '.join(_text(item, depth + 1) for item in node.items if isinstance(item, Scalar))}]"
    elif isinstance(node, Table) and not node.entries:
        yield f"{begin} {{}}"
    else:
        yield begin
        yield from _lines(node, depth + 1)


def _key(key: Scalar) -> str:
    return key.text if _PLAIN.fullmatch(key.text) else f'"{_escaped(key.text, goes_on=False)}"'


def _text(node: Scalar, depth: int) -> str:
    if is_nothing(node):
        return "null"
    if _PLAIN.fullmatch(node.text) and len(node.text) < _LONGEST and node.text != "null":
        return node.text
    pieces = [node.text[at : at + _LONGEST] for at in range(0, len(node.text), _LONGEST)] or [""]
    # A line break behind a backslash is none; spaces at the start of the next line count only behind another.
    return (
        '"'
        + f"\\\n{'  ' * depth}".join(_escaped(piece, goes_on=number > 0) for number, piece in enumerate(pieces))
        + '"'
    )


def _escaped(piece: str, *, goes_on: bool) -> str:
    escaped = "".join(map(_letter, piece))
    return f"\\{escaped}" if goes_on and escaped.startswith(" ") else escaped


def _letter(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return f"\\U{ord(letter):08x}"
