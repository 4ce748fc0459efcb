"""Coverage against an oracle that tries everything, and against what `resolve` then really does."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from roles.contact import Contact
from roles.coverage import Coverage, Gap, coverage
from roles.fallback import RESPONSE, fallback_plan
from roles.hours import Hours, Shifts
from roles.plan import EVERYBODY, All, Holders, Listed, Nearest, Person, Plan, Role, Step, Walk, Zone
from roles.resolve import Question, resolve

SOME = settings(max_examples=max(1, settings().max_examples * 3))

START = datetime(2026, 11, 29, tzinfo=UTC)  # a Sunday; the Monday after it is another week of a rotation
UNTIL = START + timedelta(days=2)
QUARTER = timedelta(minutes=15)
ZONES, PEOPLE, ROLES = ("z1", "z2"), tuple("abcdef"), ("r1", "r2", "r3")
OPEN = Hours(start=time(8), until=time(9))
# A plan is drawn from a number: Hypothesis' own drawing would take longer than the proof.
seeds = st.integers(0, 2**32)


def _some(chance: Random, names: Sequence[str], least: int, most: int) -> tuple[str, ...]:
    return tuple(chance.sample(names, chance.randint(least, min(most, len(names)))))


def _shifts(chance: Random) -> Shifts:
    """Draw a roster with shifts that begin and end on quarters of the opening hour."""
    weeks = []
    for _ in range(chance.randint(1, 2)):
        start = chance.randint(0, 3)
        until = (datetime.combine(START, time(8)) + QUARTER * (start + chance.randint(1, 4))).time()
        weeks.append(dict.fromkeys(range(7), (Hours(start=time(8, 15 * start), until=until),)))
    who = _some(chance, PEOPLE, 0, 3)
    return Shifts(id="s", name="s", named=who, people=who, weeks=tuple(weeks), since=date(2026, 11, 23))


def _role(chance: Random, id_: str) -> Role:
    """Draw a role."""
    within = chance.choice([None, None, timedelta(0), timedelta(seconds=10)])
    named: Holders = Listed(ids=_some(chance, (*PEOPLE, "contact"), 1, 4))
    near: Holders = Nearest(within=within, training=chance.choice([(), (), ("t",)]))
    return Role(
        id=id_,
        title={},
        duty={},
        holders=chance.choice([named, named, near, near, All()]),
        deputies=_some(chance, (*PEOPLE, "contact"), 0, 2),
        needed=chance.choice([1, 1, 1, 2]),
        goes_in=chance.random() < 0.5,
        not_with=_some(chance, ROLES, 0, 1),
        arrive_within=timedelta(seconds=chance.choice([5, 90, 90])),
    )


def _plan(seed: int) -> Plan:
    """Draw a small office."""
    chance = Random(seed)
    calls = [_some(chance, (*ROLES, EVERYBODY), 1, chance.choice([1, 3])) for _ in range(chance.choice([1, 1, 2]))]
    return replace(
        fallback_plan(None, office="vik"),
        hours=dict.fromkeys(range(7), (OPEN,)),
        open_on_holidays=True,
        zones={id_: Zone(id=id_, name=id_, kind="corridor") for id_ in ZONES},
        walks=(Walk(start="z1", end="z2", time=timedelta(seconds=10)),),
        people={
            id_: Person(
                id=id_,
                name=id_,
                home=chance.choice(["z1", "z2", "z1", "z2", None]),
                goes_in=chance.random() < 0.8,
                training=("t",) if chance.random() < 0.7 else (),
            )
            for id_ in PEOPLE[: chance.randint(2, len(PEOPLE))]
        },
        contacts={"contact": Contact(id="contact", name="contact")},
        roles={id_: _role(chance, id_) for id_ in ROLES},
        responses={"emergency": replace(RESPONSE, steps=tuple(Step(call=one) for one in calls))},
        rosters={f"s{number}": _shifts(chance) for number in range(chance.choice([0, 1, 1, 2]))},
    )


def _on_duty(plan: Plan, at: datetime) -> frozenset[str]:
    """Return who is there at an instant, read from the plan's words alone (its clocks show UTC)."""
    rostered = {who for one in plan.rosters.values() for who in one.people}
    there = set(plan.people) - rostered
    for one in plan.rosters.values():
        week = one.weeks[(at.date() >= date(2026, 11, 30)) % len(one.weeks)]
        if any(hours.start <= at.time() < hours.until for hours in week[at.weekday()]):
            there |= set(one.people)
    return frozenset(there & set(plan.people))


def _walk(plan: Plan, who: str, zone: str) -> timedelta | None:
    home = plan.people[who].home
    return None if home is None else timedelta(seconds=0 if home == zone else 10)


def _far(role: Role) -> timedelta | None:
    limits = [role.arrive_within] if role.goes_in else []
    within = role.holders.within if isinstance(role.holders, Nearest) else None
    return min([*limits, *([within] if within is not None else [])], default=None)


