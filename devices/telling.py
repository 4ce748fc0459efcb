"""What the wearer of a foreign button is told, and what her button's family has to know to say it."""

from dataclasses import dataclass

from devices.inventory import Device
from devices.outputs import FeedbackState


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """One thing that one wearer is told.

    `words` says it to those who read; `token` names the telling, and comes back where a network says what became of it;
    `heard_on` is the topic on which the button's press came, None where this node has not heard it.
    """

    device: Device
    state: FeedbackState
    words: str
    token: str
    heard_on: str | None = None
