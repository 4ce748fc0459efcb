"""Tell an output behind Zigbee2MQTT to switch."""

import json
from typing import Final

from devices.adapters.zigbee2mqtt.adapter import BASE, Zigbee2MqttAdapter
from devices.command import Command, OutputDevice, is_publishable
from devices.family import Adapter

LONGEST_S: Final = 1_800
"""The longest that a siren takes a warning for."""


def switch(output: OutputDevice, on: bool, seconds: int, _token: str, adapter: Adapter | None = None) -> Command | None:
    """Return the message on `…/set`; the bridge says the new state, except of a warning, which has none.

    `lock_state` is a lock, locked while on; `warning` and `alarm` are a siren's; `state` and `state_…` are ON and OFF.
    """
    told: dict[str, object]
    match output.channel:
        case "lock_state":
            told = {"state": "LOCK" if on else "UNLOCK"}
        case "warning":
            warning = {"mode": "emergency", "duration": min(seconds, LONGEST_S), "strobe": False}
            told = {"warning": warning if on else {"mode": "stop"}}
        case "alarm":
            told = {"alarm": on}
        case channel if channel == "state" or channel.startswith("state_"):
            told = {channel: "ON" if on else "OFF"}
        case _:
            return None
    base = adapter.base if isinstance(adapter, Zigbee2MqttAdapter) else BASE
    topic = f"{base}/{output.address}/set"
    proof: Final = "broker" if output.channel == "warning" else "state"
    payload = json.dumps(told, separators=(",", ":")).encode()
    return Command(topic=topic, payload=payload, proof=proof) if is_publishable(topic) else None
