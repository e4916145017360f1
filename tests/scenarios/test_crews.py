"""Crews: who stands behind ids of people and groups, read from Slack; what cannot be read is nobody, and says why."""

from datetime import timedelta

import pytest

from bot.requests.people.crews import Crew
from tests.scenarios.conftest import Scene
from tests.scenarios.test_group_as_holder import group_of
from workspace.state import groups


async def test_people_and_groups_are_one_list_in_which_each_is_once(scene: Scene) -> None:
    ana, bo, cleo = (scene.id(person) for person in ("ana", "bo", "cleo"))

    crew = await scene.stage.app.directory.crew([cleo, group_of(scene, "ana", "bo"), ana])

    assert Crew((cleo, ana, bo)) == crew


async def test_who_can_have_no_duty_is_in_no_crew(scene: Scene) -> None:
    group = group_of(scene, "gus", "old")

    crew = await scene.stage.app.directory.crew([group, scene.stage.slack.bot_user_id, "U0NOBODY"])

    assert Crew((), {group: "nobody able"}) == crew


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("missing_scope", "no scope"),
        ("plan_upgrade_required", "no plan"),
        ("no_such_subteam", "no such group"),
        ("internal_error", "not now"),
    ],
)
async def test_a_group_that_slack_does_not_show_is_nobody_with_the_reason(scene: Scene, error: str, why: str) -> None:
    group, ana = group_of(scene, "bo"), scene.id("ana")
    scene.stage.slack.faults.error("usergroups.users.list", error=error)

    assert Crew((ana,), {group: why}) == await scene.stage.app.directory.crew([group, ana])


async def test_an_empty_group_and_one_that_never_was_are_named(scene: Scene) -> None:
    empty = group_of(scene)

    crew = await scene.stage.app.directory.crew([empty, "S0NEVERWAS"])

    assert Crew((), {empty: "empty", "S0NEVERWAS": "no such group"}) == crew


async def test_who_was_taken_out_of_a_group_is_out_within_a_minute(scene: Scene) -> None:
    group = group_of(scene, "ana", "bo")
    read = scene.stage.app.directory.crew
    before = await read([group])
    world = scene.stage.slack.world
    groups.fill(world, world.directory.groups[group], [scene.id("bo")])
    scene.stage.clock.turn(scene.stage.clock.now() + timedelta(minutes=1))

    assert (before.people, (await read([group])).people) == ((scene.id("ana"), scene.id("bo")), (scene.id("bo"),))
