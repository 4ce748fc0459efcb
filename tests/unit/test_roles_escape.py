"""What each zone is told in an alarm: incidents one by one, and what holds for every plan."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from types import MappingProxyType

from hypothesis import example, given
from hypothesis import strategies as st

from parts.ground_plans import DOORS, Case, cases, plan_of
from roles.danger import Danger, danger_from
from roles.escape import OUT_OF_DOORS, Instruction, instructions, is_refuge
from roles.ground import Step
from roles.plan import Door, Plan, Zone
from roles.word import PUBLIC_ZONES

RECEPTION = Zone(id="reception", name="Receptionen", kind="reception", in_sight_of=("wait",))
WAIT = Zone(id="wait", name="Väntrummet", kind="waiting_room")
CORRIDOR = Zone(id="corridor", name="Korridoren", kind="corridor")
DESK = Zone(id="desk", name="Plats 1", kind="desk")
BACK = Zone(id="back", name="Bakre gången", kind="corridor")
STAFF = Zone(id="staff", name="Personaldelen", kind="safe_zone")
RETREAT = Zone(id="retreat", name="Reträttplatsen", kind="retreat_room", lockable=True, room_for=3)
DOOR = Door(id="staff-door", name="Personaldörren", between=("corridor", "staff"))
WALKS: list[tuple[str, str, int, str | None]] = [
    ("reception", "wait", 4, None),
    ("reception", "corridor", 5, None),
    ("corridor", "desk", 3, None),
    ("corridor", "staff", 4, "staff-door"),
    ("desk", "back", 6, None),
    ("back", "retreat", 7, None),
]
OFFICE = plan_of([RECEPTION, WAIT, CORRIDOR, DESK, BACK, STAFF, RETREAT], WALKS, [DOOR])


def _told(
    plan: Plan, origin: str | None, heads: Mapping[str, int] | None = None, **more: object
) -> Mapping[str, Instruction]:
    return instructions(plan, danger_from(plan, origin, **more), heads or {})  # type: ignore[arg-type]


def test_a_zone_goes_to_the_nearest_refuge_by_doors_and_zones() -> None:
    """With the alarm in reception, the desk goes through the corridor and the staff door to the safe zone."""
    told = _told(OFFICE, "reception")
    assert told["desk"] == Instruction(
        do="go", why="way", to="staff", way=(Step("corridor", None), Step("staff", "staff-door")), seconds=7
    )
    assert told["reception"].do == "here"
    assert told["staff"] == Instruction(do="stay", why="in_refuge")
    assert told["retreat"] == Instruction(do="stay_and_lock", why="in_refuge")


def test_who_is_in_sight_of_the_danger_and_has_no_other_way_is_told_so() -> None:
    """The waiting room can be left only through reception: that is no way, and it is said."""
    assert _told(OFFICE, "reception")["wait"] == Instruction(do="no_safe_way", why="danger_in_the_way")


def test_a_way_leads_around_the_danger() -> None:
    """With the alarm in the corridor the desk goes the long way to the retreat room."""
    told = _told(OFFICE, "corridor", {"desk": 3})
    assert (told["desk"].to, told["desk"].seconds) == ("retreat", 13)
    assert told["reception"] == Instruction(do="no_safe_way", why="danger_in_the_way")


def test_a_locked_door_sends_people_another_way() -> None:
    """When the staff door does not open, the desk goes to the retreat room; who has no other way is told why."""
    told = _told(OFFICE, "wait", {}, closed_doors={"staff-door"})
    assert told["desk"].to == "retreat"
    cut = replace(OFFICE, walks=OFFICE.walks[:4])
    assert _told(cut, "wait", {}, closed_doors={"staff-door"})["desk"].why == "door_shut"


def test_a_lock_opens_by_hand_from_where_the_plan_says() -> None:
    """A door that the house has locked is a way out for those behind it, and no way in."""
    door = replace(DOOR, opens_without_power_from=("corridor",))
    plan = replace(OFFICE, doors=MappingProxyType({door.id: door}))
    assert _told(plan, "wait", {}, locked_doors={door.id})["desk"].to == "staff"
    assert _told(plan, "wait", {}, closed_doors={door.id})["desk"].to == "retreat"


def test_a_compromised_safe_zone_is_no_refuge() -> None:
    """When somebody reports the safe zone, nobody is sent there, and those in it are sent out."""
    told = _told(OFFICE, "wait", {"staff": 2}, unsafe={"staff"})
    assert told["desk"].to == "retreat"
    assert (told["staff"].do, told["staff"].to) == ("go", "retreat")
    assert [step.zone for step in told["staff"].way] == ["corridor", "desk", "back", "retreat"]


def test_a_refuge_has_room_for_all_who_are_sent_there() -> None:
    """Four at one desk do not fit into a room for three; they are told that there is no room."""
    told = _told(OFFICE, "corridor", {"desk": 4})
    assert told["desk"] == Instruction(do="no_safe_way", why="no_room")
    lockable = plan_of([replace(DESK, lockable=True), CORRIDOR, BACK, RETREAT], WALKS[2:3] + WALKS[4:])
    assert _told(lockable, "corridor", {"desk": 4})["desk"] == Instruction(do="stay_and_lock", why="no_room")


def test_others_go_farther_so_that_all_have_room() -> None:
    """Who can reach two refuges leaves the nearer one to those who can reach no other."""
    zones = [Zone(id=id_, name=id_, kind="desk") for id_ in ("one", "two", "three", "x")]
    rooms = [Zone(id=id_, name=id_, kind="retreat_room", room_for=4) for id_ in ("near", "far")]
    walks: list[tuple[str, str, int, str | None]] = [
        ("one", "near", 1, None), ("one", "far", 9, None), ("two", "near", 2, None), ("three", "far", 1, None),
        ("three", "near", 3, None),
    ]  # fmt: skip
    told = _told(plan_of([*zones, *rooms], walks), "x", {"one": 2, "two": 3, "three": 2})
    assert {zone: told[zone].to for zone in ("one", "two", "three")} == {"one": "far", "two": "near", "three": "far"}


def test_a_way_leads_around_rooms_where_visitors_sit() -> None:
    """A few seconds more through the corridor are better than a door opened into somebody's conversation."""
    room = Zone(id="room", name="Rum 1", kind="meeting_room")
    walks: list[tuple[str, str, int, str | None]] = [
        ("desk", "room", 2, None),
        ("room", "staff", 2, None),
        ("desk", "corridor", 9, None),
        ("corridor", "staff", 9, None),
    ]
    plan = plan_of([DESK, room, CORRIDOR, STAFF, RECEPTION], walks)
    assert [step.zone for step in _told(plan, "reception")["desk"].way] == ["corridor", "staff"]
    assert [step.zone for step in _told(plan, "corridor")["desk"].way] == ["room", "staff"]


