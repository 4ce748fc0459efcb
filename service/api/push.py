"""One's own notifications: the browser of a phone subscribes, gives it up, and is sent a test."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal, Protocol

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from roles.sentence import N_, Translate
from service.access.action import Action
from service.access.secret import id_of
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.gate import Who, shown_by
from service.api.problem import Problem
from service.clock import Clock
from service.notify.address import LONGEST_URL
from service.notify.port import Address, Handed, NotHandedOver, Outgoing
from service.store.push_port import PushStore, Subscription

TEST_EVERY_S: Final = 10.0
"""Seconds between two tests of one phone: it sends to somebody else's service."""

_TEST: Final = N_("This is the test that you asked for. There is nothing for you to do.")


class PushWay(Protocol):
    """The channel, as far as it is needed here."""

    @property
    def public_key(self) -> str:
        """Return what a browser needs to subscribe."""
        ...

    def check(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Look at what a browser says of its subscription; raises ValueError without the address."""
        ...

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Send a push; raises NotHandedOver."""
        ...


class Keys(BaseModel):
    """What is encrypted for."""

    p256dh: Annotated[str, Field(max_length=100)]
    auth: Annotated[str, Field(max_length=40)]


class Subscribed(BaseModel):
    """A subscription as a browser writes it; what else browsers may write in it is left."""

    model_config = ConfigDict(extra="ignore")

    endpoint: Annotated[str, Field(max_length=LONGEST_URL)]
    keys: Keys


class Asked(BaseModel):
    """A test is asked for."""

    model_config = ConfigDict(extra="forbid")

    office: Annotated[str, Field(max_length=64)]
    language: Literal["sv", "nb", "en"] = "en"


def router(
    kept: PushStore,
    clock: Clock,
    way: Callable[[], PushWay | None],
    *,
    name_of: Callable[[str], str | None],
    translate: Callable[[str], Translate],
) -> Addresses:
    """Return the routes.

    Args:
        kept: the subscriptions.
        clock: what time it is.
        way: returns the channel; None while routes.toml has no `[push]`.
        name_of: returns an office's name; None where there is no such office.
        translate: returns what says a text in a language.
    """
    routes = Addresses(prefix="/me/push", tags=["access"])
    tested: dict[str, float] = {}

    def open_way() -> PushWay:
        found = way()
        if found is None:
            detail = "Notifications are not set up here: whoever runs Trygg writes [push] into routes.toml."
            raise Problem(HTTPStatus.CONFLICT, "no_push", detail)
        return found

    @routes.get("")
    async def push(visitor: Who, request: Request) -> dict[str, Any]:
        """Say with which key a browser subscribes (null: not set up), and what this phone has subscribed."""
        found = way()
        credential = _credential_of(visitor, request)
        mine = await kept.of_credential(credential) if credential else []
        return {
            "key": found.public_key if found else None,
            "endpoint": mine[0].endpoint if mine else None,
            "since": instant(mine[0].created_at) if mine else None,
        }

    @routes.post("", status_code=HTTPStatus.NO_CONTENT)
    async def subscribe(said: Subscribed, visitor: Who, request: Request) -> None:
        """Keep where this phone's browser is sent notifications; it ends with the phone, or with the session."""
        found = open_way()
        credential = _needed(visitor, request)
        try:
            found.check(said.endpoint, said.keys.p256dh, said.keys.auth)
        except ValueError as wrong:
            detail = f"This is no subscription of a browser: {wrong}."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_subscription", detail) from None
        new = Subscription(
            credential=credential,
            endpoint=said.endpoint,
            p256dh=said.keys.p256dh,
            auth=said.keys.auth,
            created_at=clock.now(),
        )
        if not await kept.keep(new):
            raise _no_phone()  # taken out at this very moment

    @routes.delete("", status_code=HTTPStatus.NO_CONTENT)
    async def give_up(visitor: Who, request: Request) -> None:
        """Send no more notifications to this phone."""
        await kept.drop_of(_needed(visitor, request))

    @routes.post("/test", status_code=HTTPStatus.NO_CONTENT)
    async def test(asked: Asked, visitor: Who, request: Request) -> None:
        """Send a notification to this very phone; 204 says that its browser's push service has taken it."""
        found, credential = open_way(), _needed(visitor, request)
        name = name_of(asked.office)
        if name is None or not allowed(visitor, Action.SEE_OFFICE, asked.office):
            raise Problem(HTTPStatus.FORBIDDEN, "not_allowed", "This office is none of yours.")
        mine = await kept.of_credential(credential)
        if not mine:
            detail = "This phone has not subscribed: allow notifications on its page first."
            raise Problem(HTTPStatus.CONFLICT, "not_subscribed", detail)
        _take_turn(tested, credential, clock.monotonic())
        notice = Outgoing(
            key=f"test-{credential}"[:100],
            repeats=False,
            office=asked.office,
            office_name=name,
            alarm="",
            mode="test",
            kind="self_test",
            purpose="self_test",
            language=asked.language,
            address=Address(name=visitor.name, subscriptions=(mine[0].told,)),
            neutral=translate(asked.language)(_TEST),
            full="",
            at=clock.now(),
        )
        try:
            await found.hand_over(notice)
        except NotHandedOver as wrong:
            detail = f"The browser's push service has not taken it ({wrong.reason}). Try again, or subscribe anew."
            raise Problem(HTTPStatus.BAD_GATEWAY, "not_handed_over", detail) from None

    return routes


def _take_turn(tested: dict[str, float], credential: str, now: float) -> None:
    for other in [one for one, at in tested.items() if now - at >= TEST_EVERY_S]:
        del tested[other]
    if credential in tested:
        detail = f"Wait {TEST_EVERY_S - now + tested[credential]:.0f} seconds before the next test."
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "wait", detail)
    tested[credential] = now


def _credential_of(visitor: Visitor, request: Request) -> str | None:
    return id_of(shown_by(request) or "") if visitor.kind in ("phone", "account") else None


def _needed(visitor: Visitor, request: Request) -> str:
    credential = _credential_of(visitor, request)
    if credential is None:
        raise _no_phone()
    return credential


def _no_phone() -> Problem:
    detail = "Notifications belong to somebody's phone: pair it, or log in on it."
    return Problem(HTTPStatus.CONFLICT, "no_phone", detail)
