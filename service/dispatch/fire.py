"""A fire that was told of: until it is said to be over, for an hour at most, and while an alarm of it is open."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from devices.inventory import FIRE
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.states import Mode
from service.store.port import Unit
from service.timeline.entry import Draft

TOLD: Final = "FireTold"
OVER: Final = "FireOver"
SAME_FIRE: Final = timedelta(minutes=1)
"""How long after it was noted a fire is the same one, however often its contact says so."""
STANDS: Final = timedelta(hours=1)
"""How long a fire stands after it was told the last time where nobody says that it is over."""
LOOKED_AT: Final = 5_000
"""Entries of an office, the newest, among which the fire is looked for."""


def fire_told(actor: Actor, at: datetime, device: str | None = None) -> Draft:
    """Return the entry that a fire was told of, by a person or by the device of a fire alarm."""
    return Draft(at=at, event=TOLD, alarm=None, actor=actor, facts={"device": device}, personal={})


def fire_over(actor: Actor, at: datetime, device: str | None = None) -> Draft:
    """Return the entry that a fire is over, by a person with a name or by the device of a fire alarm."""
    return Draft(at=at, event=OVER, alarm=None, actor=actor, facts={"device": device}, personal={})


def told_at(unit: Unit) -> datetime | None:
    """Return when a fire was told of in the office the last time, among its newest entries; None where it is over."""
    return standing_of(unit.recent((TOLD, OVER), LOOKED_AT))


def standing_of(newest: Iterable[Any]) -> datetime | None:
    """Return when a fire was told of, by what was said of fires, the newest first; None where it is over."""
    last = next(iter(newest), None)
    return last.at if last is not None and last.event == TOLD else None


def is_same(unit: Unit, at: datetime) -> bool:
    """Say whether a fire that is told of at an instant is the one that was noted a moment ago."""
    told = told_at(unit)
    return told is not None and timedelta(0) <= at - told < SAME_FIRE


def stands(unit: Unit, alarms: Iterable[Alarm], at: datetime) -> bool:
    """Say whether a fire stands in the office; `alarms` are its open ones."""
    told = told_at(unit)
    return (told is not None and at < told + STANDS) or raised_at(alarms) is not None


def raised_at(alarms: Iterable[Alarm]) -> datetime | None:
    """Return when the newest real alarm of the plan's own kind `fire` was raised; None where none is open."""
    found = (one.raised_at for one in alarms if one.kind == FIRE and one.mode is Mode.ACTUAL)
    return max(found, default=None)
