"""Tree → typed values: whatever is wrong becomes a finding with its place, and a stand-in lets the reading go on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Final, TypeVar

from roles.plan import Finding, Hours, Severity, Texts
from roles.tree import Node, Place, Row, Scalar, Table
from roles.word import did_you_mean, shown

W = TypeVar("W", bound=str)

Path = tuple[str | int, ...]
"""Where a value stands in the document: keys, and positions in lists counted from 0."""

MOST_FINDINGS: Final = 200
"""Nobody mends more than these at once, and looking for what each one may have meant takes time."""

_START: Final = Place(line=1, column=1)
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}")
_DURATION: Final = re.compile(r"(-?[0-9]{1,6})(?: *(s|min))?")
_PERIOD: Final = re.compile(r"([0-2]?[0-9])[:.]([0-5][0-9]) *[-–] *([0-2]?[0-9])[:.]([0-5][0-9])")
_KIND_OF_NODE: Final = {Scalar: "a single value", Table: "a table of keys and values", Row: "a list"}


@dataclass(frozen=True, slots=True)
class Notes:
    """What has been found so far in one document, and where each value stands."""

    source: str
    findings: list[Finding] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Tell whether more findings would help nobody."""
        return len(self.findings) >= MOST_FINDINGS

    def add(self, code: str, message: str, remedy: str, place: Place, severity: Severity = "error") -> None:
        """Note one finding, unless there are too many already."""
        if not self.is_full:
            self.findings.append(
                Finding(
                    code=code,
                    severity=severity,
                    message=message,
                    line=place.line,
                    column=place.column,
                    remedy=remedy,
                    source=self.source,
                )
            )


def place_of(path: Path, places: Mapping[Path, Place]) -> Place:
    """Return where a value stands, or where the nearest thing around it does."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return _START


class Sheet:
    """One table of the document, read key by key; `known` are the keys it may have (any, when None)."""

    def __init__(self, node: Node | None, path: Path, notes: Notes, *, known: tuple[str, ...] | None = None) -> None:
        self.path = path
        self.notes = notes
        self.nodes: dict[str, Node] = {}
        if node is None or _is_nothing(node):
            return
        if not isinstance(node, Table):
            _wrong(node, "a table of keys and values", notes)
            return
        for entry in node.entries:
            key, here = entry.key.text, (*path, entry.key.text)
            if notes.is_full:
                break
            if key in self.nodes:
                first = place_of(here, notes.places).line
                notes.add(
                    "D006",
                    f"The key {shown(key)} stands here a second time.",
                    f"Keep one of them; the first is on line {first}.",
                    entry.key.place,
                )
            elif known is not None and key not in known:
                notes.add("D007", f"There is no key {shown(key)} here.", did_you_mean(key, known), entry.key.place)
            else:
                self.nodes[key] = entry.value
                notes.places[here] = entry.key.place if known is None else entry.value.place

    def __contains__(self, key: str) -> bool:
        """Tell whether the key is there with a value."""
        return key in self.nodes and not _is_nothing(self.nodes[key])

    def need(self, key: str, example: str) -> None:
        """Note a finding when a key is missing."""
        if key not in self:
            place = place_of((*self.path, key), self.notes.places)
            self.notes.add("D008", f"The key {shown(key)} is missing here.", f"Write, for example: {example}", place)

    def text(self, key: str) -> str | None:
        """Return a text; None when it is missing or no text."""
        return as_text(self.nodes[key], self.notes) if key in self else None

    def word(self, key: str, known: tuple[W, ...]) -> W | None:
        """Return one of the known words; None when it is missing or another one."""
        node = self.nodes.get(key)
        return as_word(node, known, self.notes) if node is not None and key in self else None

    def flag(self, key: str, default: bool) -> bool:
        """Return yes or no."""
        word = self.word(key, ("true", "false", "yes", "no"))
        return default if word is None else word in {"true", "yes"}

    def number(self, key: str) -> int | None:
        """Return a whole number; None when it is missing or none."""
        text = self.text(key)
        if text is None:
            return None
        if _NUMBER.fullmatch(text):
            return int(text)
        self._malformed(key, text, "a whole number", "3")
        return None

    def duration(self, key: str) -> timedelta | None:
        """Return a duration written as seconds (`20`, `20 s`) or minutes (`2 min`); None when it is missing or none."""
        text = self.text(key)
        if text is None:
            return None
        duration = as_duration(text)
        if duration is None:
            self._malformed(key, text, "a duration", "20 s")
        return duration

    def day(self, key: str) -> date | None:
        """Return a date; None when it is missing or none."""
        return as_day(self.nodes[key], self.notes) if key in self else None

    def texts(self, key: str, languages: tuple[str, ...]) -> Texts:
        """Return a text per language; a single text is taken to be in the first language."""
        node = self.nodes.get(key)
        if isinstance(node, Scalar) and not _is_nothing(node):
            return MappingProxyType({languages[0]: node.text} if languages else {})
        sheet = Sheet(node, (*self.path, key), self.notes, known=languages)
        return MappingProxyType({language: text for language in sheet.nodes if (text := sheet.text(language))})

    def items(self, key: str) -> Iterator[tuple[Path, Node]]:
        """Yield the values of a list with their paths; a single value counts as a list of one."""
        node = self.nodes.get(key)
        if node is None or _is_nothing(node):
            return
        if isinstance(node, Table):
            _wrong(node, "a list", self.notes)
            return
        for index, item in enumerate(node.items if isinstance(node, Row) else [node]):
            path = (*self.path, key, index)
            self.notes.places[path] = item.place
            yield path, item

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words, whatever they are."""
        return tuple(text for _, item in self.items(key) if (text := as_text(item, self.notes)) is not None)

    def sheet(self, key: str, known: tuple[str, ...] | None = None) -> "Sheet":
        """Return the table under a key; an empty one when it is missing."""
        return Sheet(self.nodes.get(key), (*self.path, key), self.notes, known=known)

    def _malformed(self, key: str, text: str, what: str, example: str) -> None:
        place = self.nodes[key].place
        self.notes.add("D009", f"{shown(text)} is not {what}.", f"Write, for example: {key}: {example}", place)


