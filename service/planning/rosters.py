"""A roster of the plan in force as a calendar, for programs that people have already."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from service.planning.task import RefusedError, Task


def calendar_of(task: Task) -> dict[str, Any]:
    """Return a roster's shifts from today until the plan expires, as iCalendar text."""
    plan = task.plan()
    roster = plan.rosters.get(task.asked["roster"])
    if roster is None:
        detail = "The plan in force has no such roster."
        raise RefusedError("unknown_roster", detail, status=HTTPStatus.NOT_FOUND)
    from roles.ics_write import write_calendar  # noqa: PLC0415 - the process that answers starts sooner without it

    text = write_calendar(plan, roster, first=task.today, last=last_day(plan.expires, task.today), made_at=task.now)
    return {"text": text}


def last_day(expires: date | None, first: date) -> date:
    """Return the last day that is looked at: that on which the plan expires, at most a year ahead."""
    year = first + timedelta(days=366)
    return min(expires, year) if expires is not None and expires >= first else year
