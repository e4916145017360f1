"""A process that is stopped, for longer than its lease and its sockets last, and goes on: the sleep of a laptop."""

import asyncio
from pathlib import Path

import pytest

from bot.incident import facts as f
from bot.slack.transport.websocket import SocketTimeouts
from tests.crash.lives import BACK_WITHIN_S, HURRIED, LEASE_S, SAYS_START, TIMES_FASTER, Lives, Room, until, until_told
from tests.crash.test_kill import MANIFEST, PEOPLE, happened_once
from tests.crash.verdict import Record, recorded
from workspace.server import LocalSlack

ASLEEP_S = max(LEASE_S / TIMES_FASTER, SocketTimeouts().ping_every_s) + 1
WORDS = "the owner was called"


@pytest.mark.parametrize("point", ["before call: chat.postMessage", "after call: chat.postMessage"])
async def test_it_loses_nothing_and_does_nothing_twice(point: str, tmp_path: Path, sqlite_url: str) -> None:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST, knobs=HURRIED) as slack:
        lives = Lives(slack, sqlite_url, tmp_path, times_faster=TIMES_FASTER)
        async with lives.life(die_at=point, asleep=True) as sleeper:
            await slack.people.types("leo", SAYS_START)
            await until(lambda: point in lives.points, within_s=BACK_WITHIN_S)
            await _time_passes(slack)
            sleeper.wake()
            await until(Room(slack).is_ready, within_s=BACK_WITHIN_S)
            await until_told(lambda: _has_noted(sqlite_url), within_s=BACK_WITHIN_S)
            again = await slack.people.types("leo", SAYS_START)

            happened_once(slack, lives)
    record = await recorded(sqlite_url)

    assert "You opened this" in again
    assert 1 == record.incidents
    assert [WORDS] == _noted(record)


async def _time_passes(slack: LocalSlack) -> None:
    """Slack gives the sockets up, and somebody says what nobody hears."""
    slack.faults.cut()
    loop = asyncio.get_running_loop()
    over = loop.time() + ASLEEP_S
    room = slack.world.directory.names[Room(slack).channels[0]]
    await slack.people.says("leo", f"@Sitrep note {WORDS}", room.id)
    await until(lambda: loop.time() > over, within_s=2 * ASLEEP_S)


async def _has_noted(database_url: str) -> bool:
    return bool(_noted(await recorded(database_url)))


def _noted(record: Record) -> list[str]:
    return [entry.fact.text for entry in record.entries if isinstance(entry.fact, f.Noted)]
