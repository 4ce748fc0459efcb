"""Whether a plan holds for one set of people: every step, every zone, every presser, and anybody else away.

Nothing is tried that cannot matter: whoever presses or is away is missed only where the matching has given her a role.
So one matching that holds proves all pressers it does not need, and each that it needs is taken out once. Zones with
the same people in reach of each role are one and the same question.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

from roles.demand import count_of, demand_of, goes, in_reach, limit_of, named_in, turn_of
from roles.everybody import role_of
from roles.level import CALM
from roles.matching import Matching, match
from roles.plan import All, Nearest, Plan, Role
from roles.reach import cut_off, reached_only_by
from roles.zones import Candidate, walks

MOST_TRIED: Final = 1_000_000
"""Matchings that are tried at most, some ten seconds of work; sixty people over a year take a tenth of it."""

LARGEST_PROVEN: Final = 250_000
"""Pairs of zone and person; sixty people and forty zones make 2,400. No office comes near it."""

_CHEAP: Final = 50  # so many looks at somebody take about as long as one matching


class Cause(NamedTuple):
    """One reason why a role stays short: a code of `roles.gaps.CAUSES` and what its words name."""

    code: str
    args: tuple[tuple[str, str | int], ...] = ()


class Shortage(NamedTuple):
    """A role that stays short: in which step, by how many, who presses where (no presser: whoever), who is away."""

    kind: str
    step: int
    role: str
    missing: int
    needed: int
    pressers: tuple[str, ...]
    away: str | None
    zones: tuple[str | None, ...]
    because: tuple[Cause, ...]


class _Case(NamedTuple):
    """One step: the roles that have to be filled at once, in their turn; `everybody` is one that all hold, if any."""

    kind: str
    step: int
    roles: tuple[Role, ...]
    everybody: Role | None


class _Short(NamedTuple):
    role: str
    needed: int
    missing: int
    presser: str | None
    away: str | None
    because: tuple[Cause, ...]


_Key = tuple[str | None, str | None, str | None, str]
"""Zone, presser, who is away, role."""


@dataclass(slots=True)
class Prover:
    """What a plan asks of the people there; keeps what has been worked out, since sets of people come again."""

    plan: Plan
    without_one: bool = False
    most_tried: int = MOST_TRIED
    down: frozenset[str] = frozenset()
    tried: int = 0
    farthest: dict[str, tuple[timedelta, str]] = field(default_factory=dict)
    _cut_off: frozenset[str] = frozenset()
    _cases: tuple[_Case, ...] = ()
    _able: dict[tuple[int, str | None], list[tuple[tuple[str, ...], frozenset[str]]]] = field(default_factory=dict)
    _known: dict[tuple[object, ...], tuple[_Short, ...]] = field(default_factory=dict)
    _walked: set[tuple[object, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._cases = tuple(_cases(self.plan))
        self._cut_off = cut_off(self.plan, self.down)

    @property
    def zones(self) -> Sequence[str | None]:
        """Return the places a press can come from; a plan without zones has one, which nobody knows."""
        return tuple(self.plan.zones) or (None,)

    def shortages(self, present: frozenset[str]) -> tuple[Shortage, ...] | None:
        """Return what stays short when exactly these people are there; None when that would take too much work."""
        if len(self.zones) * max(len(self.plan.people), 1) > LARGEST_PROVEN:
            return None
        there = (present | frozenset(self.plan.contacts)) - self._cut_off
        found: dict[_Key, tuple[_Case, _Short]] = {}
        for index, case in enumerate(self._cases):
            alone = tuple(_nobody_else(case, present & self.plan.people.keys(), without_one=self.without_one))
            for zone in self.zones:
                if self.tried > self.most_tried:
                    return None
                for short in (*self._short(index, zone, there), *alone):
                    key = (zone, short.presser, short.away, short.role)
                    if key not in found or found[key][1].missing < short.missing:
                        found[key] = (case, short)
        return _gathered(found)

    def _short(self, index: int, zone: str | None, there: frozenset[str]) -> tuple[_Short, ...]:
        able = self._reach(index, zone)
        sets = [there & who for _, who in able]
        mark = (index, *sets)
        if zone is not None and (zone, mark) not in self._walked:
            self._walked.add((zone, mark))
            base = self._match(index, zone, sets)
            self._measure(zone, base)
        if mark not in self._known:
            self._known[mark] = tuple(self._work_out(index, sets, self._match(index, zone, sets)))
        return self._known[mark]

    def _reach(self, index: int, zone: str | None) -> list[tuple[tuple[str, ...], frozenset[str]]]:
        """Return for each role of a case who could hold it at a press in a zone, first wish first, and as a set."""
        known = self._able.get((index, zone))
        if known is None:
            near: Sequence[Candidate] = (
                walks(self.plan).nearest_first(zone)
                if zone is not None
                else [Candidate(person=one, walk=None) for one in self.plan.people.values()]
            )
            roles = self._cases[index].roles
            able = [in_reach(self.plan, role, near, is_placed=zone is not None) for role in roles]
            self.tried += len(roles) * len(near) // _CHEAP
            known = self._able[index, zone] = [(one, frozenset(one)) for one in able]
        return known

    def _match(self, index: int, zone: str | None, sets: Sequence[frozenset[str]]) -> Matching:
        able = self._reach(index, zone)
        return self._count(
            match(
                [
                    demand_of(role, [who for who in wish if who in there])
                    for role, (wish, _), there in zip(self._cases[index].roles, able, sets, strict=True)
                ]
            )
        )

    def _count(self, found: Matching) -> Matching:
        self.tried += found.work
        return found

    def _measure(self, zone: str, base: Matching) -> None:
        """Note the longest walk to a zone that anybody called to go in may have, whoever presses."""
        times = walks(self.plan).from_zone(zone)
        for found in (base, *(self._count(base.without(who)) for who in self._people(base))):
            for demand, chosen in zip(found.demands, found.chosen, strict=True):
                for who in chosen if demand.alone else ():
                    person = self.plan.people.get(who)
                    walk = times.get(person.home or "") if person else None
                    if walk is not None and (zone not in self.farthest or walk > self.farthest[zone][0]):
                        self.farthest[zone] = (walk, who)

    def _work_out(self, index: int, sets: Sequence[frozenset[str]], base: Matching) -> Iterator[_Short]:
        yield from self._told(index, sets, base, {})
        short = dict(base.missing())
        alone: dict[str, Matching] = {}
        for who in self._people(base):
            found = self._count(base.without(who))
            told = tuple(self._told(index, sets, found, short, presser=who))
            yield from told
            if self.without_one and told:
                yield from (one._replace(presser=None, away=who) for one in told)
            if not told:
                alone[who] = found
        if self.without_one:
            yield from self._without_two(index, sets, base, alone)

    def _without_two(
        self, index: int, sets: Sequence[frozenset[str]], base: Matching, alone: Mapping[str, Matching]
    ) -> Iterator[_Short]:
        """Yield what stays short when one is away and another presses, though either alone could be missed."""
        short = dict(base.missing())
        done: set[str] = set()
        for who, found in alone.items():
            done.add(who)
            for other in self._people(found):
                if other in done or (other in base.holds and other not in alone):
                    continue
                rest = self._count(found.without(other))
                yield from self._told(index, sets, rest, short, presser=who, away=other)
                yield from self._told(index, sets, rest, short, presser=other, away=who)

    def _told(
        self,
        index: int,
        sets: Sequence[frozenset[str]],
        found: Matching,
        short: Mapping[int, int],
        *,
        presser: str | None = None,
        away: str | None = None,
    ) -> Iterator[_Short]:
        """Yield what is short in a matching beyond what is short anyway."""
        missing = dict(found.missing())
        if sum(missing.values()) <= sum(short.values()):
            return
        for position, count in missing.items():
            if count > short.get(position, 0):
                role = self._cases[index].roles[position]
                because = tuple(self._causes(role, sets[position], found, position))
                if not found.is_sure:
                    because = (*because, Cause("not_every_way_tried"))
                yield _Short(role.id, count_of(role), count, presser, away, because)

    def _causes(self, role: Role, there: frozenset[str], found: Matching, position: int) -> Iterator[Cause]:
        plan = self.plan
        left = [who for who in there if who not in found.gone]
        busy = [who for who in left if who in found.holds and who not in found.chosen[position]]
        if isinstance(role.holders, Nearest):
            limit = limit_of(role)
            count = ("count", len(left))
            trained = "_trained" if role.holders.training else ""
            if limit is None or not plan.zones:
                yield Cause(f"only_so_many{trained}", (count,))
            else:
                yield Cause(f"only_so_many_near{trained}", (count, ("seconds", int(limit.total_seconds()))))
            if busy:
                yield Cause("in_other_roles", (("count", len(busy)),))
            return
        named = named_in(plan, role)
        told = 0
        for who in named:
            if who in found.gone or who in found.chosen[position]:
                continue
            told += 1
            person = ("person", who)
            if not goes(plan, role, who):
                yield Cause("does_not_go_in", (person,))
            elif who in self._cut_off:
                yield Cause("route_down", (person, ("ways", " ".join(reached_only_by(plan, who)))))
            elif who not in there:
                yield Cause("off_duty", (person,))
            elif who in found.holds:
                yield Cause("has_role", (person, ("role", found.demands[found.holds[who][0]].role)))
            else:
                told -= 1
        if not told:
            yield Cause("nobody_else_named" if named else "nobody_named")

    def _people(self, found: Matching) -> list[str]:
        return [who for who in found.holds if who in self.plan.people]


def _cases(plan: Plan) -> Iterator[_Case]:
    """Yield what has to be filled at once; steps that call the same roles are one case, told as the first of them.

    Closing the office is none: it is begun by whoever is there, and asks whoever is there.
    """
    seen: set[frozenset[str]] = set()
    for response in (one for one in plan.responses.values() if one.kind not in CALM):
        for number, step in enumerate(response.steps, start=1):
            roles = [role for id_ in dict.fromkeys(step.call) if (role := role_of(plan, id_)) is not None]
            ids = frozenset(role.id for role in roles)
            if ids and ids not in seen:
                seen.add(ids)
                filled = sorted((role for role in roles if not isinstance(role.holders, All)), key=turn_of)
                held_by_all = next((role for role in roles if isinstance(role.holders, All)), None)
                yield _Case(response.kind, number, tuple(filled), held_by_all)


def _nobody_else(case: _Case, people: frozenset[str], *, without_one: bool) -> Iterator[_Short]:
    """Yield that there is nobody to call for a role that everybody holds."""
    if case.everybody is None or len(people) > 2:
        return
    short = _Short(case.everybody.id, 1, 1, None, None, (Cause("nobody_else_there"),))
    if not people:
        yield short
    elif len(people) == 1:
        (who,) = people
        yield short._replace(presser=who)
        if without_one:
            yield short._replace(away=who)
    elif without_one:
        one, other = sorted(people)
        yield short._replace(presser=one, away=other)
        yield short._replace(presser=other, away=one)


def _gathered(found: Mapping[_Key, tuple[_Case, _Short]]) -> tuple[Shortage, ...]:
    """Return what is short with the zones, and then the pressers, for which the same is to be said.

    What is short whoever presses, or with nobody away, is not told again for one presser or one who is away.
    """
    zones: dict[tuple[_Short, str, int], list[str | None]] = {}
    for (zone, presser, away, role), (case, short) in found.items():
        wider = {(zone, None, away, role), (zone, presser, None, role), (zone, None, None, role)}
        wider.discard((zone, presser, away, role))
        if not any(key in found and found[key][1].missing >= short.missing for key in wider):
            zones.setdefault((short, case.kind, case.step), []).append(zone)
    pressers: dict[Shortage, list[str]] = {}
    for (short, kind, step), where in zones.items():
        told = Shortage(
            kind, step, short.role, short.missing, short.needed, (), short.away, tuple(where), short.because
        )
        pressers.setdefault(told, []).extend([short.presser] if short.presser else [])
    return tuple(told._replace(pressers=tuple(who)) for told, who in pressers.items())
