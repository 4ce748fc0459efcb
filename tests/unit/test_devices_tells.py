"""Wearers of foreign buttons: told in their family's words, only what a document says is felt, and never guessed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.command import Command
from devices.inventory import Device
from devices.outputs import FEEDBACK_STATES, FeedbackState
from devices.registry import Registry, load
from devices.signals import Delivered, OutputState
from devices.telling import Telling
from devices.tells import TELLS, listens, tell

DOCUMENT = """
trygg: 1
listen:
  - family: chirpstack
    base: lora/one
    profiles: {shaker: {felt: {port: 5, received: 0a01, coming: "0a02"}}}
  - family: tts
    profiles: {shaker: {felt: {port: 5, received: 0a01, coming: "0a02"}}}
  - {family: meshtastic, channels: [Safety], answer_channel: 1}
  - family: esphome
    prefixes: [torget/hall]
    felt: {torget/hall: {received: button/short, coming: button/two_short}, desk: switch/motor}
  - {family: tasmota, full_topic: "torget/%topic%/%prefix%", felt: {KNAPP-4: POWER2}}
enrolled:
  as:
    cs: {family: chirpstack, known_as: [24e124538c000001], model: Shaker, answers: [vibration, text]}
    cs-mute: {family: chirpstack, known_as: [24e124538c000002], model: ws101, answers: [vibration]}
    tts: {family: tts, model: shaker, answers: [vibration]}
    mesh: {family: meshtastic, known_as: ["!a2e9aed8"], answers: [text]}
    mesh-mute: {family: meshtastic, known_as: ["!a2e9aed9"]}
    hall: {family: esphome, known_as: [torget/hall], answers: [vibration]}
    desk: {family: esphome, answers: [vibration]}
    diy: {family: esphome, answers: [vibration, led]}
    knapp-4: {family: tasmota, answers: [vibration]}
    zigbee: {family: zigbee2mqtt}
"""
LOADED = load(DOCUMENT, "devices.yaml")
REGISTRY = Registry(LOADED.inventory, sources=LOADED.sources)
HEARD_ON = {
    "cs": "lora/one/app-1/device/24e124538c000001/event/up",
    "cs-mute": "lora/one/app-1/device/24e124538c000002/event/up",
    "tts": "v3/app@t/devices/tts/up",
    "mesh": "msh/EU_868/2/json/Safety/!0000beef",
}


def device(name: str) -> Device:
    """Return a device as the registry has it."""
    found = REGISTRY.inventory.find("as", name)
    assert found is not None
    return found


def told(name: str, state: FeedbackState, *, heard_on: str | None = None) -> Command | None:
    """Return what a wearer is told."""
    one = device(name)
    on = HEARD_ON.get(name) if heard_on is None else heard_on
    telling = Telling(device=one, state=state, words="Någon kommer", token="al-1.as/x.7.coming", heard_on=on)
    return tell(telling, REGISTRY.adapters_of(one.family, one.broker, "as"))


def told_json(name: str, state: FeedbackState) -> tuple[str, Any]:
    """Return topic and JSON of what a wearer is told."""
    command = told(name, state)
    assert command is not None
    return command.topic, json.loads(command.payload)


def test_what_can_be_told_is_what_somebody_has_said_is_felt() -> None:
    """A model without a downlink that is felt, or a radio without a channel, answers nothing, whatever is written."""
    assert [str(finding) for finding in LOADED.findings] == []
    answers = {one.device: sorted(one.answers) for one in REGISTRY.inventory.devices}
    assert answers == {
        "cs": ["vibration"],
        "cs-mute": [],
        "tts": ["vibration"],
        "mesh": ["text"],
        "mesh-mute": [],
        "hall": ["vibration"],
        "desk": ["vibration"],
        "diy": ["led", "vibration"],
        "knapp-4": ["vibration"],
        "zigbee": [],
    }
    alone = Registry(LOADED.inventory).inventory.find("as", "cs")
    assert alone is not None
    assert alone.answers == frozenset(), "the usual ChirpStack knows no profile of an office's own"


def test_a_class_a_button_is_told_below_the_application_in_which_it_was_heard() -> None:
    """A confirmed downlink of the profile's bytes; that the network says `ack` proves it, and is found by its name."""
    topic, message = told_json("cs", "coming")
    assert topic == "lora/one/app-1/device/24e124538c000001/command/down"
    assert (message["fPort"], message["data"], message["confirmed"]) == (5, "CgI=", True)
    answer = json.dumps({"queueItemId": message["id"], "acknowledged": True}).encode()
    signals = REGISTRY.decode(topic.replace("command/down", "event/ack"), answer, retain=False)
    command = told("cs", "coming")
    assert command is not None
    assert [(one.token, one.reached) for one in signals if isinstance(one, Delivered)] == [(command.name, True)]
    topic, message = told_json("tts", "received")
    assert topic == "v3/app@t/devices/tts/down/replace"
    (down,) = message["downlinks"]
    assert (down["f_port"], down["frm_payload"], down["confirmed"]) == (5, "CgE=", True)
    answer = json.dumps({"downlink_ack": {"correlation_ids": ["as:1", *down["correlation_ids"]]}}).encode()
    signals = REGISTRY.decode("v3/app@t/devices/tts/down/ack", answer, retain=False)
    assert [one.token for one in signals if isinstance(one, Delivered)] == down["correlation_ids"]


