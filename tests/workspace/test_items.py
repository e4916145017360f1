"""What hangs on messages and channels: pins, bookmarks, reactions, files; and the people and groups around them."""

from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack
from workspace.state.clock import HandClock
from workspace.state.world import Knobs


async def posted(web: AsyncWebClient, room: str) -> str:
    return (await web.chat_postMessage(channel=room, text="card"))["ts"]


async def test_a_pin_is_listed_and_leaves_a_line(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await posted(web, room)
    await web.pins_add(channel=room, timestamp=ts)
    pinned = [item["message"]["ts"] for item in (await web.pins_list(channel=room))["items"]]
    newest = (await web.conversations_history(channel=room, limit=1))["messages"][0]

    assert (pinned, newest["subtype"]) == ([ts], "pinned_item")


async def test_a_message_is_pinned_once(web: AsyncWebClient, room: str) -> None:
    ts = await posted(web, room)
    await web.pins_add(channel=room, timestamp=ts)

    assert await refused(web.pins_add(channel=room, timestamp=ts)) == "already_pinned"


async def test_what_is_not_pinned_cannot_be_unpinned(web: AsyncWebClient, room: str) -> None:
    assert await refused(web.pins_remove(channel=room, timestamp=await posted(web, room))) == "no_pin"


async def test_an_unpinned_message_is_off_the_list(web: AsyncWebClient, room: str) -> None:
    ts = await posted(web, room)
    await web.pins_add(channel=room, timestamp=ts)
    await web.pins_remove(channel=room, timestamp=ts)

    assert (await web.pins_list(channel=room))["items"] == []


async def test_a_reaction_can_be_taken_back(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await posted(web, room)
    await slack.people.reacts("leo", ":eyes:", ts)
    await slack.people.unreacts("leo", "eyes", ts)

    assert await refused(web.reactions_remove(channel=room, timestamp=ts, name="eyes")) == "no_reaction"


async def test_a_reaction_counts_people(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await posted(web, room)
    await web.reactions_add(channel=room, timestamp=ts, name="eyes")
    await slack.people.reacts("leo", "eyes", ts)
    message = (await web.reactions_get(channel=room, timestamp=ts))["message"]

    people = [slack.bot_user_id, slack.world.directory.handles["leo"].id]
    assert message["reactions"] == [{"name": "eyes", "users": people, "count": 2}]


async def test_nobody_reacts_twice_alike(web: AsyncWebClient, room: str) -> None:
    ts = await posted(web, room)
    await web.reactions_add(channel=room, timestamp=ts, name="eyes")

    assert await refused(web.reactions_add(channel=room, timestamp=ts, name="eyes")) == "already_reacted"


@pytest.mark.parametrize("name", ["big eyes", "party_parrot", "Eyes"])
async def test_an_emoji_has_a_name_that_the_workspace_knows(web: AsyncWebClient, room: str, name: str) -> None:
    ts = await posted(web, room)

    assert await refused(web.reactions_add(channel=room, timestamp=ts, name=name)) == "invalid_name"


@pytest.mark.parametrize("name", ["+1", "thumbsup", "+1::skin-tone-3", "pushpin", "white_check_mark", "flag-de"])
async def test_every_name_of_an_emoji_of_unicode_is_known(web: AsyncWebClient, room: str, name: str) -> None:
    ts = await posted(web, room)

    assert (await web.reactions_add(channel=room, timestamp=ts, name=name))["ok"]


async def test_a_bookmark_can_be_changed_and_taken_away(web: AsyncWebClient, room: str) -> None:
    made = await web.bookmarks_add(channel_id=room, title="Bridge", type="link", link="https://example.com/b")
    changed = await web.bookmarks_edit(channel_id=room, bookmark_id=made["bookmark"]["id"], title="Call")
    await web.bookmarks_remove(channel_id=room, bookmark_id=made["bookmark"]["id"])

    assert changed["bookmark"]["title"] == "Call"
    assert (await web.bookmarks_list(channel_id=room))["bookmarks"] == []


async def test_a_bookmark_needs_a_web_address(web: AsyncWebClient, room: str) -> None:
    assert await refused(web.bookmarks_add(channel_id=room, title="a", type="link", link="nowhere")) == "invalid_link"


async def test_a_file_goes_up_and_comes_down_again(
    web: AsyncWebClient, slack: LocalSlack, room: str, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    page = tmp_path / "summary.md"
    page.write_text("# What happened")
    answer = await web.files_upload_v2(channel=room, file=str(page), title="Summary", initial_comment="Here it is")
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.get(answer["file"]["url_private"], headers=headers) as response:
        content = await response.text()

    assert content == "# What happened"
    assert "(file summary.md)" in slack.screen.channel(room)


async def test_a_file_that_was_never_sent_cannot_be_shared(web: AsyncWebClient, room: str) -> None:
    asked = await web.files_getUploadURLExternal(filename="a.txt", length=3)
    call = web.files_completeUploadExternal(files=[{"id": asked["file_id"]}], channel_id=room)

    assert await refused(call) == "file_not_found"


async def test_with_the_scope_there_is_an_address(slack: LocalSlack, web: AsyncWebClient) -> None:
    leo = slack.world.directory.handles["leo"].id

    assert (await web.users_info(user=leo))["user"]["profile"]["email"] == "leo@example.com"


async def test_people_are_found_by_address(slack: LocalSlack, web: AsyncWebClient) -> None:
    found = await web.users_lookupByEmail(email="ana@example.com")

    assert found["user"]["name"] == "ana"


async def test_a_user_list_holds_people_slackbot_and_the_app(web: AsyncWebClient) -> None:
    listed = await web.users_list()

    assert [member["name"] for member in listed["members"]] == ["leo", "ana", "bo", "slackbot", "app"]


async def test_time_zones_know_summer(web: AsyncWebClient, slack: LocalSlack) -> None:
    leo = await web.users_info(user=slack.world.directory.handles["leo"].id)

    assert (leo["user"]["tz"], leo["user"]["tz_offset"]) == ("Europe/Berlin", 7200)


async def test_a_free_plan_has_no_user_groups(clock: HandClock) -> None:
    async with LocalSlack(people={"leo": "Leo Torres"}, clock=clock, knobs=Knobs(paid_plan=False)) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)

        assert await refused(web.usergroups_list()) == "plan_upgrade_required"


async def test_a_group_has_the_members_it_was_given(web: AsyncWebClient, slack: LocalSlack) -> None:
    group = (await web.usergroups_create(name="On call", handle="oncall"))["usergroup"]["id"]
    ana = slack.world.directory.handles["ana"].id
    await web.usergroups_users_update(usergroup=group, users=[ana])

    assert (await web.usergroups_users_list(usergroup=group))["users"] == [ana]
