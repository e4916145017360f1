"""Who people are to an app: three names each, guests of one channel, people of other companies, user groups."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from tests.workspace.test_events import listen
from workspace.server import LocalSlack
from workspace.state.clock import HandClock
from workspace.state.refusals import Cannot

PEOPLE: dict[str, Any] = {
    "leo": "Leo Torres",
    "ana": {"name": "Ana Brandt", "display_name": "ana", "legacy_name": "jdoe42"},
    "bea": {"name": "Annabelle", "legacy_name": "ana"},
    "gus": {"name": "Gus Guest", "single_channel": True},
    "eve": {"name": "Eve Else", "team_id": "T0OTHER"},
    "dan": {"name": "Dan Gone", "deleted": True},
}


@pytest.fixture
async def slack(clock: HandClock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(people=PEOPLE, clock=clock, seed=7) as running:
        yield running


@pytest.fixture
async def events(slack: LocalSlack, bolt: AsyncApp) -> list[dict[str, Any]]:
    await slack.people.invites("leo", "app", "general")
    await slack.quiet()
    return listen(bolt)


def user_id(slack: LocalSlack, handle: str) -> str:
    return slack.world.directory.handles[handle].id


async def info(slack: LocalSlack, web: AsyncWebClient, handle: str) -> dict[str, Any]:
    return (await web.users_info(user=user_id(slack, handle)))["user"]


async def test_the_name_people_see_is_not_the_one_on_the_wire(slack: LocalSlack, web: AsyncWebClient) -> None:
    ana, bea = [await info(slack, web, handle) for handle in ("ana", "bea")]

    assert (ana["name"], ana["profile"]["display_name"], ana["real_name"]) == ("jdoe42", "ana", "Ana Brandt")
    assert (bea["name"], bea["profile"]["display_name"]) == ("ana", "")


async def test_who_has_one_name_has_no_first_name(slack: LocalSlack, web: AsyncWebClient) -> None:
    profile = (await info(slack, web, "bea"))["profile"]

    assert (profile["real_name"], "first_name" in profile) == ("Annabelle", False)


async def test_who_is_gone_has_a_name_in_the_profile_alone(slack: LocalSlack, web: AsyncWebClient) -> None:
    dan = await info(slack, web, "dan")

    assert (dan["deleted"], "real_name" in dan, dan["profile"]["real_name"]) == (True, False, "Dan Gone")


async def test_a_command_carries_the_legacy_name(slack: LocalSlack, bolt: AsyncApp) -> None:
    got: list[dict[str, Any]] = []

    @bolt.command("/incident")
    async def incident(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    await slack.people.types("ana", "/incident role logs @Annabelle")

    assert (got[0]["user_name"], got[0]["text"]) == ("jdoe42", f"role logs <@{user_id(slack, 'bea')}|ana>")


async def test_people_of_another_company_are_in_no_list(slack: LocalSlack, web: AsyncWebClient) -> None:
    listed = [user["id"] for user in (await web.users_list())["members"]]
    eve = await info(slack, web, "eve")

    assert user_id(slack, "eve") not in listed
    assert (eve["team_id"], eve["is_stranger"], eve["is_restricted"]) == ("T0OTHER", True, False)


async def test_their_invitation_makes_the_channel_shared(
    slack: LocalSlack, web: AsyncWebClient, events: list[dict[str, Any]]
) -> None:
    await slack.people.invites("leo", "eve", "general")
    await slack.people.says("eve", "hello")
    await slack.quiet()
    shape = (await web.conversations_info(channel=slack.world.directory.names["general"].id))["channel"]

    assert (shape["is_ext_shared"], shape["connected_team_ids"]) == (True, ["T0OTHER"])
    assert events[0]["team"] == "T0OTHER"
    assert (events[2]["text"], events[2]["user_team"], events[2]["team"]) == ("hello", "T0OTHER", "T0OTHER")


async def test_events_of_a_shared_channel_say_so(slack: LocalSlack, bolt: AsyncApp) -> None:
    got: list[bool] = []

    @bolt.event("message")
    async def heard(body: dict[str, Any]) -> None:
        got.append(body["is_ext_shared_channel"])

    await slack.people.invites("leo", "app", "general")
    await slack.people.says("leo", "among us")
    await slack.quiet()
    got.clear()
    await slack.people.invites("leo", "eve", "general")
    await slack.people.says("leo", "not among us")
    await slack.quiet()

    assert got[-1] is True


async def test_they_have_no_commands_of_the_app(slack: LocalSlack) -> None:
    await slack.people.invites("leo", "eve", "general")

    with pytest.raises(Cannot, match="of another company"):
        await slack.people.types("eve", "/incident help")


async def test_an_app_cannot_bring_them_in(slack: LocalSlack, web: AsyncWebClient) -> None:
    room = (await web.conversations_create(name="inc-1"))["channel"]["id"]

    assert await refused(web.conversations_invite(channel=room, users=user_id(slack, "eve"))) == (
        "no_external_invite_permission"
    )


async def test_an_app_writes_to_them_only_where_they_share_a_channel(slack: LocalSlack, web: AsyncWebClient) -> None:
    alone = await refused(web.conversations_open(users=user_id(slack, "eve")))
    for who in ("app", "eve"):
        await slack.people.invites("leo", who, "general")

    assert alone == "user_not_visible"
    assert (await web.conversations_open(users=user_id(slack, "eve")))["ok"]


async def test_a_guest_of_one_channel_comes_into_no_other(slack: LocalSlack, web: AsyncWebClient) -> None:
    room = (await web.conversations_create(name="inc-1"))["channel"]["id"]
    await slack.people.invites("leo", "gus", "general")

    assert await refused(web.conversations_invite(channel=room, users=user_id(slack, "gus"))) == "ura_max_channels"
    assert (await info(slack, web, "gus"))["is_ultra_restricted"] is True


async def test_an_app_does_not_write_to_apps(slack: LocalSlack, web: AsyncWebClient) -> None:
    pager = await slack.apps.installs("pager")

    for somebody in (slack.bot_user_id, pager, "USLACKBOT"):
        assert await refused(web.conversations_open(users=somebody)) == "cannot_dm_bot"
        assert await refused(web.chat_postMessage(channel=somebody, text="hi")) == "channel_not_found"


async def test_slackbot_is_invited_nowhere(web: AsyncWebClient) -> None:
    room = (await web.conversations_create(name="inc-1"))["channel"]["id"]

    assert await refused(web.conversations_invite(channel=room, users="USLACKBOT")) == "cant_invite"


async def test_a_person_is_no_channel_for_what_one_alone_sees(slack: LocalSlack, web: AsyncWebClient) -> None:
    leo = user_id(slack, "leo")

    assert await refused(web.chat_postEphemeral(channel=leo, user=leo, text="psst")) == "channel_not_found"


async def test_a_group_is_picked_like_a_person(slack: LocalSlack, events: list[dict[str, Any]]) -> None:
    group_id = await slack.people.makes_group("leo", "oncall", "On call", ["ana", "bea"])
    await slack.people.fills_group("leo", "oncall", ["ana"])
    await slack.people.says("leo", "@oncall please look")
    await slack.quiet()

    assert [event["type"] for event in events] == [
        "subteam_created",
        "subteam_members_changed",
        "subteam_members_changed",
        "message",
    ]
    assert events[2]["removed_users"] == [user_id(slack, "bea")]
    assert events[3]["text"] == f"<!subteam^{group_id}|@oncall> please look"
