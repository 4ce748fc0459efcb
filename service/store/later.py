"""Parts of the store that no alarm needs: each is loaded, and spelled out, where it is first asked for (0086)."""

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from service.store.figures_port import FiguresStore
from service.store.following_port import FollowingStore
from service.store.held_port import HeldStore
from service.store.reader import Reader
from service.store.statements import Statements
from service.store.unit import SqlUnit

T = TypeVar("T")


class Later:
    """Parts of a store on SQL; a node that is ready asks for them all, in a thread, before anybody waits for one."""

    _sql: Statements
    _reader: Reader

    if TYPE_CHECKING:

        def _submit(self, office: str | None, work: Callable[[SqlUnit], T], /) -> "asyncio.Future[T]": ...

    @cached_property
    def figures(self) -> FiguresStore:
        """One row of figures for each alarm."""
        from service.store.figures_store import SqlFigures

        return SqlFigures(self._reader, self._submit)

    @cached_property
    def following(self) -> FollowingStore:
        """What lists and counts of reports and measures go by, reminders, and what is forgotten."""
        from service.store.following_store import SqlFollowing

        return SqlFollowing(self._reader, self._submit)

    @cached_property
    def waiting(self) -> HeldStore:
        """What waits for a person after a restore."""
        from service.store.held_store import SqlHeld

        return SqlHeld(self._sql, self._reader, self._submit)
