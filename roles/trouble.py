"""What keeps a text from being a tree: the limits, and what is said when one is passed."""

from dataclasses import dataclass
from typing import Final

from ruamel.yaml.error import MarkedYAMLError

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
    """A position in a document; both count from 1. `source` names another document than the one that is read."""

    line: int
    column: int
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why a text is no tree: a code, the words, where, and what to do."""

    code: str
    message: str
    remedy: str
    place: Place


_START: Final = Place(line=1, column=1)


def not_text(before: str, what: str) -> Trouble:
    """Say which character or byte is no text; `before` is what stands before it."""
    lines = before.split("\n")
    return Trouble(
        code="D002",
        message=f"This is not UTF-8 text: {what} stands here.",
        remedy="Remove it, or save the file as UTF-8.",
        place=Place(line=len(lines), column=len(lines[-1]) + 1),
    )


def anchor(place: Place) -> Trouble:
    """Say that anchors and aliases are refused."""
    return Trouble(
        code="D004",
        message="Anchors (&) and aliases (*) are not read in a plan.",
        remedy="Write the value out; put text that begins with & or * in quotes.",
        place=place,
    )


def tag(place: Place) -> Trouble:
    """Say that tags are refused."""
    return Trouble(
        code="D004",
        message="Tags (!) are not read in a plan.",
        remedy="Remove the tag; put text that begins with ! in quotes.",
        place=place,
    )


def too_deep(place: Place) -> Trouble:
    """Say that the document nests too deep."""
    return Trouble(
        code="D005",
        message=f"The document nests deeper than {DEEPEST} levels.",
        remedy="Compare the indentation with one of the example plans.",
        place=place,
    )


def too_large(place: Place) -> Trouble:
    """Say that the document holds too much."""
    return Trouble(
        code="D005",
        message=f"The document has more than {MOST_NODES:,} values.",
        remedy="Check that this is the plan and not some other file.",
        place=place,
    )


def second_document(place: Place) -> Trouble:
    """Say that a file holds one plan."""
    return Trouble(
        code="D003",
        message="A second document begins here.",
        remedy="Write one plan in one file, and remove the line with three hyphens.",
        place=place,
    )


def too_long(length: int) -> Trouble:
    """Say that a text of so many bytes is not even looked at."""
    return Trouble(
        code="D001",
        message=f"The document is {length:,} bytes long; at most {LARGEST:,} are read.",
        remedy="Check that this is the plan and not some other file.",
        place=_START,
    )


def long_line(place: Place) -> Trouble:
    """Say that a line is too long."""
    return Trouble(
        code="D005",
        message=f"This line is longer than {LONGEST_LINE:,} characters.",
        remedy="Break it into several lines.",
        place=place,
    )


def no_key(place: Place) -> Trouble:
    """Say that a list or table cannot be a key."""
    return Trouble(
        code="D003",
        message="A list or a table stands where a name is expected.",
        remedy="Write a single word before the colon; put text that begins with a bracket in quotes.",
        place=place,
    )


def not_yaml(error: MarkedYAMLError) -> Trouble:
    """Say where the parser stopped, and what it said."""
    mark = error.problem_mark or error.context_mark
    place = Place(line=mark.line + 1, column=mark.column + 1) if mark else _START
    return Trouble(code="D003", message=f"This is not YAML: {_sentence(error)}", remedy=_mend(error), place=place)


def unreadable(error: Exception) -> Trouble:
    """Say that the parser gave up without a place."""
    return Trouble(
        code="D003",
        message=f"This is not YAML: {type(error).__name__}.",
        remedy="Compare it with one of the example plans.",
        place=_START,
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
