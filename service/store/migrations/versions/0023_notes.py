"""Notes in an alarm's record: no table changes, but an older Trygg cannot read an alarm that has one."""

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
