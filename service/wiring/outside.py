"""The one address outside that is given a sign of life."""

from typing import Final

from service.network.address import Inside
from service.notify.address import is_allowed
from service.notify.port import NotHandedOver
from service.settings import Settings
from service.wiring.front import ServeError

PATIENCE_S: Final = 10.0
"""Seconds that a whole answer may take."""

LARGEST: Final = 1024
"""Bytes of an answer that are read; nothing in it means anything."""


class Outside:
    """One address, asked with nothing to say; it stands in no text that comes from here."""

    def __init__(self, address: str, inside: Inside) -> None:
        """Describe it; nothing is asked yet."""
        from service.notify.http import Http

        self._address = address
        self._http = Http(max_seconds=PATIENCE_S, largest=LARGEST, inside=inside.and_written(address))

    async def ask(self) -> str | None:
        """Give one sign; return why it did not arrive, None when it did."""
        try:
            answer = await self._http.ask("GET", self._address)
        except NotHandedOver as wrong:
            return wrong.reason  # the code alone: what a library says may name the address
        return None if 200 <= answer.status < 300 else f"it was answered {answer.status}"

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.close()


def outside(settings: Settings) -> Outside | None:
    """Return who is given signs of life; None where no address is set.

    Raises:
        ServeError: the address cannot be used.
    """
    if settings.heartbeat_url is None:
        return None
    address = settings.heartbeat_url.get_secret_value()
    if not is_allowed(address):
        raise ServeError(
            "TRYGG_HEARTBEAT_URL is an address like https://…, with no user, password or '#' in it: whoever reads "
            "along could say in Trygg's place that all is well."
        )
    return Outside(address, Inside.of(settings.inside_hosts))
