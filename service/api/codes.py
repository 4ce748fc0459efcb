"""One's own two codes, by which one says that an alarm was set off by mistake: chosen, changed and given up."""

from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.access.codes import LONGEST, Codes, CodeUnfitError, WrongCodeError
from service.access.door import WaitError
from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.gate import Who
from service.api.problem import Problem
from service.api.wait import waiting

Digits = Annotated[str, Field(max_length=LONGEST)]
WRONG = "This is not your code. The alarm goes on."


class Chosen(BaseModel):
    """Two codes that somebody has chosen."""

    model_config = ConfigDict(extra="forbid")

    mistake: Digits
    duress: Digits
    current: Digits = ""
    """On a phone: one of the codes that hold now."""


def router(codes: Codes) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/codes", tags=["access"])

    @routes.get("")
    async def since(visitor: Who) -> dict[str, Any]:
        """Say whether one has codes, and since when; never which."""
        kept = await codes.kept(_account_of(visitor))
        return {"set_at": instant(kept.set_at) if kept else None}

    @routes.put("")
    async def choose(chosen: Chosen, visitor: Who) -> dict[str, Any]:
        """Keep two new codes; from a phone one that holds now has to come along."""
        account = _account_of(visitor)
        try:
            kept = await codes.choose(visitor, account, chosen.mistake, chosen.duress, chosen.current)
        except CodeUnfitError as wrong:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"code_{wrong.why}", str(wrong)) from None
        except WrongCodeError:
            raise Problem(HTTPStatus.FORBIDDEN, "wrong_own_code", "Type one of the codes that hold now.") from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        return {"set_at": instant(kept.set_at)}

    @routes.delete("", status_code=HTTPStatus.NO_CONTENT)
    async def give_up(visitor: Who) -> None:
        """Take both codes away; from then on somebody who comes ends an alarm of one's own."""
        account = _account_of(visitor)
        if visitor.kind == "phone":
            detail = "A phone lies about: log in to take your codes away."
            raise Problem(HTTPStatus.FORBIDDEN, "not_by_phone", detail)
        try:
            await codes.give_up(visitor, account)
        except WaitError as wrong:
            raise waiting(wrong) from None

    return routes


def _account_of(visitor: Visitor) -> str:
    """Return whose codes a visitor may choose: her own.

    Raises:
        Problem: nobody with an account is there.
    """
    account = visitor.account or (visitor.id if visitor.kind == "account" else None)
    if account is None:
        raise Problem(HTTPStatus.CONFLICT, "no_account", "Codes belong to an account: log in, or use your own phone.")
    return account
