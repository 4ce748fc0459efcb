"""Read where ESPresense's nodes have heard a beacon, whether they are there, and the buttons on them."""

from dataclasses import dataclass
from typing import Final

from devices.bounded import bounded
from devices.message import Wrong, number, read_object, read_text
from devices.said import battery, rounded, unread
from devices.signals import Battery, Heartbeat, Ignored, Position, Press, Release, Signal, Unreadable

BUTTONS: Final = ("button_1", "button_2")


@dataclass(frozen=True, kw_only=True, slots=True)
class ESPresenseAdapter:
    """The adapter of all nodes below `base`. It never raises."""

    office: str | None = None
    base: str = "espresense"

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come: the buttons on the nodes themselves."""
        return tuple(f"{self.base}/rooms/+/{button}" for button in BUTTONS)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        rooms = f"{self.base}/rooms/+"
        return (f"{self.base}/devices/+/+", f"{rooms}/status", f"{rooms}/telemetry")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not ESPresense's."""
        if not topic.startswith(f"{self.base}/"):
            return None
        match topic.removeprefix(f"{self.base}/").split("/"):
            case ["devices", device, room] if device and room:
                return self._heard(bounded(device), room_of(room), payload, retain=retain)
            case ["rooms", room, leaf] if room:
                return self._room(room_of(room), leaf, payload, retain=retain)
            case _:
                return ()

    def _heard(self, device: str, room: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, device, message)
        signals: list[Signal] = [Heartbeat(office=self.office, device=device, status="online", retained=retain)]
        charge: tuple[Signal, ...] = battery(self.office, device, message.get("batt"))
        millivolts = number(message.get("mV"), 1, 60_000)
        if not charge and millivolts is not None:
            charge = (Battery(office=self.office, device=device, volts=millivolts / 1000),)
        signals += charge
        rssi, distance = rounded(message.get("rssi"), -200, 100), number(message.get("distance"), 0, 10_000)
        if retain:
            signals.append(Ignored(office=self.office, device=device, reason="retained_position"))
        else:
            signals.append(Position(office=self.office, device=device, gateway=room, rssi=rssi, distance_m=distance))
        return tuple(signals)

    def _room(self, room: str, leaf: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        if leaf == "telemetry":
            return () if retain else (self._node(room, online=True, retain=False),)
        if leaf not in {"status", *BUTTONS}:
            return ()
        said = read_text(payload)
        if isinstance(said, Wrong):
            return unread(self.office, room, said)
        if not said:
            return (Ignored(office=self.office, device=room, reason="empty_message"),)
        match leaf, said:
            case "status", "online" | "offline":
                return (self._node(room, online=said == "online", retain=retain),)
            case "status", _:
                detail = "status must be online or offline"
                return (Unreadable(office=self.office, device=room, reason="bad_status", detail=detail),)
            case _, "ON" if retain:
                return (Ignored(office=self.office, device=room, reason="retained_press", level=leaf),)
            case _, "ON":
                gesture = f"single_{leaf[-1]}"
                return (Press(office=self.office, device=room, gesture=gesture, level=leaf, gateway=room),)
            case _, "OFF":
                return () if retain else (Release(office=self.office, device=room, level=leaf),)
            case _:
                detail = f"{leaf} must be ON or OFF"
                return (Unreadable(office=self.office, device=room, reason="bad_field", detail=detail),)

    def _node(self, room: str, *, online: bool, retain: bool) -> Heartbeat:
        return Heartbeat(
            office=self.office,
            device=room,
            status="online" if online else "offline",
            retained=retain,
            stands_for="gateway",
        )


def room_of(name: str) -> str:
    """Return what the node of a room is called here."""
    return bounded(f"room:{name}")
