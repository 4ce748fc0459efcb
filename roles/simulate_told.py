"""Forecasts in words: one plan, or two side by side. English message ids, as in `roles.reasons`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from roles.everybody import role_of
from roles.plan import EVERYBODY, Plan
from roles.sentence import N_, Sentence, Translate, say
from roles.simulate_answers import ASSUMED, Habit
from roles.simulate_many import Forecast, Spread
from roles.term import decimal_said

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "head": N_("%(runs)s presses, with drawn answers:"),
        "accepted": N_("the first says yes"),
        "arrived": N_("the first is there"),
        "second": N_("the second is there"),
        "step": N_("step %(step)s is taken"),
        "last_resort": N_("the screens say to ring the last resort"),
        "answered": N_("help is there as the plan asks for it"),
        "unfilled": N_("too few for %(role)s"),
        "spread": N_("half: %(p50)s; 9 of 10: %(p90)s; in %(share)s of the presses"),
        "never": N_("not within 10 min"),
        "no_step": N_("no such step"),
        "assumed": N_("Answer times are assumed, not measured: compare plans with them, and promise nobody anything."),
        "source": N_("Answer times of %(roles)s: %(source)s."),
    }
)

_WIDEST: Final = 44


def report(
    plan: Plan,
    found: Forecast,
    *,
    against: tuple[Plan, Forecast] | None = None,
    habits: Mapping[str, Habit] | None = None,
    language: str = "en",
    translate: Translate = str,
) -> tuple[str, ...]:
    """Return a forecast as lines of text; with `against` the other plan's figures stand under each."""
    return tuple(_lines(plan, found, against, habits=habits or {}, language=language, translate=translate))


def _lines(
    plan: Plan,
    found: Forecast,
    against: tuple[Plan, Forecast] | None,
    *,
    habits: Mapping[str, Habit],
    language: str,
    translate: Translate,
) -> Iterator[str]:
    yield _put("head", translate, runs=found.runs)
    mine = _rows(plan, found, language, translate)
    if against is None:
        for what, told in mine.items():
            yield f"  {what:<{_WIDEST}}  {told}"
    else:
        other, theirs = against[0], _rows(*against, language, translate)
        sides = (_side(plan, other), _side(other, plan))
        width = max(len(side) for side in sides)
        nothing, steps = translate(SENTENCES["no_step"]), _steps(found, against[1], translate)
        for what in dict.fromkeys([*mine, *theirs]):
            yield f"  {what}"
            for side, rows in zip(sides, (mine, theirs), strict=True):
                missing = nothing if what in steps else _share(0, translate)
                yield f"    {side:<{width}}  {rows.get(what, missing)}"
    measured = {role: habit.source for role, habit in habits.items() if habit.source != ASSUMED}
    if not {*plan.roles, EVERYBODY} <= measured.keys():
        yield translate(SENTENCES["assumed"])
    for source in dict.fromkeys(measured.values()):
        roles = ", ".join(role for role, told in measured.items() if told == source)
        yield _put("source", translate, roles=roles, source=source)


def _rows(plan: Plan, found: Forecast, language: str, translate: Translate) -> Mapping[str, str]:
    """Return what is told of one plan: the words, and the figures."""
    rows: dict[str, str] = {}
    for name, spread in (("accepted", found.accepted), ("arrived", found.arrived), ("second", found.second)):
        rows[translate(SENTENCES[name])] = _told(spread, translate)
    for step, share in enumerate(found.steps[1:], start=2):
        rows[_put("step", translate, step=step)] = _share(share, translate)
    rows[translate(SENTENCES["last_resort"])] = _share(found.last_resort, translate)
    rows[translate(SENTENCES["answered"])] = _share(found.answered, translate)
    for id_, share in found.unfilled.items():
        role = role_of(plan, id_)
        languages = (language, *plan.languages)
        title = next((role.title[one] for one in languages if role.title.get(one)), id_) if role else id_
        rows[_put("unfilled", translate, role=title)] = _share(share, translate)
    return rows


def _steps(one: Forecast, other: Forecast, translate: Translate) -> Sequence[str]:
    count = max(len(one.steps), len(other.steps))
    return [_put("step", translate, step=step) for step in range(2, count + 1)]


def _side(plan: Plan, other: Plan) -> str:
    """Return what tells a plan from another one."""
    return plan.source if plan.source != other.source else f"{plan.source} ({plan.version[:12]})"


def _told(spread: Spread, translate: Translate) -> str:
    never = translate(SENTENCES["never"])
    return _put(
        "spread",
        translate,
        p50=_time(spread.p50) or never,
        p90=_time(spread.p90) or never,
        share=_share(spread.share, translate),
    )


def _time(time: timedelta | None) -> str:
    return "" if time is None else f"{time.total_seconds():.0f} s"


def _share(share: float, translate: Translate) -> str:
    """Return a share as a percentage; one that is not quite all or nothing never looks as if it were."""
    if 0 < share < 0.001 or 0.999 < share < 1:
        sign, share = ("< ", 0.001) if share < 0.5 else ("> ", 0.999)
        return f"{sign}{say(decimal_said(share * 100), translate)} %"
    return f"{say(decimal_said(share * 100), translate)} %"


def _put(sentence: str, translate: Translate, **args: str | int) -> str:
    return Sentence(SENTENCES[sentence], **args).said(translate)
