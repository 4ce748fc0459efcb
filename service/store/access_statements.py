"""The statements about accounts and credentials, spelled out once for each database, as `statements` does."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    Dialect,
    Integer,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql.expression import ClauseElement

from service.store.access_port import EVERYWHERE, MANAGING, MOST_SESSIONS
from service.store.access_tables import (
    account_persons,
    accounts,
    credentials,
    directory_groups,
    directory_members,
    grants,
    own_codes,
    pairings,
    person_moves,
)
from service.store.passkey_statements import of_passkeys
from service.store.push_statements import of_subscriptions
from service.store.spelling import once
from service.store.tables import meta


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessStatements:
    """The spelled-out statements; each field's name says what it does."""

    account: str
    account_held: str
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
    credentials_of: str
    add_credential: str
    drop_expired_sessions: str
    end_credential: str
    end_credentials: str
    end_credentials_of: str
    end_some_of: str
    end_made_by: str
    end_of_nobody: str
    drop_oldest_sessions: str
    take_over: str
    rename: str
    note_use: str
    set_pin: str
    add_pairing: str
    pairing: str
    take_pairing: str
    drop_pairings_of: str
    drop_expired_pairings: str
    drop_pairings_for: str
    drop_pairings_of_nobody: str
    codes: str
    codes_of_person: str
    drop_codes: str
    add_codes: str
    free_login: str
    person_leaves: str
    add_move: str
    drop_move: str
    moves: str
    revision: str
    move_people: str
    bump_people: str
    account_by_external: str
    accounts_of: str
    count_of: str
    all_grants: str
    all_persons: str
    groups_of: str
    members_of: str
    add_group: str
    change_group: str
    drop_group: str
    add_member: str
    drop_members: str
    add_subscription: str
    subscriptions_of: str
    subscriptions_of_person: str
    subscribed: str
    drop_subscriptions_of: str
    drop_subscription: str
    drop_oldest_subscriptions: str
    passkey: str
    passkeys_of: str
    how_many_passkeys: str
    add_passkey: str
    drop_passkey: str
    refuse_passkey: str
    passkey_used: str
    end_sessions_by: str
    add_challenge: str
    answer_challenge: str
    answered: str
    drop_challenges: str
    take_challenge: str


@once
def access_statements(dialect: Dialect) -> AccessStatements:
    """Spell out every statement for one database."""
    built = _of_accounts() | _of_credentials(dialect) | _of_pairings() | _of_moves() | _of_directories() | _of_codes()
    built |= of_subscriptions(dialect) | of_passkeys(dialect)
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return AccessStatements(**{field.name: spelled[field.name] for field in fields(AccessStatements)})


