"""The codes of a BLU's buttons, whoever decoded them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from devices import bthome
from devices.adapters.shelly.settings import Settings, numbered
from devices.told import Told

COPIES_WITHIN_S: Final = 3.0
"""Where the counter is lost: several gateways pass one press on within a second or two."""

LIMIT: Final = 16
"""Buttons of one device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """How a frame was heard: its counter, that of its seal, by whom, and how well (dBm); None: that is not told."""

    packet: int | None = None
    sealed: int | None = None
    gateway: str | None = None
    rssi: int | None = None


def tell_buttons(told: Told, settings: Settings, codes: Sequence[object], heard: Heard) -> None:
    """Tell each button that is pressed, and where the device is if none is.

    That one is still held comes before its press, and is none by itself, unless the document says so.
    """
    has_pressed = False
    for place, code in enumerate(codes[:LIMIT]):
        word = bthome.GESTURES.get(code) if isinstance(code, int) and not isinstance(code, bool) else None
        if word is None:
            if code != 0 or isinstance(code, bool):
                told.bad("button", "must be a code that BTHome knows", code)
            continue
        gesture = settings.gesture(told.device, word, None if word == "hold" else numbered(word, place))
        if gesture is not None:
            has_pressed = True
            count = heard.packet if heard.packet is not None else heard.sealed
            told.press(
                gesture,
                counter=None if count is None else str(count),
                copies_within_s=COPIES_WITHIN_S if count is None else None,
                sealed=heard.sealed,
                gateway=heard.gateway,
                rssi=heard.rssi,
            )
    if not has_pressed:
        tell_place(told, heard)


def tell_place(told: Told, heard: Heard) -> None:
    """Tell who heard it, and how well: a hint where it is."""
    if heard.gateway is not None and heard.rssi is not None:
        told.position(gateway=heard.gateway, rssi=heard.rssi)


def codes_in(value: object) -> Sequence[object]:
    """Return the codes of one button or of several; one that was read as two bytes has the code in the lower."""
    codes = value if isinstance(value, list) else [value]
    return [code & 0xFF if isinstance(code, int) and code > 0xFF else code for code in codes[:LIMIT]]
