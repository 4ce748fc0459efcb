"""Every statement of the store, written once with SQLAlchemy Core and spelled out once for each database.

They are run as text with named values: that saves building and looking up the same statement some ten times for each
press. Every value is text, an integer or NULL, in both databases.
"""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    BindParameter,
    Dialect,
    Insert,
    Integer,
    Select,
    Text,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.sql.expression import ClauseElement

from service.store.access_tables import person_moves
from service.store.notice_statements import NoticeStatements, notice_statements
from service.store.output_statements import OutputStatements, output_statements
from service.store.privacy_statements import PrivacyStatements, privacy_statements
from service.store.spelling import insert_of, once
from service.store.tables import (
    OPEN,
    UNCLOSED,
    alarms,
    day_facts,
    deadlines,
    deliveries,
    entries,
    heads,
    meta,
    persons,
    plan_drafts,
    plan_lives,
    plan_versions,
    presses,
)
from service.store.undertaking_statements import UndertakingStatements, undertaking_statements


@dataclass(frozen=True, kw_only=True, slots=True)
class Statements:
    """The spelled-out statements; each field's name says what it does."""

    head: str
    lock_head: str
    make_head: str
    move_head: str
    heads: str
    add_entry: str
    entries_after: str
    entries_of_alarm: str
    entries_unclosed: str
    erase_personal: str
    erase_told: str
    alarm: str
    alarm_anywhere: str
    open_alarm: str
    open_alarms: str
    open_positions: str
    save_alarm: str
    alarms_before: str
    engaged: str
    press: str
    add_press: str
    heard_again: str
    presses_since: str
    recorded_presses: str
    set_deadline: str
    drop_deadline: str
    take_deadline: str
    deadlines: str
    queue: str
    settle: str
    claim: str
    queued: str
    day_facts: str
    day_facts_until: str
    set_day_fact: str
    drop_day_facts: str
    forget_day_facts: str
    add_person: str
    persons: str
    keep_version: str
    judge_version: str
    plan: str
    version: str
    versions: str
    last_version: str
    entries_of_plan: str
    recent: str
    life: str
    lives: str
    save_life: str
    draft: str
    drafted: str
    save_draft: str
    meta: str
    set_meta: str
    schema: str
    take_move: str
    notices: NoticeStatements
    outputs: OutputStatements
    privacy: PrivacyStatements
    undertakings: UndertakingStatements


JUST_ONE = literal_column("1", Integer)
NONE_LEFT_OUT = literal_column("0", Integer)
"""Said outright, because a default would become a value of its own in the spelled-out statement."""

_ENTRY = [c for c in entries.c if c.name != "format"]
_UNCLOSED_ALARM = select(alarms.c.id).where(alarms.c.office == bindparam("office"), text(f"alarms.{UNCLOSED}"))


@once
def statements(dialect: Dialect) -> Statements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    built = _reads() | _changes() | _inserts(build)
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    apart = ("notices", "outputs", "privacy", "undertakings")
    of_its_own = {field.name: spelled[field.name] for field in fields(Statements) if field.name not in apart}
    return Statements(
        **of_its_own,
        notices=notice_statements(dialect),
        outputs=output_statements(dialect),
        privacy=privacy_statements(dialect),
        undertakings=undertaking_statements(dialect),
    )


