"""How one role is filled: by place, by name, or with everybody.

Each way puts the possible names in order and lets `_pick` take from it. Those who are free come first, then those who
were called before; somebody engaged in another alarm or who has declined is called only rather than nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

from roles.plan import Listed, Nearest, Plan, Role
from roles.question import Question, Standing
from roles.roster import Reason, Unfilled
from roles.zones import Candidate, walks

_NOBODY_ELSE: Final = {
    Standing.CALLED: Reason(code="called_again"),
    Standing.ENGAGED: Reason(code="engaged_but_nobody_else"),
    Standing.DECLINED: Reason(code="declined_but_nobody_else"),
}
_STANDS_IN: Final = {
    Standing.GONE: "deputy_for_absent",
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

LEAST_TO_GO_IN: Final = 2
"""Nobody goes in alone: so many are called at least to a role that goes in and is filled by place."""


class Choice(NamedTuple):
    """Somebody chosen for a role, and why."""

    role: Role
    who: str
    reason: Reason


@dataclass(slots=True)
class Chooser:
    """What is known while one question is answered: everybody in order of nearness, and who has a role by now."""

    plan: Plan
    question: Question
    candidates: Sequence[Candidate] = ()
    walk: Mapping[str, timedelta | None] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def by_place(self, role: Role, holders: Nearest) -> tuple[list[Choice], Unfilled | None]:
        """Fill a role with those who have the shortest way; then with its deputies."""
        needed = max(role.needed, LEAST_TO_GO_IN if role.goes_in else 1)
        possible = [one for one in self.candidates if self._is_possible(role, one.person.id)]
        within = [one.person.id for one in possible if _is_within(one, holders.within)]
        beyond = [one.person.id for one in possible if not _is_within(one, holders.within)]
        deputies = [who for who in role.deputies if self._is_possible(role, who) and self._is_callable(who)]
        chosen = self._pick([*within, *beyond, *deputies], needed)
        near = {*within, *beyond}
        choices = [
            self._choice(role, who, self._nearness(who, holders.within) if who in near else _DEPUTY) for who in chosen
        ]
        return choices, _unfilled(role, needed, len(chosen))

    def by_name(self, role: Role, holders: Listed) -> tuple[list[Choice], Unfilled | None]:
        """Fill a role with those the plan names, in its order; then with their deputies."""
        named = [who for who in dict.fromkeys([*holders.ids, *role.deputies]) if self._is_known(who)]
        allowed = [who for who in named if self._is_callable(who)]
        # One person can telephone for two roles; nobody can go in and do something else.
        doubled = [] if role.goes_in else [who for who in allowed if who in self.taken]
        chosen = self._pick([who for who in allowed if self._is_possible(role, who)], role.needed, doubled)
        replaced = iter([who for who in holders.ids if who not in chosen])
        choices = [
            self._choice(role, who, self._entitlement(role, who, who in holders.ids, replaced)) for who in chosen
        ]
        unfilled = _unfilled(role, role.needed, len(chosen))
        if unfilled and any(self.question.standing_of(who) < Standing.GONE for who in named if who not in allowed):
            unfilled = Unfilled(role=role.id, missing=unfilled.missing, reason=Reason(code="outside_not_called"))
        return choices, unfilled

    def everybody(self, role: Role, reason: Reason = _EVERYBODY) -> tuple[list[Choice], Unfilled | None]:
        """Give a role to everybody who has none yet; those called before are called again."""
        others = [one.person.id for one in self.candidates if one.person.id not in self.taken]
        chosen = set(self._pick(others, len(others)))
        nearest_first = [who for who in others if who in chosen]
        self.taken |= chosen
        return [Choice(role, who, reason) for who in nearest_first], _unfilled(role, 1, len(chosen))

    def _pick(self, names: Iterable[str], count: int, doubled: Iterable[str] = ()) -> list[str]:
        """Return up to so many names: the free, those called before, those with another role; others only if none."""
        by_standing: dict[Standing, list[str]] = {standing: [] for standing in Standing}
        for who in dict.fromkeys(names):
            by_standing[self.question.standing_of(who)].append(who)
        willing = by_standing[Standing.FREE] + by_standing[Standing.CALLED]
        willing += [who for who in doubled if self.question.standing_of(who) < Standing.ENGAGED]
        return (willing or by_standing[Standing.ENGAGED] or by_standing[Standing.DECLINED])[: max(count, 1)]

    def _is_known(self, who: str) -> bool:
        return who in self.plan.people or who in self.plan.contacts

    def _is_callable(self, who: str) -> bool:
        return self._is_known(who) and self.question.may_call(self.plan, who)

    def _is_possible(self, role: Role, who: str) -> bool:
        """Tell whether somebody is without a role so far and goes in, if the role does."""
        person = self.plan.people.get(who)
        return who not in self.taken and (person is None or person.goes_in or not role.goes_in)

    def _nearness(self, who: str, within: timedelta | None) -> Reason:
        walk = self.walk.get(who)
        if walk is None:
            return _NO_WAY_KNOWN if self._is_zone_known else _PLACE_NOT_KNOWN
        if within is not None and walk > within:
            args: dict[str, str | int] = {"seconds": int(walk.total_seconds()), "within": int(within.total_seconds())}
            return Reason(code="nearest_beyond", args=args)
        return Reason(code="nearest", args={"seconds": int(walk.total_seconds())}) if walk else _HOME_ZONE

    @property
    def _is_zone_known(self) -> bool:
        return self.question.zone in self.plan.zones

    def _entitlement(self, role: Role, who: str, is_holder: bool, replaced: Iterable[str]) -> Reason:
        """Say why a named one was chosen; each deputy stands in for the next holder who was not."""
        if who in self.taken:
            return _SECOND_ROLE
        if is_holder:
            return _HOLDER
        holder = next(iter(replaced), None)
        if holder is None or not self._is_known(holder):
            return _DEPUTY
        if holder == self.question.presser:
            return Reason(code="deputy_for_presser", args={"person": holder})
        standing = self.question.standing_of(holder)
        if standing in _STANDS_IN:
            return Reason(code=_STANDS_IN[standing], args={"person": holder})
        return Reason(code="deputy_for_occupied", args={"person": holder}) if holder in self.taken else _DEPUTY

    def _choice(self, role: Role, who: str, reason: Reason) -> Choice:
        """Give somebody a role; that she was the last to be asked says more than why she could be."""
        self.taken.add(who)
        return Choice(role, who, _NOBODY_ELSE.get(self.question.standing_of(who), reason))


def chooser(plan: Plan, question: Question) -> Chooser:
    """Return what answering a question about a plan starts from."""
    if question.zone is None or question.zone not in plan.zones:
        in_order = tuple(Candidate(person=one, walk=None) for one in plan.people.values())
        return Chooser(plan, question, in_order)
    near: Sequence[Candidate] = walks(plan).nearest_first(question.zone)
    walk = {one.person.id: one.walk for one in near}
    if question.here:
        # Between equal ways, somebody confirmed to be here goes before somebody who should be.
        near = sorted(near, key=lambda one: (one.walk is None, one.walk, one.person.id not in question.here))
    return Chooser(plan, question, near, walk)


def _is_within(candidate: Candidate, within: timedelta | None) -> bool:
    return within is None or (candidate.walk is not None and candidate.walk <= within)


def _unfilled(role: Role, needed: int, found: int) -> Unfilled | None:
    if found >= needed:
        return None
    args = {"found": found, "needed": needed}
    reason = Reason(code="too_few", args=args) if found else Reason(code="nobody_left")
    return Unfilled(role=role.id, missing=needed - found, reason=reason)
