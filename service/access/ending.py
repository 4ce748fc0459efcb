"""What ends with what an account may do: tokens it had made, and phones that somebody else paired for it.

A token stands for whoever made it, so it never may more than she could give. A phone that somebody else paired may be
in that one's hand: it stays for the person it was paired for, and ends when that person is given more than was its
pairer's to give.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from service.access.giving import may_give
from service.access.rights import Grant, Role
from service.access.rows import grants_of
from service.access.trace import change_noted
from service.alarm.actor import Actor
from service.store.access_port import EVERYWHERE, AccessUnit, Credential, GrantRow, Known
from service.store.people_port import Changes
from service.timeline.entry import Draft

Givers = Mapping[str, tuple[Grant, ...]]
"""Account → its roles, of the accounts that go on."""


def givers_of(everybody: Iterable[Known]) -> Givers:
    """Return what each account that goes on may do."""
    return {one.account.id: grants_of(one.grants) for one in everybody if one.account.ended_at is None}


def falling(before: Known, after: Known, held: Iterable[Credential], givers: Givers) -> tuple[str, ...]:
    """Return which tokens and phones end when an account changes. Pure.

    What ends with an account that ends itself (its sessions, phones and tokens) the store sees to.

    Args:
        before: the account as it was.
        after: the account as it shall be.
        held: the tokens and phones that go on.
        givers: what everybody may do, this account as it was or shall be alike.
    """
    if after.account.ended_at is not None:
        return ()
    own = grants_of(after.grants)
    given = {*own} - {*grants_of(before.grants)}
    return tuple(
        one.id
        for one in held
        if (one.kind == "token" and one.maker == after.account.id and not _could_give(own, one))
        or (
            one.kind == "phone"
            and one.account == after.account.id
            and one.maker != after.account.id
            and not all(
                may_give(givers.get(one.maker or "", ()), grant)
                for grant in given
                if grant.office in (None, one.office)  # a phone does nothing in another office
            )
        )
    )


def completed(
    changes: Changes, before: Iterable[Known], held: Iterable[Credential], at: datetime, actor: Actor
) -> Changes:
    """Return changes of many accounts with what falls with them, and with what the record says of each. Pure.

    Args:
        changes: the accounts as they shall be.
        before: at least those accounts as they are, and whoever paired phones for them.
        held: the tokens and phones that go on.
        at: when.
        actor: who does it.
    """
    had = {one.account.id: one for one in before}
    givers = givers_of({**had, **{one.account.id: one for one in changes.accounts}}.values())
    touching: dict[str, list[Credential]] = {}
    for one in held:
        touching.setdefault((one.maker if one.kind == "token" else one.account) or "", []).append(one)
    ended: list[str] = []
    notes: list[Draft] = []
    for after in changes.accounts:
        was = had.get(after.account.id)
        fallen = falling(was, after, touching.get(after.account.id, ()), givers) if was else ()
        ended += fallen
        if draft := change_noted(was, after, at, actor, ended=fallen):
            notes.append(draft)
    return replace(changes, ended=tuple(ended), notes=tuple(notes))


def end_falling(
    unit: AccessUnit, before: Known, after: Known, everybody: Iterable[Known], at: datetime
) -> tuple[str, ...]:
    """End what falls with a change, in its transaction, and return what that is."""
    held = [*unit.credentials("token"), *unit.credentials("phone")]
    fallen = falling(before, after, held, givers_of(everybody))
    for one in fallen:
        unit.end_credential(one, at)
    return fallen


def _could_give(own: Iterable[Grant], token: Credential) -> bool:
    held = tuple(own)
    grants = grants_of([GrantRow(role=token.role or "", office=token.office or EVERYWHERE)])
    return all(grant.role is not Role.DIRECTORY and may_give(held, grant) for grant in grants)
