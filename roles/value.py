"""One node → one value: a text, a word, a number, a duration, a date, a period; or a finding and None."""

import re
from datetime import date, time, timedelta
from typing import Final, TypeVar

from roles.cadence import MONTHS_OF
from roles.hours import Hours
from roles.notes import Notes
from roles.plan import Corner
from roles.sentence import Sentence
from roles.tree import Node, Row, Scalar, Table
from roles.word import did_you_mean, shown

W = TypeVar("W", bound=str)

NUMBER: Final = re.compile(r"-?[0-9]{1,6}")
METRES: Final = re.compile(r"-?[0-9]{1,4}(?:\.[0-9]{1,3})?")
FLOOR_NUMBER: Final = re.compile(r"-?[0-9]{1,3}")
DURATION: Final = re.compile(r"-?(?:[0-9]{1,6}(?: *(?:s|min))?|[0-9]{1,3} *(?:h|d))")
EVERY: Final = re.compile(r"[0-9]{1,3} *months?|" + "|".join(MONTHS_OF))
_UNITS: Final = {"": 1, "s": 1, "min": 60, "h": 3600, "d": 86400}
PERIOD: Final = re.compile(r"([0-2]?[0-9])[:.]([0-5][0-9]) *[-–] *([0-2]?[0-9])[:.]([0-5][0-9])")
_KIND_OF_NODE: Final = {
    Scalar: Sentence("a single value"),
    Table: Sentence("a table of keys and values"),
    Row: Sentence("a list"),
}


def as_text(node: Node, notes: Notes) -> str | None:
    """Return a node's text; None, with a finding, when it is a table or a list."""
    if isinstance(node, Scalar):
        return node.text
    wrong(node, Sentence("a single value"), notes)
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
        message = Sentence("%(word)s is no word that is known here.", word=shown(text))
        notes.add("D010", message, did_you_mean(text, known), node.place)
    return None


def as_number(text: str) -> int | None:
    """Return the whole number a text names; None when it names none."""
    return int(text) if NUMBER.fullmatch(text) else None


def as_duration(text: str) -> timedelta | None:
    """Return the duration a text names; None when it names none."""
    if DURATION.fullmatch(text) is None:
        return None
    unit = text.lstrip("-0123456789 ")
    return timedelta(seconds=int(text.removesuffix(unit)) * _UNITS[unit])


def as_months(text: str) -> int | None:
    """Return how many months lie between two times of what comes again and again; None when the text names none."""
    if EVERY.fullmatch(text) is None:
        return None
    return MONTHS_OF.get(text) or int(text.rstrip(" months"))


def as_corner(node: Node, notes: Notes) -> Corner | None:
    """Return the point a list of two numbers names; None, with a finding, when it names none."""
    texts = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Row) else []
    if len(texts) == 2 and isinstance(node, Row) and len(node.items) == 2 and all(map(METRES.fullmatch, texts)):
        return float(texts[0]), float(texts[1])
    remedy = Sentence("Write metres to the right and down from the upper left: [4.5, 2]")
    notes.add("D009", Sentence("This is no corner of a shape."), remedy, node.place)
    return None


def as_day(node: Node, notes: Notes) -> date | None:
    """Return the date a node names; None, with a finding, when it names none."""
    text = as_text(node, notes)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = Sentence("%(word)s is no date.", word=shown(text))
        notes.add("D009", message, Sentence("Write year, month and day: 2026-12-24"), node.place)
        return None


def as_hours(node: Node, notes: Notes) -> Hours | None:
    """Return the period a node names; None, with a finding, when it names none. 24:00 is the next midnight."""
    text = as_text(node, notes)
    if text is None:
        return None
    match = PERIOD.fullmatch(text)
    start, until = ((int(match[1]), int(match[2])), (int(match[3]), int(match[4]))) if match else ((99, 0), (99, 0))
    if start[0] > 23 or until > (24, 0):
        message = Sentence("%(word)s is no period of a day.", word=shown(text))
        notes.add("D009", message, Sentence("Write, for example: %(example)s", example='"08:00-16:30"'), node.place)
        return None
    return Hours(start=time(*start), until=time(until[0] % 24, until[1]))


def is_nothing(node: Node) -> bool:
    """Tell whether a node is there without a value."""
    return isinstance(node, Scalar) and node.plain and node.text in {"", "~", "null"}


def wrong(node: Node, wanted: Sentence, notes: Notes) -> None:
    """Note that a node is of another kind than what is wanted."""
    notes.add(
        "D009",
        Sentence(
            "Here stands %(found)s, where %(wanted)s is expected.", found=_KIND_OF_NODE[type(node)], wanted=wanted
        ),
        Sentence("Compare it with one of the example plans."),
        node.place,
    )
