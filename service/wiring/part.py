"""What a part of a node is that has jobs and routes of its own: the node begins and shows each alike."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from service.addresses import Addresses
from service.api.desk import Desk
from service.settings import Settings


class Jobs(Protocol):
    """Where a node's jobs begin."""

    def begin(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin a job."""
        ...


class Opens(Protocol):
    """What opens the addresses that no alarm needs: what needs none of them before waits for it."""

    async def over(self) -> None:
        """Return once every plan has been read and every address is there, or could not be added."""
        ...


class Part(Protocol):
    """One part of a node."""

    async def begin(self, jobs: Jobs) -> None:
        """Begin its jobs."""
        ...

    def routes(self, desk: Desk, settings: Settings) -> Sequence[Addresses]:
        """Return its routes below /api/v1."""
        ...
