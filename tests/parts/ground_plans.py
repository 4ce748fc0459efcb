"""Plans of a few zones for tests of ways: any walks, doors, sight, refuges and people."""

from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from hypothesis import strategies as st

from roles.danger import Danger, danger_from
from roles.fallback import fallback_plan
from roles.plan import Door, Plan, Walk, Zone

NOTHING = fallback_plan(None, office="vik")
IDS = tuple("abcdefg")
DOORS = ("d1", "d2", "d3", "d4")
KINDS = ("corridor", "desk", "meeting_room", "safe_zone", "retreat_room", "safe_zone", "muster_point", "street")


@dataclass(frozen=True)
class Case:
    """One plan with a danger, and how many are in each zone."""

    plan: Plan
    danger: Danger
    heads: MappingProxyType[str, int]


def plan_of(zones: list[Zone], walks: list[tuple[str, str, int, str | None]], doors: list[Door] | None = None) -> Plan:
    """Return a plan of some zones, walks (from, to, seconds, door) and doors."""
    return replace(
        NOTHING,
        zones=MappingProxyType({one.id: one for one in zones}),
        walks=tuple(
            Walk(start=start, end=end, time=timedelta(seconds=time), door=door) for start, end, time, door in walks
        ),
        doors=MappingProxyType({one.id: one for one in doors or []}),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan whose zones, walks and doors are right or wrong."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    some = st.sampled_from(ids)
    zones = [
        Zone(
            id=id_,
            name=id_.upper(),
            kind=draw(st.sampled_from(KINDS)),
            lockable=draw(st.sampled_from([None, False, True])),
            room_for=draw(st.sampled_from([None, 0, 1, 3, 5])),
            in_sight_of=tuple(draw(st.lists(some, max_size=1))),
        )
        for id_ in ids
    ]
    doors = [
        Door(
            id=id_,
            name=id_,
            between=(draw(some), draw(some)),
            opens_without_power_from=tuple(draw(st.lists(some, max_size=1))),
        )
        for id_ in draw(st.lists(st.sampled_from(DOORS), unique=True))
    ]
    walks = draw(
        st.lists(st.tuples(some, some, st.integers(-1, 9), st.sampled_from([None, None, *DOORS])), max_size=14)
    )
    return plan_of(zones, walks, doors)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a plan with a danger somewhere in it, doors that do not open, and people."""
    plan = draw(plans())
    ids = st.sampled_from([*plan.zones])
    doors = st.frozensets(st.sampled_from(DOORS), max_size=2)
    danger = danger_from(
        plan,
        draw(ids | ids | st.sampled_from([None, "unknown"])),
        closed_doors=draw(doors),
        locked_doors=draw(doors),
        unsafe=draw(st.frozensets(ids, max_size=1)),
    )
    heads = draw(st.dictionaries(ids, st.integers(0, 4)))
    return Case(plan, danger, MappingProxyType(heads))
