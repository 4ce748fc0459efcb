"""All families but the native one and the generic one, which need no entry: the one list of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.adapters.chirpstack import document as chirpstack
from devices.adapters.chirpstack.adapter import ChirpStackAdapter
from devices.adapters.esphome import document as esphome
from devices.adapters.esphome.adapter import EspHomeAdapter
from devices.adapters.espresense import document as espresense
from devices.adapters.espresense.adapter import ESPresenseAdapter
from devices.adapters.meshtastic import document as meshtastic
from devices.adapters.meshtastic.adapter import MeshtasticAdapter
from devices.adapters.owntracks import document as owntracks
from devices.adapters.owntracks.adapter import OwnTracksAdapter
from devices.adapters.room_assistant import document as room_assistant
from devices.adapters.room_assistant.adapter import RoomAssistantAdapter
from devices.adapters.shelly import document as shelly
from devices.adapters.shelly.adapter import ShellyAdapter
from devices.adapters.shelly.settings import is_address
from devices.adapters.tasmota import document as tasmota
from devices.adapters.tasmota.adapter import TasmotaAdapter
from devices.adapters.theengs import document as theengs
from devices.adapters.theengs.adapter import TheengsAdapter
from devices.adapters.traccar import document as traccar
from devices.adapters.traccar.adapter import TraccarAdapter
from devices.adapters.tts import document as tts
from devices.adapters.tts.adapter import TtsAdapter
from devices.adapters.zigbee2mqtt import document as zigbee2mqtt
from devices.adapters.zigbee2mqtt.adapter import Zigbee2MqttAdapter
from devices.family import Family, Source


def _never(_: str) -> bool:
    return False


_ALL: Final[tuple[Family, ...]] = (
    Family(name="zigbee2mqtt", keys=zigbee2mqtt.KEYS, read=zigbee2mqtt.read, usual=Zigbee2MqttAdapter()),
    Family(
        name="shelly",
        keys=shelly.KEYS,
        read=shelly.read,
        usual=ShellyAdapter(),
        publishes=("shellies/{device}/#", "{device}/#"),
        hears=("shellies/{device}/#", "{device}/#"),
        is_behind_gateway=is_address,
    ),
    Family(name="chirpstack", keys=chirpstack.KEYS, read=chirpstack.read, usual=ChirpStackAdapter()),
    Family(name="tts", keys=tts.KEYS, read=tts.read, usual=TtsAdapter()),
    Family(name="theengs", keys=theengs.KEYS, read=theengs.read, usual=TheengsAdapter()),
    Family(
        name="tasmota",
        keys=tasmota.KEYS,
        read=tasmota.read,
        usual=TasmotaAdapter(),
        publishes=("stat/{device}/#", "tele/{device}/#"),
        hears=("cmnd/{device}/#",),
        is_behind_gateway=_never,
    ),
    Family(name="traccar", keys=traccar.KEYS, read=traccar.read, usual=TraccarAdapter()),
    Family(name="meshtastic", keys=meshtastic.KEYS, read=meshtastic.read, usual=MeshtasticAdapter()),
    Family(name="owntracks", keys=owntracks.KEYS, read=owntracks.read, usual=OwnTracksAdapter()),
    Family(name="espresense", keys=espresense.KEYS, read=espresense.read, usual=ESPresenseAdapter()),
    Family(name="room_assistant", keys=room_assistant.KEYS, read=room_assistant.read, usual=RoomAssistantAdapter()),
    Family(
        name="esphome",
        keys=esphome.KEYS,
        read=esphome.read,
        usual=EspHomeAdapter(),
        publishes=("{device}/#",),
        hears=("{device}/#",),
        is_behind_gateway=_never,
    ),
)
"""In the order in which they are asked whose topic it is: narrow topics before wide ones."""

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType({family.name: family for family in _ALL})

USUAL: Final[tuple[Source, ...]] = tuple(Source(adapter=family.usual, family=family.name) for family in _ALL)
"""What is listened to where no document says: every family on its usual topics, at Trygg's own broker."""
