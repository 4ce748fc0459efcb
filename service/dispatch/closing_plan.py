"""What an office does when it closes, from its plan in force and from what else goes on, in the core's own words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from roles.closing import Closing, ClosingItem
from roles.level import CLOSING
from roles.outside import outside_of
from service.alarm.alarm import Alarm
from service.alarm.call import Call
from service.alarm.closed_office import NEIGHBOURS, OUTSIDE, Item, Plan, Stage
from service.alarm.response import Condition, Script, Switch
from service.alarm.states import Mode
from service.dispatch.behind import dangers
from service.dispatch.book import CONTACT, OfficePage
from service.dispatch.calling import script_of, switch_of
from service.dispatch.next_door import is_next_door

ANSWER_WITHIN: Final = timedelta(seconds=60)
"""How long somebody outside, or a neighbour, has to answer before she counts as silent and is asked again."""
DONE_WITHIN: Final = timedelta(minutes=3)

_HOLD: Final = Script(
    steps=(),
    repeat_every=timedelta(minutes=1),
    repeat_call=(),
    done_when=Condition(),
    last_resort="",
    level=0,
)
"""Whoever is held at the reception needs nobody to be called."""


def script_for(page: OfficePage, stage: Stage) -> Script:
    """Return the response of a closing: the plan's, with what the lines of its checklist switch in its first step."""
    if stage == "hold":
        return _HOLD
    script = script_of(page, CLOSING)
    planned = page.plan.closing
    ids = dict.fromkeys(id_ for line in (planned.items.values() if planned else ()) for id_ in line.switch)
    known = tuple(switch_of(page.plan, page.plan.outputs[id_]) for id_ in ids if id_ in page.plan.outputs)
    first, *rest = script.steps
    return replace(script, steps=(replace(first, switch=_each(first.switch, known)), *rest))


def plan_for(
    page: OfficePage,
    planned: Closing,
    stage: Stage,
    *,
    mode: Mode,
    absent: Collection[str],
    others: Iterable[Alarm],
    expected_at: datetime | None = None,
    entrance: str | None = None,
    are_all: bool = True,
) -> Plan:
    """Return what a closing begins with.

    Args:
        page: the plan in force.
        planned: what it says of closing.
        stage: whether the office closes, or somebody is only expected back.
        mode: a drill tells nobody outside.
        absent: the keys of those who are away today: they are not about to come in.
        others: the open alarms of the office.
        expected_at: when somebody is expected back.
        entrance: by which entrance.
        are_all: whether these are all open alarms; else nobody knows what is behind which door.
    """
    return Plan(
        stage=stage,
        look_again=planned.look_again,
        items=tuple(_lines(page, planned)) if stage == "closing" else (),
        expected_at=expected_at,
        entrance=entrance,
        calls=tuple(_calls(page, planned, mode, absent, stage)),
        behind=dangers(others) if are_all else None,
    )


def calm_in(others: Iterable[Alarm]) -> tuple[str, ...]:
    """Return the zones that have to stay calm because of other alarms: no lamp of the closing shines there."""
    return tuple(sorted(frozenset[str]().union(*(alarm.calm for alarm in others))))


def _lines(page: OfficePage, planned: Closing) -> Iterator[Item]:
    for line in planned.items.values():
        if not line.doors:
            yield Item(id=line.id, kind="task", role=line.role, outputs=_known(page, line.switch))
        for door in line.doors:
            outputs = tuple(id_ for id_ in _known(page, line.switch) if _is_at(page, line, id_, door))
            yield Item(id=f"{line.id}/{door}", kind="door", role=line.role, door=door, outputs=outputs)


def _known(page: OfficePage, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ in page.plan.outputs)


def _is_at(page: OfficePage, line: ClosingItem, output: str, door: str) -> bool:
    """Say whether an output does its part at a door: it locks that one, or none of the line's in particular."""
    locks = page.plan.outputs[output].door
    return locks == door or locks not in line.doors


def _calls(page: OfficePage, planned: Closing, mode: Mode, absent: Collection[str], stage: Stage) -> Iterator[Call]:
    for slug in outside_of(page.plan) if stage == "closing" else ():
        key = page.keys.get(slug)
        if key is not None and key not in absent:
            yield _call(page, key, OUTSIDE)
    for id_ in planned.neighbours:
        contact = page.plan.contacts.get(id_)
        key = f"{CONTACT}{id_}"
        if contact is None or (mode is not Mode.ACTUAL and (contact.reach == "outside" or is_next_door(page, key))):
            continue
        # That somebody may come back rings nobody's telephone: only a neighbour's own Trygg is told.
        if stage == "closing" or is_next_door(page, key):
            yield _call(page, key, NEIGHBOURS)


def _call(page: OfficePage, key: str, role: str) -> Call:
    contact = page.plan.contacts.get(key.removeprefix(CONTACT)) if key.startswith(CONTACT) else None
    return Call(
        responder=key,
        role=role,
        reach=contact.reach if contact else "inside",
        position="duty",
        walk=None,
        reason={"code": "told_outside", "args": {}},
        accept_within=ANSWER_WITHIN,
        arrive_within=DONE_WITHIN,
        presence="outside" if contact else None,
        routes=page.routes_to(key),
    )


def _each(*switches: tuple[Switch, ...]) -> tuple[Switch, ...]:
    found: dict[str, Switch] = {}
    for one in (one for several in switches for one in several):
        found.setdefault(one.output, one)
    return tuple(found.values())
