"""People's accounts, as those who look after an office's people see and change them."""

import asyncio
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from roles.word import is_slug
from service.access.giving import Holder, helpers_of, manages, may_give, refused_change, refused_end, wholly_hers
from service.access.keeping import (
    INVITATION_LASTS,
    ChangedError,
    Keeping,
    RefusedError,
    Wanted,
    holder_of,
    shown_to,
)
from service.access.rights import Grant, Role
from service.access.roll import RollError
from service.access.secret import Secret
from service.access.visitor import Visitor, answers_for
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.problem import Problem, answer
from service.api.text import Name, Slug
from service.store.access_port import Known, NameTakenError

INVITATION_PAGE: Final = "/invitation#"
"""What follows the `#` stays in the browser: it stands in no log and in no address that is passed on."""

WHY: Final = {
    "unknown_account": (HTTPStatus.NOT_FOUND, "There is no such account among those you look after."),
    "not_yours": (HTTPStatus.FORBIDDEN, "This is not yours to give or take: ask whoever runs the service."),
    "your_own": (HTTPStatus.FORBIDDEN, "Nobody gives herself anything: ask somebody else who looks after people."),
    "last_one": (
        HTTPStatus.CONFLICT,
        "Nobody else could help out any more. Give somebody else this role first; she has to have logged in.",
    ),
    "no_role": (HTTPStatus.UNPROCESSABLE_ENTITY, "An account has a role. Whoever shall have none is ended."),
    "programs": (HTTPStatus.UNPROCESSABLE_ENTITY, "This is a role of programs: make a token that has it."),
    "person_taken": (HTTPStatus.CONFLICT, "Another account is this person already."),
    "from_directory": (
        HTTPStatus.CONFLICT,
        "The roles of this account come from a directory, which would take them back at once. Change them there.",
    ),
    "has_ended": (HTTPStatus.CONFLICT, "This account has ended."),
}


class OneRole(BaseModel):
    """A role in one office; in all of them where the office is null."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    office: Slug | None = None


class Roles(BaseModel):
    """The roles of an account, and who it is in the plans, in the offices that one looks after."""

    model_config = ConfigDict(extra="forbid")

    roles: Annotated[list[OneRole], Field(max_length=200)]
    persons: Annotated[dict[Slug, Slug], Field(max_length=200)] = {}
    """Office → person, by her id in the plan or her opaque key."""


class NewAccount(Roles):
    """An account for somebody."""

    login: Annotated[str, Field(max_length=64)]
    name: Name


class Changed(Roles):
    """What an account shall be, and what was seen of it: somebody else may have changed it meanwhile."""

    seen: Roles


def router(desk: Desk, keeping: Keeping) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/accounts", tags=["access"])

    async def wanted(visitor: Visitor, said: Roles) -> Wanted:
        if not all(manages(visitor.grants, office) for office in said.persons):
            raise problem_of(RefusedError("not_yours"))
        persons = {office: await _person(desk, office, who) for office, who in said.persons.items()}
        return Wanted(grants=frozenset(Grant(role=one.role, office=one.office) for one in said.roles), persons=persons)

    @routes.get("")
    async def accounts(visitor: Who, office: str | None = None) -> Response:
        """List the accounts that have to do with the offices whose people one looks after, or with one of them."""
        everybody = await keeping.seen_by(visitor)
        waiting = {
            one.account: one.expires_at
            for one in await desk.store.access.credentials("token")
            if one.account and one.expires_at and one.expires_at > desk.clock.now()
        }

        counted = await desk.store.access.how_many_passkeys()

        def listed() -> Response:
            helpers = _helpers(everybody)
            shown = [
                {
                    **_told(visitor, one, helpers, waiting.get(one.account.id)),
                    "passkeys": counted.get(one.account.id, 0),
                }
                for one in everybody
            ]
            return JSONResponse([one for one in shown if office is None or _concerns(one, office)])

        return await asyncio.to_thread(listed)  # beside the loop: presses go through it, and this may be thousands

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def add(visitor: Who, said: NewAccount) -> dict[str, Any]:
        """Make an account, with an invitation for whoever shall have it; the invitation is shown once."""
        must_be_somebody(visitor)
        try:
            held, made = await keeping.add(visitor, said.login, said.name, await wanted(visitor, said))
        except RefusedError as refused:
            raise problem_of(refused) from None
        except RollError as wrong:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", str(wrong)) from None
        except NameTakenError:
            raise Problem(HTTPStatus.CONFLICT, "login_taken", "Another account has this login name.") from None
        return {"account": _told(visitor, held, [], None), "invitation": _invitation(desk, made)}

    @routes.put("/{account}/grants")
    async def change(visitor: Who, account: str, said: Changed) -> Response:
        """Give an account exactly these roles in one's own offices; 409 `account_changed` tells what it is by now."""
        must_be_somebody(visitor)
        try:
            held = await keeping.change(visitor, account, await wanted(visitor, said), await wanted(visitor, said.seen))
        except RefusedError as refused:
            raise problem_of(refused) from None
        except ChangedError as changed:
            now = _told(visitor, changed.held, _helpers(await keeping.seen_by(visitor)), None)
            detail = "Somebody else has changed this account meanwhile. Nothing was changed: look at it again."
            return answer(HTTPStatus.CONFLICT, "account_changed", detail, now=now)
        return JSONResponse(_told(visitor, held, _helpers(await keeping.seen_by(visitor)), None))

    @routes.post("/{account}/invitation", status_code=HTTPStatus.CREATED)
    async def invite(visitor: Who, account: str) -> dict[str, Any]:
        """Make an invitation, by which somebody gives the account a password; earlier ones end."""
        must_be_somebody(visitor)
        try:
            return _invitation(desk, await keeping.invite(visitor, account))
        except RefusedError as refused:
            raise problem_of(refused) from None

    @routes.post("/{account}/end", status_code=HTTPStatus.NO_CONTENT)
    async def end(visitor: Who, account: str) -> None:
        """End an account: its sessions and phones end with it, at once."""
        must_be_somebody(visitor)
        try:
            await keeping.end(visitor, account)
        except RefusedError as refused:
            raise problem_of(refused) from None

    return routes


