"""A document as plain data: what forms show of a text, errors or not, under the very paths by which it is edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from roles.inherit import Inheritance, Standards
from roles.notes import Notes
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """What an office's standard says, for forms: its clauses as plain data, its name, and who locks which clause."""

    name: str
    tree: Plain
    locked: Mapping[str, str]
    """Clause, with dots between its keys → the title of the standard that locks it."""


def base(text: str, standards: Standards) -> Base | None:
    """Return what stands under an office's document; None when it stands on no standard that can be read."""
    decoded = decode(text)
    root = decoded if isinstance(decoded, Trouble) else grow(decoded)
    if not isinstance(root, Table):
        return None
    inheritance = Inheritance(Notes(""), standards)
    found = inheritance.under(root)
    if found is None:
        return None
    tree, locked = found
    names = {name: _title(name, standards) for name in inheritance.asked}
    return Base(
        name=names[inheritance.asked[0]],
        tree=_plain(tree),
        locked={".".join(clause): names.get(name, name) for clause, name in locked.items()},
    )


def _title(name: str, standards: Standards) -> str:
    text = standards(name) or ""
    tree = plain(text if isinstance(text, str) else text.decode(errors="replace"))
    title = tree.get("name") if isinstance(tree, dict) else None
    return title if isinstance(title, str) else name


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
