"""What stands in the record of access: who let whom do what. Pure.

The record is a chain of its own, beside those of the offices. It holds opaque ids and roles, never a name: those stand
with the accounts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from service.access.rights import Grant
from service.access.rows import grants_of
from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.store.access_port import EVERYWHERE, Known
from service.timeline.entry import Draft

EVENTS: Final = frozenset(
    {
        "AccountMade",
        "AccountChanged",
        "AccountEnded",
        "PasswordChanged",
        "InvitationMade",
        "InvitationUsed",
        "TokenMade",
        "TokenRevoked",
        "CodeMade",
        "Paired",
        "PairedRenamed",
        "PinChanged",
        "TakenOver",
        "Unpaired",
        "DeviceCredentialMade",
        "DeviceCredentialRevoked",
        "DevicesEnrolled",
        "DeviceChanged",
        "DeviceUnenrolled",
        "CodesChosen",
        "CodesGivenUp",
        "AlarmExported",
        "ReportsTakenOut",
        "AlarmHeld",
        "HoldEnded",
        "AlarmDisclosed",
        "DataErased",
        "PersonTakenOut",
        "RecordExported",
        "RecordRestored",
        "PasskeyAdded",
        "PasskeyRemoved",
        "PasskeyRefused",
    }
)
"""Every event of the record of access; docs/reference/access.md says what each means."""


COMMAND: Final = Actor(via="cli")
"""Whoever holds the machine, at its command line."""


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


def change_noted(
    before: Known | None, after: Known, at: datetime, actor: Actor, *, ended: Iterable[str] = ()
) -> Draft | None:
    """Return what the record says of an account that was made, changed or ended; None where nothing of that happened.

    Args:
        before: the account as it was; None for a new one.
        after: the account as it is kept.
        at: when.
        actor: who did it.
        ended: the tokens, screens and phones that ended with it.
    """
    more: dict[str, Any] = {"ended": sorted(ended)} if ended else {}
    account = after.account.id
    if before is None:
        roles = roles_told(grants_of(after.grants))
        return noted("AccountMade", at, actor, concerned(after), account=account, roles=roles, **more)
    if after.account.ended_at is not None:
        if before.account.ended_at is not None:
            return None
        roles = roles_told(grants_of(before.grants))
        return noted("AccountEnded", at, actor, concerned(before), account=account, roles=roles, **more)
    had, has = {*grants_of(before.grants)}, {*grants_of(after.grants)}
    moved = {office for office, _ in dict(before.persons).items() ^ dict(after.persons).items()}
    if before.account.subject != after.account.subject:
        more["subject"] = True
    if before.account.ended_at is not None:
        more["back"] = True
    if had == has and not moved and not more:
        return None
    offices = {*(grant.office for grant in had ^ has), *moved} or concerned(after)
    facts = {"given": roles_told(has - had), "taken": roles_told(had - has), "persons": sorted(moved)}
    return noted("AccountChanged", at, actor, offices, account=account, **facts, **more)


def concerned(held: Known) -> set[str | None]:
    """Return the offices that an account has to do with; None stands for all."""
    return {*(grant.office for grant in grants_of(held.grants)), *held.persons}


def roles_told(grants: Iterable[Grant]) -> list[Mapping[str, str]]:
    """Return grants as facts, always in the same order."""
    rows = sorted((grant.office or EVERYWHERE, grant.role.value) for grant in grants)
    return [{"office": office, "role": role} for office, role in rows]
