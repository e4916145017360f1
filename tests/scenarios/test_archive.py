"""`archive` puts the channel of an incident that is over away; opened again in Slack, it shows the truth at once."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def over(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident resolve")
    await scene.types("leo", "/incident close anyway")


async def test_the_channel_of_a_closed_one_is_archived_once_and_its_record_stays_readable(scene: Scene) -> None:
    await over(scene)
    of_ana = await scene.types("ana", "/incident archive")
    before = (await scene.channel(1)).archived
    answer = await scene.types("leo", "/incident archive")
    channel = await scene.channel(1)

    assert "may archive its channel" in of_ana
    assert not before
    assert "archive" in answer
    assert channel.archived
    assert "closed" in channel.topic["value"]
    assert 1 == sum(call.method == "conversations.archive" for call in scene.stage.slack.calls)
    assert [] == scene.errors()
    assert "archive" in await scene.types("ana", "/incident timeline INC-1", where=LOBBY)
    assert "Documents missing" in await scene.types("eva", "/incident summary INC-1", where=LOBBY)
    assert "INC-1" in await scene.types("eva", "/incident list all", where=LOBBY)
    assert "so already" in await scene.types("leo", "/incident INC-1 archive", where=LOBBY)
    assert 1 == len(await scene.facts(f.PutAway))


async def test_what_is_not_over_keeps_its_channel_and_says_what_is_open_until_it_is_cancelled(scene: Scene) -> None:
    await scene.start()
    running = await scene.types("leo", "/incident archive")
    await scene.types("leo", "/incident resolve")
    resolved = await scene.types("leo", "/incident archive")
    before = (await scene.channel(1)).archived
    for words in ("reopen", "cancel false alarm", "archive"):
        await scene.types("leo", f"/incident {words}")

    assert "is being investigated" in running
    assert "impact start" in resolved
    assert not before
    assert (await scene.channel(1)).archived


async def test_of_a_private_one_those_who_were_in_it_read_on_and_are_reminded_and_nobody_else(scene: Scene) -> None:
    await scene.start("sev2 Payroll leaked @ana:logs +private")
    await scene.presses("ana", "Accept")
    for words in ("follow-up @ana by 20 May call the bank", "resolve", "close anyway", "archive"):
        await scene.types("leo", f"/incident {words}")
    await scene.after(7 * 24 * 60)
    told = {who: await scene.types(who, "/incident INC-1 followups", where=LOBBY) for who in ("ana", "eva")}

    assert (await scene.channel(1)).archived
    assert "call the bank" in told["ana"]
    assert "There is no INC-1." in told["eva"]
    assert any("due today: “call the bank”" in line for line in scene.dms("ana"))


async def test_the_lead_hears_when_slack_forbids_it_and_unarchived_card_topic_and_members_tell_the_truth(
    scene: Scene,
) -> None:
    await over(scene)
    scene.stage.slack.faults.error("conversations.archive", error="restricted_action")
    await scene.types("leo", "/incident archive")

    assert "does not let me archive" in scene.dms("leo")[-1]
    assert not (await scene.incident(1)).archived

    await scene.types("leo", "/incident archive")
    channel = (await scene.incident(1)).channel
    await scene.types("leo", "/incident INC-1 reopen it is back", where=LOBBY)
    await scene.types("leo", "/incident INC-1 title Documents missing again", where=LOBBY)
    await scene.does("unarchives", "leo", channel)
    await scene.does("leaves", "ana", channel)
    await scene.does("invites", "leo", "sitrep", channel)

    assert "investigating" in (await scene.channel(1)).topic["value"]
    assert "again" in (await scene.channel(1)).topic["value"]
    assert "Investigating" in await scene.card(1)
    assert scene.id("ana") not in (await scene.incident(1)).members
    assert not (await scene.incident(1)).archived


async def test_of_one_that_somebody_archived_nobody_is_asked_to_join_the_channel(scene: Scene) -> None:
    await scene.staffed("sev1 Payments fail", logs="ana")
    await scene.does("archives", "leo", (await scene.incident()).channel_name)
    await scene.after(60)
    asked = [text for text in scene.announcements() if "unattended" in text]
    refused = await scene.types("eva", "/incident INC-1 sev 2", where=LOBBY)

    assert [True] == ["Unarchive channel" in text for text in asked]
    assert "Join" not in asked[0] + refused
    assert "Unarchive channel" in refused
