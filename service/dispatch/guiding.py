"""What each zone is told in an alarm, by all that is known in the office at this moment. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from roles.danger import Danger, danger_from
from roles.escape import Instruction, instructions
from roles.heads import expected_zones, heads
from roles.level import LEVELS
from roles.plan import Plan
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.guide_commands import Instruct
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.store.output_port import Order

LEVEL: Final = LEVELS["emergency"]
"""From which level on zones are told where to go: nobody leaves her desk because somebody needs a hand."""

_LOCKED: Final = frozenset({"commanded", "on", "stuck"})
"""States of a lock in which the door has to be taken for locked."""


def is_guided(alarm: Alarm) -> bool:
    """Tell whether zones are told what to do in an alarm."""
    return alarm.is_open and alarm.mode is not Mode.TEST and alarm.level >= LEVEL


def instruct(page: OfficePage, danger: Danger, count: Mapping[str, int]) -> Instruct:
    """Return what each zone is told in an alarm, by where it is dangerous and how many are expected in each."""
    told = instructions(page.plan, danger, count)
    zones = tuple(_as_json(zone, one) for zone, one in told.items())
    return Instruct(actor=SERVICE, zones=zones, basis=_digest(zones))


def danger_of(plan: Plan, alarm: Alarm, others: Collection[Alarm], letting_go: Collection[str] = ()) -> Danger:
    """Return where it is dangerous: what anybody has reported in any open alarm counts in all of them.

    A drill is no danger to anybody but who takes part. Once somebody has said that she is not where the alarm says,
    nobody knows where the danger is. `letting_go` are doors whose locks were told to open, and have not proven it yet.
    """
    known = (alarm, *(one for one in others if one.mode is Mode.ACTUAL or alarm.mode is not Mode.ACTUAL))
    is_doubted = alarm.located is not None and alarm.located.doubted_at is not None
    zones = {one.zone for one in known if is_guided(one) and (one is not alarm or is_doubted)}
    return danger_from(
        plan,
        None if is_doubted else alarm.zone,
        closed_doors={door for one in known for door in _doors(one, "locked")},
        locked_doors={door for one in known for door in _switched(plan, one)}
        | (frozenset(letting_go) - {door for one in known for door in _doors(one, "open")}),
        unsafe={zone for zone in zones if zone is not None} | {zone for one in known for zone in _compromised(one)},
    )


def letting_go(plan: Plan, orders: Iterable[Order]) -> frozenset[str]:
    """Return the doors whose locks were told to open and have not proven it: the alarm that locked them may be over."""
    told = (plan.outputs.get(order.output) for order in orders if order.office == plan.office and not order.on)
    return frozenset(output.door for output in told if output is not None and output.kind == "door" and output.door)


def heads_of(page: OfficePage, day_facts: Mapping[str, str], at: datetime) -> Mapping[str, int]:
    """Return how many are expected in each zone at an instant (aware), with what is known of this day."""
    slugs = page.slugs
    told = {slugs[key]: fact for key, fact in day_facts.items() if key in slugs}
    away = {who for who, fact in told.items() if fact == "absent"} | {slugs[key] for key in page.gone if key in slugs}
    here = {who for who, fact in told.items() if fact == "here"} - away
    return heads(expected_zones(page.plan, at, away=away, here=here))


def _doors(alarm: Alarm, state: str) -> Iterator[str]:
    return (door for door, told in (alarm.guidance.doors if alarm.guidance else {}).items() if told == state)


def _compromised(alarm: Alarm) -> Iterator[str]:
    return (zone for zone, told in (alarm.guidance.zones if alarm.guidance else {}).items() if told == "compromised")


def _switched(plan: Plan, alarm: Alarm) -> Iterator[str]:
    """Yield the doors that the house has locked because of an alarm; what somebody has tried and opened is not."""
    opened = frozenset(_doors(alarm, "open"))
    for id_, switched in alarm.outputs.items():
        output = plan.outputs.get(id_)
        if output and output.kind == "door" and output.door and switched.state in _LOCKED and output.door not in opened:
            yield output.door


def _as_json(zone: str, told: Instruction) -> dict[str, Any]:
    return {
        "zone": zone,
        "do": told.do,
        "to": told.to,
        "way": [step.zone for step in told.way],
        "doors": [step.door for step in told.way],
        "why": told.why,
        "seconds": told.seconds,
    }


def _digest(zones: tuple[dict[str, Any], ...]) -> str:
    text = json.dumps(zones, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]
