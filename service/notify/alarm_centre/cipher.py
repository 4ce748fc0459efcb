"""AES as DC-09 uses it: CBC from an initial vector of zeros, random padding in front, hexadecimal on the wire. Pure."""

import re
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK: Final = 16
KEYS: Final = (16, 24, 32)
"""Bytes of a key: AES-128, -192 and -256."""
CHANCE: Final = 2 * BLOCK
"""Random bytes that one padding may need."""

_ZEROS: Final = bytes(BLOCK)
_APART: Final = frozenset(b"|[]")
_HEXADECIMAL: Final = re.compile(rb"(?:[0-9A-Fa-f]{32})+")


class NotOurs(ValueError):  # noqa: N818 - it reads as what happened
    """What is encrypted is no whole blocks, or says nothing after its padding: a wrong key, or damaged."""


def encrypt(clear: bytes, key: bytes, chance: bytes, *, apart: bool) -> bytes:
    """Return what is said, encrypted.

    Args:
        clear: from the data to the timestamp.
        key: 16, 24 or 32 bytes.
        chance: 32 random bytes; they hide that two messages begin alike, as there is no initial vector that does.
        apart: whether a `|` parts padding and data; where there is no data, its closing bracket does.
    """
    if len(chance) < CHANCE:
        raise ValueError(f"the padding needs {CHANCE} random bytes")
    said = b"|" + clear if apart else clear
    length = BLOCK + -len(said) % BLOCK
    padding = bytes(byte ^ 0x80 if byte in _APART else byte for byte in chance[:length])
    how = Cipher(AES(key), CBC(_ZEROS)).encryptor()
    return how.update(padding + said) + how.finalize()


def decrypt(digits: bytes, key: bytes) -> bytes:
    """Return what is said after the padding.

    Raises:
        NotOurs: it cannot be read with this key.
    """
    if not _HEXADECIMAL.fullmatch(digits):
        raise NotOurs("it is not encrypted in whole blocks of hexadecimal digits")
    how = Cipher(AES(key), CBC(_ZEROS)).decryptor()
    clear = how.update(bytes.fromhex(digits.decode("ascii"))) + how.finalize()
    end = clear.find(b"]")
    if end < 0:
        raise NotOurs("it says nothing that can be read with this key")
    bar = clear.find(b"|", 0, end)
    return clear[bar + 1 :] if bar >= 0 else clear[end:]
