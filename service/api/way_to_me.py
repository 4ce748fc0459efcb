"""A message to oneself: whether a way out leads to one's own telephone or mail, and not only to its provider."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from service.addresses import Addresses
from service.api.desk import Desk
from service.api.gate import Who
from service.api.plan_answer import first_language
from service.api.problem import Problem
from service.dispatch.addressed import address_of
from service.notify.port import Channel, NotHandedOver, Outgoing
from service.notify.standing import Standing
from service.notify.texts import Told, full, neutral

TO_SOMEBODY: Final = ("sms", "email", "other")
"""Routes to a person's own address. Notifications are tested on the phone that gets them; a call asks for a key."""
EVERY_S: Final = 60.0
"""Seconds between two of one person over one route."""


def router(desk: Desk, channels: Mapping[str, Channel], standing: Standing) -> Addresses:
    """Return the route; `channels` are those that are set up."""
    routes = Addresses(prefix="/offices/{office}/routes", tags=["health"])
    sent: dict[tuple[str, str], float] = {}

    @routes.post("/{route}/test", status_code=HTTPStatus.NO_CONTENT)
    async def test(office: str, route: str, visitor: Who) -> None:
        """Send oneself a message that says that it is a test; 204 says that the other side has taken it."""
        page, channel = desk.book.get(office), channels.get(route)
        if page is None or channel is None or route not in TO_SOMEBODY:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_route", "No such way out leads to a person here.")
        key = visitor.persons.get(office)
        address = address_of(page, key) if key else None
        if key is None or address is None:
            detail = "Your account is nobody in this office's plan, so nobody knows where to send it."
            raise Problem(HTTPStatus.FORBIDDEN, "nobody_named", detail)
        now = desk.clock.monotonic()
        if (wait_s := EVERY_S - (now - sent.get((key, route), now - EVERY_S))) > 0:
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "wait", f"Wait {wait_s:.0f} seconds before the next one.")
        sent[key, route] = now
        language = first_language(page)
        told = Told(purpose="self_test", mode="test", kind="self_test", alarm=key, office_name=page.plan.name)
        into = desk.translate(language)
        at = desk.clock.now()
        notice = Outgoing(
            key=f"self_test.{route}.{key}.{int(at.timestamp())}"[:100],
            repeats=False,
            office=office,
            office_name=page.plan.name,
            alarm="",
            mode="test",
            kind="self_test",
            purpose="self_test",
            language=language,
            address=address,
            neutral=neutral(told, into),
            full=full(told, into),
            at=at,
        )
        try:
            await channel.hand_over(notice)
        except NotHandedOver as wrong:
            if not wrong.is_hers:
                standing.failed(route, address.receiver, wrong.reason, at=desk.clock.now())
            detail = f"The other side has not taken it ({wrong.reason})."
            raise Problem(HTTPStatus.BAD_GATEWAY, "not_handed_over", detail) from None
        standing.succeeded(route, address.receiver, at=desk.clock.now())

    return routes
