"""Killed around the commits of starts that are acknowledged before they are opened: each is opened once."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.crash.lives import BACK_IN_A_HURRY_S, HURRIED, TIMES_FASTER, Lives, until
from tests.crash.test_kill import incidents_in
from workspace.server import LocalSlack

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text())
PEOPLE = {who: who.title() for who in ("ana", "bo", "cleo", "dan", "eva", "finn")}
TAKEN_OUT = "after commit: take out"  # who was about to be told reads nothing more, and is in the channel
POINTS = ("before commit: keep", "after commit: keep", "after commit: start", TAKEN_OUT)


async def declares(slack: LocalSlack, who: str) -> str:
    return await slack.people.types(who, f"/incident start sev1 Papers of {who} lost")


async def insists(slack: LocalSlack, who: str) -> None:
    """Again and again while Slack says that it failed."""
    while "failed" in await declares(slack, who):
        pass


def opened(slack: LocalSlack) -> list[str]:
    return [name for name in slack.world.directory.names if name.startswith("inc-")]


def answers(slack: LocalSlack) -> Counter[str]:
    """How often each of them read that theirs is open."""
    messages = [
        message
        for channel in slack.world.directory.channels.values()
        for message in [*channel.ephemerals.values(), *(channel.messages.values() if channel.kind == "im" else ())]
    ]
    return Counter(who for who in PEOPLE for one in messages if f"“Papers of {who} lost” · " in str(one.body))


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_each_of_many_who_declare_at_once_has_one(
    point: str, tmp_path: Path, database_url: str
) -> None:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST, knobs=HURRIED) as slack:
        lives = Lives(slack, database_url, tmp_path, times_faster=TIMES_FASTER)
        async with lives.life(die_at=point) as doomed:
            told = await asyncio.gather(*(declares(slack, who) for who in PEOPLE))
            await until(lambda: doomed.is_over, within_s=BACK_IN_A_HURRY_S)
        failed = [who for who, answer in zip(PEOPLE, told, strict=True) if "failed" in answer]
        async with lives.life():
            await asyncio.gather(*(insists(slack, who) for who in failed))
            await until(lambda: len(opened(slack)) == len(PEOPLE), within_s=BACK_IN_A_HURRY_S)
            owed = set(failed) if point == TAKEN_OUT else set(PEOPLE)
            await until(lambda: owed <= set(answers(slack)), within_s=BACK_IN_A_HURRY_S)

        assert {f"papers-of-{who}-lost" for who in PEOPLE} == {name.split("-", 2)[2] for name in opened(slack)}
        assert set(failed) >= {who for who, times in answers(slack).items() if times > 1}, lives.log()  # typed twice
    assert len(PEOPLE) == await incidents_in(database_url)
