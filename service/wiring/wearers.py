"""What the outbox has to know of those who wear a button: what it can tell them, and how people are called."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from devices.outputs import USUAL, Ability
from devices.registry import Registry
from devices.signals import Signal
from roles.sentence import Translate
from service.clock import Clock
from service.dispatch.book import Book
from service.ingest.intake import Heard, Hearer
from service.jobs.outbox import Wearers
from service.jobs.own_words import OwnWords
from service.settings import LOOPBACK
from service.wiring.devices import Listening


def wearers(registry: Callable[[], Registry], book: Book, *brokers: str, own_words: OwnWords | None = None) -> Wearers:
    """Return what is known by the devices enrolled now, the plans in force, and the addresses of the brokers."""

    def abilities(address: str) -> frozenset[Ability]:
        office, _, device = address.partition("/")
        enrolled = registry().inventory.find(office, device)
        return enrolled.answers if enrolled else USUAL

    def name_of(office: str, key: str) -> str | None:
        page = book.get(office)
        return page.name_of(key) if page else None

    return Wearers(
        abilities=abilities,
        name_of=name_of,
        has_private_line=all(has_private_line(broker) for broker in brokers),
        own_words=own_words,
    )


def own_words_of(
    registry: Callable[[], Registry],
    book: Book,
    into: Callable[[str], Translate],
    listening: Callable[[], Listening],
    clock: Clock,
) -> OwnWords:
    """Return what tells foreign buttons in their families' words, texts in the language of each office."""

    def say(office: str, text: str) -> str:
        page = book.get(office)
        languages = page.plan.languages if page else ()
        return into(languages[0] if languages else "en")(text)

    def publish(broker: str, topic: str, payload: bytes) -> "asyncio.Future[bool]":
        return listening().brokers.publish(broker, topic, payload)

    return OwnWords(registry, publish, say, now=clock.monotonic)


def hearing(own_words: OwnWords) -> Hearer:
    """Return what lets it hear where buttons press, and what proves that their wearers were told."""

    def hear(signals: tuple[Signal, ...], heard: Heard) -> None:
        own_words.hear(signals, heard.broker, heard.topic)

    return hear


def has_private_line(broker: str) -> bool:
    """Say whether nobody on the network can read what goes to a broker: over TLS, or on this machine."""
    parts = urlsplit(broker)
    return parts.scheme == "mqtts" or parts.hostname in LOOPBACK
