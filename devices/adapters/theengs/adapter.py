"""Read what a gateway of OpenMQTTGateway's or Theengs' kind has heard over Bluetooth, and whether it is there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices import bthome
from devices.bindkeys import Bindkeys
from devices.bounded import bounded
from devices.folding import folded
from devices.message import Wrong, number, read_object, read_text, whole
from devices.said import battery, rounded, text, unread, volts
from devices.signals import Heartbeat, Ignored, Position, Press, Release, Signal, Unreadable

_GESTURES: Final[Mapping[int, str]] = MappingProxyType({1: "single", 2: "double", 3: "triple", 9: "long"})
_LET_GO: Final = 10
_HELD_DOWN: Final = 11
"""A frame that is sent while a finger is still on the button; what the press is comes after it."""

_BUTTON = re.compile(r"button([1-9]?)")
_CODE = re.compile(r"[0-9]{1,3}")
"""Old gateways write numbers as text."""
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){1,240}")
_FIRST: Final = (b"\x45", b"\x41")
"""How an encrypted frame of BTHome begins: one that is sent at a press, or at intervals."""
_AS_THEENGS: Final[Mapping[int, int]] = MappingProxyType({4: 9, 0x80: 11, 0xFE: 11})
"""BTHome's codes, where Theengs has others."""
_MAC = re.compile(r"[0-9A-Fa-f]{12}")

