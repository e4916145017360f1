"""The tables of the memory, the same on SQLite and on PostgreSQL.

Law: a change here is a new file in migrations/versions/. The logbook is the truth; every other table is either derived
from it, or a stream of its own (chat, people), or a note of what is still to be done.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in any zone on its way in, aware UTC on its way out. A naive one raises ValueError."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} says no time zone; instants are aware")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant  # SQLite keeps no zone

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator[str]):
    """Text that both databases can hold. The doors clean what people type; what slips through raises ValueError."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not value.isascii():
            _refuse_surrogates(value)
        if value is not None and "\0" in value:
            raise ValueError("a NUL character cannot be stored; clean the text at the door")
        return value


def _refuse_surrogates(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError("half of a surrogate pair cannot be stored; clean the text at the door") from error


def _text(name: str) -> sa.Column[str]:
    """Text that is never NULL: what is absent is empty."""
    return sa.Column(name, Text, nullable=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, Text, primary_key=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _instant(name: str) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime, nullable=False)


def _instant_or_none(name: str) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Append-only: bot/store/database/triggers.py. Without SQLite's hidden rowid nothing but (number, seq) names an entry,
# so that no INSERT OR REPLACE can push one out by its rowid.
logbook = sa.Table(
    "logbook",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    _instant("at"),
    _instant("recorded_at"),
    _text("author"),
    _text("cause"),
    _text("channel"),  # the message it was taken from; all three empty without one
    _text("ts"),
    _text("thread_ts"),
    _text("kind"),  # the name of the fact, which outlives a redaction
    _text("body"),  # the fact as canonical JSON, never re-encoded: its hash is part of the chain
    _text("salt"),
    _text("body_hash"),
    _text("chain"),
    sqlite_with_rowid=False,
)
sa.Index("ix_logbook_cause", logbook.c.cause)

# The catalogue: one row per incident, rewritten with every append, never read to decide.
incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("title"),
    sa.Column("severity", sa.Integer),
    _text("status"),
    _flag("is_open"),
    _flag("private"),
    _flag("drill"),
    _text("declarer"),
    _instant_or_none("opened_at"),
    _instant_or_none("resolved_at"),
    _text("words_key"),
    _text("channel"),
    _text("card_ts"),
    _instant_or_none("nag_due_at"),
    _number("last_seq"),
    _text("last_chain"),
)
sa.Index("ix_incidents_channel", incidents.c.channel)
sa.Index("ix_incidents_opened_at", incidents.c.opened_at)

# What the world is to hear. A row waits while wanted_seq > shown_seq; a post wants 1 and shows 0 until it is out.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True),  # the order within a lane
    _text("id"),
    _number("number"),
    _text("kind"),
    _text("name"),
    _text("address"),
    _text("values_json"),
    sa.Column("shows_seq", sa.Integer),
    _flag("also_in_channel"),
    _text("lane"),
    _text("waits_for"),
    _number("priority"),
    _number("wanted_seq"),
    _number("shown_seq"),
    _flag("given_up"),
    _number("attempts"),
    # Equal to `attempts` while every one of them certainly had no effect. A version that does not know it counts on.
    sa.Column("attempts_held_back", sa.Integer, nullable=False, server_default="0"),
    _instant("added_at"),
    _instant_or_none("first_tried_at"),
    _instant_or_none("not_before"),
    _text("last_error"),
    _text("channel"),  # where it stands in Slack
    _text("ts"),
    sqlite_autoincrement=True,
)
is_behind = outbox.c.wanted_seq > outbox.c.shown_seq
is_waiting = sa.and_(is_behind, sa.not_(outbox.c.given_up))
sa.Index("uq_outbox_id", outbox.c.id, unique=True)
sa.Index("ix_outbox_channel_ts", outbox.c.channel, outbox.c.ts)

# Who is carrying something on a lane right now: `token` is empty on a free one.
lanes = sa.Table(
    "lanes",
    metadata,
    _key("lane"),
    _text("token"),
    _instant_or_none("leased_until"),
)

# Chat: what is known of a message beside its words. `erased_event_ts` is empty while it stands.
messages = sa.Table(
    "messages",
    metadata,
    _key("channel"),
    _key("ts"),
    _text("thread_ts"),
    _text("author"),
    _flag("is_bot"),
    _instant_or_none("heard_at"),
    _text("erased_event_ts"),
    _instant_or_none("erased_at"),
)
# The words, one row per wording; gone when the message is erased. `digest` is of the text.
versions = sa.Table(
    "versions",
    metadata,
    _key("channel"),
    _key("ts"),
    _key("edited_ts"),
    _key("digest"),
    _text("text"),
    _instant("learnt_at"),
)
# Every time somebody put a reaction on or took it off.
reactions = sa.Table(
    "reactions",
    metadata,
    _key("channel"),
    _key("ts"),
    _key("person"),
    _key("name"),
    _key("event_ts"),
    sa.Column("is_on", sa.Boolean, primary_key=True),
    _instant("learnt_at"),
)

# A cache of Slack's users. The keys are what is typed after an @, casefolded.
people = sa.Table(
    "people",
    metadata,
    _key("id"),
    _text("name"),
    _text("handle"),
    _text("name_key"),
    _text("handle_key"),
    _text("tz"),
    _flag("is_bot"),
    _flag("is_guest"),
    _flag("deleted"),
    sa.Column("display_name", Text, nullable=False, server_default=""),
    sa.Column("is_ours", sa.Boolean, nullable=True),
)
sa.Index("ix_people_name_key", people.c.name_key)
sa.Index("ix_people_handle_key", people.c.handle_key)

# The latest sign of each kind that a person gave in an incident.
activity = sa.Table(
    "activity",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _key("person"),
    _key("kind"),
    _instant("at"),
)

# What recall reads: a past incident a row, by its name. `number` is NULL for one that was imported, `body` is empty for
# one that is open again. `stamp` only grows, and no row is taken out: a greater sum says that something is new.
past_incidents = sa.Table(
    "past_incidents",
    metadata,
    _key("name"),
    sa.Column("number", sa.Integer, nullable=True),
    _flag("private"),
    _number("stamp"),
    _text("body"),
)
# Who was reminded when, of all incidents: the reminders in the logbook, findable by person.
reminded = sa.Table(
    "reminded",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    _text("person"),
    _instant("at"),
)
sa.Index("ix_reminded_person_at", reminded.c.person, reminded.c.at)

# Starts that were acknowledged and are not opened yet (docs/decisions/0047-acknowledged-once-kept.md).
declared = sa.Table(
    "declared",
    metadata,
    _key("cause"),
    _instant("at"),
    _text("person"),
    _text("channel"),
    _text("text"),
)
