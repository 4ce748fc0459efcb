"""Where a device is nearest to: smoothed, not flapping, and honest about what is not known."""

import math

from hypothesis import given
from hypothesis import strategies as st

from devices.nearest import HYSTERESIS_DB, MOST_GATEWAYS, STALE_S, Nearest, strength

PLACES = {"g1": "room-1", "g2": "room-2", "g3": "room-2", "stranger": None}
_WORDS = st.lists(
    st.tuples(st.sampled_from(sorted(PLACES)), st.floats(-120, -30), st.floats(-10, 100)), min_size=1, max_size=40
)


def told(*words: tuple[str, float, float]) -> Nearest:
    """Return what follows from words of gateways: name, dBm, seconds."""
    nearest = Nearest()
    for gateway, dbm, at_s in words:
        nearest.note(gateway, PLACES.get(gateway), dbm, at_s)
    return nearest


def test_one_gateway_that_hears_it_well_is_clear_and_one_that_barely_does_is_likely() -> None:
    """Heard by one gateway only, the room is clear where it hears well, and no more than likely where it does not."""
    well, barely = told(("g1", -60, 0)).estimate(0), told(("g1", -90, 0)).estimate(0)
    assert well
    assert (well.place, well.confidence) == ("room-1", "clear")
    assert barely
    assert (barely.place, barely.confidence) == ("room-1", "likely")


def test_two_places_that_hear_it_alike_are_unclear() -> None:
    """A tie places nobody for certain."""
    estimate = told(("g1", -70, 0), ("g2", -70, 0)).estimate(0)
    assert estimate
    assert estimate.confidence == "unclear"


def test_two_gateways_of_one_place_are_no_rivals() -> None:
    """Two gateways in the same place do not make it unclear."""
    estimate = told(("g2", -70, 0), ("g3", -70, 0)).estimate(0)
    assert estimate
    assert (estimate.place, estimate.confidence) == ("room-2", "clear")


def test_a_gateway_without_a_place_places_nobody_and_is_a_rival() -> None:
    """Where one that nobody has placed hears best, no place is named, however well others hear."""
    estimate = told(("g1", -75, 0), ("stranger", -50, 0)).estimate(0)
    assert estimate
    assert estimate.place is None
    alike = told(("g1", -60, 0), ("stranger", -61, 0)).estimate(0)
    assert alike
    assert alike.confidence == "unclear"


def test_it_does_not_flap_between_places_that_hear_it_alike() -> None:
    """A place that is held is left only for one that is clearly ahead."""
    nearest = told(("g1", -70, 0), ("g2", -72, 0))
    for second in range(1, 20):
        nearest.note("g1", "room-1", -70 - 2 * (second % 2), second)
        nearest.note("g2", "room-2", -72 + 2 * (second % 2), second)
        estimate = nearest.estimate(second)
        assert estimate
        assert estimate.place == "room-1"
    for second in range(20, 26):
        nearest.note("g1", "room-1", -85, second)
        nearest.note("g2", "room-2", -60, second)
    moved = nearest.estimate(26)
    assert moved
    assert (moved.place, moved.confidence) == ("room-2", "clear")


def test_what_is_stale_is_dropped() -> None:
    """Half a minute later a gateway's word counts no more, and nobody is placed by it."""
    nearest = told(("g1", -60, 0))
    estimate = nearest.estimate(STALE_S - 1)
    assert estimate
    assert estimate.age_s == STALE_S - 1
    assert nearest.estimate(STALE_S) is None
    nearest.note("g2", "room-2", -90, STALE_S)
    later = nearest.estimate(STALE_S)
    assert later
    assert later.place == "room-2"


def test_no_number_that_cannot_be_is_a_strength() -> None:
    """What is no strength and no distance counts as not said; metres are turned into about what would be heard."""
    assert strength(None, None) is None
    assert strength(999, 1.0) is None
    assert strength(None, math.nan) is None
    assert strength(None, math.inf) is None
    assert strength(None, -1.0) is None
    assert strength(-61, 30.0) == -61
    near, far = strength(None, 1.0), strength(None, 10.0)
    assert near is not None
    assert far is not None
    assert near > far


def test_made_up_gateways_do_not_fill_the_memory() -> None:
    """However many gateways there are, only the best heard are remembered."""
    nearest = Nearest()
    nearest.note("g1", "room-1", -50, 0)
    for number in range(10 * MOST_GATEWAYS):
        nearest.note(f"made-up-{number}", None, -80, 0)
    estimate = nearest.estimate(0)
    assert estimate
    assert (estimate.place, estimate.confidence) == ("room-1", "clear")


@given(_WORDS)
def test_whatever_is_heard_the_answer_is_one_of_those_who_were_heard_lately(
    words: list[tuple[str, float, float]],
) -> None:
    """Times may go back and forth: an estimate names somebody heard within the last half minute, and never a guess."""
    nearest = Nearest()
    now_s, heard_at = -math.inf, dict[str, float]()
    for gateway, dbm, at_s in words:
        nearest.note(gateway, PLACES[gateway], dbm, at_s)
        now_s = max(now_s, at_s)
        heard_at[gateway] = now_s
        estimate = nearest.estimate(at_s)
        assert estimate
        assert 0 <= estimate.age_s < STALE_S
        assert now_s - heard_at[estimate.gateway] < STALE_S
        assert estimate.place == PLACES[estimate.gateway]
    assert nearest.estimate(now_s + STALE_S + 1) is None


@given(_WORDS)
def test_noise_smaller_than_the_hysteresis_moves_nobody(words: list[tuple[str, float, float]]) -> None:
    """Between two gateways whose words differ by less than the hysteresis, the first one heard is held."""
    nearest = Nearest()
    nearest.note("g1", "room-1", -70, 0)
    for number, (_, dbm, _at) in enumerate(words):
        gateway = ("g1", "g2")[number % 2]
        noise = (dbm + 75) / 45 * (HYSTERESIS_DB / 2 - 0.1)
        nearest.note(gateway, PLACES[gateway], -70 + noise, 0)
        estimate = nearest.estimate(0)
        assert estimate
        assert estimate.place == "room-1"
