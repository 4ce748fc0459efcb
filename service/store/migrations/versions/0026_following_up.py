"""By what reports and measures are listed and counted, which reminders went out, and how far words were erased.

An older Trygg would write none of it: it shows and keeps presses meanwhile.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_NEAR: Final = "kind = 'report' AND about IS NULL"
_UNSETTLED: Final = "kind = 'report' AND is_settled = 0"
_REMEMBERED: Final = "is_over = 1 AND (forgotten_to IS NULL OR forgotten_to < last_position)"
_NOTED: Final = "event = 'NoteAdded' AND personal IS NOT NULL"
_SAID: Final = ("alarm", "reporter", "classes", "met_on", "report", "owner", "task")
_COLUMNS: Final = ("about", "person", "is_settled", "began_at", "forgotten_to")


def upgrade() -> None:
    for name in _COLUMNS:
        is_number = name in ("is_settled", "forgotten_to")
        op.add_column("undertakings", sa.Column(name, sa.Integer if is_number else sa.Text))
    _fill()
    op.create_index("undertakings_of_person", "undertakings", ["office", "kind", "person", "first_position"])
    op.create_index("undertakings_about", "undertakings", ["office", "kind", "about"])
    _partly("undertakings_to_do", "undertakings", ["office", "kind", "first_position"], "is_over = 0")
    _partly("undertakings_near", "undertakings", ["office", "began_at"], _NEAR)
    _partly("undertakings_unsettled", "undertakings", ["office", "first_position"], _UNSETTLED)
    _partly("undertakings_remembered", "undertakings", ["office", "kind", "last_position"], _REMEMBERED)
    _partly("entries_noted", "entries", ["office", "position"], _NOTED)
    op.create_index("alarms_by_time", "alarms", ["office", "raised_at"])
    op.create_table(
        "reminders",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("about", sa.Text, primary_key=True),
        sa.Column("step", sa.Text, primary_key=True),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("taken_at", sa.Text, nullable=False),
        sa.Column("told", sa.Integer),
        sa.CheckConstraint("level IN ('owner', 'manager', 'above')", name="reminders_level"),
        sa.CheckConstraint("told IS NULL OR told >= 0", name="reminders_told"),
    )
    op.create_index("reminders_by_time", "reminders", ["office", "taken_at"])


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_index("alarms_by_time", "alarms")
    op.drop_index("entries_noted", "entries")
    for name in ("remembered", "unsettled", "near", "to_do", "about", "of_person"):
        op.drop_index(f"undertakings_{name}", "undertakings")
    for name in reversed(_COLUMNS):
        op.drop_column("undertakings", name)


def _partly(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill() -> None:
    """Take over what the states say already."""
    if op.get_bind().dialect.name == "postgresql":
        alarm, reporter, classes, met_on, report, owner, task = (f"(snapshot::json ->> '{one}')" for one in _SAID)
    else:
        alarm, reporter, classes, met_on, report, owner, task = (f"json_extract(snapshot, '$.{one}')" for one in _SAID)
    # Everything in these statements is a constant of this file.
    is_task = f"CASE WHEN {task} IS NULL THEN 0 ELSE 1 END"
    op.execute(
        f"UPDATE undertakings SET about = {report}, person = {owner}, is_settled = {is_task} "  # noqa: S608
        "WHERE kind = 'measure'"
    )
    settled = f"CASE WHEN {met_on} IS NOT NULL OR (is_over = 1 AND {classes} = '[\"mistake\"]') THEN 1 ELSE 0 END"
    op.execute(
        f"UPDATE undertakings SET about = {alarm}, person = {reporter}, is_settled = {settled} "  # noqa: S608
        "WHERE kind = 'report'"
    )
    op.execute(
        "UPDATE undertakings SET began_at = (SELECT at FROM entries WHERE entries.office = undertakings.office "
        "AND entries.position = undertakings.first_position)"
    )
