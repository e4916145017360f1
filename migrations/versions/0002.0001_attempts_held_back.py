"""How many attempts at an effect certainly had none: it was read off the text of the last error before.

Law: as in 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002.0001"
down_revision = "0001"

# Who still carries an effect may have brought it to Slack by now: that attempt is not known to have had no effect.
_NOTING = """
UPDATE outbox SET attempts_held_back = attempts
WHERE last_error LIKE 'held back: %'
  AND NOT EXISTS (SELECT 1 FROM lanes WHERE lanes.lane = outbox.lane AND lanes.token <> '')
"""


def upgrade() -> None:
    op.add_column("outbox", sa.Column("attempts_held_back", sa.Integer, nullable=False, server_default="0"))
    op.execute(_NOTING)
