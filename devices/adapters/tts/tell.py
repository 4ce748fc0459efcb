"""Tell the wearer of a button behind The Things Stack something, by a downlink that is felt."""

import json

from devices.adapters.tts.adapter import TtsAdapter
from devices.command import Command, is_publishable
from devices.family import Adapter
from devices.inventory import Device
from devices.lorawan.felt import downlink, feels
from devices.outputs import NOTHING, Ability
from devices.telling import Telling


def answers(adapter: Adapter, device: Device) -> frozenset[Ability]:
    """Return by what the device can tell its wearer something, as its profile has it."""
    return feels(adapter.profiles, device) if isinstance(adapter, TtsAdapter) else NOTHING


def tell(adapter: Adapter, telling: Telling) -> Command | None:
    """Return a confirmed downlink that takes the place of an older word; `down/ack` proves it."""
    if not isinstance(adapter, TtsAdapter) or telling.heard_on is None:
        return None
    down = downlink(adapter.profiles, telling)
    before, is_uplink, after = telling.heard_on.rpartition("/up")
    levels = before.removeprefix(f"{adapter.base}/").split("/")
    if down is None or not is_uplink or after or not before.startswith(f"{adapter.base}/") or len(levels) != 3:
        return None
    one = {
        "f_port": down.port,
        "frm_payload": down.data,
        "confirmed": True,
        "priority": "HIGH",
        "correlation_ids": [down.name],
    }
    topic = f"{before}/down/replace"
    payload = json.dumps({"downlinks": [one]}, separators=(",", ":")).encode()
    command = Command(topic=topic, payload=payload, proof="network", name=down.name, after_uplink=True)
    return command if is_publishable(topic) else None
