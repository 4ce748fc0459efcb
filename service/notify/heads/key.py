"""The key that signs heads, and what was signed with it: files that their owner alone may read."""

import os
import secrets
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.timeline.sealed_head import KEY, HeadError, SealedHead, line_of, read, sealed, signed_bytes

FILE: Final = "heads.key"


class KeyFileError(ValueError):
    """The key's file cannot be used; the text says why, and never what stands in it."""


class HeadKey:
    """An Ed25519 key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        """Sign with a private key."""
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()
        """As 64 hexadecimal digits: what whoever checks heads has to have from elsewhere."""

    def line(self, told: dict[str, Any]) -> bytes:
        """Return a statement as a signed line."""
        return line_of(told, self._private.sign(signed_bytes(told)).hex())

    @classmethod
    def load(cls, path: Path) -> "HeadKey":
        """Read the key.

        Raises:
            KeyFileError: there is none, or it is something else.
        """
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), None)
        except (OSError, ValueError, TypeError) as wrong:
            reason = wrong.strerror if isinstance(wrong, OSError) else "it is no key without a password"
            raise KeyFileError(f"{path}: the key that signs heads cannot be read ({reason})") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyFileError(f"{path} is no Ed25519 key: make one with `trygg timeline key`")
        return cls(private)


def make_key(path: Path, *, replace: bool = False) -> HeadKey:
    """Write a new key, whole and for its owner's eyes only; one that is there stays, unless it is to be replaced.

    Raises:
        KeyFileError: it cannot be written, or what is there is no key.
    """
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(handle)
            if replace:
                beside.replace(path)
            else:
                with suppress(FileExistsError):
                    os.link(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as wrong:
        raise KeyFileError(f"{path}: the key cannot be written ({wrong.strerror})") from None
    return HeadKey.load(path)


def checked(lines: Iterable[str], trusted: Collection[str]) -> list[SealedHead]:
    """Return the heads that lines say, each signed by a trusted key, or by one that such a key handed over to.

    Raises:
        HeadError: a line is none, or is signed by nobody who may.
    """
    keys, found = set(trusted), list[SealedHead]()
    told = [read(line) for line in lines if line.strip()]
    # Whoever hands over comes first: lines of several files are in no order.
    waiting = [one for one in told if one["format"] == KEY]
    while known := [one for one in waiting if one["key"] in keys]:
        for one in known:
            _must_hold(one)
            keys.add(one["next"])
            waiting.remove(one)
    for one in told:
        if one["key"] not in keys:
            raise HeadError(f"a head of {one.get('office', 'a key')} is signed by the key {one['key']}, nobody's here")
        _must_hold(one)
        if one["format"] != KEY:
            found.append(sealed(one))
    return found


def _must_hold(told: dict[str, Any]) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["key"]))
        public.verify(bytes.fromhex(told["signature"]), signed_bytes(told))
    except (InvalidSignature, ValueError):
        raise HeadError(f"the signature of a head of {told.get('office', 'a key')} is wrong") from None
