"""The matching: it finds a way whenever there is one, and never one that the plan forbids."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from roles.matching import MOST_TRIED, Demand, Matching, match

SOME = settings(max_examples=max(1, settings().max_examples))

names = st.sampled_from("abcdef")
NAMES = ("r0", "r1", "r2", "r3")


@st.composite
def demands(draw: st.DrawFn) -> list[Demand]:
    """Draw what a few roles ask for."""
    return [
        Demand(
            role=role,
            count=draw(st.integers(1, 3)),
            candidates=tuple(draw(st.lists(names, unique=True, max_size=5))),
            alone=draw(st.booleans()),
            not_with=draw(st.frozensets(st.sampled_from(NAMES), max_size=1)),
        )
        for role in NAMES[: draw(st.integers(1, 4))]
    ]


def _is_allowed(asked: list[Demand], chosen: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether nobody has two roles that do not go together."""
    return not any(
        set(chosen[one]) & set(chosen[other]) and not asked[one].goes_with(asked[other])
        for one, other in combinations(range(len(asked)), 2)
    )


def _is_possible(asked: list[Demand], gone: frozenset[str]) -> bool:
    """Try every way there is."""
    ways = [list(combinations([who for who in one.candidates if who not in gone], one.count)) for one in asked]
    return any(_is_allowed(asked, chosen) for chosen in product(*ways))


def _first_way(asked: list[Demand]) -> list[frozenset[str]] | None:
    """Return the way that comes first of all in which roles are shared, none left out and none seen from afar."""
    alone = [number for number, one in enumerate(asked) if one.alone]
    shared = sorted((n for n, one in enumerate(asked) if not one.alone), key=lambda n: len(asked[n].candidates))
    missed = {who for number in alone for who in asked[number].candidates}

    def ways(depth: int, holds: dict[str, frozenset[int]]) -> Iterator[list[frozenset[str]]]:
        if depth == len(shared):
            left = match([asked[number] for number in alone], holds.keys())
            if left.is_full:
                yield [
                    frozenset(left.chosen[alone.index(number)] if number in alone else _who(holds, number))
                    for number in range(len(asked))
                ]
            return
        number = shared[depth]
        able = [
            who
            for who in asked[number].candidates
            if all(asked[held].goes_with(asked[number]) for held in holds.get(who, ()))
        ]
        able.sort(key=lambda who: (who not in holds, who in missed))
        for chosen in combinations(able, asked[number].count):
            yield from ways(depth + 1, holds | {who: holds.get(who, frozenset()) | {number} for who in chosen})

    return next(ways(0, {}), None)


def _who(holds: dict[str, frozenset[int]], number: int) -> frozenset[str]:
    return frozenset(who for who, held in holds.items() if number in held)


def _is_sound(found: Matching) -> bool:
    chosen = tuple(tuple(who) for who in found.chosen)
    return _is_allowed(list(found.demands), chosen) and all(
        len(set(who)) == len(who) <= one.count and set(who) <= set(one.candidates) - set(found.gone)
        for one, who in zip(found.demands, chosen, strict=True)
    )


@SOME
@given(demands(), st.frozensets(names, max_size=2))
def test_a_way_is_found_whenever_there_is_one(asked: list[Demand], gone: frozenset[str]) -> None:
    """The matching is full exactly when trying every way finds one, and it never breaks a condition."""
    found = match(asked, gone)
    assert _is_sound(found)
    assert found.is_full == _is_possible(asked, gone)


@SOME
@given(demands())
def test_of_all_ways_of_sharing_the_first_is_found(asked: list[Demand]) -> None:
    """What is left out because it cannot end well, or is like another, never changes who is called."""
    found = match(asked)
    first = _first_way(asked)
    assert found.is_sure
    assert found.is_full == (first is not None)
    if found.work > 1 and first is not None:
        assert [frozenset(who) for who in found.chosen] == first


@SOME
@given(demands(), st.lists(names, max_size=3))
def test_doing_without_somebody(asked: list[Demand], leaving: list[str]) -> None:
    """Taking people out one after the other gives what a matching without all of them would have given."""
    found = match(asked)
    for who in leaving:
        found = found.without(who)
    assert _is_sound(found)
    assert found.is_full == _is_possible(asked, frozenset(leaving))
    assert not set(leaving) & {who for chosen in found.chosen for who in chosen}


