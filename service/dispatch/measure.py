"""Measures and the tasks of aftercare, as dispatch carries them."""

from typing import Final

from service.alarm.actor import SERVICE
from service.dispatch.patience import patience_of
from service.dispatch.undertaking_kind import Kind
from service.measure import snapshot
from service.measure.aftercare import Task
from service.measure.commands import PassDue
from service.measure.decide import decide
from service.measure.measure import evolve
from service.store.undertaking_port import Listing

MEASURE: Final = Kind(
    name="measure",
    begins_with=frozenset({"MeasurePlanned"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda measure: measure.due_at,
    is_over=lambda measure: measure.is_over,
    listing=lambda measure: Listing(about=measure.report, person=measure.owner, is_settled=measure.task is not None),
    pass_due=lambda page, _unit, _undertaking, _measure: PassDue(actor=SERVICE, patience=patience_of(page.plan)),
)


def aftercare_of(alarm: str, task: Task) -> str:
    """Return the id of a task of aftercare after an alarm: one for each, for good."""
    return f"measure-{alarm}-{task.value}"
