"""Presses in other alarms of the office: two people who press their own buttons raise two alarms, and are still two."""

from collections.abc import Iterable

from service.alarm.alarm import Alarm
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.store.port import Unit

MOST = 10
"""Open alarms of an office and a mode that are looked at, the newest: a flood of presses must not be slowed down."""


def others_that_count(unit: Unit, page: OfficePage, mode: Mode, open_key: str) -> tuple[Alarm, ...]:
    """Return the open alarms, other than the one a press is part of, whose response asks for several people who press.

    Only those of the same mode: a drill says nothing about a real alarm. Where the plan in force never asks for it, the
    store is not asked either.
    """
    if not _counts_pressers(page):
        return ()
    found = unit.open_alarms(mode, MOST)
    return tuple(one for one in found if one.open_key != open_key and one.script.pressers)


def pressers_of(alarms: Iterable[Alarm]) -> frozenset[str]:
    """Return who is known to have pressed in any of these alarms."""
    return frozenset[str]().union(*(alarm.pressers for alarm in alarms))


def _counts_pressers(page: OfficePage) -> bool:
    """Tell whether any response of the plan in force asks for several people who press."""
    responses = page.plan.responses.values()
    conditions = (one for r in responses for step in r.steps for one in (step.unless, step.only_if) if one)
    return any(
        (r.police and "two_pressers" in r.police.when) or (r.raised_by and r.raised_by.other_presser) for r in responses
    ) or any(one.pressers for one in conditions)
