"""A press as it stands in the spool: JSON, with everything that dispatch needs to hear it again."""

import json
from typing import Any

from service.alarm.actor import Actor
from service.alarm.instant import instant, parse_instant, told_instant
from service.alarm.states import Mode
from service.dispatch.trigger import Trigger

FORMAT = 1


def write(trigger: Trigger) -> bytes:
    """Return a trigger as the spool keeps it."""
    told = {
        "format": FORMAT,
        "office": trigger.office,
        "actor": trigger.actor.as_json(),
        "press_key": trigger.press_key,
        "open_key": trigger.open_key,
        "mode": trigger.mode.value,
        "kind": trigger.kind,
        "gesture": trigger.gesture,
        "zone": trigger.zone,
        "device": trigger.device,
        "press": trigger.press,
        "presser": trigger.presser,
        "pressed_at": told_instant(trigger.pressed_at),
        "heard_at": instant(trigger.heard_at),
        "doubtful": trigger.doubtful,
        "tested": trigger.tested,
        "located": trigger.located,
        "heard_as": trigger.heard_as,
    }
    return json.dumps(told, separators=(",", ":")).encode()


def read(payload: bytes) -> Trigger:
    """Return the trigger that `write` has written.

    Raises:
        ValueError: the payload is none, or another Trygg's whose format this one does not know.
    """
    try:
        told: dict[str, Any] = json.loads(payload)
        if told["format"] != FORMAT:
            raise ValueError(f"a press in the spool has format {told['format']}, this Trygg knows {FORMAT}")
        return Trigger(
            office=told["office"],
            actor=Actor(**told["actor"]),
            press_key=told["press_key"],
            open_key=told["open_key"],
            mode=Mode(told["mode"]),
            kind=told["kind"],
            gesture=told["gesture"],
            zone=told["zone"],
            device=told["device"],
            press=told["press"],
            presser=told["presser"],
            pressed_at=parse_instant(told["pressed_at"]) if told["pressed_at"] else None,
            heard_at=parse_instant(told["heard_at"]),
            doubtful=told["doubtful"],
            tested=told.get("tested"),
            located=told.get("located", False),
            heard_as=told.get("heard_as", ""),
        )
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"a press in the spool cannot be read ({wrong})") from wrong
