"""What keeps a text from being a tree: the limits, and what is said when one is passed."""

from dataclasses import dataclass
from typing import Final

from ruamel.yaml.error import MarkedYAMLError

from roles.sentence import Sentence
from roles.term import number_said

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
    message: Sentence
    remedy: Sentence
    place: Place


_START: Final = Place(line=1, column=1)


def not_text(before: str, what: Sentence) -> Trouble:
    """Say which character or byte is no text; `before` is what stands before it."""
    lines = before.split("\n")
    return Trouble(
        code="D002",
        message=Sentence("This is not UTF-8 text: %(what)s stands here.", what=what),
        remedy=Sentence("Remove it, or save the file as UTF-8."),
        place=Place(line=len(lines), column=len(lines[-1]) + 1),
    )


def unfit(character: str, place: Place) -> Trouble:
    """Say that a value holds a character that no record could keep or no screen could show, however it was written."""
    return Trouble(
        code="D002",
        message=Sentence("This text holds a character that nobody sees: U+%(code)s.", code=f"{ord(character):04X}"),
        remedy=Sentence("Write this text anew by hand: what is pasted may bring such characters along."),
        place=place,
    )


def anchor(place: Place) -> Trouble:
    """Say that anchors and aliases are refused."""
    return Trouble(
        code="D004",
        message=Sentence("Anchors (&) and aliases (*) are not read in a plan."),
        remedy=Sentence("Write the value out; put text that begins with & or * in quotes."),
        place=place,
    )


def tag(place: Place) -> Trouble:
    """Say that tags are refused."""
    return Trouble(
        code="D004",
        message=Sentence("Tags (!) are not read in a plan."),
        remedy=Sentence("Remove the tag; put text that begins with ! in quotes."),
        place=place,
    )


def too_deep(place: Place) -> Trouble:
    """Say that the document nests too deep."""
    return Trouble(
        code="D005",
        message=Sentence("The document nests deeper than %(levels)s levels.", levels=DEEPEST),
        remedy=Sentence("Compare the indentation with one of the example plans."),
        place=place,
    )


def too_large(place: Place) -> Trouble:
    """Say that the document holds too much."""
    return Trouble(
        code="D005",
        message=Sentence("The document has more than %(values)s values.", values=number_said(MOST_NODES)),
        remedy=Sentence("Check that this is the plan and not some other file."),
        place=place,
    )


def second_document(place: Place) -> Trouble:
    """Say that a file holds one plan."""
    return Trouble(
        code="D003",
        message=Sentence("A second document begins here."),
        remedy=Sentence("Write one plan in one file, and remove the line with three hyphens."),
        place=place,
    )


def too_long(length: int) -> Trouble:
    """Say that a text of so many bytes is not even looked at."""
    return Trouble(
        code="D001",
        message=Sentence(
            "The document is %(bytes)s bytes long; at most %(most)s are read.",
            bytes=number_said(length),
            most=number_said(LARGEST),
        ),
        remedy=Sentence("Check that this is the plan and not some other file."),
        place=_START,
    )


def long_line(place: Place) -> Trouble:
    """Say that a line is too long."""
    return Trouble(
        code="D005",
        message=Sentence("This line is longer than %(characters)s characters.", characters=number_said(LONGEST_LINE)),
        remedy=Sentence("Break it into several lines."),
        place=place,
    )


def no_key(place: Place) -> Trouble:
    """Say that a list or table cannot be a key."""
    return Trouble(
        code="D003",
        message=Sentence("A list or a table stands where a name is expected."),
        remedy=Sentence("Write a single word before the colon; put text that begins with a bracket in quotes."),
        place=place,
    )


def not_yaml(error: MarkedYAMLError) -> Trouble:
    """Say where the parser stopped, and what it said."""
    mark = error.problem_mark or error.context_mark
    place = Place(line=mark.line + 1, column=mark.column + 1) if mark else _START
    return Trouble(
        code="D003",
        message=Sentence("This is not YAML: %(problem)s", problem=_sentence(error)),
        remedy=_mend(error),
        place=place,
    )


def unreadable(error: Exception) -> Trouble:
    """Say that the parser gave up without a place."""
    return Trouble(
        code="D003",
        message=Sentence("This is not YAML: %(problem)s", problem=f"{type(error).__name__}."),
        remedy=Sentence("Compare it with one of the example plans."),
        place=_START,
    )


def _sentence(error: MarkedYAMLError) -> str:
    """Return what the parser says; it speaks English only."""
    parts = [str(part).strip() for part in (error.context, error.problem) if part]
    return (", ".join(parts) or "it cannot be read") + "."


def _mend(error: MarkedYAMLError) -> Sentence:
    problem = str(error.problem or "")
    if "\\t" in problem or "tab" in problem.lower():
        return Sentence("Indent with spaces, never with tabs.")
    if "mapping values" in problem:
        return Sentence(
            "Put text that holds a colon in quotes, and check the indentation of this line and the one above."
        )
    if "found unexpected end of stream" in problem or "end of stream" in problem:
        return Sentence("Close the quotes or brackets that were opened before.")
    return Sentence("Check indentation, quotes and colons on this line and the one above.")
