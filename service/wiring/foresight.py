"""What the simulation foresees of an alarm that has happened, asked of the process that answers about plans."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from service.api.desk import Desk
from service.planning.foresight import asked_of
from service.timeline.entry import Entry
from service.timeline.foreseen import Foreseen, press_in
from service.timeline.held import plan_of

KEPT: Final = 64
"""Answers that are kept: what has happened is foreseen the same each time."""

PATIENCE_S: Final = 2.0
"""How long a page waits for an answer; what comes later is there at the next look."""


class Foresight:
    """Asks, and keeps the answers."""

    def __init__(self, desk: Desk, *, patience_s: float = PATIENCE_S) -> None:
        """Ask with what the desk has; whoever asks waits so long at most."""
        self._desk = desk
        self._patience_s = patience_s
        self._asked: OrderedDict[str, asyncio.Task[Foreseen | None]] = OrderedDict()

    async def of(self, office: str, entries: Sequence[Entry]) -> Foreseen | None:
        """Return what is foreseen of an alarm by its entries; None where nobody can say.

        Raises:
            StoreError: the version's text cannot be read now.
        """
        page = self._desk.book.get(office)
        pressed = press_in(entries, page.slugs) if page and "closing" not in entries[0].facts else None
        text = await self._desk.store.plan(plan_of(entries)) if pressed else None
        if page is None or pressed is None or text is None:
            return None
        press, at_once = pressed
        day = press.at.astimezone(ZoneInfo(page.plan.time_zone)).date().isoformat()
        question = {
            "about": "foreseen",
            "asked": asked_of(press, at_once, text),
            "office": office,
            "language": "en",
            "now": press.at.isoformat(),
            "today": day,
            "live": None,
            "habits": {},
            "standards": {},
        }
        return await self._answer(json.dumps(question, sort_keys=True), question)

    async def _answer(self, key: str, question: Mapping[str, Any]) -> Foreseen | None:
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.create_task(self._ask(key, question))
        self._asked.move_to_end(key)
        while len(self._asked) > KEPT:
            self._asked.popitem(last=False)
        done, _ = await asyncio.wait({task}, timeout=self._patience_s)
        return task.result() if done else None

    async def _ask(self, key: str, question: Mapping[str, Any]) -> Foreseen | None:
        status, body = await self._desk.analysts[1].ask(question)
        if status == HTTPStatus.OK:
            return Foreseen.from_json(json.loads(body))
        if status != HTTPStatus.UNPROCESSABLE_ENTITY:  # busy just now: the next look asks again
            self._asked.pop(key, None)
        return None