def test_each_lack_has_its_own_answer() -> None:
    """No refuge at all, every refuge in danger, and a graph in two pieces are three different answers."""
    none = plan_of([RECEPTION, WAIT, CORRIDOR, DESK], WALKS[:3])
    assert _told(none, "wait")["desk"].why == "no_refuge"
    inside = plan_of([replace(CORRIDOR, in_sight_of=("staff",)), DESK, STAFF], WALKS[2:4], [DOOR])
    assert _told(inside, "corridor")["desk"].why == "refuge_in_danger"
    pieces = plan_of([RECEPTION, CORRIDOR, DESK, STAFF], WALKS[2:4], [DOOR])
    assert _told(replace(pieces, walks=pieces.walks[:1]), "reception")["desk"].why == "cut_off"


def test_where_nobody_knows_the_place_nobody_is_sent_anywhere() -> None:
    """Without an origin people lock where they can and stay where they cannot; who is outside stays out."""
    street = Zone(id="street", name="Gatan", kind="street")
    told = _told(plan_of([street, DESK, replace(BACK, lockable=True), STAFF], []), None)
    assert {id_: one.do for id_, one in told.items()} == {
        "street": "leave", "desk": "stay", "back": "stay_and_lock", "staff": "stay",
    }  # fmt: skip
    assert _told(OFFICE, "nowhere")["desk"] == Instruction(do="stay", why="place_unknown")


