"""Which gateways of a radio network are gone."""

from hypothesis import given
from hypothesis import strategies as st

from devices.gateways import Gateway
from devices.radio_gateways import MOST, OTHERS, SILENT_S, USUAL, RadioGateways

HALL, YARD, BLE = (
    Gateway(office="as", name=name, place="hall") for name in ("GW-Hall", "AA:BB:CC:00:11:22:33:44", "ble")
)
EUI = "aabbcc0011223344"


def _known() -> RadioGateways:
    known = RadioGateways(grace=120)
    known.use([HALL, YARD, BLE], 0)
    return known


def test_a_gateway_that_says_it_is_gone_is_so_after_the_grace_and_until_it_speaks() -> None:
    """Named as somebody has placed it; a blink is nothing; a message that it hears ends it, too."""
    known = _known()
    known.said("house", EUI, 10, is_up=False)
    known.said("house", EUI, 100, is_up=False)
    assert known.gone(129) == {}
    assert known.gone(130) == {"as": [YARD.name]}
    assert known.gone(130, ["house"]) == {}, "its broker explains it"
    known.said("house", YARD.name, 131, is_up=True)
    assert known.gone(131) == {}
    known.said("house", EUI, 200, is_up=False)
    assert known.gone(999) == {"as": [YARD.name]}
    known.heard("as", {EUI}, 1000)
    assert known.gone(1000) == {}


def test_a_gateway_that_hears_nothing_of_what_others_hear_is_found_after_a_day() -> None:
    """Not where others hear nothing either, not one of another radio, and not before a day has passed."""
    known = _known()
    known.heard("as", {EUI, "gw-hall"}, 60)
    for n in range(OTHERS - 1):
        known.heard("as", {"gw-hall", "neighbour"}, 100 + n)
    assert known.gone(60 + SILENT_S) == {}
    known.heard("as", {"gw-hall", "neighbour"}, 200)
    assert known.gone(59 + SILENT_S) == {}
    assert known.gone(60 + SILENT_S) == {"as": [YARD.name]}
    known.heard("as", {EUI}, 60 + SILENT_S)
    assert known.gone(60 + SILENT_S) == {}


def test_a_neighbours_gateway_is_nobodys_fault_until_the_office_relies_on_it() -> None:
    """One that nobody has placed counts once it has heard enough; a place that is taken away counts no longer."""
    known = _known()
    known.heard("as", {"next-door"}, 1)
    known.said("own", "next-door", 2, is_up=False)
    known.said("own", "gw-hall", 2, is_up=False)
    assert known.gone(500) == {"as": ["GW-Hall"]}
    for n in range(USUAL):
        known.heard("as", {"next-door"}, 3 + n)
    known.use([YARD], 30)
    known.said("own", "next-door", 40, is_up=False)
    assert known.gone(500) == {"as": ["next-door"]}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 200)), max_size=300))
def test_whoever_makes_up_names_fills_no_memory_and_says_nothing(told: list[tuple[str, int]]) -> None:
    """Names of strangers are bounded, and none of them shows, however often it comes and goes."""
    known = RadioGateways(grace=0)
    for now, (name, number) in enumerate(told):
        known.said("own", f"{name}{number}", now, is_up=number % 2 == 0)
        known.heard("as", {f"x{number}-{now}"}, now)
    assert known.gone(len(told) + 10 * SILENT_S) == {}
    assert len(known._known.get("as", {})) <= MOST
