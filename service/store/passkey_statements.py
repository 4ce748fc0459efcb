"""The statements about passkeys; `access_statements` spells them out with its own."""

from typing import Any

from sqlalchemy import bindparam, delete, func, insert, null, select, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.passkey_tables import passkey_challenges as asked
from service.store.passkey_tables import passkeys as table


def of_passkeys() -> dict[str, ClauseElement]:
    """Return the statements by their names."""
    whose: Any = bindparam("of")
    one = select(*table.c)
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
        .values(sign_count=bindparam("counts"), used_at=bindparam("now"), refused_at=null())
        .returning(table.c.id),
        "add_challenge": insert(asked),
        "drop_challenges": delete(asked).where(asked.c.expires_at <= bindparam("now")),
        "take_challenge": delete(asked)
        .where(asked.c.digest == whose, asked.c.expires_at > bindparam("now"))
        .returning(*asked.c),
    }
