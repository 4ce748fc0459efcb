"""A mosquitto that a house runs itself: its files are kept in step with the credentials of devices."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from service.clock import Clock
from service.ingest.address import read_address
from service.ingest.broker_files import Wanted, says, update_for_another, write_again
from service.ingest.files_read import ASKER
from service.ingest.knock import NoAnswerError, lets_in
from service.ingest.mosquitto_config import TlsListener
from service.settings import Settings
from service.store.device_port import DeviceStore
from service.store.port import Store, StoreUnavailable
from service.wiring.own_broker import certificate_folder, tls_listener

LOOK_EVERY_S: Final = 1.0
ANYWAY_EVERY: Final = timedelta(hours=1)
"""How often the files are looked at though nothing has changed: for the certificate."""

READ_WITHIN: Final = 15
"""How many times in a row mosquitto may say that it has not read the files, before that is a fault: one a second."""

OTHER_HANDS_EVERY: Final = timedelta(minutes=1)
"""How often what somebody else has written is put right at most: two that never agree must not reload for ever."""

Ask = Callable[[str], Awaitable[bool]]
"""Whether mosquitto lets in who asks with this password; raises NoAnswerError where it is away."""

_log = logging.getLogger(__name__)


class NotReadError(Exception):
    """Mosquitto goes by what stood in the files before; the message says what to do."""


class HouseBroker:
    """Writes what changes into the folder that `trygg broker config` was given, and asks mosquitto for its word.

    Reloading is the house's. Any number of nodes may write into one folder.
    """

    def __init__(
        self,
        folder: Path,
        devices: DeviceStore,
        clock: Clock,
        renew: Callable[[], TlsListener | None],
        *,
        secret: str | None = None,
        ask: Ask | None = None,
    ) -> None:
        """Write into a folder.

        Args:
            folder: what the command was given.
            devices: where the credentials are.
            clock: what time it is.
            renew: makes the certificate anew where it runs out; None where another node sees to that.
            secret: the password of Trygg's own sessions at that broker.
            ask: whether mosquitto has read the files; nobody asks where there is no secret.
        """
        self._folder = folder.absolute()
        self._devices = devices
        self._clock = clock
        self._renew = renew
        self._secret = secret
        self._ask = ask
        self._counted = (-1, -1)
        self._next: datetime | None = None
        self._other_hands: datetime | None = None
        self._wanted: Wanted | None = None
        self.is_read = False
        """Whether mosquitto has said that it goes by what was written last."""
        self._refusals = 0
        self._failure = ""

    async def tend(self, on_state: Callable[[bool], None]) -> None:
        """Write what has changed, for ever; `on_state` hears whether mosquitto goes by what has to be."""
        while True:
            try:
                await self.look()
                await self.see_that_it_is_read()
            except StoreUnavailable:
                pass  # the screens show it
            except Exception as wrong:  # the last net: the next change has to be written all the same
                self._note(str(wrong) or repr(wrong), on_state)
            else:
                self._note("", on_state)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> bool:
        """Write what has to be another by now, and return whether anything was written.

        Raises:
            StoreUnavailable: nobody can say who may come in.
            FilesError, CertificateError, OSError: the files cannot be written.
        """
        now = self._clock.now()
        # 1. A credential was given or ended, or the days of one are over.
        counted = await self._devices.counted()
        due = counted != self._counted or self._next is None or now >= self._next
        # 2. Somebody else has written: the command, with what it had read before, or a node with an older record.
        if not due and self._wanted and (self._other_hands is None or now >= self._other_hands):
            due = not await asyncio.to_thread(says, self._folder, self._wanted.files)
            self._other_hands = now + OTHER_HANDS_EVERY if due else None
        if not due:
            return False
        # 3. What is read here is newer than what was counted: a change in between is seen at the next look.
        known = await self._devices.credentials()
        tls = await asyncio.to_thread(self._renew)
        self._wanted, written = await asyncio.to_thread(update_for_another, self._folder, known, now, tls, self._secret)
        self.is_read, self._refusals = False, 0
        if written:
            _log.warning("the files in %s were written anew; they hold when mosquitto is reloaded", self._folder)
        ends = (one.expires_at for one in known if one.expires_at and one.holds(now))
        self._next = min((now + ANYWAY_EVERY, *ends))
        self._counted = counted
        return written

    async def see_that_it_is_read(self) -> None:
        """Ask mosquitto until it goes by the files; where it goes on not to, they are written once more.

        So a reload that was lost is asked for again: whoever watches the files sees them change.

        Raises:
            NotReadError: it has said no for too long.
            OSError: the files cannot be written.
        """
        wanted = self._wanted
        if self.is_read or wanted is None or wanted.asks is None or self._ask is None:
            return
        try:
            self.is_read = await self._ask(wanted.asks)
        except NoAnswerError:
            return  # it reads them when it starts; that it is away is a fault of its own
        if self.is_read:
            _log.info("your mosquitto goes by the files in %s", self._folder)
            return
        self._refusals += 1
        if self._refusals % READ_WITHIN == 0:
            await asyncio.to_thread(write_again, self._folder, wanted.files)
        if self._refusals >= READ_WITHIN:
            raise NotReadError(
                f"it has not read the files in {self._folder}, so it goes by older ones: reload it, and see to it that "
                "it is reloaded whenever they are replaced (docs/how-to/use-your-own-mosquitto.md)"
            )

    def _note(self, failure: str, on_state: Callable[[bool], None]) -> None:
        if failure != self._failure:
            if failure:
                _log.error("your mosquitto does not follow the devices' credentials: %s", failure)
            on_state(not failure)
            self._failure = failure


def house_broker(settings: Settings, store: Store, clock: Clock) -> HouseBroker | None:
    """Return what keeps the files of the house's own mosquitto in step; None where there are none."""
    if settings.mqtt_url is None or settings.broker_files is None:
        return None
    address = read_address(settings.mqtt_url.get_secret_value(), settings.mqtt_ca)
    return HouseBroker(
        settings.broker_files,
        store.devices,
        clock,
        lambda: certificate_of(settings, clock),
        secret=address.sessions_password,
        ask=lambda password: lets_in(address, ASKER, password),
    )


def certificate_of(settings: Settings, clock: Clock) -> TlsListener | None:
    """Return what mosquitto has to show; None on a node that was given no certificate and has not the authority.

    Of several nodes one has it. Another would make an authority of its own, which no device trusts.

    Raises:
        CertificateError, OSError: as `tls_listener` does.
    """
    if settings.broker_certificate is None and not (certificate_folder(settings) / "ca.key").exists():
        return None
    return tls_listener(settings, clock)
