"""People have the name that others see, and it is known whether they are of the bot's own workspace.

Law: as in 0001. What an earlier version wrote of somebody says neither: they are looked up again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003.0001"
down_revision = "0002.0001"


def upgrade() -> None:
    op.add_column("people", sa.Column("display_name", sa.Text, nullable=False, server_default=""))
    op.add_column("people", sa.Column("is_ours", sa.Boolean, nullable=True))
