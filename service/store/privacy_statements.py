"""The statements about erasing, holds and looks, spelled out once for each database."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    Text,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
)
from sqlalchemy import update as change
from sqlalchemy.sql.expression import ClauseElement

from service.store.access_tables import account_persons, accounts, credentials
from service.store.privacy_tables import holds, looks, record_persons
from service.store.spelling import insert_of, once
from service.store.tables import alarms, day_facts, entries, persons
from service.store.undertaking_tables import undertaking_entries as own
from service.store.undertaking_tables import undertakings

OVER = "alarms.state IN ('closed', 'cancelled')"
"""An alarm about which nothing more is decided. One that is cleared still waits for its lead."""

_UNTOLD = bindparam("apart", type_=Text).not_like(
    literal_column("'%,'", Text) + entries.c.event + literal_column("',%'", Text)
)
"""`apart` is a list as text with a comma before and after each name: a list of values would be spelled at each run."""

NONE_LEFT_OUT = literal_column("0", Integer)
JUST_ONE = literal_column("1", Integer)
"""Said outright, because a default would become a value of its own in the spelled-out statement."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrivacyStatements:
    """The spelled-out statements; each field's name says what it does."""

    alarms_looked_at: str
    due_alarms: str
    due_whole: str
    erase_alarm: str
    erase_whole: str
    erase_at: str
    persons: str
    forget_person: str
    forget_days: str
    set_hold: str
    end_hold: str
    hold: str
    holds: str
    looked: str
    is_about: str
    looks: str
    looks_about: str
    accounts_due: str
    sessions_due: str
    looks_due: str
    erase_left: str
    forget_left: str
    drop_credentials: str
    drop_looks: str


@once
def privacy_statements(dialect: Dialect) -> PrivacyStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    built = _of_records() | _of_holds(build) | _of_looks(build) | _of_accounts()
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return PrivacyStatements(**{field.name: spelled[field.name] for field in fields(PrivacyStatements)})


def _of_records() -> dict[str, ClauseElement]:
    before: BindParameter[str] = bindparam("before")
    now: BindParameter[str] = bindparam("now")
    held = exists(select(holds.c.alarm).where(holds.c.alarm == alarms.c.id, holds.c.until > now))
    of_alarm = select(entries.c.position).where(
        entries.c.alarm == alarms.c.id,
        entries.c.personal.is_not(None),
        _UNTOLD,
    )

    # No join: SQLite would begin with all entries of the office.
    def of_whole(*further: ColumnElement[bool]) -> ColumnElement[bool]:
        own_entry = (
            select(entries.c.position)
            .where(
                entries.c.office == undertakings.c.office,
                entries.c.position == own.c.position,
                entries.c.personal.is_not(None),
                *further,
            )
            .correlate(undertakings, own)
        )
        return exists(select(own.c.position).where(own.c.undertaking == undertakings.c.id, exists(own_entry)))

    gone = {"personal": null(), "salt": null()}
    return {
        "alarms_looked_at": select(alarms.c.first_position)
        .where(
            alarms.c.office == bindparam("office"),
            alarms.c.first_position > bindparam("after"),
            alarms.c.raised_at < before,
        )
        .order_by(alarms.c.first_position)
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "due_alarms": select(alarms.c.id)
        .where(
            alarms.c.office == bindparam("office"),
            alarms.c.first_position > bindparam("after"),
            alarms.c.first_position <= bindparam("upto"),
            alarms.c.raised_at < before,
            text(OVER),
            ~held,
            exists(of_alarm),
            ~exists(of_alarm.where(entries.c.at >= before)),
        )
        .order_by(alarms.c.first_position),
        "due_whole": select(undertakings.c.id)
        .where(
            undertakings.c.office == bindparam("office"),
            undertakings.c.kind == bindparam("kind"),
            text("is_over = 1"),
            of_whole(),
            ~of_whole(entries.c.at >= before),
        )
        .order_by(undertakings.c.first_position)
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "erase_alarm": change(entries)
        .where(
            entries.c.office == bindparam("of"),
            entries.c.alarm == bindparam("about"),
            entries.c.personal.is_not(None),
            _UNTOLD,
            entries.c.alarm.in_(select(alarms.c.id).where(alarms.c.id == bindparam("about"), text(OVER), ~held)),
        )
        .values(**gone)
        .returning(entries.c.position),
        "erase_whole": change(entries)
        .where(
            entries.c.office == bindparam("of"),
            entries.c.personal.is_not(None),
            entries.c.position.in_(select(own.c.position).where(own.c.undertaking == bindparam("which"))),
        )
        .values(**gone)
        .returning(entries.c.position),
        "erase_at": change(entries)
        .where(
            entries.c.office == bindparam("of"),
            entries.c.position == bindparam("there"),
            entries.c.personal.is_not(None),
        )
        .values(**gone)
        .returning(entries.c.position),
        "persons": select(persons.c.slug, persons.c.key).where(persons.c.office == bindparam("office")),
        "forget_person": delete(persons).where(
            persons.c.office == bindparam("office"), persons.c.key == bindparam("key")
        ),
        "forget_days": delete(day_facts).where(
            day_facts.c.office == bindparam("office"), day_facts.c.person == bindparam("key")
        ),
    }


