"""Time stamps by an authority (RFC 3161): what is asked, and whether an answer is one to it.

Who signed an answer is looked at by whoever checks a record (`openssl ts -verify`), with the authority's certificate
from elsewhere: an answer is kept as it came, so nothing here has to understand all of it.
"""

import hashlib
from typing import Annotated, Any, Final

from cryptography import x509
from cryptography.hazmat import asn1

SHA256: Final = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
CONTENT_TYPE: Final = "application/timestamp-query"
GRANTED: Final = (0, 1)
"""Granted, and granted with changes (RFC 3161, 2.4.2)."""


@asn1.sequence
class _Algorithm:
    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class _Imprint:
    algorithm: _Algorithm
    digest: bytes


@asn1.sequence
class _Request:
    version: int
    imprint: _Imprint
    policy: x509.ObjectIdentifier | None
    nonce: int | None
    certificate: Annotated[bool, asn1.Default(value=False)]


class StampError(ValueError):
    """An answer that is no time stamp on what was asked; the text says why."""


def request_of(content: bytes, nonce: int) -> bytes:
    """Return the question: a stamp on these bytes, with the authority's certificate in the answer."""
    imprint = _Imprint(
        algorithm=_Algorithm(algorithm=SHA256, parameters=asn1.Null()), digest=hashlib.sha256(content).digest()
    )
    return asn1.encode_der(_Request(version=1, imprint=imprint, policy=None, nonce=nonce, certificate=True))


def checked(answer: bytes, content: bytes, nonce: int) -> bytes:
    """Return an answer that grants a stamp on these bytes and is one to this question.

    Raises:
        StampError: it is not.
    """
    status, token = _parts(answer)
    if status not in GRANTED:
        raise StampError(f"the authority grants no time stamp (status {status})")
    number: Any = asn1.encode_der(nonce)
    if hashlib.sha256(content).digest() not in token or number not in token:
        raise StampError("the authority has stamped something else than it was asked")
    return answer


def _parts(answer: bytes) -> tuple[int, bytes]:
    """Return the status, and what comes after the status."""
    body, rest = _one(answer, 0x30)
    if rest:
        raise StampError("the answer is no time stamp")
    told, token = _one(body, 0x30)
    number, _ = _one(told, 0x02)
    return int.from_bytes(number, "big", signed=True), token


def _one(content: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the content of the first value in DER, and what stands behind it."""
    if len(content) < 2 or content[0] != tag:
        raise StampError("the answer is no time stamp")
    length, begins = content[1], 2
    if length >= 0x80:
        begins = 2 + (length & 0x7F)
        length = int.from_bytes(content[2:begins], "big")
    if begins > 6 or len(content) < begins + length:
        raise StampError("the answer is no time stamp")
    return content[begins : begins + length], content[begins + length :]
