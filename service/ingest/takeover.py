"""Telling "somebody else uses our client id" from "the broker keeps restarting": a second connection as the witness.

Either way the session sees its connections closed right after they were made. But a broker that goes away closes every
connection, while one that gives the id to somebody else leaves a connection under another id alone.
"""

import asyncio
from dataclasses import replace

from service.ingest.connection import Connection
from service.ingest.terms import Terms

_ANSWER_S = 5.0
_GRACE_S = 0.3  # a broker that goes away closes its connections one after the other


class Witness:
    """A connection under another id, opened before the suspected one and asked after that one has been closed."""

    def __init__(self, terms: Terms) -> None:
        """Describe the witness of a session with these terms."""
        self._ready = asyncio.Event()
        self._connection = Connection(
            0,
            replace(terms, client_id=f"{terms.client_id}-witness", filters=(), clean=True, will=None),
            on_ready=self._ready.set,
            on_message=lambda _: None,
        )

    async def open(self) -> None:
        """Connect and wait for the broker's word; a witness that does not get in proves nothing later."""
        try:
            async with asyncio.timeout(_ANSWER_S):
                await self._connection.open()
                await self._ready.wait()
        except (OSError, ValueError):  # a timeout is an OSError
            self.close()

    async def saw_the_broker_stay(self) -> bool:
        """Whether the broker kept this connection all the time."""
        await asyncio.sleep(_GRACE_S)
        return self._ready.is_set() and not self._connection.closed.done()

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()