def test_a_state_without_bytes_and_a_button_that_was_not_heard_are_not_told() -> None:
    """Nothing is guessed: neither bytes, nor the application behind which a button is."""
    assert told("cs", "seen") is None
    assert told("cs", "coming", heard_on="") is None
    assert told("cs", "coming", heard_on="application/app-1/device/24e124538c000001/event/up") is None
    assert told("cs-mute", "coming") is None
    assert told("zigbee", "coming") is None


def test_a_radio_shows_a_text_in_the_offices_language() -> None:
    """The gateway that heard the press is asked to send it, to that node alone, on the channel of the document."""
    assert told_json("mesh", "coming") == (
        "msh/EU_868/2/json/mqtt/",
        {"from": 0xBEEF, "to": 0xA2E9AED8, "channel": 1, "type": "sendtext", "payload": "Någon kommer"},
    )
    assert told("mesh-mute", "coming", heard_on=HEARD_ON["mesh"]) is None


def test_an_output_that_is_felt_is_told_on_its_own_topic() -> None:
    """ESPHome has an output a state; Tasmota shakes the state's pattern and ends it by itself."""
    hall, desk, knapp = told("hall", "coming"), told("desk", "coming"), told("knapp-4", "coming")
    assert hall is not None
    assert (hall.topic, hall.payload, hall.proof) == ("torget/hall/button/two_short/command", b"PRESS", "broker")
    assert told("hall", "arrived") is None
    assert desk is not None
    assert (desk.topic, desk.payload, desk.proof) == ("desk/switch/motor/command", b"ON", "state")
    assert knapp is not None
    assert knapp.topic == "torget/KNAPP-4/cmnd/Backlog0"
    assert knapp.payload == (
        b"POWER2 ON; Delay 2; POWER2 OFF; Delay 2; POWER2 ON; Delay 2; POWER2 OFF"
    )  # two short, as on the telephone
    for one, topic, answer in (
        (desk, "desk/switch/motor/state", b"ON"),
        (knapp, "torget/KNAPP-4/stat/RESULT", b'{"POWER2":"ON"}'),
    ):
        states = [said for said in REGISTRY.decode(topic, answer, retain=False) if isinstance(said, OutputState)]
        assert [(said.output, said.on) for said in states] == [(one.name, True)]
    assert not any(
        listens(device(name), REGISTRY.adapters_of(device(name).family, "own", "as")) for name in ("hall", "knapp-4")
    )
    assert listens(device("diy"), REGISTRY.adapters_of("esphome", "own", "as")), "it still listens to `feedback`"


@pytest.mark.parametrize(
    "line",
    [
        "{family: chirpstack, profiles: {x: {felt: {port: 5}}}}",
        "{family: chirpstack, profiles: {x: {felt: {port: 5, received: xy}}}}",
        "{family: chirpstack, profiles: {x: {felt: {received: 0a01}}}}",
        "{family: chirpstack, profiles: {x: {felt: {port: 0, received: 0a01}}}}",
        "{family: meshtastic, answer_channel: 8}",
        "{family: meshtastic, answer_channel: true}",
        "{family: esphome, felt: {desk: {gone: button/x}}}",
        "{family: tasmota, felt: {desk: }}",
    ],
)
def test_what_is_written_wrongly_is_found(line: str) -> None:
    """A mistake in what is felt is an error of the document, not a wearer who waits."""
    assert not load(f"listen: [{line}]", "x").ok


@given(
    family=st.sampled_from(sorted(TELLS)),
    name=st.one_of(st.text(min_size=1, max_size=80), st.sampled_from(["+", "#", "trygg/v1/as/x", "$SYS", "a\0b"])),
    heard_on=st.one_of(
        st.none(), st.text(max_size=80), st.sampled_from([*HEARD_ON.values(), "trygg/a/device/b/event/up"])
    ),
    state=st.sampled_from(FEEDBACK_STATES),
)
def test_nothing_that_is_told_reaches_topics_of_others(
    family: str, name: str, heard_on: str | None, state: FeedbackState
) -> None:
    """No wildcard, nothing of Trygg's own, and nothing raises, whatever a device is called and where it was heard."""
    one = Device(
        office="as", device="x", name="x", known_as=(name,), family=family, model="shaker",
        answers=frozenset({"vibration", "text"}),
    )  # fmt: skip
    command = tell(
        Telling(device=one, state=state, words="x", token="t", heard_on=heard_on),
        REGISTRY.adapters_of(family, "own", "as"),
    )
    if command is not None:
        assert not set(command.topic) & {"+", "#", "\0"}
        assert not command.topic.startswith(("trygg/", "$"))
