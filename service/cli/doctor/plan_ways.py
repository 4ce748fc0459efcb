"""Whether the ways out that plans name are set up, and whom nothing reaches where they are not."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from roles.plan import Plan
from roles.reach import cut_off
from service.cli.doctor.look import Look, missing, note
from service.notify.config import RoutesError, RoutesFile, load
from service.notify.ways import Way, ways_set_up, ways_used
from service.wiring.channels import receivers_of


def looks(path: Path, plans: Iterable[Plan]) -> Iterator[Look]:
    """Look at each plan's ways; a file that cannot be used is said elsewhere, and is not asked about here."""
    try:
        file = load(path)
    except RoutesError:
        return
    set_up = frozenset(ways_set_up(_routes(file), receivers_of(file)))
    for plan in plans:
        yield from _plan(plan, set_up, path)


def _plan(plan: Plan, set_up: frozenset[Way], path: Path) -> Iterator[Look]:
    """Look at what a plan asks for; whom nothing else reaches is worth more than a way that is only one of several."""
    lacking = sorted(ways_used(plan) - set_up)
    if not lacking:
        return
    names = ", ".join(way.name for way in lacking)
    if unreached := sorted(plan.name_of(who) for who in cut_off(plan, {way.name for way in lacking})):
        yield missing(
            f"office {plan.office}: nothing reaches {', '.join(unreached)}, because {names} is not set up in {path}; "
            "set it up, or change the plan"
        )
    else:
        yield note(f"office {plan.office}: its plan names {names}, which is not set up in {path}; screens reach them")


def _routes(file: RoutesFile) -> frozenset[str]:
    """Return the routes that the file sets up; a call needs a number to come from and an address to ask back at."""
    told = {
        "push": file.push is not None,
        "email": file.email is not None,
        "sms": file.elks is not None,
        "voice": file.elks is not None and file.elks.number is not None and file.public_url is not None,
        **{route: bool(names) for route, names in receivers_of(file).items()},
    }
    return frozenset(route for route, is_told in told.items() if is_told)
