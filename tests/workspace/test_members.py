"""Who is in a conversation: leaving, being put out, what direct messages allow."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack


def user_id(slack: LocalSlack, handle: str) -> str:
    return slack.world.directory.handles[handle].id


async def test_somebody_put_out_is_out(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    await web.conversations_kick(channel=room, user=user_id(slack, "ana"))

    assert (await web.conversations_members(channel=room))["members"] == [slack.bot_user_id, user_id(slack, "leo")]


async def test_nobody_puts_themselves_out(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    assert await refused(web.conversations_kick(channel=room, user=slack.bot_user_id)) == "cant_kick_self"


async def test_who_is_not_in_cannot_be_put_out(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    assert await refused(web.conversations_kick(channel=room, user=user_id(slack, "bo"))) == "not_in_channel"


async def test_an_app_may_leave(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    await web.conversations_leave(channel=room)
    again = await web.conversations_leave(channel=room)

    assert (again["not_in_channel"], slack.bot_user_id in slack.world.directory.channels[room].members) == (True, False)


async def test_the_last_member_cannot_leave(web: AsyncWebClient) -> None:
    alone = (await web.conversations_create(name="alone"))["channel"]["id"]

    assert await refused(web.conversations_leave(channel=alone)) == "last_member"


async def test_an_archived_channel_takes_nobody_in(
    web: AsyncWebClient, slack: LocalSlack, http: aiohttp.ClientSession, room: str
) -> None:
    await web.conversations_archive(channel=room)
    person = AsyncWebClient(token=slack.user_token, base_url=slack.api_url, session=http)

    assert await refused(person.conversations_invite(channel=room, users=user_id(slack, "bo"))) == "is_archived"


async def test_a_hundred_and_one_guests_are_too_many(web: AsyncWebClient, room: str) -> None:
    guests = [f"U0{number:09}" for number in range(101)]

    assert await refused(web.conversations_invite(channel=room, users=guests)) == "invalid_arguments"


async def test_a_direct_message_takes_no_guests(web: AsyncWebClient, slack: LocalSlack) -> None:
    direct = (await web.conversations_open(users=user_id(slack, "leo")))["channel"]["id"]
    call = web.conversations_invite(channel=direct, users=user_id(slack, "ana"))

    assert await refused(call) == "method_not_supported_for_channel_type"


async def test_several_people_share_a_group_message(web: AsyncWebClient, slack: LocalSlack) -> None:
    users = [user_id(slack, handle) for handle in ("leo", "ana")]
    opened = await web.conversations_open(users=users, return_im=True)

    assert (opened["channel"]["is_mpim"], opened["channel"]["name"]) == (True, "mpdm-app--leo--ana-1")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"users": ",".join(f"U0{n:09}" for n in range(9))}, "user_not_found"),
    ],
)
async def test_a_direct_message_needs_people(web: AsyncWebClient, asked: dict[str, str], error: str) -> None:
    assert await refused(web.api_call("conversations.open", params=asked)) == error


async def test_nothing_is_opened_when_it_shall_not_be(web: AsyncWebClient, slack: LocalSlack) -> None:
    call = web.conversations_open(users=user_id(slack, "leo"), prevent_creation=True)

    assert await refused(call) == "channel_not_found"


async def test_people_rename_and_archive_their_own_channels(slack: LocalSlack) -> None:
    await slack.people.creates("ana", "ideas")
    await slack.people.renames("ana", "ideas", "plans")
    await slack.people.archives("ana", "plans")
    archived = slack.world.directory.names["plans"].archived
    await slack.people.unarchives("ana", "plans")

    assert (archived, slack.world.directory.names["plans"].archived) == (True, False)