def as_text(node: Node, notes: Notes) -> str | None:
    """Return a node's text; None, with a finding, when it is a table or a list."""
    if isinstance(node, Scalar):
        return node.text
    _wrong(node, "a single value", notes)
    return None


def as_word(node: Node, known: tuple[W, ...], notes: Notes) -> W | None:
    """Return a node's word when it is a known one; None, with a finding, when it is not."""
    text = as_text(node, notes)
    if text is None:
        return None
    for word in known:
        if word == text:
            return word
    if not notes.is_full:
        notes.add("D010", f"{shown(text)} is no word that is known here.", did_you_mean(text, known), node.place)
    return None


def as_duration(text: str) -> timedelta | None:
    """Return the duration a text names; None when it names none."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    return timedelta(seconds=int(match[1]) * (60 if match[2] == "min" else 1))


def as_day(node: Node, notes: Notes) -> date | None:
    """Return the date a node names; None, with a finding, when it names none."""
    text = as_text(node, notes)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        notes.add("D009", f"{shown(text)} is no date.", "Write year, month and day: 2026-12-24", node.place)
        return None


def as_hours(node: Node, notes: Notes) -> Hours | None:
    """Return the period a node names; None, with a finding, when it names none. 24:00 is the next midnight."""
    text = as_text(node, notes)
    if text is None:
        return None
    match = _PERIOD.fullmatch(text)
    start, until = ((int(match[1]), int(match[2])), (int(match[3]), int(match[4]))) if match else ((99, 0), (99, 0))
    if start[0] > 23 or until > (24, 0):
        notes.add("D009", f"{shown(text)} is no period of a day.", 'Write, for example: "08:00-16:30"', node.place)
        return None
    return Hours(start=time(*start), until=time(until[0] % 24, until[1]))


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text in {"", "~", "null"}


def _wrong(node: Node, wanted: str, notes: Notes) -> None:
    notes.add(
        "D009",
        f"Here stands {_KIND_OF_NODE[type(node)]}, where {wanted} is expected.",
        "Compare it with one of the example plans.",
        node.place,
    )
