"""A fake of the port where devices' credentials are kept, in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from service.store.device_port import CredentialTakenError, DeviceCredential, DeviceUnit
from service.timeline.entry import Draft

T = TypeVar("T")


class Devices:
    """A `DeviceStore` in memory."""

    def __init__(self) -> None:
        self.kept: list[DeviceCredential] = []
        self.noted: list[Draft] = []

    async def credentials(self) -> list[DeviceCredential]:
        return Changing(self).credentials()

    async def counted(self) -> tuple[int, int]:
        return len(self.kept), sum(one.ended_at is not None for one in self.kept)

    async def of_device(self, office: str, device: str) -> list[DeviceCredential]:
        return [one for one in await self.credentials() if (one.office, one.device) == (office, device)]

    async def together(self, work: Callable[[DeviceUnit], T]) -> T:
        before = self.kept.copy(), self.noted.copy()
        try:
            return work(Changing(self))
        except BaseException:
            self.kept, self.noted = before
            raise


class Changing:
    """A `DeviceUnit` in memory."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def credentials(self) -> list[DeviceCredential]:
        return sorted(self._devices.kept, key=lambda one: (one.office, one.device, one.generation))

    def add(self, credential: DeviceCredential) -> None:
        if any(one.user == credential.user for one in self._devices.kept):
            raise CredentialTakenError(credential.user)
        self._devices.kept.append(credential)

    def shorten(self, office: str, device: str, until: datetime, *, below: int) -> None:
        for place, one in enumerate(self._devices.kept):
            older = (one.office, one.device) == (office, device) and one.generation < below
            if older and (one.expires_at is None or one.expires_at > until):
                self._devices.kept[place] = replace(one, expires_at=until)

    def end(self, office: str, device: str, at: datetime, *, below: int | None = None) -> int:
        ended = 0
        for place, one in enumerate(self._devices.kept):
            if (one.office, one.device) == (office, device) and one.holds(at) and (below or 99) > one.generation:
                self._devices.kept[place] = replace(one, ended_at=at)
                ended += 1
        return ended

    def note(self, draft: Draft) -> None:
        self._devices.noted.append(draft)
