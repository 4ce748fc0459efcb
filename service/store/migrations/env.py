"""Alembic's entrance: the connection and the transaction are `service.store.schema`'s."""

from alembic import context

from service.store.partial import spelled_out
from service.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=spelled_out(metadata),
    transactional_ddl=True,  # SQLite can, too: a step that fails leaves nothing behind
)
with context.begin_transaction():
    context.run_migrations()
