"""Which output of a device its wearer feels: read from a document, and found by what the device is called."""

from collections.abc import Mapping
from typing import Final

from devices.folding import folded
from devices.inventory import Device
from devices.outputs import FEEDBACK_STATES, FeedbackState
from devices.reading import Reader
from devices.tree import Leaf, Tree

Felt = Mapping[str, Mapping[FeedbackState, str]]
"""By device, as its messages call it: the output that is felt in each state, as its family calls it."""

_EXAMPLE: Final = "Write `knapp-3: POWER2`, or an output for each of received, seen, coming, arrived and cleared"


def read_felt(reader: Reader, tree: Tree | None) -> Felt:
    """Read `felt: {knapp-3: POWER2}`, or an output for each state: `felt: {knapp-3: {received: button/short}}`."""
    found: dict[str, Mapping[FeedbackState, str]] = {}
    for device, said in () if tree is None else reader.entries(tree, "felt", None):
        if isinstance(said, Leaf):
            output = reader.optional_text(said, f"what is felt of {device.value}")
            if output is None:
                reader.add("D008", device, f"nothing says what is felt of {device.value}", _EXAMPLE)
            else:
                found[str(device.value)] = dict.fromkeys(FEEDBACK_STATES, output)
            continue
        states = reader.fields(said, f"what is felt of {device.value}", FEEDBACK_STATES)
        texts = {
            state: output
            for state in FEEDBACK_STATES
            if (output := reader.optional_text(states.get(state), f"what is felt as {state}")) is not None
        }
        found[str(device.value)] = texts
    return found


def felt_by(felt: Felt, device: Device) -> tuple[str, Mapping[FeedbackState, str]] | None:
    """Return what the device is called in its topics, and what is felt of it; None where nobody has said."""
    names = {folded(name) for name in (device.device, *device.known_as)}
    return next(((name, states) for name, states in felt.items() if folded(name) in names), None)
