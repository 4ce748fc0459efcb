"""Neighbours that run Trygg too, as a part of a node: whose words are taken, and where."""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from service.addresses import Addresses
from service.api.desk import Desk
from service.notify.config import RoutesFile
from service.notify.trygg.settings import TryggSettings
from service.notify.webhook.settings import SecretError
from service.settings import Settings
from service.wiring.part import Jobs

if TYPE_CHECKING:
    from service.api.neighbours import Known

_log = logging.getLogger(__name__)


class NextDoor:
    """Takes the words of neighbours."""

    def __init__(self, file: RoutesFile) -> None:
        """Know whose words are taken; a neighbour whose secret cannot be read is heard no more than a stranger."""
        self._file = file

    async def begin(self, jobs: Jobs) -> None:
        """Begin nothing: neighbours speak when they do."""

    def routes(self, desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return the route."""
        from service.api import neighbours
        from service.dispatch.neighbours import Neighbours

        heard = Neighbours(desk.store, desk.book, desk.dispatch, desk.clock)
        return (neighbours.router(desk.book, heard, desk.clock, dict(_known(self._file)).get),)


def _known(file: RoutesFile) -> Iterator[tuple[str, "Known"]]:
    from service.api.neighbours import Known

    for name, one in file.receivers_of(TryggSettings).items():
        try:
            yield name, Known(office=one.office, secrets=one.accepted())
        except SecretError as wrong:
            _log.critical("routes.toml: the neighbour %s is not heard: %s", name, wrong)
