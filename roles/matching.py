"""Giving roles to people: each role its number of people, nobody two roles at once unless both may be held together.

`resolve` asks it who does what, `coverage` whether anything at all is possible, so that what is proven is what happens.

1. Each demand in turn takes its first candidates who are free. Where none is left, somebody is moved to another role's
   place along a chain that ends with a free one (augmenting paths): no role stays short as long as a chain exists.
2. What is still short is shared: somebody holds two roles at once when neither of them has to be held alone.
3. If a role is short even so, while roles can be shared, every other way of sharing is tried, within a bound.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Final

MOST_TRIED: Final = 1_000
"""Ways of sharing that are tried at most, since an alarm waits for it: some hundredths of a second. Beyond it a way
that exists may be missed, so that a gap is told where there may be none; a way is never invented."""

_DEAR: Final = 2  # one step of the search takes about as long as so many plain matchings
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

    `work` says what finding it took, one for a plain matching; whoever asks for many keeps within a bound by it.
    """

    demands: Sequence[Demand]
    gone: Set[str] = _NOBODY
    chosen: list[list[str]] = field(default_factory=list)
    holds: dict[str, list[int]] = field(default_factory=dict)
    work: int = 1

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
            return Matching(self.demands, gone, self.chosen, self.holds)
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
        return match(self.demands, gone)


def match(demands: Sequence[Demand], gone: Set[str] = _NOBODY) -> Matching:
    """Return who has which role when those gone have none; as many as possible, when not all can be had."""
    found = Matching(demands, gone, [[] for _ in demands])
    for index, demand in enumerate(demands):
        free = (who for who in demand.candidates if who not in found.holds and who not in gone)
        while len(found.chosen[index]) < demand.count:
            who = next(free, None)
            if who is not None:
                _give(found, index, who)
            elif not _reach(found, index):
                break
    _share(found)
    if found.is_full or all(demand.alone for demand in demands):
        return found
    search = _Search(demands, gone)
    other = search.run() or found
    other.work += search.tried * _DEAR
    return other


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
    """Tries every way of sharing: roles that can be shared first, those held alone with whoever is left."""

    def __init__(self, demands: Sequence[Demand], gone: Set[str]) -> None:
        self.demands = demands
        self.gone = gone
        self.alone = [index for index, demand in enumerate(demands) if demand.alone]
        self.wanted = {who for index in self.alone for who in demands[index].candidates}
        self.able = [[who for who in demand.candidates if who not in gone] for demand in demands]
        self.shared = sorted((i for i, one in enumerate(demands) if not one.alone), key=lambda i: len(self.able[i]))
        self.holds: dict[str, list[int]] = {}
        self.failed: set[tuple[int, frozenset[tuple[str, tuple[int, ...]]]]] = set()
        self.tried = 0

    def run(self) -> Matching | None:
        if any(len(able) < demand.count for able, demand in zip(self.able, self.demands, strict=True)):
            return None
        if not match([self.demands[index] for index in self.alone], self.gone).is_full:
            return None  # sharing frees people for the roles that are held alone, and finds nobody new for them
        return self._fill(0)

    def _fill(self, depth: int) -> Matching | None:
        if depth == len(self.shared):
            return self._rest()
        mark = (depth, frozenset((who, tuple(held)) for who, held in self.holds.items()))
        if mark in self.failed:
            return None
        index = self.shared[depth]
        demand = self.demands[index]
        able = [
            who
            for who in self.able[index]
            if all(self.demands[held].goes_with(demand) for held in self.holds.get(who, ()))
        ]
        # Those whom no other role misses are tried first: the first way tried is then most often one that goes.
        able.sort(key=lambda who: (who not in self.holds, who in self.wanted))
        for chosen in combinations(able, max(demand.count, 0)):
            self.tried += 1
            if self.tried > MOST_TRIED:
                return None
            for who in chosen:
                self.holds.setdefault(who, []).append(index)
            found = self._fill(depth + 1)
            if found is not None:
                return found
            for who in chosen:
                self.holds[who].pop()
                if not self.holds[who]:
                    del self.holds[who]
        self.failed.add(mark)
        return None

    def _rest(self) -> Matching | None:
        """Fill the roles that are held alone with those who have none."""
        left = match([self.demands[index] for index in self.alone], self.gone | self.holds.keys())
        if not left.is_full:
            return None
        found = Matching(self.demands, self.gone, [[] for _ in self.demands])
        for who, held in self.holds.items():
            for index in held:
                _give(found, index, who)
        for position, index in enumerate(self.alone):
            for who in left.chosen[position]:
                _give(found, index, who)
        return found
