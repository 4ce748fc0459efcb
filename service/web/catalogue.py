"""A gettext `.po` file → its words, as quickly as a start may take: one pattern is laid over the whole file.

It reads what `python -m service.web.messages` writes: no contexts and no plurals. What it cannot read is refused with
its line, and never skipped.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

_ENTRY: Final = re.compile(r'((?:#.*\n)*)msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)\n*')
_BEYOND: Final = re.compile(r"(?:#.*\n|\n)*")
"""What may stand after the last text: comments, such as texts that nobody uses any more."""
_ESCAPED: Final = re.compile(r"\\(.)")
_MEANT: Final = {"n": "\n", "t": "\t", "r": "\r"}


class Word(NamedTuple):
    """One text and what it is in the file's language."""

    msgid: str
    text: str
    """Empty where nobody has translated it."""
    files: tuple[str, ...]
    """Where it is said, as the file's comments name it."""
    fuzzy: bool
    """Whether somebody still has to look at it."""


def words_of(text: str) -> Iterator[Word]:
    """Yield every text of a `.po` file but its head.

    Raises:
        ValueError: something in it is neither a text nor a comment; it names the line.
    """
    at = 0
    while found := _ENTRY.match(text, at):
        comments, msgid, msgstr = found.groups()
        at = found.end()
        if msgid != '""\n':
            files, fuzzy = _noted(comments)
            yield Word(_said(msgid), _said(msgstr), files, fuzzy)
    if _BEYOND.fullmatch(text, at) is None:
        line = text.count("\n", 0, at) + 1
        raise ValueError(f"what begins in line {line} is no text with its translation")


@cache
def _noted(comments: str) -> tuple[tuple[str, ...], bool]:
    files: list[str] = []
    fuzzy = False
    for line in comments.splitlines():
        if line.startswith("#:"):
            files += [place.partition(":")[0] for place in line[2:].split()]
        elif line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
    return tuple(files), fuzzy


def _said(quoted: str) -> str:
    text = quoted[1:-2]
    if '"\n"' in text:  # one text in several lines
        text = text.replace('"\n"', "")
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), text) if "\\" in text else text
