"""A message of the stream as bytes: encoded once and framed once, however many screens it goes to. Pure."""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

_FINAL_TEXT = 0x81  # RFC 6455, 5.2: FIN set, opcode 1
NOBODY: frozenset[str] = frozenset()
_TWO_BYTES, _EIGHT_BYTES = 126, 127


class Frame:
    """One message, as text for those who frame it themselves and framed for those who do not."""

    __slots__ = ("_instead", "framed", "hidden_from", "text")

    def __init__(self, text: str, *, hidden_from: frozenset[str] = NOBODY, instead: "Instead | None" = None) -> None:
        """Frame a text as one final, unmasked WebSocket frame, as a server sends it.

        Args:
            text: the message.
            hidden_from: who gets something else, by the tags of `service.live.veil`.
            instead: returns what one of these gets, who is known by some tags; None for nothing at all.
        """
        self.text = text
        self.hidden_from = hidden_from
        self._instead = instead
        payload = text.encode()
        self.framed = _head(len(payload)) + payload

    def told_to(self, tags: frozenset[str]) -> "Frame | None":
        """Return what somebody gets who is known by these tags; None for nothing at all."""
        return self._instead(tags) if self._instead and not self.hidden_from.isdisjoint(tags) else self


Instead = Callable[[frozenset[str]], Frame | None]


class Batch:
    """Frames that have waited for each other and leave in one write."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        """Put frames together in their order."""
        self.frames = tuple(frames)

    @cached_property
    def framed(self) -> bytes:
        """All frames as bytes, joined once for all connections."""
        return self.frames[0].framed if len(self.frames) == 1 else b"".join(f.framed for f in self.frames)

    @cached_property
    def hidden_from(self) -> frozenset[str]:
        """From whom something in it is kept: hardly ever from anybody."""
        return NOBODY.union(*(f.hidden_from for f in self.frames))

    def told_to(self, tags: frozenset[str]) -> "Batch":
        """Return what somebody gets who is known by these tags: the same for all but a few, perhaps nothing."""
        if self.hidden_from.isdisjoint(tags):
            return self
        return Batch([frame for frame in (f.told_to(tags) for f in self.frames) if frame])


def encode(value: Any) -> str:
    """Return a JSON value in its shortest spelling."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _head(length: int) -> bytes:
    if length < _TWO_BYTES:
        return bytes((_FINAL_TEXT, length))
    if length < 1 << 16:
        return bytes((_FINAL_TEXT, _TWO_BYTES)) + length.to_bytes(2, "big")
    return bytes((_FINAL_TEXT, _EIGHT_BYTES)) + length.to_bytes(8, "big")
