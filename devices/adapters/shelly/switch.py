"""Tell an output of a Shelly to switch."""

import json
import re
from typing import Final

from devices.adapters.shelly.gen1 import ROOT
from devices.command import Command, OutputDevice, is_publishable
from devices.family import Adapter

_CHANNEL: Final = re.compile(r"(relay|white|color|switch|light|rgb|rgbw|cct):(\d{1,2})")
_FIRST: Final = frozenset({"relay", "white", "color"})
_FIRST_LAMPS: Final = ("shellydimmer", "shellybulb", "shellyduo", "shellyvintage", "shellyrgbw2", "shellycolorbulb")
"""Lamps of the first generation say `light:0` too: their ids tell them apart."""

_METHODS: Final = {"switch": "Switch", "light": "Light", "rgb": "RGB", "rgbw": "RGBW", "cct": "CCT"}


def switch(output: OutputDevice, on: bool, seconds: int, token: str, _adapter: Adapter | None = None) -> Command | None:
    """Return a command of the first generation, or a call of the later ones, which end by themselves in time."""
    match = _CHANNEL.fullmatch(output.channel)
    if match is None:
        return None
    kind, place = match[1], int(match[2])
    if kind in _FIRST or (kind == "light" and output.address.casefold().startswith(_FIRST_LAMPS)):
        topic, payload = f"{ROOT}/{output.address}/{kind}/{place}/command", b"on" if on else b"off"
    else:
        params: dict[str, object] = {"id": place, "on": on}
        if on:
            params["toggle_after"] = seconds
        # The answer comes below the device's own prefix, where its credential lets it publish.
        call = {"id": token, "src": f"{output.address}/answer", "method": f"{_METHODS[kind]}.Set", "params": params}
        topic, payload = f"{output.address}/rpc", json.dumps(call, separators=(",", ":")).encode()
    return Command(topic=topic, payload=payload, proof="state") if is_publishable(topic) else None
