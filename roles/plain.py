"""A document as plain data: what forms show of a text, errors or not, under the very paths by which it is edited."""

from typing import assert_never

from roles.tree import Node as Tree
from roles.tree import Row, Scalar, Table, decode, grow
from roles.trouble import Trouble
from roles.value import is_nothing

Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""Words stay words, as they were written; what is there without a value is None."""


def plain(text: str) -> Plain:
    """Return a document as tables, lists and words; None when the text is no YAML at all."""
    decoded = decode(text)
    tree = decoded if isinstance(decoded, Trouble) else grow(decoded)
    return None if isinstance(tree, Trouble) else _plain(tree)


def _plain(node: Tree) -> Plain:
    match node:
        case Scalar():
            return None if is_nothing(node) else node.text
        case Row(items=items):
            return [_plain(item) for item in items]
        case Table(entries=entries):  # of a key that is there twice the first counts, and a rule tells about the second
            found: dict[str, Plain] = {}
            for entry in entries:
                found.setdefault(entry.key.text, _plain(entry.value))
            return found
        case _:
            assert_never(node)
