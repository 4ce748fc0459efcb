"""Passkeys on SQL: the parts of `SqlAccess` and `SqlAccessUnit` that are about them."""

from datetime import datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.store.access_statements import AccessStatements
from service.store.passkey_port import Challenge, NotBegunError, Passkey, Use
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit


class PasskeysOfUnit:
    """A `PasskeyUnit` on SQL."""

    _unit: SqlUnit
    _sql: AccessStatements

    def passkeys_of(self, account_id: str) -> list[Passkey]:
        """Return an account's passkeys, the newest first."""
        return [_read(row) for row in self._unit.execute(self._sql.passkeys_of, {"of": account_id}).fetchall()]

    def add_passkey(self, passkey: Passkey) -> None:
        """Keep a new passkey."""
        self._unit.execute(self._sql.add_passkey, _row(passkey))

    def drop_passkey(self, passkey_id: str) -> None:
        """Delete a passkey."""
        self._unit.execute(self._sql.drop_passkey, {"of": passkey_id})

    def end_sessions_by(self, passkey: Passkey, at: datetime, *, but: str | None) -> list[str]:
        """End the sessions that began with a passkey, but one; return which."""
        values = {"of": passkey.account, "by": passkey.id, "but": but or "", "now": instant(at)}
        return [row[0] for row in self._unit.execute(self._sql.end_sessions_by, values).fetchall()]

    def refuse_passkey(self, passkey_id: str, at: datetime) -> bool:
        """Keep that a passkey counted back; False where it is not there any more."""
        values = {"of": passkey_id, "now": instant(at)}
        return self._unit.execute(self._sql.refuse_passkey, values).fetchone() is not None


class SqlPasskeys:
    """A `PasskeyStore` on SQL."""

    _sql: AccessStatements
    _reader: Reader
    _submit: Submit

    async def passkey(self, credential: str) -> Passkey | None:
        """Return the passkey that an authenticator calls so."""
        return await self._reader.row(self._sql.passkey, {"of": credential}, _read)

    async def passkeys_of(self, account_id: str) -> list[Passkey]:
        """Return an account's passkeys, the newest first."""
        return await self._reader.rows(self._sql.passkeys_of, {"of": account_id}, _read)

    async def how_many_passkeys(self) -> dict[str, int]:
        """Return how many passkeys each account has that has any."""
        return dict(await self._reader.rows(self._sql.how_many_passkeys, {}, lambda row: (str(row[0]), int(row[1]))))

    async def was_answered(self, digest: str) -> bool:
        """Tell whether somebody was let in by what a browser was asked."""
        return await self._reader.row(self._sql.answered, {"of": digest}, tuple) is not None

    async def add_challenge(self, challenge: Challenge, at: datetime) -> None:
        """Keep what a browser is asked; those that have expired go."""
        row = {
            "digest": challenge.digest,
            "challenge": challenge.challenge,
            "account": challenge.account,
            "handle": challenge.handle,
            "expires_at": instant(challenge.expires_at),
        }

        def work(unit: SqlUnit) -> None:
            unit.execute(self._sql.drop_challenges, {"now": instant(at)})
            unit.execute(self._sql.add_challenge, row)

        await self._submit(None, work)

    async def take_challenge(self, digest: str, at: datetime) -> Challenge | None:
        """Delete and return a challenge that has not expired; one caller alone gets it."""
        values = {"of": digest, "now": instant(at)}
        row = await self._submit(None, lambda unit: unit.execute(self._sql.take_challenge, values).fetchone())
        return _read_challenge(row) if row else None


def keep_use(unit: SqlUnit, sql: AccessStatements, use: Use, at: datetime) -> None:
    """Keep what a passkey has counted to and what it has answered; raises NotBegunError where it lets nobody in."""
    now = instant(at)
    answered = {"digest": use.answers, "challenge": use.challenge, "expires_at": instant(use.until)}
    unit.execute(sql.drop_challenges, {"now": now})
    if unit.execute(sql.answer_challenge, {**answered, "account": None, "handle": None}).fetchone() is None:
        raise NotBegunError("answered")
    counted = {"of": use.passkey.id, "counted": use.passkey.sign_count, "counts": use.sign_count, "now": now}
    if unit.execute(sql.passkey_used, counted).fetchone() is None:
        raise NotBegunError("changed")


def _row(passkey: Passkey) -> dict[str, Any]:
    return {
        "id": passkey.id,
        "account": passkey.account,
        "credential": passkey.credential,
        "handle": passkey.handle,
        "public_key": passkey.public_key,
        "sign_count": passkey.sign_count,
        "transports": " ".join(passkey.transports),
        "place": passkey.place,
        "name": passkey.name,
        "added_at": instant(passkey.added_at),
        "used_at": None if passkey.used_at is None else instant(passkey.used_at),
        "refused_at": None if passkey.refused_at is None else instant(passkey.refused_at),
    }


def _read(row: Row) -> Passkey:
    id_, account, credential, handle, public_key, sign_count, transports, place, name, added, used, refused = row
    return Passkey(
        id=id_,
        account=account,
        credential=credential,
        handle=handle,
        public_key=public_key,
        sign_count=sign_count,
        transports=tuple(transports.split()),
        place=place,
        name=name,
        added_at=parse_instant(added),
        used_at=None if used is None else parse_instant(used),
        refused_at=None if refused is None else parse_instant(refused),
    )


def _read_challenge(row: Row) -> Challenge:
    digest, challenge, account, handle, expires_at = row
    return Challenge(
        digest=digest, challenge=challenge, account=account, handle=handle, expires_at=parse_instant(expires_at)
    )
