"""`invite` brings people and groups into the incident's channel; of whom it leaves out it says why."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state import groups


def oncall(scene: Scene, *people: str) -> str:
    """The handle of a user group with these people in it."""
    group = groups.make(scene.stage.slack.world, handle="oncall", name="On call", by=scene.stage._person("leo"))
    groups.fill(scene.stage.slack.world, group, [scene.id(person) for person in people])
    return group.id


async def members(scene: Scene) -> set[str]:
    return set((await scene.channel()).members)


async def test_people_are_in_the_channel_named_in_the_answer_and_not_invited_again_and_who_is_none_is_refused(
    scene: Scene,
) -> None:
    await scene.start()
    whole = await scene.types("leo", "/incident invite @ana everybody from payments")

    assert "“everybody”" in whole  # words that are no name
    assert scene.id("ana") not in await members(scene)

    answer = await scene.types("leo", "/incident invite @ana and @bo")

    assert {scene.id("ana"), scene.id("bo")} <= await members(scene)
    assert "Invited to INC-1: @ana, @bo" in answer

    before = await scene.facts(f.Invited)
    again = await scene.types("leo", "/incident invite @ana")

    assert "Nobody was invited" in again
    assert "already: @ana" in again
    assert before == await scene.facts(f.Invited)

    answer = await scene.types("leo", "/incident invite @gus @old @nobodyhere @cleo")

    assert "Guests of this workspace, whom I do not invite: @gus" in answer
    assert "“old” is no longer here" in answer
    assert "“nobodyhere”" in answer
    assert scene.id("cleo") in await members(scene)
    assert not {scene.id("gus"), scene.id("old")} & await members(scene)


async def test_a_group_brings_everybody_in_it_picked_or_typed_once_slack_shows_it(scene: Scene) -> None:
    oncall(scene, "ana", "eva")
    await scene.start()
    scene.stage.slack.faults.error("usergroups.list", error="internal_error", times=1)
    late = await scene.types("leo", "/incident invite @oncall", picks=False)
    before = await members(scene)
    await scene.types("leo", "/incident invite @oncall")
    first = await members(scene)
    again = await scene.types("leo", "/incident page @oncall @bo", picks=False)

    assert "did not tell me in time" in late
    assert not {scene.id("ana"), scene.id("eva")} & before
    assert {scene.id("ana"), scene.id("eva")} <= first
    assert "Invited to INC-1: @bo." in again
    assert "already: @ana, @eva" in again


async def test_only_whoever_is_in_it_brings_others_in(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    answer = await scene.types("eva", "/incident INC-1 invite @eva", where=LOBBY)

    assert "There is no INC-1" in answer
    assert scene.id("eva") not in await members(scene)
