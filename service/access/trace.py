"""What stands in the record of access: who let whom do what. Pure.

The record is a chain of its own, beside those of the offices. It holds opaque ids and roles, never a name: those stand
with the accounts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from service.access.rights import Grant
from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.store.access_port import EVERYWHERE
from service.timeline.entry import Draft

EVENTS: Final = frozenset(
    {
        "AccountMade",
        "AccountChanged",
        "AccountEnded",
        "InvitationMade",
        "InvitationUsed",
        "TokenMade",
        "TokenRevoked",
        "CodeMade",
        "Paired",
        "PairedRenamed",
        "PinChanged",
        "Unpaired",
    }
)
"""Every event of the record of access; docs/reference/access.md says what each means."""


def actor_of(visitor: Visitor) -> Actor:
    """Return who acts, as it stands in the record of access: an account's id, or a token or screen by its id."""
    match visitor.kind:
        case "account":
            return Actor(via="api", who=visitor.id)
        case "phone":
            return Actor(via=f"phone:{visitor.id}", who=visitor.account)
        case "open":
            return Actor(via="api")
        case kind:
            return Actor(via=f"{kind}:{visitor.id}")


def noted(event: str, at: datetime, actor: Actor, offices: Iterable[str | None], **facts: Any) -> Draft:
    """Return an entry for the record.

    Args:
        event: one of EVENTS.
        at: when.
        actor: who did it.
        offices: which offices it concerns; None stands for all.
        facts: opaque ids and enumerations.

    Raises:
        ValueError: an event outside the vocabulary.
    """
    if event not in EVENTS:
        raise ValueError(f"{event!r} is no event of access; add it to service/access/trace.py")
    concerned = sorted({office or EVERYWHERE for office in offices})
    return Draft(at=at, event=event, alarm=None, actor=actor, facts={"offices": concerned, **facts})


def roles_told(grants: Iterable[Grant]) -> list[Mapping[str, str]]:
    """Return grants as facts, always in the same order."""
    rows = sorted((grant.office or EVERYWHERE, grant.role.value) for grant in grants)
    return [{"office": office, "role": role} for office, role in rows]
