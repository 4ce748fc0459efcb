"""What a real alarm leaves behind when it is over: the draft of a report, and the tasks of aftercare.

They are begun in the transaction that ends the alarm, so that no node can die between the two.
"""

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from roles.demand import named_in
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.measure import MEASURE, aftercare_of
from service.dispatch.outcome import Outcome
from service.dispatch.patience import patience_of
from service.dispatch.report import REPORT, report_of
from service.dispatch.undertaking_kind import Kind
from service.dispatch.undertaking_writing import keep, told
from service.measure.aftercare import WITHIN, Task
from service.measure.commands import PlanMeasure
from service.report.commands import DraftReport
from service.store.port import Unit
from service.timeline.entry import Entry

CLOSES: Final = frozenset({"AlarmClosed", "AlarmCancelled"})


def begin_follow_up(unit: Unit, page: OfficePage, alarm: Alarm, entries: tuple[Entry, ...]) -> tuple[Outcome, ...]:
    """Begin the report about an alarm that has just been closed or cancelled, and its aftercare; nothing twice.

    Drills and tests leave nothing behind. An alarm that was cancelled leaves no aftercare, also when its record is
    closed later; nor does a closed office, in which nobody has pressed.

    Args:
        unit: the transaction.
        page: the plan in force.
        alarm: the alarm as it is now.
        entries: what was just written of it.
    """
    ended = next((entry for entry in entries if entry.event in CLOSES), None)
    if ended is None or alarm.mode is not Mode.ACTUAL or unit.undertaking(report_of(alarm.id)) is not None:
        return ()
    wanted: list[tuple[Kind, str, Any]] = [(REPORT, report_of(alarm.id), draft_of(page, alarm))]
    if ended.event == "AlarmClosed" and alarm.closing is None:
        owner = _owner(page, alarm)
        wanted.extend((MEASURE, aftercare_of(alarm.id, task), _task(alarm, task, owner, ended)) for task in Task)
    return tuple(_begin(unit, page, wanted, ended))


def draft_of(page: OfficePage, alarm: Alarm) -> DraftReport:
    """Return the command that drafts an alarm's report: ids, a day and a place, and nothing that anybody said."""
    day = alarm.raised_at.astimezone(ZoneInfo(page.plan.time_zone)).date()
    return DraftReport(
        actor=SERVICE,
        alarm=alarm.id,
        happened_on=day,
        zone=alarm.zone,
        reporter=alarm.presser,
        patience=patience_of(page.plan),
    )


def _begin(unit: Unit, page: OfficePage, wanted: list[tuple[Kind, str, Any]], ended: Entry) -> Iterator[Outcome]:
    for kind, id_, command in wanted:
        after, entries = keep(unit, page, kind, None, id_=id_, events=kind.decide(None, command, ended.at))
        yield told(kind, unit.office, id_, after, entries)


def _task(alarm: Alarm, task: Task, owner: str | None, ended: Entry) -> PlanMeasure:
    return PlanMeasure(
        actor=SERVICE,
        entitled=True,
        owner=owner,
        due_at=ended.at + WITHIN[task],
        task=task,
        report=report_of(alarm.id),
    )


def _owner(page: OfficePage, alarm: Alarm) -> str | None:
    """Return who looks after her: whom the plan names for it, else who leads; never she herself, nor who has left."""
    planned = page.plan.after_alarm
    role = page.plan.roles.get(planned.follow_up.role) if planned and planned.follow_up else None
    named = [page.keys[who] for who in named_in(page.plan, role) if who in page.keys] if role else []
    could = (key for key in (*named, *page.leads) if not alarm.has_pressed(key) and key not in page.gone)
    return next(could, None)
