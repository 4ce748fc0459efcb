"""Presses of LoRaWAN, Bluetooth, mesh and cellular buttons, as each family repeats them: each is one press."""

import json
from pathlib import Path

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


STORIES: tuple[tuple[str, tuple[Message, ...], int], ...] = (
    ("handed on twice", (lora("a", 1, button="short"), lora("a", 1, button="short"), lora("b", 2, button="short")), 2),
    ("two keys at once", (lora("a", 1, button_1=1, button_2=1),), 2),
    ("two gestures", (stack("a", 1, "short"), stack("a", 2, "long"), stack("a", 2, "long")), 2),
    ("two gateways", (blue("hall", 29, 1), blue("stairs", 29, 1), blue("hall", 30, 1), blue("hall", 31, 0)), 2),
    (
        "a field that stays set",
        tuple(lora(f"{n}", n, ALARM_status=word) for n, word in enumerate(("TRUE", "TRUE", "FALSE", "TRUE"))),
        2,
    ),
    ("an event, and positions that go on", (begins(4), where(4, "sos"), where(5, "sos"), where(6, None)), 1),
    ("a second event", (where(4, "sos"), begins(4), where(5, "sos"), begins(6), where(6, "sos")), 2),
    ("a mesh", (mesh("00000001", 5), mesh("00000002", 5), mesh("00000001", 6)), 2),
)


async def _presses_after(post: Post, messages: int) -> int:
    """Wait until so many messages have a receipt, and return how many presses are in the record."""
    await until(lambda: len(post.receipts) == messages)
    return len(await post.entries("AlarmRaised", "AlarmJoined"))


async def test_each_family_repeats_itself_and_is_one_press(tmp_path: Path) -> None:
    """What comes again, over another gateway, on another topic or in every later message, is no further press."""
    heard = presses = 0
    async with Post(tmp_path, adapters=ADAPTERS) as post:
        for pendant, (story, messages, expected) in enumerate(STORIES, 1):
            for topic, told in messages:
                line = json.dumps(told).replace("pendant-1", f"pendant-{pendant}")
                post.hear(topic.replace("pendant-1", f"pendant-{pendant}"), line.encode())
            heard, presses = heard + len(messages), presses + expected
            assert await _presses_after(post, heard) == presses, story
