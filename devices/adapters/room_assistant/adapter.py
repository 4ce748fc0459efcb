"""Read where room-assistant's instances believe a beacon to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from devices.bounded import bounded
from devices.message import Wrong, number, read_object, read_text
from devices.said import dig, rounded, text, unread
from devices.signals import Heartbeat, Ignored, Position, Signal

_SENSOR: Final = "bluetooth-low-energy-presence-sensor"
_NOWHERE: Final = frozenset({"not_home", "unknown", "unavailable"})
ROOMS_LIMIT: Final = 32
"""How many rooms of one message are read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomAssistantAdapter:
    """The adapter of all instances below `base`. It never raises."""

    office: str | None = None
    base: str = "room-assistant"
    press_filters: tuple[str, ...] = ()

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics that are read; no press ever comes."""
        return (f"{self.base}/entity/+/{_SENSOR}/+", f"{self.base}/status/+")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not room-assistant's."""
        if not topic.startswith(f"{self.base}/"):
            return None
        match topic.removeprefix(f"{self.base}/").split("/"):
            case ["status", instance] if instance and read_text(payload) in {"online", "offline"}:
                return (self._instance(instance, online=read_text(payload) == "online", retain=retain),)
            case ["entity", instance, kind, device] if instance and kind == _SENSOR and device:
                return self._believed(bounded(device), payload, retain=retain)
            case _:
                return ()

    def _believed(self, device: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, device, message)
        if message.get("hasAuthority") is False:
            return ()  # another instance speaks for all
        heard = tuple(self._heard(device, message.get("entity")))
        if heard and retain:
            return (Ignored(office=self.office, device=device, reason="retained_position"),)
        if not heard:
            return ()  # an absence is no sign of life
        return (Heartbeat(office=self.office, device=device, status="online"), *heard)

    def _heard(self, device: str, entity: object) -> Iterator[Position]:
        distances, measured = dig(entity, "distances"), dig(entity, "measuredValues")
        rooms = list(distances)[:ROOMS_LIMIT] if isinstance(distances, dict) else []
        for room in rooms:
            if dig(distances, room, "outOfRange") is True:
                continue
            distance = number(dig(distances, room, "distance"), 0, 10_000)
            rssi = rounded(dig(measured, room, "rssi"), -200, 100)
            if distance is not None or rssi is not None:
                gateway = bounded(f"room:{room}")
                yield Position(office=self.office, device=device, gateway=gateway, rssi=rssi, distance_m=distance)
        state = text(dig(entity, "state"))
        if state is not None and state not in _NOWHERE:
            yield Position(office=self.office, device=device, zone=state)

    def _instance(self, instance: str, *, online: bool, retain: bool) -> Heartbeat:
        return Heartbeat(
            office=self.office,
            device=bounded(f"room:{instance}"),
            status="online" if online else "offline",
            retained=retain,
            stands_for="gateway",
        )
