"""Outputs of foreign families: told in their words, and the state that they answer with proves it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.command import OutputDevice, OutputDevices
from devices.registry import Registry, load
from devices.signals import OutputState
from devices.switches import COMMANDED, SWITCHES, switch, switch_wherever
from devices.topics import matches

REGISTRY = Registry()


def output(family: str, address: str, channel: str) -> OutputDevice:
    """Return an output as a document enrols it."""
    return OutputDevice(office="as", output="siren", family=family, address=address, channel=channel)


def rpc(params: dict[str, object]) -> bytes:
    """Return what a later Shelly says of itself."""
    return json.dumps({"src": "s", "method": "NotifyStatus", "params": params}).encode()


@pytest.mark.parametrize(
    ("one", "told", "topic", "answer"),
    [
        (
            output("zigbee2mqtt", "yard/plug", "state"),
            ("zigbee2mqtt/yard/plug/set", b'{"state":"ON"}'),
            "zigbee2mqtt/yard/plug",
            b'{"state": "ON", "power": 3}',
        ),
        (
            output("zigbee2mqtt", "relay", "state_l2"),
            ("zigbee2mqtt/relay/set", b'{"state_l2":"ON"}'),
            "zigbee2mqtt/relay",
            b'{"state_l1": "OFF", "state_l2": "ON"}',
        ),
        (
            output("zigbee2mqtt", "door", "lock_state"),
            ("zigbee2mqtt/door/set", b'{"state":"LOCK"}'),
            "zigbee2mqtt/door",
            b'{"state": "LOCK", "lock_state": "locked"}',
        ),
        (
            output("zigbee2mqtt", "siren", "alarm"),
            ("zigbee2mqtt/siren/set", b'{"alarm":true}'),
            "zigbee2mqtt/siren",
            b'{"alarm": true}',
        ),
        (
            output("shelly", "shelly1-A4CF12F40006", "relay:0"),
            ("shellies/shelly1-A4CF12F40006/relay/0/command", b"on"),
            "shellies/shelly1-A4CF12F40006/relay/0",
            b"on",
        ),
        (
            output("shelly", "shellydimmer2-A4CF12", "light:0"),
            ("shellies/shellydimmer2-A4CF12/light/0/command", b"on"),
            "shellies/shellydimmer2-A4CF12/light/0",
            b"on",
        ),
        (
            output("shelly", "shellyplus1-a8032ab1", "switch:0"),
            (
                "shellyplus1-a8032ab1/rpc",
                b'{"id":"t1","src":"shellyplus1-a8032ab1/answer","method":"Switch.Set",'
                b'"params":{"id":0,"on":true,"toggle_after":60}}',
            ),
            "shellyplus1-a8032ab1/events/rpc",
            rpc({"switch:0": {"id": 0, "output": True}}),
        ),
        (output("tasmota", "horn", "POWER2"), ("cmnd/horn/POWER2", b"ON"), "stat/horn/RESULT", b'{"POWER2":"ON"}'),
        (
            output("esphome", "panic-a1", "switch/siren"),
            ("panic-a1/switch/siren/command", b"ON"),
            "panic-a1/switch/siren/state",
            b"ON",
        ),
        (
            output("esphome", "panic-a1", "light/ring"),
            ("panic-a1/light/ring/command", b'{"state":"ON"}'),
            "panic-a1/light/ring/state",
            b'{"state":"ON","brightness":255}',
        ),
        (
            output("esphome", "door", "lock/front"),
            ("door/lock/front/command", b"LOCK"),
            "door/lock/front/state",
            b"LOCKED",
        ),
    ],
)
def test_what_an_output_is_told_its_answer_proves(
    one: OutputDevice, told: tuple[str, bytes], topic: str, answer: bytes
) -> None:
    """The command is the family's own, and the state that comes back is found to be this output's."""
    command = switch(one, on=True, seconds=60, token="t1")
    assert command is not None
    assert (command.topic, command.payload, command.proof, command.qos) == (*told, "state", 1)
    assert any(matches(let, command.topic) for let in COMMANDED), "the broker would not let Trygg say it"
    off = switch(one, on=False, seconds=0, token="t2")
    assert off is not None
    assert (off.topic, off.payload != command.payload) == (command.topic, True)
    states = [one for one in REGISTRY.decode(topic, answer, retain=False) if isinstance(one, OutputState)]
    proven = [state for state in states if one in OutputDevices([one]).that_said("own", state)]
    assert [state.on for state in proven] == [True]


def test_a_warning_proves_nothing_and_ends_by_itself() -> None:
    """A siren that is only warned says nothing back, and takes half an hour at most."""
    siren = output("zigbee2mqtt", "siren", "warning")
    on, off = (switch(siren, on=on, seconds=7_200, token="t") for on in (True, False))
    assert on is not None
    assert off is not None
    assert (on.proof, json.loads(on.payload)["warning"]["duration"]) == ("broker", 1_800)
    assert json.loads(off.payload) == {"warning": {"mode": "stop"}}


@pytest.mark.parametrize("family", sorted(set(SWITCHES) - {"native"}))
@pytest.mark.parametrize("channel", ["", "x", "state/../x", "relay:999", "switch", "POWER999", "switch/"])
def test_a_channel_that_a_family_has_not_is_not_told(family: str, channel: str) -> None:
    """Whatever a document calls an output: nothing is published that the family would not understand."""
    assert switch(output(family, "device", channel), on=True, seconds=1, token="t") is None


@given(
    family=st.sampled_from(sorted(SWITCHES)),
    address=st.one_of(st.text(max_size=300), st.sampled_from(["+", "#", "trygg", "trygg/v1/as/x", "$SYS", "a\0b"])),
    channel=st.sampled_from(
        ["state", "relay:0", "switch:0", "POWER", "switch/x", "lock/x", "light:0", "switch/+", "socket_status"]
    ),
    application=st.sampled_from([None, "app-1", "a/b", "+", "app@t"]),
    on=st.booleans(),
)
def test_no_address_reaches_topics_that_are_not_the_devices(
    family: str, address: str, channel: str, application: str | None, on: bool
) -> None:
    """No wildcard, nothing of Trygg's own, and nothing raises."""
    command = switch(replace(output(family, address, channel), application=application), on=on, seconds=1, token="t")
    if command is not None:
        assert not set(command.topic) & {"+", "#", "\0"}
        native = command.topic == f"trygg/v1/as/{address}/set"
        assert native if family == "native" else not command.topic.startswith(("trygg/", "$"))


