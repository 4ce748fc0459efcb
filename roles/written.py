"""What a person wrote, as it is kept and shown: one spelling of each letter, and nothing that cannot be seen.

Names and words end on screens that frightened people read. A character that turns the direction of what follows, or
that nobody sees, makes one name look like another; so it is dropped. Half characters and control characters come from
no keyboard: they are refused. Pure.
"""

import re
from typing import Final
from unicodedata import normalize

_TURNING: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that change in which direction text runs (Unicode, UAX 9)."""
_UNSEEN: Final = "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
"""Characters without a look of their own. The joiners U+200C and U+200D stay: Persian is written with them."""

_DROPPED: Final = re.compile(f"[{_TURNING}{_UNSEEN}]")
_TURNS: Final = re.compile(f"[{_TURNING}]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNFIT: Final = re.compile(f"{_HALF.pattern}|{_CONTROL.pattern}|{_TURNS.pattern}")
_LINE_END: Final = re.compile("\r\n|\r|\u0085|\u2028|\u2029")


def written(text: str) -> str:
    """Return text as it is kept: with its lines, in Unicode's composed form (NFC).

    Raises:
        ValueError: it holds half a character or a control character; the message says what to do.
    """
    lines = _LINE_END.sub("\n", text)
    if _HALF.search(lines):
        raise ValueError("this text has half a character in it (a lone surrogate); send it again as UTF-8")
    if _CONTROL.search(lines):
        raise ValueError("this text has control characters in it; leave them out")
    return normalize("NFC", _DROPPED.sub("", lines))


def one_line(text: str) -> str:
    """Return a name as it is kept: on one line, with single blanks inside and none around.

    Raises:
        ValueError: as for `written`.
    """
    return " ".join(written(text).split())


def first_unfit(text: str) -> str | None:
    """Return the first character that no document may hold: half a one, a control character, a mark that turns text."""
    found = _UNFIT.search(text)
    return None if found is None else found[0]


def turns(text: str) -> int | None:
    """Return the line, from 1, on which a text turns its direction; None for one that does not."""
    found = _TURNS.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1