def _of_holds(build: Any) -> dict[str, ClauseElement]:
    made = build(holds)
    replaced = {name: made.excluded[name] for name in ("set_at", "set_by", "until", "why")}
    return {
        "set_hold": made.on_conflict_do_update(index_elements=[holds.c.alarm], set_=replaced),
        "end_hold": delete(holds)
        .where(holds.c.office == bindparam("office"), holds.c.alarm == bindparam("alarm"))
        .returning(holds.c.alarm),
        "hold": select(*holds.c).where(holds.c.alarm == bindparam("alarm")),
        "holds": select(*holds.c).where(holds.c.office == bindparam("office")).order_by(holds.c.until, holds.c.alarm),
    }


def _of_looks(build: Any) -> dict[str, ClauseElement]:
    made = build(looks)
    about = select(record_persons.c.record).where(
        record_persons.c.office == bindparam("office"), record_persons.c.person == bindparam("person")
    )
    newest = select(*looks.c).order_by(looks.c.last_at.desc(), looks.c.who, looks.c.how)
    return {
        "looked": made.on_conflict_do_update(
            index_elements=[looks.c.record, looks.c.who, looks.c.how, looks.c.day],
            set_={"times": looks.c.times + JUST_ONE, "last_at": made.excluded["last_at"]},
        ),
        "is_about": build(record_persons).on_conflict_do_nothing(
            index_elements=[record_persons.c.office, record_persons.c.person, record_persons.c.record]
        ),
        "looks": newest.where(looks.c.record == bindparam("record")),
        "looks_about": newest.where(looks.c.record.in_(about)).limit(bindparam("limit")).offset(NONE_LEFT_OUT),
        "drop_looks": delete(looks).where(looks.c.last_at < bindparam("before")).returning(looks.c.record),
    }


def _of_accounts() -> dict[str, ClauseElement]:
    before: BindParameter[str] = bindparam("before")
    only = accounts.c.id == func.coalesce(bindparam("only", type_=Text), accounts.c.id)
    left = select(accounts.c.id).where(accounts.c.ended_at < before, only)
    ended = or_(credentials.c.ended_at < before, credentials.c.expires_at < before)
    return {
        "accounts_due": _one(
            select(accounts.c.id).where(accounts.c.ended_at < before, accounts.c.login != accounts.c.id)
        ),
        "sessions_due": _one(select(credentials.c.id).where(ended)),
        "looks_due": _one(select(looks.c.record).where(looks.c.last_at < before)),
        "erase_left": change(accounts)
        .where(accounts.c.ended_at < before, accounts.c.login != accounts.c.id, only)
        .values(login=accounts.c.id, name=accounts.c.id, password=null(), subject=null(), external_id=null())
        .returning(accounts.c.id),
        "forget_left": delete(account_persons).where(account_persons.c.account.in_(left)),
        "drop_credentials": delete(credentials).where(ended).returning(credentials.c.id),
    }


def _one(asked: Select[Any]) -> ClauseElement:
    return asked.limit(JUST_ONE).offset(NONE_LEFT_OUT)
