"""Logging in with a passkey: what a browser is asked, and what its answer begins."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict

from service.access.door import SESSION_LASTS, Door, LoginError, StaleError, WaitError
from service.access.passkey_ceremony import Signed
from service.access.passkeys import CopiedError, PasskeyError, Passkeys
from service.addresses import Addresses
from service.api.passkeys import Asking, Id, Some, in_base64url, problem
from service.api.problem import Problem
from service.api.session import address_of, give
from service.api.wait import waiting


class SignedPasskey(BaseModel):
    """What a browser answers by which somebody logs in; bytes as base64url."""

    model_config = ConfigDict(extra="forbid")

    id: Id
    client_data: Some
    authenticator_data: Some
    signature: Some
    handle: Annotated[str, in_base64url(128)]


def router(passkeys: Passkeys, door: Door, *, secure: bool) -> Addresses:
    """Return the routes; `secure`: whether the service is reached over TLS."""
    routes, asking = Addresses(tags=["access"]), Asking(secure=secure)

    @routes.post("/session/passkey/begin")
    async def begin(response: Response) -> dict[str, Any]:
        """Return what a browser is asked where somebody logs in with a passkey; it has three minutes to answer."""
        try:
            return asking.ask(response, await passkeys.ask_to_log_in())
        except PasskeyError as refused:
            raise problem(refused) from None

    @routes.post("/session/passkey", status_code=HTTPStatus.CREATED)
    async def log_in(signed: SignedPasskey, request: Request, response: Response) -> dict[str, Any]:
        """Begin a session of whoever's passkey has signed; the cookie that comes back is its only copy."""
        answer = Signed(**signed.model_dump())
        try:
            made = await passkeys.log_in(asking.held(request), answer, address_of(request))
        except PasskeyError as refused:
            raise problem(refused) from None
        except StaleError as wrong:
            raise Problem(HTTPStatus.UNAUTHORIZED, "passkey_stale", str(wrong)) from None
        except CopiedError as wrong:
            raise Problem(HTTPStatus.UNAUTHORIZED, "passkey_copied", str(wrong)) from None
        except LoginError as wrong:
            raise Problem(HTTPStatus.UNAUTHORIZED, "passkey_unknown", str(wrong)) from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        asking.forget(response)
        give(response, made, SESSION_LASTS, secure=secure)
        visitor = await door.visitor(made.text)
        return {"name": visitor.name if visitor else ""}

    return routes