def _reads() -> dict[str, ClauseElement]:
    office: BindParameter[str] = bindparam("office")
    alarm: BindParameter[str] = bindparam("alarm")
    head = select(heads.c.office, heads.c.position, heads.c.hash)
    entry = select(*_ENTRY)
    delivery = select(*deliveries.c)
    of_office: Select[Any] = head.where(heads.c.office == office)
    return {
        "head": of_office,
        "lock_head": of_office.with_for_update(),
        "heads": head.order_by(heads.c.office),
        "entries_after": entry.where(entries.c.office == office, entries.c.position > bindparam("after"))
        .order_by(entries.c.position)
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "entries_of_alarm": entry.where(entries.c.alarm == alarm).order_by(entries.c.position),
        # Not by the office, too: SQLite would read all years of its record to find those of an alarm or two.
        "entries_unclosed": entry.where(entries.c.alarm.in_(_UNCLOSED_ALARM)).order_by(entries.c.position),
        "alarm": select(alarms.c.snapshot).where(alarms.c.id == alarm, alarms.c.office == office),
        "alarm_anywhere": select(alarms.c.office, alarms.c.snapshot).where(alarms.c.id == alarm),
        "open_alarm": select(alarms.c.id, alarms.c.snapshot).where(
            alarms.c.office == office, alarms.c.open_key == bindparam("open_key"), text(OPEN)
        ),
        "open_alarms": select(alarms.c.id, alarms.c.snapshot)
        .where(alarms.c.office == office, alarms.c.mode == bindparam("mode"), text(OPEN))
        # Not the bare column: both databases would go through all alarms of the office in its order, to find none.
        .order_by(text("alarms.first_position + 0 DESC"))
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "open_positions": select(alarms.c.id, alarms.c.last_position).where(alarms.c.office == office, text(OPEN)),
        "alarms_before": select(*[c for c in alarms.c if c.name not in ("open_key", "engaged", "snapshot")])
        .where(alarms.c.office == office, alarms.c.first_position < bindparam("before"))
        .order_by(alarms.c.first_position.desc())
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "engaged": select(alarms.c.id, alarms.c.engaged).where(alarms.c.office == office, text(OPEN)),
        "press": select(presses.c.alarm).where(presses.c.press_key == bindparam("press_key")),
        "presses_since": select(presses.c.press_key, presses.c.alarm)
        .where(presses.c.last_heard >= bindparam("since"))
        .order_by(presses.c.last_heard),
        # The first condition is the one that has an index; what was only heard again since then is not meant.
        "recorded_presses": select(presses.c.press_key, presses.c.at, presses.c.heard_as)
        .where(presses.c.last_heard >= bindparam("since"), presses.c.at >= bindparam("since"))
        .order_by(presses.c.at, presses.c.press_key),
        "deadlines": select(deadlines.c.office, deadlines.c.alarm, deadlines.c.due_at).order_by(deadlines.c.due_at),
        "queued": delivery.where(
            text("state = 'queued'"),
            deliveries.c.kind == func.coalesce(bindparam("kind", type_=Text), deliveries.c.kind),
        )
        .order_by(deliveries.c.created_at, deliveries.c.id)
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "day_facts": select(day_facts.c.person, day_facts.c.fact).where(
            day_facts.c.office == office, day_facts.c.day == bindparam("day")
        ),
        "day_facts_until": select(day_facts.c.person, func.max(day_facts.c.day))
        .where(day_facts.c.office == office, day_facts.c.day >= bindparam("day"))
        .group_by(day_facts.c.person),
        "persons": select(persons.c.slug, persons.c.key).where(persons.c.office == office),
        "plan": select(plan_versions.c.text)
        .where(plan_versions.c.version == bindparam("version"))
        .limit(JUST_ONE)
        .offset(NONE_LEFT_OUT),
        "version": select(*plan_versions.c).where(
            plan_versions.c.office == office, plan_versions.c.version == bindparam("version")
        ),
        "versions": select(*plan_versions.c)
        .where(plan_versions.c.office == office)
        .order_by(plan_versions.c.made_at.desc(), plan_versions.c.version)
        .limit(bindparam("limit"))
        .offset(NONE_LEFT_OUT),
        "last_version": select(plan_versions.c.version, plan_versions.c.text)
        .where(plan_versions.c.office == office)
        .order_by(plan_versions.c.made_at.desc(), plan_versions.c.version)
        .limit(JUST_ONE)
        .offset(NONE_LEFT_OUT),
        "entries_of_plan": entry.where(entries.c.office == office, entries.c.alarm.is_(None)).order_by(
            entries.c.position
        ),
        "recent": entry.where(
            entries.c.office == office, entries.c.alarm.is_(None), entries.c.position > bindparam("after")
        ).order_by(entries.c.position.desc()),
        "life": select(plan_lives.c.position, plan_lives.c.snapshot).where(plan_lives.c.office == office),
        "lives": select(plan_lives.c.office, plan_lives.c.position).order_by(plan_lives.c.office),
        "draft": select(*plan_drafts.c).where(plan_drafts.c.office == office),
        "drafted": select(plan_drafts.c.office).where(
            or_(plan_drafts.c.text.is_not(None), plan_drafts.c.office.in_(select(plan_lives.c.office)))
        ),
        "take_move": delete(person_moves)
        .where(
            person_moves.c.office == bindparam("office"),
            person_moves.c.person == bindparam("person"),
            person_moves.c.at == bindparam("at"),
        )
        .returning(person_moves.c.person),
        "meta": select(meta.c.value).where(meta.c.name == bindparam("name")),
        "schema": select(
            column("version_num"), select(meta.c.value).where(meta.c.name == bindparam("name")).scalar_subquery()
        ).select_from(table("alembic_version")),
    }


