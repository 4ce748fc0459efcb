"""An agency's standard and an office's document on it → one plan: what deviates needs a reason, what is locked stays.

The office fills in what the standard leaves open, and changes what it says only with a reason, written under
`deviations`. A standard may build on another one in the same way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from roles.merge import Change, Clause, Merger
from roles.notes import Notes
from roles.sentence import Sentence
from roles.tree import Entry, Node, Row, Scalar, Table, decode, grow
from roles.trouble import Place, Trouble
from roles.value import as_text, is_nothing
from roles.word import did_you_mean, is_slug, shown

Standards = Callable[[str], str | bytes | None]
"""Returns the text of the standard that has a name; None when there is none."""

MOST_LEVELS: Final = 4
"""Standards that build on each other: a country's, an agency's, a region's, and one to spare."""

OFFICE_KEYS: Final = ("standard", "deviations")
"""What only an office's document on a standard says; neither is part of the plan that comes of it."""
STANDARD_KEYS: Final = ("standard", "version", "name", "builds_on", "locked", "deviations")
"""What a standard says of itself."""
OFFICES_OWN: Final = ("office", "expires")
"""What no standard can say for an office."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deviation:
    """A clause in which an office differs from its standard, and why."""

    clause: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherited:
    """What an office's document becomes with its standard, and what went into it."""

    tree: Table
    deviations: tuple[Deviation, ...]
    digests: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standard:
    name: str
    tree: Table
    locked: dict[Clause, str]
    digests: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Inheritance:
    """Puts one document on its standard; `asked` are the standards that were looked for, found or not."""

    notes: Notes
    standards: Standards
    asked: list[str] = field(default_factory=list)

    def of_office(self, root: Table) -> Inherited | None:
        """Return an office's document on its standard; None, with a finding, when there is no such standard."""
        self._once(root, OFFICE_KEYS)
        node = value_of(root, "standard")
        standard = None if node is None else self._take(node, ())
        if standard is None:
            return None
        tree, deviations = self._put_on(standard, _without(root, OFFICE_KEYS), value_of(root, "deviations"))
        return Inherited(tree=tree, deviations=deviations, digests=standard.digests)

    def under(self, root: Table) -> tuple[Table, dict[Clause, str]] | None:
        """Return what the standard under an office's document says, and which of it who locks; None without one."""
        node = value_of(root, "standard")
        standard = None if node is None or is_standard(root) else self._take(node, ())
        return None if standard is None else (standard.tree, standard.locked)

    def of_standard(self, root: Table) -> Table:
        """Return the clauses of a standard, together with those of what it builds on."""
        return self._with_base(root, (), "").tree

    def _take(self, node: Node, seen: tuple[str, ...]) -> _Standard | None:
        """Return the standard that a node names, or note why there is none."""
        name, _, version = (as_text(node, self.notes) or "").partition("/")
        root, plain = self._read(name, node.place, seen)
        if root is None:
            return None
        said = value_of(root, "version")
        if version and version != (said.text if isinstance(said, Scalar) else ""):
            message = Sentence(
                "The standard %(name)s is without a version by now, this document is written on %(written)s.",
                name=shown(name),
                written=shown(version),
            )
            if isinstance(said, Scalar):
                message = Sentence(
                    "The standard %(name)s is version %(version)s by now, this document is written on %(written)s.",
                    name=shown(name),
                    version=shown(said.text),
                    written=shown(version),
                )
            remedy = Sentence("See what has changed with trygg plan diff, then name the new version here.")
            self.notes.add("S004", message, remedy, node.place)
            return None
        taken = self._with_base(root, (*seen, name), name)
        return replace(taken, digests=((name, sha256(plain.encode()).hexdigest()), *taken.digests))

    def _read(self, name: str, place: Place, seen: tuple[str, ...]) -> tuple[Table | None, str]:
        text = None
        if name in seen or len(seen) >= MOST_LEVELS:
            chain = " → ".join((*seen, name))
            message = Sentence("These standards build on each other: %(chain)s.", chain=chain)
            self.notes.add("S003", message, Sentence("Let the last of them build on none."), place)
            return None, ""
        if is_slug(name):
            self.asked.append(name)
            text = self.standards(name)
        if text is None:
            file = f"{name if is_slug(name) else 'agency'}.standard.yaml"
            message = Sentence("There is no standard %(name)s here.", name=shown(name))
            self.notes.add("S001", message, Sentence("Put it beside this document as %(file)s.", file=file), place)
            return None, ""
        source = self.notes.source[: self.notes.source.rfind("/") + 1] + f"{name}.standard.yaml"
        plain = decode(text)
        root = plain if isinstance(plain, Trouble) else grow(plain, source=source)
        if isinstance(root, Trouble):
            self.notes.add(root.code, root.message, root.remedy, replace(root.place, source=source))
        elif isinstance(root, Table) and is_standard(root):
            return root, plain if isinstance(plain, str) else ""
        message = Sentence("The document %(name)s is no standard that can be read.", name=shown(name))
        self.notes.add("S002", message, Sentence("A standard is a table that says standard: true."), place)
        return None, ""

    def _with_base(self, root: Table, seen: tuple[str, ...], name: str) -> _Standard:
        """Return a standard's clauses with those of the standard it builds on, if any."""
        self._once(root, STANDARD_KEYS)
        for key in OFFICES_OWN:
            if (entry := _entry(root, key)) is not None:
                message = Sentence("A standard cannot say %(key)s for an office.", key=shown(key))
                self.notes.add("S008", message, Sentence("Let each office say it."), entry.key.place)
        own = _without(root, (*STANDARD_KEYS, *OFFICES_OWN))
        node, reasons = value_of(root, "builds_on"), value_of(root, "deviations")
        base = None if node is None else self._take(node, seen)
        tree, digests = own, base.digests if base else ()
        if base is None:
            self._unused(reasons, [])
        else:
            tree = self._put_on(base, own, reasons)[0]
        locked = dict(base.locked) if base else {}
        for item in _items(value_of(root, "locked")):
            clause = tuple((as_text(item, self.notes) or "").split("."))
            if _at(tree, clause) is None:
                remedy = did_you_mean(".".join(clause), map(".".join, _clauses(tree)))
                message = Sentence(
                    "There is no clause %(clause)s in the standard to be locked.", clause=shown(".".join(clause))
                )
                self.notes.add("S008", message, remedy, item.place)
            else:
                locked[clause] = name
        return _Standard(name=name, tree=tree, locked=locked, digests=digests)

    def _once(self, root: Table, keys: tuple[str, ...]) -> None:
        """Note keys that stand a second time: nobody would see that only the first one counts."""
        for key in keys:
            for entry in [one for one in root.entries if one.key.text == key][1:]:
                message = Sentence("The key %(key)s stands here a second time.", key=shown(key))
                self.notes.add("D006", message, Sentence("Keep one of them."), entry.key.place)

    def _put_on(self, standard: _Standard, own: Table, reasons: Node | None) -> tuple[Table, tuple[Deviation, ...]]:
        """Return a document on its standard; what is locked stays as the standard has it."""
        merger = Merger()
        merged = merger.merge(standard.tree, own)
        given = {clause: reason for clause, _, reason in self._reasons(reasons)}
        for change in merger.changes:
            self._judge(change, standard, given)
        self._unused(reasons, [change.clause for change in merger.changes if not change.adds])
        deviations = tuple(Deviation(clause=".".join(clause), reason=reason) for clause, reason in given.items())
        return merged if isinstance(merged, Table) else own, deviations

    def _judge(self, change: Change, standard: _Standard, given: dict[Clause, str]) -> None:
        """Note a change of what is locked, or without a reason."""
        what = ".".join(change.clause)
        for lock, name in standard.locked.items():
            if _within(change.clause, lock) or (not change.adds and _within(lock, change.clause)):
                message = Sentence(
                    "%(clause)s is locked by the standard %(name)s.", clause=shown(what), name=shown(name)
                )
                remedy = Sentence("Remove it here; if it cannot stay so, talk to those who keep the standard.")
                self.notes.add("S005", message, remedy, change.place)
                return
        if not change.adds and not any(reason and _within(change.clause, clause) for clause, reason in given.items()):
            message = Sentence(
                "%(clause)s deviates from the standard %(name)s without a reason.",
                clause=shown(what),
                name=shown(standard.name),
            )
            remedy = Sentence("Write under deviations: %(clause)s: why it is so here", clause=what)
            self.notes.add("S006", message, remedy, change.place)

    def _reasons(self, node: Node | None) -> Iterator[tuple[Clause, Place, str]]:
        for entry in node.entries if isinstance(node, Table) else ():
            reason = "" if is_nothing(entry.value) else as_text(entry.value, self.notes) or ""
            yield tuple(entry.key.text.split(".")), entry.key.place, reason.strip()

    def _unused(self, node: Node | None, changed: list[Clause]) -> None:
        """Note reasons for what does not deviate: they would be believed."""
        if node is not None and not isinstance(node, Table | Scalar):
            message = Sentence("Deviations are a table of clauses and reasons.")
            self.notes.add("D009", message, Sentence("Write clause: reason."), node.place)
        for clause, place, _ in self._reasons(node):
            if not any(_within(one, clause) for one in changed):
                message = Sentence(
                    "Nothing under %(clause)s deviates from the standard.", clause=shown(".".join(clause))
                )
                remedy = Sentence("Remove the reason.")
                if changed:
                    remedy = did_you_mean(".".join(clause), map(".".join, changed))
                self.notes.add("S007", message, remedy, place, "warning")


