"""What a notice is called at an alarm receiving centre: an event code, a zone, and a few words in ASCII. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Final

from service.notify.alarm_centre.frame import TIME
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.port import NotHandedOver, Outgoing

CODES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "SIA-DCS": MappingProxyType(
            {"emergency": "PA", "duress": "HA", "medical": "MA", "assist": "QA", "observe": "QA", "fire": "FA"}
        ),
        "ADM-CID": MappingProxyType(
            {"emergency": "120", "duress": "121", "medical": "100", "assist": "101", "observe": "101", "fire": "110"}
        ),
    }
)
"""Kind of alarm → event code: panic, hold-up, medical, emergency, fire. A kind of the office's own is a panic."""
TESTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({"SIA-DCS": ("RP", "RX"), "ADM-CID": ("602", "601")})
"""The codes of an automatic test and of one by hand: no centre sends anybody out for either."""
WHERE: Final = ("address", "entrance")
"""Fields of the 112 card that tell where the house is."""
LONGEST: Final = 64
"""Characters of each detail; the standard allows 256, and some receivers read no frame above 1,000 bytes."""
LONGEST_TEXT: Final = 128

_MARKED: Final = MappingProxyType({"drill": {"sv": "OVNING", "nb": "OVELSE"}, "test": {"sv": "PROV", "nb": "PROVE"}})
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T", "ß": "ss"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "œ": "oe", "Œ": "OE"}
    | {"–": "-", "—": "-", "‑": "-", "’": "'", "\u2018": "'", "”": "'", "“": "'", "…": "...", "×": "x", "·": "-"}
    | {"[": "(", "]": ")", "|": "/", "^": "'", '"': "'", "*": "+", "\\": "/", "{": "(", "}": ")", "~": "-", "`": "'"}
)
_SPACES: Final = re.compile(r"[\s\x00-\x1f\x7f]+")


def plain(text: str, longest: int) -> str:
    """Return a text in the ASCII that every receiver reads, without the characters that part a frame."""
    spelt = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_LETTERS)).translate(_LETTERS)
    letters = "".join(one for one in spelt if not unicodedata.combining(one))
    ascii_only = "".join(one if one.isascii() else "?" for one in letters)
    return _SPACES.sub(" ", ascii_only).strip()[:longest].rstrip()


def data_of(notice: Outgoing, settings: Dc09Settings) -> str:
    """Return the event, as the centre's format writes it.

    Raises:
        NotHandedOver: an alarm centre is not told this at all (`refused`).
    """
    code, is_over = _code(notice, settings)
    zone = settings.zones.get(notice.zone or "", settings.zone)
    if settings.format == "ADM-CID":
        return f"#{settings.account.upper()}|{3 if is_over else 1}{code} {settings.area:02d} {zone:03d}"
    room = plain(notice.zone_name or "", 32)
    words = f"^{room}^" if room and notice.purpose != "self_test" else ""
    return f"#{settings.account.upper()}|Nri{settings.area}/{code}{zone:03d}{words}"


def extended_of(notice: Outgoing, settings: Dc09Settings) -> tuple[str, ...]:
    """Return what stands beside the event: when, in which words, where."""
    if notice.purpose == "self_test":
        return ()
    said = {
        "time": ("H", notice.at.astimezone(UTC).strftime(TIME)),
        "text": ("I", plain(_marked(notice), LONGEST_TEXT)),
        "location": ("L", plain(", ".join(notice.card[one] for one in WHERE if one in notice.card), LONGEST)),
        "room": ("R", plain(notice.zone_name or "", LONGEST)),
        "site": ("S", plain(notice.office_name, LONGEST)),
    }
    return tuple(letter + text for name, (letter, text) in said.items() if name in settings.details and text)


def _code(notice: Outgoing, settings: Dc09Settings) -> tuple[str, bool]:
    """Return the code, and whether it says that something is over."""
    automatic, by_hand = TESTS[settings.format]
    if notice.purpose == "self_test":
        return automatic, False
    if notice.purpose == "follow_up":
        raise NotHandedOver("refused", again=False, detail="an alarm centre is given no task of afterwards")
    if notice.mode != "actual":  # the core lets none out; should one get here, nobody is sent out for it
        return by_hand, False
    known = {**CODES[settings.format], **settings.codes}
    code = known.get(notice.kind, known["emergency"])
    if notice.purpose == "call":
        return code, False
    restored = code if settings.format == "ADM-CID" else code[0] + "H"
    return settings.restores.get(notice.kind, restored), True


def _marked(notice: Outgoing) -> str:
    """Return the words, with what is no alarm marked in front, whatever they say themselves."""
    if notice.mode == "actual":
        return notice.full
    return f"{_MARKED[notice.mode].get(notice.language, notice.mode.upper())}: {notice.full}"
