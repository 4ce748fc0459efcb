"""The gate of a node that still reads plans: nobody is told that an office is not there whose plan is unread."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import HTTPConnection

from service.api.gate import Gate, asked_of
from service.dispatch.unread import Unread

FIGURES: Final = "/metrics"
"""What is asked for over and over, and says what there is by now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PatientGate(Gate):
    """Lets nobody through before the plan is there by which she is let through."""

    unread: Unread

    async def __call__(self, connection: HTTPConnection) -> None:
        """Wait for one office's plan, or for all where an address is about no office in particular; then ask as ever.

        What a screen may see stands in the plan. What asks for nothing is about no office: health, what pages are made
        of, the page to log in.

        Raises:
            Problem: as the gate does.
        """
        if self.unread:
            await self._wait(connection)
        await Gate.__call__(self, connection)

    async def _wait(self, connection: HTTPConnection) -> None:
        office = await self.office(connection)
        if office is not None:
            await self.unread.wait(office, at_once=connection.scope.get("method", "GET") not in ("GET", "HEAD"))
        elif asked_of(connection.scope) != {"nothing"} and connection.scope["path"] != FIGURES:
            await self.unread.over()
