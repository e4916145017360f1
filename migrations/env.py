"""How Alembic runs a migration here: on the connection that bot/store/migrations.py hands over, in its transaction.

There is no alembic.ini and no way back: `sitrep migrate` goes forward, and an older shape comes from a backup.
"""

from alembic import context

from bot.store.database import triggers
from bot.store.database.indexes import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
triggers.create(connection)
