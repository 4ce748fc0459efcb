"""Versions of plans as they were written and as a whole, the life of each office's plan, and drafts.

What was kept of plans becomes their first versions. A version can be added, and what was worked out about it once;
nothing else can happen to it: triggers see to it on both databases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = ("office", "version", "written", "text", "made_at", "made_by")


def upgrade() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text),
        sa.Column("judged", sa.Text),
    )
    op.create_table(
        "plan_lives",
        sa.Column("office", sa.Text, sa.ForeignKey("heads.office"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
    )
    op.create_table(
        "plan_drafts",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("based_on", sa.Text),
        sa.Column("saved_by", sa.Text),
        sa.Column("saved_at", sa.Text, nullable=False),
    )
    # Nobody knows any more in which words an office on a standard was written: the whole plan stands for them.
    op.execute(
        "INSERT INTO plan_versions (office, version, written, text, made_at) "
        "SELECT office, version, text, text, kept_at FROM plans"
    )
    op.drop_table("plans")
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
    op.execute(
        "CREATE TRIGGER plan_versions_are_not_changed BEFORE UPDATE ON plan_versions "
        f"WHEN {changed} OR OLD.judged IS NOT NULL BEGIN "
        "SELECT RAISE(ABORT, 'a version of a plan cannot be changed'); END"
    )
    op.execute(
        "CREATE TRIGGER plan_versions_are_not_removed BEFORE DELETE ON plan_versions BEGIN "
        "SELECT RAISE(ABORT, 'a version of a plan cannot be removed'); END"
    )


def _guard_postgresql() -> None:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    op.execute(
        "CREATE FUNCTION refuse_change_of_plan_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a version of a plan cannot be changed or removed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER plan_versions_are_not_changed BEFORE UPDATE ON plan_versions FOR EACH ROW "
        f"WHEN ({changed} OR OLD.judged IS NOT NULL) EXECUTE FUNCTION refuse_change_of_plan_version()"
    )
    op.execute(
        "CREATE TRIGGER plan_versions_are_not_removed BEFORE DELETE ON plan_versions FOR EACH ROW "
        "EXECUTE FUNCTION refuse_change_of_plan_version()"
    )
    op.execute(
        "CREATE TRIGGER plan_versions_are_not_emptied BEFORE TRUNCATE ON plan_versions FOR EACH STATEMENT "
        "EXECUTE FUNCTION refuse_change_of_plan_version()"
    )


def downgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kept_at", sa.Text, nullable=False),
    )
    op.execute(
        "INSERT INTO plans (office, version, text, kept_at) SELECT office, version, text, made_at FROM plan_versions"
    )
    for table in ("plan_drafts", "plan_lives", "plan_versions"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_plan_version()")
