"""Sentences as JSON values and back, so that they are kept, and said later in whichever language is asked for."""

from collections.abc import Mapping
from typing import Any

from roles.sentence import Sentence


def pack(text: str | int) -> Any:
    """Return a text as JSON values: a sentence with its message id, anything else as it is."""
    if not isinstance(text, Sentence):
        return text if isinstance(text, int) else str(text)
    return {"id": text.id, "args": {name: pack(value) for name, value in text.args.items()}}


def unpack(packed: Any) -> Any:
    """Return the text that `pack` packed."""
    if not isinstance(packed, Mapping):
        return packed
    id_ = str(packed["id"])
    return Sentence(id_, **{name: unpack(value) for name, value in packed["args"].items()})
