"""Looking after people: each act asks the rules and leaves its trace, in one transaction.

The command line works on the roll itself, as whoever holds the machine; everybody else comes through here.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

from service.access import password, secret
from service.access.door import Door
from service.access.ending import end_falling
from service.access.giving import (
    Holder,
    Refusal,
    is_programs,
    manages,
    may_give,
    refused_change,
    refused_end,
    sees,
    wholly_hers,
)
from service.access.rights import Grant, Role
from service.access.roll import SCIM, RollError, ended_now, login_of, name_of
from service.access.rows import grant_rows, grants_of
from service.access.secret import Secret
from service.access.trace import actor_of, change_noted, concerned, noted
from service.access.visitor import Visitor, answers_for
from service.clock import Clock
from service.store.access_port import AccessStore, AccessUnit, Account, Credential, Known
from service.timeline.entry import Draft

T = TypeVar("T")

INVITATION: Final = "invitation"
"""The role of a token that may do one thing: give its account a password. It is no role of the table of rights."""
INVITATION_LASTS: Final = timedelta(hours=72)


class RefusedError(Exception):
    """The rules say no; `why` is one of `giving.Refusal`, `person_taken` or `from_directory`."""

    def __init__(self, why: Refusal | str) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


class ChangedError(Exception):
    """Somebody else has changed the account meanwhile; `held` is what it is now."""

    def __init__(self, held: Known) -> None:
        """Say what it is now."""
        super().__init__("somebody else has changed this account meanwhile")
        self.held = held


class InvitationError(Exception):
    """An invitation that holds no longer, or never did."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What an account shall have: roles and persons, in the offices that whoever says so looks after."""

    grants: frozenset[Grant]
    persons: Mapping[str, str]
    """Office → opaque key of the person whose account it is."""


