"""Alembic's environment script: runs the migrations on the connection that `migrations.configuration` passes in."""

from alembic import context

from photoface.catalog.tables.base import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
