"""Whether the right people, screens and programs are let in, and will be tomorrow."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from service.access.action import Action
from service.access.rights import Grant, may
from service.cli.doctor.look import Look, fine, missing, note
from service.store.access_port import Account, Credential

Accounts = Sequence[tuple[Account, tuple[Grant, ...]]]

TOKEN_SOON = timedelta(days=30)
SCREEN_SILENT = timedelta(days=2)
"""For so long no screen is off: not even over a weekend."""

_NEEDED = (
    (Action.CLEAR, "lead", "may say that the danger is over"),
    (Action.APPROVE_PLAN, "office_administrator", "may write and approve its plan"),
)


def accounts(known: Accounts) -> Iterator[Look]:
    """Look whether there are accounts, and one that may manage them."""
    if not known:
        yield missing("accounts: none, so whoever uses this computer may do everything; trygg init, or trygg user add")
        return
    managing = [one.login for one, grants in known if may(grants, Action.MANAGE_PEOPLE, None)]
    if managing:
        yield fine(f"accounts: {len(known)}, managed by {', '.join(managing)}")
    else:
        yield missing("accounts: nobody may manage them; trygg user add LOGIN NAME --role operator")


def rights(known: Accounts, offices: Sequence[str]) -> Iterator[Look]:
    """Look whether each office has somebody for what only few may do."""
    for office in offices:
        for action, role, what in _NEEDED:
            holding = [one.name for one, grants in known if may(grants, action, office)]
            if holding:
                yield fine(f"office {office}: {what}: {', '.join(holding)}")
            else:
                how = f"/people/{office}, or trygg user add LOGIN NAME --role {role}@{office}"
                yield missing(f"office {office}: nobody {what}; {how}")


def screens(paired: Sequence[Credential], offices: Sequence[str], now: datetime) -> Iterator[Look]:
    """Look whether each office has a screen that is on."""
    for office in offices:
        own = [one for one in paired if one.office == office and not _is_over(one, now)]
        silent = [one for one in own if one.used_at is None or now - one.used_at > SCREEN_SILENT]
        if not own:
            yield missing(f"office {office}: no screen is paired; open /pair on it, and pair it at /screens/{office}")
        elif len(silent) == len(own):
            yield missing(f"office {office}: none of its {len(own)} paired screens was on for two days; look at them")
        else:
            yield fine(f"office {office}: paired screens: {len(own)}")
            yield from (note(f"office {office}: screen {one.screen} ({one.name}) is not on") for one in silent)


def tokens(known: Sequence[Credential], now: datetime) -> Iterator[Look]:
    """Look whether a program will stop working because its token ends."""
    for one in known:
        if one.expires_at is None or one.expires_at - now > TOKEN_SOON:
            continue
        if _is_over(one, now):
            yield note(f"token {one.name}: ended on {one.expires_at:%Y-%m-%d}; trygg token revoke {one.id}")
        else:
            renew = f"make a new one with trygg token create, then trygg token revoke {one.id}"
            yield missing(f"token {one.name}: ends on {one.expires_at:%Y-%m-%d}; {renew}")


def _is_over(one: Credential, now: datetime) -> bool:
    return one.expires_at is not None and one.expires_at <= now
