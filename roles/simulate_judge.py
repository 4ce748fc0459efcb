"""Whether a plan does in each scenario what is expected of it; what it does instead is a finding at its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from roles.plan import Finding, Plan
from roles.roster import Assignment
from roles.sentence import N_, Sentence
from roles.simulate import simulate
from roles.simulate_answers import usual
from roles.simulate_run import NOTHING, Answer, Moment, Run
from roles.simulate_scenario import Expectation, Scenario, load_scenarios
from roles.term import seconds_said
from roles.word import shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What came of one scenario: the run, and each expectation that was not met."""

    scenario: Scenario
    run: Run
    findings: tuple[Finding, ...]


def scenarios_failed(plan: Plan, text: str | bytes, *, source: str = "scenarios") -> tuple[Finding, ...]:
    """Return what a plan does not do of what a scenario file expects; nothing when it passes all of it.

    What cannot be read in the file is found too: a scenario about somebody whom the plan no longer names fails.
    """
    loaded = load_scenarios(text, plan, source=source)
    verdicts = (judge(plan, scenario, source=source) for scenario in loaded.scenarios)
    return (*loaded.findings, *(finding for verdict in verdicts for finding in verdict.findings))


def judge(plan: Plan, scenario: Scenario, *, source: str) -> Verdict:
    """Return what a plan does in a scenario, and where that is not what is expected."""
    others = usual(plan)

    def answer(call: Assignment) -> Answer:
        who = call.person or call.contact or ""
        return scenario.answers.get(who) or (others(call) if scenario.is_usual else NOTHING)

    run = simulate(plan, scenario.press, answer)
    return Verdict(scenario=scenario, run=run, findings=tuple(_findings(plan, scenario, run, source)))


def _findings(plan: Plan, scenario: Scenario, run: Run, source: str) -> Iterator[Finding]:
    for one in scenario.expect:
        for told in _unmet(plan, one, run):
            yield Finding(
                code="T010",
                severity="error",
                message=Sentence("%(scenario)s: %(told)s", scenario=shown(scenario.name), told=told),
                line=one.place.line,
                column=one.place.column,
                remedy=Sentence("Mend the plan; or this line, if it is the plan that is right."),
                source=source,
            )


def _unmet(plan: Plan, one: Expectation, run: Run) -> Iterator[Sentence]:
    """Yield what is not as expected, in words."""
    limit = Sentence(" within %(seconds)s s", seconds=seconds_said(one.within)) if one.within is not None else ""
    match one.claim:
        case "called" | "not_called" | "filled" | "unfilled":
            for name in one.names:
                yield from _unmet_name(plan, one, run, name, limit)
        case "accepted" | "arrived":
            at = run.nth(one.claim, max(one.count, 1))
            if at is None or _is_late(at, one.within):
                words = _FEWER_ACCEPTED if one.claim == "accepted" else _FEWER_ARRIVED
                but = _but(at, Sentence("%(count)s do", count=one.count))
                yield Sentence(words, count=one.count, limit=limit, but=but)
        case _:
            at = next((moment.after for moment in run.moments if moment.what == "exhausted"), None)
            if one.count and (at is None or _is_late(at, one.within)):
                but = _but(at, Sentence("they do"))
                yield Sentence("the screens do not tell the last resort%(limit)s%(but)s.", limit=limit, but=but)
            elif not one.count and at is not None and not _is_late(at, one.within):
                yield Sentence(
                    "after %(seconds)s s the screens tell the last resort: nobody is coming.", seconds=seconds_said(at)
                )


def _unmet_name(plan: Plan, one: Expectation, run: Run, name: str, limit: str) -> Iterator[Sentence]:
    calls = [m for m in run.moments if m.what == "called" and (m.role == name or name in m.who)]
    short = [m for m in run.moments if m.what == "unfilled" and m.role == name]
    match one.claim:
        case "called":
            if not calls or _is_late(calls[0].after, one.within):
                but = _but(calls[0].after if calls else None, _who(plan, calls))
                yield Sentence("%(name)s is not called%(limit)s%(but)s.", name=shown(name), limit=limit, but=but)
        case "not_called":
            if calls and not _is_late(calls[0].after, one.within):
                yield Sentence(
                    "%(name)s is called after %(seconds)s s (%(who)s).",
                    name=shown(name),
                    seconds=seconds_said(calls[0].after),
                    who=_who(plan, calls),
                )
        case "filled":
            if short:
                yield Sentence("%(name)s stays without enough people.", name=shown(name))
            elif not calls:
                yield Sentence("%(name)s is never called.", name=shown(name))
        case _:
            if not short:
                yield Sentence("nobody is missing for %(name)s.", name=shown(name))


def _who(plan: Plan, calls: list[Moment]) -> str:
    return ", ".join(plan.name_of(who) for who in calls[0].who) if calls else ""


def _is_late(at: timedelta, within: timedelta | None) -> bool:
    return within is not None and at > within


def _but(at: timedelta | None, what: str) -> str:
    if at is None:
        return ""
    return Sentence(", but after %(seconds)s s (%(what)s)", seconds=seconds_said(at), what=what)


_FEWER_ACCEPTED: Final = N_("fewer than %(count)s have said yes%(limit)s%(but)s.")
_FEWER_ARRIVED: Final = N_("fewer than %(count)s are there%(limit)s%(but)s.")
