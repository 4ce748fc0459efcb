"""Read where telephones with OwnTracks say they are; a press only where a document says that one is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from devices.bounded import bounded
from devices.message import Wrong, number, read_object
from devices.said import battery, dig, text, unread, written
from devices.signals import Heartbeat, Ignored, Position, Press, Signal, Unreadable, is_panic

BY_HAND: Final = "u"
"""How a location is marked that its bearer has sent with a tap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTracksAdapter:
    """The adapter of all telephones below `base`; `manual` is the gesture of a location sent by hand, if any is meant.

    It never raises.
    """

    office: str | None = None
    base: str = "owntracks"
    manual: str | None = None

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come: none where no press is meant."""
        return () if self.manual is None else (f"{self.base}/+/+",)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        where = () if self.manual is not None else (f"{self.base}/+/+",)
        return (*where, f"{self.base}/+/+/event")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not OwnTracks'."""
        if not topic.startswith(f"{self.base}/"):
            return None
        levels = topic.removeprefix(f"{self.base}/").split("/")
        if not (len(levels) == 2 or levels[2:] == ["event"]) or not all(levels):
            return ()  # settings, orders, steps
        device = bounded("/".join(levels[:2]))
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, device, message)
        match message.get("_type"):
            case "location" if len(levels) == 2:
                return tuple(self._location(device, message, retain=retain))
            case "transition":
                return tuple(self._place(device, message, message.get("desc"), retain=retain))
            case "lwt":
                return (Heartbeat(office=self.office, device=device, status="offline", retained=retain),)
            case "encrypted":
                detail = "the telephone encrypts what it says: take the key out of its settings"
                return (Unreadable(office=self.office, device=device, reason="encrypted", detail=detail),)
            case _:
                return ()

    def _location(self, device: str, message: Mapping[str, object], *, retain: bool) -> Iterator[Signal]:
        if self.manual is not None and message.get("t") == BY_HAND:
            if retain:
                yield Ignored(office=self.office, device=device, reason="retained_press")
            else:
                # `tst` is when the fix was taken, and two taps may send one fix.
                name = written(message.get("_id")) or written(message.get("created_at"))
                yield Press(
                    office=self.office,
                    device=device,
                    gesture=self.manual,
                    counter=name,
                    copies_within_s=1.0 if name is None else None,
                    unmistakable=is_panic(self.manual),
                )
        else:
            yield Heartbeat(office=self.office, device=device, status="online", retained=retain)
        yield from battery(self.office, device, message.get("batt"))
        yield from self._place(device, message, dig(message, "inregions", 0), retain=retain)
        hotspot = text(message.get("BSSID"))
        if hotspot is not None and not retain:
            yield Position(office=self.office, device=device, gateway=hotspot)

    def _place(self, device: str, message: Mapping[str, object], region: object, *, retain: bool) -> Iterator[Signal]:
        latitude, longitude = number(message.get("lat"), -90, 90), number(message.get("lon"), -180, 180)
        if latitude is None or longitude is None:
            return
        if retain:
            yield Ignored(office=self.office, device=device, reason="retained_position")
            return
        yield Position(
            office=self.office,
            device=device,
            zone=None if message.get("event") == "leave" else text(region),
            latitude=latitude,
            longitude=longitude,
            accuracy_m=number(message.get("acc"), 0, 1e7),
        )
