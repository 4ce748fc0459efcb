"""Read what The Things Stack publishes of a device: uplinks, joins, positions, and whether a downlink arrived."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.bounded import bounded
from devices.lorawan.profile import Profile
from devices.lorawan.shipped import SHIPPED
from devices.lorawan.solved import solved
from devices.lorawan.uplink import Uplink, frame_of, gateways_of, read_uplink
from devices.message import Wrong, number, read_object, whole
from devices.said import dig, items, text, unread
from devices.signals import Battery, Delivered, Joined, Signal

_ANSWERS = {"ack": ("downlink_ack", True), "nack": ("downlink_nack", False), "failed": ("downlink_failed", False)}
_THE_STACKS_OWN = ("as:", "gs:", "ns:", "js:", "rpc:")
"""How correlation ids begin that the stack gives; whoever asked for a downlink gave the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TtsAdapter:
    """The adapter of one stack; `base` is the first level of its topics. It never raises."""

    office: str | None = None
    base: str = "v3"
    profiles: tuple[Profile, ...] = SHIPPED

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come."""
        return (f"{self.base}/+/devices/+/up",)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        below = f"{self.base}/+/devices/+"
        return (f"{below}/join", *(f"{below}/down/{answer}" for answer in _ANSWERS), f"{below}/location/solved")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not a stack's device's."""
        if not topic.startswith(f"{self.base}/"):
            return None
        levels = topic.removeprefix(f"{self.base}/").split("/")
        if len(levels) not in {4, 5} or levels[1] != "devices":
            return None
        device, event = bounded(levels[2]), levels[3:]
        match event:
            case _ if not device:
                return ()
            case ["up"] | ["join"] | ["location", "solved"]:
                pass
            case ["down", answer] if answer in _ANSWERS:
                pass
            case _:
                return ()  # what was queued or sent has not arrived; the stack's own words are no device's
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, device, message)
        match event:
            case ["up"]:
                return self._up(device, message, retain=retain)
            case ["join"]:
                return () if retain else (Joined(office=self.office, device=device),)
            case ["down", answer]:
                return () if retain else self._answer(device, message, answer)
            case _:
                return self._location(device, message, retain=retain)

    def _up(self, device: str, message: Mapping[str, object], *, retain: bool) -> tuple[Signal, ...]:
        told = dig(message, "uplink_message")
        signals = read_uplink(self._uplink(device, message, told), self.profiles, retain=retain)
        if not any(isinstance(signal, Battery) for signal in signals):
            percent = number(dig(told, "last_battery_percentage", "value"), 0, 100)
            if percent is not None:
                return (*signals, Battery(office=self.office, device=device, percent=percent))
        return signals

    def _uplink(self, device: str, message: Mapping[str, object], told: object) -> Uplink:
        ids = [one for one in map(text, items(message.get("correlation_ids"), 32)) if one is not None]
        session = text(dig(told, "session_key_id"))
        count = dig(told, "f_cnt")
        frame_count = 0 if count is None else whole(count, 0, 2**32)  # zero is left out on the way
        port = dig(told, "f_port")
        spoken = dig(told, "decoded_payload")
        words = [dig(told, "version_ids", "model_id"), dig(message, "end_device_ids", "attributes", "profile")]
        return Uplink(
            office=self.office,
            device=device,
            words=tuple(word for word in map(text, words) if word is not None),
            port=0 if port is None else whole(port, 0, 255),
            message=spoken if isinstance(spoken, dict) else None,
            frame=frame_of(dig(told, "frm_payload")),
            press_id=next((f"{one}:{frame_count}" for one in ids if one.startswith("as:up:")), None),
            counter=None if session is None or frame_count is None else f"{session}:{frame_count}",
            gateways=gateways_of(
                [
                    (dig(heard, "gateway_ids", "gateway_id"), dig(heard, "rssi"))
                    for heard in items(dig(told, "rx_metadata"), 64)
                ]
            ),
        )

    def _answer(self, device: str, message: Mapping[str, object], answer: str) -> tuple[Signal, ...]:
        key, reached = _ANSWERS[answer]
        told = dig(message, key)
        # A failure carries the downlink inside.
        listed = dig(told, "correlation_ids") or dig(told, "downlink", "correlation_ids")
        ids = [one for one in map(text, items(listed or message.get("correlation_ids"), 32)) if one is not None]
        token = next((one for one in ids if not one.startswith(_THE_STACKS_OWN)), ids[0] if ids else None)
        return () if token is None else (Delivered(office=self.office, device=device, token=token, reached=reached),)

    def _location(self, device: str, message: Mapping[str, object], *, retain: bool) -> tuple[Signal, ...]:
        return solved(self.office, device, dig(message, "location_solved", "location"), retain=retain)
