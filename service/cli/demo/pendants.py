"""The demo's pendants: real MQTT devices as far as the service can tell, drawn on the demo's page."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from devices.outputs import Felt
from devices.registry import Loaded, load
from devices.simulator.cast import pendants
from devices.simulator.publisher import Publisher
from devices.simulator.scenario import Pendant
from service.clock import Clock
from service.dispatch.book import OfficePage


class DemoPendants:
    """Plays an office's pendants, and tells the page what their wearers would feel."""

    def __init__(self, plans: Path, office: str, clock: Clock) -> None:
        """Enrol the pendants that the office's list of devices names."""
        self._office = office
        self._loaded: Loaded = load((plans / f"{office}.devices.yaml").read_bytes(), f"{office}.devices.yaml")
        self._clock = clock
        self._names = [device.device for device in self._loaded.inventory.devices]
        self._states: dict[str, Pendant] = {}
        self._changed = asyncio.Condition()
        self._version = 0
        self._publisher: Publisher | None = None
        self._page: OfficePage | None = None

    def start(self, url: str, page: OfficePage) -> None:
        """Connect all pendants to the broker; call inside the running loop."""
        self._page = page
        loop = asyncio.get_running_loop()
        played = pendants(self._loaded, office=self._office, boot=secrets.token_hex(6))
        self._states = {pendant.device: pendant for pendant in played}

        def changed(pendant: Pendant) -> None:
            loop.call_soon_threadsafe(self._take, pendant)

        self._publisher = Publisher(url, played, monotonic=self._clock.monotonic, on_change=changed)
        self._publisher.start()

    def stop(self) -> None:
        """Disconnect all pendants; takes a moment."""
        if self._publisher is not None:
            self._publisher.stop()

    async def press(self, number: int) -> bool:
        """Press a pendant, counted from 1; False where there is none."""
        if self._publisher is None or not 1 <= number <= len(self._names):
            return False
        await asyncio.to_thread(self._publisher.press, self._office, self._names[number - 1])
        return True

    def states(self) -> Mapping[str, Any]:
        """Return every pendant as the page draws it."""
        return {"pendants": [self._shown(n, device) for n, device in enumerate(self._names, start=1)]}

    async def subscribe(self) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the states again whenever they change."""
        seen = self._version
        while True:
            async with self._changed:
                while self._version == seen:
                    await self._changed.wait()
            seen = self._version
            yield self.states()

    def _take(self, pendant: Pendant) -> None:
        self._states[pendant.device] = pendant
        self._version += 1
        task = asyncio.get_running_loop().create_task(self._announce())
        task.add_done_callback(lambda done: done.exception())

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _shown(self, number: int, device: str) -> dict[str, Any]:
        enrolled = next(d for d in self._loaded.inventory.devices if d.device == device)
        pendant = self._states.get(device)
        people = self._page.plan.people if self._page else {}
        holder = people.get(enrolled.holder) if enrolled.holder else None
        return {
            "n": number,
            "device": f"{self._office}/{device}",
            "holder": holder.name if holder else None,
            "zone": enrolled.place,
            "faulty": pendant is not None and pendant.fault is not None,
            "battery": pendant.battery if pendant else None,
            "online": pendant is not None and pendant.online,
            "felt": _felt(pendant.felt if pendant else None),
            "state": _state(pendant),
            "coming": list(pendant.coming) if pendant else [],
            "there": list(pendant.there) if pendant else [],
        }


def _state(pendant: Pendant | None) -> str:
    if pendant is None:
        return "idle"
    if pendant.waiting and (pendant.state is None or pendant.state == "cleared"):
        return "sent"
    return pendant.state or "idle"


def _felt(felt: Felt | None) -> dict[str, Any]:
    return {"led": felt.lamp if felt else "dark", "vibration": list(felt.pattern) if felt else []}
