"""How families speak that are heard from far away, by several at once, or only say where they are."""

from typing import Final

from devices.simulator.actor import Actor, Speech, Word, told

BEHIND_ONE: Final = 200
"""Devices that stand behind one gateway of long range; one of short range has a tenth of them."""


def _eui(number: int) -> str:
    return f"24e124535{number:07x}"


def _pair(number: int, prefix: str, behind: int) -> tuple[str, str]:
    first = number // behind
    return f"{prefix}{first}", f"{prefix}{first + 1}"


def _uplink(actor: Actor, n: int, name: str, values: dict[str, object], after_s: float = 0.0) -> Word:
    said = {
        "deduplicationId": f"{actor.boot}-{actor.number}-{name}",
        "deviceInfo": {"deviceProfileName": "Milesight WS101", "devEui": actor.device},
        "devAddr": f"{actor.number:08x}",
        "fCnt": n,
        "fPort": 85,
        "object": values,
        "rxInfo": [{"gatewayId": name, "rssi": -60 - 20 * rank} for rank, name in enumerate(actor.gateways)],
    }
    return told(f"application/a1/device/{actor.device}/event/up", said, after_s=after_s)


def _chirpstack(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return (_uplink(actor, 2 * n, f"b{n}", {"battery": 92.0}),)


def _chirpstack_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said: dict[str, object] = {"battery": 92.0, "button_event": {"status": "short press", "msgid": 438643.0}}
    return tuple(_uplink(actor, 2 * n + 1, f"p{n}", said, after) for after in (0.0, 1.0))


def _things(actor: Actor, n: int, name: str, values: dict[str, object], after_s: float = 0.0) -> Word:
    said = {
        "correlation_ids": ["gs:uplink:1", f"as:up:{actor.boot}-{actor.number}-{name}"],
        "uplink_message": {
            "session_key_id": f"{actor.boot}-{actor.number}",
            "f_port": 85,
            "f_cnt": n,
            "decoded_payload": values,
            "rx_metadata": [
                {"gateway_ids": {"gateway_id": name}, "rssi": -50 - 20 * rank}
                for rank, name in enumerate(actor.gateways)
            ],
            "version_ids": {"brand_id": "milesight-iot", "model_id": "ws101"},
        },
    }
    return told(f"v3/safety@ttn/devices/{actor.device}/up", said, after_s=after_s)


def _tts(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return (_things(actor, 2 * n, f"b{n}", {"battery": 92}),)


def _tts_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return tuple(_things(actor, 2 * n + 1, f"p{n}", {"battery": 92, "button": "short"}, after) for after in (0.0, 1.0))


def _address(number: int) -> str:
    return ":".join(f"{0xBC026E << 24 | number:012X}"[at : at + 2] for at in range(0, 12, 2))


def _heard(actor: Actor, gateway: str, said: dict[str, object], after_s: float = 0.0) -> Word:
    topic = f"home/{gateway}/BTtoMQTT/{actor.device.replace(':', '')}"
    return told(topic, {"id": actor.device, "rssi": -61, **said}, after_s=after_s, gateway=gateway)


def _theengs(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return (_heard(actor, actor.gateways[0], {"packet": n % 256, "batt": 98, "button": 0}),)


def _theengs_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    """Each gateway says it, and the nearest one again: a button sends a frame many times."""
    said: dict[str, object] = {"model_id": "SBBT-002C", "packet": n * 3 % 256, "batt": 100, "button": 1}
    near, far = actor.gateways
    return (_heard(actor, near, said), _heard(actor, far, said, 0.2), _heard(actor, near, said, 0.5))


def _packet(actor: Actor, gateway: str, said: dict[str, object], after_s: float = 0.0) -> Word:
    packet = {"channel": 1, "from": 0xA2E90000 + actor.number, **said}
    topic = f"msh/EU_868/2/json/Safety/{gateway}"
    return told(topic, {**packet, "sender": gateway, "rssi": -97}, after_s=after_s, gateway=gateway)


def _meshtastic(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said = {"id": 2 * n, "type": "telemetry", "payload": {"battery_level": 71, "voltage": 3.9}}
    return (_packet(actor, actor.gateways[0], said),)


def _meshtastic_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said = {"id": 2 * n + 1, "type": "text", "payload": {"text": "SOS"}}
    return tuple(_packet(actor, gateway, said, 0.3 * rank) for rank, gateway in enumerate(actor.gateways))


def _where(actor: Actor, at: float, name: int, alarm: str | None) -> dict[str, object]:
    attributes: dict[str, object] = {"batteryLevel": 77} | ({} if alarm is None else {"alarm": alarm})
    return {
        "position": {
            "id": name,
            "attributes": attributes,
            "deviceTime": actor.shows(at).isoformat(timespec="milliseconds"),
            "valid": True,
            "latitude": 59.3,
            "longitude": 18.1,
            "accuracy": 12.5,
        },
        "device": {"id": actor.number, "uniqueId": actor.device},
    }


def _traccar(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    return (told("traccar/positions", _where(actor, at, 2 * n, None)),)


def _traccar_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    """The alarm as an event and in its position, which comes twice; then a position without it."""
    said = _where(actor, at, 2 * n + 1, "sos")
    moment = actor.shows(at).isoformat(timespec="milliseconds")
    event = {"type": "alarm", "attributes": {"alarm": "sos"}, "eventTime": moment, "positionId": 2 * n + 1}
    return (
        told("traccar/events", {"event": event, **said}),
        told("traccar/positions", said, after_s=0.1),
        told("traccar/positions", said, after_s=4.0),
        told("traccar/positions", _where(actor, at + 8, 2 * n + 2, None), after_s=8.0, kept=True),
    )


def _owntracks(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    said = {"_type": "location", "lat": 59.3, "lon": 18.1, "acc": 12, "batt": 61, "t": "p"}
    return (told(f"owntracks/{actor.device}", {**said, "tst": round(actor.stamp(at))}),)


def _espresense(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    if actor.number % 2:
        room = actor.device.removeprefix("room:")
        return (told(f"espresense/rooms/{room}/telemetry", {"ip": "192.0.2.7", "uptime": round(at)}),)
    said = {"id": actor.device, "rssi": -81.1, "distance": 6.58, "mV": 2980}
    return (told(f"espresense/devices/{actor.device}/study", said),)


def _espresense_press(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    """A button on a node, which is a field that rises and falls; a beacon has none."""
    if not actor.number % 2:
        return ()
    topic = f"espresense/rooms/{actor.device.removeprefix('room:')}/button_1"
    return (told(topic, "ON"), told(topic, "ON", after_s=0.2), told(topic, "OFF", after_s=0.6, kept=True))


def _room_assistant(actor: Actor, n: int, at: float) -> tuple[Word, ...]:
    entity = {"id": actor.device, "state": "study", "distances": {"study": {"distance": 1.4, "outOfRange": False}}}
    topic = f"room-assistant/entity/study/bluetooth-low-energy-presence-sensor/{actor.device}"
    return (told(topic, {"entity": entity, "hasAuthority": True}),)


RADIO: Final = (
    Speech(
        family="chirpstack",
        usual_s=3600,
        name=_eui,
        beat=_chirpstack,
        press=_chirpstack_press,
        gateways=lambda number: _pair(number, "gw-", BEHIND_ONE),
    ),
    Speech(
        family="tts",
        usual_s=3600,
        name=lambda number: f"ws101-{number}",
        beat=_tts,
        press=_tts_press,
        gateways=lambda number: _pair(number, "gtw", BEHIND_ONE),
    ),
    Speech(
        family="theengs",
        usual_s=60,
        name=_address,
        beat=_theengs,
        press=_theengs_press,
        gateways=lambda number: _pair(number, "OMG_", BEHIND_ONE // 10),
        status=lambda gateway, there: told(f"home/{gateway}/LWT", "online" if there else "offline"),
    ),
    Speech(
        family="meshtastic",
        usual_s=900,
        name=lambda number: f"!{0xA2E90000 + number:08x}",
        beat=_meshtastic,
        press=_meshtastic_press,
        gateways=lambda number: (f"!9ee3{number // BEHIND_ONE:04x}", f"!9ee3{number // BEHIND_ONE + 1:04x}"),
        status=lambda gateway, there: told(f"msh/EU_868/2/stat/{gateway}", "online" if there else "offline"),
    ),
    Speech(
        family="traccar",
        usual_s=300,
        name=lambda number: f"86{number:013}",
        beat=_traccar,
        press=_traccar_press,
    ),
    Speech(family="owntracks", usual_s=1800, name=lambda number: f"somebody{number}/phone", beat=_owntracks),
    Speech(
        family="espresense",
        usual_s=30,
        name=lambda number: f"room:study-{number}" if number % 2 else f"tile:{number:012x}",
        beat=_espresense,
        press=_espresense_press,
    ),
    Speech(family="room_assistant", usual_s=60, name=lambda number: f"ble-{number}", beat=_room_assistant),
)
