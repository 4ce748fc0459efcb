"""The twelve invented offices: what each is called, how much happens there, and how well it keeps its attention."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from service.cli.demo.town import OFFICE


@dataclass(frozen=True, kw_only=True, slots=True)
class Habit:
    """How an office is."""

    load: float = 1.0
    """How much happens, beside the others."""
    answer_s: float = 9.0
    """What half of the alarms are answered within, in seconds."""
    fades: bool = False
    """Whether it practises, tests and looks over less and less, and answers later and later."""
    tends: bool = True
    """Whether it practises, tests and looks over at all."""
    guard: bool = True
    """Whether a guard comes when called."""
    clumsy: float = 0.2
    """The share of alarms that were set off by mistake."""
    closes: int = 1
    """How often it is closed in the year because somebody may come back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Town:
    """One invented office."""

    office: str
    name: str
    habit: Habit


TOWNS: Final = (
    Town(office=OFFICE, name="Medborgarkontoret Ås", habit=Habit()),
    Town(office="alby", name="Servicekontoret Alby", habit=Habit(load=1.8, closes=4, clumsy=0.12)),
    Town(office="backa", name="Servicekontoret Backa", habit=Habit(load=1.3, answer_s=7)),
    Town(office="dalby", name="Servicekontoret Dalby", habit=Habit(load=0.6, guard=False)),
    Town(office="ekeby", name="Servicekontoret Ekeby", habit=Habit(fades=True, clumsy=0.3)),
    Town(office="furuvik", name="Servicekontoret Furuvik", habit=Habit(load=0.3, guard=False, closes=0)),
    Town(office="granby", name="Servicekontoret Granby", habit=Habit(tends=False, answer_s=16)),
    Town(office="haga", name="Medborgarkontoret Haga", habit=Habit(load=2.2, answer_s=8, closes=3)),
    Town(office="klinten", name="Servicekontoret Klinten", habit=Habit(load=0.1, guard=False, closes=0)),
    Town(office="lovdalen", name="Servicekontoret Lövdalen", habit=Habit(load=0.8, clumsy=0.45)),
    Town(office="myran", name="Servicekontoret Myran", habit=Habit(load=0.0, closes=0)),
    Town(office="norrby", name="Medborgarkontoret Norrby", habit=Habit(load=1.1, answer_s=11)),
)
"""One that fades (ekeby), one that has never practised (granby), one in which nothing happens (myran)."""

_AGAIN: Final = """
drills: {at_least_every: 6 months, micro: quarterly}
inspections:
  rooms: {name: Besöksrummen, of: [room-114, room-115], every: 45 d, by: manager}
"""


def lay_out(plans: Path, today: date) -> None:
    """Write the plan of each office into a folder of plans that has the first one's pendants already."""
    written = files("roles").joinpath("examples", f"{OFFICE}.yaml").read_text(encoding="utf-8")
    for town in TOWNS:
        expires = today + timedelta(days=-40 if town.habit.fades else 210)
        text = written.replace(f"office: {OFFICE}\n", f"office: {town.office}\n", 1)
        text = text.replace(f"name: {TOWNS[0].name}\n", f"name: {town.name}\n", 1)
        text = text.replace("expires: 2027-06-30\n", f"expires: {expires.isoformat()}\n", 1)
        (plans / f"{town.office}.yaml").write_text(text + _AGAIN, encoding="utf-8")
