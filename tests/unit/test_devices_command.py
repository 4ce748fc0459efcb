"""How outputs are told to switch, how they are found again by what they say, and how a document enrols them."""

import json

from devices.command import OutputDevice, OutputDevices
from devices.registry import Registry, load
from devices.signals import OutputState
from devices.switches import switch

SIREN = OutputDevice(office="as", output="siren", family="native", address="siren-yard", channel="out")


def test_a_native_output_is_told_what_and_for_how_long() -> None:
    """It ends by itself, should nobody be able to tell it later; off needs no time."""
    on = switch(SIREN, on=True, seconds=60, token="t1")
    assert on is not None
    assert (on.topic, on.proof, on.qos) == ("trygg/v1/as/siren-yard/set", "state", 1)
    assert json.loads(on.payload) == {"id": "t1", "output": "out", "on": True, "for": 60}
    off = switch(SIREN, on=False, seconds=0, token="t2")
    assert off is not None
    assert json.loads(off.payload) == {"id": "t2", "output": "out", "on": False}
    unknown = OutputDevice(office="as", output="x", family="nobody", address="x", channel="x")
    assert switch(unknown, on=True, seconds=1, token="t") is None


def test_an_output_is_found_by_what_it_says() -> None:
    """A state names its output by broker, address and channel; two offices may share one, and no other office hears."""
    shared = OutputDevice(office="lund", output="bell", family="native", address="SIREN-yard", channel="out")
    outputs = OutputDevices([SIREN, shared])
    said = OutputState(office=None, device="siren-yard", output="out", on=True)
    assert outputs.that_said("own", said) == (SIREN, shared)
    assert outputs.that_said("site", said) == ()
    assert outputs.that_said("own", OutputState(office="as", device="siren-yard", output="out", on=True)) == (SIREN,)
    assert outputs.that_said("own", OutputState(office=None, device="siren-yard", output="2", on=True)) == ()
    assert (outputs.find("as", "siren"), outputs.find("as", "bell")) == (SIREN, None)


def test_a_document_enrols_outputs() -> None:
    """What is left out is as usual: a native device of the output's own name with one output."""
    loaded = load(
        "outputs: {as: {siren: {address: siren-yard}, lamp: {family: native, channel: red}, Bad: {}, x: {a: b}}}",
        "x",
    )
    assert loaded.outputs[:2] == (
        SIREN,
        OutputDevice(office="as", output="lamp", family="native", address="lamp", channel="red"),
    )
    assert [finding.code for finding in loaded.findings] == ["D004", "D002"]


def test_a_state_round_trips() -> None:
    """What a native device says on the topic beside its command is understood as the same output's state."""
    (state,) = Registry().decode("trygg/v1/as/siren-yard/state", b'{"on": true}', retain=False)
    assert state == OutputState(office="as", device="siren-yard", output="out", on=True)
