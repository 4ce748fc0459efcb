"""A press as intake understood it."""

from dataclasses import dataclass
from datetime import datetime

from service.alarm.actor import Actor
from service.alarm.states import Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """A press as intake understood it: whose it is, where, and what it covers."""

    office: str
    actor: Actor
    press_key: str
    open_key: str
    mode: Mode
    kind: str
    gesture: str
    zone: str | None
    device: str | None
    press: str | None
    presser: str | None
    """Opaque key; None when nobody is known."""
    pressed_at: datetime | None
    heard_at: datetime
    doubtful: bool = False
    tested: str | None = None
    """`office/device` as enrolled, where this press may be a test if its wearer has opened a window; None for never."""
    is_copy: bool = False
    """A copy of a press that this node has heard already: it has only to wait until that one is durable."""
    accounts: tuple[str, ...] = ()
    """The alarms in whose muster it is the presser's word that she is safe, or `fire`; else it is a press."""
    heard_as: str = ""
    """As which message this node heard it, `node/broker/packet id`, where its device has not named it."""
    located: bool = False
    """Whether the press says itself where it is; else `zone` is only the usual place of what was pressed."""
    counted_as: str | None = None
    """The key of the press that this one is counted to, because its button presses without end; else it is its own."""
