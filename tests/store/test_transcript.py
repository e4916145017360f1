from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.store import transcript
from bot.store.engine import Store, Writing
from bot.store.tables import messages, reactions, versions
from bot.store.transcript import Pinned, Said
from tests.store.examples import ANA, LEO, hear, latest, minutes, opened

PIN = ("pushpin",)
FOUND = Said(channel="C1", ts="1700000000.000100", author=ANA, text="three are missing")
CORRECTED = replace(FOUND, text="three of the fourteen are missing", edited_ts="1700000060.000000")


async def pin(tx: Writing, said: Said = FOUND, *, by: str = LEO, on: bool = True, second: int = 10) -> bool:
    return await transcript.react(
        tx,
        channel=said.channel,
        ts=said.ts,
        person=by,
        name="pushpin",
        on=on,
        event_ts=f"17000000{second:02}.000000",
        learnt_at=minutes(second),
    )


async def erase(tx: Writing) -> bool:
    return await transcript.erase(tx, FOUND.channel, FOUND.ts, event_ts="1700000090.000000", learnt_at=minutes(90))


async def texts(tx: Writing, *, as_known_at: datetime | None = None) -> list[str]:
    return [p.text for p in await transcript.pinned(tx, "C1", names=PIN, as_known_at=as_known_at)]


async def test_a_marked_message_comes_with_all_that_the_timeline_shows(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, replace(CORRECTED, thread_ts="1699999999.000000"), minutes(0))
        await pin(tx)

        assert (
            Pinned(
                channel="C1",
                ts="1700000000.000100",
                thread_ts="1699999999.000000",
                author=ANA,
                text="three of the fourteen are missing",
                edited_at=datetime(2023, 11, 14, 22, 14, 20, tzinfo=UTC),
                deleted_at=None,
                pinned_by=LEO,
                pinned_at=datetime(2023, 11, 14, 22, 13, 30, tzinfo=UTC),
                marks=(("pushpin", LEO, datetime(2023, 11, 14, 22, 13, 30, tzinfo=UTC)),),
            ),
        ) == await transcript.pinned(tx, "C1", names=PIN)


async def test_the_same_wording_heard_again_is_no_news(store: Store) -> None:
    async with store.write("hear") as tx:
        news = [await hear(tx, said, minutes(0)) for said in (FOUND, FOUND, CORRECTED, CORRECTED)]

    assert [True, False, True, False] == news


async def test_an_edit_replaces_the_words_even_when_it_comes_first(store: Store) -> None:
    async with store.write("hear") as tx:
        for said in (CORRECTED, FOUND):
            await hear(tx, said, minutes(0))

        assert CORRECTED == await latest(tx, "C1", FOUND.ts)


async def test_two_edits_within_a_second_stand_as_they_were_learnt(store: Store) -> None:
    async with store.write("hear") as tx:
        for learnt, text in enumerate(("b", "c", "a")):
            await hear(tx, replace(CORRECTED, text=text), minutes(learnt))
        await pin(tx)

        said = await latest(tx, "C1", FOUND.ts)
        assert ("a", ["a"]) == (said and said.text, await texts(tx))


async def test_a_root_that_got_answers_is_still_no_reply(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, replace(FOUND, thread_ts=FOUND.ts), minutes(0))

        assert FOUND == await latest(tx, "C1", FOUND.ts)


