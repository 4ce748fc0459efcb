"""Somebody who can be called and does not work in the office."""

from dataclasses import dataclass
from typing import Literal

from roles.route import Route

Reach = Literal["inside", "staff", "outside"]
"""How far a call goes: the office's own people, the agency's other staff, or somebody outside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Somebody outside the office, and how she is reached: `reached_by` are the ways to her, the first first.

    Without any way somebody here has to ring. `receiver` names an entry of the service's settings: an alarm receiving
    centre, a webhook, whatever is called and has no number.
    """

    id: str
    name: str
    phone: str | None = None
    reach: Reach = "outside"
    email: str | None = None
    receiver: str | None = None
    reached_by: tuple[Route, ...] = ()
