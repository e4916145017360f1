"""Past incidents are remembered: those of one's own as documents, and reports that were imported.

Law: as in 0001. What an earlier version closes meanwhile is read from its logbook.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004.0001"
down_revision = "0003.0001"


def upgrade() -> None:
    op.create_table(
        "past_incidents",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=True),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_past_incidents"),
    )
