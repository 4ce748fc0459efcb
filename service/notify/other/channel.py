"""Hands notices to whatever apprise knows; the library is loaded only where such a receiver is set.

Apprise speaks to each service in threads and in its own way, and says at most that the service has taken it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from service.network.aside import Aside, AsideError
from service.notify.other.content import body_of
from service.notify.other.settings import OtherSettings
from service.notify.port import Handed, NotHandedOver, Outgoing

PATIENCE_S: Final = 9.0
"""Seconds for one receiver."""
MOST_AT_ONCE: Final = 16
"""Threads of one receiver: one service that hangs holds nobody else up."""

_TALKATIVE: Final = ("apprise", "urllib3", "requests", "requests_oauthlib")
"""Their lines tell addresses, and an address here is a secret."""

Send = Callable[[str, str, float], bool]
"""Sends a text to an address within seconds; returns whether the service has taken it. It blocks.

Raises:
    ValueError: apprise does not know such an address.
"""


def send_by_apprise(address: str, text: str, patience_s: float) -> bool:
    """Send a text by apprise; an empty one only looks whether the address is one. Raises ValueError."""
    from apprise import Apprise, AppriseAsset, NotifyType, PersistentStoreMode  # noqa: PLC0415 - loading takes a second

    asset = AppriseAsset(
        app_id="Trygg",
        app_desc="Trygg",
        app_url="",
        async_mode=False,  # in this very thread
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        default_service_retry=0,  # trying again is the outbox's affair
        service_timeout=patience_s,
        storage_mode=PersistentStoreMode.MEMORY,  # nothing of it on the disk
    )
    one: Any = Apprise.instantiate(address, asset=asset)
    if one is None:
        raise ValueError("apprise does not know this address")
    if not text:
        return True
    sender = Apprise(asset=asset)
    sender.add(one)
    return bool(sender.notify(body=text, title="", notify_type=NotifyType.WARNING, timeout=patience_s))


class OtherChannel:
    """The route `other`."""

    route = "other"

    def __init__(
        self,
        receivers: Mapping[str, OtherSettings],
        *,
        send: Send = send_by_apprise,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Serve receivers by their names; raises AddressError."""
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._send = send
        self._patience_s = patience_s
        self._addresses = {name: one.address() for name, one in receivers.items()}
        self._threads = {name: Aside(f"apprise-{name}", most=MOST_AT_ONCE) for name in receivers}

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Hand a notice over once; never more than that is known. Raises NotHandedOver."""
        await self._ask(notice.address.receiver, body_of(notice))
        return Handed()

    async def probe(self, receiver: str | None = None) -> None:
        """Find out whether apprise can do anything with the address; whether it is open only a message would show.

        Raises:
            NotHandedOver: it cannot.
        """
        for name in [receiver] if receiver is not None else list(self._addresses):
            await self._ask(name, "")

    async def close(self) -> None:
        """Do nothing: no connection is kept, and a thread that hangs is not waited for."""

    async def _ask(self, receiver: str | None, text: str) -> None:
        if receiver is None:
            raise NotHandedOver("no_address", again=False, detail="the plan names no receiver")
        if receiver not in self._addresses:
            raise NotHandedOver("no_route", again=False, detail=f"routes.toml has no such receiver {receiver!r}")
        address, threads = self._addresses[receiver], self._threads[receiver]

        def work() -> bool:
            return self._send(address, text, self._patience_s)

        try:
            taken = await threads.run(work, patience_s=self._patience_s + 0.5)
        except AsideError as wrong:
            reason = "busy" if wrong.busy else "too_slow"
            raise NotHandedOver(reason, again=True, detail=str(wrong)) from wrong
        except ValueError:
            raise NotHandedOver("no_address", again=False, detail="apprise does not know this address") from None
        except Exception as wrong:  # whatever a plug-in of somebody else may raise; its words may hold the address
            raise NotHandedOver("broken_answer", again=True, detail=type(wrong).__name__) from None
        if not taken:
            raise NotHandedOver("unreachable", again=True, detail="apprise could not hand it over")


def make(receivers: Mapping[str, OtherSettings]) -> OtherChannel:
    """Return the channel of all other receivers; raises AddressError."""
    return OtherChannel(receivers)
