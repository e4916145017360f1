"""A migration whose name promises that it only adds must do no more: older versions go on beside it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot import resources
from bot.store import migrations
from bot.store.database import urls
from tests.crash.newer import ADDITIVE, ADDS_COLUMNS, release
from tests.postgres import Cluster

Shape: TypeAlias = dict[str, dict[str, tuple[str, bool, bool]]]  # table, column: its type, may be NULL, has a default


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[sa.Connection]:
    """An empty database. SQLite knows no two versions at once."""
    with connected(cluster.create("additive")) as opened:
        yield opened
    cluster.drop("additive")


@pytest.fixture
def current(postgres_url: str) -> Iterator[sa.Connection]:
    """A database as this version left it, at which a newer one is to look."""
    with connected(postgres_url) as opened:
        yield opened


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(urls.parse(url))
    with engine.begin() as opened:
        yield opened
    engine.dispose()


def test_every_migration_that_says_that_it_only_adds_does(empty: sa.Connection) -> None:
    assert [] == broken_promises(empty)


HONEST = [
    ADDS_COLUMNS,
    'op.create_table("sirens", sa.Column("number", sa.Integer, primary_key=True))',
    'op.add_column("outbox", sa.Column("tone", sa.Text))',
    'op.create_index("ix_people_tz", "people", ["tz"])',
]
BREAKING = {
    "outbox.priority is gone": 'op.drop_column("outbox", "priority")',
    "people is gone": 'op.drop_table("people")',
    "people.tz is another": 'op.alter_column("people", "tz", type_=sa.String(40))',
    "incidents.severity is another": 'op.alter_column("incidents", "severity", nullable=False)',
    "outbox.tone has to be filled": 'op.add_column("outbox", sa.Column("tone", sa.Text, nullable=False))',
    "people has to be unique": 'op.create_index("uq_people_handle", "people", ["handle"], unique=True)',
    "logbook is no longer the same": 'op.add_column("logbook", sa.Column("mood", sa.Text))',
}


@pytest.mark.parametrize("upgrade", HONEST, ids=["columns", "table", "nullable", "index"])
def test_what_only_adds_is_found_to(
    upgrade: str, current: sa.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", release(tmp_path, upgrade=upgrade))

    assert [] == broken_promises(current)


@pytest.mark.parametrize("breach", BREAKING)
def test_what_does_more_is_found_out(
    breach: str, current: sa.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", release(tmp_path, upgrade=BREAKING[breach]))

    assert [f"{ADDITIVE}: {breach}"] == broken_promises(current)


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        (["0001", "0002.0001", "0003.0001", "0004.0002"], []),
        (["0001", "0002", "0003.0002"], []),
        (["0001", "0002", "0003.0001"], ["0003.0001: 0002 did more"]),
        (["0001", "0002.0001", "0003.0002", "0004.0001"], ["0004.0001: 0003.0002 did more"]),
    ],
)
def test_a_promise_holds_for_all_that_lies_between(line: list[str], broken: list[str]) -> None:
    assert broken == list(overreaching(line))


def broken_promises(connection: sa.Connection) -> list[str]:
    """Migrate step by step from where it is, and look at what each does that promises to add and nothing else."""
    config = migrations.alembic_config(connection)
    line = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    was = MigrationContext.configure(connection).get_current_revision()
    broken = [*overreaching(line)]
    for revision in line[line.index(was) + 1 if was else 0 :]:
        if "." not in revision:
            command.upgrade(config, revision)
        else:
            before, unique_before = shape(connection), unique(connection)
            command.upgrade(config, revision)
            found = [*breaches(before, shape(connection)), *stricter(before, unique_before, unique(connection))]
            broken += [f"{revision}: {breach}" for breach in found]
    return broken


def overreaching(line: Sequence[str]) -> Iterator[str]:
    """Revisions that promise to go well with a version which an earlier one has already left behind."""
    for place, revision in enumerate(line):
        _, promises, since = revision.partition(".")
        passed = [earlier for earlier in line[:place] if promises and earlier.partition(".")[0] > since]
        kept = {earlier for earlier in passed if "" < earlier.partition(".")[2] <= since}
        yield from (f"{revision}: {earlier} did more" for earlier in passed if earlier not in kept)


def breaches(before: Shape, after: Shape) -> Iterator[str]:
    if before["logbook"] != after["logbook"]:
        yield "logbook is no longer the same"
        return
    for table, columns in before.items():
        if table not in after:
            yield f"{table} is gone"
            continue
        for name, column in columns.items():
            if name not in after[table]:
                yield f"{table}.{name} is gone"
            elif after[table][name] != column:
                yield f"{table}.{name} is another"
        for name in after[table].keys() - columns.keys():
            _, may_be_null, has_default = after[table][name]
            if not (may_be_null or has_default):
                yield f"{table}.{name} has to be filled"


def stricter(tables: Shape, before: set[Any], after: set[Any]) -> Iterator[str]:
    yield from (f"{table} has to be unique" for table, _ in after - before if table in tables)


def shape(connection: sa.Connection) -> Shape:
    looked = sa.inspect(connection)
    return {
        table: {
            column["name"]: (str(column["type"]), column["nullable"], column.get("default") is not None)
            for column in looked.get_columns(table)
        }
        for table in looked.get_table_names()
    }


def unique(connection: sa.Connection) -> set[Any]:
    looked = sa.inspect(connection)
    indexes = [(table, index) for table in looked.get_table_names() for index in looked.get_indexes(table)]
    return {(table, index["name"]) for table, index in indexes if index["unique"]}
