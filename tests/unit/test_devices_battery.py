"""When a battery has to be changed: percent, volts and words."""

import pytest

from devices.battery import left_in
from devices.inventory import Device
from devices.signals import Battery


def _left(was_low: bool = False, family: str = "native", model: str | None = None, **told: object) -> object:
    device = Device(office="as", device="one", name="One", family=family, model=model)
    return left_in(Battery(office="as", device="one", **told), device, was_low=was_low)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "is_low", "left"),
    [
        ({"percent": 19.9}, True, "20 %"),
        ({"percent": 20}, False, "20 %"),
        ({"volts": 2.49}, True, "2.5 V"),
        ({"volts": 2.5}, False, "2.5 V"),
        ({"volts": 3.3, "family": "traccar"}, True, "3.3 V"),
        ({"volts": 2.9, "model": "Browan TBPB100"}, True, "2.9 V"),
        ({"text": "Very  LOW"}, True, "very low"),
        ({"text": "CHARGING"}, False, "charging"),
    ],
)
def test_a_battery_is_low_below_what_its_kind_can_do(told: dict[str, object], is_low: bool, left: str) -> None:
    """Twenty percent, two and a half volts for a cell of three, more for other cells, and the words for it."""
    assert _left(**told) == (is_low, left)  # type: ignore[arg-type]


def test_a_word_that_says_nothing_changes_nothing() -> None:
    """Neither low nor well: what was known before stays."""
    assert _left(text="banana") is None
    assert _left() is None


def test_a_battery_near_its_limit_does_not_flicker() -> None:
    """One that was low is low until it has clearly risen: a warm room is no new battery."""
    assert _left(was_low=True, percent=24) == (True, "24 %")
    assert _left(was_low=True, percent=25) == (False, "25 %")
    assert _left(was_low=True, volts=2.55) == (True, "2.5 V")
    assert _left(was_low=True, volts=2.6) == (False, "2.6 V")
