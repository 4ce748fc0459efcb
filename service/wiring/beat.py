"""The heartbeat that tells every screen how the service is, and what is wrong, in words."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from service.api.desk import Health
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import MESSAGES, Fault, Faults
from service.live.hub import Hub
from service.web import i18n
from service.web.owed_words import OWED
from service.web.route_words import ROUTES

EVERY_S: Final = 5.0
_LOOK_S: Final = 0.25


class Beat:
    """Tells every screen every five seconds, and at once when what works changes; of a fault at once who reads faults.

    Discreet and public screens read none. A beat out of turn would still tell them that there is another one: so it
    neither goes to them nor moves the next one, and how many faults come and go cannot be told from their stream.
    """

    def __init__(
        self, hub: Hub, book: Book, faults: Faults, clock: Clock, *, texts: i18n.Texts, health: Callable[[], Health]
    ) -> None:
        """Begin without a beat; `health` says what works right now."""
        self._hub = hub
        self._book = book
        self._faults = faults
        self._clock = clock
        self._texts = texts
        self._health = health
        self._next_at = 0.0
        self._works: dict[str, bool] | None = None
        self._wrong: list[tuple[str, str, str]] = []

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(_LOOK_S)

    def look(self) -> None:
        """Tell those screens for which it is time."""
        works, wrong, now = self._health().told, self._state(), self._clock.monotonic()
        if works != self._works or now >= self._next_at:
            self._next_at = now + EVERY_S
            self.send()
        elif wrong != self._wrong:
            self.send(of_faults=True)
        self._works, self._wrong = works, wrong

    def send(self, *, of_faults: bool = False) -> None:
        """Tell every screen now; where only faults have changed, those that read them."""
        health = self._health()
        for office in self._book:
            if self._hub.screens(office):
                status = {**health.told, "faults": self._in_words(office)}
                self._hub.heartbeat(office, status, of_faults=of_faults)

    def _state(self) -> list[tuple[str, str, str]]:
        # Not every office: with hundreds of them that would be most of what a node does at rest.
        places = [Faults.EVERYWHERE, *(one for one in self._faults.places() if one in self._book)]
        return [(place, fault.code, fault.subject) for place in places for fault in self._faults.of(place)]

    def _in_words(self, office: str) -> list[dict[str, Any]]:
        return [
            {
                "code": fault.code,
                "subject": fault.subject,
                "text": {
                    lang: self._texts.text(lang, MESSAGES[fault.code], subject=fault.subject, **self._args(fault, lang))
                    for lang in i18n.LANGUAGES
                },
                "since": fault.since.isoformat(),
                "count": fault.count,
            }
            for fault in self._faults.of(office)
        ]

    def _args(self, fault: Fault, lang: str) -> dict[str, str]:
        """Return what differs from case to case, with what has a name of its own in the reader's language."""
        args = dict(fault.args)
        if "owed" in args:
            args["owed"] = self._texts.text(lang, OWED[args["owed"]])
        if "route" in args:
            name = self._texts.text(lang, ROUTES.get(args["route"], args["route"]))
            args["route"] = f"{name} ({args['receiver']})" if "receiver" in args else name
        return args
