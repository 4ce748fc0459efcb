"""Two texts line by line, for when one of them is no plan that could be compared. Pure."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from roles.sentence import Sentence
from service.planning.words import pack

MOST_LINES: Final = 50
"""Differences that are told."""


def lines(old: str, new: str) -> Iterator[Mapping[str, Any]]:
    """Yield the lines in which two texts differ, in words."""
    before, after = old.splitlines(), new.splitlines()
    told = 0
    for kind, start, end, other, other_end in SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if kind == "equal":
            continue
        was, now = " ⏎ ".join(before[start:end])[:300], " ⏎ ".join(after[other:other_end])[:300]
        words = Sentence("Line %(line)s: was “%(was)s”, is “%(now)s”", line=other + 1, was=was, now=now)
        yield {"group": pack(Sentence("The text")), "path": [], "words": pack(words)}
        told += 1
        if told == MOST_LINES:
            return