def test_somebody_is_moved_so_that_both_roles_are_filled() -> None:
    """Anna is the first wish for both roles; as only she can do the second, Bo does the first."""
    found = match([Demand("door", 1, ("anna", "bo"), alone=True), Demand("lead", 1, ("anna",), alone=True)])
    assert found.chosen == [["bo"], ["anna"]]


def test_two_roles_are_shared_only_when_nobody_else_is_left() -> None:
    """With Bo there each role has its own person; without him Anna has both."""
    asked = [Demand("door", 1, ("anna", "bo"), alone=False), Demand("lead", 1, ("anna",), alone=False)]
    assert match(asked).chosen == [["bo"], ["anna"]]
    assert match(asked, {"bo"}).chosen == [["anna"], ["anna"]]


def test_what_the_plan_forbids_is_not_shared() -> None:
    """Two roles that one person may not hold at once are not both given to the last one left."""
    asked = [Demand("door", 1, ("anna",), alone=False), Demand("lead", 1, ("anna",), False, frozenset({"door"}))]
    assert not match(asked).is_full


def test_sharing_frees_somebody_for_a_role_that_is_held_alone() -> None:
    """Bo has to go in; so Anna telephones for both roles that could be telephoned by either."""
    asked = [
        Demand("caller", 1, ("bo", "anna"), alone=False),
        Demand("lead", 1, ("anna", "bo"), alone=False),
        Demand("guard", 1, ("bo",), alone=True),
    ]
    assert match(asked).chosen == [["anna"], ["anna"], ["bo"]]


def _like_covering_a_set(people: int, roles: int, missing: int) -> list[Demand]:
    """Return roles that have to be shared by very few, beside one that needs nearly everybody: as hard as it gets."""
    chance = Random(5)
    names = tuple(f"person-{number}" for number in range(people))
    shared = [Demand(f"role-{number}", 1, tuple(chance.sample(names, 8)), alone=False) for number in range(roles)]
    return [*shared, Demand("colleague", people - missing, names, alone=True)]


def test_scarce_roles_are_looked_through_in_few_steps() -> None:
    """Where each of twelve roles has eight who could hold it, millions of ways of sharing are told apart in few."""
    found = [match(_like_covering_a_set(24, 12, missing)) for missing in range(12)]
    assert [one.is_full for one in found] == sorted(one.is_full for one in found)
    assert found[0].work < 20
    assert not found[0].is_full
    assert found[-1].is_full


def test_a_search_that_ends_early_says_that_it_is_not_sure() -> None:
    """With sixty people and twelve roles not every way can be tried while an alarm waits, and that is said."""
    found = [match(_like_covering_a_set(60, 16, missing)) for missing in range(12)]
    assert max(one.work for one in found) <= MOST_TRIED + 40
    assert any(not one.is_sure for one in found)
    assert all(one.is_sure for one in found if one.is_full or one.work <= MOST_TRIED)


def _drawn(seed: int, people: int, roles: int) -> list[Demand]:
    """Draw what the roles of an office ask for, each with few who could hold it."""
    chance, names = Random(seed), [f"person-{number}" for number in range(people)]
    asked = []
    for number in range(roles):
        count = chance.choice([1, 1, 1, 1, 2, 2])
        able = chance.sample(names, max(count, chance.randint(1, 4)))
        not_with = frozenset(f"role-{other}" for other in range(roles) if other != number and chance.random() < 0.2)
        asked.append(Demand(f"role-{number}", count, tuple(able), chance.random() < 0.35, not_with))
    return asked


def test_offices_of_real_sizes_are_looked_through_whole() -> None:
    """Scarce as roles may be, with 9 to 20 people every way is tried: what is short is short for sure."""
    sizes = ((9, 8), (12, 12), (20, 15))
    found = [match(_drawn(seed, people, roles)) for people, roles in sizes for seed in range(200)]
    assert all(one.is_sure for one in found)
    assert 50 < sum(one.is_full for one in found) < 550, "there are both"
