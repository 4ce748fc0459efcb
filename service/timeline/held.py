"""Who held which role in an alarm, and how far each came, against the deadlines of its own frozen plan. Pure.

Everything is measured from the press; where a real press has made a drill an alarm, from that one: what was answered in
a drill says nothing about the alarm that it became.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from service.alarm.instant import parse_instant
from service.timeline.entry import Entry

Verdict = Literal["kept", "late", "never", "overtaken", "unasked"]
"""In time, after it, not at all although it was due, not due before the alarm was over, or never asked for."""

Fate = Literal["held", "unfilled", "skipped", "not_reached"]
"""Somebody was called for the role, nobody could be, its step was left out, or the plan never came to its step."""

Stand = Literal["called", "coming", "there", "declined", "silent", "overdue", "failed", "handed_over"]

_PUNCTUAL: Final = timedelta(seconds=1)
"""A call within so long after its step was due was made in time: timers are not read to the millisecond."""
_NOTHING: Final = timedelta(0)
_OVER: Final = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})
_DELIVERED: Final = frozenset({"NoticeDelivered", "NoticeSeen", "NoticeAnswered"})
_OPENED: Final = frozenset({"NoticeSeen", "NoticeAnswered"})
_ANSWERED: Final = frozenset({"ResponderAccepted", "ResponderArrived", "ResponderDeclined"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One stage of a role: when it was reached, and until when the plan waited for it; both from the press on."""

    after: timedelta | None
    due: timedelta | None
    over: timedelta | None = None
    """When the alarm was over; None while it is open."""

    @property
    def verdict(self) -> Verdict:
        """Say whether the deadline was kept."""
        if self.due is None:
            return "unasked"
        if self.after is not None:
            return "kept" if self.after <= self.due else "late"
        return "overtaken" if self.over is not None and self.over <= self.due else "never"

    @property
    def late(self) -> timedelta | None:
        """Return how long after its deadline it was reached; None where it was in time, or never."""
        return self.after - self.due if self.verdict == "late" and self.after and self.due is not None else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """One person or contact in one role."""

    who: str
    reason: Mapping[str, Any]
    """Why this one: `code` and `args`, as in `ResponderCalled`; empty for who came without being called."""
    presence: str | None
    called: Stage
    over_routes: bool
    """Whether she was called over any route beside the screens: only those know of a delivery."""
    delivered: timedelta | None
    seen: timedelta | None
    """When she opened a call, said that she had seen the alarm, or answered."""
    accepted: Stage
    arrived: Stage
    done: timedelta | None
    """When the alarm was over, for who was there until then."""
    stand: Stand
    to: str | None
    """To whom she handed the role."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleHeld:
    """One role of an alarm's plan."""

    role: str | None
    """None: those who came without being called."""
    fate: Fate
    step: int | None
    """The first step of the response that calls it, from 0; None for what no step calls."""
    missing: int
    """How many could not be found, when last somebody was looked for."""
    holders: tuple[Holder, ...]

    @property
    def answered(self) -> Stage | None:
        """Return the best answer of its holders: whoever is first to come, or else to be waited for; None for none."""
        return _best([one.accepted for one in self.holders])

    @property
    def there(self) -> Stage | None:
        """Return the best arrival of its holders."""
        return _best([one.arrived for one in self.holders])

    @property
    def lateness(self) -> tuple[Stage, ...]:
        """Return what nobody who held the role did by the plan's deadline; who said no was not late."""
        answered, there = self.answered, self.there
        if self.role is None or answered is None:
            return ()
        if answered.after is None:
            return (answered,) if answered.verdict == "never" else ()
        is_expected = any(one.accepted.after is not None and one.stand in _EXPECTED for one in self.holders)
        found = [answered] if answered.verdict == "late" else []
        if there is not None and (there.verdict == "late" or (there.verdict == "never" and is_expected)):
            found.append(there)
        return tuple(found)


_EXPECTED: Final = ("coming", "there", "overdue")
"""How somebody stands who has said yes and has not taken it back."""


def two_there(roles: Sequence[RoleHeld]) -> timedelta | None:
    """Return when the second of two different people was there, whatever their roles; None where there never were."""
    first: dict[str, timedelta] = {}
    for one in (one for role in roles for one in role.holders if one.arrived.after is not None):
        first[one.who] = min(one.arrived.after or _NOTHING, first.get(one.who, timedelta.max))
    return sorted(first.values())[1] if len(first) > 1 else None


