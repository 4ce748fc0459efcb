"""Reading the record from a command, whether the service runs or not."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from service.cli.options import settings_from

if TYPE_CHECKING:
    from service.store.port import Store

T = TypeVar("T")


def with_store(config: Path | None, work: "Callable[[Store], Coroutine[Any, Any, T]]") -> T:
    """Return what a work makes of the store that the settings name; it is opened for reading only."""
    from service.clock import SystemClock
    from service.store.opening import open_reading

    settings = settings_from(config)

    async def run() -> T:
        store = open_reading(settings.store_url, clock=SystemClock(), data_dir=settings.data_dir)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())