def _of_accounts() -> dict[str, ClauseElement]:
    one: Any = select(*accounts.c)
    whose: Any = bindparam("of")
    changed = ("login", "name", "password", "subject", "ended_at", "source", "external_id")
    return {
        "account": one.where(accounts.c.id == whose),
        "account_held": one.where(accounts.c.id == whose).with_for_update(read=True),
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


def _of_credentials(dialect: Dialect) -> dict[str, ClauseElement]:
    goes_on = credentials.c.ended_at.is_(null())
    session: Any = literal_column("'session'")
    ended: Any = update(credentials).values(ended_at=bindparam("now"))
    return {
        "credential": select(*credentials.c).where(credentials.c.id == bindparam("of")),
        "credentials": select(*credentials.c)
        .where(credentials.c.kind == bindparam("of"), goes_on)
        .order_by(credentials.c.created_at.desc(), credentials.c.id),
        "credentials_of": select(*credentials.c)
        .where(credentials.c.account == bindparam("of"), goes_on)
        .order_by(credentials.c.created_at.desc(), credentials.c.id),
        "add_credential": insert(credentials),
        # Those that another transaction has in hand, as of who leaves, are left to the next login: nobody waits here.
        "drop_expired_sessions": delete(credentials).where(
            credentials.c.id.in_(
                select(credentials.c.id)
                .where(credentials.c.kind == session, credentials.c.expires_at <= bindparam("now"))
                .with_for_update(skip_locked=True)
            )
        ),
        "end_credential": ended.where(credentials.c.id == bindparam("of"), goes_on).returning(credentials.c.id),
        "end_credentials": ended.where(credentials.c.id == bindparam("of"), goes_on),
        "end_credentials_of": ended.where(credentials.c.account == bindparam("of"), goes_on),
        "end_some_of": ended.where(
            credentials.c.account == bindparam("of"), credentials.c.kind == bindparam("of_kind"), goes_on
        ),
        "end_made_by": ended.where(
            credentials.c.maker == bindparam("of"), credentials.c.kind == literal_column("'token'"), goes_on
        ),
        # Run before the first account is added: whoever sat at this computer then is let in by what she has no longer.
        "end_of_nobody": ended.where(
            goes_on,
            or_(
                credentials.c.kind.in_([literal_column("'screen'"), literal_column("'phone'")]),
                credentials.c.role.in_([literal_column(f"'{role}'") for role in MANAGING]),
            ),
            ~exists(select(accounts.c.id)),
        ).returning(credentials.c.id),
        "drop_oldest_sessions": delete(credentials).where(
            credentials.c.account == bindparam("of"),
            credentials.c.kind == session,
            or_(
                credentials.c.ended_at.is_not(null()),
                credentials.c.id.in_(
                    select(credentials.c.id)
                    .where(credentials.c.account == bindparam("of"), credentials.c.kind == session, goes_on)
                    .where(credentials.c.id != bindparam("new"))
                    .order_by(credentials.c.created_at.desc(), credentials.c.id)
                    .limit(literal_column("-1" if dialect.name == "sqlite" else "NULL"))
                    .offset(literal_column(str(MOST_SESSIONS - 1)))
                ),
            ),
        ),
        "take_over": update(credentials)
        .where(credentials.c.id == bindparam("of"))
        .values(maker=bindparam("new_maker")),
        "rename": update(credentials).where(credentials.c.id == bindparam("of")).values(name=bindparam("new_name")),
        "set_pin": update(credentials).where(credentials.c.id == bindparam("of")).values(pin=bindparam("new_pin")),
        "note_use": update(credentials).where(credentials.c.id == bindparam("of")).values(used_at=bindparam("now")),
    }


def _of_pairings() -> dict[str, ClauseElement]:
    return {
        "add_pairing": insert(pairings),
        "pairing": select(*pairings.c).where(
            pairings.c.digest == bindparam("of"), pairings.c.expires_at > bindparam("now")
        ),
        "take_pairing": delete(pairings)
        .where(pairings.c.digest == bindparam("of"), pairings.c.expires_at > bindparam("now"))
        .returning(*pairings.c),
        "drop_pairings_of": delete(pairings).where(pairings.c.office == bindparam("of")),
        "drop_expired_pairings": delete(pairings).where(pairings.c.expires_at <= bindparam("now")),
        "drop_pairings_for": delete(pairings).where(
            or_(pairings.c.account == bindparam("of"), pairings.c.maker == bindparam("of"))
        ),
        "drop_pairings_of_nobody": delete(pairings).where(
            pairings.c.office != literal_column(f"'{EVERYWHERE}'"),  # a screen that has knocked goes on waiting
            ~exists(select(accounts.c.id)),
        ),
    }


def _of_codes() -> dict[str, ClauseElement]:
    of_account = own_codes.c.account == bindparam("of")
    goes_on = and_(accounts.c.id == own_codes.c.account, accounts.c.ended_at.is_(null()))
    hers = and_(
        account_persons.c.account == own_codes.c.account,
        account_persons.c.office == bindparam("office"),
        account_persons.c.person == bindparam("person"),
    )
    return {
        "codes": select(*own_codes.c).where(of_account),
        "codes_of_person": select(*own_codes.c).where(goes_on, hers).order_by(own_codes.c.account),
        "drop_codes": delete(own_codes).where(of_account),
        "add_codes": insert(own_codes),
    }


def _of_moves() -> dict[str, ClauseElement]:
    other, others = accounts.alias("other"), account_persons.alias("others")
    another_has_it = exists().where(
        others.c.office == account_persons.c.office,
        others.c.person == account_persons.c.person,
        others.c.account != account_persons.c.account,
        other.c.id == others.c.account,
        other.c.ended_at.is_(null()),
    )
    hers = and_(account_persons.c.account == bindparam("of"), accounts.c.id == account_persons.c.account)

    leaving: Any = select(
        account_persons.c.office,
        account_persons.c.person,
        accounts.c.name,
        literal_column("1"),
        bindparam("now", type_=person_moves.c.at.type),
    )
    names = ["office", "person", "name", "gone", "at"]
    return {
        # Run before the account is changed: one that had ended already leaves no second time.
        "person_leaves": insert(person_moves).from_select(
            names, leaving.where(hers, accounts.c.ended_at.is_(null()), ~another_has_it)
        ),
        "add_move": insert(person_moves),
        "drop_move": delete(person_moves).where(
            person_moves.c.office == bindparam("office"), person_moves.c.person == bindparam("person")
        ),
        "moves": select(*person_moves.c).order_by(person_moves.c.at, person_moves.c.office, person_moves.c.person),
    }


def _of_directories() -> dict[str, ClauseElement]:
    people: Any = (
        update(meta)
        .where(meta.c.name == literal_column("'people'"))
        .values(value=bindparam("to"))
        .returning(meta.c.value)
    )
    of_source = accounts.c.source == bindparam("of")
    group: Any = directory_groups.c.id == bindparam("of")
    return {
        "free_login": update(accounts)
        .where(
            accounts.c.login == bindparam("of"), accounts.c.ended_at.is_not(null()), accounts.c.id != bindparam("me")
        )
        .values(login=accounts.c.login.concat(literal_column("'~'")).concat(accounts.c.id)),
        "revision": select(meta.c.value).where(meta.c.name == literal_column("'people'")),
        "move_people": people.where(meta.c.value == bindparam("since")),
        "bump_people": people,
        "account_by_external": select(*accounts.c).where(of_source, accounts.c.external_id == bindparam("named")),
        "accounts_of": select(*accounts.c)
        .where(of_source)
        .order_by(accounts.c.created_at, accounts.c.id)
        .limit(bindparam("most", type_=Integer))
        .offset(bindparam("skip", type_=Integer)),
        "count_of": select(func.count()).select_from(accounts).where(of_source),
        "all_grants": select(grants.c.account, grants.c.role, grants.c.office).order_by(grants.c.office, grants.c.role),
        "all_persons": select(account_persons.c.account, account_persons.c.office, account_persons.c.person),
        "groups_of": select(*directory_groups.c)
        .where(directory_groups.c.source == bindparam("of"))
        .order_by(directory_groups.c.created_at, directory_groups.c.id),
        "members_of": select(directory_members.c.group_id, directory_members.c.account).where(
            directory_members.c.group_id.in_(
                select(directory_groups.c.id).where(directory_groups.c.source == bindparam("of"))
            )
        ),
        "add_group": insert(directory_groups),
        "change_group": update(directory_groups)
        .where(group)
        .values({name: bindparam(f"new_{name}") for name in ("name", "external_id", "role", "office")}),
        "drop_group": delete(directory_groups).where(group),
        "add_member": insert(directory_members),
        "drop_members": delete(directory_members).where(directory_members.c.group_id == bindparam("of")),
    }