def _best(stages: Sequence[Stage]) -> Stage | None:
    reached = [one for one in stages if one.after is not None]
    if reached:
        return min(reached, key=lambda one: one.after or _NOTHING)
    return min((one for one in stages if one.due is not None), key=lambda one: one.due or _NOTHING, default=None)


@dataclass(slots=True)
class _Holding:
    """One holder while the entries are gone through."""

    who: str
    role: str | None
    at: timedelta
    due: timedelta | None = None
    reason: Mapping[str, Any] = field(default_factory=dict)
    presence: str | None = None
    over_routes: bool = False
    delivered: timedelta | None = None
    seen: timedelta | None = None
    accept_by: timedelta | None = None
    accepted: timedelta | None = None
    arrive_by: timedelta | None = None
    arrived: timedelta | None = None
    stand: Stand = "called"
    to: str | None = None


def origin(entries: Sequence[Entry]) -> int:
    """Return the index of the entry from which an alarm is measured: its press, or the one that made a drill real."""
    return max(
        (i for i, one in enumerate(entries) if one.event == "AlarmJoined" and one.facts.get("turned")), default=0
    )


def script_of(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """Return the response that held last: a press may have raised the alarm to another kind."""
    scripts = [one.facts["script"] for one in entries if "script" in one.facts]
    found: Mapping[str, Any] = scripts[-1]
    return found


def plan_of(entries: Sequence[Entry]) -> str:
    """Return the version of the plan that was frozen into an alarm by the press from which it is measured."""
    until = origin(entries)
    return str([one.facts["plan"] for one in entries[: until + 1] if "plan" in one.facts][-1])


def held(entries: Sequence[Entry]) -> tuple[RoleHeld, ...]:
    """Return every role of an alarm's plan in the order of its steps, then whatever else somebody was called for.

    The first entry is its `AlarmRaised`.
    """
    return tuple(_Told(entries).roles())


def _punctual(due: timedelta | None, at: timedelta) -> timedelta | None:
    return at if due is not None and due < at <= due + _PUNCTUAL else due


class _Told:
    """Goes through one alarm's entries."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        begin = origin(entries)
        self._script = script_of(entries)
        self._start = entries[begin].at
        self._base = _NOTHING
        """When the response was last begun anew."""
        self._holdings: list[_Holding] = []
        self._missing: dict[str, int] = {}
        self._skipped: set[int] = set()
        self._over: timedelta | None = None
        for entry in entries[begin:]:
            self._take(entry)

    def roles(self) -> Iterator[RoleHeld]:
        """Yield what each role came to."""
        step_of: dict[str, int] = {}
        for number, step in enumerate(self._script["steps"]):
            for role in step["call"]:
                step_of.setdefault(role, number)
        called = dict.fromkeys(one.role for one in self._holdings)
        known = [*step_of, *self._missing, *(role for role in called if role is not None)]
        for role in [*dict.fromkeys(known), *([None] if None in called else [])]:
            holders = tuple(self._holder(one) for one in self._holdings if one.role == role)
            missing = self._missing.get(role or "", 0)
            yield RoleHeld(
                role=role,
                fate="held" if holders else "unfilled" if missing else self._untouched(role),
                step=step_of.get(role or ""),
                missing=missing,
                holders=holders,
            )

    def _untouched(self, role: str | None) -> Fate:
        of_it = {number for number, step in enumerate(self._script["steps"]) if role in step["call"]}
        return "skipped" if of_it & self._skipped else "not_reached"

    def _holder(self, one: _Holding) -> Holder:
        stays = one.arrived is not None and one.stand == "there"
        is_no = one.stand == "declined" and one.accepted is None
        return Holder(
            who=one.who,
            reason=one.reason,
            presence=one.presence,
            called=Stage(after=one.at, due=_punctual(one.due, one.at), over=self._over),
            over_routes=one.over_routes,
            delivered=one.delivered,
            seen=one.seen,
            accepted=Stage(after=one.accepted, due=None if is_no else one.accept_by, over=self._over),
            arrived=Stage(after=one.arrived, due=one.arrive_by if one.stand in _EXPECTED else None, over=self._over),
            done=self._over if stays else None,
            stand=one.stand,
            to=one.to,
        )

    def _after(self, at: datetime) -> timedelta:
        return at - self._start

    def _until(self, text: str | None) -> timedelta | None:
        return self._after(parse_instant(text)) if text else None

    def _take(self, entry: Entry) -> None:
        facts, at = entry.facts, self._after(entry.at)
        if self._over is not None:
            return  # what is reported of a call afterwards helped nobody any more
        if entry.event in _OVER:
            self._over = at
        elif entry.event in ("AlarmJoined", "PressesCounted"):
            if facts.get("anew"):
                self._base, self._skipped = at, set()
        elif entry.event == "StepSkipped":
            self._skipped.add(facts["step"])
        elif entry.event == "RoleUnfilled":
            self._missing[facts["role"]] = facts["missing"]
        elif entry.event == "ResponderCalled":
            self._call(facts, at)
        elif entry.event == "RoleHandedOver":
            self._hand_over(facts, at)
        elif entry.event == "AlarmAcknowledged":
            self._see(str(facts.get("by")), at)
        elif entry.event.startswith("Notice"):
            self._notice(entry, at)
        elif "responder" in facts:
            self._answer(entry, at)

    def _call(self, facts: Mapping[str, Any], at: timedelta) -> None:
        who, role = facts["responder"], facts["role"]
        if any(one.who == who and one.role == role and one.stand == "called" for one in self._holdings):
            return  # called again while she is waited for
        self._holdings.append(
            _Holding(
                who=who,
                role=role,
                at=at,
                due=self._step_due(role, facts["step"]),
                reason=facts["reason"],
                presence=facts.get("presence"),
                over_routes=bool(facts.get("routes")),
                accept_by=self._until(facts["accept_by"]),
            )
        )

    def _step_due(self, role: str, number: int) -> timedelta | None:
        """Return when the step was due that calls a role; None for who was called instead of another, or by a rule."""
        steps = self._script["steps"]
        is_first = not any(one.role == role for one in self._holdings)
        if number >= len(steps) or role not in steps[number]["call"] or not is_first:
            return None
        return self._base + timedelta(milliseconds=sum(step["after_ms"] for step in steps[: number + 1]))

    def _of(self, who: str) -> Iterator[_Holding]:
        return (one for one in self._holdings if one.who == who and one.stand != "handed_over")

    def _see(self, who: str, at: timedelta) -> None:
        for one in self._of(who):
            one.seen = at if one.seen is None else one.seen

    def _notice(self, entry: Entry, at: timedelta) -> None:
        if entry.facts.get("purpose"):
            return  # that the alarm is over is told after it, and is no call
        for one in self._of(entry.facts["responder"]):
            if entry.event in _DELIVERED and one.delivered is None:
                one.delivered = at
        if entry.event in _OPENED:
            self._see(entry.facts["responder"], at)

    def _hand_over(self, facts: Mapping[str, Any], at: timedelta) -> None:
        """Take the role from who gives it; who is coming already has it from now on, and anybody else is called."""
        to = facts["to"]
        for one in self._of(facts["responder"]):
            if one.role == facts["role"]:
                one.stand, one.to = "handed_over", to
        for one in self._of(to):
            if one.role is None and one.stand in ("coming", "there"):
                one.role, one.at = facts["role"], at
                one.reason = {"code": "handed_over", "args": {"person": facts["responder"]}}

    def _answer(self, entry: Entry, at: timedelta) -> None:
        who = entry.facts["responder"]
        if entry.event in ("ResponderAccepted", "ResponderArrived") and not any(self._of(who)):
            self._holdings.append(_Holding(who=who, role=None, at=at))
        if entry.event in _ANSWERED:
            self._see(who, at)
        for one in self._of(who):
            match entry.event:
                case "ResponderAccepted":
                    one.accepted, one.stand = one.accepted if one.accepted is not None else at, "coming"
                    one.arrive_by = self._until(entry.facts.get("arrive_by")) or one.arrive_by
                case "ResponderArrived":
                    one.accepted = one.accepted if one.accepted is not None else at
                    one.arrived, one.stand = one.arrived if one.arrived is not None else at, "there"
                case "ResponderDeclined":
                    one.stand = "declined"
                case "ResponderSilent":
                    one.stand = "silent"
                case "ResponderOverdue":
                    one.stand = "overdue"
                case "CallFailed":
                    one.stand = "failed"
                case _:
                    pass
