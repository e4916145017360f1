"""A house with its own configuration: its roles, words and clocks are what people see, from the start to the report."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.simulation import Stage
from bot.incident.facts import PolicyAdopted
from bot.incident.policy import DEFAULT
from bot.settings.file import parse
from tests.scenarios.conftest import CAST, MORNING, Scene

HOUSE = """
[channels]
name = "war-{number}-{title}"

[announcements]
severities = [1]
drills = false

[severities.1]
meaning = "The shop is closed"
report_min = [6, 12, 20, 40]

[roles.customers]
title = "voice"

[roles.database]
title = "db chief"
duty = "looks after the database"
aliases = ["dba"]
reports = "load, replicas, slowest query"
briefing = '''
I restart nothing <!channel> without the lead.
I say what I change before I change it.
'''
report_min = {1 = [3, 4, 8, 16]}
"""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    config = parse(HOUSE, Path("/srv/sitrep.toml"))
    async with Stage(people=CAST, opens_at=MORNING, seed=7, config=config) as running:
        await running.settle()
        yield running


async def test_a_role_of_the_house_is_offered_briefed_reminded_on_its_own_clock_and_reports_by_each_of_its_names(
    scene: Scene,
) -> None:
    await scene.start("sev1 Documents missing @ana:dba @bo:logs")
    offered = "\n".join(await scene.said_in_channel())
    briefed = await scene.presses("ana", "Accept")
    await scene.after(3)

    assert "will you take db chief? Whoever has it looks after the database." in offered
    assert "• I restart nothing <!channel> without the lead." in briefed
    assert all("<!channel>" not in text for text in scene.mrkdwn())
    assert "• I say what I change before I change it." in briefed
    assert "The first report of db chief is due." in "\n".join(scene.duties("ana"))
    assert [] == scene.duties("bo")
    assert "voice" in await scene.card()

    await scene.types("ana", "/incident report")

    assert "load, replicas, slowest query" in scene.form("ana")
    for way in ("db chief", "database", "DBA"):
        assert "The report of db chief" in await scene.types("ana", f"/incident {way}: load is normal by {way}")


async def test_an_open_incident_keeps_its_roles_and_clocks_when_the_house_changes_them_and_the_next_one_has_the_new(
    scene: Scene,
) -> None:
    await scene.staffed("sev1 Documents missing", dba="ana", logs="bo")
    before = await scene.incident()
    await scene.stops()
    await scene.starts_again(policy=DEFAULT)
    await scene.after(3)

    assert before.policy == (await scene.incident()).policy
    assert 1 == len(await scene.facts(PolicyAdopted))
    assert "is due" in "\n".join(scene.duties("ana"))
    await scene.presses("ana", "Report")
    assert "load, replicas, slowest query" in scene.form("ana")

    await scene.start("sev1 Payroll is late")
    first, second = [await scene.incident(row.number) for row in await scene.rows()]

    assert ["database"] == [name for name in first.policy.titles if name not in second.policy.titles]
    assert DEFAULT == second.policy


async def test_only_what_the_house_wants_is_announced_and_then_kept_current_in_its_words(scene: Scene) -> None:
    answer = await scene.start("sev2 Documents missing")

    assert "war-1-documents-missing" == (await scene.incident()).channel_name
    assert "war-1-documents-missing" in answer
    assert "SEV1 The shop is closed" in await scene.types("leo", "/incident sev")

    await scene.start("sev1 Trying it +drill", who="eva")
    assert [] == scene.announcements()

    await scene.types("leo", "/incident sev 1")
    (raised,) = scene.announcements()
    await scene.types("leo", "/incident sev 3")
    (lowered,) = scene.announcements()

    assert "SEV1" in raised
    assert "SEV3" in lowered
