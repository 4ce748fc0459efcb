"""Quiet duties: who is told when an alarm is over, and whose task it is to follow it up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from roles.demand import named_in
from service.alarm.alarm import CONTACT, Alarm
from service.alarm.instant import instant
from service.alarm.react import kind_of
from service.alarm.routes import reach_over, routes_open
from service.alarm.states import Mode, ResponderState
from service.dispatch.book import OfficePage
from service.dispatch.next_door import is_next_door
from service.store.notice_port import Notice
from service.timeline.entry import Entry

ENDS: Final = frozenset({"AlarmCleared", "AlarmCancelled"})

_REACHED: Final = ("handed_over", "delivered", "seen", "answered")
"""How far a notice has to be that one which follows it over the same route says anything, the surest last."""


def afterwards(page: OfficePage, alarm: Alarm, entry: Entry, calls: Iterable[Notice]) -> Iterator[Notice]:
    """Yield what is sent when an alarm is over: at most one notice a person, and none about a test.

    Whoever was called over a route that has reached her, and has not said no, is told over that route. So are the roles
    that the plan names, over the first route to each of its people; a drill has nothing to follow up.

    Args:
        page: the plan in force.
        alarm: the alarm as it is now.
        entry: the entry that ended it.
        calls: the notices by which people were called to it.
    """
    if alarm.mode is Mode.TEST:
        return
    told = dict[str, _Told]()
    for one in _told(page, alarm, calls):
        if not is_next_door(page, one.key):  # its Trygg is told how the closing stands, whatever it has answered
            told.setdefault(one.key, one)
    for number, one in enumerate(told.values()):
        yield _notice(alarm, entry, f"{alarm.id}.{entry.position}.{number}", one)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """Who is told what over which route."""

    key: str
    route: str
    reach: str
    purpose: Literal["over", "follow_up"] = "over"
    more: Mapping[str, int] = field(default_factory=dict)


def _told(page: OfficePage, alarm: Alarm, calls: Iterable[Notice]) -> Iterator[_Told]:
    """Yield everybody who is to be told, the most telling first: of what somebody is told twice the first holds."""
    planned = page.plan.after_alarm
    is_alarm = alarm.mode is Mode.ACTUAL and alarm.closing is None  # nobody was in a closing who has to be spoken with
    follow_up = planned.follow_up if planned and is_alarm else None
    if follow_up:
        within = {"within_ms": round(follow_up.within.total_seconds() * 1000)}
        named = list(_named(page, alarm, (follow_up.role,)))
        others = [one for one in named if not alarm.has_pressed(one[0])]
        for key, route in others or named:
            yield _Told(key=key, route=route, reach=_reach(page, key), purpose="follow_up", more=within)
    yield from (one for one in _reached(alarm, calls) if not alarm.has_pressed(one.key))
    for key, route in _named(page, alarm, planned.tell if planned else ()):
        if not alarm.has_pressed(key):
            yield _Told(key=key, route=route, reach=_reach(page, key))


def _reached(alarm: Alarm, calls: Iterable[Notice]) -> Iterator[_Told]:
    """Yield who was reached, over the route by which she answered, else the surest and latest."""
    best: dict[str, Notice] = {}
    for notice in calls:
        if notice.purpose != "call" or notice.mode is not alarm.mode or notice.state not in _REACHED:
            continue
        known = best.get(notice.responder)
        if known is None or _REACHED.index(notice.state) >= _REACHED.index(known.state):
            best[notice.responder] = notice
    for key, notice in best.items():
        responder = alarm.responders.get(key)
        if responder is not None and responder.state is not ResponderState.DECLINED:
            yield _Told(key=key, route=notice.route, reach=notice.reach)


def _named(page: OfficePage, alarm: Alarm, roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield those whom roles name and who have a route, with the first of it; holders before deputies."""
    named = (who for name in roles if (role := page.plan.roles.get(name)) for who in named_in(page.plan, role))
    for who in dict.fromkeys(named):
        key = page.keys.get(who) or f"{CONTACT}{who}"
        reach = _reach(page, key)
        if reach != "outside" or alarm.mode is Mode.ACTUAL:
            for route in routes_open(page.routes_to(key), reach, mode=alarm.mode)[:1]:
                yield key, route


def _reach(page: OfficePage, key: str) -> str:
    contact = page.plan.contacts.get(key.removeprefix(CONTACT)) if key.startswith(CONTACT) else None
    return contact.reach if contact else "inside"


def _notice(alarm: Alarm, entry: Entry, call: str, one: _Told) -> Notice:
    responder = alarm.responders.get(one.key)
    return Notice(
        id=f"{call}.{one.route}",
        call=call,
        office=entry.office,
        alarm=alarm.id,
        responder=one.key,
        role=responder.role if responder else None,
        route=one.route,
        place=0,
        reach=reach_over(one.route, one.reach),
        mode=alarm.mode,
        purpose=one.purpose,
        urgent=False,
        content={
            "kind": kind_of(alarm),
            "zone": alarm.zone,
            "raised_at": instant(alarm.raised_at),
            **one.more,
        },
        due_at=entry.at,
        created_at=entry.at,
    )
