"""`trygg plan coverage`: prove that plans can be kept, one in full or a folder of them with every core."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple
from zoneinfo import ZoneInfo

import typer

from service.cli.options import within_years
from service.cli.tongue import Lang, Language

if TYPE_CHECKING:
    from devices.inventory import Device
    from roles.coverage import Coverage
    from roles.plan import Plan

MOST_TOLD = 3
"""Gaps that are told of each of many plans; all of them are told of one plan alone."""

_Paths = Annotated[list[Path], typer.Argument(help="Plan files, or folders of them.", exists=True)]


class Asked(NamedTuple):
    """What is asked of every plan: from when on, how far, with anybody away too, and in which language."""

    first: date
    weeks: int
    without_one: bool
    lang: Language


class Told(NamedTuple):
    """What is said of one of many plans, and whether it holds."""

    lines: tuple[str, ...]
    holds: bool


def coverage(  # noqa: PLR0917  a command: each is an option with a name
    paths: _Paths,
    weeks: Annotated[int, typer.Option(help="How many weeks ahead.", min=1, max=104)] = 8,
    without_one: Annotated[bool, typer.Option("--without-one", help="Also with any one person away.")] = False,
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], callback=within_years, help="First day; else today."),
    ] = None,
    lang: Lang = Language.en,
    jobs: Annotated[int | None, typer.Option(help="How many plans at once; else one for each core.", min=1)] = None,
) -> None:
    """Prove that every role can be filled whenever the office is open, whoever presses; or show the gaps.

    A folder is all the plans in it, several at once. With gaps it ends with 1, and with --without-one also when there
    is somebody without whom a role stays empty.
    """
    from roles.sentence import Sentence
    from service.cli.tongue import PLANS_HOLD, PLANS_HOLD_WITHOUT_ONE, into

    files = list(_files(paths))
    asked = Asked(start.date() if start else _today(), weeks, without_one, lang)
    if len(files) == 1 and files == paths:
        from roles.told import report
        from service.cli.planfile import devices_in

        plan, found, findings = _prove(files[0], asked, devices_in(files[0].parent))
        for line in report(plan, found, language=lang, translate=into(lang)) if plan and found else findings:
            print(line)
        raise typer.Exit(0 if found is not None and _holds(found) else 1)
    if not files:
        print("There is no plan here: a plan is a file whose name ends with .yaml.")
        raise typer.Exit(2)
    count = 0
    for told in _told(files, asked, jobs or os.cpu_count() or 1):
        for line in told.lines:
            print(line, flush=True)
        count += told.holds
    text = PLANS_HOLD_WITHOUT_ONE if without_one else PLANS_HOLD
    print(Sentence(text, count=count, all=len(files), weeks=weeks).said(into(lang)))
    raise typer.Exit(0 if count == len(files) else 1)


def prove_one(file: Path, asked: Asked) -> Told:
    """Return what is said of one of many plans; runs in a process of its own."""
    from roles.gaps import say_gap
    from roles.sentence import Sentence
    from roles.told import result_in_words, weaknesses_in_words
    from service.cli.tongue import CANNOT_BE_USED, into

    plan, found, findings = _prove(file, asked)
    if plan is None or found is None:
        lines = (f"  {finding}" for finding in findings[:MOST_TOLD])
        head = Sentence(CANNOT_BE_USED, file=str(file)).said(into(asked.lang))
        return Told((head, *lines), holds=False)
    gaps, translate = (*found.gaps, *found.weaknesses), into(asked.lang)
    points = f" {weaknesses_in_words(plan, found).said(translate)}" if found.weaknesses else ""
    head = f"{file}: {result_in_words(plan, found).said(translate)}{points}"
    more = (f"  … {len(gaps) - MOST_TOLD}",) if len(gaps) > MOST_TOLD else ()
    told = (f"  {say_gap(plan, gap, language=asked.lang, translate=translate)}" for gap in gaps[:MOST_TOLD])
    return Told((head, *told, *more), holds=_holds(found))


def _told(files: Sequence[Path], asked: Asked, jobs: int) -> Iterator[Told]:
    """Yield what is said of each plan, in their order, as soon as it is known."""
    many = len(files)
    if jobs == 1:
        yield from map(prove_one, files, [asked] * many)
        return
    # Spawned, so that it is the same on every system and nothing of this process is half copied.
    with ProcessPoolExecutor(min(jobs, many), mp_context=get_context("spawn")) as pool:
        yield from pool.map(prove_one, files, [asked] * many, chunksize=max(1, min(8, many // (jobs * 4))))


def _prove(
    file: Path, asked: Asked, devices: "Sequence[Device]" = ()
) -> "tuple[Plan | None, Coverage | None, tuple[str, ...]]":
    from devices.untold import untold
    from roles.coverage import coverage as prove
    from service.cli.planfile import load_file
    from service.cli.tongue import into, line

    loaded = load_file(file)
    if loaded.plan is None:
        return None, None, tuple(line(finding, into(asked.lang)) for finding in loaded.findings)
    start_at = datetime.combine(asked.first, time(), tzinfo=ZoneInfo(loaded.plan.time_zone))
    found = prove(
        loaded.plan,
        start_at=start_at,
        until_at=start_at + timedelta(weeks=asked.weeks),
        without_one=asked.without_one,
        mute=untold(devices, loaded.plan.office, asked.first),
    )
    return loaded.plan, found, ()


def _holds(found: "Coverage") -> bool:
    return found.is_proven and not found.weaknesses


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    from service.cli.planfile import STANDARD

    for path in paths:
        if path.is_dir():
            names = (file for file in sorted(path.glob("*.yaml")) if file.is_file())
            yield from (
                file for file in names if not file.name.endswith(STANDARD) and not file.name.endswith("devices.yaml")
            )
        else:
            yield path


def _today() -> date:
    from service.clock import SystemClock

    return SystemClock().now().date()
