"""The statements about accounts and credentials, spelled out once for each database, as `statements` does."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Dialect, bindparam, delete, insert, null, select, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.access_tables import account_persons, accounts, credentials, grants, pairings


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessStatements:
    """The spelled-out statements; each field's name says what it does."""

    account: str
    account_by_login: str
    account_by_subject: str
    accounts: str
    add_account: str
    change_account: str
    link_subject: str
    grants: str
    add_grant: str
    drop_grants: str
    persons: str
    add_person: str
    drop_persons: str
    credential: str
    credentials: str
    add_credential: str
    end_credential: str
    end_credentials_of: str
    note_use: str
    set_pin: str
    add_pairing: str
    take_pairing: str
    drop_pairings_of: str
    drop_expired_pairings: str


def access_statements(dialect: Dialect) -> AccessStatements:
    """Spell out every statement for one database."""
    built = _of_accounts() | _of_credentials() | _of_pairings()
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return AccessStatements(**{field.name: spelled[field.name] for field in fields(AccessStatements)})


def _of_accounts() -> dict[str, ClauseElement]:
    one: Any = select(*accounts.c)
    whose: Any = bindparam("of")
    changed = ("login", "name", "password", "subject", "ended_at")
    return {
        "account": one.where(accounts.c.id == whose),
        "account_by_login": one.where(accounts.c.login == whose),
        "account_by_subject": one.where(accounts.c.subject == whose),
        "accounts": one.order_by(accounts.c.login),
        "add_account": insert(accounts),
        "change_account": update(accounts)
        .where(accounts.c.id == whose)
        .values({name: bindparam(f"new_{name}") for name in changed}),
        "link_subject": update(accounts)
        .where(accounts.c.id == whose)
        .where(accounts.c.subject.is_(null()), accounts.c.password.is_(null()), accounts.c.ended_at.is_(null()))
        .values(subject=bindparam("new_subject"))
        .returning(accounts.c.id),
        "grants": select(grants.c.role, grants.c.office)
        .where(grants.c.account == whose)
        .order_by(grants.c.office, grants.c.role),
        "add_grant": insert(grants),
        "drop_grants": delete(grants).where(grants.c.account == whose),
        "persons": select(account_persons.c.office, account_persons.c.person).where(account_persons.c.account == whose),
        "add_person": insert(account_persons),
        "drop_persons": delete(account_persons).where(account_persons.c.account == whose),
    }


def _of_credentials() -> dict[str, ClauseElement]:
    goes_on = credentials.c.ended_at.is_(null())
    ended: Any = update(credentials).values(ended_at=bindparam("now"))
    return {
        "credential": select(*credentials.c).where(credentials.c.id == bindparam("of")),
        "credentials": select(*credentials.c)
        .where(credentials.c.kind == bindparam("of"), goes_on)
        .order_by(credentials.c.created_at.desc(), credentials.c.id),
        "add_credential": insert(credentials),
        "end_credential": ended.where(credentials.c.id == bindparam("of"), goes_on).returning(credentials.c.id),
        "end_credentials_of": ended.where(credentials.c.account == bindparam("of"), goes_on),
        "set_pin": update(credentials).where(credentials.c.id == bindparam("of")).values(pin=bindparam("new_pin")),
        "note_use": update(credentials).where(credentials.c.id == bindparam("of")).values(used_at=bindparam("now")),
    }


def _of_pairings() -> dict[str, ClauseElement]:
    return {
        "add_pairing": insert(pairings),
        "take_pairing": delete(pairings)
        .where(pairings.c.digest == bindparam("of"), pairings.c.expires_at > bindparam("now"))
        .returning(*pairings.c),
        "drop_pairings_of": delete(pairings).where(pairings.c.office == bindparam("of")),
        "drop_expired_pairings": delete(pairings).where(pairings.c.expires_at <= bindparam("now")),
    }
