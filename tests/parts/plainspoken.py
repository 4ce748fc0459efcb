"""A family of devices whose messages are what they mean."""

import json
from dataclasses import dataclass
from typing import Any

from devices.signals import Battery, Ignored, Inventoried, Listed, Press, Release, Signal, Unreadable


@dataclass(frozen=True)
class Plainspoken:
    """A family whose message is what it means: the word, and the fields of the signal."""

    press_filters: tuple[str, ...] = ("said/#",)
    telemetry_filters: tuple[str, ...] = ()

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what was said."""
        office, device = topic.split("/")[1:]
        told: dict[str, Any] = json.loads(payload)
        word = told.pop("word")
        if word == "press" and retain:
            return (Ignored(office=office, device=device, reason="retained_press", level=told.get("level")),)
        if word == "noise":
            return (Unreadable(office=office, device=device, reason="encrypted"),)
        if word == "battery":
            return (Battery(office=office, device=device, percent=50),)
        if word == "inventory":
            listed = tuple(Listed(**one) for one in told["listed"])
            return (Inventoried(office=office, device="bridge", listed=listed),)
        kind = Press if word == "press" else Release
        return (kind(**{"office": office, "device": device, **told}),)
