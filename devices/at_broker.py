"""How many buttons are heard at a broker: what is said of it when it is gone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from devices.inventory import Device
from devices.watch import is_in_use


def at_broker(devices: Iterable[Device], broker: str, today: date) -> Mapping[str, int]:
    """Return by office how many devices that somebody relies on are heard at a broker; no office has none."""
    return Counter(one.office for one in devices if one.broker == broker and is_in_use(one, today))
