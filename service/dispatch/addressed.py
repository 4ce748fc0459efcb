"""Where somebody is reached, as the plan in force knows it at the moment in which a notice is sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from service.dispatch.book import CONTACT, OfficePage
from service.notify.number import international
from service.notify.port import Address

Subscriptions = Callable[[str, str], Awaitable[tuple[Mapping[str, str], ...]]]
"""By office and a person's key: the push subscriptions of her telephones."""


def address_of(page: OfficePage, responder: str) -> Address | None:
    """Return the address of a person or a contact; None for somebody whom the plan in force does not name."""
    if responder.startswith(CONTACT):
        contact = page.plan.contacts.get(responder.removeprefix(CONTACT))
        if contact is None:
            return None
        return Address(
            name=contact.name, phone=_number(page, contact.phone), email=contact.email, receiver=contact.receiver
        )
    person = page.plan.people.get(page.slugs.get(responder, ""))
    if person is None:
        return None
    return Address(name=person.name, phone=_number(page, person.phone), email=person.email, receiver=person.receiver)


def _number(page: OfficePage, phone: str | None) -> str | None:
    """Return a number in international form; one that is none as it is written, so that whoever sends says so."""
    return (international(phone, page.plan.country) or phone) if phone else None


async def addressed(
    page: OfficePage, responder: str, route: str, subscriptions: Subscriptions | None
) -> Address | None:
    """Return the address of a person or a contact with what her telephones have subscribed, where that is the route.

    Raises:
        StoreUnavailable: nobody knows at the moment.
    """
    address = address_of(page, responder)
    if address is None or route != "push" or subscriptions is None:
        return address
    return replace(address, subscriptions=await subscriptions(page.plan.office, responder))
