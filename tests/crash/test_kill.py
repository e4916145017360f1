"""Killed at any point of a start and restarted: one incident, one channel, each message once.

The points are those that `reached` names: before and after each commit, before and after each call to Slack. All deaths
are lived through in a hurry, and one at the pace of every day.
"""

from pathlib import Path

import pytest
import yaml

from bot.store import catalogue
from bot.store.engine import Store
from tests.crash.lives import BACK_IN_A_HURRY_S, BACK_WITHIN_S, HURRIED, SAYS_START, TIMES_FASTER, Lives, Room, until
from workspace.server import LocalSlack

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text())
PEOPLE = {"leo": "Leo Varga", "ana": "Ana Brandt", "bo": "Bo Lindqvist"}
# Everything that a start reaches; the first test keeps the list whole.
COMMITS = ("start", "claim", "settle channel", "settle invite", "settle card", "settle offer", "settle pin",
           "settle topic", "settle announcement", "people", "act", "hearing")  # fmt: skip
CALLS = ("users.list", "users.info", "conversations.create", "conversations.invite", "chat.postMessage", "pins.add",
         "conversations.setTopic", "conversations.history", "conversations.info", "conversations.members")  # fmt: skip
POINTS = [f"{side} commit: {what}" for what in COMMITS for side in ("before", "after")]
POINTS += [f"{side} call: {method}" for method in CALLS for side in ("before", "after")]


async def opens(slack: LocalSlack, lives: Lives, *, die_at: str, back_within_s: float = BACK_IN_A_HURRY_S) -> None:
    """Leo types start into a life that ends at `die_at`; told that it failed, Leo types it again in the next one."""
    async with lives.life(die_at=die_at) as doomed:
        answer = await slack.people.types("leo", SAYS_START)
        await until(lambda: doomed.is_over or Room(slack).is_ready(), within_s=back_within_s)
    async with lives.life():
        if "failed" in answer:
            await slack.people.types("leo", SAYS_START)
        await until(Room(slack).is_ready, within_s=back_within_s)


async def test_these_are_all_the_points_of_a_start(tmp_path: Path, sqlite_url: str) -> None:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST) as slack:
        lives = Lives(slack, sqlite_url, tmp_path)
        async with lives.life():
            await slack.people.types("leo", SAYS_START)
            await until(Room(slack).is_ready, within_s=BACK_WITHIN_S)

        before_anybody_types = {"auth.test", "bots.info", "apps.connections.open"}
        reached = {point for point in lives.points if point.partition("call: ")[2] not in before_anybody_types}
        assert reached <= set(POINTS)


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_a_start_happens_once(point: str, tmp_path: Path, database_url: str) -> None:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST, knobs=HURRIED) as slack:
        lives = Lives(slack, database_url, tmp_path, times_faster=TIMES_FASTER)
        await opens(slack, lives, die_at=point)

        happened_once(slack, lives)
    assert 1 == await incidents_in(database_url)


async def test_whoever_was_killed_in_the_middle_of_a_call_is_back_within_ten_seconds(
    tmp_path: Path, postgres_url: str
) -> None:
    """In no hurry: on PostgreSQL the whole lease has to run out, for another replica might be alive."""
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST) as slack:
        lives = Lives(slack, postgres_url, tmp_path)
        await opens(slack, lives, die_at="after call: chat.postMessage", back_within_s=BACK_WITHIN_S)

        happened_once(slack, lives)


def happened_once(slack: LocalSlack, lives: Lives) -> None:
    room = Room(slack)
    assert 1 == len(room.channels), lives.log()
    assert {"leo", "ana", "bo"} <= room.members
    assert {1} == set(room.messages.values()), room.messages


async def incidents_in(database_url: str) -> int:
    store = await Store.open(database_url)
    try:
        async with store.read() as tx:
            return len(await catalogue.open_rows(tx))
    finally:
        await store.close()
