"""The links and addresses that lead back in: an answer link for one person and one alarm, and providers' callbacks.

Each holds a key that only this service can make. Nothing is kept of it but, of an answer link, a digest.
"""

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import quote

KEY_LENGTH: Final = 22
"""Characters of a key, each of 5 bits: 110 bits, of which the last 20 only say that the key was made here."""
_BODY: Final = 18
LONGEST: Final = 64
"""Characters; whatever is longer is no key of ours and is not even hashed."""
ANSWER: Final = "answer"
REPLIES: Final = "replies"
SECRET_BYTES: Final = 32


class Links:
    """Makes links and knows its own again; two nodes of one service need the same secret."""

    __slots__ = ("_public_url", "_secret")

    def __init__(self, secret: bytes, public_url: str | None) -> None:
        """Make links of a secret.

        Args:
            secret: 32 bytes of chance.
            public_url: how telephones and providers reach the service, `https://larm.example.se`; None where they
                cannot.

        Raises:
            ValueError: the secret is too short to keep anybody out.
        """
        if len(secret) < SECRET_BYTES:
            raise ValueError(f"the secret of the links has {len(secret)} bytes, and has to have {SECRET_BYTES}")
        self._secret = secret
        self._public_url = public_url.rstrip("/") if public_url else None

    def __repr__(self) -> str:
        """Return nothing of the secret."""
        return f"Links(public_url={self._public_url!r})"

    def key(self, notice_id: str, what: str = ANSWER) -> str:
        """Return the key by which somebody answers a notice, or reports `what` of it.

        It has small letters and digits only: a telephone that makes a link out of a text stops at other signs.
        """
        body = self._word("key", what, notice_id)[:_BODY]
        return body + self._word("check", body)[: KEY_LENGTH - _BODY]

    def answer(self, notice_id: str) -> str | None:
        """Return the complete answer link of a notice; None where no telephone can reach the service."""
        return f"{self._public_url}/a/{self.key(notice_id)}" if self._public_url else None

    def answer_digest(self, key: str) -> str:
        """Return what is kept of the key in an answer link: SHA-256 in hexadecimal."""
        return hashlib.sha256(_bytes(key[: LONGEST + 1])).hexdigest()

    def callback(self, notice_id: str, what: str) -> str | None:
        """Return the complete address at which a provider reports `what` (`report`, `voice`) of a notice."""
        if self._public_url is None:
            return None
        return f"{self._public_url}/api/v1/notices/{quote(notice_id, safe='')}/{what}/{self.key(notice_id, what)}"

    def replies(self, route: str) -> str | None:
        """Return the complete address to which a provider sends what comes in over a route: texts, sent as replies."""
        if self._public_url is None:
            return None
        return f"{self._public_url}/api/v1/routes/{quote(route, safe='')}/{REPLIES}/{self.key(route, REPLIES)}"

    def holds(self, notice_id: str, what: str, key: str) -> bool:
        """Tell in constant time whether a key is the one for `what` of a notice (for replies, of a route)."""
        return hmac.compare_digest(_bytes(self.key(notice_id, what)), _bytes(key))

    def is_of_here(self, key: str) -> bool:
        """Tell, without looking anything up, whether a key can have been made with this secret; one guess in 2²⁰ can.

        It lets nobody in. It keeps guesses away from the store.
        """
        if len(key) != KEY_LENGTH:
            return False
        return hmac.compare_digest(_bytes(key[_BODY:]), _bytes(self._word("check", key[:_BODY])[: KEY_LENGTH - _BODY]))

    def _word(self, *parts: str) -> str:
        """Return 256 bits as 52 letters and digits; each part with its length, so that no two lists read alike."""
        text = b"".join(len(part).to_bytes(4) + part for part in map(_bytes, parts))
        return base64.b32encode(hmac.digest(self._secret, text, "sha256")).decode().rstrip("=").lower()


def _bytes(text: str) -> bytes:
    """Return any text as bytes, also what no text should hold."""
    return text.encode("utf-8", "surrogatepass")
