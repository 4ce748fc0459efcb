"""Push subscriptions on SQL, over the store's own writer and reader."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from service.alarm.instant import instant, parse_instant
from service.store.access_statements import AccessStatements
from service.store.push_port import Subscription
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit


class SqlPush:
    """A `PushStore` on SQL."""

    def __init__(self, statements: AccessStatements, reader: Reader, submit: Submit) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit

    async def keep(self, subscription: Subscription) -> bool:
        """Keep a browser's subscription in place of what it or its phone had; False when the phone has ended."""
        of = {"of": subscription.credential}
        row = {
            **of,
            **subscription.told,
            "id": _id_of(subscription.endpoint),
            "created_at": instant(subscription.created_at),
        }

        def work(unit: SqlUnit) -> bool:
            unit.execute(self._sql.drop_subscription, {"id": row["id"]})
            unit.execute(self._sql.drop_subscriptions_of, of)
            unit.execute(self._sql.add_subscription, row)
            unit.execute(self._sql.drop_oldest_subscriptions, of)
            return unit.execute(self._sql.subscriptions_of, of).fetchone() is not None

        kept: bool = await self._submit(None, work)
        return kept

    async def of_person(self, office: str, person: str, at: datetime) -> list[Subscription]:
        """Return the subscriptions of the account that is a person of an office, the newest first."""
        if "\0" in office + person:  # nobody is called so, and PostgreSQL refuses the question
            return []
        values = {"office": office, "person": person, "now": instant(at)}
        return await self._reader.rows(self._sql.subscriptions_of_person, values, _read)

    async def of_credential(self, credential: str) -> list[Subscription]:
        """Return the subscription of one phone or session, in a list of at most one."""
        return await self._reader.rows(self._sql.subscriptions_of, {"of": credential}, _read)

    async def drop_of(self, credential: str) -> None:
        """Take out the subscription of one phone or session."""
        await self._submit(None, lambda unit: unit.execute(self._sql.drop_subscriptions_of, {"of": credential}))

    async def forget(self, endpoint: str) -> None:
        """Take out a subscription that its push service does not know any more."""
        values = {"id": _id_of(endpoint)}
        await self._submit(None, lambda unit: unit.execute(self._sql.drop_subscription, values))

    async def endpoints(self) -> Sequence[str]:
        """Return the addresses of subscriptions, the newest first."""
        return await self._reader.rows(self._sql.subscribed, {}, lambda row: str(row[0]))


def _id_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _read(row: Row) -> Subscription:
    _, credential, endpoint, p256dh, auth, created_at = row
    return Subscription(
        credential=credential,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        created_at=parse_instant(created_at),
    )