def _able(plan: Plan, role: Role, zone: str, there: frozenset[str]) -> list[str]:
    """Return who could do a role, read from the plan's words alone."""
    if isinstance(role.holders, Nearest):
        limit = _far(role)
        walks = {who: _walk(plan, who, zone) for who in there}
        near = {who for who, walk in walks.items() if limit is None or (walk is not None and walk <= limit)}
        trained = {who for who in near if not role.holders.training or "t" in plan.people[who].training}
        return sorted(who for who in trained if plan.people[who].goes_in or not role.goes_in)
    named = {*(role.holders.ids if isinstance(role.holders, Listed) else ()), *role.deputies}
    return sorted(
        who for who in named & (there | {"contact"}) if who == "contact" or plan.people[who].goes_in or not role.goes_in
    )


def _is_possible(plan: Plan, call: tuple[str, ...], zone: str, there: frozenset[str]) -> bool:
    """Try every way in which these roles could be given to those there."""
    asked = [plan.roles[id_] for id_ in call if id_ != EVERYBODY]
    single = [role for role in asked if not isinstance(role.holders, All)]
    if not there and (EVERYBODY in call or len(single) < len(asked)):
        return False
    alone = [role.goes_in or isinstance(role.holders, Nearest) for role in single]
    counts = [max(role.needed, 2 if lone and role.goes_in and isinstance(role.holders, Nearest) else 1)
              for role, lone in zip(single, alone, strict=True)]  # fmt: skip
    ways = [
        list(combinations(_able(plan, role, zone, there), count)) for role, count in zip(single, counts, strict=True)
    ]
    return any(
        not any(
            set(way[i]) & set(way[j])
            and (alone[i] or alone[j] or single[i].id in single[j].not_with or single[j].id in single[i].not_with)
            for i, j in combinations(range(len(single)), 2)
        )
        for way in product(*ways)
    )


def _instants() -> Iterator[datetime]:
    """Yield the first and the last minute of each quarter of an hour: nothing changes in between."""
    for day in range(2):
        for quarter in range(4):
            first = START + timedelta(days=day, hours=8) + QUARTER * quarter
            yield from (first, first + timedelta(minutes=14))


def _tells(gaps: tuple[Gap, ...], at: datetime, zone: str, presser: str, away: str | None) -> bool:
    """Tell whether a gap is told for this very press."""
    return any(
        gap.away in {None, away}
        and zone in gap.zones
        and (not gap.pressers or presser in gap.pressers)
        and any(at in period for period in gap.periods)
        for gap in gaps
    )


def _presses(plan: Plan, away: str | None) -> Iterator[tuple[datetime, str, str, frozenset[str]]]:
    """Yield every press: when, where, by whom, and who else is there."""
    for at in _instants():
        there = _on_duty(plan, at) - {away}
        for zone, presser in product(ZONES, sorted(there)):
            yield at, zone, presser, there - {presser}


def _agrees(plan: Plan, found: Coverage, away: str | None) -> None:
    calls = [step.call for step in plan.responses["emergency"].steps]
    known: dict[tuple[str, frozenset[str]], bool] = {}
    for at, zone, presser, others in _presses(plan, away):
        if (zone, others) not in known:
            known[zone, others] = all(_is_possible(plan, call, zone, others) for call in calls)
        assert _tells((*found.gaps, *found.weaknesses), at, zone, presser, away) != known[zone, others]


@SOME
@given(seeds)
def test_coverage_agrees_with_trying_everything(seed: int) -> None:
    """For every press in every minute a gap is told exactly when no way exists to fill the roles."""
    plan = _plan(seed)
    found = coverage(plan, start_at=START, until_at=UNTIL)
    assert found.weaknesses == ()
    _agrees(plan, found, None)


@SOME
@given(seeds)
def test_with_one_away_coverage_agrees_with_trying_everything(seed: int) -> None:
    """The same with any one person away: each press that nobody could answer is told, and no other."""
    plan = _plan(seed)
    found = coverage(plan, start_at=START, until_at=UNTIL, without_one=True)
    assert found.gaps == coverage(plan, start_at=START, until_at=UNTIL).gaps
    for away in plan.people:
        _agrees(plan, found, away)


@SOME
@given(seeds)
def test_what_is_proven_is_what_happens(seed: int) -> None:
    """Where no gap is told, `resolve` fills every role of every step, with people who are on duty and near enough."""
    plan = _plan(seed)
    found = coverage(plan, start_at=START, until_at=UNTIL)
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for at, zone, presser, others in _presses(plan, None):
        if (zone, presser, others) in seen or _tells(found.gaps, at, zone, presser, None):
            continue
        seen.add((zone, presser, others))
        already: frozenset[str] = frozenset()
        for step in plan.responses["emergency"].steps:
            roster = resolve(plan, Question(at=at, roles=step.call, zone=zone, presser=presser, already=already))
            by_all = {EVERYBODY, *(role.id for role in plan.roles.values() if isinstance(role.holders, All))}
            assert {one.role for one in roster.unfilled} <= by_all
            called = {one.person for one in roster.assignments if one.person}
            assert called <= others
            for one in roster.assignments if not already else ():
                role = plan.roles.get(one.role)
                limit = _far(role) if role and isinstance(role.holders, Nearest) else None
                assert limit is None or (one.walk is not None and one.walk <= limit)
                if role and isinstance(role.holders, Nearest) and role.holders.training and one.person:
                    assert "t" in plan.people[one.person].training
            already |= called
