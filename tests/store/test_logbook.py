import pytest
import sqlalchemy as sa

from bot.ids import Ids
from bot.incident.facts import Noted, Opened
from bot.incident.logbook import Entry, MessageRef
from bot.store import catalogue, logbook, tables
from bot.store.database import triggers
from bot.store.engine import Store
from tests.store.examples import ANA, entry, minutes, redacted, write


async def test_entries_come_back_in_order_and_to_the_microsecond(store: Store) -> None:
    written = (entry(1, Opened(title="documents missing")), entry(2), entry(3))
    await write(store, 7, *written)

    async with store.read() as tx:
        assert written == await logbook.entries(tx, 7)


async def test_an_entry_remembers_the_message_it_was_taken_from(store: Store) -> None:
    taken = Entry(1, minutes(0), minutes(1), ANA, "react:1", Noted(text=""), MessageRef("C1", "17.1", "17.0"))
    await write(store, 1, taken)

    async with store.read() as tx:
        assert (taken,) == await logbook.entries(tx, 1)


async def test_an_incident_nobody_wrote_of_has_no_entries(store: Store) -> None:
    async with store.read() as tx:
        assert () == await logbook.entries(tx, 99)


async def test_a_seq_that_does_not_follow_is_refused(store: Store) -> None:
    await write(store, 1, entry(1))

    with pytest.raises(logbook.OutOfOrder, match="the next entry is 2, not 1"):
        await write(store, 1, entry(1))


async def test_a_refused_append_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(logbook.OutOfOrder):
        await write(store, 1, entry(1), entry(3))

    async with store.read() as tx:
        assert () == await logbook.entries(tx, 1)


async def test_appending_nothing_answers_the_present_end(store: Store) -> None:
    await write(store, 1, entry(1))

    async with store.write("append nothing") as tx:
        row = await catalogue.get(tx, 1)
        assert row is not None
        assert row.last_chain == await logbook.append(tx, 1, [], ids=Ids(1))


async def test_a_happening_heard_before_is_found_with_what_was_written_then(store: Store) -> None:
    await write(store, 1, entry(1, cause="cmd:a"))
    await write(store, 2, entry(1, cause="msg:b"), entry(2, cause="msg:b"), entry(3, cause="msg:c"))

    async with store.read() as tx:
        assert (2, (entry(1, cause="msg:b"), entry(2, cause="msg:b"))) == await logbook.by_cause(tx, "msg:b")


async def test_a_happening_nobody_heard_of_is_not_found(store: Store) -> None:
    async with store.read() as tx:
        assert await logbook.by_cause(tx, "cmd:new") is None


async def test_a_fact_of_a_newer_version_is_kept_and_named(store: Store) -> None:
    await write(store, 1, entry(1), entry(2))
    async with store.write("as a newer version would") as tx:
        newer = {"seq": 3, "kind": "Teleported", "body": '{"fact":"Teleported"}'}
        columns = [newer.get(c.name, c) for c in tables.logbook.c]
        copied = sa.select(*(c if isinstance(c, sa.Column) else sa.literal(c) for c in columns))
        of_second = copied.where(tables.logbook.c.number == 1, tables.logbook.c.seq == 2)
        await tx.run(sa.insert(tables.logbook).from_select(list(tables.logbook.c), of_second))

    async with store.read() as tx:
        assert ("Teleported",) == logbook.unread(await logbook.entries(tx, 1))


async def test_a_redaction_takes_the_words_and_keeps_the_place(store: Store) -> None:
    left = Noted(text="[removed]")
    await write(store, 1, entry(1), entry(2), entry(3, redacted(2, left)))

    async with store.write("redact") as tx:
        assert await logbook.redact(tx, 1, 2)
        _, second, _ = await logbook.entries(tx, 1)
        assert (left, minutes(2)) == (second.fact, second.at)
        assert () == logbook.unread(await logbook.entries(tx, 1, after=1))


async def test_a_redaction_happens_once(store: Store) -> None:
    await write(store, 1, entry(1), entry(2, redacted(1)))

    async with store.write("redact") as tx:
        assert [True, False] == [await logbook.redact(tx, 1, 1), await logbook.redact(tx, 1, 1)]


async def test_a_redacted_logbook_still_proves_itself(store: Store) -> None:
    await write(store, 1, entry(1), entry(2), entry(3), entry(4, redacted(2)))

    async with store.write("redact") as tx:
        await logbook.redact(tx, 1, 2)
        assert await logbook.verify(tx, 1) is None
        assert 1 == await logbook.redactions(tx)


async def test_equal_words_do_not_give_equal_hashes(store: Store) -> None:
    """Else the words of a redacted entry could be guessed by trying."""
    await write(store, 1, entry(1, Noted(text="yes")), entry(2, Noted(text="yes")))

    async with store.read() as tx:
        hashes = await tx.all(sa.select(tables.logbook.c.body_hash))
        assert 2 == len(set(hashes))


CHEATS = {
    "UPDATE logbook SET body = '{}' WHERE seq = 2": "INC-1: the words of entry 2 were changed.",
    "UPDATE logbook SET author = 'bot' WHERE seq = 2": "INC-1: entry 2 does not follow from the ones before it.",
    "DELETE FROM logbook WHERE seq = 2": "INC-1: entry 2 is missing.",
    "DELETE FROM logbook WHERE seq = 3": "INC-1: the logbook ends with entry 2, the catalogue knows of 3.",
}


@pytest.mark.parametrize("cheat", CHEATS)
async def test_a_change_behind_the_triggers_back_is_found(store: Store, cheat: str) -> None:
    await write(store, 1, entry(1), entry(2), entry(3))
    async with store.write("cheat") as tx:
        for name in triggers._ON_POSTGRES if tx.on_postgres else triggers._ON_SQLITE:
            await tx.run(sa.text(f"DROP TRIGGER {name}" + (" ON logbook" if tx.on_postgres else "")))
        await tx.run(sa.text(cheat))

        assert CHEATS[cheat] == await logbook.verify(tx, 1)
