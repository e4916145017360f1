"""Starts that were acknowledged as soon as they were kept, and are about to be opened.

Law: as in 0001. An older version keeps none and opens none of them: what is here waits for a newer one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007.0001"
down_revision = "0006.0001"


def upgrade() -> None:
    op.create_table(
        "declared",
        sa.Column("cause", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
