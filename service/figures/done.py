"""What an office has done to keep its attention, read from its timeline: drills, tests, looks, readings. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from service.timeline.entry import Entry

Part = Literal["drills", "roles", "buttons", "plan", "places", "duties"]

WHOLE: Final = "whole"
MICRO: Final = "micro"
PLAN: Final = "plan"
REVISION: Final = "revision"
_CHECK: Final = "check-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """One thing that was done, on a day (UTC). Nobody stands in it: a duty that was read is the role's."""

    part: Part
    id: str
    """`whole` or `micro`, a role, `office/device`, `plan`, `revision`, a place, or a role whose duty was read."""
    day: date
    until: date | None = None
    """Of a plan: its last day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldDrill:
    """One drill that was held and judged, on a day (UTC): whether it kept every time that the plan asks for."""

    day: date
    kept: bool


def drills_in(entries: Iterable[Entry]) -> Iterator[HeldDrill]:
    """Yield the drills that an office's entries tell of; one that was broken off is none."""
    for entry in entries:
        if entry.event == "DrillJudged":
            met = entry.facts["result"].get("met", {})
            yield HeldDrill(day=entry.at.date(), kept=all(one is not False for one in met.values()))


def done_in(entries: Iterable[Entry]) -> Iterator[Done]:
    """Yield what an office's entries tell, in their order; alarms tell nothing."""
    scopes: dict[str, str] = {}
    pressed: dict[str, date] = {}
    for entry in entries:
        facts, day = entry.facts, entry.at.date()
        undertaking = str(facts.get("undertaking", ""))
        match entry.event:
            case "DrillPlanned":
                scopes[undertaking] = str(facts.get("scope", MICRO))
            case "DrillPressed":
                pressed[undertaking] = day
            case "DrillJudged":
                held = pressed.get(undertaking, day)
                yield Done(part="drills", id=scopes.get(undertaking, MICRO), day=held)
                for role in facts["result"].get("roles", ()):
                    yield Done(part="roles", id=str(role), day=held)
            case "TestPressHeard" if facts.get("is_test"):
                yield Done(part="buttons", id=str(facts["device"]), day=day)
            case "PlanPublished" | "PlanRolledBack":
                yield Done(part="plan", id=PLAN, day=day, until=date.fromisoformat(facts["expires"]))
            case "RevisionFinished":
                yield Done(part="plan", id=REVISION, day=date.fromisoformat(facts["held_on"]))
            case "PlaceInspected":
                # The undertaking is named for its place: `check-{office}-{place}`.
                yield Done(part="places", id=undertaking.removeprefix(f"{_CHECK}{entry.office}-"), day=day)
            case "DutyRead":
                yield Done(part="duties", id=str(facts["role"]), day=day)
            case _:
                pass
