"""Neighbours that run Trygg too, as a part of a node: whose words are taken, and where."""

import logging
from collections.abc import Iterator, Sequence

from service.addresses import Addresses
from service.api import neighbours
from service.api.desk import Desk
from service.api.neighbours import Known
from service.dispatch.neighbours import Neighbours
from service.notify.config import RoutesFile
from service.notify.trygg.settings import TryggSettings
from service.notify.webhook.settings import SecretError
from service.settings import Settings
from service.wiring.part import Jobs

_log = logging.getLogger(__name__)


class NextDoor:
    """Takes the words of neighbours."""

    def __init__(self, file: RoutesFile) -> None:
        """Read whose words are taken; a neighbour whose secret cannot be read is heard no more than a stranger."""
        self._known = dict(_known(file))

    async def begin(self, jobs: Jobs) -> None:
        """Begin nothing: neighbours speak when they do."""

    def routes(self, desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return the route."""
        heard = Neighbours(desk.store, desk.book, desk.dispatch, desk.clock)
        return (neighbours.router(desk.book, heard, desk.clock, self._known.get),)


def _known(file: RoutesFile) -> Iterator[tuple[str, Known]]:
    for name, one in file.receivers_of(TryggSettings).items():
        try:
            yield name, Known(office=one.office, secrets=one.accepted())
        except SecretError as wrong:
            _log.critical("routes.toml: the neighbour %s is not heard: %s", name, wrong)
