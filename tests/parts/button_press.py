"""A press of a button as dispatch hears it: a real one, single, at no known place."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor
from service.alarm.states import Mode
from service.dispatch.trigger import Trigger


def button_press(device: str, press: int, at: datetime, **changes: Any) -> Trigger:
    """Return a press of a device, as `as/pendant-1`, heard at an instant; `changes` are what is different in it."""
    heard = Trigger(
        office=device.partition("/")[0],
        actor=Actor(via=f"device:{device}"),
        press_key=f"{device}/{press}",
        open_key=f"device:{device}",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="single",
        zone=None,
        device=device,
        press=str(press),
        presser=None,
        pressed_at=None,
        heard_at=at,
    )
    return replace(heard, **changes)
