"""A look is noted before anything is shown; nobody who helps in an open alarm is kept from it by that."""

import asyncio
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, cast

import pytest

from parts.stores import Watch
from service.access.visitor import OPEN, Kind, Visitor
from service.privacy.looking import Looks, reader_of
from service.store.port import Store, StoreUnavailable
from service.store.privacy_port import Look


class Hanging:
    """A store that takes a look and does not answer."""

    def __init__(self) -> None:
        """Begin with none."""
        self.began: list[Look] = []

    async def looked(self, look: Look, _persons: Collection[str]) -> None:
        """Never come back."""
        self.began.append(look)
        await asyncio.Event().wait()


class Away:
    """A store that cannot be written."""

    async def looked(self, _look: Look, _persons: Collection[str]) -> None:
        """Say so."""
        raise StoreUnavailable("away")


def looks(privacy: Any) -> Looks:
    """Return what notes in a store of which only this part is there."""
    return Looks(cast("Store", SimpleNamespace(privacy=privacy)), Watch())


async def test_an_open_alarm_is_shown_although_nothing_can_be_noted() -> None:
    """Whether the store refuses or hangs; the look was given to it all the same."""
    hanging = Hanging()
    await looks(hanging).note("as", "a-1", [], OPEN, "page", goes_on=True)
    assert [one.record for one in hanging.began] == ["a-1"]
    await looks(Away()).note("as", "a-1", [], OPEN, "page", goes_on=True)


async def test_a_closed_alarm_is_not_shown_without_its_note() -> None:
    """Whoever reads afterwards can wait."""
    with pytest.raises(StoreUnavailable):
        await looks(Away()).note("as", "a-1", [], OPEN, "page")
    with pytest.raises(StoreUnavailable):
        await looks(Away()).note_report("as", "report-1", "p-bo", OPEN)


@pytest.mark.parametrize(
    ("kind", "account", "reader"),
    [
        ("account", None, "x-1"),
        ("phone", "a-7", "a-7"),
        ("phone", None, "phone:x-1"),
        ("token", None, "token:x-1"),
        ("screen", None, "screen:x-1"),
        ("open", None, "open"),
    ],
)
def test_who_reads_is_her_account_whatever_she_holds(kind: Kind, account: str | None, reader: str) -> None:
    """A phone is its owner's; a program and a screen stand for themselves."""
    assert reader_of(Visitor(kind=kind, id="x-1", name="X", account=account)) == reader
