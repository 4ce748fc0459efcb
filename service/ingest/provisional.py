"""What the screens are told of a press before it is recorded."""

from typing import Any, Protocol

from roles.kind import level_of
from roles.plan import Plan
from roles.sight import calm_zones
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.dispatch.trigger import Trigger


class Screens(Protocol):
    """What intake tells the screens before anything is recorded."""

    def provisional(self, office: str, message: dict[str, Any]) -> None:
        """Show a press at once."""

    def provisional_over(self, office: str, alarm: str, because: str) -> None:
        """Take back what was shown for an alarm that will not come."""


def provisional(trigger: Trigger, alarm: str, plan: Plan, *, is_test: bool) -> dict[str, Any]:
    """Return the message: the alarm's final id, and what its own plan says of where it may be seen and heard."""
    return {
        "type": "provisional",
        "alarm": alarm,
        "kind": trigger.kind,
        "mode": (Mode.TEST if is_test else trigger.mode).value,
        "zone": trigger.zone,
        "calm": list(calm_zones(plan, trigger.zone)),
        "level": level_of(plan, trigger.kind),
        "device": trigger.device,
        "at": instant(trigger.heard_at),
        **({"located": True} if trigger.located else {}),
    }
