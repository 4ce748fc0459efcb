"""Drills as dispatch carries them: the one press of a drill on the same way as every other, and what its time asks."""

from typing import Final

from service.alarm.actor import SERVICE
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.identity import alarm_id
from service.dispatch.trigger import Trigger
from service.dispatch.undertaking_kind import Kind
from service.drill import snapshot
from service.drill.commands import PassDue
from service.drill.decide import decide
from service.drill.drill import Drill, evolve, press_key, press_of
from service.store.port import Unit
from service.undertaking.event import Event

GESTURE: Final = "drill"
"""What stands where a press has its gesture."""


def alarm_of(office: str, drill: str) -> str:
    """Return the id of the alarm that a drill's press raises."""
    return alarm_id(press_key(office, drill))


def has_real_alarm(unit: Unit) -> bool:
    """Tell whether a real alarm of the office is open."""
    return bool(unit.open_alarms(Mode.ACTUAL, 1))


def _pass_due(_page: OfficePage, unit: Unit, _drill: str, _state: Drill) -> PassDue:
    return PassDue(actor=SERVICE, real_alarm=has_real_alarm(unit))


def _triggers(
    page: OfficePage, drill: str, _before: Drill | None, after: Drill, events: tuple[Event, ...]
) -> tuple[Trigger, ...]:
    """Press, in the transaction that says so: a crash leaves both or neither."""
    press = press_of(page.plan.office, drill, after)
    pressed = next((event for event in events if event.name == "DrillPressed"), None)
    if press is None or pressed is None:
        return ()
    return (
        Trigger(
            office=page.plan.office,
            actor=pressed.actor,
            press_key=press.press_key,
            open_key=press.open_key,
            mode=press.mode,
            kind=press.kind,
            gesture=GESTURE,
            zone=press.zone if press.zone in page.plan.zones else None,
            device=None,
            press=None,
            presser=press.presser,
            pressed_at=None,
            heard_at=pressed.at,
            located=press.zone in page.plan.zones,
        ),
    )


DRILL: Final = Kind(
    name="drill",
    begins_with=frozenset({"DrillPlanned"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda drill: drill.due_at,
    is_over=lambda drill: drill.is_over,
    pass_due=_pass_due,
    triggers=_triggers,
)
