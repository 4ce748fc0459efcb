"""Yearly revisions of a plan, as dispatch carries them."""

from typing import Final

from service.alarm.actor import SERVICE
from service.dispatch.undertaking_kind import Kind
from service.revision import snapshot
from service.revision.commands import PassDue
from service.revision.decide import decide
from service.revision.revision import evolve

REVISION: Final = Kind(
    name="revision",
    begins_with=frozenset({"RevisionBegun"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda _revision: None,
    is_over=lambda revision: revision.is_over,
    pass_due=lambda _page, _unit, _undertaking, _revision: PassDue(actor=SERVICE),
)