class Keeping:
    """Accounts, as those who look after people may change them."""

    def __init__(self, store: AccessStore, clock: Clock, door: Door) -> None:
        """Work on a store, and have the door forget what has changed."""
        self._store = store
        self._clock = clock
        self._door = door

    async def seen_by(self, visitor: Visitor) -> list[Known]:
        """Return the accounts that somebody may see, by login name."""
        everybody = await self._store.going_on()
        # Beside the loop: a house may have thousands, and presses go through the loop.
        return await asyncio.to_thread(lambda: [one for one in everybody if sees(visitor.grants, holder_of(one))])

    async def add(self, visitor: Visitor, login: str, name: str, wanted: Wanted) -> tuple[Known, Secret]:
        """Return a new account with its invitation.

        Raises:
            RollError: a name that cannot be kept.
            NameTakenError: the login belongs to another account.
            RefusedError: not hers to give.
        """
        plain, called = login_of(login), name_of(name)
        at, made, actor = self._clock.now(), secret.make(), actor_of(visitor)
        account = Account(id=f"a-{secrets.token_hex(8)}", login=plain, name=called, created_at=at)
        held = Known(account=account, grants=tuple(grant_rows(wanted.grants)), persons=dict(wanted.persons))

        def work(unit: AccessUnit) -> None:
            if not wanted.grants:
                raise RefusedError("no_role")
            if is_programs(wanted.grants):
                raise RefusedError("programs")
            if not all(may_give(visitor.grants, grant) for grant in wanted.grants):
                raise RefusedError("not_yours")
            _ask_persons(unit.going_on(), visitor, account.id, {}, wanted.persons)
            ended = unit.save_account(account, held.grants, held.persons, is_new=True)
            unit.add_credential(self._invitation(account, made, visitor))
            note(unit, change_noted(None, held, at, actor, ended=ended))

        await self._changing(work)
        return held, made

    async def change(self, visitor: Visitor, account_id: str, wanted: Wanted, seen: Wanted) -> Known:
        """Give an account exactly these roles and persons, where they are the visitor's affair; return what it is now.

        Raises:
            RefusedError: not hers to give, or the last one who could help out.
            ChangedError: it is not any more as she has seen it.
        """
        at, actor = self._clock.now(), actor_of(visitor)

        def work(unit: AccessUnit) -> Known:
            everybody = unit.going_on()
            before = _of(everybody, account_id)
            holder = holder_of(before)
            if not sees(visitor.grants, holder):
                raise RefusedError("unknown_account")
            now = shown_to(visitor, before)
            if (now.grants, dict(now.persons)) != (seen.grants, dict(seen.persons)):
                raise ChangedError(before)
            grants = (holder.grants - now.grants) | wanted.grants
            others = [holder_of(one) for one in everybody if one.account.id != account_id]
            _ask(refused_change(visitor.grants, answers_for(visitor), holder, grants, others))
            _ask_persons(everybody, visitor, account_id, now.persons, wanted.persons)
            given, taken = grants - holder.grants, holder.grants - grants
            if (given or taken) and (before.account.source or "").startswith(SCIM):
                raise RefusedError("from_directory")
            persons = {office: key for office, key in before.persons.items() if office not in now.persons}
            unknown = [row for row in before.grants if row.role not in set(Role)]
            after = Known(
                account=before.account,
                grants=(*grant_rows(grants), *unknown),
                persons={**persons, **wanted.persons},
            )
            if not given and not taken and dict(after.persons) == dict(before.persons):
                return before
            unit.save_account(after.account, after.grants, after.persons, is_new=False)
            ended = end_falling(unit, before, after, everybody, at)
            note(unit, change_noted(before, after, at, actor, ended=ended))
            return after

        return await self._changing(work)

    async def invite(self, visitor: Visitor, account_id: str) -> Secret:
        """Return a new invitation, by which whoever reads it gives the account a password; earlier ones end.

        Raises:
            RefusedError: an account that is not wholly hers.
        """
        at, actor, made = self._clock.now(), actor_of(visitor), secret.make()

        def work(unit: AccessUnit) -> None:
            held = self._hers(unit, visitor, account_id)
            unit.end_credentials_of(account_id, at, "token")
            unit.add_credential(self._invitation(held.account, made, visitor))
            unit.note(noted("InvitationMade", at, actor, concerned(held), account=account_id))

        await self._changing(work)
        return made

    async def end(self, visitor: Visitor, account_id: str) -> None:
        """End an account with everything that was let in by it.

        Raises:
            RefusedError: not hers to end, or the last one who could help out.
        """
        at, actor = self._clock.now(), actor_of(visitor)

        def work(unit: AccessUnit) -> None:
            everybody = unit.going_on()
            held = _of(everybody, account_id)
            others = [holder_of(one) for one in everybody if one.account.id != account_id]
            _ask(refused_end(visitor.grants, holder_of(held), others))
            ended = Known(account=ended_now(held.account, at), persons=held.persons)
            unit.save_account(ended.account, [], held.persons, is_new=False)  # who she was is told to their offices
            note(unit, change_noted(held, ended, at, actor))

        await self._changing(work)

    async def drop_passkeys(self, visitor: Visitor, account_id: str) -> int:
        """Take out all passkeys of somebody who has lost hers, and end her sessions; return how many there were.

        Raises:
            RefusedError: an account that is not wholly hers.
        """
        at, actor = self._clock.now(), actor_of(visitor)

        def work(unit: AccessUnit) -> int:
            held = self._hers(unit, visitor, account_id)
            found = [one.id for one in unit.passkeys_of(account_id)]
            for one in found:
                unit.drop_passkey(one)
            # Also where she has none any more: she may have taken it out herself, and whoever found her phone is in.
            unit.end_credentials_of(account_id, at, "session")
            unit.note(noted("PasskeyRemoved", at, actor, concerned(held), account=account_id, passkeys=found))
            return len(found)

        return await self._changing(work)

    async def take_invitation(self, shown: str, typed: str) -> Account:
        """Give the account of an invitation a password; the invitation and all its sessions end.

        Whoever made it may have kept it. So it opens no account that may more by now than was that one's to give.

        Raises:
            InvitationError: it is not known, was used already, is too old, or is not its maker's to give any longer.
            RollError: the password is too short or too long.
        """
        found = await self._store.credential(secret.id_of(shown) or "")
        if found is None or not _invites(found) or not secret.fits(shown, found.digest):
            raise InvitationError
        if found.ended_at is not None or found.expires_at is None or found.expires_at <= self._clock.now():
            raise InvitationError
        if not password.SHORTEST <= len(typed) <= password.LONGEST:
            raise RollError(f"A password has {password.SHORTEST} to {password.LONGEST} characters; a sentence is fine.")
        kept, at = await password.hashed(typed), self._clock.now()

        def work(unit: AccessUnit) -> Account:
            everybody = {one.account.id: one for one in unit.going_on()}
            held = everybody.get(found.account or "")
            if held is None or not _still_given(held, found.maker, everybody) or not unit.end_credential(found.id, at):
                raise InvitationError
            changed = replace(held.account, password=kept)
            unit.save_account(changed, held.grants, held.persons, is_new=False)
            unit.end_credentials_of(changed.id, at, "session")
            actor = replace(actor_of(Visitor(kind="account", id=changed.id, name="")), via=f"invitation:{found.id}")
            unit.note(noted("InvitationUsed", at, actor, concerned(held), account=changed.id))
            return changed

        return await self._changing(work)

    async def is_seen(self, visitor: Visitor, account_id: str) -> bool:
        """Tell whether somebody sees that an account is there: her own, or one of an office whose people are hers."""
        if visitor.kind == "open" or visitor.id == account_id:
            return True
        everybody = await self._store.going_on()
        held = next((one for one in everybody if one.account.id == account_id), None)
        return held is not None and sees(visitor.grants, holder_of(held))

    async def may_pair_phone(self, visitor: Visitor, account_id: str) -> bool:
        """Tell whether somebody may have a phone paired for an account: her own, or one that is wholly hers to give."""
        if visitor.kind == "open" or visitor.id == account_id:
            return True
        everybody = await self._store.going_on()
        held = next((one for one in everybody if one.account.id == account_id), None)
        return held is not None and wholly_hers(visitor.grants, holder_of(held))

    def _hers(self, unit: AccessUnit, visitor: Visitor, account_id: str) -> Known:
        held = _of(unit.going_on(), account_id)
        holder = holder_of(held)
        if not sees(visitor.grants, holder):
            raise RefusedError("unknown_account")
        if not wholly_hers(visitor.grants, holder):
            raise RefusedError("not_yours")
        return held

    def _invitation(self, account: Account, made: Secret, visitor: Visitor) -> Credential:
        at = self._clock.now()
        return Credential(
            id=made.id,
            kind="token",
            digest=made.digest,
            name="",
            account=account.id,
            role=INVITATION,
            created_at=at,
            expires_at=at + INVITATION_LASTS,
            maker=answers_for(visitor),
        )

    async def _changing(self, work: Callable[[AccessUnit], T]) -> T:
        result = await self._store.together(work)
        self._door.forget()
        return result


