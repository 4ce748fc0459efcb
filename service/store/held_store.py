"""What waits for a person after a restore, on SQL, over the store's own writer and reader."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from secrets import token_hex
from typing import Any, Final

from service.alarm.actor import SERVICE, Actor
from service.alarm.instant import instant, parse_instant
from service.store import rows
from service.store.access_port import EVERYWHERE
from service.store.held_port import Done, Held, HeldKind, Restored
from service.store.held_statements import PREFIX, HeldStatements, held_statements
from service.store.notice_tables import notices
from service.store.output_tables import output_orders
from service.store.reader import Reader
from service.store.rows import Row
from service.store.statements import Statements
from service.store.tables import deliveries
from service.store.unit import SqlUnit, Submit
from service.timeline.entry import Draft

RESTORED: Final = "restored"
"""The name under which `meta` says where the record comes from."""
_ALARM: Final = ("id", "state", "mode", "kind", "zone", "raised_at", "last_position", "due_at")
_UNDERTAKING: Final = ("id", "kind", "due_at")


class SqlHeld:
    """A `HeldStore` on SQL."""

    def __init__(self, statements: Statements, reader: Reader, submit: Submit) -> None:
        self._sql = held_statements(reader.dialect)
        self._all = statements
        self._reader = reader
        self._submit = submit

    async def hold(self, copied_at: datetime, at: datetime) -> int:
        """Take everything that is under way or due out of the way, begin a new epoch, and note it in each timeline."""
        offices = [head.office for head in await self._reader.rows(self._all.heads, {}, rows.read_head)]
        held = 0
        for office in offices:
            held += await self._submit(office, lambda unit: _hold(unit, self._sql, copied_at, at))
        told = json.dumps({"copied_at": instant(copied_at), "restored_at": instant(at)})

        def renew(unit: SqlUnit) -> None:
            for name, value in ((RESTORED, told), ("epoch", token_hex(8))):
                unit.execute(unit.statements.set_meta, {"name": name, "value": value})

        await self._submit(None, renew)
        return held

    async def restored(self) -> Restored | None:
        """Return where this record comes from; None for one that was never restored."""
        return await self._reader.row(self._all.meta, {"name": RESTORED}, _restored)

    async def held(self) -> Sequence[Held]:
        """Return what waits for a person, by office."""
        found = await self._reader.rows(self._sql.every, {}, _held)
        return sorted(found, key=lambda one: (one.office, one.kind != "alarm", one.alarm or "", one.id))

    async def release(self, name: str, by: Actor, at: datetime) -> Done:
        """Let one thing happen now as it would have then; `gone` where nothing waits under this name any more."""
        return await self._end(name, "HeldReleased", by, at)

    async def drop(self, name: str, by: Actor, at: datetime) -> Done:
        """Never let one thing happen; `gone` where nothing waits under this name any more."""
        return await self._end(name, "HeldDropped", by, at)

    async def tidy(self) -> None:
        """Forget what has been overtaken."""
        for one in await self.held():
            await self._submit(one.office, partial(_forget_overtaken, sql=self._sql, held=one))

    async def _end(self, name: str, event: str, by: Actor, at: datetime) -> Done:
        waiting = next((one for one in await self.held() if one.id == name), None)
        if waiting is None:
            return "gone"

        def work(unit: SqlUnit) -> bool:
            if unit.execute(self._sql.take, {"name": PREFIX + name}).fetchone() is None:
                return False
            if event == "HeldReleased":
                _give_back(unit, self._sql, waiting, at)
            facts = {"kind": waiting.kind, "of": name.partition(":")[2], "about": waiting.alarm}
            unit.append([Draft(at=at, event=event, alarm=None, actor=by, facts=facts)])
            return True

        taken: bool = await self._submit(waiting.office, work)
        return ("released" if event == "HeldReleased" else "dropped") if taken else "gone"


def _hold(unit: SqlUnit, sql: HeldStatements, copied_at: datetime, at: datetime) -> int:
    of, now = {"office": unit.office}, {"now": instant(at)}
    waiting = [*_waiting(unit, sql, {**of}, {**of, **now})]
    for one in waiting:
        value = {"office": one.office, "alarm": one.alarm, "due_at": one.due_at and instant(one.due_at)}
        text = json.dumps({**value, "row": dict(one.row)}, ensure_ascii=False)
        unit.execute(unit.statements.set_meta, {"name": PREFIX + one.id, "value": text})
    for drop in (sql.drop_deadlines, sql.drop_notices, sql.drop_queued, sql.drop_orders):
        unit.execute(drop, of)
    unit.execute(sql.put_off_undertakings, {"of": unit.office, **now})
    facts: dict[str, Any] = {"copied_at": instant(copied_at), "held": len(waiting)}
    if unit.office == EVERYWHERE:  # every entry of the record of access says which offices it concerns
        facts["offices"] = [EVERYWHERE]
    unit.append([Draft(at=at, event="RecordRestored", alarm=None, actor=SERVICE, facts=facts)])
    return len(waiting)


def _waiting(unit: SqlUnit, sql: HeldStatements, of: dict[str, Any], now: dict[str, Any]) -> Iterator[Held]:
    def found(statement: str, columns: Sequence[str], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for row in unit.execute(statement, values).fetchall():
            yield dict(zip(columns, row, strict=True))

    def one(kind: HeldKind, id_: str, alarm: str | None, due_at: str | None, row: dict[str, Any]) -> Held:
        due = parse_instant(due_at) if due_at else None
        return Held(kind=kind, id=f"{kind}:{id_}", office=unit.office, alarm=alarm, due_at=due, row=row)

    for row in found(sql.open_alarms, _ALARM, of):
        yield one("alarm", row["id"], row["id"], row["due_at"], row)
    for row in found(sql.due_undertakings, _UNDERTAKING, now):
        yield one("undertaking", row["id"], None, row["due_at"], row)
    for row in found(sql.open_notices, notices.c.keys(), of):
        yield one("notice", row["id"], row["alarm"], row["due_at"], row)
    for row in found(sql.queued, deliveries.c.keys(), of):
        yield one("feedback", row["id"], row["alarm"], row["created_at"], row)
    for row in found(sql.orders, output_orders.c.keys(), of):
        yield one("output", f"{row['office']}/{row['output']}/{row['alarm']}", row["alarm"], row["due_at"], row)


def _give_back(unit: SqlUnit, sql: HeldStatements, held: Held, at: datetime) -> None:
    """Put one thing back to where it was taken from, due now."""
    now, row = instant(at), dict(held.row)
    match held.kind:
        case "alarm":
            if held.due_at is not None:
                unit.execute(sql.give_deadline, {"alarm": row["id"], "office": held.office, "due_at": now})
        case "undertaking":
            unit.execute(sql.give_undertaking, {"which": row["id"], "due": now})
        case "notice":
            leased = {"leased_by": None, "leased_until": None}
            state = "queued" if row["state"] == "sending" else row["state"]
            unit.execute(sql.give_notice, {**row, **leased, "state": state, "due_at": now})
        case "feedback":
            unit.execute(sql.give_delivery, {**row, "created_at": now})
        case "output":
            # Past its end it may only be switched off: nothing is switched on that nobody would end.
            over = row["wanted"] == "on" and row["until"] < now
            wanted = {"wanted": "off", "state": "waiting", "tries": 0, "until": now} if over else {}
            unit.execute(sql.give_order, {**row, **wanted, "due_at": now})


def _forget_overtaken(unit: SqlUnit, sql: HeldStatements, held: Held) -> None:
    if held.kind == "output":  # what a siren or a lock does is for somebody to look at, whatever became of the alarm
        return
    if held.kind == "alarm":
        found = unit.execute(sql.is_overtaken_alarm, {"alarm": held.alarm, "position": held.row["last_position"]})
    elif held.kind == "undertaking":
        found = unit.execute(sql.is_overtaken_undertaking, {"which": held.row["id"]})
    else:
        found = unit.execute(sql.is_over, {"alarm": held.alarm})
    if found.fetchone() is not None:
        unit.execute(sql.take, {"name": PREFIX + held.id})


def _held(row: Row) -> Held:
    name, value = row
    told = json.loads(value)
    id_ = name.removeprefix(PREFIX)
    return Held(
        kind=id_.partition(":")[0],
        id=id_,
        office=told["office"],
        alarm=told["alarm"],
        due_at=parse_instant(told["due_at"]) if told["due_at"] else None,
        row=told["row"],
    )


def _restored(row: Row) -> Restored:
    told = json.loads(row[0])
    return Restored(copied_at=parse_instant(told["copied_at"]), restored_at=parse_instant(told["restored_at"]))
