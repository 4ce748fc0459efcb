"""The table of devices that were enrolled on the page, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from service.store.tables import metadata

enrolments = Table(
    "enrolments",
    metadata,
    Column("office", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("holder", Text),
    Column("place", Text),
    Column("kinds", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("reporting_s", Integer),
    Column("known_as", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("broker", Text, nullable=False),
    Column("model", Text),
    Column("through", Text),
    Column("standing", Text, nullable=False),
    Column("until", Text),
    CheckConstraint("revision > 0", name="enrolments_revision"),
    CheckConstraint("reporting_s IS NULL OR reporting_s > 0", name="enrolments_reporting"),
    CheckConstraint("standing IN ('in_use', 'unissued', 'lost', 'out_of_service')", name="enrolments_standing"),
    CheckConstraint("until IS NULL OR standing = 'out_of_service'", name="enrolments_until"),
    CheckConstraint("standing <> 'unissued' OR holder IS NULL", name="enrolments_unissued"),
)
