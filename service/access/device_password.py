"""Passwords of devices: made by chance, shown once, kept as mosquitto's own password file has them.

mosquitto works a digest out again at each CONNECT, and for everybody at each reload, in the one thread that also passes
presses on. So the rounds are few (its own default): they protect passwords that people choose, and these have 160 bits
of chance.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final

ROUNDS: Final = 101
_PASSWORD_BYTES: Final = 20
_SALT_BYTES: Final = 12


def make() -> str:
    """Return a new password: 32 small letters and digits, because somebody may have to type them."""
    return base64.b32encode(secrets.token_bytes(_PASSWORD_BYTES)).decode().lower()


def digest(password: str, *, salt: bytes | None = None) -> str:
    """Return what is kept of a password: PBKDF2 with SHA-512, as `$7$rounds$salt$hash`.

    Args:
        password: as `make` returned it.
        salt: 12 bytes of the caller's, where the same password has to make the same text; by chance when left out.
    """
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    return f"$7${ROUNDS}${_text(salt)}${_text(_hash(password, salt, ROUNDS))}"


def fits(password: str, kept: str) -> bool:
    """Tell whether a password is the one of which this was kept."""
    _, kind, rounds, salt, hash_ = kept.split("$")
    worked_out = _hash(password, base64.b64decode(salt), int(rounds))
    return kind == "7" and hmac.compare_digest(_text(worked_out), hash_)


def _hash(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)


def _text(of: bytes) -> str:
    return base64.b64encode(of).decode()
