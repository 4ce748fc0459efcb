"""Walking times between zones, and who is nearest."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from roles.fallback import fallback_plan
from roles.plan import Person, Plan, Walk, Zone
from roles.zones import seconds_between, walks

NOTHING = fallback_plan(None, office="vik")


def _plan_of(zones: str, ways: list[tuple[str, str, int]], homes: dict[str, str | None] | None = None) -> Plan:
    return replace(
        NOTHING,
        zones=MappingProxyType({id_: Zone(id=id_, name=id_, kind="corridor") for id_ in zones}),
        walks=tuple(Walk(start=start, end=end, time=timedelta(seconds=time)) for start, end, time in ways),
        people=MappingProxyType({who: Person(id=who, name=who, home=home) for who, home in (homes or {}).items()}),
    )


def test_the_shortest_way_counts() -> None:
    """Two short walks beat a long one, and every walk is as long back as there."""
    between = seconds_between(_plan_of("abc", [("a", "b", 5), ("b", "c", 6), ("a", "c", 20)]))
    assert between["a"] == {"a": 0, "b": 5, "c": 11}
    assert between["c"]["a"] == 11


def test_a_zone_without_a_walk_is_unreachable() -> None:
    """Where nobody has written down a way, the walking time is None and not a guess."""
    between = seconds_between(_plan_of("abc", [("a", "b", 5)]))
    assert between["a"]["c"] is None
    assert between["c"] == {"a": None, "b": None, "c": 0}


def test_of_two_walks_between_the_same_zones_the_shorter_counts() -> None:
    """A way written down twice is as long as its shorter mention."""
    assert seconds_between(_plan_of("ab", [("a", "b", 9), ("b", "a", 4)]))["a"]["b"] == 4


def test_walks_that_mean_nothing_are_left_out() -> None:
    """A negative walk and one to an unknown zone make no way."""
    assert seconds_between(_plan_of("ab", [("a", "b", -4), ("a", "x", 1), ("x", "b", 1)]))["a"]["b"] is None


def test_nearest_first_then_by_name_then_those_without_a_way() -> None:
    """The order is by walking time, then name; whoever has no home zone or no way comes last."""
    homes = {"ulf": None, "eva": "b", "bo": "b", "ida": "c", "ola": "a"}
    near = walks(_plan_of("abc", [("a", "b", 5)], homes)).nearest_first("a")
    assert [one.person.id for one in near] == ["ola", "bo", "eva", "ida", "ulf"]
    assert [one.walk for one in near] == [timedelta(0), timedelta(seconds=5), timedelta(seconds=5), None, None]


def test_walks_are_worked_out_once_for_a_plan() -> None:
    """Asking again for the same plan object answers from what is known; another object is another plan."""
    plan = _plan_of("ab", [("a", "b", 5)])
    assert walks(plan) is walks(plan)
    assert walks(plan).nearest_first("a") is walks(plan).nearest_first("a")
    assert walks(replace(plan, walks=())) is not walks(plan)


ZONES = "abcdef"
WAYS = st.lists(st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES), st.integers(0, 60)), max_size=12)


@given(WAYS)
def test_walking_times_are_those_of_the_slow_and_simple_way(ways: list[tuple[str, str, int]]) -> None:
    """The times agree with trying all intermediate zones in turn (Floyd and Warshall)."""
    far = 10_000
    slow = {(a, b): 0 if a == b else far for a, b in product(ZONES, ZONES)}
    for a, b, time in ways:
        slow[a, b] = slow[b, a] = min(time, slow[a, b])
    for middle, a, b in product(ZONES, ZONES, ZONES):
        slow[a, b] = min(slow[a, b], slow[a, middle] + slow[middle, b])
    between = seconds_between(_plan_of(ZONES, ways))
    for a, b in product(ZONES, ZONES):
        assert between[a][b] == (slow[a, b] if slow[a, b] < far else None)


@given(WAYS, st.dictionaries(st.sampled_from("pqrstuv"), st.sampled_from([*ZONES, "x", None])))
def test_nobody_is_listed_before_somebody_nearer(
    ways: list[tuple[str, str, int]], homes: dict[str, str | None]
) -> None:
    """Everybody is in the order exactly once, with walking times that never fall."""
    near = walks(_plan_of(ZONES, ways, homes)).nearest_first("a")
    assert sorted(one.person.id for one in near) == sorted(homes)
    for one, after in pairwise(near):
        assert after.walk is None or (one.walk is not None and one.walk <= after.walk)
