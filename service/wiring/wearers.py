"""What the outbox has to know of those who wear a button: what it can tell them, and how people are called."""

from collections.abc import Callable
from urllib.parse import urlsplit

from devices.outputs import USUAL, Ability
from devices.registry import Registry
from service.dispatch.book import Book
from service.jobs.outbox import Wearers
from service.settings import LOOPBACK


def wearers(registry: Callable[[], Registry], book: Book, *brokers: str) -> Wearers:
    """Return what is known by the devices enrolled now, the plans in force, and the addresses of the brokers."""

    def abilities(address: str) -> frozenset[Ability]:
        office, _, device = address.partition("/")
        enrolled = registry().inventory.find(office, device)
        return enrolled.answers if enrolled else USUAL

    def name_of(office: str, key: str) -> str | None:
        page = book.get(office)
        return page.name_of(key) if page else None

    return Wearers(
        abilities=abilities, name_of=name_of, has_private_line=all(has_private_line(broker) for broker in brokers)
    )


def has_private_line(broker: str) -> bool:
    """Say whether nobody on the network can read what goes to a broker: over TLS, or on this machine."""
    parts = urlsplit(broker)
    return parts.scheme == "mqtts" or parts.hostname in LOOPBACK
