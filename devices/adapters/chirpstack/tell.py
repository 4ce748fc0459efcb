"""Tell the wearer of a button behind ChirpStack something, by a downlink that is felt."""

import json

from devices.adapters.chirpstack.adapter import ChirpStackAdapter
from devices.command import Command, is_publishable
from devices.family import Adapter
from devices.inventory import Device
from devices.lorawan.felt import downlink, feels
from devices.outputs import NOTHING, Ability
from devices.telling import Telling


def answers(adapter: Adapter, device: Device) -> frozenset[Ability]:
    """Return by what the device can tell its wearer something, as its profile has it."""
    return feels(adapter.profiles, device) if isinstance(adapter, ChirpStackAdapter) else NOTHING


def tell(adapter: Adapter, telling: Telling) -> Command | None:
    """Return a confirmed downlink, below the application in which the press was heard; `ack` proves it."""
    if not isinstance(adapter, ChirpStackAdapter) or telling.heard_on is None:
        return None
    down = downlink(adapter.profiles, telling)
    before, is_uplink, after = telling.heard_on.rpartition("/event/up")
    levels = before.removeprefix(f"{adapter.base}/").split("/")
    if down is None or not is_uplink or after or not before.startswith(f"{adapter.base}/") or len(levels) != 3:
        return None
    message = {"devEui": levels[2], "id": down.name, "confirmed": True, "fPort": down.port, "data": down.data}
    topic = f"{before}/command/down"
    payload = json.dumps(message, separators=(",", ":")).encode()
    command = Command(topic=topic, payload=payload, proof="network", name=down.name, after_uplink=True)
    return command if is_publishable(topic) else None
