"""Three nodes, each in a network of its own, and the house with one PostgreSQL and one mosquitto at their cables."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parts.mosquitto import Mosquitto
from parts.network import Cable, Place
from parts.offices import lay_out
from parts.postgres import Postgres
from parts.service import Service

KEEPING: Final = {"persistence": "true", "autosave_on_changes": "true", "max_inflight_messages": "1000"}
HOW_MANY: Final = 3


@dataclass(frozen=True, kw_only=True)
class Outpost:
    """One node and its two cables."""

    service: Service
    to_record: Cable
    to_broker: Cable

    def heal(self) -> None:
        """Plug in what was pulled."""
        self.to_record.heal()
        self.to_broker.heal()


@dataclass(frozen=True, kw_only=True)
class Trio:
    """All of them, running."""

    server: Postgres
    broker: Mosquitto
    outposts: tuple[Outpost, ...]

    @property
    def nodes(self) -> tuple[Service, ...]:
        """The three services."""
        return tuple(outpost.service for outpost in self.outposts)

    def wait_ready(self) -> None:
        """Wait until a press would go all the way through each of them."""
        for node in self.nodes:
            node.wait_ready()

    def stop(self) -> None:
        """End those that still run, as an operator does, all at the same time."""
        running = [node for node in self.nodes if node.running]
        with ThreadPoolExecutor(HOW_MANY) as together:
            list(together.map(Service.stop, running))


@contextmanager
def trio(folder: Path) -> Iterator[Trio]:
    """Start three nodes on one record and one broker; raises NoNetworksError, MissingPartError."""
    with ExitStack() as ending:
        house = _place(ending)
        server = ending.enter_context(Postgres(house))
        broker = Mosquitto(folder / "mosquitto", config=KEEPING, place=house)
        ending.callback(broker.stop)
        broker.start()
        plans = lay_out(folder / "plans", quick=True)
        outposts = []
        for number in range(1, HOW_MANY + 1):
            place = _place(ending)
            to_record = Cable(house, place, f"record-{number}", 10 + number)
            to_broker = Cable(house, place, f"broker-{number}", 20 + number)
            service = Service(
                folder / f"node-{number}",
                plans,
                broker.url_at(to_broker.house_address),
                database_url=server.url(host=to_record.house_address),
                node=f"node-{number}",
                place=place,
            )
            outposts.append(Outpost(service=service, to_record=to_record, to_broker=to_broker))
            ending.enter_context(service.begun())
        found = Trio(server=server, broker=broker, outposts=tuple(outposts))
        found.wait_ready()
        yield found
        found.stop()


def _place(ending: ExitStack) -> Place:
    place = Place()
    ending.callback(place.close)
    return place
