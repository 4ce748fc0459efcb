"""Two trees → one: what the standard says, changed where the office's document says otherwise; and all that changed."""

from dataclasses import dataclass, field
from typing import Final

from roles.tree import Entry, Node, Row, Scalar, Table
from roles.trouble import Place
from roles.value import is_nothing
from roles.word import LANGUAGES

Clause = tuple[str, ...]
"""Where a clause of a plan stands: the keys that lead to it."""

_WHOLE: Final = frozenset({"hours", "holders", "done_when", "repeat", "police", "raised_by"})
"""Tables that are one clause: half of one and half of another would say what neither of the two says."""
_TEXTS: Final = frozenset({"title", "duty", "say"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One clause that the office's document adds to the standard or changes in it, and where it does so."""

    clause: Clause
    place: Place
    adds: bool


@dataclass(slots=True)
class Merger:
    """Merges trees and remembers what changed."""

    changes: list[Change] = field(default_factory=list)

    def merge(self, standard: Node, own: Node, clause: Clause = ()) -> Node:
        """Return the standard's tree with what the office's says put in its place.

        Tables are merged key by key; lists and the tables that are one clause are replaced whole.
        """
        is_whole = bool(clause) and clause[-1] in _WHOLE
        if isinstance(standard, Table) and isinstance(own, Table) and not is_whole:
            return self._merge_tables(standard, own, clause)
        if not same(standard, own):
            self.changes.append(Change(clause=clause, place=own.place, adds=False))
        return own

    def _merge_tables(self, standard: Table, own: Table, clause: Clause) -> Table:
        mine = dict[str, Entry]()
        again = list[Entry]()  # keys that stand twice stay twice: whoever reads the result says so
        for entry in own.entries:
            (again.append if entry.key.text in mine else lambda one: mine.update({one.key.text: one}))(entry)
        entries = list[Entry]()
        for entry in standard.entries:
            found, here = mine.pop(entry.key.text, None), (*clause, entry.key.text)
            if found is None:
                entries.append(entry)
            elif is_nothing(found.value) and not is_nothing(entry.value):
                self.changes.append(Change(clause=here, place=found.key.place, adds=False))
            else:
                entries.append(Entry(key=found.key, value=self.merge(entry.value, found.value, here)))
        for entry in mine.values():
            if not is_nothing(entry.value):
                self.changes.append(Change(clause=(*clause, entry.key.text), place=entry.key.place, adds=True))
        return Table(place=own.place, entries=[*entries, *mine.values(), *again])


def same(one: Node, other: Node) -> bool:
    """Tell whether two trees say the same; the order of keys says nothing."""
    if isinstance(one, Table) and isinstance(other, Table):
        ours, theirs = ({entry.key.text: entry.value for entry in table.entries} for table in (one, other))
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(one, Row) and isinstance(other, Row):
        return len(one.items) == len(other.items) and all(map(same, one.items, other.items))
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return one.text == other.text and is_nothing(one) == is_nothing(other)
    return False


def without_languages(node: Node, spoken: frozenset[str], *, of_texts: bool = False) -> Node:
    """Return a tree without the texts that come from a standard in languages the office does not speak."""
    if isinstance(node, Row):
        return Row(place=node.place, items=[without_languages(item, spoken) for item in node.items])
    if isinstance(node, Scalar):
        return node
    kept = [
        Entry(key=entry.key, value=without_languages(entry.value, spoken, of_texts=entry.key.text in _TEXTS))
        for entry in node.entries
        if not (of_texts and entry.key.place.source and entry.key.text in LANGUAGES and entry.key.text not in spoken)
    ]
    return Table(place=node.place, entries=kept)