def holder_of(held: Known) -> Holder:
    """Return what counts of an account for the rules."""
    can_log_in = held.account.password is not None or held.account.subject is not None
    return Holder(
        id=held.account.id,
        grants=frozenset(grants_of(held.grants)),
        offices=frozenset(held.persons),
        can_log_in=can_log_in,
    )


def shown_to(visitor: Visitor, held: Known) -> Wanted:
    """Return what somebody sees of an account: what is held in the offices she looks after, or in all."""
    grants = grants_of(held.grants)
    return Wanted(
        grants=frozenset(one for one in grants if one.office is None or manages(visitor.grants, one.office)),
        persons={office: key for office, key in held.persons.items() if manages(visitor.grants, office)},
    )


def note(unit: AccessUnit, draft: Draft | None) -> None:
    """Append to the record what there is to say."""
    if draft is not None:
        unit.note(draft)


def _invites(credential: Credential) -> bool:
    return credential.kind == "token" and credential.role == INVITATION and credential.account is not None


def _still_given(held: Known, maker_id: str | None, everybody: Mapping[str, Known]) -> bool:
    """Tell whether an account is wholly its inviter's to give, as it is now; None made it at a command line."""
    if maker_id in (None, held.account.id):
        return True
    maker = everybody.get(maker_id or "")
    return maker is not None and wholly_hers(grants_of(maker.grants), holder_of(held))


def _of(everybody: list[Known], account_id: str) -> Known:
    found = next((one for one in everybody if one.account.id == account_id), None)
    if found is None:
        raise RefusedError("unknown_account")
    return found


def _ask(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _ask_persons(
    everybody: list[Known], visitor: Visitor, account_id: str, before: Mapping[str, str], wanted: Mapping[str, str]
) -> None:
    """Say who is who in a plan only where one looks after it, never of oneself, and of each person once."""
    moved = {office for office, _ in dict(before).items() ^ dict(wanted).items()}
    if not all(manages(visitor.grants, office) for office in moved):
        raise RefusedError("not_yours")
    if moved and account_id == answers_for(visitor):
        raise RefusedError("your_own")
    for office in moved & wanted.keys():
        others = (one for one in everybody if one.account.id != account_id)
        if any(one.persons.get(office) == wanted[office] for one in others):
            raise RefusedError("person_taken")
