"""What would close a gap: somebody to name, or a longer way to allow, each as edits of the plan's text.

Who could be named is found by matching; whatever is proposed has been tried: the changed text is read, and on its plan
the gap is gone and no other has come. Where naming somebody is of no use, it is said what would be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from roles.coverage import Coverage, Gap
from roles.edit import Edit, EditError, edit
from roles.mend_edit import deputy_edits, reach_edits
from roles.mend_try import Deficit, Extra, reaches
from roles.mend_words import add_words, else_words, reach_words
from roles.plan import Listed, Nearest, Plan
from roles.presence import Stretch, stretches
from roles.proof import Prover, Shortage
from roles.sentence import Sentence

MOST_MENDS: Final = 3
"""Proposals for one gap."""

MOST_WORK: Final = 40_000
"""Matchings that are tried at most for all gaps together: a few seconds."""

_READING: Final = 3  # so many characters are read again, edited and checked in the time of one matching
_MOST_SETS: Final = 300
_PAIRED: Final = 4  # so many of the best by themselves are tried together with somebody else
_MOST_NAMED: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Mend:
    """One proposal: the words, and the edits that do it; without edits it takes more than a change of the plan."""

    words: Sentence
    edits: tuple[Edit, ...] = ()


@dataclass(slots=True)
class Mender:
    """Looks for what closes the gaps of one plan; the work for all of them together is bounded.

    `reload` reads a changed text as the plan was read, and answers None when it has errors.
    """

    plan: Plan
    text: str
    found: Coverage
    reload: Callable[[str], Plan | None]
    language: str = "en"
    most_work: int = MOST_WORK
    _work: int = 0
    _changed: dict[tuple[str, ...], Prover | None] = field(default_factory=dict)
    _stretches: tuple[Stretch, ...] = ()
    _before: dict[frozenset[str], tuple[Shortage, ...] | None] = field(default_factory=dict)
    _prover: Prover | None = None

    def mends(self, gap: Gap) -> tuple[Mend, ...]:
        """Return up to three proposals that close a gap, the best first; or one that says what else would."""
        sets = self._sets(gap)
        kept: list[Mend] = []
        if len(sets) <= _MOST_SETS and gap.role in self.plan.roles:
            for mend in self._candidates(gap, sets):
                # Once half of the work is done each gap gets one proposal, so that the last ones get any.
                if len(kept) == MOST_MENDS or self._is_spent or (kept and self._work > self.most_work // 2):
                    break
                if mend not in kept and self._closes(gap, sets, mend):
                    kept.append(mend)
        return tuple(kept) or (Mend(words=else_words(self.plan, gap, sets, self.language, is_spent=self._is_spent)),)

    @property
    def _is_spent(self) -> bool:
        return self._work > self.most_work

    def _sets(self, gap: Gap) -> tuple[frozenset[str], ...]:
        """Return who is there in the gap: each set of people once, without whoever is away."""
        if not self._stretches:
            self._stretches = tuple(stretches(self.plan, self.found.start_at, self.found.until_at))
        away = frozenset([gap.away] if gap.away else [])
        found: dict[frozenset[str], None] = {}
        periods, at = gap.periods, 0
        for one in self._stretches:
            while at < len(periods) and periods[at].until_at <= one.start_at:
                at += 1
            if at < len(periods) and periods[at].start_at < one.until_at:
                found[one.present - away] = None
        return tuple(found)

    def _candidates(self, gap: Gap, sets: Sequence[frozenset[str]]) -> Iterator[Mend]:
        """Yield what closes the gap by matching: one more name for the role, several, one for another role, a way."""
        deficit = Deficit(self.plan, gap, sets, self.most_work - self._work)
        self._work += deficit.work
        others = [role.id for role in deficit.roles if role.id != gap.role and isinstance(role.holders, Listed)]
        if isinstance(self.plan.roles[gap.role].holders, Listed):
            yield from self._naming(deficit, gap.role, gap)
        else:
            yield from self._walking_farther(deficit, gap)
        for role in others:
            yield from self._naming(deficit, role, gap)

    def _naming(self, deficit: Deficit, role: str, gap: Gap) -> Iterator[Mend]:
        could = deficit.candidates(role)
        single: dict[str, int] = {}
        for who in could:
            single[who] = self._left(deficit, ((role, who),))
            if single[who] == 0:
                yield self._deputies(role, (who,))
        if role != gap.role or 0 in single.values():
            return
        helping = sorted((who for who in could if 0 < single[who] < deficit.whole), key=lambda who: single[who])
        for first in helping[:_PAIRED]:
            yield from self._together(deficit, role, first, helping)

    def _together(self, deficit: Deficit, role: str, first: str, helping: Sequence[str]) -> Iterator[Mend]:
        """Add to somebody who helps whoever helps most beside her, until the gap is closed."""
        names: tuple[str, ...] = (first,)
        while len(names) < _MOST_NAMED and not self._is_spent:
            left = {
                who: self._left(deficit, tuple((role, one) for one in (*names, who)))
                for who in helping
                if who not in names
            }
            best = min(left, key=lambda who: left[who], default=None)
            if best is None:
                return
            names = (*names, best)
            if left[best] == 0:
                in_order = tuple(who for who in self.plan.people if who in names)
                yield self._deputies(role, in_order)
                return

    def _left(self, deficit: Deficit, extra: Extra) -> int:
        if self._is_spent:
            return deficit.whole
        before = deficit.work
        left = deficit.with_extra(extra, before + self.most_work - self._work)
        self._work += deficit.work - before
        return left

    def _deputies(self, role: str, who: tuple[str, ...]) -> Mend:
        return Mend(
            words=add_words(self.plan, role, who, self.language),
            edits=deputy_edits(self.plan, self.text, role, who),
        )

    def _walking_farther(self, deficit: Deficit, gap: Gap) -> Iterator[Mend]:
        role = self.plan.roles[gap.role]
        if not isinstance(role.holders, Nearest):
            return
        for limit in reaches(self.plan, gap, deficit.people):
            if self._is_spent:
                return
            before = deficit.work
            left = deficit.with_reach(gap.role, limit, before + self.most_work - self._work)
            self._work += deficit.work - before
            if left == 0:
                yield Mend(
                    words=reach_words(self.plan, gap.role, limit, self.language),
                    edits=reach_edits(self.text, role, limit),
                )
                return

    def _closes(self, gap: Gap, sets: Sequence[frozenset[str]], mend: Mend) -> bool:
        """Try a proposal: the changed text can be used, on its plan the gap is gone, and no other has come."""
        prover = self._prover_of(mend.edits)
        if prover is None:
            return False
        tried = prover.tried
        for present in sets:
            before, after = self._shortages(present), prover.shortages(present)
            if before is None or after is None:
                return False
            if any(_is_in(one, gap) or not _was_there(one, before) for one in after):
                return False
        self._work += prover.tried - tried
        return True

    def _prover_of(self, edits: tuple[Edit, ...]) -> Prover | None:
        """Return what proves the plan that edits make; None when they cannot be made, or make a plan with errors."""
        key = tuple(map(repr, edits))
        if key not in self._changed:
            self._work += len(self.text) // _READING
            try:
                plan = self.reload(edit(self.text, *edits))
            except EditError:
                plan = None
            self._changed[key] = None if plan is None else Prover(plan)
        return self._changed[key]

    def _shortages(self, present: frozenset[str]) -> tuple[Shortage, ...] | None:
        if self._prover is None:
            self._prover = Prover(self.plan)
        if present not in self._before:
            self._before[present] = self._prover.shortages(present)
        return self._before[present]


def _is_in(one: Shortage, gap: Gap) -> bool:
    """Tell whether a shortage is the gap, or a part of it."""
    return (
        (one.kind, one.step, one.role) == (gap.kind, gap.step, gap.role)
        and (not gap.zones or bool(set(one.zones) & set(gap.zones)))
        and (not one.pressers or not gap.pressers or bool(set(one.pressers) & set(gap.pressers)))
    )


def _was_there(one: Shortage, before: Sequence[Shortage]) -> bool:
    """Tell whether all of a shortage was there before the change."""
    same = [was for was in before if (was.kind, was.step, was.role) == (one.kind, one.step, one.role)]
    return all(
        any(
            zone in was.zones and was.missing >= one.missing and (not was.pressers or presser in was.pressers)
            for was in same
        )
        for zone in one.zones
        for presser in one.pressers or (None,)
    )
