"""Several callers, one commit: who came while one was under way shares the next, and a failure is one's own."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.store.database.batching import Batcher
from bot.store.database.errors import Unavailable


class Ledger:
    """Writes words once it is let; refuses a bad one with everything that came beside it."""

    def __init__(self) -> None:
        self.may_write = asyncio.Event()
        self.commits: list[list[str]] = []
        self.is_away = False

    async def write(self, words: Sequence[str]) -> list[int]:
        await self.may_write.wait()
        if self.is_away:
            raise Unavailable("away")
        if "bad" in words:
            raise ValueError("bad")
        self.commits.append(list(words))
        return [len(word) for word in words]


async def all_added(batcher: Batcher[str, int], ledger: Ledger, words: Sequence[str]) -> list[int | BaseException]:
    waiting = [asyncio.create_task(batcher.add(word)) for word in words]
    await asyncio.sleep(0)
    ledger.may_write.set()
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_waits_together_is_committed_together() -> None:
    ledger = Ledger()

    assert [1, 2, 3] == await all_added(Batcher(ledger.write), ledger, ["a", "bb", "ccc"])
    assert [["a", "bb", "ccc"]] == ledger.commits


async def test_one_that_cannot_be_written_fails_alone() -> None:
    ledger = Ledger()

    first, bad, last = await all_added(Batcher(ledger.write), ledger, ["a", "bad", "ccc"])

    assert (1, 3) == (first, last)
    assert isinstance(bad, ValueError)


async def test_while_the_database_is_away_everybody_is_told_at_once() -> None:
    """One by one, the last of a hundred would wait for a hundred time-outs."""
    ledger = Ledger()
    ledger.is_away = True

    answers = await all_added(Batcher(ledger.write), ledger, ["a", "bb"])

    assert [Unavailable, Unavailable] == [type(answer) for answer in answers]


async def test_several_who_wait_wait_for_who_is_still_coming() -> None:
    ledger = Ledger()
    ledger.may_write.set()
    batcher = Batcher(ledger.write, gathers=True)
    waiting = [asyncio.create_task(batcher.add(word)) for word in ("a", "bb")]
    for _ in range(2):  # both are waiting, and their transaction would have begun
        await asyncio.sleep(0)

    assert [1, 2, 3] == await asyncio.gather(*waiting, batcher.add("ccc"))
    assert [["a", "bb", "ccc"]] == ledger.commits


async def test_whoever_is_alone_waits_for_nobody() -> None:
    ledger = Ledger()
    ledger.may_write.set()
    alone = asyncio.create_task(Batcher(ledger.write, gathers=True).add("a"))
    for _ in range(3):  # turns of the loop, in none of which it waits for a time
        await asyncio.sleep(0)

    assert alone.done()


async def test_a_commit_holds_a_hundred_at_most() -> None:
    ledger = Ledger()

    await all_added(Batcher(ledger.write), ledger, ["a"] * 101)

    assert [100, 1] == [len(commit) for commit in ledger.commits]


async def test_whoever_no_longer_waits_keeps_nobody_waiting() -> None:
    ledger = Ledger()
    batcher = Batcher(ledger.write)
    gone = asyncio.create_task(batcher.add("gone"))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone

    assert [1] == await all_added(batcher, ledger, ["a"])
