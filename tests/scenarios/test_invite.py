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


async def test_people_are_in_the_channel_named_in_the_answer_and_not_invited_again(scene: Scene) -> None:
    await scene.start()
    answer = await scene.types("leo", "/incident invite @ana and @bo")

    assert {scene.id("ana"), scene.id("bo")} <= await members(scene)
    assert "Invited to INC-1: @ana, @bo" in answer

    before = await scene.facts(f.Invited)
    again = await scene.types("leo", "/incident invite @ana")

    assert "Nobody was invited" in again
    assert "already: @ana" in again
    assert before == await scene.facts(f.Invited)


async def test_a_group_brings_everybody_in_it_picked_or_typed(scene: Scene) -> None:
    oncall(scene, "ana", "eva")
    await scene.start()
    await scene.types("leo", "/incident invite @oncall")
    first = await members(scene)
    again = await scene.types("leo", "/incident page @oncall @bo", picks=False)

    assert {scene.id("ana"), scene.id("eva")} <= first
    assert "Invited to INC-1: @bo." in again
    assert "already: @ana, @eva" in again


async def test_guests_strangers_and_the_departed_are_refused_in_words(scene: Scene) -> None:
    await scene.start()
    answer = await scene.types("leo", "/incident invite @gus @old @nobodyhere @ana")

    assert "Guests of this workspace, whom I do not invite: @gus" in answer
    assert "“old” is no longer here" in answer
    assert "“nobodyhere”" in answer
    assert scene.id("ana") in await members(scene)
    assert not {scene.id("gus"), scene.id("old")} & await members(scene)


async def test_only_whoever_is_in_it_brings_others_in(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    answer = await scene.types("eva", "/incident INC-1 invite @eva", where=LOBBY)

    assert "There is no INC-1" in answer
    assert scene.id("eva") not in await members(scene)


async def test_words_that_are_no_name_are_refused_whole(scene: Scene) -> None:
    await scene.start()
    answer = await scene.types("leo", "/incident invite @ana everybody from payments")

    assert "“everybody”" in answer
    assert scene.id("ana") not in await members(scene)


async def test_a_group_that_slack_does_not_show_in_time_invites_nobody(scene: Scene) -> None:
    oncall(scene, "ana")
    await scene.start()
    scene.stage.slack.faults.error("usergroups.list", error="internal_error", times=1)

    assert "did not tell me in time" in await scene.types("leo", "/incident invite @oncall", picks=False)
