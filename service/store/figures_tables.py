"""The tables of figures, for both databases alike: made from the timeline, and made again whenever somebody likes."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from service.store.tables import metadata

alarm_figures = Table(
    "alarm_figures",
    metadata,
    Column("office", Text, primary_key=True),
    Column("first_position", Integer, primary_key=True, autoincrement=False),
    Column("alarm", Text, nullable=False, unique=True),
    Column("raised_at", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone", Text),
    Column("soft", Integer, nullable=False),
    Column("presses", Integer, nullable=False),
    Column("first_answer", BigInteger),
    Column("coming", BigInteger),
    Column("on_site", BigInteger),
    Column("over", BigInteger),
    Column("ended", Text, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("exhausted", Integer, nullable=False),
    Column("police", Integer, nullable=False),
    Column("police_answered", Integer, nullable=False),
    Column("guard_called", Integer, nullable=False),
    Column("guard_on_site", BigInteger),
    Column("first_there", Text),
    Column("shut", BigInteger),
    Column("mistake_said", Integer, nullable=False),
    CheckConstraint("mode IN ('actual', 'drill', 'test')", name="alarm_figures_mode"),
    CheckConstraint("ended IN ('open', 'cleared', 'cancelled')", name="alarm_figures_ended"),
    CheckConstraint("length(month) = 7", name="alarm_figures_month"),
    # Each begins with what is always asked for; the last columns let a chart be drawn from the index alone.
    Index("alarm_figures_by_month", "office", "mode", "month", "first_answer", "kind", "zone", "ended"),
    Index("alarm_figures_by_kind", "office", "kind", "first_position"),
    Index("alarm_figures_by_zone", "office", "zone", "first_position"),
)
"""One row for each alarm, and nobody's key in it. Times are milliseconds; a month is that of UTC."""

figures_months = Table(
    "figures_months",
    metadata,
    Column("office", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("mode", Text, primary_key=True),
    Column("alarms", Integer, nullable=False),
    Column("presses", Integer, nullable=False),
    Column("mistakes", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("exhausted", Integer, nullable=False),
    Column("police", Integer, nullable=False),
    Column("police_answered", Integer, nullable=False),
    Column("guard_called", Integer, nullable=False),
    Column("guard_on_site", Integer, nullable=False),
    Column("guard_first", Integer, nullable=False),
    Column("colleague_first", Integer, nullable=False),
    Column("outside_first", Integer, nullable=False),
    Column("closings", Integer, nullable=False),
    Column("shut", BigInteger, nullable=False),
    Column("half", BigInteger),
    Column("most", BigInteger),
)
"""What the alarms of a month add up to; made anew with each of them, so that a chart need not read them all."""

figures_read = Table(
    "figures_read",
    metadata,
    Column("office", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
"""How far each office's timeline has been read, and the hash of the entry there: another one means another record."""
