"""A house whose outputs are switched by nodes that come and go, on a database of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from devices.command import OutputDevice, OutputDevices
from devices.signals import OutputState
from parts.stores import OFFICE, SqliteStores, raising
from service.alarm.commands import ReportOutput
from service.dispatch.handle import Dispatch
from service.jobs.outputs import Outputs
from service.store.output_port import Order
from service.store.port import Store

SIREN = OutputDevice(office=OFFICE, output="siren", family="native", address="siren-yard", channel="out")
MINUTE = timedelta(minutes=1)


@dataclass
class House:
    """What lasts whatever becomes of a node: the store, the broker and what was told and reported."""

    stores: SqliteStores
    store: Store
    output: OutputDevice = SIREN
    has_broker: bool = True
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    reports: list[tuple[bool, str | None]] = field(default_factory=list)

    def node(self) -> Outputs:
        """Return the job of one more node, or of a node that starts again."""
        dispatch = cast("Dispatch", self.reports_of_all)
        return Outputs(self.store, dispatch, self.stores.watch, self.publish, lambda: OutputDevices([self.output]))

    @property
    def reports_of_all(self) -> "Reports":
        """Return what notes what becomes of outputs, in any office."""
        return Reports(self.reports)

    async def order(self, *, on: bool = True, alarm: str = "a-1") -> None:
        """Order the siren on for a minute, or off."""
        now = self.stores.watch.at
        order = Order(office=OFFICE, output="siren", alarm=alarm, on=on, until=now + MINUTE if on else now, due_at=now)
        await self.store.commit(OFFICE, lambda unit: unit.order(order))

    def passes(self, seconds: float) -> None:
        """Let time go by."""
        self.stores.watch.at += timedelta(seconds=seconds)
        self.stores.watch.seconds += seconds

    def jumps(self, by: timedelta) -> None:
        """Let the wall clock jump."""
        self.stores.watch.at += by

    def states(self) -> list[bool]:
        """Return what the siren was told, in order."""
        return [told["on"] for _, told in self.told]

    async def left(self) -> list[tuple[bool, str]]:
        """Return the orders that are left."""
        return [(order.on, order.state) for order in await self.store.outputs.to_output(OFFICE, "siren")]

    def publish(self, broker: str, topic: str, payload: bytes) -> "asyncio.Future[bool]":
        """Give it to the broker, where there is one."""
        assert broker == "own"
        if self.has_broker:
            self.told.append((topic, json.loads(payload)))
        has_it: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        has_it.set_result(self.has_broker)
        return has_it


class Reports:
    """Takes the place of dispatch: notes what is reported."""

    def __init__(self, reports: list[tuple[bool, str | None]]) -> None:
        self._reports = reports

    def listen(self, listener: object) -> None:
        """Nothing is committed by these tests but through the store."""

    async def ask(self, office: str, alarm: str, make: Callable[[Any], ReportOutput]) -> None:
        """Note what becomes of an output."""
        assert office
        assert alarm.startswith("a-")
        report = make(None)
        self._reports.append((report.on, report.reason))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a house on an empty database, with an alarm."""
    stores = SqliteStores(folder=tmp_path, url=f"sqlite:///{tmp_path / 'trygg.db'}")
    house = House(stores, stores.open())
    await house.store.commit(OFFICE, raising())
    yield house
    await stores.close()


def says(on: bool) -> OutputState:
    """Return what the siren says of itself."""
    return OutputState(office=OFFICE, device="siren-yard", output="out", on=on)
