"""A duty needs one person: who names a group is shown who is in it, and one tap asks that person as if typed."""

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state import groups

HANDFUL = 5


def group_of(scene: Scene, *people: str) -> str:
    """The id of a user group with these people in it."""
    world, leo = scene.stage.slack.world, scene.stage._person("leo")
    group = groups.make(world, handle="sre-oncall", name="SRE on call", by=leo)
    groups.fill(scene.stage.slack.world, group, [scene.id(person) for person in people])
    return group.id


@pytest.mark.parametrize(("typed", "picks"), [("role logs @sre-oncall", True), ("assign @sre-oncall to logs", False)])
async def test_one_of_a_group_is_offered_the_role_by_one_tap(scene: Scene, typed: str, *, picks: bool) -> None:
    group_of(scene, "ana", "bo")
    await scene.start()
    answer = await scene.types("leo", f"/incident {typed}", picks=picks)
    before = await scene.facts(f.RoleOffered)
    await scene.presses("leo", "Ana Lima")

    assert "“sre-oncall” is a group, and a duty needs one person" in answer
    assert before == []
    assert [(offer.role, offer.person) for offer in await scene.facts(f.RoleOffered)] == [("logs", scene.id("ana"))]


async def test_who_can_have_no_duty_is_not_shown(scene: Scene) -> None:
    group_of(scene, "ana", "old")
    await scene.start()
    await scene.types("leo", "/incident role logs @sre-oncall")

    assert "[Ana Lima]" in scene.sees("leo")
    assert "[Old Hand]" not in scene.sees("leo")


async def test_a_group_of_one_is_asked_about_as_one_person(scene: Scene) -> None:
    group_of(scene, "ana")
    await scene.start()
    answer = await scene.types("leo", "/incident role logs @sre-oncall")

    assert "One person is in it: are they meant?" in answer


async def test_of_a_large_group_one_is_picked_from_a_list(scene: Scene) -> None:
    group_of(scene, "ana", "bo", "cleo", "eva", "kim", "kim.two")
    await scene.start()
    answer = await scene.types("leo", "/incident role logs @sre-oncall")
    await scene.picks("leo", "Who takes logs?", "eva")

    assert "6 people" in answer
    assert [offer.person for offer in await scene.facts(f.RoleOffered)] == [scene.id("eva")]


async def test_at_the_start_a_group_delays_nothing_and_one_tap_asks_one_of_it(scene: Scene) -> None:
    group_of(scene, "ana", "bo")
    answer = await scene.start("sev2 Documents missing @sre-oncall:logs")
    await scene.presses("leo", "logs: Bo Chen")

    assert "“sre-oncall” is a group" in answer
    assert [(offer.role, offer.person) for offer in await scene.facts(f.RoleOffered)] == [("logs", scene.id("bo"))]


async def test_an_unknown_has_one_owner_too(scene: Scene) -> None:
    group_of(scene, "ana", "bo")
    await scene.start()
    await scene.types("leo", "/incident unknown how many are hurt @sre-oncall by 14:30")
    await scene.presses("leo", "Bo Chen")
    answer = await scene.presses("leo", "Bo Chen")
    (unknown,) = await scene.facts(f.UnknownRaised)

    assert (unknown.what, unknown.owner) == ("how many are hurt", scene.id("bo"))
    assert unknown.due_at is not None
    assert "@bo" in answer


async def test_a_group_that_slack_does_not_show_in_time_is_explained_all_the_same(scene: Scene) -> None:
    group_of(scene, "ana")
    await scene.start()
    scene.stage.slack.faults.error("usergroups.list", error="internal_error", times=1)
    answer = await scene.types("leo", "/incident role logs @sre-oncall")

    assert "a duty needs one person" in answer
    assert [] == await scene.facts(f.RoleOffered)


async def test_pressed_late_it_asks_nobody_who_was_not_free_to_be_asked(scene: Scene) -> None:
    group_of(scene, "ana", "bo")
    await scene.start()
    await scene.types("leo", "/incident role logs @sre-oncall")
    await scene.types("leo", "/incident role logs @cleo")
    await scene.presses("cleo", "Accept")
    before = await scene.facts(f.RoleOffered)
    answer = await scene.presses("leo", "Ana Lima")

    assert before == await scene.facts(f.RoleOffered)
    assert "logs is with @cleo since" in answer


async def test_outside_a_channel_the_button_knows_the_incident(scene: Scene) -> None:
    group_of(scene, "ana", "bo")
    await scene.start()
    await scene.types("leo", "/incident INC-1 role logs @sre-oncall", where=LOBBY)
    await scene.presses("leo", "Ana Lima")

    assert [offer.person for offer in await scene.facts(f.RoleOffered)] == [scene.id("ana")]
