"""Killed again and again while an adopted channel is read back: what is kept is, to the byte, that of one life."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from bot.incident import facts as f
from bot.store import logbook
from bot.store.engine import Store
from bot.store.tables import messages, reactions, versions
from tests.crash.lives import HURRIED, TIMES_FASTER, Lives, until, until_told
from tests.crash.mortal import ANY
from workspace.server import LocalSlack
from workspace.state import conversations

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text())
PEOPLE = {"leo": "Leo Varga", "ana": "Ana Brandt"}
PLACE = "payments-trouble"
SAID, A_THREAD_EVERY = 450, 150  # three pages
BEGINS = "after commit: turn"  # from here on the channel is read back, in each life
PATIENCE_S = 60
WHEN_LEARNT = ("learnt_at", "heard_at", "erased_at")


@pytest.mark.parametrize(
    ("database", "dies_after"),
    [("sqlite_url", (1, 3, 5, 7)), ("postgres_url", (2, 4, 6, 8))],  # of a page, between two waits for anything
)
async def test_killed_again_and_again_a_channel_is_read_as_in_one_life(
    database: str, dies_after: Sequence[int], tmp_path: Path, sqlite_template: Path, request: pytest.FixtureRequest
) -> None:
    url: str = request.getfixturevalue(database)
    undisturbed = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'undisturbed.db')}"
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST, knobs=HURRIED) as slack:
        channel = await talked(slack)
        await killed(slack, Lives(slack, url, tmp_path, times_faster=TIMES_FASTER), url, dies_after)
        async with Lives(slack, undisturbed, tmp_path).life():
            await adopts(slack, undisturbed)
            await until_told(lambda: is_read(undisturbed), within_s=PATIENCE_S)
        pages = [fact for fact in await entries(url) if isinstance(fact, f.HistoryPartlyRead)]

        assert await kept(undisturbed, channel) == await kept(url, channel)
        assert len({page.from_at for page in pages}) == len(pages)


async def killed(slack: LocalSlack, lives: Lives, url: str, dies_after: Sequence[int]) -> None:
    """Each life dies after so many points of reading back, but for the last one."""
    for points in dies_after:
        async with lives.life(die_at=ANY, die_after=points, die_from=BEGINS) as life:
            await adopts(slack, url)
            await until(lambda: life.is_over, within_s=PATIENCE_S)
    async with lives.life():
        await until_told(lambda: is_read(url), within_s=PATIENCE_S)


async def talked(slack: LocalSlack) -> str:
    """The id of a channel in which much was said before, with threads, edits, marks and pins."""
    world, people = slack.world, slack.people
    members = [user for who in PEOPLE if (user := world.directory.person(who)) is not None]
    channel = conversations.make(world, name=PLACE, kind="channel", creator=members[0], members=members)
    for number in range(SAID):
        ts = await people.says(("leo", "ana")[number % 2], f"attempt {number} fails", PLACE)
        if number % A_THREAD_EVERY == 0:
            reply = await people.says("ana", "it was then that I saw it", PLACE, thread=ts)
            await people.edits("ana", reply, "it was a minute before", PLACE)
            await people.reacts("leo", "pushpin", reply, PLACE)
            await people.pins("leo", ts, PLACE)
    return channel.id


async def adopts(slack: LocalSlack, url: str) -> None:
    if not await entries(url):
        await slack.people.types("leo", "/incident adopt Payments fail", PLACE)


async def is_read(url: str) -> bool:
    return any(isinstance(fact, f.HistoryRead) for fact in await entries(url))


async def entries(url: str) -> list[f.Fact]:
    store = await Store.open_to_read(url)
    try:
        async with store.read() as tx:
            return [entry.fact for entry in await logbook.entries(tx, 1)]
    finally:
        await store.close()


async def kept(url: str, channel: str) -> tuple[Any, ...]:
    """All that is known of what was said there but when we learnt it, and how far the logbook says that it was read."""
    store = await Store.open_to_read(url)
    try:
        async with store.read() as tx:
            said = [await tx.all(_in_order(table, channel)) for table in (messages, versions, reactions)]
    finally:
        await store.close()
    return (*said, [fact for fact in await entries(url) if isinstance(fact, f.HistoryRead)])


def _in_order(table: sa.Table, channel: str) -> sa.Select[Any]:
    columns = [column for column in table.c if column.name not in WHEN_LEARNT]
    return sa.select(*columns).where(table.c.channel == channel).order_by(*columns)
