"""The key by which the browsers' push services know this service again (VAPID, RFC 8292).

A subscription belongs to the key it was made with: with another key every telephone has to subscribe anew. So the key
is made once, in the data folder, readable by the service alone; several nodes share one file, copied.
"""

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from webpush.vapid import VAPID

FILE: Final = "push.key"
"""Its name in the data folder."""


class KeyFileError(ValueError):
    """The kept key cannot be used; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """The key pair."""

    private_pem: bytes = field(repr=False)
    public_pem: bytes
    public: str
    """As a browser wants it: an uncompressed point in unpadded base64url."""

    @classmethod
    def of(cls, private_pem: bytes) -> Self:
        """Read a private key; raises ValueError where it is none on P-256."""
        try:
            private = serialization.load_pem_private_key(private_pem, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):  # no PEM, one with a password, or of another kind
            raise ValueError("no key on P-256") from None
        if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
            raise ValueError("no key on P-256")
        public = private.public_key()
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return cls(private_pem=private_pem, public_pem=pem, public=VAPID.get_application_server_key(public))


def kept_key(folder: Path) -> Key:
    """Return the key that a data folder keeps, made now where there is none. Two who come at once get the same.

    Raises:
        KeyFileError: it cannot be read, or cannot be made.
    """
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        content = path.read_bytes()
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as wrong:
        raise KeyFileError(f"{path}: the key of web push cannot be read or made ({wrong.strerror}).") from wrong
    try:
        return Key.of(content)
    except ValueError:
        what_to_do = "Put the file back from a backup, or move it away: then every telephone subscribes anew."
        raise KeyFileError(f"{path}: this is no key for web push. {what_to_do}") from None


def _make(path: Path) -> None:
    private, _, _ = VAPID.generate_keys()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(private)
            file.flush()
            os.fsync(handle)
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the key
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
