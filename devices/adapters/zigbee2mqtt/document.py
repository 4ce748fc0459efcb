"""Read an entry of `listen` for one Zigbee2MQTT bridge."""

from collections.abc import Mapping
from typing import Final

from devices.adapters.zigbee2mqtt.adapter import BASE, Zigbee2MqttAdapter
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Tree
from devices.wording import read_wording

KEYS: Final = ("base", "office", "gestures")


def read(reader: Reader, fields: Mapping[str, Tree]) -> Zigbee2MqttAdapter:
    """Return the adapter; what is wrong is kept by the reader."""
    return Zigbee2MqttAdapter(
        base=read_base(reader, fields.get("base")) or BASE,
        office=reader.optional_slug(fields.get("office"), "office"),
        wording=read_wording(reader, fields.get("gestures")),
    )
