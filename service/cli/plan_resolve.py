"""`trygg plan resolve`: who does what at a moment, with the reason for each name."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.tongue import Lang, Language

if TYPE_CHECKING:
    from roles.plan import Plan
    from roles.roster import Assignment, Roster
    from roles.sentence import Translate


def resolve(  # noqa: PLR0917  a command: each is an option with a name
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file.", exists=True, dir_okay=False)],
    at: Annotated[str | None, typer.Option(help="When, like 2026-11-23T10:00; else now.")] = None,
    zone: Annotated[str | None, typer.Option(help="Where the press comes from; else not known.")] = None,
    presser: Annotated[str | None, typer.Option(help="Who presses; else not known.")] = None,
    kind: Annotated[str, typer.Option(help="Which kind of alarm.")] = "emergency",
    absent: Annotated[list[str] | None, typer.Option(help="Who is away today; again for each.")] = None,
    here: Annotated[list[str] | None, typer.Option(help="Who is here today, confirmed; again for each.")] = None,
    engaged: Annotated[list[str] | None, typer.Option(help="Who is busy in another alarm; again for each.")] = None,
    drill: Annotated[bool, typer.Option("--drill", help="A drill: nobody outside is called.")] = False,
    lang: Lang = Language.en,
) -> None:
    """Say who does what when somebody presses at a moment: each role, each name, why she, and how she is known there.

    All roles of the response are filled at once, whenever their step is due. It ends with 1 when one stays empty.
    """
    from roles.question import Question
    from roles.resolve import resolve as who_does_what
    from service.cli.planfile import load_plan, must_know
    from service.cli.tongue import into

    translate = into(lang)
    plan = load_plan(file, translate)
    for known, words, option in (
        (plan.zones, [zone] if zone else [], "--zone"),
        (plan.people, [presser] if presser else [], "--presser"),
        (plan.responses, [kind], "--kind"),
        (plan.people, absent or [], "--absent"),
        (plan.people, here or [], "--here"),
        (plan.people, engaged or [], "--engaged"),
    ):
        must_know(plan, known, words, option)
    question = Question(
        at=_moment(plan, at),
        roles=tuple(dict.fromkeys(role for step in plan.responses[kind].steps for role in step.call)),
        zone=zone,
        presser=presser,
        absent=frozenset(absent or ()),
        here=frozenset(here or ()),
        engaged=frozenset(engaged or ()),
        reach_limit="staff" if drill else "outside",
    )
    roster = who_does_what(plan, question)
    for told in _lines(plan, roster, lang, translate):
        print(told)
    raise typer.Exit(1 if roster.unfilled else 0)


def _lines(plan: "Plan", roster: "Roster", lang: Language, translate: "Translate") -> Iterator[str]:
    from roles.reasons import say as because
    from roles.sentence import Sentence
    from service.cli.tongue import MISSING

    titles = {role: _title(plan, role, lang) for role in (*plan.roles, *(one.role for one in roster.unfilled))}
    names = {id_: plan.name_of(id_) for id_ in (*plan.people, *plan.contacts)}
    for one in roster.assignments:
        yield _line(plan, one, names | titles, _title(plan, one.role, lang), translate)
    for short in roster.unfilled:
        missing = Sentence(MISSING, role=titles[short.role], count=short.missing).said(translate)
        yield f"{missing} {because(short.reason, names | titles, translate)}"


def _line(plan: "Plan", one: "Assignment", names: Mapping[str, str], title: str, translate: "Translate") -> str:
    from roles.reasons import PRESENCES
    from roles.reasons import say as because
    from roles.simulate_words import POSITIONS

    position = POSITIONS.get(one.position)
    name = plan.name_of(one.person or one.contact or "")
    who = f"{name}, {translate(position)}" if position else name
    return f"{title}: {who}. {because(one.reason, names, translate)} {translate(PRESENCES[one.presence])}"


def _title(plan: "Plan", id_: str, lang: Language) -> str:
    from roles.everybody import role_of

    role = role_of(plan, id_)
    title = role.title if role else {}
    return next((title[one] for one in (lang, *plan.languages) if title.get(one)), id_)


def _moment(plan: "Plan", at: str | None) -> datetime:
    from roles.simulate_scenario import instant
    from service.clock import SystemClock

    moment = instant(at, plan) if at else SystemClock().now()
    if moment is None:
        raise typer.BadParameter(f"{at!r} is no day with a time; write it like 2026-11-23T10:00", param_hint="--at")
    return moment
