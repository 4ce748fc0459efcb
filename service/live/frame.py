"""A message of the stream as bytes: encoded once and framed once, however many screens it goes to. Pure."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

_FINAL_TEXT = 0x81  # RFC 6455, 5.2: FIN set, opcode 1
_TWO_BYTES, _EIGHT_BYTES = 126, 127


class Frame:
    """One message, as text for those who frame it themselves and framed for those who do not."""

    __slots__ = ("framed", "text")

    def __init__(self, text: str) -> None:
        """Frame a text as one final, unmasked WebSocket frame, as a server sends it."""
        self.text = text
        payload = text.encode()
        self.framed = _head(len(payload)) + payload


class Batch:
    """Frames that have waited for each other and leave in one write."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        """Put frames together in their order."""
        self.frames = tuple(frames)

    @cached_property
    def framed(self) -> bytes:
        """All frames as bytes, joined once for all connections."""
        return self.frames[0].framed if len(self.frames) == 1 else b"".join(f.framed for f in self.frames)


def encode(value: Any) -> str:
    """Return a JSON value in its shortest spelling."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _head(length: int) -> bytes:
    if length < _TWO_BYTES:
        return bytes((_FINAL_TEXT, length))
    if length < 1 << 16:
        return bytes((_FINAL_TEXT, _TWO_BYTES)) + length.to_bytes(2, "big")
    return bytes((_FINAL_TEXT, _EIGHT_BYTES)) + length.to_bytes(8, "big")
