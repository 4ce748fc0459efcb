"""A predicted run in words, second by second. The sentences are English message ids, as in `roles.reasons`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.everybody import role_of
from roles.gaps import WEEKDAYS
from roles.phrase import kinds_in_words
from roles.plan import Condition, Plan, Step
from roles.reasons import said
from roles.roster import Position, Reason
from roles.sentence import N_, Sentence, Translate, say
from roles.simulate_run import Moment, Run, What
from roles.term import seconds_said

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "at": N_("%(weekday)s %(day)s.%(month)s.%(year)s %(clock)s, in %(zone)s: %(presser)s presses."),
        "no_zone": N_("a place that is not known"),
        "no_presser": N_("somebody whose name is not known"),
        "drill": N_("This is a drill: nobody outside is called."),
        "broker": N_(
            "The broker is down: a press on a worn button does not arrive. Nobody is called, no screen shows anything, "
            "and the button never says that it was received. A press on a screen or a phone page does arrive."
        ),
        "screens": N_("The screens are down: whoever works here is called, and sees nothing of it."),
        "telephone": N_("The telephone is down: calls to the outside fail."),
        "unaware": N_("Called, but cannot know it: %(names)s."),
        # What happens:
        "called": N_("%(names)s is called"),
        "called_many": N_("%(names)s are called"),
        "reminded": N_("%(names)s is called again"),
        "reminded_many": N_("%(names)s are called again"),
        "joined": N_("%(names)s presses again"),
        "counted": N_("%(names)s presses too"),
        "raised_to": N_("the alarm is raised to %(kind)s"),
        "police": N_("%(names)s asks for the police"),
        "police_two_pressers": N_("two people have pressed: the police are asked for"),
        "accepted": N_("%(names)s is coming"),
        "accepted_many": N_("%(names)s are coming"),
        "arrived": N_("%(names)s is there"),
        "arrived_many": N_("%(names)s are there"),
        "declined": N_("%(names)s cannot come"),
        "declined_many": N_("%(names)s cannot come"),
        "silent": N_("%(names)s has not answered"),
        "silent_many": N_("%(names)s have not answered"),
        "overdue": N_("%(names)s has said to come and is not there"),
        "overdue_many": N_("%(names)s have said to come and are not there"),
        "failed": N_("%(names)s cannot be reached"),
        "failed_many": N_("%(names)s cannot be reached"),
        "step": N_("step %(step)s"),
        "step_because": N_("%(why)s: step %(step)s"),
        "skipped": N_("step %(step)s is left out (%(why)s)"),
        "round": N_("help is not there yet, so the call is repeated"),
        "exhausted": N_("nobody is coming: the screens say to ring %(last_resort)s"),
        "unfilled": N_("%(missing)s missing for %(role)s"),
        "and": N_("%(names)s and %(name)s"),
        # Why a step is taken, or left out:
        "accepted_0": N_("nobody has accepted"),
        "accepted_some": N_("only %(count)s of %(needed)s have accepted"),
        "arrived_0": N_("nobody is there"),
        "arrived_some": N_("only %(count)s of %(needed)s are there"),
        "pressers_0": N_("nobody whose name is known has pressed"),
        "pressers_some": N_("only %(count)s of %(needed)s have pressed"),
        "accepted_enough": N_("accepted: %(count)s"),
        "arrived_enough": N_("arrived: %(count)s"),
        "pressers_enough": N_("pressed: %(count)s"),
        # One line for each name:
        "name": N_("%(name)s (%(role)s): %(reason)s"),
        "name_position": N_("%(name)s (%(role)s, %(position)s): %(reason)s"),
        "role": N_("%(role)s: %(reason)s"),
        # How it ends:
        "answered": N_("Help is there as the plan asks for it."),
        "not_answered": N_("Help is not there as the plan asks for it."),
        "goes_on": N_("So it goes on every %(seconds)s s, until somebody comes."),
    }
)

POSITIONS: Final[Mapping[Position, str]] = MappingProxyType(
    {"goes_in": N_("goes in"), "waits_at_door": N_("waits at the door")}
)

_TOGETHER: Final = frozenset({"called", "reminded", "accepted", "arrived", "declined", "silent", "overdue", "failed"})


_TROUBLE = frozenset({"unfilled", "exhausted", "declined", "silent", "overdue", "failed"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One line of a run: the words, how long after the press (None: at no moment), and whether it tells of trouble."""

    words: str
    after: timedelta | None = None
    is_trouble: bool = False


