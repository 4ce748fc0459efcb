"""A plan's own texts, made fit for paper: bounded, without control characters, and never a word too long for a line."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST_NAME: Final = 70
LONGEST_OFFICE: Final = 110
LONGEST_TITLE: Final = 60
LONGEST_DUTY: Final = 600
LONGEST_UNBROKEN: Final = 22
"""Letters of a name that is not broken between its words."""

_LONGEST_WORD: Final = 24
"""Letters after which a word may be broken: longer ones would stick out of a narrow column."""

_MAY_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_MEASURE: Final = re.compile(r"(?<=\d) (?=(?:s|min|h|d|t|m)\b|%)")
_SENTENCE_END: Final = re.compile(r"(?<=\w{3}[.!?]) +(?=[^\W\d_a-zåäöæø])")


def plain(text: str, most: int) -> str:
    """Return a text on one line with at most so many letters; one that was cut ends in an ellipsis.

    Letters that steer (direction, joining, line ends) are taken out: a name may not turn the rest of a page around.
    """
    bounded = text[: most * 4]
    visible = "".join(
        letter if unicodedata.category(letter)[0] != "C" else " " if letter.isspace() else "" for letter in bounded
    )
    words = " ".join(visible.split())
    return f"{words[: most - 1].rstrip()}…" if len(words) > most or len(text) > len(bounded) else words


def breakable(text: str) -> str:
    """Return a text in which each word has places to break it that nobody sees."""
    return " ".join(
        _MAY_BREAK.join(word[at : at + _LONGEST_WORD] for at in range(0, len(word), _LONGEST_WORD))
        for word in text.split(" ")
    )


def measured(text: str) -> str:
    """Return a text in which no line ends between a number and its unit: 39 s, 2 min, 1 h."""
    return _MEASURE.sub("\N{NO-BREAK SPACE}", text)


def unbroken(text: str) -> str:
    """Return a text that stays on one line, for what is read in one go."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def sentences(text: str) -> Iterator[str]:
    """Yield a text sentence by sentence; in doubt (after something like an abbreviation) two stay together."""
    yield from (part for part in _SENTENCE_END.split(text) if part)
