"""Cheating with raw SQL: the logbook refuses whoever asks, with whatever statement."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.incident.facts import Noted, Redacted
from bot.store import logbook
from bot.store.engine import Store
from tests.store.examples import entry, opened, redacted, write

CHEATS = [
    'UPDATE logbook SET body = \'{"fact":"Noted","text":"all was well"}\'',
    "UPDATE logbook SET body = ''",
    "UPDATE logbook SET salt = ''",
    "UPDATE logbook SET body = '', salt = '', author = 'bot'",
    "UPDATE logbook SET body = '', salt = '', body_hash = ''",
    "UPDATE logbook SET body = '', salt = '', seq = seq + 1",
    "UPDATE logbook SET recorded_at = at",
    "DELETE FROM logbook",
    "INSERT INTO logbook SELECT * FROM logbook WHERE true ON CONFLICT (number, seq) DO UPDATE SET author = 'bot'",
]
ONLY_ON_SQLITE = [
    "INSERT OR REPLACE INTO logbook SELECT * FROM logbook",
    "REPLACE INTO logbook SELECT * FROM logbook",
    "UPDATE OR REPLACE logbook SET seq = 1",
]


async def attempt(store: Store, cheat: str) -> str:
    """The refusal that the statement met with."""
    with pytest.raises(DBAPIError) as refusal:
        async with store.write("cheat") as tx:
            await tx.run(sa.text(cheat.replace(":", r"\:")))
    return str(refusal.value.orig)


@pytest.mark.parametrize("cheat", CHEATS)
async def test_the_logbook_refuses_to_be_changed(store: Store, cheat: str) -> None:
    await write(store, 1, entry(1), entry(2))

    assert "append-only" in await attempt(store, cheat)


@pytest.mark.parametrize("cheat", ONLY_ON_SQLITE)
async def test_sqlite_refuses_to_replace_an_entry(sqlite_url: str, cheat: str) -> None:
    async with opened(sqlite_url) as store:
        await write(store, 1, entry(1), entry(2))

        assert "append-only" in await attempt(store, cheat)


@pytest.mark.parametrize("cheat", [*ONLY_ON_SQLITE, "DELETE FROM logbook"])
async def test_sqlite_refuses_a_stranger_who_sets_no_pragmas(sqlite_url: str, cheat: str) -> None:
    async with opened(sqlite_url) as store:
        await write(store, 1, entry(1), entry(2))

    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as stranger, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        stranger.execute(cheat)


@pytest.mark.parametrize("cheat", ["TRUNCATE logbook", "TRUNCATE logbook, incidents CASCADE"])
async def test_postgres_refuses_to_empty_the_logbook(postgres_url: str, cheat: str) -> None:
    async with opened(postgres_url) as store:
        await write(store, 1, entry(1))

        assert "append-only" in await attempt(store, cheat)


async def test_a_redacted_entry_cannot_be_given_new_words(store: Store) -> None:
    await write(store, 1, entry(1), entry(2, redacted(1)))
    async with store.write("redact") as tx:
        await logbook.redact(tx, 1, 1)

    assert "append-only" in await attempt(store, "UPDATE logbook SET body = 'other words', salt = 'other salt'")


BLANK = "UPDATE logbook SET body = '', salt = '' WHERE number = 1 AND seq = 1"


@pytest.mark.parametrize(
    "behind",
    [
        Noted(text='Redacted "seq":1, as if'),
        Redacted(seq=11, why="another entry", rest=""),
        Redacted(seq=2, why='in words: "seq":1, or so', rest='{"seq":1,"x":1}'),
    ],
)
async def test_words_go_only_where_it_is_on_record_who_removed_them(store: Store, behind: Noted | Redacted) -> None:
    await write(store, 1, entry(1), entry(2, behind))
    await write(store, 2, entry(1), entry(2, redacted(1)))

    assert "append-only" in await attempt(store, BLANK)


MISSING = {
    "sqlite": ["DROP TRIGGER logbook_update"],
    "postgresql": [
        "DROP TRIGGER logbook_change ON logbook",
        "ALTER TABLE logbook DISABLE TRIGGER logbook_change",
        "CREATE OR REPLACE FUNCTION logbook_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
}


@pytest.mark.parametrize("database", MISSING)
async def test_a_trigger_taken_away_is_back_at_the_next_start(
    database: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    url = request.getfixturevalue("sqlite_url" if database == "sqlite" else "postgres_url")
    for number, removal in enumerate(MISSING[database], start=1):
        async with opened(url) as store:
            await write(store, number, entry(1, Noted(text="true")))
            async with store.write("take the trigger away") as tx:
                await tx.run(sa.text(removal))

        async with opened(url) as store:
            assert "append-only" in await attempt(store, "UPDATE logbook SET author = 'bot'")
        assert number == caplog.text.count("they are back")
