"""Presses of strangers: one line for all behind a family, and none that comes again with every press."""

from datetime import timedelta

from parts.stores import Watch
from service.dispatch.faults import Faults
from service.ingest.unknown import MOST, QUIET, Unknown


class House:
    """Strangers, and what the screens say of them."""

    def __init__(self) -> None:
        """Begin with nobody heard."""
        self.watch = Watch()
        self.faults = Faults(self.watch)
        self.unknown = Unknown(self.faults, self.watch)

    def press(self, device: str, *, family: str = "zigbee2mqtt", broker: str = "own") -> bool:
        """Have a stranger press."""
        return self.unknown.pressed("as", family, broker, device)

    def wait(self, time: timedelta) -> None:
        """Let time pass."""
        self.watch.at += time
        self.watch.seconds += time.total_seconds()

    def says(self) -> list[tuple[str, str, str]]:
        """Return what stands on the screens."""
        return [(one.subject, one.args["count"], one.args["names"]) for one in self.faults.of("as")]


def test_all_switches_of_a_house_are_one_line() -> None:
    """With a count and a few names; another family or broker has a line of its own."""
    house = House()
    for number in range(40):
        house.press(f"switch-{number}")
    house.press("switch-0", broker="site")
    assert house.says() == [
        ("zigbee2mqtt", "40", "switch-37, switch-38, switch-39 …"),
        ("zigbee2mqtt, site", "1", "switch-0"),
    ]


def test_a_switch_that_is_pressed_all_day_is_said_once() -> None:
    """Its line fades after ten minutes and does not come back; a new one is said, and the old one after half a day."""
    house = House()
    for _ in range(100):
        house.press("hall")
        house.wait(timedelta(minutes=1))
    assert house.says() == []
    house.press("new")
    assert house.says() == [("zigbee2mqtt", "1", "new")]
    house.wait(QUIET)
    house.press("hall")
    assert house.says() == [("zigbee2mqtt", "1", "hall")]


def test_made_up_names_take_no_memory() -> None:
    """Only so many are remembered, and they are still one line."""
    house = House()
    for number in range(3 * MOST):
        house.press(f"x{number}")
    assert [count for _, count, _ in house.says()] == [str(MOST)]
