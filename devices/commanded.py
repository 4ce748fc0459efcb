"""On which topics Trygg tells devices something, where a document says that they are not the usual ones."""

from collections.abc import Iterable
from typing import Final

from devices.adapters.chirpstack.adapter import ChirpStackAdapter
from devices.adapters.esphome.adapter import EspHomeAdapter
from devices.adapters.meshtastic.adapter import MeshtasticAdapter
from devices.adapters.shelly.adapter import ShellyAdapter
from devices.adapters.tasmota.adapter import TasmotaAdapter
from devices.adapters.tts.adapter import TtsAdapter
from devices.adapters.zigbee2mqtt.adapter import Zigbee2MqttAdapter
from devices.family import OWN_BROKER, Adapter, Source

_ENTITIES: Final = ("button", "light", "lock", "switch")


def commanded(sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the filters of what Trygg publishes to the devices of these sources at its own broker.

    None of them is the topic of a press, or of anybody's state.
    """
    here = (source.adapter for source in sources if source.broker == OWN_BROKER)
    return tuple(dict.fromkeys(topic for adapter in here for topic in _of(adapter)))


def _of(adapter: Adapter) -> tuple[str, ...]:
    match adapter:
        case Zigbee2MqttAdapter(base=base):
            return tuple(f"{base}/{'+/' * levels}set" for levels in (1, 2, 3))
        case TasmotaAdapter(full_topic=full_topic):
            return (full_topic.filter("cmnd", "+"),)
        case ChirpStackAdapter(base=base):
            return (f"{base}/+/device/+/command/down",)
        case TtsAdapter(base=base):
            return (f"{base}/+/devices/+/down/replace",)
        case MeshtasticAdapter(base=base):
            return tuple(f"{base}/{region}2/json/mqtt/" for region in ("", "+/", "+/+/"))
        case EspHomeAdapter(prefixes=prefixes):
            return tuple(f"{prefix}/{kind}/+/command" for prefix in prefixes for kind in _ENTITIES)
        case ShellyAdapter(settings=settings):
            return tuple(f"{prefix}/rpc" for prefix in settings.prefixes)
        case _:
            return ()
