"""The office of the benchmark: the example's plan with time enough that nothing escalates, and a pendant per press."""

import re
from pathlib import Path
from typing import Final

EXAMPLE = Path(__file__).parents[2] / "roles" / "examples" / "as.yaml"
FAR: Final = "60 min"
"""No alarm of the benchmark lasts so long."""
ROOMS = ("room-114", "room-115", "room-214", "counter-1", "desk-1", "desk-2", "desk-3", "desk-4", "reception")


def write_office(folder: Path, pendants: int, *, deadline: str = FAR) -> None:
    """Write plan and devices of the office `as` into a new folder; each further step is due after the deadline given.

    Every press of the benchmark is of a pendant of its own, so that each raises an alarm: joining one costs less.
    """
    folder.mkdir(parents=True)
    (folder / "as.yaml").write_text(plan_text(deadline))
    write_devices(folder, pendants)


def write_devices(folder: Path, pendants: int, more: str = "") -> None:
    """Write the office's devices: so many pendants, each with `more` said of it, as `, reporting_time: 60`."""
    lines = [f"    {device}: {{place: {ROOMS[n % len(ROOMS)]}{more}}}" for n, device in enumerate(names(pendants))]
    (folder / "as.devices.yaml").write_text("\n".join(["trygg: 1", "enrolled:", "  as:", *lines]) + "\n")


def write_more_offices(folder: Path, first: int, count: int) -> None:
    """Write plans of so many further offices without devices, `office-1` and on, like the first in all but the name."""
    text = plan_text(FAR)
    for number in range(first, first + count):
        (folder / f"office-{number}.yaml").write_text(text.replace("\noffice: as\n", f"\noffice: office-{number}\n"))


def plan_text(deadline: str) -> str:
    """Return the plan of the office `as`, open at all hours and with nobody outside."""
    plan = re.sub(r"(within|after|every): \d+ (s|min)\b", rf"\1: {FAR}", EXAMPLE.read_text())
    plan = plan.replace(f"- after: {FAR}", f"- after: {deadline}")
    plan = re.sub(r"  mon-thu: .*\n  fri: .*\n", '  mon-sun: "00:00-24:00"\n', plan)
    plan = plan.replace(f"nearest: {{within: {FAR}}}", "nearest: {within: 60 s}")
    # A muster has bounds of its own, and a plan with an error would not be in force: a fallback would be measured.
    plan = plan.replace(f"  at: staff-room\n  within: {FAR}\n", "  at: staff-room\n  within: 3 min\n")
    # Nobody outside: with no route to call them over, each call would fail and be recorded as a second command.
    plan = plan.replace("deputies: [guard-company]", "deputies: [david]")
    return re.sub(r"closed: .*\n", "", plan)


def names(pendants: int) -> list[str]:
    """Return the pendants' names, in the order in which they are pressed."""
    return [f"pendant-{n:04}" for n in range(pendants)]
