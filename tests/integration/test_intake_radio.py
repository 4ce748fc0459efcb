"""Presses of LoRaWAN, Bluetooth, mesh and cellular buttons, as each family repeats them: each is one press."""

import json
from pathlib import Path

import pytest

from devices.adapters.chirpstack.adapter import ChirpStackAdapter
from devices.adapters.meshtastic.adapter import MeshtasticAdapter
from devices.adapters.theengs.adapter import TheengsAdapter
from devices.adapters.traccar.adapter import TraccarAdapter
from devices.adapters.tts.adapter import TtsAdapter
from parts.ear import until
from parts.post import Post

ADAPTERS = (
    ChirpStackAdapter(office="as"),
    TtsAdapter(office="as"),
    TheengsAdapter(office="as"),
    TraccarAdapter(office="as"),
    MeshtasticAdapter(office="as"),
)
Message = tuple[str, dict[str, object]]


def lora(name: str, count: int, **spoken: object) -> Message:
    """Return an uplink as ChirpStack publishes it."""
    told = {"deduplicationId": name, "devAddr": "00aa", "fCnt": count, "fPort": 85, "object": spoken}
    return "application/a/device/pendant-1/event/up", told


def stack(name: str, count: int, button: str) -> Message:
    """Return an uplink as The Things Stack publishes it."""
    told = {"session_key_id": "A", "f_cnt": count, "f_port": 85, "decoded_payload": {"button": button}}
    return "v3/app@t/devices/pendant-1/up", {"correlation_ids": [f"as:up:{name}"], "uplink_message": told}


def blue(gateway: str, packet: int, button: int) -> Message:
    """Return a Bluetooth button's frame as a gateway publishes it."""
    told: dict[str, object] = {"id": "pendant-1", "rssi": -60, "packet": packet, "button": button}
    return f"home/{gateway}/BTtoMQTT/pendant-1", told


def where(number: int, alarm: str | None) -> Message:
    """Return a position as Traccar forwards it."""
    told = {"id": number, "deviceTime": f"t{number}", "attributes": {} if alarm is None else {"alarm": alarm}}
    return "traccar/positions", {"position": told, "device": {"uniqueId": "pendant-1"}}


def begins(number: int) -> Message:
    """Return the event of an alarm as Traccar forwards it."""
    told = {"type": "alarm", "attributes": {"alarm": "sos"}, "positionId": number, "eventTime": f"t{number}"}
    return "traccar/events", {"event": told, "device": {"uniqueId": "pendant-1"}}


def mesh(gateway: str, packet: int) -> Message:
    """Return a call for help as a mesh's gateway publishes it."""
    told = {"from": 7, "id": packet, "type": "text", "payload": {"text": "SOS"}}
    return f"msh/EU_868/2/json/Safety/!{gateway}", told


@pytest.mark.parametrize(
    ("messages", "presses"),
    [
        (tuple(lora(f"{n}", n, ALARM_status=word) for n, word in enumerate(("TRUE", "TRUE", "FALSE", "TRUE"))), 2),
        ((lora("a", 1, button="short"), lora("a", 1, button="short"), lora("b", 2, button="short")), 2),
        ((lora("a", 1, button_1=1, button_2=1),), 2),
        ((stack("a", 1, "short"), stack("a", 2, "long"), stack("a", 2, "long")), 2),
        ((blue("hall", 29, 1), blue("stairs", 29, 1), blue("hall", 30, 1), blue("hall", 31, 0)), 2),
        ((begins(4), where(4, "sos"), where(5, "sos"), where(6, None)), 1),
        ((where(4, "sos"), begins(4), where(5, "sos"), begins(6), where(6, "sos")), 2),
        ((mesh("00000001", 5), mesh("00000002", 5), mesh("00000001", 6)), 2),
    ],
    ids=["a level", "handed on twice", "two keys", "two gestures", "two gateways", "a position", "a second", "a mesh"],
)
async def test_each_family_repeats_itself_and_is_one_press(
    tmp_path: Path, messages: tuple[Message, ...], presses: int
) -> None:
    """What comes again, over another gateway, on another topic or in every later message, is no further press."""
    async with Post(tmp_path, adapters=ADAPTERS) as post:
        for topic, told in messages:
            post.hear(topic, json.dumps(told).encode())
        await until(lambda: len(post.receipts) == len(messages))
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == presses
