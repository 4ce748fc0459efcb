"""The office of the benchmark: the example's plan with time enough that nothing escalates, and a pendant per press."""

import re
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "roles" / "examples" / "as.yaml"
ROOMS = ("room-114", "room-115", "room-214", "counter-1", "desk-1", "desk-2", "desk-3", "desk-4", "reception")


def write_office(folder: Path, pendants: int) -> None:
    """Write plan and devices of the office `as` into a folder.

    Every press of the benchmark is of a pendant of its own, so that each raises an alarm: joining one costs less.
    """
    folder.mkdir(parents=True)
    plan = re.sub(r"(within|after|every): \d+ (s|min)\b", r"\1: 60 min", EXAMPLE.read_text())
    plan = re.sub(r"  mon-thu: .*\n  fri: .*\n", '  mon-sun: "00:00-24:00"\n', plan)
    plan = plan.replace("nearest: {within: 60 min}", "nearest: {within: 60 s}")
    # Nobody outside: with no route to call them over, each call would fail and be recorded as a second command.
    plan = plan.replace("deputies: [guard-company]", "deputies: [david]")
    (folder / "as.yaml").write_text(re.sub(r"closed: .*\n", "", plan))
    lines = [f"    {device}: {{place: {ROOMS[n % len(ROOMS)]}}}" for n, device in enumerate(names(pendants))]
    (folder / "as.devices.yaml").write_text("\n".join(["trygg: 1", "enrolled:", "  as:", *lines]) + "\n")


def names(pendants: int) -> list[str]:
    """Return the pendants' names, in the order in which they are pressed."""
    return [f"pendant-{n:04}" for n in range(pendants)]
