"""What goes between the service and the process that answers: a head of fixed length, then JSON."""

import json
import struct
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

Translations = Mapping[str, Mapping[str, str]]
"""Language → message id → text."""

HEAD = struct.Struct("!IH")
"""How many bytes follow, and the HTTP status (0 in a question)."""

LARGEST = 64 * 1024 * 1024
"""Bytes of one question or answer at most."""


def pack(status: int, body: bytes) -> bytes:
    """Return a frame."""
    return HEAD.pack(len(body), status) + body


def problem(status: HTTPStatus, code: str, detail: str, **more: Any) -> tuple[int, bytes]:
    """Return a problem as `service.api.problem` writes it."""
    content = {
        "type": f"about:blank#{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
        **more,
    }
    return status.value, json.dumps(content).encode()
