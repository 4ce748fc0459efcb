"""What stands beside the pages of a stage: records that a test puts there, and two pendants."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from service.web.ports import Record


class FakeReviews:
    """Holds the records that a test puts into it."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    async def list(self, office: str, before: int | None, limit: int) -> Sequence[Record]:
        """Return the newest records first."""
        found = [r for r in self.records if r.office == office and (before is None or r.entries[0].position < before)]
        return sorted(found, key=lambda r: -r.entries[0].position)[:limit]

    async def one(self, alarm: str) -> Record | None:
        """Return one record."""
        return next((r for r in self.records if r.alarm == alarm), None)


class FakePendants:
    """Two pendants; a press is sent, received and coming at once."""

    def __init__(self) -> None:
        self.pressed: list[int] = []
        self._changed = asyncio.Event()
        self.pendants = [
            {
                "n": n,
                "device": f"as/pendant-{n}",
                "holder": holder,
                "zone": zone,
                "faulty": faulty,
                "felt": {"led": "dark", "vibration": []},
                "state": "idle",
            }
            for n, holder, zone, faulty in [(1, "Anna Berg", "room-114", False), (6, "Per Sund", "counter", True)]
        ]

    async def press(self, number: int) -> bool:
        """Press one of the two."""
        for pendant in self.pendants:
            if pendant["n"] == number:
                self.pressed.append(number)
                pendant["state"] = "received"
                pendant["felt"] = {"led": "green", "vibration": [80]}
                self._changed.set()
                return True
        return False

    def states(self) -> Mapping[str, Any]:
        """Return both."""
        return {"pendants": self.pendants}

    async def subscribe(self) -> AsyncIterator[Mapping[str, Any]]:
        """Yield both whenever one was pressed."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            yield self.states()
