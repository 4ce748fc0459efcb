"""The fixed words of a plan document, and what to answer when somebody writes another one."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from roles.contact import Reach
from roles.level import LEVELS
from roles.plan import Audience, Manner, PoliceRule
from roles.sentence import Sentence

COUNTRIES: Final = ("SE", "NO")
LANGUAGES: Final = ("sv", "nb", "en")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS_OF_ALARM: Final = tuple(sorted(LEVELS, key=LEVELS.__getitem__, reverse=True))
MANNERS: Final[tuple[Manner, ...]] = ("silent", "discreet", "audible")
AUDIENCES: Final[tuple[Audience, ...]] = ("public", "staff", "security", "discreet")
POLICE_RULES: Final[tuple[PoliceRule, ...]] = ("two_pressers", "responder", "lead")
REACHES: Final[tuple[Reach, ...]] = ("staff", "outside")

# Where visitors are without anybody of the staff beside them.
PUBLIC_ZONES: Final = ("street", "outside", "sluice", "reception", "waiting_room", "meeting_room")
# The rooms among them: staff have to get in to help, so none is locked from inside.
VISITOR_ROOMS: Final = ("sluice", "reception", "waiting_room", "meeting_room")
# Where visitors may come, but a screen can be turned away from them.
SHARED_ZONES: Final = ("counter", "desk", "corridor", "stairs")
# Where visitors cannot come.
CLOSED_ZONES: Final = ("staff_room", "safe_zone", "retreat_room", "muster_point")
ZONE_KINDS: Final = PUBLIC_ZONES + SHARED_ZONES + CLOSED_ZONES

SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""What an id looks like: it stands in MQTT topics and web addresses."""

LONGEST_SHOWN: Final = 60


def is_slug(word: str) -> bool:
    """Tell whether a word can be an id."""
    return SLUG.fullmatch(word) is not None


def shown(word: str) -> Sentence:
    """Return a word quoted for a message, cut to a length that a person reads and without control characters."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in word[:LONGEST_SHOWN])
    return Sentence("“%(word)s”", word=f"{plain}…" if len(word) > LONGEST_SHOWN else plain)


def did_you_mean(word: str, known: Iterable[str]) -> Sentence:
    """Return what to do about an unknown word: the known word that is most like it, or else the known ones."""
    words = sorted(known)
    close = get_close_matches(word[:LONGEST_SHOWN].lower(), words[:1000], n=1, cutoff=0.6)
    if close:
        return Sentence("Did you mean %(word)s?", word=shown(close[0]))
    if not words:
        return Sentence("Write it down in the plan first.")
    listed = ", ".join(words[:12])
    return Sentence("Use one of: %(words)s.", words=f"{listed} …" if len(words) > 12 else listed)
