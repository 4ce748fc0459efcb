"""Devices' credentials on SQL, over the store's own writer and reader."""

import json
from datetime import datetime

from service.alarm.instant import instant, parse_instant
from service.store.access_store import Submit
from service.store.device_port import CredentialTakenError, DeviceCredential
from service.store.device_statements import DeviceStatements
from service.store.port import RowRefused
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit

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

    async def add(self, credential: DeviceCredential, *, older_until: datetime | None = None) -> None:
        """Keep a new credential; those of its device that go on hold no longer than until `older_until`."""
        row = _row(credential)
        of = {"of_office": credential.office, "of_device": credential.device, "below": credential.generation}

        def work(unit: SqlUnit) -> None:
            unit.execute(self._sql.add_credential, row)
            if older_until is not None:
                unit.execute(self._sql.shorten, {**of, "until": instant(older_until)})

        try:
            await self._submit(None, work)
        except RowRefused as refused:
            raise CredentialTakenError(f"{credential.user} has been given a credential meanwhile") from refused

    async def end(self, office: str, device: str, at: datetime, *, below: int | None = None) -> int:
        """End a device's credentials, or those of generations below one, and return how many went on until now."""
        if "\0" in office + device:
            return 0
        values = {"of_office": office, "of_device": device, "below": below or _ALL, "now": instant(at)}
        ended: int = await self._submit(None, lambda unit: len(unit.execute(self._sql.end, values).fetchall()))
        return ended


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
