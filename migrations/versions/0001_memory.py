"""The memory as it begins: logbook, catalogue, outbox with its lanes, transcript, people, activity.

Law: a migration is a record of its day. It names its columns itself and imports nothing that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str = "") -> None:
    condition = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    op.create_index(name, table, columns, unique=unique, **condition)


def upgrade() -> None:
    _logbook()
    _incidents()
    _outbox()
    _transcript()
    _people()


def _logbook() -> None:
    op.create_table(
        "logbook",
        _number("number"),
        _number("seq"),
        _instant("at"),
        _instant("recorded_at"),
        *(_text(name) for name in ("author", "cause", "channel", "ts", "thread_ts", "kind", "body")),
        *(_text(name) for name in ("salt", "body_hash", "chain")),
        sa.PrimaryKeyConstraint("number", "seq", name="pk_logbook"),
        sqlite_with_rowid=False,
    )
    _index("ix_logbook_cause", "logbook", ["cause"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        _text("title"),
        sa.Column("severity", sa.Integer),
        _text("status"),
        *(_flag(name) for name in ("is_open", "private", "drill")),
        _text("declarer"),
        _instant("opened_at", nullable=True),
        _instant("resolved_at", nullable=True),
        *(_text(name) for name in ("words_key", "channel", "card_ts")),
        _instant("nag_due_at", nullable=True),
        _number("last_seq"),
        _text("last_chain"),
        sa.PrimaryKeyConstraint("number", name="pk_incidents"),
    )
    _index("ix_incidents_channel", "incidents", ["channel"])
    _index("ix_incidents_opened_at", "incidents", ["opened_at"])
    _index("ix_incidents_words_key", "incidents", ["words_key"])
    _index("ix_incidents_due", "incidents", ["nag_due_at"], where="nag_due_at IS NOT NULL")


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer, primary_key=True),
        _text("id"),
        _number("number"),
        *(_text(name) for name in ("kind", "name", "address", "values_json")),
        sa.Column("shows_seq", sa.Integer),
        _flag("also_in_channel"),
        *(_text(name) for name in ("lane", "waits_for")),
        *(_number(name) for name in ("priority", "wanted_seq", "shown_seq")),
        _flag("given_up"),
        _number("attempts"),
        _instant("added_at"),
        _instant("first_tried_at", nullable=True),
        _instant("not_before", nullable=True),
        *(_text(name) for name in ("last_error", "channel", "ts")),
        sqlite_autoincrement=True,
    )
    _index("uq_outbox_id", "outbox", ["id"], unique=True)
    _index("uq_outbox_surface", "outbox", ["number", "name"], unique=True, where="kind = 'surface'")
    _index("ix_outbox_waiting", "outbox", ["lane", "position"], where="wanted_seq > shown_seq")
    _index("ix_outbox_channel_ts", "outbox", ["channel", "ts"])
    op.create_table(
        "lanes",
        *(_text(name) for name in ("lane", "token")),
        _instant("leased_until", nullable=True),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )


def _transcript() -> None:
    op.create_table(
        "messages",
        *(_text(name) for name in ("channel", "ts", "thread_ts", "author")),
        _flag("is_bot"),
        _instant("heard_at", nullable=True),
        _text("erased_event_ts"),
        _instant("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_messages"),
    )
    op.create_table(
        "versions",
        *(_text(name) for name in ("channel", "ts", "edited_ts", "digest", "text")),
        _instant("learnt_at"),
        sa.PrimaryKeyConstraint("channel", "ts", "edited_ts", "digest", name="pk_versions"),
    )
    op.create_table(
        "reactions",
        *(_text(name) for name in ("channel", "ts", "person", "name", "event_ts")),
        _flag("is_on"),
        _instant("learnt_at"),
        sa.PrimaryKeyConstraint("channel", "ts", "person", "name", "event_ts", "is_on", name="pk_reactions"),
    )


def _people() -> None:
    op.create_table(
        "people",
        *(_text(name) for name in ("id", "name", "handle", "name_key", "handle_key", "tz")),
        *(_flag(name) for name in ("is_bot", "is_guest", "deleted")),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    _index("ix_people_name_key", "people", ["name_key"])
    _index("ix_people_handle_key", "people", ["handle_key"])
    op.create_table(
        "activity",
        sa.Column("number", sa.Integer, nullable=False),
        *(_text(name) for name in ("person", "kind")),
        _instant("at"),
        sa.PrimaryKeyConstraint("number", "person", "kind", name="pk_activity"),
    )