def test_the_muster_point_is_only_for_leaving() -> None:
    """Where no refuge can be reached, people leave for the muster point; nobody is sent there otherwise."""
    point = Zone(id="point", name="Samlingsplatsen", kind="muster_point")
    walks: list[tuple[str, str, int, str | None]] = [*WALKS, ("desk", "point", 2, None)]
    plan = plan_of([*OFFICE.zones.values(), point], walks, [DOOR])
    assert _told(plan, "wait")["desk"].to == "staff"
    told = _told(plan, "corridor", {"desk": 4})["desk"]
    assert (told.do, told.why, told.to) == ("leave", "no_room", "point")


def _safe_ways(case: Case, start: str, goal: str) -> Iterator[tuple[str, ...]]:
    """Yield every way from a zone to another that is not in danger and through doors that open, by brute force."""
    plan, danger = case.plan, case.danger

    def on(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if way[-1] == goal:
            yield way
            return
        for walk in plan.walks:
            for here, there in ((walk.start, walk.end), (walk.end, walk.start)):
                is_walk = here == way[-1] and there in plan.zones and walk.time.total_seconds() >= 0
                if (
                    is_walk
                    and there not in way
                    and there not in danger.zones
                    and _opens(plan, danger, walk.door, here, there)
                ):
                    yield from on((*way, there))

    yield from on((start,))


def _opens(plan: Plan, danger: Danger, door: str | None, here: str, there: str) -> bool:
    named = plan.doors.get(door or "")
    doors = [named] if named else [one for one in plan.doors.values() if {*one.between} == {here, there}]
    return not doors or any(_is_open(one, danger, here) for one in doors)


def _is_open(door: Door, danger: Danger, here: str) -> bool:
    return door.id not in danger.closed_doors and (
        door.id not in danger.locked_doors or here in door.opens_without_power_from
    )


def _reachable(case: Case, zone: str) -> set[str]:
    return {
        one.id
        for one in case.plan.zones.values()
        if is_refuge(one) and one.id not in case.danger.zones and next(_safe_ways(case, zone, one.id), None)
    }


@given(case=cases())
def test_every_zone_gets_one_answer_and_always_the_same(case: Case) -> None:
    """Whatever the plan looks like, each zone is told one thing; asked again, or written in another order, the same."""
    told = instructions(case.plan, case.danger, case.heads)
    assert list(told) == list(case.plan.zones)
    turned = replace(
        case.plan,
        zones=MappingProxyType(dict(reversed([*case.plan.zones.items()]))),
        walks=case.plan.walks[::-1],
        doors=MappingProxyType(dict(reversed([*case.plan.doors.items()]))),
    )
    assert dict(instructions(turned, case.danger, case.heads)) == dict(told)


@given(case=cases())
def test_no_way_leads_into_danger_or_through_a_shut_door(case: Case) -> None:
    """Every step of every way is a walk of the plan, out of sight of the danger, through a door that opens."""
    for zone, told in instructions(case.plan, case.danger, case.heads).items():
        here = zone
        for step in told.way:
            assert step.zone not in case.danger.zones
            assert any({here, step.zone} == {walk.start, walk.end} for walk in case.plan.walks)
            assert step.door is None or _is_open(case.plan.doors[step.door], case.danger, here)
            here = step.zone
        assert (told.to or zone) == here
        assert (told.do == "go") == (told.why == "way")
        if told.do in {"go", "stay_and_lock"}:
            assert here not in case.danger.zones


@given(case=cases())
def test_no_refuge_is_given_more_people_than_it_has_room_for(case: Case) -> None:
    """Whoever is sent to a refuge fits into it beside those who are there and those who are sent there as well."""
    told = instructions(case.plan, case.danger, case.heads)
    sent = Counter[str]()
    for zone, one in told.items():
        if one.do == "go":
            sent[one.to or ""] += case.heads.get(zone, 0)
    for refuge, count in sent.items():
        room = case.plan.zones[refuge].room_for
        assert count == 0 or room is None or case.heads.get(refuge, 0) + count <= room


def _asked(case: Case) -> list[str]:
    """Return the zones that have to move: neither the danger itself nor a refuge, nor out of doors."""
    quiet = {zone.id for zone in case.plan.zones.values() if is_refuge(zone) or zone.kind == "muster_point"}
    return [
        id_
        for id_, zone in case.plan.zones.items()
        if case.danger.origin is not None
        and id_ != case.danger.origin
        and zone.kind not in OUT_OF_DOORS
        and (id_ in case.danger.zones or id_ not in quiet)
    ]


@given(case=cases())
def test_where_there_is_a_safe_way_with_room_somebody_goes(case: Case) -> None:
    """By brute force: whoever is not sent had no refuge left to go to; and if all can be placed, all are."""
    told = instructions(case.plan, case.danger, case.heads)
    asked = _asked(case)
    reach = {zone: _reachable(case, zone) for zone in asked}
    room = {
        one.id: 99 if one.room_for is None else max(0, one.room_for - case.heads.get(one.id, 0))
        for one in case.plan.zones.values()
    }
    left = Counter(room)
    for zone in asked:
        if told[zone].do == "go":
            left[told[zone].to or ""] -= case.heads.get(zone, 0)
    for zone in asked:
        if told[zone].do != "go":
            assert all(left[refuge] < case.heads.get(zone, 0) for refuge in reach[zone])
    counted = [zone for zone in asked if case.heads.get(zone, 0) and reach[zone]]
    if any(_fits(case, counted, chosen, room) for chosen in product(*(sorted(reach[zone]) for zone in counted))):
        assert all(told[zone].do == "go" for zone in counted)


def _fits(case: Case, zones: list[str], chosen: tuple[str, ...], room: Mapping[str, int]) -> bool:
    sent = Counter[str]()
    for zone, refuge in zip(zones, chosen, strict=True):
        sent[refuge] += case.heads.get(zone, 0)
    return all(count <= room[refuge] for refuge, count in sent.items())


# The nearest refuge, for nobody, is passed over for one that has room, until there is no other.
FULL = plan_of(
    [
        Zone(id="a", name="A", kind="corridor"),
        Zone(id="b", name="B", kind="safe_zone"),
        Zone(id="c", name="C", kind="corridor"),
        Zone(id="d", name="D", kind="safe_zone", room_for=0),
    ],
    [("a", "b", 1, None), ("a", "d", 0, None)],
)


@given(case=cases(), door=st.sampled_from(DOORS), zone=st.sampled_from("abcdefg"))
@example(case=Case(FULL, danger_from(FULL, "c"), MappingProxyType({})), door="d1", zone="b")
def test_more_danger_never_makes_anybody_safer(case: Case, door: str, zone: str) -> None:
    """When a door no longer opens, or a zone is compromised, nobody who could not get away before can now."""
    alone: dict[str, int] = {}
    before = instructions(case.plan, case.danger, alone)
    shut = replace(case.danger, closed_doors=case.danger.closed_doors | {door})
    worse = replace(case.danger, unsafe=case.danger.unsafe | ({zone} & case.plan.zones.keys()) - {case.danger.origin})
    for danger in (shut, worse):
        for id_, told in instructions(case.plan, danger, alone).items():
            if told.do == "go" and not (is_refuge(case.plan.zones[id_]) or before[id_].why == "at_muster_point"):
                assert before[id_].do == "go"
                assert _cost(case.plan, before[id_]) <= _cost(case.plan, told)


def _cost(plan: Plan, told: Instruction) -> tuple[bool, int]:
    """Return how bad a way is: first whether its refuge has room for nobody, then its seconds.

    Each room with visitors on it is counted as a minute more.
    """
    through = [step.zone for step in told.way[:-1]]
    seconds = (told.seconds or 0) + 60 * sum(plan.zones[zone].kind in PUBLIC_ZONES for zone in through)
    return plan.zones[told.to or ""].room_for == 0, seconds
