"""A fire that was told of: for an hour, and while an alarm of that kind is open, no lock of the office locks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from devices.inventory import FIRE
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.states import Mode
from service.store.port import Unit
from service.timeline.entry import Draft

TOLD: Final = "FireTold"
STANDS: Final = timedelta(hours=1)
"""How long a fire stands after it was told the last time; whoever knows that it is over waits, or locks by hand."""
LOOKED_AT: Final = 5_000
"""Entries of an office, the newest, among which the fire is looked for."""


def fire_told(actor: Actor, at: datetime, device: str | None = None) -> Draft:
    """Return the entry that a fire was told of, by a person or by the device of a fire alarm."""
    return Draft(at=at, event=TOLD, alarm=None, actor=actor, facts={"device": device}, personal={})


def told_at(unit: Unit) -> datetime | None:
    """Return when a fire was told of in the office the last time, among its newest entries."""
    return next((entry.at for entry in unit.recent((TOLD,), LOOKED_AT)), None)


def stands(unit: Unit, alarms: Iterable[Alarm], at: datetime) -> bool:
    """Say whether a fire stands in the office; `alarms` are its open ones."""
    told = told_at(unit)
    return (told is not None and at < told + STANDS) or raised_at(alarms) is not None


def raised_at(alarms: Iterable[Alarm]) -> datetime | None:
    """Return when the newest real alarm of the plan's own kind `fire` was raised; None where none is open."""
    found = (one.raised_at for one in alarms if one.kind == FIRE and one.mode is Mode.ACTUAL)
    return max(found, default=None)
