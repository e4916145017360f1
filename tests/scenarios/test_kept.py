"""What a house keeps for some: roles for those it names, acts for those to whom they are open; unknown means no."""

from pathlib import Path

import pytest

from bot.incident import facts as f
from bot.settings import Settings
from bot.settings.file import parse
from tests.scenarios.conftest import Scene
from workspace.state import groups

HOUSE = """
[groups.experts]
members = ["{ana}", "{group}"]
[roles.code]
held_by = ["experts"]
[permissions]
cancel = ["everyone"]
plan = ["lead", "{group}"]
start = ["{leo}", "{bo}"]
"""


@pytest.fixture
async def house(scene: Scene) -> Scene:
    """Ana, and who is in the group of Bo and Cleo, may hold code; the group may plan."""
    world = scene.stage.slack.world
    group = groups.make(world, handle="experts", name="Experts", by=scene.stage._person("leo"))
    groups.fill(world, group, [scene.id("bo"), scene.id("cleo")])
    people = {name: scene.id(name) for name in ("ana", "leo", "bo")}
    await scene.stops()
    told = parse(HOUSE.format(group=group.id, **people), Path("/srv/sitrep.toml"))
    environ = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    await scene.starts_again(policy=Settings.from_env(environ, told).policy)
    return scene


# ---- roles ---------------------------------------------------------------------------------------


async def test_a_role_is_taken_by_those_it_is_kept_for_and_by_nobody_else(house: Scene) -> None:
    await house.start()
    await house.joins("eva")
    await house.joins("cleo")
    no = await house.types("eva", "/incident role code")
    no_way_in = await house.types("leo", "/incident role code @eva")
    await house.types("cleo", "/incident role code")

    assert "code is kept for certain people here, and @eva is not known to be one of them." in no
    assert "@ana, @bo, @cleo can take it." in no
    assert "is kept for certain people" in no_way_in
    assert [] == await house.facts(f.RoleOffered)
    assert house.id("cleo") == (await house.incident()).role("code").holder


async def test_who_may_not_hold_it_is_not_asked_and_the_start_waits_for_nobody(house: Scene) -> None:
    answer = await house.start("sev2 Documents missing @eva:code @bo:logs")

    assert "@eva is not known to be one of them" in answer
    assert [("logs", house.id("bo"))] == [(o.role, o.person) for o in await house.facts(f.RoleOffered)]


async def test_who_left_the_group_meanwhile_can_no_longer_accept(house: Scene) -> None:
    await house.start("sev2 Documents missing @bo:code")
    world = house.stage.slack.world
    (group,) = world.directory.groups.values()
    groups.fill(world, group, [house.id("cleo")])
    await house.after(2)
    no = await house.presses("bo", "Accept")

    assert "@bo is not known to be one of them" in no
    assert (await house.incident()).role("code").holder is None


async def test_where_the_group_cannot_be_read_nobody_of_it_may_and_the_reason_is_said(house: Scene) -> None:
    await house.start()
    await house.joins("cleo")
    house.stage.slack.faults.error("usergroups.users.list", error="missing_scope")
    no = await house.types("cleo", "/incident role code")

    assert "could not be read: the app lacks the scope usergroups:read. So nobody counts as being in it." in no
    assert (await house.incident()).role("code").holder is None


# ---- acts ----------------------------------------------------------------------------------------


async def test_what_the_house_keeps_is_for_those_it_names_what_it_opened_and_what_somebody_saw_for_everybody(
    house: Scene,
) -> None:
    not_opened = await house.start(who="ana")
    await house.start(who="bo")

    assert "Here @leo or @bo may open an incident." in not_opened
    assert [house.id("bo")] == [row.declarer for row in await house.rows()]

    await house.joins("eva")
    await house.joins("cleo")
    no = await house.types("eva", "/incident plan a roll it back")
    await house.types("cleo", "/incident plan a roll it back")
    await house.types("eva", "/incident note it began at nine")
    await house.types("eva", "/incident cancel false alarm")

    assert "Here the lead (@bo) or others whom your configuration names may set plan A or plan B." in no
    assert ["roll it back"] == [fact.what for fact in await house.facts(f.Planned)]
    assert ["it began at nine"] == [fact.text for fact in await house.facts(f.Noted)]
    assert "cancelled" == (await house.incident(1)).status
