"""What keeps the logbook append-only in the database itself, whoever writes to it and with whatever tool.

Law: the DDL lives here and nowhere else. It is made anew after every migration, because rebuilding a table on SQLite
silently drops its triggers, and looked for at every start.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from bot.store.tables import logbook

_REFUSAL = "the logbook is append-only: write a correction behind the entry, or redact it"
_UNTOUCHED = tuple(column.name for column in logbook.columns if column.name not in {"body", "salt"})


# A body is canonical JSON (bot/store/codec.py), so `"seq":17,` stands in it only as the field of the fact itself: in
# words it would have a backslash before each quotation mark.
def _is_redaction(same: str, place_in: str) -> str:
    """The one change that may be made: the words go, once, nothing else moves, and who did it is on record behind."""
    unmoved = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in _UNTOUCHED)
    on_record = f"""EXISTS (SELECT 1 FROM logbook AS behind WHERE behind.number = NEW.number AND behind.seq > NEW.seq
        AND behind.kind = 'Redacted' AND {place_in}(behind.body, '"seq":' || NEW.seq || ',') > 0)"""  # noqa: S608 - a function's name, from here
    return f"OLD.body <> '' AND NEW.body = '' AND NEW.salt = '' AND {unmoved} AND {on_record}"


# The same entry must not be written over: INSERT OR REPLACE deletes the row in its way, and tells the delete trigger
# only under PRAGMA recursive_triggers, which a stranger's connection does not set.
_IS_THERE = "EXISTS (SELECT 1 FROM logbook WHERE number = NEW.number AND seq = NEW.seq)"
_ON_SQLITE: Mapping[str, str] = {
    "logbook_update": f"""CREATE TRIGGER logbook_update BEFORE UPDATE ON logbook
        WHEN NOT ({_is_redaction("IS", "instr")}) BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    "logbook_delete": f"""CREATE TRIGGER logbook_delete BEFORE DELETE ON logbook
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    "logbook_insert": f"""CREATE TRIGGER logbook_insert BEFORE INSERT ON logbook
        WHEN {_IS_THERE} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
}

_GUARD = f"""
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF {_is_redaction("IS NOT DISTINCT FROM", "strpos")} THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '{_REFUSAL}';
END
"""
_ON_POSTGRES: Mapping[str, str] = {
    "logbook_change": """CREATE TRIGGER logbook_change BEFORE UPDATE OR DELETE ON logbook
        FOR EACH ROW EXECUTE FUNCTION logbook_guard()""",
    "logbook_truncate": """CREATE TRIGGER logbook_truncate BEFORE TRUNCATE ON logbook
        FOR EACH STATEMENT EXECUTE FUNCTION logbook_guard()""",
}


def create(connection: sa.Connection) -> None:
    """Make the triggers anew, as they are written here."""
    on_postgres = connection.dialect.name == "postgresql"
    if on_postgres:
        guard = f"CREATE OR REPLACE FUNCTION logbook_guard() RETURNS trigger LANGUAGE plpgsql AS $${_GUARD}$$"
        connection.exec_driver_sql(guard)
    for name, ddl in (_ON_POSTGRES if on_postgres else _ON_SQLITE).items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + (" ON logbook" if on_postgres else ""))
        connection.exec_driver_sql(ddl)


def are_whole(connection: sa.Connection) -> bool:
    """Whether every trigger stands as it is written here, and is switched on."""
    if connection.dialect.name == "postgresql":
        return _are_whole_on_postgres(connection)
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    return _ON_SQLITE.items() <= {row.name: row.sql for row in found}.items()


def _are_whole_on_postgres(connection: sa.Connection) -> bool:
    found = connection.exec_driver_sql(
        "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE tgrelid = 'logbook'::regclass AND tgenabled IN ('O', 'A')"
    ).all()
    return dict.fromkeys(_ON_POSTGRES, _GUARD).items() <= {row.tgname: row.prosrc for row in found}.items()
