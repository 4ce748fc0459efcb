"""Tree → what a plan says of its routes' patience, and of the time after an alarm."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from roles.after_alarm import AfterAlarm, FollowUp
from roles.grammar import AFTER_ALARM, FOLLOW_UP, PATIENCE_FORM, ROUTES_FORM
from roles.reading import Sheet
from roles.route import PATIENCE, Patience

FOLLOWED_UP_WITHIN = timedelta(days=3)
"""By when an alarm is followed up where the plan does not say."""


def read_patience(plan: Sheet) -> Mapping[str, Patience]:
    """Return how long each route that the plan names is waited for; the half it leaves out is as in every plan."""
    section = plan.sheet("routes", ROUTES_FORM.known)
    return MappingProxyType({route: _patience(section.sheet(route, PATIENCE_FORM.known), PATIENCE[route])
                             for route in section.nodes})  # fmt: skip


def _patience(sheet: Sheet, usual: Patience) -> Patience:
    delivered, answered = sheet.duration("delivered_within"), sheet.duration("answered_within")
    return Patience(
        delivered_within=usual.delivered_within if delivered is None else delivered,
        answered_within=usual.answered_within if answered is None else answered,
    )


def read_after_alarm(plan: Sheet) -> AfterAlarm | None:
    """Return the quiet duties after an alarm; None where the plan has none."""
    if "after_alarm" not in plan:
        return None
    sheet = plan.sheet("after_alarm", AFTER_ALARM.known)
    return AfterAlarm(tell=sheet.words("tell"), follow_up=_follow_up(sheet))


def _follow_up(sheet: Sheet) -> FollowUp | None:
    if "follow_up" not in sheet:
        return None
    task = sheet.sheet("follow_up", FOLLOW_UP.known)
    task.need("role", "role: manager")
    role, within = task.text("role"), task.duration("within")
    return None if role is None else FollowUp(role=role, within=FOLLOWED_UP_WITHIN if within is None else within)
