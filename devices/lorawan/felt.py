"""What a LoRaWAN button is told so that its wearer feels it: the bytes of its own profile, and nothing guessed."""

import base64
from dataclasses import dataclass

from devices.inventory import Device
from devices.lorawan.downlink import queue_id
from devices.lorawan.profile import FeltAt, Profile
from devices.outputs import NOTHING, Ability
from devices.telling import Telling


@dataclass(frozen=True, kw_only=True, slots=True)
class Downlink:
    """One downlink: its port, its bytes in base64, and the name by which the network says that it has arrived."""

    port: int
    data: str
    name: str


def felt_of(profiles: tuple[Profile, ...], device: Device) -> FeltAt | None:
    """Return what a device's wearer feels, by the profile that its model names; None where none says so."""
    if device.model is None:
        return None
    named = next((profile for profile in profiles if profile.is_called((device.model,))), None)
    return named.felt if named is not None else None


def feels(profiles: tuple[Profile, ...], device: Device) -> frozenset[Ability]:
    """Return by what such a device tells its wearer something: nothing where no profile says how."""
    return NOTHING if felt_of(profiles, device) is None else frozenset({"vibration"})


def downlink(profiles: tuple[Profile, ...], telling: Telling) -> Downlink | None:
    """Return the downlink that is felt as this state; None where the profile has none for it.

    A device of class A takes it right after its uplink, so it has to be handed over at once.
    """
    felt = felt_of(profiles, telling.device)
    frame = felt.frames.get(telling.state) if felt is not None else None
    if felt is None or frame is None:
        return None
    return Downlink(port=felt.port, data=base64.b64encode(frame).decode(), name=queue_id(telling.token))
