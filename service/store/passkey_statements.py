"""The statements about passkeys; `access_statements` spells them out with its own."""

from typing import Any

from sqlalchemy import Dialect, bindparam, delete, func, insert, literal_column, null, select, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.access_tables import credentials
from service.store.passkey_tables import passkey_challenges as asked
from service.store.passkey_tables import passkeys as table
from service.store.spelling import insert_of


def of_passkeys(dialect: Dialect) -> dict[str, ClauseElement]:
    """Return the statements by their names."""
    whose: Any = bindparam("of")
    one = select(*table.c)
    build: Any = insert_of(dialect.name)
    return {
        "passkey": one.where(table.c.credential == whose),
        "passkeys_of": one.where(table.c.account == whose).order_by(table.c.added_at.desc(), table.c.id),
        "how_many_passkeys": select(table.c.account, func.count()).group_by(table.c.account),
        "add_passkey": insert(table),
        "drop_passkey": delete(table).where(table.c.id == whose),
        "refuse_passkey": update(table)
        .where(table.c.id == whose)
        .values(refused_at=bindparam("now"))
        .returning(table.c.id),
        "passkey_used": update(table)
        .where(table.c.id == whose, table.c.sign_count == bindparam("counted"))
        .values(sign_count=bindparam("counts"), used_at=bindparam("now"))
        .returning(table.c.id),
        "end_sessions_by": update(credentials)
        .where(
            credentials.c.kind == literal_column("'session'"),
            credentials.c.account == whose,
            credentials.c.source == bindparam("by"),
            credentials.c.id != bindparam("but"),
            credentials.c.ended_at.is_(null()),
        )
        .values(ended_at=bindparam("now"))
        .returning(credentials.c.id),
        "add_challenge": insert(asked),
        "answer_challenge": build(asked)
        .on_conflict_do_nothing(index_elements=[asked.c.digest])
        .returning(asked.c.digest),
        "answered": select(asked.c.digest).where(asked.c.digest == whose, asked.c.account.is_(null())),
        "drop_challenges": delete(asked).where(asked.c.expires_at <= bindparam("now")),
        "take_challenge": delete(asked)
        .where(asked.c.digest == whose, asked.c.account.is_not(null()), asked.c.expires_at > bindparam("now"))
        .returning(*asked.c),
    }
