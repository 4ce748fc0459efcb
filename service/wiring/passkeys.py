"""Passkeys of a node: where they work, and their routes. No alarm needs anything of it."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from service.access.door import Door
from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.settings import LOOPBACK, Settings
from service.store.port import Store, StoreError
from service.wiring.links_key import links_key
from service.wiring.part import Jobs

if TYPE_CHECKING:
    from service.access.passkey_place import Nowhere, Place

_log = logging.getLogger(__name__)


class Around(Protocol):
    """What it needs of its node."""

    store: Store
    clock: Clock
    door: Door
    settings: Settings
    secure: bool


class PasskeysOfNode:
    """A part of a node."""

    def __init__(self, node: Around) -> None:
        """Know the node; nothing is loaded yet."""
        self._node = node
        self._port = node.settings.http_port

    def at(self, port: int) -> None:
        """Say at which port the service listens."""
        self._port = port

    async def begin(self, _jobs: Jobs) -> None:
        """Say in the log where the operator's own address for passkeys does not do; nothing waits for it."""
        if self._node.settings.passkey_url is not None and self.origin() is None:
            _log.critical(
                "nobody can log in with a passkey: TRYGG_PASSKEY_URL is a name over TLS, like https://trygg.example.se"
            )

    def where(self) -> "Place | Nowhere":
        """Return where passkeys work; never by what a request says."""
        from service.access.passkey_place import place_of

        settings = self._node.settings
        return place_of(
            said=settings.passkey_url,
            names=settings.http_names,
            secure=self._node.secure,
            is_loopback=settings.http_host in LOOPBACK and settings.proxy is None,
            port=self._port,
            own_tls=settings.tls_certificate is not None,
        )

    def origin(self) -> str | None:
        """Return the address at which passkeys work; None where they do nowhere."""
        from service.access.passkey_place import Place

        where = self.where()
        return where.origin if isinstance(where, Place) else None

    async def doubted(self, account_id: str) -> bool:
        """Tell whether somebody may have a copy of a passkey of this account; nobody waits for a store that is away."""
        try:
            return any(one.refused_at is not None for one in await self._node.store.access.passkeys_of(account_id))
        except StoreError:
            return False

    def routes(self, _desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return the routes of one's own passkeys, and of logging in with one."""
        from service.access.keeping import Keeping
        from service.access.passkeys import Passkeys
        from service.api import passkey_login, passkeys

        node = self._node
        kept = Passkeys(node.store.access, node.clock, node.door, self.where, links_key(node.settings.data_dir))
        keeping = Keeping(node.store.access, node.clock, node.door)
        return (
            passkeys.router(kept, keeping, secure=node.secure),
            passkey_login.router(kept, node.door, secure=node.secure),
        )
