"""Read what Meshtastic's gateways hand on: agreed words on an agreed channel, positions, charges, signs of life."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.bounded import bounded
from devices.message import Wrong, number, read_object, read_text, whole
from devices.said import battery, dig, rounded, text, unread, volts
from devices.signals import Battery, Heartbeat, Ignored, Position, Press, Signal, Unreadable, is_panic

PRESETS: Final = frozenset(
    f"{reach}{speed}".casefold()
    for reach in ("Long", "Medium", "Short", "VeryLong", "Lite", "Narrow")
    for speed in ("Fast", "Slow", "Moderate", "Mod", "Turbo")
)
"""The channels that radios have before anybody sets them up: whoever is near writes on them."""

CHANNELS: Final = ("Safety",)
WORDS: Final[Mapping[str, str]] = MappingProxyType({"sos": "sos"})
_EXTERNAL: Final = 101
"""The charge that a radio gives while it has power from outside."""

_REGIONS: Final = ("", "+/", "+/+/")
_DEGREES: Final = 1e-7


@dataclass(frozen=True, kw_only=True, slots=True)
class MeshtasticAdapter:
    """The adapter of a mesh below `base`; `words` on `channels` are presses, each with its gesture. It never raises.

    Words are compared whole, whatever their case, without white space and bells around them.
    """

    office: str | None = None
    base: str = "msh"
    channels: tuple[str, ...] = CHANNELS
    words: Mapping[str, str] = field(default_factory=lambda: WORDS, hash=False)
    answer_channel: int | None = None
    """The number of the gateway's channel on which texts to wearers go out; None where none do."""

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come; a region may stand above the version, in one level or two."""
        return tuple(f"{self.base}/{region}2/json/{channel}/+" for channel in self.channels for region in _REGIONS)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        return tuple(
            f"{self.base}/{region}2/{leaf}" for region in ("", "+/", "+/+/") for leaf in ("json/+/+", "stat/+")
        )

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not the mesh's."""
        if not topic.startswith(f"{self.base}/"):
            return None
        match topic.removeprefix(f"{self.base}/").split("/"):
            case [*_, "2", "json", channel, gateway] if gateway.startswith("!"):
                return self._packet(channel, bounded(gateway), payload, retain=retain)
            case [*_, "2", "stat", gateway] if gateway.startswith("!"):
                return self._status(bounded(gateway), payload, retain=retain)
            case _:
                return ()  # what is encrypted, and what Trygg itself sends

    def _packet(self, channel: str, gateway: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, gateway, message)
        number_of_node = whole(message.get("from"), -(2**31), 2**32 - 1)
        if not number_of_node:
            detail = "`from` must be the number of a node"
            return (Unreadable(office=self.office, device=None, reason="no_device", detail=detail),)
        device = f"!{number_of_node % 2**32:08x}"  # old firmware wrote the number with a sign
        said = message.get("payload")
        match message.get("type"):
            case "text" | "detection":
                return self._text(device, channel, gateway, message, retain=retain)
            case "telemetry":
                return (self._alive(device, retain=retain), *self._charge(device, said))
            case "position":
                return (self._alive(device, retain=retain), *self._position(device, said, retain=retain))
            case "sendtext" | "sendposition":
                return ()  # an order to a gateway, and nobody's word
            case _:
                return (self._alive(device, retain=retain),)

    def _text(
        self, device: str, channel: str, gateway: str, message: Mapping[str, object], *, retain: bool
    ) -> tuple[Signal, ...]:
        said = dig(message, "payload", "text")
        if not isinstance(said, str):
            said = message.get("payload")
        word = said.strip("\a\n\r\t ").casefold() if isinstance(said, str) else ""
        gesture = self.words.get(word) if channel in self.channels else None
        if gesture is None:
            return (self._alive(device, retain=retain),)
        if retain:
            return (Ignored(office=self.office, device=device, reason="retained_press"),)
        packet = whole(message.get("id"), 0, 2**32)
        # Behind another radio the strength is that radio's.
        heard_itself = whole(message.get("hops_away", 0), 0, 0) == 0
        return (
            Press(
                office=self.office,
                device=device,
                gesture=gesture,
                unmistakable=is_panic(gesture),
                counter=None if packet is None else str(packet),
                gateway=text(message.get("sender")) or gateway,
                rssi=rounded(message.get("rssi"), -200, 100) if heard_itself else None,
            ),
        )

    def _charge(self, device: str, said: object) -> tuple[Battery, ...]:
        level = dig(said, "battery_level")
        if level == _EXTERNAL:
            return (Battery(office=self.office, device=device, text="external power"),)
        return battery(self.office, device, level) or volts(self.office, device, dig(said, "voltage"))

    def _position(self, device: str, said: object, *, retain: bool) -> tuple[Signal, ...]:
        latitude = number(dig(said, "latitude_i"), -900_000_000, 900_000_000)
        longitude = number(dig(said, "longitude_i"), -1_800_000_000, 1_800_000_000)
        if latitude is None or longitude is None or not (latitude or longitude):
            return ()
        if retain:
            return (Ignored(office=self.office, device=device, reason="retained_position"),)
        north, east = round(latitude * _DEGREES, 7), round(longitude * _DEGREES, 7)
        return (Position(office=self.office, device=device, latitude=north, longitude=east),)

    def _status(self, gateway: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        said = read_text(payload)
        if said not in {"online", "offline"}:
            detail = "stat must be online or offline"
            return (Unreadable(office=self.office, device=gateway, reason="bad_status", detail=detail),)
        status = Heartbeat(
            office=self.office,
            device=gateway,
            status="online" if said == "online" else "offline",
            retained=retain,
            stands_for="gateway",
        )
        return (status,)

    def _alive(self, device: str, *, retain: bool) -> Heartbeat:
        return Heartbeat(office=self.office, device=device, status="online", retained=retain)