async def _person(desk: Desk, office: str, who: str) -> str:
    """Return the opaque key of a person, in an office that nobody knows yet too: its first plan may be being written.

    Raises:
        Problem: nobody there is called so.
    """
    if office in desk.book:
        key = desk.book[office].key_of(who)
        if key is not None and key in desk.book[office].slugs:
            return key
    elif is_slug(office) and is_slug(who):
        return (await desk.store.identify(office, [who]))[who]
    raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office’s plan does not know this person.")


def must_be_somebody(visitor: Visitor) -> None:
    """Refuse what nobody could be named for in the record: while there is no account everybody is let in.

    Raises:
        Problem: there is no account yet.
    """
    if visitor.kind == "open":
        detail = "There is no account yet. Make the first one where the service runs: trygg user add LOGIN NAME"
        raise Problem(HTTPStatus.CONFLICT, "no_account_yet", f"{detail} --role operator")


def problem_of(refused: RefusedError) -> Problem:
    """Return the answer to whoever may not do that to an account."""
    status, detail = WHY[refused.why]
    return Problem(status, refused.why, detail)


def _invitation(desk: Desk, made: Secret) -> dict[str, Any]:
    until = desk.clock.now() + INVITATION_LASTS
    return {"address": f"{INVITATION_PAGE}{made.text}", "expires_at": instant(until)}


def _helpers(everybody: Iterable[Known]) -> tuple[Holder, ...]:
    return helpers_of(map(holder_of, everybody))


def _told(visitor: Visitor, held: Known, helpers: Sequence[Holder], invited: Any) -> dict[str, Any]:
    """Return an account as somebody may see it: what is held in other offices is only said to be there.

    Args:
        visitor: who looks.
        held: the account.
        helpers: those who could help out.
        invited: until when an invitation holds; None without one.
    """
    shown, holder, account = shown_to(visitor, held), holder_of(held), held.account
    roles = sorted(shown.grants, key=lambda one: (one.office or "", list(Role).index(one.role)))
    others = [one for one in helpers if one.id != account.id]
    hers = wholly_hers(visitor.grants, holder)
    return {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "roles": [
            {"role": one.role.value, "office": one.office, "yours": may_give(visitor.grants, one)} for one in roles
        ],
        "persons": dict(shown.persons),
        "elsewhere": shown.grants != holder.grants or dict(shown.persons) != dict(held.persons),
        "logs_in": "password" if account.password else "provider" if account.subject else "not_yet",
        "invited_until": instant(invited) if invited else None,
        "source": account.source,
        "since": instant(account.created_at),
        "you": account.id == visitor.id,
        "may": {
            "invite": hers,
            "end": refused_end(visitor.grants, holder, others) is None,
            "stay": [
                {"role": one.role.value, "office": one.office}
                for one in roles
                if refused_change(visitor.grants, answers_for(visitor), holder, holder.grants - {one}, others)
                == "last_one"
            ],
        },
    }


def _concerns(told: dict[str, Any], office: str) -> bool:
    return office in told["persons"] or any(one["office"] in (None, office) for one in told["roles"])
