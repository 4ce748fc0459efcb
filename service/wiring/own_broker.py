"""Trygg's own broker: started, kept alive, and kept in step with the credentials of devices."""

import asyncio
import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from service.access import device_password
from service.clock import Clock
from service.ingest.access_list import AccessFiles, NodeUser, access_files
from service.ingest.broker import FIRST_PORT, Broker, BrokerError, start_broker
from service.ingest.broker_certificate import CertificateError, ensure_broker_certificate, must_belong_together
from service.ingest.mosquitto_config import TlsListener
from service.settings import Settings
from service.store.port import Store, StoreUnavailable

TEND_EVERY_S: Final = 1.0
"""How long a revoked credential is believed at most; and how long a broker that has died stays dead."""

CERTIFICATE_EVERY: Final = timedelta(days=1)
"""How often the broker's certificate is looked at while it runs."""

_log = logging.getLogger(__name__)


class OwnBroker:
    """A broker child with the access list that the store's credentials make; made by `start_own_broker`."""

    def __init__(
        self,
        broker: Broker,
        store: Store,
        clock: Clock,
        *,
        node: NodeUser,
        password: str,
        tls: TlsListener | None,
        applied: AccessFiles | None,
        renew: Callable[[], TlsListener | None],
    ) -> None:
        """Tend a broker that was started with `applied`.

        Args:
            broker: what was started.
            store: where the credentials are.
            clock: what time it is.
            node: the node's own sessions at the broker.
            password: theirs.
            tls: where devices elsewhere reach it.
            applied: the access list that it was started with.
            renew: makes the certificate anew where it runs out, and returns the listener as `tls_listener` does.
        """
        self.broker = broker
        self.applied = applied
        """What the broker goes by; None while whoever is on this machine may press."""
        self._store = store
        self._clock = clock
        self._node = node
        self._password = password
        self._failure = ""
        self._tls = tls
        self._renew = renew
        self._shown = _certificate(tls)
        self._settled = False
        self._counted = (-1, -1)
        self._next_end: datetime | None = None
        self._next_look = clock.now() + CERTIFICATE_EVERY
        self.commanded: Callable[[], tuple[str, ...]] = tuple
        """On which topics this node tells devices something, beside the usual ones; set when the node is there."""
        self._told: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where this node connects, with its own password; a broker that asks nobody does not look at it."""
        return f"mqtt://:{self._password}@127.0.0.1:{self.broker.port}"

    async def wanted(self) -> AccessFiles | None:
        """Return the access list as it has to be now; None while no device was ever given a credential.

        From the first one on everybody is asked, even when all have been revoked again.

        Raises:
            StoreUnavailable: nobody can say.
        """
        counted = await self._store.devices.counted()
        known = await self._store.devices.credentials()
        now = self._clock.now()
        self._next_end = min((one.expires_at for one in known if one.expires_at and one.holds(now)), default=None)
        self._counted, self._told = counted, self.commanded()
        return access_files([self._node], known, now, self._told) if known else None

    async def tend(self, connected: Callable[[], bool], on_state: Callable[[bool], None]) -> None:
        """Start the broker again whenever it has died, and bring it what has changed; for ever.

        Args:
            connected: whether this node's own sessions are connected.
            on_state: hears whether the broker goes by what is in the store, whenever that changes.
        """
        while True:
            await asyncio.sleep(TEND_EVERY_S)
            try:
                await self.look(connected)
            except StoreUnavailable:
                pass  # who was let in before is let in; the screens show that the store is away
            except Exception as wrong:  # the last net: whoever tends the broker must not be gone when it dies
                self._note(str(wrong) or repr(wrong), on_state)
            else:
                self._note("", on_state)

    async def look(self, connected: Callable[[], bool]) -> None:
        """Do once what `tend` does every second."""
        # 1. A dead broker comes first: nobody can press.
        if not self.broker.running:
            _log.error("the broker has ended by itself; it is started again")
            await self.broker.restart()
        await asyncio.to_thread(self.broker.trim_log)
        # 2. A certificate that runs out is made anew while there is a year left: each day is another try.
        if self._clock.now() >= self._next_look:
            await self._look_at_certificate(connected)
        # 3. Nothing to do where it goes by what has to be; nobody is ever let in again without being asked.
        if self._settled and not await self._changed():
            return
        self._settled = False
        wanted = await self.wanted()
        # 4. Where it asked nobody, or knows nothing of this node since its own start, only a restart is safe: it keeps
        #    what waits. Else a reload, which drops no press, and ends the connections of those who are out.
        if wanted is not None and wanted != self.applied:
            if self.applied is None and self._tls is not None:
                must_be_free(self._tls)  # a broker that does not come up again would be worse than one that asks nobody
            reloads = self.applied is not None and connected()
            await asyncio.to_thread(self.broker.write_access, wanted, self._tls)
            if reloads:
                self.broker.reload()
            else:
                await self.broker.restart()
            self.applied = wanted
        self._settled = True

    async def _look_at_certificate(self, connected: Callable[[], bool]) -> None:
        """Have mosquitto show a certificate that is new on disk, ours or the house's own; sessions go on.

        What cannot be renewed, or was put there and cannot be used, leaves mosquitto with the one it has; there is
        another try the next day, and `trygg doctor` says how long it holds.
        """
        self._next_look = self._clock.now() + CERTIFICATE_EVERY
        try:
            self._tls = await asyncio.to_thread(self._renew)
            found = await asyncio.to_thread(_certificate, self._tls)
        except (CertificateError, OSError) as wrong:
            _log.error("the broker's certificate cannot be renewed: %s", wrong)
            return
        if found == self._shown:
            return
        if self.applied is not None:  # else there is no listener yet that would show it
            _log.info("the broker shows another certificate from now on")
            if connected():
                self.broker.reload()
            else:
                await self.broker.restart()
        self._shown = found

    async def _changed(self) -> bool:
        """Whether the list may be another one than at the last look: cheap, because it is asked every second."""
        counted = await self._store.devices.counted()
        runs_out = self._next_end is not None and self._clock.now() >= self._next_end
        return counted != self._counted or runs_out or self.commanded() != self._told

    def _note(self, failure: str, on_state: Callable[[bool], None]) -> None:
        if failure != self._failure:
            if failure:
                _log.error("the broker does not follow the devices' credentials: %s", failure)
            if bool(failure) != bool(self._failure):
                on_state(not failure)
            self._failure = failure


async def start_own_broker(settings: Settings, store: Store, clock: Clock) -> OwnBroker:
    """Start the node's own broker, with the access list that holds now.

    Raises:
        BrokerError: it does not come up (`PortTakenError` where the port that it must have is taken), devices have
            credentials and it cannot ask for them, or it has no certificate.
        StoreUnavailable: nobody can say who may come in.
    """
    password = device_password.make()
    node = NodeUser(node=settings.node, digest=device_password.digest(password))
    try:
        tls = await asyncio.to_thread(tls_listener, settings, clock)
    except (CertificateError, OSError) as wrong:
        raise BrokerError(f"the broker has no certificate: {wrong}") from wrong
    if tls is not None:
        must_be_free(tls)
    known = await store.devices.credentials()
    files = access_files([node], known, clock.now()) if known else None
    wanted = settings.broker_local_port
    broker = await start_broker(settings.data_dir / "broker", port=wanted, access=files, tls=tls)
    if broker.port not in (FIRST_PORT, wanted):
        _log.warning(
            "another program has port %s of this computer, so Trygg's own has %s: who presses there is not heard",
            FIRST_PORT,
            broker.port,
        )
    if tls is not None and files is None:
        _log.warning("no device has a credential yet, so the broker listens on this computer only")
    return OwnBroker(
        broker,
        store,
        clock,
        node=node,
        password=password,
        tls=tls,
        applied=files,
        renew=lambda: tls_listener(settings, clock),
    )


def _certificate(tls: TlsListener | None) -> bytes | None:
    """Return the certificate that mosquitto would read now."""
    return None if tls is None else tls.certificate.read_bytes()


def tls_listener(settings: Settings, clock: Clock) -> TlsListener | None:
    """Return where devices elsewhere reach the broker; None for nowhere. Makes a certificate where none was named.

    Raises:
        CertificateError: a file that was named cannot be read, or no certificate can be made for that name.
        OSError: the folder of certificates cannot be written.
    """
    if settings.broker_host is None:
        return None
    if settings.broker_certificate is not None and settings.broker_key is not None:
        certificate, key = settings.broker_certificate.absolute(), settings.broker_key.absolute()
        must_belong_together(certificate, key)
    elif settings.broker_certificate is not None or settings.broker_key is not None:
        raise CertificateError("TRYGG_BROKER_CERTIFICATE and TRYGG_BROKER_KEY belong together; set both, or neither")
    else:
        made = ensure_broker_certificate(certificate_folder(settings), broker_names(settings), clock.now())
        certificate, key = made.certificate.absolute(), made.key.absolute()
    return TlsListener(host=settings.broker_host, port=settings.broker_port, certificate=certificate, key=key)


def must_be_free(tls: TlsListener) -> None:
    """Raise BrokerError where nobody could listen for devices there."""
    family = socket.AF_INET6 if ":" in tls.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((tls.host, tls.port))
        except OSError as taken:
            raise BrokerError(
                f"the broker cannot listen on port {tls.port} of {tls.host} ({taken.strerror}); end the program that "
                "listens there, or choose another with TRYGG_BROKER_PORT or TRYGG_BROKER_HOST"
            ) from taken


def certificate_folder(settings: Settings) -> Path:
    """Return where the broker's own authority and certificate are, and `ca.pem` for the devices."""
    return settings.data_dir / "broker-tls"


def broker_names(settings: Settings) -> list[str]:
    """Return under which names devices reach the broker: those that were set, else the address it listens on.

    Raises:
        CertificateError: neither says it.
    """
    if settings.broker_names:
        return list(settings.broker_names)
    if settings.broker_host in {None, "0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        raise CertificateError(
            "set TRYGG_BROKER_NAMES to the names and addresses under which devices reach the broker, as a JSON list"
        )
    return [str(settings.broker_host)]
