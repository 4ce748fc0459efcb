"""How families speak that have a gateway for radio in the house, or a connection of their own."""

from typing import Final

from devices.simulator.actor import Actor, Speech, Word, told
from devices.topics import topic_of

BEHIND_ONE: Final = 40
"""Devices that stand behind one gateway."""


def _native(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return (told(topic_of(actor.office, actor.device, "telemetry"), {"battery": 20 + (n * 7) % 80, "rssi": -61}),)


def _native_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    topic = topic_of(actor.office, actor.device, "press")
    said = {"id": f"{actor.boot}-{actor.number}-{n}", "gesture": "single", "at": actor.shows(at).isoformat()}
    return (told(topic, said), told(topic, said, after_s=2.0))


def _zigbee(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said = {"battery": 100 - n % 90, "linkquality": 60 + actor.number % 120, "last_seen": actor.shows(at).isoformat()}
    return (told(f"zigbee2mqtt/{actor.device}", said, gateway=_BRIDGE),)


def _zigbee_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    """Two topics say it, and now and then a third message; older versions send an empty one after each."""
    topic = f"zigbee2mqtt/{actor.device}"
    said = {"action": "emergency", "battery": 88, "linkquality": 90}
    return (
        told(topic, said, gateway=_BRIDGE),
        told(f"{topic}/action", "emergency", after_s=0.02, gateway=_BRIDGE),
        told(topic, {**said, "action": ""}, after_s=0.05, gateway=_BRIDGE),
        told(topic, said, after_s=0.3, gateway=_BRIDGE),
    )


_BRIDGE: Final = "zigbee2mqtt-bridge"


def _shelly_name(number: int) -> str:
    match number % 3:
        case 0:
            return f"shellybutton1-{number:012X}"
        case 1:
            return f"shellyplusi4-{number:012x}"
        case _:
            return ":".join(f"{number:012x}"[at : at + 2] for at in range(0, 12, 2))


def _shelly_gateways(number: int) -> tuple[str, ...]:
    if number % 3 != 2:
        return ()
    first = number // BEHIND_ONE
    return (f"shellyblugwg3-{first:012x}", f"shellyblugwg3-{first + 1:012x}")


def _shelly(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    match actor.number % 3:
        case 0:
            return (told(f"shellies/{actor.device}/sensor/battery", str(100 - n % 60)),)
        case 1:
            status = {"mac": f"{actor.number:012X}", "restart_required": False, "uptime": round(at)}
            return (told(f"{actor.device}/status/sys", status),)
        case _:
            near = actor.gateways[0]
            status = {"id": 200, "addr": actor.device, "rssi": -72, "battery": 96, "packet_id": n % 256}
            return (_notified(near, "NotifyStatus", at, {"bthomedevice:200": status}),)


def _shelly_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    """The first generation counts, the second names the moment, and what is heard over Bluetooth is heard twice."""
    match actor.number % 3:
        case 0:
            said = {"event": "S", "event_cnt": n + 1}
            topic = f"shellies/{actor.device}/input_event/0"
            return (told(topic, said), told(topic, said, after_s=0.4))
        case 1:
            stamp = actor.stamp(at)
            events = [
                {"component": "input:0", "id": 0, "event": event, "ts": stamp}
                for event in ("btn_down", "btn_up", "single_push")
            ]
            return tuple(
                _notified(actor.device, "NotifyEvent", at, {"events": events}, after_s=after, gateway=None)
                for after in (0.0, 0.5)
            )
        case _:
            event = {
                "component": "bthomedevice:200",
                "event": "single_push",
                "data": {"addr": actor.device, "rssi": -61},
            }
            return tuple(
                _notified(gateway, "NotifyEvent", at, {"events": [event]}, after_s=0.2 * rank)
                for rank, gateway in enumerate(actor.gateways)
            )


def _notified(
    source: str, method: str, at: float, params: dict[str, object], *, after_s: float = 0.0, gateway: str | None = ""
) -> Word:
    said = {"src": source, "dst": f"{source}/events", "method": method, "params": {"ts": round(at, 2), **params}}
    return told(f"{source}/events/rpc", said, after_s=after_s, gateway=source if gateway == "" else gateway)


def _tasmota(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said = {"Time": f"{actor.shows(at):%Y-%m-%dT%H:%M:%S}", "Uptime": "0T01:00:00", "POWER": "OFF"}
    return (told(f"tele/{actor.device}/STATE", {**said, "Wifi": {"RSSI": 72, "Signal": -64}}),)


def _tasmota_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said = {"Button1": {"Action": "SINGLE"}}
    topic = f"stat/{actor.device}/RESULT"
    return (told(topic, said), told(topic, said, after_s=0.3))


def _esphome(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return (told(f"{actor.device}/sensor/battery_level/state", str(100 - n % 60)),)


def _esphome_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    """A field that rises and falls, with the same press beside it as an event."""
    field, event = (f"{actor.device}/{kind}/panic_button/state" for kind in ("binary_sensor", "event"))
    return (
        told(field, "ON"),
        told(event, {"event_type": "press"}, after_s=0.05),
        told(field, "OFF", after_s=0.6, kept=True),
    )


WIRED: Final = (
    Speech(family="native", usual_s=60, name=lambda number: f"pendant-{number}", beat=_native, press=_native_press),
    Speech(
        family="zigbee2mqtt",
        usual_s=3600,
        name=lambda number: f"torget/desk {number}",
        beat=_zigbee,
        press=_zigbee_press,
        gateways=lambda _: (_BRIDGE,),
        status=lambda _, there: told("zigbee2mqtt/bridge/state", {"state": "online" if there else "offline"}),
    ),
    Speech(
        family="shelly",
        usual_s=3600,
        name=_shelly_name,
        beat=_shelly,
        press=_shelly_press,
        gateways=_shelly_gateways,
        status=lambda gateway, there: told(f"{gateway}/online", "true" if there else "false"),
    ),
    Speech(family="tasmota", usual_s=300, name=lambda number: f"tasmota-{number}", beat=_tasmota, press=_tasmota_press),
    Speech(family="esphome", usual_s=60, name=lambda number: f"panic-{number}", beat=_esphome, press=_esphome_press),
)
