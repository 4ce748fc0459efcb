"""Heads that leave the database: what is signed of one, how it is written down, and what a record owes to it. Pure.

A head is written as one line of JSON in canonical form. What is signed (Ed25519, RFC 8032) is the line's own object
without `signature`, in canonical form, after the words `trygg head 1` and a line feed. A line of the second kind says
which key signs from then on; it is signed by the key before it. `verify_heads.py` reads both without Trygg.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from service.alarm.instant import instant, parse_instant
from service.timeline.canonical import canonical
from service.timeline.chain import Break
from service.timeline.entry import Head

HEAD: Final = "trygg head 1"
KEY: Final = "trygg head key 1"
_HEAD_PARTS: Final = frozenset({"format", "office", "position", "hash", "at", "why", "key", "signature"})
_KEY_PARTS: Final = frozenset({"format", "at", "key", "next", "signature"})
_HEX: Final = frozenset("0123456789abcdef")
LONGEST: Final = 2000
"""Characters of a line; a real one has about 400."""


class HeadError(ValueError):
    """A line that is no head as Trygg writes one; the text says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedHead:
    """An office's head as it left the database."""

    head: Head
    at: str
    """When it was signed, by the service's clock."""
    why: str
    """`daily`, or `alarm`: one was cleared, closed or cancelled."""
    key: str
    """The public key, as 64 hexadecimal digits."""

    @property
    def signed_at(self) -> datetime:
        """Return when it was signed, as an instant."""
        return parse_instant(self.at)


def head_to_sign(head: Head, at: datetime, why: str, key: str) -> dict[str, Any]:
    """Return what is signed of a head."""
    return {
        "format": HEAD,
        "office": head.office,
        "position": head.position,
        "hash": head.hash,
        "at": instant(at),
        "why": why,
        "key": key,
    }


def key_to_sign(key: str, following: str, at: datetime) -> dict[str, Any]:
    """Return what a key signs that hands over to the next one."""
    return {"format": KEY, "at": instant(at), "key": key, "next": following}


def signed_bytes(told: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed of a line's object."""
    unsigned = {name: value for name, value in told.items() if name != "signature"}
    return HEAD.encode() + b"\n" + canonical(unsigned)


def line_of(told: Mapping[str, Any], signature: str) -> bytes:
    """Return a line as it is written down, with its end."""
    return canonical({**told, "signature": signature}) + b"\n"


def read(line: str) -> dict[str, Any]:
    """Return a line's object, with every part of the kind that it has to be; the signature is not looked at.

    Raises:
        HeadError: it is no such line.
    """
    if len(line) > LONGEST:
        raise HeadError("a line is longer than any head")
    try:
        told = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise HeadError("a line is no JSON object") from None
    parts = {HEAD: _HEAD_PARTS, KEY: _KEY_PARTS}.get(str(told.get("format"))) if isinstance(told, dict) else None
    if parts is None or set(told) != parts:
        raise HeadError("a line has other parts than a head has")
    lengths = {"key": 64, "next": 64, "hash": 64, "signature": 128}
    for name in parts - {"position"}:
        if not isinstance(told[name], str) or (name in lengths and not _is_hex(told[name], lengths[name])):
            raise HeadError(f"the {name} of a head is none")
    try:
        parse_instant(told["at"])
    except ValueError:
        raise HeadError("the time of a head is none") from None
    position = told.get("position", 1)
    if isinstance(position, bool) or not isinstance(position, int) or position < 1:
        raise HeadError("the position of a head is none")
    return dict(told)


def sealed(told: Mapping[str, Any]) -> SealedHead:
    """Return the head that a line's object says."""
    head = Head(office=told["office"], position=told["position"], hash=told["hash"])
    return SealedHead(head=head, at=told["at"], why=told["why"], key=told["key"])


def owed(office: str, hashes: Mapping[int, str], heads: Iterable[SealedHead]) -> Break | None:
    """Return the first place where a record differs from heads that left it; None where it holds all of them.

    Args:
        office: whose record it is; heads of other offices are passed over.
        hashes: the hash of each entry by its position.
        heads: what left, in any order.
    """
    for one in sorted((one for one in heads if one.head.office == office), key=lambda one: one.head.position):
        position, found = one.head.position, hashes.get(one.head.position)
        if found is None:
            ends = max(hashes, default=0)
            message = f"the record ends at {ends}, but the head of entry {position} was signed {one.at}: it was cut off"
            return Break(position=ends + 1, code="cut", message=message)
        if found != one.head.hash:
            message = f"entry {position} is not the one whose head was signed {one.at}: the record was rewritten"
            return Break(position=position, code="anchor", message=message)
    return None


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length and _HEX.issuperset(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is said twice")
    return found
