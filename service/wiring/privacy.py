"""What the pages of privacy work with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from service.access.visitor import Visitor
from service.api.desk import Desk
from service.api.privacy import account_of, copy_of, end_hold, set_hold
from service.privacy.looking import Looks
from service.privacy.person import data_of
from service.privacy.secrecy import Masks
from service.privacy.sheet import Sheet, sheet_of
from service.settings import Settings
from service.store.privacy_port import Hold, How, Look
from service.web.ports import Record
from service.wiring.ways_out import WaysOut

_OVER: Final = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})


class PrivacyPages:
    """A running service's own."""

    def __init__(self, desk: Desk, settings: Settings, ways_out: WaysOut) -> None:
        """Work with what the API's routes work with."""
        self._desk = desk
        self._looks = Looks(desk.store, desk.clock)
        self._settings = settings
        self._ways_out = ways_out

    async def looked(self, record: Record, visitor: Visitor, how: How) -> None:
        """Note that somebody reads a record; raises StoreError, and then nothing is to be shown."""
        goes_on = how == "page" and not any(entry.event in _OVER for entry in record.entries)
        await self._looks.note(record.office, record.alarm, record.entries, visitor, how, goes_on=goes_on)

    async def looks_at(self, alarm: str) -> Sequence[tuple[Look, str]]:
        """Return the looks at an alarm's record, the newest first, each with the reader's name."""
        return await self._looks.at(alarm)

    async def hold_of(self, alarm: str) -> tuple[Hold, str] | None:
        """Return an alarm's hold, with the name of whoever set it."""
        hold = await self._desk.store.privacy.hold(alarm)
        if hold is None:
            return None
        account = await self._desk.store.access.account(hold.set_by)
        return hold, account.name if account else hold.set_by

    async def set_hold(self, record: Record, visitor: Visitor, until: datetime, why: str) -> None:
        """Hold an alarm; raises StoreError."""
        await set_hold(self._desk, record.office, record.alarm, visitor, until=until, why=why)

    async def end_hold(self, record: Record, visitor: Visitor) -> None:
        """End a hold; raises StoreError."""
        await end_hold(self._desk, record.office, record.alarm, visitor)

    async def disclose(self, record: Record, visitor: Visitor, masks: Masks) -> Mapping[str, Any]:
        """Return a masked copy of a record, once that stands in the record of access; raises StoreError."""
        await self._looks.note(record.office, record.alarm, record.entries, visitor, "disclosure")
        return await copy_of(self._desk, record.office, record.entries, visitor, masks)

    async def data(self, visitor: Visitor) -> Mapping[str, Any] | None:
        """Return what is stored about a visitor; None where she has no account."""
        account = await account_of(self._desk.store, visitor)
        plan_of = self._desk.book.plan_of
        return await data_of(self._desk.store, self._desk.clock, account, plan_of) if account else None

    def sheet(self) -> Sheet:
        """Return the data sheet of the running service."""
        return sheet_of(self._settings, routes_of(self._ways_out))

    def now(self) -> datetime:
        """Return what time it is."""
        return self._desk.clock.now()


def routes_of(ways_out: WaysOut) -> Mapping[str, Sequence[str]]:
    """Return every route that is set up, with the names of its receivers or of its provider."""
    elks = ("46elks",) if ways_out.file.elks else ()
    providers = {"sms": elks, "voice": elks}
    receivers = ways_out.receivers
    return {
        route: sorted(receivers.get(route, ())) or list(providers.get(route, ())) for route in sorted(ways_out.channels)
    }
