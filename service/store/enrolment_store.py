"""Enrolled devices on SQL, over the store's own writer and reader."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar

from devices.inventory import Device
from service.alarm.instant import instant, parse_instant
from service.store.access_port import EVERYWHERE
from service.store.enrolment_port import Enrolment, EnrolmentUnit
from service.store.enrolment_statements import EnrolmentStatements
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit
from service.timeline.entry import Draft

T = TypeVar("T")


class SqlEnrolments:
    """An `EnrolmentStore` on SQL."""

    def __init__(self, statements: EnrolmentStatements, head: str, reader: Reader, submit: Submit) -> None:
        """Work on a store; `head` is its statement for the end of a chain."""
        self._sql = statements
        self._head = head
        self._reader = reader
        self._submit = submit

    async def every(self) -> list[Enrolment]:
        """Return the enrolments of all offices, by office and device."""
        return await self._reader.rows(self._sql.enrolments, {}, _read)

    async def of_office(self, office: str) -> list[Enrolment]:
        """Return an office's enrolments, by device."""
        if "\0" in office:  # no office is called so, and PostgreSQL refuses the question
            return []
        return await self._reader.rows(self._sql.enrolments_of, {"of_office": office}, _read)

    async def changed(self) -> int:
        """Return the end of the record of access: each change of enrolments moves it."""
        return await self._reader.row(self._head, {"office": EVERYWHERE}, lambda row: int(row[1])) or 0

    async def together(self, work: Callable[[EnrolmentUnit], T]) -> T:
        """Run a work under the lock of the record of access: what it changes and what it notes hold together."""
        result: T = await self._submit(EVERYWHERE, lambda unit: work(SqlEnrolmentUnit(unit, self._sql)))
        return result


class SqlEnrolmentUnit:
    """An `EnrolmentUnit` on SQL."""

    def __init__(self, unit: SqlUnit, statements: EnrolmentStatements) -> None:
        """Work in a transaction that is open."""
        self._unit = unit
        self._sql = statements

    def of_office(self, office: str) -> list[Enrolment]:
        """Return an office's enrolments, by device."""
        return [_read(row) for row in self._unit.execute(self._sql.enrolments_of, {"of_office": office}).fetchall()]

    def note(self, draft: Draft) -> int:
        """Append to the record of access what is changed here, and return its position there."""
        return self._unit.append([draft])[-1].position

    def keep(self, enrolments: Iterable[Enrolment]) -> None:
        """Keep enrolments, each in place of what its device had."""
        kept = [_row(one) for one in enrolments]
        if kept:
            gone = [{"of_office": one["office"], "of_device": one["device"]} for one in kept]
            self._unit.execute(self._sql.drop_enrolment, gone)
            self._unit.execute(self._sql.add_enrolment, kept)

    def remove(self, office: str, device: str) -> None:
        """Take an enrolment out."""
        self._unit.execute(self._sql.drop_enrolment, {"of_office": office, "of_device": device})


def _row(enrolment: Enrolment) -> dict[str, str | int | None]:
    device = enrolment.device
    return {
        "office": device.office,
        "device": device.device,
        "revision": enrolment.revision,
        "changed_at": instant(enrolment.changed_at),
        "name": device.name,
        "holder": device.holder,
        "place": device.place,
        "kinds": json.dumps(dict(device.kinds)),
        "answers": json.dumps(sorted(device.answers)),
        "reporting_s": None if device.reporting_time is None else int(device.reporting_time.total_seconds()),
        "known_as": json.dumps(device.known_as),
        "family": device.family,
        "broker": device.broker,
        "model": device.model,
        "through": device.through,
        "standing": device.standing,
        "until": None if device.until is None else device.until.isoformat(),
    }


def _read(row: Row) -> Enrolment:
    office, device, revision, changed_at, name, holder, place, kinds, answers, reporting_s, known_as, *rest = row
    family, broker, model, through, standing, until = rest
    return Enrolment(
        revision=revision,
        changed_at=parse_instant(changed_at),
        device=Device(
            office=office,
            device=device,
            name=name,
            holder=holder,
            place=place,
            kinds=json.loads(kinds),
            answers=frozenset(json.loads(answers)),
            reporting_time=None if reporting_s is None else timedelta(seconds=reporting_s),
            known_as=tuple(json.loads(known_as)),
            family=family,
            broker=broker,
            model=model,
            through=through,
            standing=standing,
            until=None if until is None else date.fromisoformat(until),
        ),
    )
