"""Tell the wearer of an ESPHome device something, by the output of it that a document says is felt."""

from devices.adapters.esphome.adapter import EspHomeAdapter
from devices.command import Command, is_publishable
from devices.family import Adapter
from devices.felt import felt_by
from devices.inventory import Device
from devices.outputs import NOTHING, Ability
from devices.telling import Telling


def answers(adapter: Adapter, device: Device) -> frozenset[Ability] | None:
    """Return vibration where the document names an output; None where the device listens to `feedback` itself."""
    found = felt_by(adapter.felt, device) if isinstance(adapter, EspHomeAdapter) else None
    return None if found is None else frozenset({"vibration"}) if found[1] else NOTHING


def tell(adapter: Adapter, telling: Telling) -> Command | None:
    """Return a press of a `button`, which proves nothing, or `ON` for a `switch`, which answers on `state`.

    The device itself ends what it does: a service that is gone would let it shake for ever.
    """
    found = felt_by(adapter.felt, telling.device) if isinstance(adapter, EspHomeAdapter) else None
    entity = found[1].get(telling.state) if found is not None else None
    if found is None or entity is None:
        return None
    kind, _, name = entity.partition("/")
    topic = f"{found[0]}/{entity}/command"
    if not name or not is_publishable(topic):
        return None
    match kind:
        case "button":
            return Command(topic=topic, payload=b"PRESS", proof="broker")
        case "switch":
            return Command(topic=topic, payload=b"ON", proof="state", name=entity)
        case _:
            return None