def test_what_trygg_may_publish_at_the_broker_is_nobodys_press() -> None:
    """The topics of orders cover those of LoRaWAN too, and none on which a family is heard."""
    for topic in ("application/1/device/24e124538c000001/command/down", "v3/app@t/devices/socket-1/down/replace"):
        assert any(matches(let, topic) for let in COMMANDED)
    for heard in ("trygg/v1/as/b/press", "zigbee2mqtt/b/action", "stat/b/RESULT", "b/events/rpc", "b/switch/x/state"):
        assert not any(matches(let, heard) for let in COMMANDED)


LISTEN = """
listen:
  - {family: zigbee2mqtt, base: torget/z2m, office: as}
  - {family: zigbee2mqtt, base: torget/z2m-2, office: as}
  - {family: zigbee2mqtt, base: lunden}
  - {family: tasmota, full_topic: "torget/%topic%/%prefix%"}
  - {family: chirpstack, base: lora/one}
  - {family: tts, base: ttn}
  - {family: shelly, office: lunden, prefixes: [torget/plug]}
"""


def test_an_output_is_told_below_the_topics_on_which_its_family_is_listened_to() -> None:
    """An office's own bridges come first, each of them is told; what the broker lets Trygg say covers all of it."""
    loaded = load(LISTEN, "x")
    assert loaded.ok
    registry = Registry(loaded.inventory, sources=loaded.sources)
    outputs = OutputDevices((), loaded.sources or ())

    def topics(one: OutputDevice) -> list[str]:
        told = switch_wherever(one, outputs.adapters_of(one), on=True, seconds=60, token="t")
        for command in told:
            assert any(matches(let, command.topic) for let in (*COMMANDED, *registry.commanded)), command.topic
        return [command.topic for command in told]

    socket = output("chirpstack", "24e124538c000001", "socket_status")
    plug = output("zigbee2mqtt", "plug", "state")
    assert topics(plug) == ["torget/z2m/plug/set", "torget/z2m-2/plug/set"]
    assert topics(replace(plug, office="lunden")) == ["lunden/plug/set"]
    assert topics(output("tasmota", "horn", "POWER2")) == ["torget/horn/cmnd/POWER2"]
    assert topics(replace(socket, application="app-1")) == [
        "lora/one/app-1/device/24e124538c000001/command/down"
    ]  # fmt: skip
    assert topics(replace(output("tts", "plug", "switch_1"), application="app")) == [
        "ttn/app/devices/plug/down/replace"
    ]
    assert topics(output("shelly", "shellyplus1-a8032ab1", "switch:0")) == ["shellyplus1-a8032ab1/rpc"]
    assert topics(replace(plug, broker="site")) == ["zigbee2mqtt/plug/set"]
    assert "torget/plug/rpc" in registry.commanded
    for heard in ("torget/z2m/b/action", "torget/b/stat/RESULT", "lora/one/a/device/b/event/up", "trygg/v1/as/b/press"):
        assert not any(matches(let, heard) for let in registry.commanded)


def test_a_fulltopic_with_what_only_the_device_knows_is_not_told() -> None:
    """Nobody here can fill in a host name: nothing is published, and the alarm names the output."""
    loaded = load('listen: [{family: tasmota, full_topic: "%hostname%/%prefix%/%topic%"}]', "x")
    horn = output("tasmota", "horn", "POWER")
    adapters = OutputDevices((), loaded.sources or ()).adapters_of(horn)
    assert switch_wherever(horn, adapters, on=True, seconds=1, token="t") == ()
