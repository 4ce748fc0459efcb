"""One name, several enrolled devices: no press is lost by it, whoever claims the name."""

from hypothesis import given
from hypothesis import strategies as st

from devices.claims import told_apart
from devices.inventory import Device, Inventory
from devices.signals import Battery, Ignored, Press, Release, Signal

AT_OWN = Device(office="as", device="button-1", name="Knapp", family="zigbee2mqtt")
AT_HOUSE = Device(office="lunden", device="button-1", name="Knapp", family="zigbee2mqtt", broker="house")
PRESS = Press(office=None, device="button-1")


def _whose(inventory: Inventory, signal: Signal, broker: str = "own") -> list[tuple[str | None, str | None]]:
    return [(one.office, one.device) for one in told_apart([signal], inventory, broker)]


def test_the_broker_tells_two_offices_buttons_of_one_name_apart() -> None:
    """Each office's own bridge is at its own broker: whatever is heard there is that office's."""
    both = Inventory([AT_OWN, AT_HOUSE])
    assert _whose(both, PRESS) == [("as", "button-1")]
    assert _whose(both, PRESS, "house") == [("lunden", "button-1")]
    assert _whose(both, Battery(office=None, device="button-1", percent=4), "house") == [("lunden", "button-1")]


def test_where_nothing_tells_them_apart_a_press_is_each_ones() -> None:
    """So is what ends it; of a battery nobody can say whose it is. At a third broker it may be either's."""
    twin = Device(office="lunden", device="knob", name="Knapp", known_as=("BUTTON-1", "button-1"))
    both = Inventory([AT_OWN, twin])
    each = [("as", "button-1"), ("lunden", "knob")]
    assert _whose(both, PRESS) == each
    assert _whose(both, Release(office=None, device="button-1", level="sos")) == each
    kept = Ignored(office=None, device="button-1", reason="retained_press", level="sos")
    assert _whose(both, kept) == each
    assert _whose(both, Battery(office=None, device="button-1", percent=4)) == [(None, "button-1")]
    assert _whose(Inventory([AT_HOUSE, twin]), PRESS, "third") == [("lunden", "button-1"), ("lunden", "knob")]


def test_a_pendant_whose_topic_names_its_office_is_not_meant_by_its_short_name() -> None:
    """Another office's button of that name is heard on a topic that names none."""
    pendant = Device(office="oslo", device="button-1", name="Berlock")
    assert _whose(Inventory([AT_OWN, pendant]), PRESS) == [("as", "button-1")]


def test_names_that_are_alike_in_a_third_way_of_writing_cost_no_press() -> None:
    """Neither is written so, and it is one of the two."""
    alike = Inventory(
        [Device(office="as", device=key, name=key, known_as=(name,)) for key, name in [("a", "Desk"), ("b", "DESK")]]
    )
    assert _whose(alike, Press(office=None, device="desk")) == [("as", "a"), ("as", "b")]


def test_what_names_its_office_and_what_nobody_claims_stays_as_it_is() -> None:
    """A pendant of a third office with that name is that office's stranger."""
    both = Inventory([AT_OWN, AT_HOUSE])
    assert _whose(both, Press(office="oslo", device="button-1")) == [("oslo", "button-1")]
    assert _whose(both, Press(office=None, device="button-2")) == [(None, "button-2")]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "X", "y"]), st.sampled_from(["own", "house"]))),
    st.sampled_from(["x", "X", "y"]),
    st.sampled_from(["own", "house", "third"]),
)
def test_whoever_enrols_what_a_press_of_an_enrolled_name_finds_somebody(
    enrolled: list[tuple[str, str, str]], name: str, broker: str
) -> None:
    """However many offices claim a name, each press of it is at least one enrolled device's."""
    devices = [
        Device(office=office, device=f"d{number}", name="d", known_as=(known,), broker=at)
        for number, (office, known, at) in enumerate(enrolled)
    ]
    inventory = Inventory(devices)
    heard = told_apart([Press(office=None, device=name)], inventory, broker)
    is_known = any(one.known_as == (name,) for one in devices)
    assert not is_known or all(inventory.find(one.office, one.device or "") is not None for one in heard)
