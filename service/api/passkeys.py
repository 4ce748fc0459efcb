"""One's own passkeys, and an end to those of somebody who has lost hers."""

from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access.door import WaitError
from service.access.keeping import Keeping, RefusedError
from service.access.passkey_asked import LASTS
from service.access.passkey_ceremony import Created
from service.access.passkey_place import Place
from service.access.passkeys import Asked, PasskeyError, Passkeys
from service.access.roll import RollError
from service.access.secret import id_of
from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.accounts import must_be_somebody, problem_of
from service.api.gate import Who, shown_by
from service.api.problem import Problem
from service.api.text import Name
from service.api.wait import waiting
from service.store.passkey_port import Passkey
from service.store.passkey_tables import LONGEST_CREDENTIAL

COOKIE: Final = "trygg_passkey"
SECURE_COOKIE: Final = "__Host-trygg_passkey"

WHY: Final = MappingProxyType(
    {
        "nowhere": (HTTPStatus.CONFLICT, "Passkeys need TLS and a name (https://…), or localhost."),
        "not_an_account": (HTTPStatus.CONFLICT, "A passkey belongs to an account: log in to add one."),
        "no_password": (HTTPStatus.CONFLICT, "You log in through your agency; a passkey needs a password of Trygg."),
        "log_in_again": (HTTPStatus.FORBIDDEN, "You logged in a while ago. Log in again to add a passkey."),
        "stale": (HTTPStatus.BAD_REQUEST, "This took too long, or was answered already. Try again."),
        "wrong": (HTTPStatus.BAD_REQUEST, "This does not come from where passkeys work here. Nothing was added."),
        "too_many": (HTTPStatus.CONFLICT, "You have as many passkeys as can be. Take one out first."),
        "taken": (HTTPStatus.CONFLICT, "This passkey is in use here already."),
    }
)


def in_base64url(longest: int) -> Any:
    """Return the bounds of bytes that are written as base64url."""
    return Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=longest)


Id = Annotated[str, in_base64url(LONGEST_CREDENTIAL)]
Some = Annotated[str, in_base64url(4096)]


class NewPasskey(BaseModel):
    """What a browser answers that has made a passkey; bytes as base64url."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    id: Id
    client_data: Some
    attestation: Annotated[str, in_base64url(16_384)]
    transports: Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=10)] = []


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """Has a browser keep the secret by which it is recognised when it answers."""

    secure: bool
    """Whether the service is reached over TLS."""

    @property
    def _name(self) -> str:
        return SECURE_COOKIE if self.secure else COOKIE

    def ask(self, response: Response, asked: Asked) -> dict[str, Any]:
        """Return what the browser is asked, and give it the secret."""
        lasts = int(LASTS.total_seconds())
        response.set_cookie(
            self._name, asked.secret, max_age=lasts, path="/", secure=self.secure, httponly=True, samesite="strict"
        )
        return asked.options

    def held(self, request: Request) -> str | None:
        """Return the secret that a browser holds."""
        return request.cookies.get(self._name)

    def forget(self, response: Response) -> None:
        """Have the browser throw the secret away."""
        response.delete_cookie(self._name, path="/", secure=self.secure, httponly=True, samesite="strict")


def router(passkeys: Passkeys, keeping: Keeping, *, secure: bool) -> Addresses:
    """Return the routes; `secure`: whether the service is reached over TLS."""
    routes = Addresses(tags=["access"])
    asking = Asking(secure=secure)

    @routes.get("/passkeys")
    async def own(visitor: Who, request: Request) -> dict[str, Any]:
        """List one's own passkeys, the newest first; say where they work, and why none can be added now."""
        place = passkeys.where
        held = await passkeys.of(visitor.id) if visitor.kind == "account" else []
        return {
            "origin": place.origin if isinstance(place, Place) else None,
            "why_not": await passkeys.why_not(visitor, session_of(request)),
            "passkeys": [_told(one, place) for one in held],
        }

    @routes.post("/passkeys/begin")
    async def begin_adding(visitor: Who, request: Request, response: Response) -> dict[str, Any]:
        """Return what a browser is asked, to make a passkey for whoever has just logged in."""
        try:
            return asking.ask(response, await passkeys.ask_to_add(visitor, session_of(request)))
        except PasskeyError as refused:
            raise problem(refused) from None
        except WaitError as wrong:
            raise waiting(wrong) from None

    @routes.post("/passkeys", status_code=HTTPStatus.CREATED)
    async def add(visitor: Who, new: NewPasskey, request: Request, response: Response) -> dict[str, Any]:
        """Keep the passkey that one's browser has made."""
        answer = Created(
            id=new.id, client_data=new.client_data, attestation=new.attestation, transports=tuple(new.transports)
        )
        try:
            made = await passkeys.add(visitor, session_of(request), asking.held(request), answer, new.name)
        except PasskeyError as refused:
            raise problem(refused) from None
        except RollError as wrong:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", str(wrong)) from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        asking.forget(response)
        return _told(made, passkeys.where)

    @routes.delete("/passkeys/{passkey}", status_code=HTTPStatus.NO_CONTENT)
    async def remove(visitor: Who, passkey: str, request: Request) -> None:
        """Take out one of one's own passkeys, at once; what else began with it ends."""
        if not (_is_account(visitor) and await passkeys.remove(visitor, passkey, session_of(request))):
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_passkey", "You have no such passkey.")

    @routes.delete("/accounts/{account}/passkeys", status_code=HTTPStatus.NO_CONTENT)
    async def drop(visitor: Who, account: str) -> None:
        """Take out all passkeys of somebody who has lost hers, and end her sessions."""
        must_be_somebody(visitor)
        try:
            await keeping.drop_passkeys(visitor, account)
        except RefusedError as refused:
            raise problem_of(refused) from None

    return routes


def session_of(request: Request) -> str | None:
    """Return the id of the session that came with a request."""
    return id_of(shown_by(request) or "")


def _is_account(visitor: Visitor) -> bool:
    return visitor.kind == "account"


def _told(one: Passkey, place: object) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "added_at": instant(one.added_at),
        "used_at": instant(one.used_at) if one.used_at else None,
        "refused_at": instant(one.refused_at) if one.refused_at else None,
        "place": one.place,
        "works": isinstance(place, Place) and one.place == place.name,
    }


def problem(refused: PasskeyError) -> Problem:
    """Return the answer to whoever cannot have that."""
    status, detail = WHY[refused.why]
    return Problem(status, f"passkey_{refused.why}", detail)