def _changes() -> dict[str, ClauseElement]:
    changes: dict[str, ClauseElement] = {
        "move_head": update(heads)
        .where(heads.c.office == bindparam("of"))
        .values(position=bindparam("to"), hash=bindparam("by")),
        "erase_personal": update(entries)
        .where(entries.c.office == bindparam("of"), entries.c.position == bindparam("there"))
        .values(personal=null(), salt=null()),
        "erase_told": update(entries)
        .where(
            entries.c.office == bindparam("of"),
            entries.c.alarm == bindparam("about"),
            entries.c.event == bindparam("told"),
            entries.c.personal.is_not(None),
        )
        .values(personal=null(), salt=null())
        .returning(entries.c.position),
        "heard_again": update(presses)
        .where(presses.c.press_key == bindparam("key"))
        .values(
            heard=text("presses.heard + :times"),
            last_heard=bindparam("now"),
            heard_as=text(
                "CASE WHEN coalesce(presses.heard_as, '') LIKE :unless THEN presses.heard_as "
                "ELSE coalesce(presses.heard_as, '') || :also END"
            ),
        ),
        "drop_deadline": delete(deadlines).where(deadlines.c.alarm == bindparam("alarm")),
        "take_deadline": delete(deadlines)
        .where(deadlines.c.alarm == bindparam("alarm"), deadlines.c.due_at <= bindparam("due_at"))
        .returning(deadlines.c.alarm),
        "claim": update(deliveries)
        .where(
            deliveries.c.id == bindparam("delivery"),
            text("state = 'queued'"),
            deliveries.c.attempts == bindparam("tried"),
        )
        .values(attempts=text("deliveries.attempts + 1"))
        .returning(deliveries.c.id),
        "settle": update(deliveries)
        .where(deliveries.c.id == bindparam("delivery"), text("state = 'queued'"))
        .values(state=bindparam("became"), reason=bindparam("why"), attempts=text("deliveries.attempts + 1"))
        .returning(deliveries.c.id),
        "judge_version": update(plan_versions)
        .where(
            plan_versions.c.office == bindparam("of"),
            plan_versions.c.version == bindparam("which"),
            plan_versions.c.judged.is_(None),
        )
        .values(judged=bindparam("found")),
        "drop_day_facts": delete(day_facts).where(
            day_facts.c.office == bindparam("office"),
            day_facts.c.day >= bindparam("day"),
            day_facts.c.person == bindparam("person"),
        ),
        "forget_day_facts": delete(day_facts).where(
            day_facts.c.office == bindparam("office"), day_facts.c.day < bindparam("day")
        ),
    }
    return changes


def _inserts(insert: Any) -> dict[str, ClauseElement]:
    def replacing(table: Any, key: list[Any], *columns: str) -> Insert:
        made: Any = insert(table)
        result: Insert = made.on_conflict_do_update(
            index_elements=key, set_={column: made.excluded[column] for column in columns}
        )
        return result

    return {
        "make_head": insert(heads).on_conflict_do_nothing(index_elements=[heads.c.office]),
        "add_entry": insert(entries),
        "save_alarm": replacing(
            alarms, [alarms.c.id], "state", "mode", "kind", "zone", "open_key", "last_position", "engaged", "snapshot"
        ),
        "add_press": insert(presses),
        "set_deadline": replacing(deadlines, [deadlines.c.alarm], "due_at"),
        "queue": insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.id]),
        "set_day_fact": replacing(day_facts, [day_facts.c.office, day_facts.c.day, day_facts.c.person], "fact"),
        "add_person": insert(persons).on_conflict_do_nothing(index_elements=[persons.c.office, persons.c.slug]),
        "keep_version": insert(plan_versions).on_conflict_do_nothing(
            index_elements=[plan_versions.c.office, plan_versions.c.version]
        ),
        "save_life": replacing(plan_lives, [plan_lives.c.office], "position", "snapshot"),
        "save_draft": replacing(
            plan_drafts, [plan_drafts.c.office], "revision", "text", "based_on", "saved_by", "saved_at"
        ),
        "set_meta": replacing(meta, [meta.c.name], "value"),
    }
