"""Conversations: the rules of names, of membership, and the events about both."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("a" * 81, "invalid_name_maxlength"),
        ("Inc 1", "invalid_name_specials"),
        ("---", "invalid_name_punctuation"),
        ("general", "name_taken"),
    ],
)
async def test_a_name_that_slack_refuses_is_refused(web: AsyncWebClient, name: str, error: str) -> None:
    assert await refused(web.conversations_create(name=name)) == error


async def test_a_name_of_eighty_letters_is_allowed(web: AsyncWebClient) -> None:
    made = await web.conversations_create(name="a" * 80)

    assert made["channel"]["name"] == "a" * 80


async def test_whoever_makes_a_channel_is_in_it(web: AsyncWebClient) -> None:
    made = await web.conversations_create(name="inc-1")

    assert made["channel"]["is_member"] is True


async def test_an_archived_channel_keeps_its_name(web: AsyncWebClient, room: str) -> None:
    await web.conversations_archive(channel=room)

    assert await refused(web.conversations_create(name="inc-1")) == "name_taken"


async def test_one_wrong_guest_keeps_all_out(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    bo = slack.world.directory.handles["bo"].id
    error = await refused(web.conversations_invite(channel=room, users=[bo, "U0NOBODY"]))

    assert (error, bo in slack.world.directory.channels[room].members) == ("user_not_found", False)


async def test_force_lets_the_right_guests_in(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    bo = slack.world.directory.handles["bo"].id
    answer = await web.conversations_invite(channel=room, users=[bo, "U0NOBODY"], force=True)

    assert answer["errors"] == [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert bo in slack.world.directory.channels[room].members


async def test_nobody_can_invite_themselves(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    assert await refused(web.conversations_invite(channel=room, users=slack.bot_user_id)) == "cant_invite_self"


async def test_a_topic_beyond_the_limit_is_too_long(web: AsyncWebClient, room: str) -> None:
    assert await refused(web.conversations_setTopic(channel=room, topic="x" * 251)) == "too_long"


async def test_a_topic_leaves_a_line_in_the_channel(web: AsyncWebClient, room: str) -> None:
    await web.conversations_setTopic(channel=room, topic="SEV1")
    newest = (await web.conversations_history(channel=room, limit=1))["messages"][0]

    assert (newest["subtype"], newest["topic"]) == ("channel_topic", "SEV1")


async def test_a_private_channel_does_not_exist_for_others(web: AsyncWebClient, slack: LocalSlack) -> None:
    secret = await slack.people.creates("leo", "secret", private=True)

    assert await refused(web.conversations_info(channel=secret)) == "channel_not_found"


async def test_a_channel_one_is_not_in_cannot_be_read(web: AsyncWebClient, slack: LocalSlack) -> None:
    general = slack.world.directory.names["general"].id

    assert await refused(web.conversations_history(channel=general)) == "not_in_channel"


async def test_the_general_channel_cannot_be_archived(web: AsyncWebClient, slack: LocalSlack) -> None:
    general = slack.world.directory.names["general"].id
    await web.conversations_join(channel=general)

    assert await refused(web.conversations_archive(channel=general)) == "cant_archive_general"


async def test_an_archived_channel_takes_no_posts(web: AsyncWebClient, room: str) -> None:
    await web.conversations_archive(channel=room)

    assert await refused(web.chat_postMessage(channel=room, text="late")) == "is_archived"


async def test_an_unarchived_channel_takes_posts_again(
    web: AsyncWebClient, slack: LocalSlack, http: aiohttp.ClientSession, room: str
) -> None:
    await web.conversations_archive(channel=room)
    person = AsyncWebClient(token=slack.user_token, base_url=slack.api_url, session=http)
    await person.conversations_unarchive(channel=room)

    assert (await person.chat_postMessage(channel=room, text="back"))["ok"]


async def test_renaming_remembers_the_old_name(web: AsyncWebClient, room: str) -> None:
    answer = await web.conversations_rename(channel=room, name="inc-2")

    assert answer["channel"]["previous_names"] == ["inc-1"]


async def test_joining_twice_is_only_a_warning(web: AsyncWebClient, slack: LocalSlack) -> None:
    general = slack.world.directory.names["general"].id
    await web.conversations_join(channel=general)

    assert (await web.conversations_join(channel=general))["warning"] == "already_in_channel"


async def test_the_same_people_have_one_direct_message(web: AsyncWebClient, slack: LocalSlack) -> None:
    leo = slack.world.directory.handles["leo"].id
    first = await web.conversations_open(users=leo)
    second = await web.conversations_open(users=leo)

    assert (second["channel"]["id"], second["already_open"]) == (first["channel"]["id"], True)


async def test_a_deactivated_person_cannot_be_written_to(web: AsyncWebClient, slack: LocalSlack) -> None:
    await slack.people.deactivates("bo")

    assert await refused(web.conversations_open(users=slack.world.directory.handles["bo"].id)) == "user_disabled"


async def test_a_long_list_comes_in_pages(web: AsyncWebClient) -> None:
    for number in range(5):
        await web.conversations_create(name=f"inc-{number}")
    pages = [[c["name"] for c in page["channels"]] async for page in await web.conversations_list(limit=2)]

    assert pages == [["general", "inc-0"], ["inc-1", "inc-2"], ["inc-3", "inc-4"]]


async def test_a_cursor_of_ones_own_making_is_invalid(web: AsyncWebClient) -> None:
    assert await refused(web.conversations_list(cursor="bm9uc2Vuc2U=")) == "invalid_cursor"


async def test_users_conversations_holds_only_what_one_is_in(web: AsyncWebClient, room: str) -> None:
    listed = await web.users_conversations(types="public_channel")

    assert [channel["id"] for channel in listed["channels"]] == [room]
