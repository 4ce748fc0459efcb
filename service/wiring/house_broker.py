"""A mosquitto that a house runs itself: its files are kept in step with the credentials of devices."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from service.clock import Clock
from service.ingest.broker_files import update_for_another
from service.ingest.mosquitto_config import TlsListener
from service.settings import Settings
from service.store.device_port import DeviceStore
from service.store.port import Store, StoreUnavailable
from service.wiring.own_broker import tls_listener

LOOK_EVERY_S: Final = 1.0
ANYWAY_EVERY: Final = timedelta(hours=1)
"""How often the files are looked at though no credential has changed: for the certificate, and for other hands."""

_log = logging.getLogger(__name__)


class HouseBroker:
    """Writes what changes into the folder that `trygg broker config` was given; reloading is the house's."""

    def __init__(
        self, folder: Path, devices: DeviceStore, clock: Clock, renew: Callable[[], TlsListener | None]
    ) -> None:
        """Write into `folder`; `renew` makes the certificate anew where it runs out."""
        self._folder = folder.absolute()
        self._devices = devices
        self._clock = clock
        self._renew = renew
        self._counted = (-1, -1)
        self._next: datetime | None = None
        self._failure = ""

    async def tend(self, on_state: Callable[[bool], None]) -> None:
        """Write what has changed, for ever; `on_state` hears whether the files are as they have to be."""
        while True:
            try:
                await self.look()
            except StoreUnavailable:
                pass  # the screens show it
            except Exception as wrong:  # the last net: the next change has to be written all the same
                self._note(str(wrong) or repr(wrong), on_state)
            else:
                self._note("", on_state)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> bool:
        """Do once what `tend` does every second, and return whether anything was written.

        Raises:
            StoreUnavailable: nobody can say who may come in.
            FilesError, CertificateError, OSError: the files cannot be written.
        """
        now = self._clock.now()
        counted = await self._devices.counted()
        if counted == self._counted and self._next is not None and now < self._next:
            return False
        known = await self._devices.credentials()
        tls = await asyncio.to_thread(self._renew)
        written = await asyncio.to_thread(update_for_another, self._folder, known, now, tls)
        if written:
            _log.warning("the files in %s were written anew; they hold when mosquitto is reloaded", self._folder)
        ends = (one.expires_at for one in known if one.expires_at and one.holds(now))
        self._next = min((now + ANYWAY_EVERY, *ends))
        self._counted = counted
        return written

    def _note(self, failure: str, on_state: Callable[[bool], None]) -> None:
        if failure != self._failure:
            if failure:
                _log.error("your mosquitto's files cannot be kept up to date: %s", failure)
            on_state(not failure)
            self._failure = failure


def house_broker(settings: Settings, store: Store, clock: Clock) -> HouseBroker | None:
    """Return what keeps the files of the house's own mosquitto in step; None where there are none."""
    if settings.mqtt_url is None or settings.broker_files is None:
        return None
    return HouseBroker(settings.broker_files, store.devices, clock, lambda: tls_listener(settings, clock))