async def test_a_deleted_message_keeps_its_line_and_loses_its_words(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await hear(tx, CORRECTED, minutes(1))
        await pin(tx)
        await erase(tx)

        (line,) = await transcript.pinned(tx, "C1", names=PIN)
        assert ("", ANA, datetime(2023, 11, 14, 22, 14, 50, tzinfo=UTC)) == (line.text, line.author, line.deleted_at)
        assert await latest(tx, "C1", FOUND.ts) is None


@pytest.mark.parametrize("late", [FOUND, CORRECTED])
async def test_words_that_arrive_after_the_deletion_are_not_kept(store: Store, late: Said) -> None:
    async with store.write("hear") as tx:
        await erase(tx)
        assert not await hear(tx, late, minutes(2))
        await pin(tx)

        assert [""] == await texts(tx)


async def test_no_erased_word_is_left_anywhere_in_the_database(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store, store.write("hear") as tx:
        await hear(tx, replace(FOUND, text="a secret"), minutes(0))
        await erase(tx)
        rows = [row for table in (messages, versions, reactions) for row in await tx.all(table.select())]

    assert "secret" not in str(rows)


async def test_a_deletion_is_news_once(store: Store) -> None:
    async with store.write("hear") as tx:
        assert [True, False] == [await erase(tx), await erase(tx)]


async def test_a_mark_taken_off_takes_the_line_out(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await pin(tx, second=10)
        await pin(tx, on=False, second=20)

        assert [] == await texts(tx)


async def test_a_removal_that_arrives_first_still_comes_last(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await pin(tx, on=False, second=20)
        await pin(tx, second=10)

        assert [] == await texts(tx)


async def test_a_mark_put_on_again_counts_from_then(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        for second, on in ((10, True), (20, False), (30, True)):
            await pin(tx, on=on, second=second)

        (line,) = await transcript.pinned(tx, "C1", names=PIN)
        assert datetime(2023, 11, 14, 22, 13, 50, tzinfo=UTC) == line.pinned_at


async def test_a_message_marked_by_two_is_one_line_of_the_first(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await pin(tx, by=LEO, second=20)
        await pin(tx, by=ANA, second=10)

        assert [ANA] == [line.pinned_by for line in await transcript.pinned(tx, "C1", names=PIN)]


async def test_the_line_stays_while_one_of_two_still_marks_it(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await pin(tx, by=ANA, second=10)
        await pin(tx, by=LEO, second=20)
        await pin(tx, by=ANA, on=False, second=30)

        assert [LEO] == [line.pinned_by for line in await transcript.pinned(tx, "C1", names=PIN)]


async def test_a_mark_on_a_message_nobody_heard_yet_waits_for_it(store: Store) -> None:
    async with store.write("hear") as tx:
        await pin(tx)
        before = await texts(tx)
        await hear(tx, FOUND, minutes(0))

        assert ([], ["three are missing"]) == (before, await texts(tx))


async def test_other_reactions_and_other_channels_are_not_in_the_timeline(store: Store) -> None:
    async with store.write("hear") as tx:
        for said in (FOUND, replace(FOUND, channel="C2")):
            await hear(tx, said, minutes(0))
        await pin(tx, replace(FOUND, channel="C2"))

        assert [] == await texts(tx)
        assert () == await transcript.pinned(tx, "C2", names=("eyes",))


async def test_lines_stand_in_the_order_of_slack(store: Store) -> None:
    async with store.write("hear") as tx:
        for place in ("3", "1", "2"):
            said = replace(FOUND, ts=f"170000000{place}.000000", text=place)
            await hear(tx, said, minutes(0))
            await pin(tx, said)

        assert ["1", "2", "3"] == await texts(tx)


async def test_what_was_known_then_is_read_as_it_was_known_then(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(1))
        await pin(tx, second=10)
        await hear(tx, CORRECTED, minutes(12))
        await pin(tx, on=False, second=20)

        known = [await texts(tx, as_known_at=minutes(at)) for at in (0, 9, 11, 13, 21)]
    assert [[], [], [FOUND.text], [CORRECTED.text], []] == known


async def test_a_deletion_deletes_from_what_was_known_before_too(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(1))
        await pin(tx, second=10)
        await erase(tx)

        assert [""] == await texts(tx, as_known_at=minutes(11))


@pytest.mark.parametrize(("ts", "micros"), [("1700000000.000100", 100), ("1700000000.1", 100000), ("1700000000", 0)])
def test_a_ts_of_slack_is_an_instant_to_the_microsecond(ts: str, micros: int) -> None:
    assert datetime(2023, 11, 14, 22, 13, 20, micros, tzinfo=UTC) == transcript.instant_of(ts)


async def test_what_people_said_is_counted_without_machines_and_without_what_was_erased(store: Store) -> None:
    later = replace(FOUND, ts="1700000020.000100", author=LEO)
    bot = replace(FOUND, ts="1700000030.000100", author="U0BOT", is_bot=True)
    async with store.write("hear") as tx:
        for said in (FOUND, replace(FOUND, ts="1700000010.000100"), later, bot):
            await hear(tx, said, minutes(0))
        told = await transcript.tally(tx, "C1", since=datetime(2023, 11, 14, 22, tzinfo=UTC))
        await erase(tx)
        left = await transcript.tally(tx, "C1", since=datetime(2023, 11, 14, 22, tzinfo=UTC))

        assert told is not None
        assert left is not None
        assert (3, 2, LEO) == (told.messages, told.people, told.last_by)
        assert 2 == left.messages
        assert None is await transcript.tally(tx, "C2", since=datetime(2023, 11, 14, 22, tzinfo=UTC))


async def test_what_was_known_at_a_time_counts_what_was_erased_later(store: Store) -> None:
    since = datetime(2023, 11, 14, 22, tzinfo=UTC)
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await erase(tx)
        before, after = [await transcript.tally(tx, "C1", since=since, as_known_at=minutes(at)) for at in (89, 90)]

        assert before is not None
        assert 1 == before.messages
        assert after is None


async def test_what_was_said_is_known_under_the_new_id_of_its_channel(store: Store) -> None:
    async with store.write("hear") as tx:
        await hear(tx, FOUND, minutes(0))
        await hear(tx, replace(CORRECTED, channel="C2"), minutes(1))
        await pin(tx)
        await transcript.move(tx, "C1", "C2")

        assert {FOUND.ts: CORRECTED.edited_ts} == await transcript.standing(tx, "C2")
        assert {(FOUND.ts, LEO, "pushpin")} == await transcript.marked(tx, "C2", names=PIN)
        assert {} == await transcript.standing(tx, "C1")


@pytest.mark.parametrize("erased_in", ["C1", "C2"])
async def test_what_was_erased_under_one_id_is_erased_under_the_other(store: Store, erased_in: str) -> None:
    async with store.write("hear") as tx:
        for channel in ("C1", "C2"):
            await hear(tx, replace(FOUND, channel=channel), minutes(0))
        await transcript.erase(tx, erased_in, FOUND.ts, event_ts="1700000090.000000", learnt_at=minutes(90))
        await transcript.move(tx, "C1", "C2")

        assert {} == await transcript.standing(tx, "C2")
        assert await latest(tx, "C2", FOUND.ts) is None


async def test_a_mark_that_is_toggled_changes_once_for_each_time_it_was_pressed(store: Store) -> None:
    stood = []
    async with store.write("toggle") as tx:
        for event_ts in ("10.1", "10.1", "11.1", "11.1", "12.1"):
            mark = {"channel": "C1", "ts": "9.1", "person": "U1", "name": "pin:menu", "event_ts": event_ts}
            stood.append(await transcript.toggle(tx, **mark, learnt_at=minutes(0)))

    assert [True, True, False, False, True] == stood
