"""Read one message's payload strictly: bounded, UTF-8, JSON without NaN; whatever is wrong with it has a reason."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from devices.bounded import excerpt
from devices.signals import UnreadableReason

PAYLOAD_LIMIT: Final = 65_536
"""Bytes of a message of one device. What is longer is a fault to show."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a payload could not be read; the fields of an `Unreadable`."""

    reason: UnreadableReason
    detail: str


def read_text(payload: bytes, limit: int = PAYLOAD_LIMIT) -> str | Wrong:
    """Return the payload as text, without what surrounds it; at most `limit` bytes are read."""
    if len(payload) > limit:
        return Wrong("too_large", f"the payload has {len(payload)} bytes; at most {limit} are read")
    try:
        return payload.decode("utf-8-sig").strip()
    except UnicodeDecodeError as wrong:
        return Wrong("not_utf8", f"byte {wrong.start} is not UTF-8")


def read_json(text: str) -> object | Wrong:
    """Return the JSON value that the text is."""
    try:
        value: object = _JSON.decode(text)
    except (ValueError, RecursionError) as wrong:
        # ValueError also stands for a whole number of more digits than Python reads.
        return Wrong("not_json", f"not JSON: {wrong}")
    return value


def read_object(payload: bytes, limit: int = PAYLOAD_LIMIT) -> Mapping[str, object] | Wrong:
    """Return the JSON object that the payload is."""
    text = read_text(payload, limit)
    value = text if isinstance(text, Wrong) else read_json(text)
    if isinstance(value, Wrong | dict):
        return value
    return Wrong("not_an_object", f"a JSON object is wanted, and this is {shown(value)}")


def object_in(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return the object under a name; one without fields where none stands there."""
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def number(value: object, least: float = -math.inf, most: float = math.inf) -> int | float | None:
    """Return a finite JSON number within the bounds (true is none), else None."""
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return value if isinstance(value, int) or math.isfinite(value) else None
    return None


def whole(value: object, least: int, most: int) -> int | None:
    """Return a whole number within the bounds, also one written as 92.0; else None."""
    found = number(value, least, most)
    return int(found) if found is not None and found == int(found) else None


def shown(value: object) -> str:
    """Return what stands in a message, for a person to read, in at most 32 characters."""
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'}"  # may be nested too deeply to write out
    return excerpt(json.dumps(value, ensure_ascii=False), 32)


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


_JSON = json.JSONDecoder(parse_constant=_no_json)
"""Made once: making one takes longer than reading a heartbeat with it."""
