"""Giving roles to people: each role its number of people, nobody two roles at once unless both may be held together.

`resolve` asks it who does what, `coverage` whether anything at all is possible, so that what is proven is what happens.

1. Each demand in turn takes its first candidates who are free. Where none is left, somebody is moved to another role's
   place along a chain that ends with a free one (augmenting paths): no role stays short as long as a chain exists.
2. What is still short is shared: somebody holds two roles at once when neither of them has to be held alone.
3. If a role is short even so, while roles can be shared, every other way of sharing is tried, within a bound: choosing
   who shares, so that enough are left for the roles that are held alone, is as hard as covering a set. Ways that
   cannot end well are seen from afar, and of ways that are alike one is tried.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

MOST_TRIED: Final = 1_000
"""Plain matchings that looking for a way of sharing takes at most, since an alarm waits for it: less than a tenth of a
second. Beyond it a way that exists may be missed, and the matching says that it is not sure; none is ever invented.

Offices do not come near it: of 15,000 drawn ones with 9 to 60 people none did. It takes twelve roles among eight
people (1 in 3,000), or fourteen of which some need three at once (1 in 90)."""

_NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Demand:
    """What one role asks for: so many of these candidates, first wish first.

    Whoever holds a role that is held `alone` holds no other; nobody holds it together with one of `not_with`.
    """

    role: str
    count: int
    candidates: tuple[str, ...]
    alone: bool
    not_with: frozenset[str] = _NOBODY

    def goes_with(self, other: "Demand") -> bool:
        """Tell whether one person can hold both at once."""
        if self.alone or other.alone or self.role == other.role:
            return False
        return other.role not in self.not_with and self.role not in other.not_with


@dataclass(slots=True)
class Matching:
    """Who has which role: for each demand those chosen, and for each of them the demands she has.

    `work` says what finding it took, one for a plain matching; whoever asks for many keeps within a bound by it. A
    matching that is short and `is_sure` is short because no way exists; one that is not sure has not tried them all.
    """

    demands: Sequence[Demand]
    gone: Set[str] = _NOBODY
    chosen: list[list[str]] = field(default_factory=list)
    holds: dict[str, list[int]] = field(default_factory=dict)
    work: int = 1
    is_sure: bool = True

    @property
    def is_full(self) -> bool:
        """Tell whether every demand has as many as it asks for."""
        return all(len(who) >= demand.count for demand, who in zip(self.demands, self.chosen, strict=True))

    def missing(self) -> Iterator[tuple[int, int]]:
        """Yield the position of each demand that is short, and by how many."""
        for index, (demand, who) in enumerate(zip(self.demands, self.chosen, strict=True)):
            if len(who) < demand.count:
                yield index, demand.count - len(who)

    def in_order(self, index: int) -> list[str]:
        """Return those chosen for a demand, first wish first."""
        chosen = self.chosen[index]
        return [who for who in self.demands[index].candidates if who in chosen] if len(chosen) > 1 else list(chosen)

    def without(self, who: str) -> "Matching":
        """Return a matching in which somebody more is gone; where nobody needed her, nothing else changes."""
        held = self.holds.get(who)
        gone = self.gone | {who}
        if held is None:
            return Matching(self.demands, gone, self.chosen, self.holds, is_sure=self.is_sure)
        if len(held) == 1 and all(len(one) == 1 for one in self.holds.values()):
            rest = Matching(
                self.demands,
                gone,
                [list(one) for one in self.chosen],
                {one: list(had) for one, had in self.holds.items()},
            )
            del rest.holds[who]
            rest.chosen[held[0]].remove(who)
            if _reach(rest, held[0]):
                return rest
        if self.is_sure and not self.is_full:
            return _at_once(self.demands, gone)  # with one fewer there is no way either
        return match(self.demands, gone)


def match(demands: Sequence[Demand], gone: Set[str] = _NOBODY) -> Matching:
    """Return who has which role when those gone have none; as many as possible, when not all can be had."""
    found = _at_once(demands, gone)
    if found.is_full or all(demand.alone for demand in demands):
        return found
    search = _Search(demands, gone)
    other = search.run([index for index, _ in found.missing()]) or found
    other.is_sure = other.is_full or not search.is_spent
    other.work += search.tried
    return other


def _at_once(demands: Sequence[Demand], gone: Set[str]) -> Matching:
    """Give each their own, and share what is still short with whoever is at hand."""
    found = _plain(demands, gone)
    _share(found)
    return found


def _plain(demands: Sequence[Demand], gone: Set[str]) -> Matching:
    """Give every role people of its own; short only where that cannot be."""
    found = Matching(demands, gone, [[] for _ in demands])
    for index, demand in enumerate(demands):
        missing = demand.count
        for who in demand.candidates if missing > 0 else ():
            if who not in found.holds and who not in gone:
                _give(found, index, who)
                missing -= 1
                if not missing:
                    break
        while missing > 0 and _reach(found, index):
            missing -= 1
    return found


def _give(found: Matching, index: int, who: str) -> None:
    found.chosen[index].append(who)
    found.holds.setdefault(who, []).append(index)


def _reach(found: Matching, start: int) -> bool:
    """Find one more for a demand by moving others along, each to a place somebody else leaves; tell whether it went."""
    wanted_by: dict[str, int] = {}
    through: dict[int, str] = {}  # demand → whom of its own another demand wants
    waiting = [start]
    for index in waiting:
        for who in found.demands[index].candidates:
            if who in wanted_by or who in found.gone:
                continue
            wanted_by[who] = index
            held = found.holds.get(who)
            if held is None:
                _move(found, start, who, wanted_by, through)
                return True
            if held[0] != start and held[0] not in through:
                through[held[0]] = who
                waiting.append(held[0])
    return False


def _move(found: Matching, start: int, who: str, wanted_by: dict[str, int], through: dict[int, str]) -> None:
    while True:
        index = wanted_by[who]
        found.holds[who] = [index]
        if index == start:
            found.chosen[index].append(who)
            return
        left = through[index]
        found.chosen[index][found.chosen[index].index(left)] = who
        who = left


def _share(found: Matching) -> None:
    for index, missing in list(found.missing()):
        demand = found.demands[index]
        able = (
            who
            for who in demand.candidates
            if who not in found.gone and all(found.demands[held].goes_with(demand) for held in found.holds.get(who, ()))
        )
        for who in list(islice(able, missing)) if not demand.alone else ():
            _give(found, index, who)


class _Search:
    """Tries every way of sharing: roles that can be shared first, those held alone with whoever is left.

    Nobody is told apart by her name: sets of roles are numbers with a bit for each, and people who could do the same
    are the same.
    """

    def __init__(self, demands: Sequence[Demand], gone: Set[str]) -> None:
        self.demands = demands
        self.gone = gone
        self.alone = [index for index, demand in enumerate(demands) if demand.alone]
        self.able = [[who for who in demand.candidates if who not in gone] for demand in demands]
        self.shared = sorted((i for i, one in enumerate(demands) if not one.alone), key=lambda i: len(self.able[i]))
        self.could: Counter[str] = Counter()
        for index, able in enumerate(self.able):
            for who in dict.fromkeys(able):
                self.could[who] += 1 << index
        self.goes = [sum(one.goes_with(other) << i for i, other in enumerate(demands)) for one in demands]
        self.for_alone = sum(1 << index for index in self.alone)
        self.holds: dict[str, list[int]] = {}
        self.failed: set[tuple[int, frozenset[tuple[tuple[int, int], int]]]] = set()
        self.tried = 0

    @property
    def is_spent(self) -> bool:
        return self.tried > MOST_TRIED

    def run(self, short: Sequence[int]) -> Matching | None:
        """Return a way in which every role is filled; those that are short without sharing are looked at first."""
        if any(len(able) < demand.count for able, demand in zip(self.able, self.demands, strict=True)):
            return None
        if any(not self._can_be_apart(index) for index in dict.fromkeys([*short, *self.shared])):
            return None
        return self._fill(0, self._match(self.alone, self.gone))

    def _match(self, indices: Sequence[int], gone: Set[str]) -> Matching:
        self.tried += 1
        return _plain([self.demands[index] for index in indices], gone)

    def _can_be_apart(self, index: int) -> bool:
        """Tell whether a role can be filled beside others of which no two are ever shared: else there is no way."""
        apart = [index]
        for other in (*self.alone, *self.shared):
            if other not in apart and not any(self.goes[other] >> one & 1 for one in apart):
                apart.append(other)
        return self._match(apart, self.gone).is_full

    def _fill(self, depth: int, alone: Matching) -> Matching | None:
        """Fill the roles that can be shared from one on; `alone` is how the others can be filled beside it."""
        if not alone.is_full:
            return None
        if depth == len(self.shared):
            return self._whole()
        mark = (depth, self._state(depth))
        if mark in self.failed:
            return None
        for chosen in self._ways(depth):
            fewer = alone
            for who in chosen:
                fewer = fewer.without(who) if fewer.is_full else fewer
                self.holds.setdefault(who, []).append(self.shared[depth])
            found = self._fill(depth + 1, fewer)
            if found is not None:
                return found
            for who in chosen:
                self.holds[who].pop()
                if not self.holds[who]:
                    del self.holds[who]
            self.tried += 1
            if self.is_spent:
                return None
        self.failed.add(mark)
        return None

    def _ways(self, depth: int) -> Iterator[tuple[str, ...]]:
        """Yield whom a role could be given to; of ways that are alike, one."""
        index = self.shared[depth]
        count = max(self.demands[index].count, 0)
        able = [who for who in self.able[index] if self._goes(who) >> index & 1]
        # Those whom no other role misses are tried first: the first way tried is then most often one that goes.
        able.sort(key=self._is_missed)
        rest = sum(1 << one for one in self.shared[depth + 1 :])
        taken: list[str] = []
        if rest & ~self.goes[index] == 0:
            # Who has this role can still have any of the rest: so nothing is lost by those whom no other role misses.
            taken = [who for who in able[:count] if self._is_missed(who) < (True, True)]
            able = [who for who in able if self._is_missed(who) == (True, True)]
        rest |= self.for_alone
        kinds = [(self.could[who] & rest, self._goes(who) & rest) for who in able]
        for way in _unlike(kinds, count - len(taken)):
            yield (*taken, *(able[position] for position in way))

    def _is_missed(self, who: str) -> tuple[bool, bool]:
        return (who not in self.holds, bool(self.could[who] & self.for_alone))

    def _goes(self, who: str) -> int:
        """Return the roles that somebody could have in addition."""
        goes = self.could[who]
        for held in self.holds.get(who, ()):
            goes &= self.goes[held]
        return goes

    def _state(self, depth: int) -> frozenset[tuple[tuple[int, int], int]]:
        """Return what matters for the roles from one on: what those who have one could have done, and still can."""
        rest = self.for_alone + sum(1 << index for index in self.shared[depth:])
        kinds = Counter((self.could[who] & rest, self._goes(who) & rest) for who in self.holds)
        kinds.pop((0, 0), None)
        return frozenset(kinds.items())

    def _whole(self) -> Matching | None:
        """Return what was found, with the roles that are held alone given to those who have none."""
        left = self._match(self.alone, self.gone | self.holds.keys())
        found = Matching(self.demands, self.gone, [[] for _ in self.demands])
        for who, held in self.holds.items():
            for index in held:
                _give(found, index, who)
        for position, index in enumerate(self.alone):
            for who in left.chosen[position]:
                _give(found, index, who)
        return found


def _unlike(kinds: Sequence[tuple[int, int]], count: int, start: int = 0) -> Iterator[tuple[int, ...]]:
    """Yield so many positions in every way, those of one kind being the same; in the order of `combinations`."""
    if count == 0:
        yield ()
        return
    seen: set[tuple[int, int]] = set()
    for position in range(start, len(kinds) - count + 1):
        if kinds[position] not in seen:
            seen.add(kinds[position])
            for more in _unlike(kinds, count - 1, position + 1):
                yield (position, *more)
