"""Who was reminded when, so that nobody hears too often from all incidents together.

Law: as in 0001. What was reminded before this is not in it: for an hour after the update somebody may hear more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005.0001"
down_revision = "0004.0001"


def upgrade() -> None:
    op.create_table(
        "reminded",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_reminded_person_at", "reminded", ["person", "at"])
