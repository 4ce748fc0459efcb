"""What in a free text may tell who a client is: numbers of persons, telephones, cases, and addresses of mail. Pure.

Nothing is refused: whoever writes is asked once whether it must be there. The pages' `hint.js` finds the same, which a
test holds together; so only what both languages' expressions mean alike is used here.

The check digits are those of a Swedish personal identity number (Skatteverket) and of a coordination number, whose day
is 60 more, and of a Norwegian birth number (Skatteetaten) and of a D number, whose day is 40 more.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from roles.sentence import Sentence, joined

Clue = Literal["identity", "email", "phone", "case"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A place in a text that may tell who somebody is."""

    clue: Clue
    start: int
    end: int
    """Behind its last character."""


WORDS: Final[dict[Clue, Sentence]] = {
    "identity": Sentence("a personal identity number"),
    "email": Sentence("an e-mail address"),
    "phone": Sentence("a telephone number"),
    "case": Sentence("a case number"),
}

_LETTER: Final = "0-9A-Za-zÅÄÖÆØåäöæø"
_CALLED: Final = "|".join(
    "".join(f"[{letter}{letter.upper()}]" for letter in word)
    for word in (
        *("dnr", "diarienr", "diarienummer", "ärendenr", "ärendenummer", "målnr"),
        *("saksnr", "saksnummer", "klientnr"),
    )
)
"""What a case number is called, each letter in both cases: languages differ in what they take for the same letter."""
_IDENTITY: Final = re.compile(
    r"(?<![0-9])(?:(?:19|20)?[0-9]{6}[-+ ]?[0-9]{4}|[0-9]{6} ?[0-9]{5})(?![0-9])",
)
_OTHERS: Final[tuple[tuple[Clue, re.Pattern[str]], ...]] = (
    ("email", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        "case",
        re.compile(
            rf"(?<![{_LETTER}])(?:{_CALLED})"
            rf"\.?:? ?[A-Za-zÅÄÖÆØåäöæø]{{0,5}}[- ]?[0-9][0-9/:-]{{2,}}",
        ),
    ),
    ("case", re.compile(rf"(?<![{_LETTER}/])(?:19|20)[0-9]{{2}}[/:][0-9]{{3,}}(?![0-9])")),
    ("case", re.compile(rf"(?<![{_LETTER}])[A-ZÅÄÖÆØ]{{1,5}} ?[0-9]{{3,6}}[-/][0-9]{{2,4}}(?![0-9])")),
    ("phone", re.compile(rf"(?<![{_LETTER}+])(?:\+|00)(?:46|47|45|358)(?: ?\(0\))?(?:[ -]?[0-9]){{7,10}}(?![0-9])")),
    (
        "phone",  # but no day: 05-11-2026
        re.compile(
            rf"(?<![{_LETTER}])(?![0-9]{{2}}[-/ ][0-9]{{2}}[-/ ](?:19|20)[0-9]{{2}}(?![0-9]))"
            r"0[1-9][0-9]{0,2}[-/ ](?:[ -]?[0-9]){5,8}(?![0-9])"
        ),
    ),
    ("phone", re.compile(rf"(?<![{_LETTER}])07[0-9]{{8}}(?![0-9])")),
    (
        "phone",
        re.compile(
            rf"(?<![{_LETTER}])(?:[49][0-9]{{7}}|[49][0-9]{{2}} [0-9]{{2}} [0-9]{{3}}|[2-9][0-9](?: [0-9]{{2}}){{3}})"
            r"(?![0-9])"
        ),
    ),
)


def found_in(words: str) -> tuple[Found, ...]:
    """Return what in a text may tell who somebody is, in order; no two places overlap."""
    taken: list[Found] = [
        Found(clue="identity", start=one.start(), end=one.end())
        for one in _IDENTITY.finditer(words)
        if is_identity("".join(c for c in one.group() if c.isdigit()))
    ]
    for clue, pattern in _OTHERS:
        for one in pattern.finditer(words):
            if all(one.end() <= other.start or one.start() >= other.end for other in taken):
                taken.append(Found(clue=clue, start=one.start(), end=one.end()))
    return tuple(sorted(taken, key=lambda found: found.start))


def hint(words: str) -> Sentence | None:
    """Return what to say to somebody who has written a text; None where there is nothing to say."""
    clues = dict.fromkeys(one.clue for one in found_in(words))
    if not clues:
        return None
    return Sentence(
        "This may tell who a client is: %(found)s. Take it out if it need not be here, or send it once more.",
        found=joined([WORDS[clue] for clue in clues]),
    )


def is_identity(digits: str) -> bool:
    """Say whether 10, 11 or 12 digits are the identity number of a person in Sweden or Norway."""
    if len(digits) == 11:
        return _is_norwegian([int(one) for one in digits])
    return len(digits) in (10, 12) and _is_swedish([int(one) for one in digits[-10:]])


def _is_swedish(d: list[int]) -> bool:
    month, day = d[2] * 10 + d[3], d[4] * 10 + d[5]
    if not 1 <= month <= 12 or not 1 <= (day - 60 if day > 60 else day) <= 31:
        return False
    doubled = [one * 2 if at % 2 == 0 else one for at, one in enumerate(d)]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


_FIRST: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _is_norwegian(d: list[int]) -> bool:
    day, month = d[0] * 10 + d[1], d[2] * 10 + d[3]
    if not 1 <= (day - 40 if day > 40 else day) <= 31 or not 1 <= month % 40 <= 12:
        return False
    first = sum(weight * one for weight, one in zip(_FIRST, d[:10], strict=True))
    return first % 11 == 0 and sum(weight * one for weight, one in zip(_SECOND, d, strict=True)) % 11 == 0
