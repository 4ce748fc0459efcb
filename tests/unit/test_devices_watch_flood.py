"""A flood of gateways that nobody knows: what is remembered of them stays bounded, and hides none that matters."""

from datetime import date

from devices.behind import Behind
from devices.inventory import Device
from devices.signals import Heartbeat
from devices.watch import MOST_DOWN, Said, Watch


def _offline(name: str) -> Heartbeat:
    return Heartbeat(office=None, device=name, status="offline", stands_for="gateway")


def test_thousands_of_invented_gateways_take_no_memory_and_hide_none() -> None:
    """The loss of one that a button stands behind is shown after all of them."""
    devices = [Device(office="as", device="knob", name="Knapp", through="hall")]
    watch = Watch(grace=120)
    watch.use(devices, Behind(devices), 0, today=date(2026, 11, 28))
    for number in range(5 * MOST_DOWN):
        watch.take(_offline(f"made-up-{number}"), None, Said(), 0)
    assert len(watch._waiting) == MOST_DOWN
    watch.take(_offline("hall"), None, Said(), 0)
    watch.advance(120)
    assert watch.bridges_down("as") == {"hall": 1}
