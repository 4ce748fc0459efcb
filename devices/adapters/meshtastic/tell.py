"""Tell whoever carries a Meshtastic radio something, as a text on its display."""

import json
import re
from typing import Final

from devices.adapters.meshtastic.adapter import MeshtasticAdapter
from devices.command import Command, is_publishable
from devices.family import Adapter
from devices.inventory import Device
from devices.outputs import NOTHING, Ability
from devices.telling import Telling

ORDERS: Final = "mqtt"
"""The channel of a gateway on which it takes orders."""

_NODE: Final = re.compile(r"!([0-9a-f]{8})")


def answers(adapter: Adapter, _device: Device) -> frozenset[Ability]:
    """Return text, where the document says on which channel of the gateway it goes out."""
    can_write = isinstance(adapter, MeshtasticAdapter) and adapter.answer_channel is not None
    return frozenset({"text"}) if can_write else NOTHING


def tell(adapter: Adapter, telling: Telling) -> Command | None:
    """Return an order to the gateway that heard the press; nothing says that the text has arrived."""
    if not isinstance(adapter, MeshtasticAdapter) or adapter.answer_channel is None or telling.heard_on is None:
        return None
    root, is_packet, behind = telling.heard_on.partition("/json/")
    gateway = _NODE.fullmatch(behind.rpartition("/")[2])
    names = (telling.device.device, *telling.device.known_as)
    node = next((found for name in names if (found := _NODE.fullmatch(name.casefold()))), None)
    if not is_packet or not root.startswith(f"{adapter.base}/") or gateway is None or node is None:
        return None
    order = {
        "from": int(gateway[1], 16),
        "to": int(node[1], 16),
        "channel": adapter.answer_channel,
        "type": "sendtext",
        "payload": telling.words,
    }
    topic = f"{root}/json/{ORDERS}/"
    payload = json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()
    return Command(topic=topic, payload=payload, proof="broker") if is_publishable(topic) else None
