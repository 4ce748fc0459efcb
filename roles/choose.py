"""How one question is answered: who could hold each role, who gets it, and why.

The matching fills the roles with those who are free and near, if that is possible for all of them; else with whoever is
willing: those farther away, and those who were called before. Somebody engaged in another alarm or who has declined is
called only rather than nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

from roles.demand import can_hold, count_of, demand_of, in_reach
from roles.matching import Demand, match
from roles.plan import Listed, Nearest, Plan, Role
from roles.presence import off_duty
from roles.question import Question, Standing
from roles.roster import Reason, Unfilled
from roles.turn import Turn, Turns
from roles.zones import Candidate, walks

_NOBODY_ELSE: Final = {
    Standing.CALLED: Reason(code="called_again"),
    Standing.ENGAGED: Reason(code="engaged_but_nobody_else"),
    Standing.DECLINED: Reason(code="declined_but_nobody_else"),
    Standing.OFF_DUTY: Reason(code="off_duty_but_nobody_else"),
}
_STANDS_IN: Final = {
    Standing.GONE: "deputy_for_absent",
    Standing.OFF_DUTY: "deputy_for_off_duty",
    Standing.DECLINED: "deputy_for_declined",
    Standing.ENGAGED: "deputy_for_engaged",
    Standing.CALLED: "deputy_for_called",
}
_EVERYBODY: Final = Reason(code="everybody")
_PLACE_NOT_KNOWN: Final = Reason(code="no_zone_known")
_NO_WAY_KNOWN: Final = Reason(code="no_way_known")
_HOME_ZONE: Final = Reason(code="home_zone")
_HOLDER: Final = Reason(code="holder")
_DEPUTY: Final = Reason(code="deputy")
_SECOND_ROLE: Final = Reason(code="second_role")


class Choice(NamedTuple):
    """Somebody chosen for a role, and why."""

    role: Role
    who: str
    reason: Reason


@dataclass(slots=True)
class Chooser:
    """What is known while one question is answered: everybody in order of nearness, and who has a role by now.

    `busy` are all who are not free or not to be called, `matched` are those whom the matching gave each
    role, `held` all of these; `taken` are those who have been given theirs so far.
    """

    plan: Plan
    question: Question
    candidates: Sequence[Candidate] = ()
    walk: Mapping[str, timedelta | None] = field(default_factory=dict)
    off_duty: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()
    matched: dict[str, list[str]] = field(default_factory=dict)
    held: dict[str, list[Role]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def match(self, turns: Turns) -> None:
        """Find out who can have which of the roles that are held by name or by place, in the order of their turn."""
        found = match(self._wanted(turns), self.busy)
        if not found.is_full:
            found = match([self._willing(turn) for turn in turns.matched])
        for index, turn in enumerate(turns.matched):
            chosen = self.matched[turn.role.id] = found.in_order(index)
            for who in chosen:
                self.held.setdefault(who, []).append(turn.role)

    def by_place(self, turn: Turn, holders: Nearest) -> tuple[list[Choice], Unfilled | None]:
        """Give a role to those who have the shortest way, or else to its deputies."""
        role = turn.role
        chosen = self.matched[role.id] or self._rather_than_nobody(
            [*(one.person.id for one in self.candidates), *role.deputies], role
        )
        choices = [self._choice(role, who, self._nearness(who, holders.within)) for who in chosen]
        return choices, _unfilled(role, turn.needed, len(chosen))

    def by_name(self, turn: Turn, holders: Listed) -> tuple[list[Choice], Unfilled | None]:
        """Give a role to those the plan names, or else to their deputies."""
        role, named, needed = turn
        chosen = self.matched[role.id]
        if len(chosen) < needed:
            chosen = [*chosen, *self._doubled(role, named)][:needed]
        chosen = chosen or self._rather_than_nobody(named, role)
        replaced = (who for who in holders.ids if who not in chosen)
        choices = [
            self._choice(role, who, self._entitlement(role, who, who in holders.ids, replaced)) for who in chosen
        ]
        unfilled = _unfilled(role, needed, len(chosen))
        if unfilled and any(self.standing_of(who) < Standing.OFF_DUTY for who in named if not self._is_callable(who)):
            unfilled = Unfilled(role=role.id, missing=unfilled.missing, reason=Reason(code="outside_not_called"))
        return choices, unfilled

    def everybody(
        self, role: Role, reason: Reason = _EVERYBODY, *, off_duty_too: bool = False
    ) -> tuple[list[Choice], Unfilled | None]:
        """Give a role to everybody who has none yet; those called before are called again."""
        others = [one.person.id for one in self.candidates if one.person.id not in self.taken]
        chosen = {who for who in others if self.standing_of(who) < Standing.ENGAGED}
        last = [Standing.ENGAGED, Standing.DECLINED, *([Standing.OFF_DUTY] if off_duty_too else [])]
        for standing in last:
            chosen = chosen or {who for who in others if self.standing_of(who) is standing}
        nearest_first = [who for who in others if who in chosen]
        self.taken |= chosen
        is_off = bool(chosen) and all(self.standing_of(who) is Standing.OFF_DUTY for who in chosen)
        reason = _NOBODY_ELSE[Standing.OFF_DUTY] if is_off else reason
        return [Choice(role, who, reason) for who in nearest_first], _unfilled(role, count_of(role), len(chosen))

    def standing_of(self, who: str) -> Standing:
        """Return how a person or contact stands; whoever is off duty is there only when that was said today."""
        standing = self.question.standing_of(who)
        return max(standing, Standing.OFF_DUTY) if who in self.off_duty else standing

    def _wanted(self, turns: Turns) -> Sequence[Demand]:
        """Return what the roles ask for as the plan wants it: by those who are near enough, be they free or not."""
        zone, is_placed = self.question.zone, self._is_placed
        if zone is not None and is_placed and not self.question.here:
            return turns.at(self.plan, zone, self.candidates)
        roles = [turn.role for turn in turns.matched]
        return [demand_of(one, in_reach(self.plan, one, self.candidates, is_placed=is_placed)) for one in roles]

    def _willing(self, turn: Turn) -> Demand:
        """Return what a role asks for by all who can be called without taking them from another alarm."""
        by_standing: dict[Standing, list[str]] = {Standing.FREE: [], Standing.CALLED: []}
        for who in self._possible(turn):
            standing = self.standing_of(who)
            if standing in by_standing:
                by_standing[standing].append(who)
        return demand_of(turn.role, by_standing[Standing.FREE] + by_standing[Standing.CALLED])

    def _possible(self, turn: Turn) -> list[str]:
        """Return who goes in if the role does and is trained for it, first wish first, however far away."""
        role, named = turn.role, turn.named
        if isinstance(role.holders, Nearest):
            named = tuple(dict.fromkeys([*(one.person.id for one in self.candidates), *named]))
        return [who for who in named if self._is_callable(who) and can_hold(self.plan, role, who)]

    def _doubled(self, role: Role, named: Iterable[str]) -> list[str]:
        """Return who else could do a role beside the one she has by name, where nobody is left who has none."""
        if role.goes_in:
            return []
        return [who for who in named if self._is_callable(who) and self._can_double(role, who)]

    def _can_double(self, role: Role, who: str) -> bool:
        held = self.held.get(who, ())
        return (
            bool(held)
            and self.standing_of(who) < Standing.ENGAGED
            and all(
                isinstance(other.holders, Listed)
                and other.id != role.id
                and other.id not in role.not_with
                and role.id not in other.not_with
                for other in held
            )
        )

    def _rather_than_nobody(self, names: Iterable[str], role: Role) -> list[str]:
        """Return up to as many as a role needs of those engaged elsewhere, or else of those who declined."""
        able = [who for who in dict.fromkeys(names) if self._is_callable(who) and can_hold(self.plan, role, who)]
        for standing in (Standing.ENGAGED, Standing.DECLINED):
            found = [who for who in able if who not in self.taken and self.standing_of(who) is standing]
            if found:
                return found[: count_of(role)]
        return []

    def _is_callable(self, who: str) -> bool:
        is_known = who in self.plan.people or who in self.plan.contacts
        return is_known and self.question.may_call(self.plan, who)

    def _nearness(self, who: str, within: timedelta | None) -> Reason:
        if who not in self.plan.people:
            return _DEPUTY
        walk = self.walk.get(who)
        if walk is None:
            return _NO_WAY_KNOWN if self._is_placed else _PLACE_NOT_KNOWN
        if within is not None and walk > within:
            args: dict[str, str | int] = {"seconds": int(walk.total_seconds()), "within": int(within.total_seconds())}
            return Reason(code="nearest_beyond", args=args)
        return Reason(code="nearest", args={"seconds": int(walk.total_seconds())}) if walk else _HOME_ZONE

    @property
    def _is_placed(self) -> bool:
        return self.question.zone in self.plan.zones

    def _entitlement(self, role: Role, who: str, is_holder: bool, replaced: Iterable[str]) -> Reason:
        """Say why a named one was chosen; each deputy stands in for the next holder who was not."""
        if who in self.taken:
            return _SECOND_ROLE
        if is_holder:
            return _HOLDER
        holder = next(iter(replaced), None)
        if holder is None or (holder not in self.plan.people and holder not in self.plan.contacts):
            return _DEPUTY
        if self.question.has_pressed(holder):
            return Reason(code="deputy_for_presser", args={"person": holder})
        standing = self.standing_of(holder)
        if standing in _STANDS_IN:
            return Reason(code=_STANDS_IN[standing], args={"person": holder})
        return Reason(code="deputy_for_occupied", args={"person": holder}) if holder in self.held else _DEPUTY

    def _choice(self, role: Role, who: str, reason: Reason) -> Choice:
        """Give somebody a role; that she was the last to be asked says more than why she could be."""
        self.taken.add(who)
        if who in self.busy:
            reason = _NOBODY_ELSE.get(self.standing_of(who), reason)
        return Choice(role, who, reason)


def chooser(plan: Plan, question: Question) -> Chooser:
    """Return what answering a question about a plan starts from."""
    absent = (off_duty(plan, question.at) | question.left) - question.here
    presser = () if question.presser is None else (question.presser,)
    busy = absent.union(
        question.absent, question.declined, question.engaged, question.already, question.pressers, presser
    )
    if question.reach_limit != "outside":
        busy = busy.union(who for who in plan.contacts if not question.may_call(plan, who))
    if question.zone is None or question.zone not in plan.zones:
        in_order = tuple(Candidate(person=one, walk=None) for one in plan.people.values())
        return Chooser(plan, question, in_order, off_duty=absent, busy=busy)
    near: Sequence[Candidate] = walks(plan).nearest_first(question.zone)
    walk = walks(plan).walk_to(question.zone)
    if question.here:
        # Between equal ways, somebody confirmed to be here goes before somebody who should be.
        near = sorted(near, key=lambda one: (one.walk is None, one.walk, one.person.id not in question.here))
    return Chooser(plan, question, near, walk, absent, busy)


def _unfilled(role: Role, needed: int, found: int) -> Unfilled | None:
    if found >= needed:
        return None
    args = {"found": found, "needed": needed}
    reason = Reason(code="too_few", args=args) if found else Reason(code="nobody_left")
    return Unfilled(role=role.id, missing=needed - found, reason=reason)
