"""Asks the system for the addresses of host names, in few threads: one that hangs holds nobody else up."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from service.network.address import Inside, may_be_asked
from service.network.aside import Aside

PATIENCE_S: Final = 3.0
"""Seconds for one name."""
MOST_ADDRESSES: Final = 3
"""Addresses of one name that are tried."""

LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host name, the best first; raises OSError, or AsideError where it takes too long."""


class AddressRefusedError(Exception):
    """A name leads nowhere where Trygg may ask; the text says what to do, and names no address: it may be a secret."""

    def __init__(self) -> None:
        super().__init__(
            "the address leads into a network of the house, which is not allowed for it "
            "(TRYGG_INSIDE_HOSTS names what may)"
        )


class Names:
    """Looks names up.

    Who asks for a name while it is being asked for gets the same answer: an alarm calls many by the same few names.
    """

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._threads = Aside("look-up", most=8)
        self._asked: dict[tuple[str, int], asyncio.Task[list[str]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host name; raises OSError, or AsideError where it takes too long."""

        def ask() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(one[4][0]) for one in found))

        task = self._asked.get((host, port))
        if task is None:
            task = asyncio.get_running_loop().create_task(self._threads.run(ask, patience_s=PATIENCE_S))
            self._asked[host, port] = task
            task.add_done_callback(lambda done: self._told((host, port), done))
        return await asyncio.shield(task)

    def _told(self, name: tuple[str, int], done: asyncio.Task[list[str]]) -> None:
        del self._asked[name]
        if not done.cancelled():
            done.exception()  # looked at, also where everybody who asked has given up meanwhile


async def addresses_of(host: str, port: int, inside: Inside, look_up: LookUp) -> Sequence[str]:
    """Return the addresses of a host that may be connected to, the best first, at most three.

    Raises:
        OSError: nobody knows the name.
        AsideError: it takes too long.
        AddressRefusedError: it leads nowhere where Trygg may ask.
    """
    try:
        found = await look_up(host, port)
    except UnicodeError as wrong:
        raise OSError("no such host name") from wrong
    allowed = [one for one in found if may_be_asked(host, one, inside)]
    if not allowed:
        raise AddressRefusedError
    return allowed[:MOST_ADDRESSES]
