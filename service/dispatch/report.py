"""Reports, as dispatch carries them."""

from typing import Final

from service.alarm.actor import SERVICE
from service.dispatch.patience import patience_of
from service.dispatch.undertaking_kind import Kind
from service.report import snapshot
from service.report.commands import PassDue
from service.report.decide import decide
from service.report.report import evolve
from service.store.undertaking_port import Listing

REPORT: Final = Kind(
    name="report",
    begins_with=frozenset({"ReportDrafted"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda report: report.due_at,
    is_over=lambda report: report.is_over,
    listing=lambda report: Listing(about=report.alarm, person=report.reporter, is_settled=report.is_settled),
    pass_due=lambda page, _unit, _undertaking, _report: PassDue(actor=SERVICE, patience=patience_of(page.plan)),
)


def report_of(alarm: str) -> str:
    """Return the id of the report about an alarm: one for each, for good."""
    return f"report-{alarm}"
