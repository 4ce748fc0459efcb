"""Read how a native output says that it stands."""

import json
from typing import Final

from devices.bounded import LIMIT, excerpt, is_plain
from devices.signals import Ignored, OutputState, Signal, Unreadable
from devices.topics import NativeTopic

ONLY: Final = "out"
"""What the output of a device is called that has but one."""

_LONGEST: Final = 1024
"""Bytes."""

_WORDS: Final = {b"on": True, b"off": False}


def read_state(named: NativeTopic, payload: bytes, *, retain: bool) -> Signal:
    """Return how the output stands: `on`, `off`, or `{"output": "siren", "on": true}` where a device has several."""
    plain = payload.strip()
    if not plain:
        return Ignored(office=named.office, device=named.device, reason="empty_message")
    output, on = ONLY, _WORDS.get(plain.lower())
    if on is None:
        output, on = _told(plain)
    if on is None:
        said = excerpt(plain[:LIMIT].decode("utf-8", "replace"), 40)
        detail = f'state must be on, off or {{"output", "on"}}, and is {said}'
        return Unreadable(office=named.office, device=named.device, reason="bad_status", detail=excerpt(detail))
    return OutputState(office=named.office, device=named.device, output=output, on=on, retained=retain)


def _told(payload: bytes) -> tuple[str, bool | None]:
    try:
        told: object = json.loads(payload) if len(payload) <= _LONGEST else None
    except (ValueError, RecursionError):
        return ONLY, None
    if not isinstance(told, dict):
        return ONLY, None
    output, on = told.get("output", ONLY), told.get("on")
    if not isinstance(output, str) or not is_plain(output) or not isinstance(on, bool):
        return ONLY, None
    return output, on
