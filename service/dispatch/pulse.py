"""Pulses, as dispatch carries them. They have no due time of their own: only who can open a box closes its pulse."""

from typing import Final

from service.alarm.actor import SERVICE
from service.dispatch.undertaking_kind import Kind
from service.pulse import snapshot
from service.pulse.commands import PassDue
from service.pulse.decide import decide
from service.pulse.pulse import evolve

PULSE: Final = Kind(
    name="pulse",
    begins_with=frozenset({"PulseOpened"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda _pulse: None,
    is_over=lambda pulse: pulse.is_over,
    pass_due=lambda _page, _unit, _undertaking, _pulse: PassDue(actor=SERVICE),
)
