"""Read values out of a YAML tree strictly; whatever is wrong becomes a finding with its line and column."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeVar

from devices.bounded import excerpt, is_plain
from devices.topics import is_slug
from devices.tree import Leaf, Mapping, Scalar, Sequence, Tree, kind_of

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something wrong in a document: what, where (`line` and `column` count from 1), and what to do."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    line: int
    column: int
    remedy: str
    source: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}: {self.code} {self.message}. {self.remedy}"


class Reader:
    """Reads the values of one document; what is wrong is kept in `findings`, and the value left out."""

    def __init__(self, source: str) -> None:
        self.findings: list[Finding] = []
        self._source = source

    def entries(self, tree: Tree, what: str, keys: tuple[str, ...] | None) -> Iterator[tuple[Leaf, Tree]]:
        """Yield the entries of a mapping, each key once; `keys` are the ones that are known, None allows any."""
        if not isinstance(tree, Mapping):
            if not (isinstance(tree, Leaf) and tree.value is None):
                self.add("D003", tree, f"{what} must be a mapping, and is {kind_of(tree)}", "Write `key: value` lines")
            return
        seen: set[Scalar] = set()
        for key, value in tree.entries:
            word = str(key.value)
            if word in seen:
                self.add("D005", key, f"{excerpt(word, 64)} stands twice in {what}", "Take one of the two out")
            elif keys is not None and word not in keys:
                near = difflib.get_close_matches(word, keys, n=1)
                remedy = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(keys)}"
                self.add("D002", key, f"{excerpt(word, 64)} is not known in {what}", remedy)
            else:
                seen.add(word)
                yield key, value

    def fields(self, tree: Tree, what: str, keys: tuple[str, ...]) -> dict[str, Tree]:
        """Return the values of a mapping by their keys; only `keys` are known."""
        return {str(key.value): value for key, value in self.entries(tree, what, keys)}

    def items(self, tree: Tree, what: str) -> tuple[Tree, ...]:
        """Return the items of a list; none where nothing stands there."""
        if isinstance(tree, Sequence):
            return tree.items
        if not (isinstance(tree, Leaf) and tree.value is None):
            self.add("D003", tree, f"{what} must be a list, and is {kind_of(tree)}", "Begin each item with `- `")
        return ()

    def slug(self, tree: Leaf, what: str) -> str | None:
        """Return a slug, or None where the value is none."""
        if isinstance(tree.value, str) and is_slug(tree.value):
            return tree.value
        remedy = "Use 1 to 63 of a-z, 0-9, - and _, beginning with a letter or digit"
        self.add("D004", tree, f"{what} cannot be called {excerpt(str(tree.value), 64)}", remedy)
        return None

    def optional_slug(self, tree: Tree | None, what: str) -> str | None:
        """Return a slug, or None where nothing stands there."""
        text = self.optional_text(tree, what)
        if tree is None or text is None:
            return None
        return self.slug(Leaf(value=text, line=tree.line, column=tree.column), what)

    def optional_text(self, tree: Tree | None, what: str) -> str | None:
        """Return a text, or None where nothing stands there."""
        if tree is None or (isinstance(tree, Leaf) and tree.value is None):
            return None
        if isinstance(tree, Leaf) and isinstance(tree.value, str) and is_plain(tree.value):
            return tree.value
        remedy = "Write 1 to 128 printable characters; put what looks like a number between quotation marks"
        self.add("D003", tree, f"{what} must be text, and is {self.told(tree)}", remedy)
        return None

    def choice(self, tree: Tree, what: str, words: tuple[Word, ...]) -> Word | None:
        """Return the one of the words that stands there."""
        for word in words:
            if isinstance(tree, Leaf) and tree.value == word:
                return word
        self.add("D003", tree, f"{what} cannot be {self.told(tree)}", f"Choose one of: {', '.join(words)}")
        return None

    def flag(self, tree: Tree | None, what: str, *, default: bool) -> bool:
        """Return true or false, `default` where nothing stands there."""
        if tree is None:
            return default
        if isinstance(tree, Leaf) and isinstance(tree.value, bool):
            return tree.value
        self.add("D003", tree, f"{what} must be true or false, and is {self.told(tree)}", "Write true or false")
        return default

    def seconds(self, tree: Tree | None, what: str) -> timedelta | None:
        """Return a whole number of seconds, None where nothing stands there."""
        if tree is None or (isinstance(tree, Leaf) and tree.value is None):
            return None
        value = tree.value if isinstance(tree, Leaf) else None
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 31_622_400:
            return timedelta(seconds=value)
        self.add("D003", tree, f"{what} must be seconds, and is {self.told(tree)}", "Write a whole number from 1")
        return None

    def day(self, tree: Tree | None, what: str) -> date | None:
        """Return a day written as 2026-11-28, None where nothing stands there."""
        if tree is None or (isinstance(tree, Leaf) and tree.value is None):
            return None
        try:
            return date.fromisoformat(str(tree.value) if isinstance(tree, Leaf) else "")
        except ValueError:
            self.add("D003", tree, f"{what} must be a day, and is {self.told(tree)}", "Write it as 2026-11-28")
            return None

    def told(self, tree: Tree) -> str:
        """Return what stands there, for a person to read."""
        return excerpt(repr(tree.value), 40) if isinstance(tree, Leaf) and tree.value is not None else kind_of(tree)

    def add(
        self, code: str, place: Tree, message: str, remedy: str, severity: Literal["error", "warning"] = "error"
    ) -> None:
        """Keep a finding about what stands at the place."""
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                message=message,
                line=place.line,
                column=place.column,
                remedy=remedy,
                source=self._source,
            )
        )
