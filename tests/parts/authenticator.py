"""An authenticator in software: it makes passkeys and signs as WebAuthn says, or a little otherwise where asked to."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from service.access.passkey_ceremony import Created, Signed

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
MADE: Final = 0x40


def b64(content: bytes) -> str:
    """Return bytes as base64url."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Return the bytes of base64url."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(kw_only=True)
class Authenticator:
    """One passkey of one person, and the browser that it is used in."""

    origin: str
    place: str
    id: bytes = b"credential-of-a-test"
    count: int = 0
    """How many times it has signed."""
    steps: int = 1
    """By how much it counts on each time; 0 for one that does not count."""
    verifies: bool = True
    """Whether it asks its person who she is."""
    handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> Created:
        """Make the passkey that is asked for."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        about = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        content = {"fmt": "none", "attStmt": {}, "authData": self._data(MADE) + about}
        client = self._client("webauthn.create", options["challenge"])
        return Created(
            id=b64(self.id), client_data=b64(client), attestation=b64(cbor2.dumps(content)), transports=("internal",)
        )

    def sign(self, options: dict[str, Any]) -> Signed:
        """Sign what is asked."""
        self.count += self.steps
        client, data = self._client("webauthn.get", options["challenge"]), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return Signed(
            id=b64(self.id),
            client_data=b64(client),
            authenticator_data=b64(data),
            signature=b64(signature),
            handle=self.handle,
        )

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.place.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, what: str, challenge: str) -> bytes:
        said = {"type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()
