"""Frames of SIA DC-09: what goes over the wire between an alarm's sender and a receiving centre. Pure.

    LF · CRC · length · "id" · sequence · R receiver · L line · #account · [data] · [extended]… · _time · CR

CRC and length have four hexadecimal digits. The CRC is CRC-16 with the reflected polynomial 0xA001 that begins at 0,
over everything from the first quote to the last character before CR; the length counts the same. A star in front of
the id says that all after the first bracket is encrypted. Sources: ANSI/SIA DC-09-2013 and -2026, as the libraries
pysiaalarm and siadc09 read them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from service.notify.alarm_centre.cipher import NotOurs, decrypt, encrypt

LF, CR = b"\n", b"\r"
LONGEST: Final = 0xFFF
"""Bytes of a body: the length has three digits."""
TIME: Final = "%H:%M:%S,%m-%d-%Y"

_HEAD: Final = re.compile(
    rb'"(?P<star>\*?)(?P<ident>[A-Z0-9-]{1,12})"(?P<sequence>[0-9]{4})'
    rb"(?:R(?P<receiver>[0-9A-Fa-f]{1,6}))?L(?P<line>[0-9A-Fa-f]{1,6}?)(?:R[0-9A-Fa-f]{1,6})?"
    rb"(?:A0|#(?P<account>[0-9A-Fa-f]{3,16}))?\["
)
"""A NAK names no account: receivers write `A0` in its place, and some change R and L about."""
_REST: Final = re.compile(
    r"(?P<data>[^\[\]]*)\](?P<extended>(?:\[[^\[\]]*\])*)(?:_(?P<at>\d\d:\d\d:\d\d,\d\d-\d\d-\d{4}))?", re.ASCII
)


class Unreadable(ValueError):  # noqa: N818 - it reads as what happened
    """Bytes are no frame of DC-09, or none that can be read with the key at hand; the message says what is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """One message, whichever way it goes."""

    ident: str
    """`SIA-DCS`, `ADM-CID`, `NULL`; in answers `ACK`, `NAK`, `DUH`, `RSP`."""
    sequence: int
    receiver: str | None = "0"
    line: str = "0"
    account: str | None = None
    data: str = ""
    extended: tuple[str, ...] = ()
    """Each a letter and its text: `RReception`."""
    at: datetime | None = None
    """Whole seconds, aware."""
    encrypted: bool = False


def crc(body: bytes) -> int:
    """Return the CRC-16 of a body."""
    value = 0
    for byte in body:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


def build(frame: Frame, *, key: bytes | None = None, chance: bytes = b"") -> bytes:
    """Return the bytes of a frame.

    Args:
        frame: what is to be said; its texts are ASCII and without brackets.
        key: the key of AES, for a frame that is encrypted.
        chance: 32 random bytes for the padding of such a frame.

    Raises:
        ValueError: the frame is too long, or holds what no frame can hold.
    """
    star = "*" if frame.encrypted else ""
    receiver = "" if frame.receiver is None else f"R{frame.receiver}"
    account = "A0" if frame.account is None else f"#{frame.account}"
    head = f'"{star}{frame.ident}"{frame.sequence:04d}{receiver}L{frame.line}{account}['
    clear = spoken(frame)
    if frame.encrypted:
        if key is None or frame.at is None:
            raise ValueError("an encrypted frame needs a key and a time")
        clear = encrypt(clear.encode("ascii"), key, chance, apart=bool(frame.data)).hex().upper()
    body = (head + clear).encode("ascii")
    if len(body) > LONGEST:
        raise ValueError(f"a frame holds at most {LONGEST} bytes, and this one would have {len(body)}")
    return LF + f"{crc(body):04X}{len(body):04X}".encode() + body + CR


def spoken(frame: Frame) -> str:
    """Return what a frame says after its first bracket, in clear."""
    at = f"_{frame.at.astimezone(UTC).strftime(TIME)}" if frame.at is not None else ""
    return frame.data + "]" + "".join(f"[{one}]" for one in frame.extended) + at


def parse(raw: bytes, *, key: bytes | None = None) -> Frame:
    """Return what bytes say, from LF to CR.

    Raises:
        Unreadable: they are damaged, no frame, or encrypted for another key.
    """
    if len(raw) < 10 or raw[:1] != LF or raw[-1:] != CR:
        raise Unreadable("it does not begin with LF and end with CR")
    body = raw[9:-1]
    if _hex(raw[5:9]) != len(body):
        raise Unreadable("its length is not the one it names")
    if _hex(raw[1:5]) != crc(body):
        raise Unreadable("its CRC is wrong")
    head = _HEAD.match(body)
    if head is None:
        raise Unreadable("it has no head of DC-09")
    encrypted = bool(head["star"])
    said = _REST.fullmatch(_clear(body[head.end() :], encrypted=encrypted, key=key))
    if said is None or (encrypted and said["at"] is None):  # a wrong key makes a lone bracket once in 300 times
        raise Unreadable("what it says cannot be read" + (" with this key" if encrypted else ""))
    return Frame(
        ident=head["ident"].decode(),
        sequence=int(head["sequence"]),
        receiver=_text(head["receiver"]),
        line=head["line"].decode(),
        account=_text(head["account"]),
        data=said["data"],
        extended=tuple(said["extended"][1:-1].split("][")) if said["extended"] else (),
        at=time_of(said["at"]),
        encrypted=encrypted,
    )


def time_of(text: str | None) -> datetime | None:
    """Return the instant that a timestamp names; None where it names none."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _clear(rest: bytes, *, encrypted: bool, key: bytes | None) -> str:
    try:
        if not encrypted:
            return rest.decode("ascii")
        if key is None:
            raise Unreadable("it is encrypted, and there is no key")
        return decrypt(rest, key).decode("ascii")
    except UnicodeDecodeError:
        raise Unreadable("it holds bytes that are not ASCII" + (", read with this key" if encrypted else "")) from None
    except NotOurs as wrong:
        raise Unreadable(str(wrong)) from None


def _hex(digits: bytes) -> int | None:
    return int(digits, 16) if re.fullmatch(rb"[0-9A-Fa-f]{4}", digits) else None


def _text(found: bytes | None) -> str | None:
    return None if found is None else found.decode()
