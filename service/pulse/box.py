"""The box of an open pulse: how often each step was chosen, added up, and which codes have answered; sealed.

Whatever is put in, the box is equally long and looks like chance, all of it anew each time. There is no order in it and
no time. Without the secret nobody can tell who has answered, what, or how many. Pure: chance is an argument.
"""

import struct
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import digest
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.pulse.questions import MOST, QUESTIONS

NONCE: Final = 12
"""Bytes of chance that each sealing takes."""
_MARK: Final = 8
"""Bytes of a mark; among a thousand two are the same once in 10^13 times."""
_HEAD: Final = struct.Struct(f">H{len(QUESTIONS)}I")
_SIZE: Final = _HEAD.size + MOST * _MARK


class AnsweredError(Exception):
    """This code has answered already."""


class UnsealError(Exception):
    """The box was sealed with another secret, or was changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """What is in a box."""

    totals: tuple[int, ...] = (0,) * len(QUESTIONS)
    marks: frozenset[bytes] = frozenset()
    """Of each code that has answered a mark, from which the code cannot be told; in no order."""

    @property
    def answered(self) -> int:
        """How many have answered."""
        return len(self.marks)


def put(box: Box, secret: bytes, pulse: str, code: str, answers: Sequence[int]) -> Box:
    """Return a box with one answer more; raises AnsweredError."""
    mark = digest(secret, f"trygg pulse mark 1\n{pulse}\n{code}".encode(), sha256)[:_MARK]
    if mark in box.marks:
        raise AnsweredError
    totals = tuple(total + one for total, one in zip(box.totals, answers, strict=True))
    return replace(box, totals=totals, marks=box.marks | {mark})


def seal(box: Box, secret: bytes, pulse: str, nonce: bytes) -> str:
    """Return a box that nobody can look into, as text.

    Args:
        box: what is in it; at most `MOST` marks.
        secret: the service's own secret.
        pulse: the id of its pulse: it opens as no other's.
        nonce: `NONCE` bytes of chance, new each time.
    """
    plain = _HEAD.pack(box.answered, *box.totals) + b"".join(sorted(box.marks))
    sealed = AESGCM(_key(secret, pulse)).encrypt(nonce, plain.ljust(_SIZE, b"\0"), pulse.encode())
    return b64encode(nonce + sealed).decode()


def unseal(sealed: str, secret: bytes, pulse: str) -> Box:
    """Return what is in a box; raises UnsealError."""
    try:
        raw = b64decode(sealed, validate=True)
        plain = AESGCM(_key(secret, pulse)).decrypt(raw[:NONCE], raw[NONCE:], pulse.encode())
    except (InvalidTag, ValueError) as wrong:
        raise UnsealError(f"the box of {pulse} does not open: every node has to have the same links.key") from wrong
    answered, *totals = _HEAD.unpack_from(plain)
    marks = (plain[at : at + _MARK] for at in range(_HEAD.size, _HEAD.size + answered * _MARK, _MARK))
    return Box(totals=tuple(totals), marks=frozenset(marks))


def _key(secret: bytes, pulse: str) -> bytes:
    return digest(secret, f"trygg pulse box 1\n{pulse}".encode(), sha256)