def tell(plan: Plan, run: Run, *, language: str = "en", translate: Translate = str) -> tuple[str, ...]:
    """Return a run as lines of text: one for each instant, and under it one with its reason for each name."""
    return tuple(one.words for one in told(plan, run, language=language, translate=translate))


def told(plan: Plan, run: Run, *, language: str = "en", translate: Translate = str) -> tuple[Told, ...]:
    """Return the same with the moment of each line; the last ones say how it ends."""
    return tuple(_Teller(plan, run, language, translate).lines())


class _Teller:
    def __init__(self, plan: Plan, run: Run, language: str, translate: Translate) -> None:
        self._plan, self._run, self._language, self._translate = plan, run, language, translate
        self._follow(run.press.kind)

    def _follow(self, kind: str) -> None:
        """Tell from now on of the response to this kind."""
        response = self._plan.response_to(kind)
        self._steps: Sequence[Step] = response.steps if response else ()
        self._done = response.done_when if response else Condition(arrived=1)
        self._last_resort = self._plan.last_resort_number(kind)
        self._every = response.repeat.every if response and response.repeat else timedelta(seconds=30)

    def lines(self) -> Iterator[Told]:
        press = self._run.press
        yield Told(words=self._heading())
        if press.is_drill:
            yield Told(words=self._put("drill"))
        if not self._run.is_heard:
            yield Told(words=self._put("broker"), is_trouble=True)
            return
        for part in ("screens", "telephone"):
            if part in press.down:
                yield Told(words=self._put(part), is_trouble=True)
        for after, moments in groupby(self._run.moments, key=lambda one: one.after):
            yield from self._instant(after, list(moments))
        if self._run.unaware:
            yield Told(words=self._put("unaware", names=self._names(self._run.unaware)), is_trouble=True)
        is_answered, goes_on = self._run.is_answered, bool(self._run.moments[-1].round)
        yield Told(words=self._put("answered" if is_answered else "not_answered"), is_trouble=not is_answered)
        if not is_answered and goes_on:
            yield Told(words=self._put("goes_on", seconds=seconds_said(self._every)), is_trouble=True)

    def _heading(self) -> str:
        told = self._when_and_where()
        return told[:1].upper() + told[1:]

    def _when_and_where(self) -> str:
        press, plan = self._run.press, self._plan
        at = press.at.astimezone(ZoneInfo(plan.time_zone))
        zone = plan.zones.get(press.zone or "")
        return self._put(
            "at",
            weekday=say(WEEKDAYS[at.weekday()], self._translate),
            day=at.day,
            month=at.month,
            year=at.year,
            clock=f"{at:%H.%M}",
            zone=zone.name if zone else self._translate(SENTENCES["no_zone"]),
            presser=plan.name_of(press.presser) if press.presser else self._translate(SENTENCES["no_presser"]),
        )

    def _instant(self, after: timedelta, moments: Sequence[Moment]) -> Iterator[Told]:
        clauses = list(self._clauses(moments))
        if clauses:
            is_trouble = any(one.what in _TROUBLE for one in moments)
            words = f"{say(seconds_said(after), self._translate)} s: {'; '.join(clauses)}."
            yield Told(words=words, after=after, is_trouble=is_trouble)
        for one in moments:
            if one.what == "called":
                yield Told(words=f"    {self._name(one)}", after=after)
            elif one.what == "unfilled" and one.reason is not None:
                words = self._put("role", role=self._role(one.role), reason=self._say(one.reason))
                yield Told(words=f"    {words}", after=after, is_trouble=True)

    def _clauses(self, moments: Sequence[Moment]) -> Iterator[str]:
        """Yield what happens at one instant, in its order; the same thing done by several people is told once."""
        for what, same in groupby(moments, key=lambda one: one.what):
            group = list(same)
            if what in _TOGETHER:
                people = list(dict.fromkeys(who for one in group for who in one.who))
                many = "_many" if len(people) > 1 else ""
                yield self._put(f"{what}{many}", names=self._names(people))
            else:
                for one in group:
                    yield from self._clause(what, one)

    def _clause(self, what: What, moment: Moment) -> Iterator[str]:
        if what == "step" and moment.round:
            yield self._put("round")
        elif what in ("step", "skipped"):
            why = self._why(self._steps[moment.step], moment) if moment.step < len(self._steps) else ""
            name = what if what == "skipped" or not why else "step_because"
            yield self._put(name, step=moment.step + 1, why=why)
        elif what in ("joined", "counted"):
            yield self._put(what, names=self._names(moment.who))
            if moment.kind is not None:
                self._follow(moment.kind)
                kind = kinds_in_words(self._plan, moment.kind, language=self._language)
                yield self._put("raised_to", kind=say(kind, self._translate))
        elif what == "police":
            yield self._put("police" if moment.who else "police_two_pressers", names=self._names(moment.who))
        elif what == "exhausted":
            yield self._put("exhausted", last_resort=self._last_resort)
        elif what == "unfilled":
            yield self._put("unfilled", missing=moment.missing, role=self._role(moment.role))

    def _why(self, step: Step, moment: Moment) -> str:
        """Say how many have answered or pressed of those whom a step asks for: why it is taken or left out."""
        if moment.what == "step":
            told = [*self._counts(step.unless, moment, is_met=False), *self._counts(step.only_if, moment, is_met=True)]
        elif step.unless and step.unless.is_met(**_had(moment)):
            told = self._counts(step.unless, moment, is_met=True)
        else:
            told = self._counts(step.only_if, moment, is_met=False)
        return ", ".join(told)

    def _counts(self, condition: Condition | None, moment: Moment, *, is_met: bool) -> list[str]:
        """Say of what a condition asks for what is there, or what is short of it."""
        if condition is None:
            return []
        asked = {"accepted": condition.accepted, "arrived": condition.arrived, "pressers": condition.pressers}
        counts = [(name, _had(moment)[name], needed) for name, needed in asked.items() if needed]
        if is_met:
            return [self._put(f"{name}_enough", count=count) for name, count, _ in counts]
        return [
            self._put(f"{name}_{'some' if count else '0'}", count=count, needed=needed)
            for name, count, needed in counts
            if count < needed
        ]

    def _name(self, moment: Moment) -> str:
        position = POSITIONS.get(moment.position)
        return self._put(
            "name_position" if position else "name",
            name=self._names(moment.who),
            role=self._role(moment.role),
            position=self._translate(position) if position else "",
            reason=self._say(moment.reason) if moment.reason else "",
        )

    def _say(self, reason: Reason) -> str:
        names = {id_: self._plan.name_of(id_) for id_ in (*self._plan.people, *self._plan.contacts)}
        if "role" in reason.args:
            names[str(reason.args["role"])] = self._role(str(reason.args["role"]))
        return said(reason, names).said(self._translate)

    def _names(self, who: Sequence[str]) -> str:
        names = [self._plan.name_of(one) for one in who]
        return self._put("and", names=", ".join(names[:-1]), name=names[-1]) if len(names) > 1 else "".join(names)

    def _role(self, id_: str | None) -> str:
        role = role_of(self._plan, id_ or "")
        if role is None:
            return id_ or ""
        languages = (self._language, *self._plan.languages)
        return next((role.title[one] for one in languages if role.title.get(one)), role.id)

    def _put(self, sentence: str, **args: str | int) -> str:
        return Sentence(SENTENCES[sentence], **args).said(self._translate)


def _had(moment: Moment) -> dict[str, int]:
    """Return how many there were just before a step."""
    return {"accepted": moment.accepted, "arrived": moment.arrived, "pressers": moment.pressers}
