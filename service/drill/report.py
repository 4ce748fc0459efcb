"""A drill's report as a draft: what was drilled, what came of it, what to do with it. Sentences, and nobody's name."""

from collections.abc import Iterator
from typing import Any, Final

from roles.drill import find
from roles.drill_words import BEFORE, scenario_in_words
from roles.phrase import roles_in_words
from roles.plan import Plan
from roles.sentence import N_, Sentence
from roles.term import decimal_said
from service.drill.drill import Drill
from service.drill.judge import MEASURES
from service.drill.states import State

_KEPT: Final = {
    "answered": N_("The first answer came after %(time)s s; the plan asks for %(target)s s: kept."),
    "there": N_("The first was there after %(time)s s; the plan asks for %(target)s s: kept."),
    "two_there": N_("Two were there after %(time)s s; the plan asks for %(target)s s: kept."),
}
_MISSED: Final = {
    "answered": N_("The first answer came after %(time)s s; the plan asks for %(target)s s: too late."),
    "there": N_("The first was there after %(time)s s; the plan asks for %(target)s s: too late."),
    "two_there": N_("Two were there after %(time)s s; the plan asks for %(target)s s: too late."),
}
_NEVER: Final = {
    "answered": N_("Nobody answered; the plan asks for it within %(target)s s."),
    "there": N_("Nobody said to be there; the plan asks for it within %(target)s s."),
    "two_there": N_("Two never were there; the plan asks for it within %(target)s s."),
}
_UNASKED: Final = {
    "answered": N_("The first answer came after %(time)s s; the plan asks for nothing."),
    "there": N_("The first was there after %(time)s s; the plan asks for nothing."),
    "two_there": N_("Two were there after %(time)s s; the plan asks for nothing."),
}
_FORESEEN: Final = {
    "answered": N_("The simulation had expected the first answer after %(time)s s."),
    "there": N_("The simulation had expected the first to be there after %(time)s s."),
    "two_there": N_("The simulation had expected two to be there after %(time)s s."),
}
_WHY: Final = {
    "asked": Sentence("It was broken off, and counts as none."),
    "real_alarm": Sentence("It was broken off because of a real alarm or closing, and counts as none."),
    "interrupted": Sentence("Trygg stood still when it was to press, so that it was broken off, and counts as none."),
}

_NOT_YET: Final = Sentence("It has not been held there, or is not worked out yet.")


def heading(plan: Plan, drill: Drill, *, language: str | None = None) -> Sentence:
    """Return what is, or was, drilled, marked as a drill before anything else."""
    scenario = find(plan, drill.scenario)
    told = scenario_in_words(plan, scenario, language=language) if scenario else drill.zone
    return Sentence("DRILL: %(scenario)s", scenario=told)


def before(plan: Plan, drill: Drill) -> Sentence | None:
    """Return what whoever leads a drill prepares for it; None where the plan no longer has its scenario."""
    scenario = find(plan, drill.scenario)
    return BEFORE[scenario.twist] if scenario else None


def report(plan: Plan, drill: Drill, *, language: str | None = None) -> tuple[Sentence, ...]:
    """Return the draft, line by line; what was broken off has only its reason."""
    return tuple(_lines(plan, drill, language))


def report_beside(plan: Plan, drill: Drill) -> Iterator[Sentence]:
    """Yield what came of the same drill in another office, against that office's own plan.

    Nobody and no role of it: it is told to people of other offices.
    """
    if drill.result is None:
        told = _WHY.get(drill.because or "", _WHY["asked"]) if drill.state is State.ABORTED else _NOT_YET
        yield Sentence("At the same time in %(office)s:", office=plan.name)
        yield told
        return
    yield Sentence("At the same time in %(office)s, against its own plan:", office=plan.name)
    for measure in MEASURES:
        if measure in drill.result["met"]:
            yield from _measured(drill, drill.result, measure)


def _lines(plan: Plan, drill: Drill, language: str | None) -> Iterator[Sentence]:
    yield heading(plan, drill, language=language)
    if drill.manner == "unannounced":
        yield Sentence("Nobody knew of it; the safety representative had agreed.")
    else:
        yield Sentence("It had been announced.")
    if drill.state is State.ABORTED:
        yield _WHY.get(drill.because or "", _WHY["asked"])
    if drill.result is not None:
        yield from _result(plan, drill, drill.result, language)


def _result(plan: Plan, drill: Drill, result: Any, language: str | None) -> Iterator[Sentence]:
    yield Sentence("%(answered)s of %(called)s who were called answered.",
                   answered=result["answered"], called=result["called"])  # fmt: skip
    for measure in MEASURES:
        if measure in result["met"]:
            yield from _measured(drill, result, measure)
    if (drill.expected or {}).get("measured"):
        yield Sentence("The simulation knew how calls have been answered in this office before.")
    if result["exhausted"]:
        yield Sentence("The screens came to tell the last resort: nobody was coming.")
    if result["roles"]:
        known = [role for role in result["roles"] if role in plan.roles]
        yield Sentence("These roles practised: %(roles)s.", roles=roles_in_words(plan, known, language=language))
    if any(met is False for met in result["met"].values()):
        yield Sentence("To do: find out together what took time, and change the plan or the room, not the people.")
    yield Sentence("Nothing left the office: no police, no alarm centre, nobody outside.")


def _measured(drill: Drill, result: Any, measure: str) -> Iterator[Sentence]:
    time, wanted = result[f"{measure}_ms"], (drill.target or {}).get(measure)
    told = {"time": _seconds(time), "target": _seconds(wanted)}
    if time is None:
        if wanted is not None:
            yield Sentence(_NEVER[measure], target=told["target"])
        return
    if wanted is None:
        yield Sentence(_UNASKED[measure], time=told["time"])
    else:
        yield Sentence((_KEPT if time <= wanted else _MISSED)[measure], **told)
    foreseen = (drill.expected or {}).get(measure)
    if foreseen is not None:
        yield Sentence(_FORESEEN[measure], time=_seconds(foreseen))


def _seconds(ms: int | None) -> str:
    return "" if ms is None else decimal_said(ms / 1000)
