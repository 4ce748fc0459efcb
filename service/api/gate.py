"""What every route asks before it does anything: who is there, and may she do this here?

A route says it as `Depends(needs(Action.CLEAR))`; a test holds that each one does. The office is that of the address,
or of the alarm in it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import HTTPConnection

from service.access.action import Action
from service.access.door import Door, WaitError
from service.access.visitor import Visitor, allowed
from service.api.problem import Problem

COOKIE: Final = "trygg_session"
PIN_HEADER: Final = "trygg-pin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """What the routes' questions are answered with; stands in `app.state.gate`."""

    door: Door
    office_of: Callable[[str], Awaitable[str | None]]
    """Returns the office of an alarm; None for an alarm that is not there."""

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """Return who is there; raises Problem when a PIN was wrong too often."""
        try:
            return await self.door.visitor(shown_by(connection), pin=connection.headers.get(PIN_HEADER))
        except WaitError as wrong:
            detail = f"The PIN was wrong too often. Try again in {wrong.wait.total_seconds():.0f} seconds."
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "wait", detail) from wrong


class Needs:
    """One route's question."""

    def __init__(self, action: Action) -> None:
        """Ask for an action by its name."""
        self.action = action

    async def __call__(self, connection: HTTPConnection) -> Visitor:
        """Return who is there and may do this.

        Raises:
            Problem: nobody was let in (401), or she may not do this here (403).
        """
        gate: Gate = connection.app.state.gate
        visitor = await gate.visitor(connection)
        if visitor is None:
            raise Problem(HTTPStatus.UNAUTHORIZED, "not_let_in", "Log in, or send a token: Authorization: Bearer …")
        if not allowed(visitor, self.action, await self._office(gate, connection)):
            detail = f"{visitor.name or 'Whoever is logged in'} may not do this here ({self.action.value})."
            raise Problem(HTTPStatus.FORBIDDEN, "not_allowed", detail)
        return visitor

    async def _office(self, gate: Gate, connection: HTTPConnection) -> str | None:
        alarm = connection.path_params.get("alarm")
        if alarm is None or "office" in connection.path_params:
            return connection.path_params.get("office")
        return await gate.office_of(alarm)


async def _anybody(connection: HTTPConnection) -> Visitor:
    """Return whoever was let in, whatever she may do."""
    gate: Gate = connection.app.state.gate
    visitor = await gate.visitor(connection)
    if visitor is None:
        raise Problem(HTTPStatus.UNAUTHORIZED, "not_let_in", "Log in, or send a token: Authorization: Bearer …")
    return visitor


Anybody = Annotated[Visitor, Depends(_anybody)]
"""For routes that answer each visitor with what is hers."""


def needs(action: Action) -> Needs:
    """Return the question whether somebody may do something."""
    return Needs(action)


def shown_by(connection: HTTPConnection) -> str | None:
    """Return the secret that came with a request: a program's token first, a browser's cookie else."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return connection.cookies.get(COOKIE)
