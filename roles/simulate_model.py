"""A small model of an open alarm, for predictions: the same steps, calls and deadlines as the alarm's own decider.

The decider belongs to the service, which roles do not know. A test gives both the same plans and answers, and they
have to agree on every moment.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

from roles.contact import Reach
from roles.plan import Condition, Plan
from roles.presence import off_duty
from roles.question import Question
from roles.resolve import resolve
from roles.roster import Assignment, Position, Reason, Roster
from roles.simulate_lead import Leading
from roles.simulate_level import REPEAT, graver, is_other, response_for
from roles.simulate_police import Rule
from roles.simulate_run import Moment, Press, What

SHORTEST_REPEAT: Final = timedelta(seconds=1)
_NOTHING: Final = timedelta(0)
_ARRIVE_WITHIN: Final = timedelta(seconds=180)  # where the plan gives no time at all
_COMING: Final = ("accepted", "arrived")
_MOST_KNOWN: Final = 20_000


@dataclass(slots=True)
class Responder:
    """How somebody called stands; `accept_by` and `arrive_by` are until when an answer or the arrival is awaited."""

    state: Literal["called", "accepted", "arrived", "declined", "silent"]
    role: str
    reach: Reach
    arrive_within: timedelta
    accept_by: timedelta | None = None
    arrive_by: timedelta | None = None


@dataclass(slots=True)
class Rosters:
    """The answers to what was asked of a plan before: runs that begin alike ask alike."""

    plan: Plan
    known: dict[tuple[object, ...], Roster] = field(default_factory=dict)

    def resolve(
        self,
        press: Press,
        roles: tuple[str, ...],
        after: timedelta,
        already: frozenset[str] = frozenset(),
        declined: frozenset[str] = frozenset(),
    ) -> Roster:
        """Return who does what so long after a press."""
        if not roles:
            return Roster()
        at = press.later(after)
        key = (
            roles, press.zone, press.presser, already, declined, off_duty(self.plan, at),
            press.away, press.here, press.engaged, press.is_drill,
        )  # fmt: skip
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            found = self.known[key] = resolve(
                self.plan,
                Question(
                    at=at,
                    roles=roles,
                    zone=press.zone,
                    presser=press.presser,
                    absent=press.away,
                    here=press.here,
                    engaged=press.engaged,
                    already=already,
                    declined=declined,
                    reach_limit="staff" if press.is_drill else "outside",
                ),
            )
        return found


class Course:
    """One alarm while a run is predicted; `moments` is what has happened so far."""

    def __init__(self, rosters: Rosters, press: Press) -> None:
        """Begin before the press."""
        self._kind = press.kind
        self._response = response_for(rosters.plan, press.kind)
        self._rosters = rosters
        self._press = press
        self._is_acknowledged = False
        self._police = Rule(rosters.plan, press, self._response)
        self._lead = Leading(rosters.plan, press)
        self._uncounted: set[str] = set()
        self.responders: dict[str, Responder] = {}
        self.moments: list[Moment] = []
        self.calls: list[Assignment] = []
        """Calls and reminders since they were last taken away: what somebody may answer."""
        self.assignments: dict[str, Assignment] = {}
        self.step = 0
        self.step_at = _NOTHING
        self.rounds = 0

    @property
    def is_answered(self) -> bool:
        """Whether help is there as the plan asks for it; never before somebody is."""
        return self._count("arrived") > 0 and self._meets(self._response.done_when)

    def deadline(self) -> timedelta | None:
        """Return when the alarm has to be looked at again; None when nothing is awaited any more."""
        awaited = [at for one in self.responders.values() for at in (one.accept_by, one.arrive_by) if at is not None]
        return min(awaited, default=None) if self.is_answered else min([self._next_step_at(), *awaited])

    def begin(self) -> None:
        """Raise the alarm and call for its first step."""
        self._note(_NOTHING, "raised")
        self._call(self._resolve(self._response.steps[0].call, _NOTHING), _NOTHING)

    def press_again(self, who: str, at: timedelta) -> None:
        """Press once more: what the same person asks for begins anew once it was complete, another one is counted.

        Where the plan says so, the press raises the alarm to a graver kind.
        """
        is_same, rule = who == self._press.presser, self._response.raised_by
        if not is_same and not self._police.counts(who):
            return
        to = None if rule is None else rule.further_press if is_same else rule.other_presser
        may_rise = is_same or self._police.is_second(who)
        raised = graver(self._rosters.plan, self._kind, self._response, to if may_rise else None)
        is_anew = self.is_answered if is_same else raised is not None and self.is_answered
        if raised is not None and to is not None:
            is_anew = is_anew or is_other(raised, self._response)
            self._kind, self._response = to, raised
            self._police.follow(raised)
        is_met = (not is_same or raised is not None) and self._police.is_met_with(who)
        first = self._response.steps[0].call if is_anew else ()
        roles = tuple(dict.fromkeys([*first, *(self._police.call if is_met else ())]))
        roster = self._resolve(roles, at)
        there = {key for key, one in self.responders.items() if one.state == "arrived"}
        self._note(at, "joined" if is_same else "counted", who, kind=to if raised else None)
        if not is_same:
            self._police.pressed.add(who)
        if is_anew:
            self.step, self.step_at = 0, at
            self._uncounted |= there
        if is_met:
            self._police.is_asked_for = True
            self._note(at, "police")
        self._call(roster, at)

    def ask_for_police(self, who: str, at: timedelta) -> None:
        """Somebody who was called asks for the police; nothing when the plan gives her no right to."""
        if not self._police.may_ask(who, is_called=who in self.responders):
            return
        self._acknowledge(who, at)
        if self._police.is_asked_for:
            return
        roster = self._resolve(self._police.call, at)
        self._police.is_asked_for = True
        self._note(at, "police", who)
        self._call(roster, at)

    def accept(self, who: str, at: timedelta) -> None:
        """Somebody is coming."""
        one = self.responders[who]
        if one.state in _COMING:
            return
        self._acknowledge(who, at)
        one.state, one.accept_by, one.arrive_by = "accepted", None, at + (one.arrive_within or _ARRIVE_WITHIN)
        self._note(at, "accepted", who, role=one.role)
        self._lead.come(who, one.role)

    def decline(self, who: str, at: timedelta) -> None:
        """Somebody cannot come: one more is called for the same role."""
        one = self.responders[who]
        if one.state == "declined":
            return
        roster = self._resolve(tuple(dict.fromkeys((one.role, *self._lead.asked({who})))), at)
        self._uncounted.discard(who)
        self._acknowledge(who, at)
        one.state, one.accept_by, one.arrive_by = "declined", None, None
        self._note(at, "declined", who, role=one.role)
        self._replace([one.role], roster, at)
        self._lose_lead({who}, roster, at)

    def arrive(self, who: str, at: timedelta) -> None:
        """Somebody is there."""
        one = self.responders[who]
        if one.state == "arrived":
            return
        self._acknowledge(who, at)
        one.state, one.accept_by, one.arrive_by = "arrived", None, None
        self._note(at, "arrived", who, role=one.role)
        self._lead.come(who, one.role)

    def fail(self, who: str, at: timedelta) -> None:
        """A call could not leave the office: one more is called for the same role."""
        one = self.responders[who]
        if one.state != "called":
            return
        roster = self._resolve((one.role,), at)
        one.state, one.accept_by, one.arrive_by = "silent", None, None
        self._note(at, "failed", who, role=one.role)
        self._replace([one.role], roster, at)

    def pass_deadline(self, at: timedelta) -> None:
        """Silence gets a name, and the plan takes its next step."""
        late = [
            (who, one)
            for who, one in sorted(self.responders.items(), key=self._in_order)
            if (one.accept_by is not None and one.accept_by <= at)
            or (one.arrive_by is not None and one.arrive_by <= at)
        ]
        is_due = self._next_step_at() <= at
        lost_by = {who for who, _ in late}
        roles = [*(one.role for _, one in late), *(self._following() if is_due else ()), *self._lead.asked(lost_by)]
        roster = self._resolve(tuple(dict.fromkeys(roles)), at)
        for who, one in late:
            self._note(at, "silent" if one.state == "called" else "overdue", who, role=one.role)
            one.state, one.accept_by, one.arrive_by = "silent", None, None
        if not self.is_answered:
            step = self.step
            is_taken = is_due and self._take_step(roster, at)
            if not is_taken:
                self._replace([one.role for _, one in late], roster, at, step=step)
        self._lose_lead(lost_by, roster, at)

    def _lose_lead(self, lost_by: Collection[str], roster: Roster, at: timedelta) -> None:
        """Call somebody of the lead role again when the lead is open by this."""
        role = self._lead.role
        if not self._lead.lose(lost_by) or any(
            one.role == role and one.accept_by is not None for one in self.responders.values()
        ):
            return
        known = set(self.responders)
        silent = {who for who, one in self.responders.items() if one.state == "silent"}
        for one in self._lead.free(roster, known, silent):
            calls = len(self.calls)
            self._call(Roster(assignments=(one,)), at)
            if len(self.calls) > calls:
                return

    def _take_step(self, roster: Roster, at: timedelta) -> bool:
        """Take the next step, or leave it out; tell whether it was taken."""
        following = self.step + 1
        steps = self._response.steps
        if following >= len(steps):
            self._repeat(roster, at, following)
            return True
        unless, only_if = steps[following].unless, steps[following].only_if
        self.step, self.step_at = following, at
        is_needless = unless is not None and unless != Condition() and self._meets(unless)
        if is_needless or (only_if is not None and not self._meets(only_if)):
            self._note(at, "skipped")
            return False
        self._note(at, "step")
        self._call(roster, at)
        return True

    def _repeat(self, roster: Roster, at: timedelta, following: int) -> None:
        # The calls of a repeat are counted by the step they belong to, which has begun.
        self.step, self.step_at = following, at
        self.rounds = following - len(self._response.steps) + 1
        self._note(at, "step", round_=self.rounds)
        if not self._count(*_COMING):
            self._note(at, "exhausted", round_=self.rounds)
        again = [
            who
            for who, one in sorted(self.responders.items(), key=self._in_order)
            if one.state in ("called", "silent") and one.accept_by is None and self._may_reach(one.reach)
        ]
        new = [one for one in roster.assignments if _who(one) not in self.responders]
        if again:
            self._note(at, "reminded", *again, round_=self.rounds)
        for who in again:
            self.responders[who].state = "called"
            self.calls.append(self.assignments[who])
        self._call(Roster(assignments=tuple(new)), at)

    def _replace(self, roles: Iterable[str], roster: Roster, at: timedelta, step: int | None = None) -> None:
        chosen: list[Assignment] = []
        taken: Collection[str] = set(self.responders)
        for role in roles:
            found = next((one for one in roster.assignments if one.role == role and _who(one) not in taken), None)
            if found is not None:
                chosen.append(found)
                taken = {*taken, _who(found)}
        self._call(Roster(assignments=tuple(chosen)), at, step=step)

    def _call(self, roster: Roster, at: timedelta, step: int | None = None) -> None:
        busy = {who for who, one in self.responders.items() if one.state in (*_COMING, "called")}
        for one in roster.assignments:
            who = _who(one)
            if who in busy or not self._may_reach(one.reach):
                continue
            busy.add(who)
            self._note(
                at, "called", who, role=one.role, reason=one.reason, position=one.position, walk=one.walk, step=step
            )  # fmt: skip
            self.responders[who] = Responder("called", one.role, one.reach, one.arrive_within, at + one.accept_within)
            self.assignments[who] = one
            self.calls.append(one)
        for missing in roster.unfilled:
            self._note(at, "unfilled", role=missing.role, reason=missing.reason, missing=missing.missing, step=step)

    def _resolve(self, roles: tuple[str, ...], at: timedelta) -> Roster:
        already = frozenset(self.responders)
        declined = frozenset(who for who, one in self.responders.items() if one.state == "declined")
        return self._rosters.resolve(self._press, roles, at, already, declined)

    def _following(self) -> Sequence[str]:
        following = self.step + 1
        steps = self._response.steps
        return steps[following].call if following < len(steps) else (self._response.repeat or REPEAT).call

    def _next_step_at(self) -> timedelta:
        following = self.step + 1
        if following < len(self._response.steps):
            anybody = any(one.state != "declined" for one in self.responders.values())
            return self.step_at + (self._response.steps[following].after if anybody else _NOTHING)
        return self.step_at + max((self._response.repeat or REPEAT).every, SHORTEST_REPEAT)

    def _meets(self, condition: Condition) -> bool:
        return (
            self._count(*_COMING) >= condition.accepted
            and self._count("arrived") >= condition.arrived
            and len(self._police.pressed) >= condition.pressers
        )

    def _count(self, *states: str) -> int:
        return sum(one.state in states for who, one in self.responders.items() if who not in self._uncounted)

    def _acknowledge(self, who: str, at: timedelta) -> None:
        if not self._is_acknowledged:
            self._is_acknowledged = True
            self._note(at, "acknowledged", who)

    def _may_reach(self, reach: Reach) -> bool:
        return reach != "outside" or not self._press.is_drill

    def _in_order(self, item: tuple[str, Responder]) -> tuple[bool, str]:
        """Order by key as the alarm does: contacts before people."""
        return (item[0] in self._rosters.plan.people, item[0])

    def _note(
        self,
        at: timedelta,
        what: What,
        *who: str,
        role: str | None = None,
        reason: Reason | None = None,
        position: Position = "duty",
        walk: timedelta | None = None,
        missing: int = 0,
        step: int | None = None,
        round_: int = 0,
        kind: str | None = None,
    ) -> None:
        tells_why = what in ("step", "skipped")
        self.moments.append(
            Moment(
                after=at,
                what=what,
                who=who,
                role=role,
                reason=reason,
                position=position,
                walk=walk,
                missing=missing,
                step=self.step if step is None else step,
                round=round_,
                kind=kind,
                accepted=self._count(*_COMING) if tells_why else 0,
                arrived=self._count("arrived") if tells_why else 0,
                pressers=len(self._police.pressed) if tells_why else 0,
            )
        )


def _who(assignment: Assignment) -> str:
    return assignment.person or assignment.contact or ""