def is_standard(root: Node) -> bool:
    """Tell whether a document is a standard and no office's plan."""
    node = value_of(root, "standard") if isinstance(root, Table) else None
    return isinstance(node, Scalar) and node.text in {"true", "yes"}


def value_of(table: Table, key: str) -> Node | None:
    """Return the value under a key; None when it is missing or nothing."""
    entry = _entry(table, key)
    return None if entry is None or is_nothing(entry.value) else entry.value


def _entry(table: Table, key: str) -> Entry | None:
    return next((entry for entry in table.entries if entry.key.text == key), None)


def _without(table: Table, keys: tuple[str, ...]) -> Table:
    return Table(place=table.place, entries=[entry for entry in table.entries if entry.key.text not in keys])


def _items(node: Node | None) -> list[Node]:
    if node is None:
        return []
    return node.items if isinstance(node, Row) else [node]


def _within(clause: Clause, outer: Clause) -> bool:
    return clause[: len(outer)] == outer


def _at(node: Node | None, clause: Clause) -> Node | None:
    for key in clause:
        node = value_of(node, key) if isinstance(node, Table) else None
    return node


def _clauses(node: Node, above: Clause = ()) -> Iterator[Clause]:
    """Yield what could be locked, for whoever has misspelt it."""
    for entry in node.entries if isinstance(node, Table) else ():
        yield (*above, entry.key.text)
        yield from _clauses(entry.value, (*above, entry.key.text))
