"""What people may read follows Slack's own list of who is in a channel, whatever was heard of it and in which order."""

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

SECRET = "Payroll leaked"
NO = "There is no INC-1."


async def test_who_was_put_out_while_nobody_listened_is_out(scene: Scene) -> None:
    await scene.start(f"sev1 {SECRET} @ana:logs +private")
    channel = (await scene.incident()).channel
    await scene.stops()
    await scene.people.removes("leo", "ana", channel)
    await scene.people.invites("leo", "bo", channel)
    await scene.starts_again()

    assert NO in await scene.types("ana", "/incident summary INC-1", where=LOBBY)
    assert SECRET in await scene.types("bo", "/incident summary INC-1", where=LOBBY)
    assert {scene.id("leo"), scene.id("bo")} == (await scene.incident()).members


async def test_a_removal_that_was_never_heard_is_found_before_the_answer(scene: Scene) -> None:
    await scene.start(f"sev1 {SECRET} @ana:logs +private")
    scene.stage.slack.faults.drop(times=1)
    await scene.does("removes", "leo", "ana", (await scene.incident()).channel)

    assert NO in await scene.types("ana", "/incident summary INC-1", where=LOBBY)


async def test_a_coming_that_was_never_heard_is_found_before_the_answer(scene: Scene) -> None:
    for number, privacy in enumerate(("+private", ""), start=1):
        await scene.start(f"sev1 {SECRET} {number} {privacy}", where=LOBBY)
        scene.stage.slack.faults.drop(times=1)
        await scene.does("invites", "leo", "eva", (await scene.incident(number)).channel)
        noted = await scene.types("eva", f"/incident INC-{number} note I am here", where=LOBBY)

        assert "In the timeline" in noted
        assert SECRET in await scene.types("eva", f"/incident summary INC-{number}", where=LOBBY)
        assert scene.id("eva") in (await scene.incident(number)).members


async def test_while_slack_does_not_say_who_is_in_it_nobody_is(scene: Scene) -> None:
    await scene.start(f"sev1 {SECRET} @ana:logs +private")
    scene.stage.slack.faults.error("conversations.members", error="internal_error", times=3)

    assert NO in await scene.types("ana", "/incident summary INC-1", where=LOBBY)


async def test_coming_and_going_heard_in_the_other_order_is_put_right(scene: Scene) -> None:
    await scene.start("sev1 Payments fail")
    channel = (await scene.incident()).channel
    scene.stage.slack.faults.reorder(times=1)
    await scene.people.joins("eva", channel)
    await scene.people.leaves("eva", channel)
    await scene.stage.settle()

    assert scene.id("eva") not in (await scene.incident()).members
    assert "Only people in its channel" in await scene.types("eva", "/incident INC-1 risk a fine", where=LOBBY)


@pytest.mark.parametrize("heard", [True, False])
async def test_a_channel_made_private_is_private_everywhere_at_once(scene: Scene, heard: bool) -> None:  # noqa: FBT001
    await scene.start(f"sev1 {SECRET}")
    channel = (await scene.incident()).channel
    if not heard:
        await scene.stops()
    await scene.people.converts("leo", channel)
    if not heard:
        await scene.starts_again()
    await scene.stage.settle()
    await scene.types("leo", "/incident title Jane names the board")

    assert NO in await scene.types("eva", "/incident summary INC-1", where=LOBBY)
    assert "No incident is open" in await scene.types("eva", "/incident list", where=LOBBY)
    assert ["An incident was announced here. It is private now."] == scene.announcements()
    assert [f.MadePrivate()] == await scene.facts(f.MadePrivate)
    assert "Jane names the board" in await scene.types("leo", "/incident summary INC-1", where=LOBBY)
