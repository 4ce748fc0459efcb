"""What goes between the service and the process that answers: a head of fixed length, then JSON."""

import struct

HEAD = struct.Struct("!IH")
"""How many bytes follow, and the HTTP status (0 in a question)."""

LARGEST = 64 * 1024 * 1024
"""Bytes of one question or answer at most."""


def pack(status: int, body: bytes) -> bytes:
    """Return a frame."""
    return HEAD.pack(len(body), status) + body
