"""The statements about push subscriptions; `access_statements` spells them out with its own."""

from typing import Any

from sqlalchemy import Dialect, and_, bindparam, delete, insert, literal_column, null, or_, select
from sqlalchemy.sql.expression import ClauseElement

from service.store.access_tables import account_persons, accounts, credentials
from service.store.push_port import MOST_ENDPOINTS, MOST_SUBSCRIPTIONS
from service.store.push_tables import push_subscriptions as table


def of_subscriptions(dialect: Dialect) -> dict[str, ClauseElement]:
    """Return the statements by their names."""
    of_credential = table.c.credential == bindparam("of")
    newest = (table.c.created_at.desc(), table.c.id)
    fixed: list[Any] = [bindparam(name, type_=table.c[name].type) for name in ("id", "endpoint", "p256dh", "auth")]
    goes_on = and_(credentials.c.ended_at.is_(null()), accounts.c.ended_at.is_(null()))
    expires: Any = or_(credentials.c.expires_at.is_(null()), credentials.c.expires_at > bindparam("now"))
    here: Any = or_(credentials.c.kind != literal_column("'phone'"), credentials.c.office == bindparam("office"))
    whose = and_(account_persons.c.office == bindparam("office"), account_persons.c.person == bindparam("person"))
    nothing: Any = literal_column("0")  # spelled out, or SQLite's dialect makes a value of it that nobody gives
    account: Any = select(credentials.c.account).where(credentials.c.id == bindparam("of")).scalar_subquery()
    return {
        # A phone that was taken out a moment ago subscribes no more.
        "add_subscription": insert(table).from_select(
            ["id", "credential", "endpoint", "p256dh", "auth", "created_at"],
            select(
                fixed[0],
                credentials.c.id,
                *fixed[1:],
                bindparam("created_at", type_=table.c.created_at.type),
            ).where(
                credentials.c.id == bindparam("of"),
                credentials.c.ended_at.is_(null()),
                credentials.c.kind.in_([literal_column("'phone'"), literal_column("'session'")]),
            ),
        ),
        "subscriptions_of": select(*table.c).where(of_credential).order_by(*newest),
        "subscriptions_of_person": select(*table.c)
        .join_from(table, credentials, credentials.c.id == table.c.credential)
        .join(accounts, accounts.c.id == credentials.c.account)
        .join(account_persons, account_persons.c.account == accounts.c.id)
        .where(whose, goes_on, expires, here)
        .order_by(*newest)
        .limit(literal_column(str(MOST_SUBSCRIPTIONS)))
        .offset(nothing),
        "subscribed": select(table.c.endpoint)
        .order_by(*newest)
        .limit(literal_column(str(MOST_ENDPOINTS)))
        .offset(nothing),
        "drop_subscriptions_of": delete(table).where(of_credential),
        "drop_subscription": delete(table).where(table.c.id == bindparam("id")),
        "drop_oldest_subscriptions": delete(table).where(
            table.c.id.in_(
                select(table.c.id)
                .join_from(table, credentials, credentials.c.id == table.c.credential)
                .where(credentials.c.account == account)
                .order_by(*newest)
                .limit(literal_column("-1" if dialect.name == "sqlite" else "NULL"))
                .offset(literal_column(str(MOST_SUBSCRIPTIONS)))
            )
        ),
    }
