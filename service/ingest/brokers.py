"""All brokers at which this node listens: Trygg's own and the site's, none of which waits for another."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from devices.family import OWN_BROKER
from service.clock import Clock
from service.ingest.brokers_file import Place
from service.ingest.ears import Ears
from service.ingest.intake import Intake
from service.ingest.mqtt import OpenSession, Session

_log = logging.getLogger(__name__)


class Brokers:
    """One pair of ears for each broker. At a site's broker Trygg listens only where a document says what to."""

    def __init__(
        self,
        own_url: str,
        node: str,
        intake: Intake,
        clock: Clock,
        *,
        ca_file: Path | None = None,
        sites: Sequence[Place] = (),
        on_state: Callable[[str, bool], None],
        on_taken_over: Callable[[str], None],
        away_since: Callable[[str], datetime | None] = lambda _: None,
        on_canary: Callable[[str, bytes], None] | None = None,
        open_session: OpenSession = Session,
    ) -> None:
        """Describe the sessions of a node.

        Args:
            own_url: where Trygg's own broker is.
            node: this node's name, which its sessions carry.
            intake: where all messages go.
            clock: monotonic seconds.
            ca_file: certificates to trust for the own broker.
            sites: the site's brokers.
            on_state: hears (broker, whether presses can come in from there) at each change.
            on_taken_over: hears the broker at which another program uses this node's name.
            away_since: when a former life of this node listened last at a broker; None where there was none.
            on_canary: hears (broker, payload) of what the node says to itself, by `sing`; None where it says nothing.
            open_session: describes a session with a broker.
        """
        self._intake = intake
        self._on_state = on_state
        self._asked: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        """What each broker was asked for that is listened to."""

        def ears(name: str, url: str, trusted: Path | None, *, canary: bool) -> Ears:
            return Ears(
                url,
                node,
                intake,
                clock,
                broker=name,
                ca_file=trusted,
                on_state=lambda _: self._tell(name),
                on_taken_over=lambda: on_taken_over(name),
                away_since=away_since(name),
                on_canary=(lambda payload: on_canary(name, payload)) if on_canary and canary else None,
                open_session=open_session,
            )

        self._ears = {OWN_BROKER: ears(OWN_BROKER, own_url, ca_file, canary=True)}
        self._ears |= {place.name: ears(place.name, place.url, place.ca_file, canary=place.canary) for place in sites}
        self.proven = (OWN_BROKER, *(place.name for place in sites if place.canary))
        """The brokers through which a node may press to itself."""

    @property
    def connected(self) -> bool:
        """Whether presses can come in from Trygg's own broker, and feedback can go out there."""
        return self._ears[OWN_BROKER].connected

    @property
    def listened(self) -> tuple[str, ...]:
        """The brokers that are listened to now."""
        return tuple(self._asked)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The brokers at which a document wants to be listened and that nobody has set up."""
        return tuple(name for name in self._intake.registry.brokers if name not in self._ears)

    def is_connected(self, broker: str) -> bool:
        """Whether presses can come in from a broker."""
        return broker in self._ears and self._ears[broker].connected

    def start(self) -> None:
        """Begin to connect wherever something is listened to; each comes back by itself for ever."""
        for name in self._ears:
            self._begin(name)

    async def stop(self) -> None:
        """Leave all of them at the same time; each keeps the presses that come meanwhile."""
        self._asked.clear()
        await asyncio.gather(*(ears.stop() for ears in self._ears.values()))

    async def resubscribe(self) -> None:
        """Begin again where what the registry in force asks for has changed, and nowhere else."""
        changed = [name for name in self._ears if self._asked.get(name) != self._wanted(name)]
        await asyncio.gather(*(self._ears[name].stop() for name in changed))
        for name in changed:
            self._asked.pop(name, None)
            self._begin(name)
            self._tell(name)

    def publish(self, broker: str, topic: str, payload: bytes, *, retain: bool = False) -> "asyncio.Future[bool]":
        """Publish at QoS 1; the future tells whether the broker has it: not one that nobody has set up."""
        ears = self._ears.get(broker)
        if ears is None:
            nobody_heard = asyncio.get_running_loop().create_future()
            nobody_heard.set_result(False)
            return nobody_heard
        return ears.publish(topic, payload, retain=retain)

    def sing(self, broker: str, payload: bytes) -> bool:
        """Say something to oneself through a broker; False where that is not possible now."""
        return broker in self._asked and self._ears[broker].sing(payload)

    def _wanted(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        asked = self._intake.registry.subscriptions(name)
        return asked if name == OWN_BROKER or any(asked) else None

    def _begin(self, name: str) -> None:
        wanted = self._wanted(name)
        if wanted is None:
            _log.info("nothing is listened to at the broker %s: no document says what to", name)
            return
        self._asked[name] = wanted
        self._ears[name].start()

    def _tell(self, name: str) -> None:
        self._on_state(name, name not in self._asked or self._ears[name].connected)
