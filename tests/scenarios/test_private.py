"""To anybody who is not in its channel a private incident does not exist, whatever they ask."""

from bot.cli.simulation import LOBBY
from tests.scenarios.conftest import Scene

SECRET = "Payroll leaked"


async def private(scene: Scene) -> str:
    return await scene.start(f"sev1 {SECRET} @ana:logs +private")


async def test_its_channel_is_private_with_the_invited_alone_and_it_is_announced_nowhere(scene: Scene) -> None:
    answer = await private(scene)
    channel = await scene.channel()

    assert "private" in answer
    assert channel.is_private
    assert set(channel.members) == {scene.stage.slack.bot_user_id, scene.id("leo"), scene.id("ana")}

    await scene.types("leo", "/incident sev 2 smaller than thought")

    assert scene.announcements() == []


async def test_an_outsider_sees_nothing_of_it_and_gets_the_answer_of_an_incident_that_is_not(scene: Scene) -> None:
    await private(scene)
    await scene.presses("ana", "Accept")
    answers = [
        await scene.types("eva", f"/incident {typed}", where=LOBBY)
        for typed in ("summary INC-1", "card INC-1", "timeline INC-1", "review INC-1", "INC-1", "INC-1 risk a fine")
    ]

    assert set(answers) == {await scene.types("eva", "/incident summary INC-1", where=LOBBY)}
    assert answers[0].startswith("There is no INC-1.")
    assert "No incident is open here" in await scene.types("eva", "/incident summary", where=LOBBY)
    assert "No incident is open." in await scene.types("eva", "/incident list", where=LOBBY)

    await scene.after(60)
    for title in ("Documents missing", "Login broken"):
        await scene.start(f"sev2 {title}")
    await scene.types("eva", "/incident summary", where=LOBBY)  # which asks which one is meant

    assert SECRET not in scene.sees("eva")
    assert "looks like" not in await scene.start(f"sev2 {SECRET}", who="eva")


async def test_its_people_reach_it_from_anywhere_and_who_was_put_out_is_an_outsider_again(scene: Scene) -> None:
    await private(scene)

    assert f"INC-1 · {SECRET}" in await scene.types("ana", "/incident summary", where=LOBBY)
    assert SECRET in await scene.types("ana", "/incident list", where=LOBBY)

    await scene.does("removes", "leo", "ana", (await scene.channel()).id)

    assert "There is no INC-1." in await scene.types("ana", "/incident summary INC-1", where=LOBBY)

    await scene.start(f"sev1 {SECRET} again @bo:lead +private", where=LOBBY)
    await scene.presses("bo", "Accept")
    await scene.does("removes", "bo", "leo", (await scene.channel(2)).id)  # who declared it

    assert "There is no INC-2." in await scene.types("leo", "/incident summary INC-2", where=LOBBY)


async def test_it_never_becomes_public_because_slack_refuses(scene: Scene) -> None:
    scene.stage.slack.faults.error("conversations.create", error="restricted_action")
    await private(scene)
    await scene.after(10)

    assert sorted(scene.stage.slack.world.directory.names) == ["general", "incidents"]
