"""Killed at random points of a whole incident, again and again: the record is that of a run without any death.

Every seed says after how many points each life ends. One is replayed by
`KILL_SEED=17 pytest tests/crash/test_random_kills.py`.
"""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.crash import verdict
from tests.crash.course import PEOPLE, Course
from tests.crash.lives import HURRIED, TIMES_FASTER, Lives
from tests.crash.phoenix import deaths, phoenix
from tests.postgres import Cluster
from workspace.server import LocalSlack

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text())
REPORTS_DUE_S = 1
SEEDS_IN_EVERY_RUN = 8  # each takes some five seconds; the others are for the long run
SEEDS = [int(os.environ["KILL_SEED"])] if "KILL_SEED" in os.environ else range(SEEDS_IN_EVERY_RUN)
MORE_SEEDS = [] if "KILL_SEED" in os.environ else range(SEEDS_IN_EVERY_RUN, 320)


@dataclass(frozen=True, slots=True)
class Story:
    """What a course left behind."""

    record: verdict.Record
    course: Course
    card: str
    points: list[str]


async def lived(database_url: str, folder: Path, dies_after: list[int]) -> Story:
    """The whole course, with a bot that starts on an empty database and ends its lives as it is told."""
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST, knobs=HURRIED) as slack:
        lives = Lives(slack, database_url, folder, reports_due_s=REPORTS_DUE_S, times_faster=TIMES_FASTER)
        course = Course(slack)
        async with phoenix(lives, dies_after):
            await course.runs()
            record = await verdict.settled(database_url)
        return Story(record, course, verdict.card(course), lives.points)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The same course without a death, once for all seeds."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return asyncio.run(lived(f"sqlite:///{folder / 'sitrep.db'}", folder, []))


async def test_killed_at_random_everything_happens_once(
    seed: int, tmp_path: Path, cluster: Cluster, undisturbed: Story
) -> None:
    """Even seeds on SQLite, odd ones on PostgreSQL; either database is empty when the first life begins."""
    url = cluster.create(f"kill_{seed}") if seed % 2 else f"sqlite:///{tmp_path / 'sitrep.db'}"

    story = await lived(url, tmp_path, deaths(seed))

    agrees(story, undisturbed)


def agrees(story: Story, undisturbed: Story) -> None:
    done = Counter(verdict.done_by_people(story.record.entries))
    assert (1, 1, None) == (story.record.incidents, len(story.course.rooms), story.record.fault)
    assert list(dict.fromkeys(verdict.done_by_people(undisturbed.record.entries))) == list(done)
    for act, tries in story.course.tries.items():
        assert all(times <= tries for line, times in done.items() if act in line), (act, tries, done)
    assert verdict.done_by_the_world(undisturbed.record.entries) == verdict.done_by_the_world(story.record.entries)
    assert undisturbed.card == story.card
    assert undisturbed.record.pinned_texts == story.record.pinned_texts
    verdict.messages_stand_once(story.course)
    verdict.pictures_are_as_recorded(story.record.entries, story.course)
    verdict.reminders_are_whole(story.record.entries, story.course)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        soak = [pytest.param(seed, marks=pytest.mark.soak) for seed in MORE_SEEDS]
        metafunc.parametrize("seed", [*SEEDS, *soak])
