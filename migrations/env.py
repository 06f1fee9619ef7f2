"""Runs the migrations on the connection that `bot.adapters.sql.engine` hands over."""

from alembic import context

from bot.adapters.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
)
context.run_migrations()
