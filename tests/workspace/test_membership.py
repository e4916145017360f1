"""Who is in a channel after it was archived, made private, given another id, or after the app was put out of it."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from tests.workspace.test_events import kinds, listen
from workspace.server import LocalSlack
from workspace.state.refusals import Cannot


@pytest.fixture
def events(room: str, bolt: AsyncApp) -> list[dict[str, Any]]:
    return listen(bolt)


@pytest.fixture
async def private(slack: LocalSlack, room: str) -> str:
    await slack.people.converts("leo", "inc-1")
    return room


async def test_an_app_that_is_put_out_hears_only_that_it_left(slack: LocalSlack, events: Any, room: str) -> None:
    await slack.people.removes("leo", "app", "inc-1")
    await slack.people.says("leo", "among us", "inc-1")
    await slack.quiet()

    assert kinds(events) == ["channel_left", "message"]
    assert (events[0]["channel"], events[0]["actor_id"]) == (room, slack.world.directory.handles["leo"].id)


async def test_slackbot_tells_the_app_that_it_was_put_out(slack: LocalSlack, events: Any) -> None:
    leo = slack.world.directory.handles["leo"].id
    await slack.people.removes("leo", "app", "inc-1")
    await slack.quiet()

    assert events[1]["text"] == f"You have been removed from #inc-1 by <@{leo}|leo>"
    assert (events[1]["user"], events[1]["channel_type"], "bot_id" in events[1]) == ("USLACKBOT", "im", False)


async def test_an_app_that_leaves_by_itself_is_told_no_more(
    slack: LocalSlack, web: AsyncWebClient, events: Any, room: str
) -> None:
    await web.conversations_leave(channel=room)
    await slack.quiet()

    assert kinds(events) == ["channel_left"]


async def test_archiving_puts_apps_out_and_keeps_people(slack: LocalSlack, events: Any, room: str) -> None:
    await slack.people.archives("leo", "inc-1")
    await slack.quiet()
    people = slack.world.directory.handles

    assert set(slack.world.directory.channels[room].members) == {people["leo"].id, people["ana"].id}
    assert kinds(events) == ["channel_archive", "channel_archive"]  # the line, and the event


async def test_an_app_reads_nothing_of_an_archived_channel(web: AsyncWebClient, room: str) -> None:
    await web.conversations_archive(channel=room)

    assert await refused(web.conversations_history(channel=room)) == "not_in_channel"


async def test_unarchiving_does_not_bring_the_app_back(
    slack: LocalSlack, web: AsyncWebClient, events: Any, room: str
) -> None:
    await slack.people.archives("leo", "inc-1")
    await slack.people.unarchives("leo", "inc-1")
    await slack.people.says("leo", "are you there?", "inc-1")
    await slack.quiet()

    assert kinds(events)[2:] == ["channel_unarchive"]
    assert await refused(web.conversations_history(channel=room)) == "not_in_channel"


async def test_an_app_cannot_unarchive(web: AsyncWebClient, room: str) -> None:
    await web.conversations_archive(channel=room)

    assert await refused(web.conversations_unarchive(channel=room)) == "not_in_channel"


async def test_a_channel_made_private_keeps_its_id_and_says_so(slack: LocalSlack, events: Any, room: str) -> None:
    await slack.people.converts("leo", "inc-1")
    await slack.quiet()

    assert kinds(events) == ["channel_convert_to_private"]
    assert (events[0]["channel"], events[0]["channel_type"]) == (room, "group")


async def test_a_channel_made_private_is_hidden_from_outsiders(slack: LocalSlack, private: str) -> None:
    with pytest.raises(Cannot, match="sees no channel"):
        await slack.people.joins("bo", "inc-1")


async def test_the_app_stays_in_a_channel_made_private(web: AsyncWebClient, private: str) -> None:
    shape = (await web.conversations_info(channel=private))["channel"]

    assert (shape["is_private"], shape["is_channel"], shape["is_member"]) == (True, False, True)


async def test_only_an_administrator_makes_a_channel_private(slack: LocalSlack, room: str) -> None:
    with pytest.raises(Cannot, match="ana cannot make #inc-1 private"):
        await slack.people.converts("ana", "inc-1")


async def test_a_new_id_is_told_and_the_old_one_unknown(
    slack: LocalSlack, web: AsyncWebClient, events: Any, room: str
) -> None:
    posted = await web.chat_postMessage(channel=room, text="card")
    slack.faults.change_id("inc-1")
    new_id = slack.world.directory.names["inc-1"].id
    await slack.people.says("leo", "still here", "inc-1")
    await slack.quiet()

    assert (events[0]["old_channel_id"], events[0]["new_channel_id"]) == (room, new_id)
    assert events[1]["channel"] == new_id
    assert await refused(web.chat_postMessage(channel=room, text="late")) == "channel_not_found"
    assert (await web.conversations_history(channel=new_id))["messages"][1]["ts"] == posted["ts"]
