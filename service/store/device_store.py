"""Devices' credentials on SQL, over the store's own writer and reader."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from service.alarm.instant import instant, parse_instant
from service.store.access_port import EVERYWHERE
from service.store.device_port import CredentialTakenError, DeviceCredential, DeviceUnit
from service.store.device_statements import DeviceStatements
from service.store.port import RowRefused
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit
from service.timeline.entry import Draft

T = TypeVar("T")

_ALL = 2**31 - 1
"""A generation above all others."""


class SqlDevices:
    """A `DeviceStore` on SQL."""

    def __init__(self, statements: DeviceStatements, reader: Reader, submit: Submit) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit

    async def credentials(self) -> list[DeviceCredential]:
        """Return all credentials, ended ones too, by office, device and generation."""
        return await self._reader.rows(self._sql.credentials, {}, _read)

    async def counted(self) -> tuple[int, int]:
        """Return how many credentials there are, and how many of them have ended."""
        return await self._reader.row(self._sql.counted, {}, lambda row: (row[0], row[1])) or (0, 0)

    async def of_device(self, office: str, device: str) -> list[DeviceCredential]:
        """Return a device's credentials, ended ones too, the oldest first."""
        if "\0" in office + device:  # nobody is called so, and PostgreSQL refuses the question
            return []
        of = {"of_office": office, "of_device": device}
        return await self._reader.rows(self._sql.credentials_of, of, _read)

    async def together(self, work: Callable[[DeviceUnit], T]) -> T:
        """Run a work under the lock of the record of access: what it changes and what it notes hold together."""
        try:
            result: T = await self._submit(EVERYWHERE, lambda unit: work(SqlDeviceUnit(unit, self._sql)))
        except RowRefused as refused:
            raise CredentialTakenError("a device has been given this credential meanwhile") from refused
        return result


class SqlDeviceUnit:
    """A `DeviceUnit` on SQL."""

    def __init__(self, unit: SqlUnit, statements: DeviceStatements) -> None:
        """Work in a transaction that is open."""
        self._unit = unit
        self._sql = statements

    def credentials(self) -> list[DeviceCredential]:
        """Return all credentials, ended ones too, by office, device and generation."""
        return [_read(row) for row in self._unit.execute(self._sql.credentials, {}).fetchall()]

    def add(self, credential: DeviceCredential) -> None:
        """Keep a new credential."""
        self._unit.execute(self._sql.add_credential, _row(credential))

    def shorten(self, office: str, device: str, until: datetime, *, below: int) -> None:
        """Have a device's older credentials hold no longer than until then; none holds longer than it did."""
        of = {"of_office": office, "of_device": device, "below": below}
        self._unit.execute(self._sql.shorten, {**of, "until": instant(until)})

    def end(self, office: str, device: str, at: datetime, *, below: int | None = None) -> int:
        """End a device's credentials, or those of generations below one, and return how many went on until now."""
        if "\0" in office + device:
            return 0
        values = {"of_office": office, "of_device": device, "below": below or _ALL, "now": instant(at)}
        return len(self._unit.execute(self._sql.end, values).fetchall())

    def note(self, draft: Draft) -> None:
        """Append to the record of access what was changed here."""
        self._unit.append([draft])


def _row(credential: DeviceCredential) -> dict[str, str | int | None]:
    return {
        "user_name": credential.user,
        "office": credential.office,
        "device": credential.device,
        "generation": credential.generation,
        "kind": credential.kind,
        "publishes": json.dumps(credential.publishes),
        "hears": json.dumps(credential.hears),
        "digest": credential.digest,
        "created_at": instant(credential.created_at),
        "expires_at": None if credential.expires_at is None else instant(credential.expires_at),
        "ended_at": None if credential.ended_at is None else instant(credential.ended_at),
    }


def _read(row: Row) -> DeviceCredential:
    user, office, device, generation, kind, publishes, hears, digest, created_at, expires_at, ended_at = row
    return DeviceCredential(
        user=user,
        office=office,
        device=device,
        generation=generation,
        kind=kind,
        publishes=tuple(json.loads(publishes)),
        hears=tuple(json.loads(hears)),
        digest=digest,
        created_at=parse_instant(created_at),
        expires_at=None if expires_at is None else parse_instant(expires_at),
        ended_at=None if ended_at is None else parse_instant(ended_at),
    )
