"""The lists of devices in the folder of plans: read when they change, the last good ones kept in force."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from devices.registry import Registry
from service.dispatch.faults import Faults
from service.jobs.folder import Looked, Stamp, beside, read_list, registry_of

_log = logging.getLogger(__name__)


class DeviceLists:
    """What has been read of them."""

    def __init__(self, faults: Faults, on_devices: Callable[[Registry], Awaitable[None]]) -> None:
        """Have a registry taken over by `on_devices`; nothing is read yet."""
        self._faults = faults
        self._on_devices = on_devices
        self._read: dict[Path, Stamp] = {}
        self._listed: Mapping[Path, Stamp] = {}

    async def see(self, looked: Looked) -> None:
        """Read the lists where they have changed; raises OSError."""
        is_new = looked.devices != self._read or not self._read
        last, self._listed = self._listed, looked.devices
        if is_new and looked.may_be_read(self._read, last):
            await self._take(sorted(looked.devices))
            self._read = dict(looked.devices)

    async def _take(self, paths: list[Path]) -> None:
        loaded = [await beside(partial(read_list, path)) for path in paths]
        errors = [finding for one in loaded for finding in one.findings if finding.severity == "error"]
        for finding in errors:
            _log.error("%s", finding)
        if errors:
            self._faults.report(Faults.EVERYWHERE, "devices_errors", count=len(errors))
            if self._read:
                return
        else:
            self._faults.mend(Faults.EVERYWHERE, "devices_errors")
        await self._on_devices(registry_of(loaded))
