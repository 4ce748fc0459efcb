"""What the staff is asked: pulses and yearly revisions are two more kinds of undertaking; a pulse's answers have a box.

An older Trygg may write beside this one: it leaves what it does not know to others.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_BEFORE: Final = "kind IN ('meeting', 'drill', 'check', 'report', 'measure')"
_NOW: Final = "kind IN ('meeting', 'drill', 'check', 'report', 'measure', 'pulse', 'revision')"


def upgrade() -> None:
    _allow(_NOW)
    op.create_table(
        "pulse_boxes",
        sa.Column("pulse", sa.Text, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("pulse_boxes")
    of_new = "SELECT id FROM undertakings WHERE kind IN ('pulse', 'revision')"
    op.execute(f"DELETE FROM undertaking_entries WHERE undertaking IN ({of_new})")  # noqa: S608 - both are constants
    op.execute("DELETE FROM undertakings WHERE kind IN ('pulse', 'revision')")
    _allow(_BEFORE)


def _allow(kinds: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("undertakings_kind", "undertakings", type_="check")
        op.create_check_constraint("undertakings_kind", "undertakings", kinds)
        return
    # SQLite changes no constraint of a table: both are made anew, the one that refers to the other first out, last in.
    op.execute("CREATE TABLE entries_kept AS SELECT * FROM undertaking_entries")
    op.execute("CREATE TABLE undertakings_kept AS SELECT * FROM undertakings")
    op.execute("DROP TABLE undertaking_entries")
    op.execute("DROP TABLE undertakings")
    op.create_table(
        "undertakings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, sa.ForeignKey("heads.office"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("is_over", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Text),
        sa.Column("first_position", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.CheckConstraint(kinds, name="undertakings_kind"),
        sa.CheckConstraint("is_over IN (0, 1)", name="undertakings_is_over"),
        sa.CheckConstraint("is_over = 0 OR due_at IS NULL", name="undertakings_end"),
    )
    op.create_index("undertakings_of_office", "undertakings", ["office", "kind", "first_position"])
    op.create_index("undertakings_open", "undertakings", ["office"], sqlite_where=sa.text("is_over = 0"))
    op.create_index("undertakings_due", "undertakings", ["due_at"], sqlite_where=sa.text("due_at IS NOT NULL"))
    op.create_table(
        "undertaking_entries",
        sa.Column("undertaking", sa.Text, sa.ForeignKey("undertakings.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.execute("INSERT INTO undertakings SELECT * FROM undertakings_kept")
    op.execute("INSERT INTO undertaking_entries SELECT * FROM entries_kept")
    op.execute("DROP TABLE undertakings_kept")
    op.execute("DROP TABLE entries_kept")
