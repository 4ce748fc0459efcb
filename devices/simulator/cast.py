"""Who plays: the pendants of an office, as its document has enrolled them."""

from devices.document import Loaded
from devices.simulator.scenario import Pendant


def pendants(loaded: Loaded, *, office: str, boot: str) -> tuple[Pendant, ...]:
    """Return one pendant for each enrolled device of the office; `boot` as in `Pendant`, new at each start."""
    return tuple(
        Pendant(
            office=office,
            device=device.device,
            boot=boot,
            abilities=device.answers,
            fault=loaded.simulated.get((office, device.device)),
        )
        for device in loaded.inventory.devices
        if device.office == office
    )
