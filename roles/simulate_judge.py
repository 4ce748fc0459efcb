"""Whether a plan does in each scenario what is expected of it; what it does instead is a finding at its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from roles.plan import Finding, Plan
from roles.roster import Assignment
from roles.simulate import simulate
from roles.simulate_answers import usual
from roles.simulate_run import NOTHING, Answer, Moment, Run
from roles.simulate_scenario import Expectation, Scenario
from roles.word import shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What came of one scenario: the run, and each expectation that was not met."""

    scenario: Scenario
    run: Run
    findings: tuple[Finding, ...]


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
                message=f"{shown(scenario.name)}: {told}",
                line=one.place.line,
                column=one.place.column,
                remedy="Mend the plan; or this line, if it is the plan that is right.",
                source=source,
            )


def _unmet(plan: Plan, one: Expectation, run: Run) -> Iterator[str]:
    """Yield what is not as expected, in words."""
    limit = f" within {_seconds(one.within)}" if one.within is not None else ""
    match one.claim:
        case "called" | "not_called" | "filled" | "unfilled":
            for name in one.names:
                yield from _unmet_name(plan, one, run, name, limit)
        case "accepted" | "arrived":
            at = run.nth(one.claim, max(one.count, 1))
            if at is None or _is_late(at, one.within):
                words = "have said yes" if one.claim == "accepted" else "are there"
                yield f"fewer than {one.count} {words}{limit}{_but(at, f'{one.count} do')}."
        case _:
            at = next((moment.after for moment in run.moments if moment.what == "exhausted"), None)
            if one.count and (at is None or _is_late(at, one.within)):
                yield f"the screens do not tell the last resort{limit}{_but(at, 'they do')}."
            elif not one.count and at is not None and not _is_late(at, one.within):
                yield f"after {_seconds(at)} the screens tell the last resort: nobody is coming."


def _unmet_name(plan: Plan, one: Expectation, run: Run, name: str, limit: str) -> Iterator[str]:
    calls = [m for m in run.moments if m.what == "called" and (m.role == name or name in m.who)]
    short = [m for m in run.moments if m.what == "unfilled" and m.role == name]
    match one.claim:
        case "called":
            if not calls or _is_late(calls[0].after, one.within):
                yield f"{shown(name)} is not called{limit}{_but(calls[0].after if calls else None, _who(plan, calls))}."
        case "not_called":
            if calls and not _is_late(calls[0].after, one.within):
                yield f"{shown(name)} is called after {_seconds(calls[0].after)} ({_who(plan, calls)})."
        case "filled":
            if short or not calls:
                yield f"{shown(name)} stays without enough people." if short else f"{shown(name)} is never called."
        case _:
            if not short:
                yield f"nobody is missing for {shown(name)}."


def _who(plan: Plan, calls: list[Moment]) -> str:
    return ", ".join(plan.name_of(who) for who in calls[0].who) if calls else ""


def _is_late(at: timedelta, within: timedelta | None) -> bool:
    return within is not None and at > within


def _but(at: timedelta | None, what: str) -> str:
    return f", but after {_seconds(at)} ({what})" if at is not None else ""


def _seconds(time: timedelta) -> str:
    return f"{round(time.total_seconds(), 1):g} s"