WITHOUT_PACKET_S: Final = 3.0
"""Seconds for which a button that does not number its frames goes on sending one press."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TheengsAdapter:
    """The adapter of all gateways below `base`; `presence` is where they repeat what they hear. It never raises."""

    office: str | None = None
    base: str = "home"
    presence: str = "home_presence"
    bindkeys: Bindkeys = field(default_factory=lambda: MappingProxyType({}), hash=False, repr=False)
    """The keys of buttons that encrypt, by their folded address; shown nowhere."""

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come: beacons come there too."""
        return (f"{self.base}/+/BTtoMQTT/+",)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        return (f"{self.base}/+/LWT", f"{self.base}/+/SYStoMQTT", f"{self.presence}/+")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is no gateway's."""
        if topic.startswith(f"{self.presence}/"):
            gateway = topic.removeprefix(f"{self.presence}/")
            return None if "/" in gateway else self._presence(bounded(gateway), payload, retain=retain)
        if not topic.startswith(f"{self.base}/"):
            return None
        levels = topic.removeprefix(f"{self.base}/").split("/")
        gateway = bounded(levels[0])
        match levels[1:]:
            case ["BTtoMQTT", name]:
                return self._heard(gateway, name, payload, retain=retain)
            case ["LWT"]:
                return self._status(gateway, payload, retain=retain)
            case ["SYStoMQTT"]:
                return () if retain else (self._gateway(gateway, online=True, retain=False),)
            case _:
                return None

    def _heard(self, gateway: str, name: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, address_of(name), message)
        told = message.get("id") or message.get("mac")
        device = address_of(told if isinstance(told, str) else name)
        if not device:
            return ()
        signals = [*self._presses(device, gateway, message, retain=retain)]
        if not any(isinstance(signal, Press) for signal in signals):
            signals.insert(0, Heartbeat(office=self.office, device=device, status="online", retained=retain))
        signals += battery(self.office, device, message.get("batt")) or volts(self.office, device, message.get("volt"))
        signals += self._position(device, gateway, message, retain=retain)
        return tuple(signals)

    def _presses(self, device: str, gateway: str, message: Mapping[str, object], *, retain: bool) -> Iterator[Signal]:
        told = [(found[1], value) for key, value in message.items() if (found := _BUTTON.fullmatch(key))]
        packet, sealed = whole(message.get("packet"), 0, 2**32), None
        if not told and (frame := self._opened(device, message)) is not None:
            codes = (
                (str(place) if len(frame.buttons) > 1 else "", code) for place, code in enumerate(frame.buttons, 1)
            )
            told = [(which, _AS_THEENGS.get(code, code)) for which, code in codes]
            sealed = frame.sealed
            packet = frame.packet if frame.packet is not None else sealed
        elif not told and ("cipher" in message or whole(message.get("encr"), 1, 9) is not None):
            yield Unreadable(
                office=self.office,
                device=device,
                reason="encrypted",
                detail="the button encrypts what it says: give the gateway its key, or take encryption off",
            )
        for which, value in told:
            code = int(value) if isinstance(value, str) and _CODE.fullmatch(value) else whole(value, 0, 255)
            end = f"_{which}" if which else ""
            if code is None and value is not None:
                detail = f"button{which} is no code of a press"
                yield Unreadable(office=self.office, device=device, reason="bad_field", detail=detail)
            elif code == _LET_GO and not retain:
                yield Release(office=self.office, device=device, gesture=f"long{end}")
            elif code and code not in {_LET_GO, _HELD_DOWN}:
                if retain:
                    yield Ignored(office=self.office, device=device, reason="retained_press")
                    continue
                # A code that nobody has described is a press of which no more is known.
                yield Press(
                    office=self.office,
                    device=device,
                    gesture=_GESTURES.get(code, "single") + end,
                    counter=None if packet is None else str(packet),
                    copies_within_s=WITHOUT_PACKET_S if packet is None else None,
                    gateway=gateway,
                    rssi=rounded(message.get("rssi"), -200, 100),
                    sealed=sealed,
                )

    def _opened(self, device: str, message: Mapping[str, object]) -> bthome.Frame | None:
        """Return what an encrypted frame says, whose first byte a gateway leaves out: there are two that it can be."""
        key = self.bindkeys.get(folded(device))
        parts = [message.get(part) for part in ("cipher", "ctr", "mic")]
        texts = [part for part in parts if isinstance(part, str) and _HEX.fullmatch(part)]
        if key is None or len(texts) != len(parts):
            return None
        rest = bytes.fromhex("".join(texts))
        for first in _FIRST:
            frame = bthome.decode(first + rest, address=bytes.fromhex(folded(device)), key=key)
            if isinstance(frame, bthome.Frame) and frame.sealed is not None:
                return frame
        return None

    def _position(
        self, device: str, gateway: str, message: Mapping[str, object], *, retain: bool
    ) -> tuple[Signal, ...]:
        rssi = rounded(message.get("rssi"), -200, 100)
        distance = number(message.get("distance"), 0, 10_000)
        if rssi is None and distance is None:
            return ()
        if retain:
            return (Ignored(office=self.office, device=device, reason="retained_position"),)
        return (Position(office=self.office, device=device, gateway=gateway, rssi=rssi, distance_m=distance),)

    def _presence(self, gateway: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        message = read_object(payload)
        told = None if isinstance(message, Wrong) else text(message.get("id"))
        if isinstance(message, Wrong) or told is None:
            return ()  # a repetition of what came on the gateway's own topic
        return self._position(address_of(told), gateway, message, retain=retain)

    def _status(self, gateway: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        match read_text(payload):
            case "online":
                return (self._gateway(gateway, online=True, retain=retain),)
            case "offline":
                return (self._gateway(gateway, online=False, retain=retain),)
            case "":
                return (Ignored(office=self.office, device=gateway, reason="empty_message"),)
            case _:
                detail = "LWT must be online or offline"
                return (Unreadable(office=self.office, device=gateway, reason="bad_status", detail=detail),)

    def _gateway(self, gateway: str, *, online: bool, retain: bool) -> Heartbeat:
        return Heartbeat(
            office=self.office,
            device=gateway,
            status="online" if online else "offline",
            retained=retain,
            stands_for="gateway",
        )


def address_of(name: str) -> str:
    """Return a Bluetooth address in capitals, with colons; any other name as it is, bounded."""
    plain = name.replace(":", "") if len(name) <= 17 else name
    if _MAC.fullmatch(plain):
        return ":".join(plain[place : place + 2] for place in range(0, 12, 2)).upper()
    return bounded(name)
