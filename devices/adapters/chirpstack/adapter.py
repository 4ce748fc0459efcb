"""Read what ChirpStack publishes of a device (uplinks, joins, battery, answers), and of its gateways."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.bounded import bounded
from devices.lorawan.conn_state import read_conn_state
from devices.lorawan.profile import Profile
from devices.lorawan.shipped import SHIPPED
from devices.lorawan.solved import solved
from devices.lorawan.uplink import Uplink, frame_of, gateways_of, read_uplink
from devices.message import Wrong, number, read_object, whole
from devices.said import dig, items, text, unread
from devices.signals import Battery, Delivered, Heartbeat, Joined, Signal

BASE = "application"
GATEWAYS = ("eu868/gateway",)
"""The first levels of gateways' topics, as ChirpStack's files for Europe have them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChirpStackAdapter:
    """The adapter of one ChirpStack; `base` is the first level of its topics, `gateways` where gateways speak.

    It never raises.
    """

    office: str | None = None
    base: str = BASE
    profiles: tuple[Profile, ...] = SHIPPED
    gateways: tuple[str, ...] = GATEWAYS

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come."""
        return (f"{self.base}/+/device/+/event/up",)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        of_devices = (f"{self.base}/+/device/+/event/{event}" for event in ("join", "status", "ack", "location"))
        return (*of_devices, *(f"{begins}/+/{leaf}" for begins in self.gateways for leaf in (_CONN, _STATS)))

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not a ChirpStack device's or gateway's."""
        for begins in self.gateways:
            if topic.startswith(f"{begins}/"):
                return self._gateway(topic.removeprefix(f"{begins}/"), payload, retain=retain)
        if not topic.startswith(f"{self.base}/"):
            return None
        levels = topic.removeprefix(f"{self.base}/").split("/")
        if len(levels) != 5 or levels[1] != "device" or levels[3] not in {"event", "state", "command"}:
            return None
        device, event = bounded(levels[2]), levels[4]
        if not device or (levels[3], event) not in _READ:
            # What is logged is quoted there, what was sent on the air has not arrived, and `state/` is history.
            return ()
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, device, message)
        match event:
            case "up":
                return read_uplink(self._uplink(device, message), self.profiles, retain=retain)
            case "status":
                return self._status(device, message, retain=retain)
            case "join":
                return () if retain else (Joined(office=self.office, device=device),)
            case "ack":
                return () if retain else self._ack(device, message)
            case _:
                return self._location(device, message, retain=retain)

    def _gateway(self, below: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        """Read that a gateway is connected, or no longer; its statistics are a word of life whatever is in them."""
        name, _, leaf = below.partition("/")
        gateway = bounded(name)
        if not gateway or leaf not in {_CONN, _STATS} or (leaf == _STATS and retain):
            return ()
        status = read_conn_state(payload) if leaf == _CONN else "online"
        if status is None or isinstance(status, Wrong):
            return unread(self.office, gateway, status or Wrong("bad_field", "neither ONLINE nor OFFLINE"))
        told = Heartbeat(office=self.office, device=gateway, status=status, retained=retain, stands_for="gateway")
        return (told,)

    def _uplink(self, device: str, message: Mapping[str, object]) -> Uplink:
        info = dig(message, "deviceInfo")
        words = [dig(info, "deviceProfileName"), dig(info, "tags", "profile"), message.get("deviceProfileName")]
        address, frame_count = text(message.get("devAddr")), whole(message.get("fCnt", 0), 0, 2**32)
        spoken = message.get("object")
        return Uplink(
            office=self.office,
            device=device,
            words=tuple(word for word in map(text, words) if word is not None),
            port=whole(message.get("fPort", 0), 0, 255),
            message=spoken if isinstance(spoken, dict) else None,
            frame=frame_of(message.get("data")),
            press_id=text(message.get("deduplicationId")),
            counter=None if address is None or frame_count is None else f"{address}:{frame_count}",
            gateways=gateways_of(
                [(dig(heard, "gatewayId"), dig(heard, "rssi")) for heard in items(message.get("rxInfo"), 64)]
            ),
        )

    def _status(self, device: str, message: Mapping[str, object], *, retain: bool) -> tuple[Signal, ...]:
        heartbeat = Heartbeat(office=self.office, device=device, status="online", retained=retain)
        if message.get("batteryLevelUnavailable") is True:
            return (heartbeat,)
        if message.get("externalPowerSource") is True:
            return (heartbeat, Battery(office=self.office, device=device, text="external power"))
        # Zero is left out on the way: a level that is not there is an empty battery.
        percent = number(message.get("batteryLevel", 0), 0, 100)
        return (
            (heartbeat,)
            if percent is None
            else (heartbeat, Battery(office=self.office, device=device, percent=percent))
        )

    def _ack(self, device: str, message: Mapping[str, object]) -> tuple[Signal, ...]:
        token = text(message.get("queueItemId"))
        reached = message.get("acknowledged") is True  # false is left out on the way
        return () if token is None else (Delivered(office=self.office, device=device, token=token, reached=reached),)

    def _location(self, device: str, message: Mapping[str, object], *, retain: bool) -> tuple[Signal, ...]:
        return solved(self.office, device, dig(message, "location"), retain=retain)


_CONN, _STATS = "state/conn", "event/stats"
_READ = {("event", event) for event in ("up", "status", "join", "ack", "location")} | {("state", "status")}
