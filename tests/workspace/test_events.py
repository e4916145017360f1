"""Which events an app hears, and what they hold."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import MORNING, PEOPLE, refused
from workspace.server import LocalSlack
from workspace.state.clock import HandClock

MANIFEST = {
    "display_information": {"name": "Clerk"},
    "features": {"slash_commands": [{"command": "/clerk", "should_escape": False}]},
    "oauth_config": {"scopes": {"bot": ["channels:history", "channels:manage", "chat:write", "users:read"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.channels", "reaction_added"]}},
}
Heard = Callable[[], Any]


def listen(app: AsyncApp) -> list[dict[str, Any]]:
    got: list[dict[str, Any]] = []

    @app.event({"type": re.compile(".*")})
    async def heard(event: dict[str, Any]) -> None:
        got.append(event)

    @app.event({"type": "message", "subtype": re.compile(".*")})
    async def line(event: dict[str, Any]) -> None:
        got.append(event)

    return got


@pytest.fixture
def events(room: str, bolt: AsyncApp) -> list[dict[str, Any]]:
    """What the app hears once it has its room."""
    return listen(bolt)


@pytest.fixture
async def clerk(http: aiohttp.ClientSession) -> AsyncIterator[tuple[LocalSlack, AsyncWebClient, list[dict[str, Any]]]]:
    """A Slack whose app has few scopes and subscriptions."""
    async with LocalSlack(people=PEOPLE, clock=HandClock(MORNING), manifest=MANIFEST) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http)
        app = AsyncApp(client=client, process_before_response=True)
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()
        yield slack, client, listen(app)
        await handler.close_async()


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event.get("subtype") or event["type"] for event in events]


async def test_an_edit_carries_both_versions(slack: LocalSlack, events: Any) -> None:
    ts = await slack.people.says("leo", "two are there", "inc-1")
    await slack.people.edits("leo", ts, "three are there")
    await slack.quiet()

    assert kinds(events) == ["message", "message_changed"]
    assert events[1]["previous_message"]["text"] == "two are there"
    assert (events[1]["message"]["text"], events[1]["message"]["ts"]) == ("three are there", ts)


async def test_a_deletion_names_what_is_gone(slack: LocalSlack, events: Any) -> None:
    ts = await slack.people.says("leo", "oops", "inc-1")
    await slack.people.deletes("leo", ts)
    await slack.quiet()

    assert (events[1]["subtype"], events[1]["deleted_ts"], events[1]["hidden"]) == ("message_deleted", ts, True)


async def test_a_mention_comes_twice_with_one_ts(slack: LocalSlack, events: Any) -> None:
    ts = await slack.people.says("leo", "@app what do we know?", "inc-1")
    await slack.quiet()

    assert kinds(events) == ["message", "app_mention"]
    assert {event["ts"] for event in events} == {ts}


async def test_an_edited_mention_comes_once_more_with_its_old_ts(slack: LocalSlack, events: Any) -> None:
    ts = await slack.people.says("leo", "@app reprot two are there", "inc-1")
    await slack.people.edits("leo", ts, "@app report two are there")
    await slack.quiet()

    assert kinds(events) == ["message", "app_mention", "message_changed", "app_mention"]
    assert (events[3]["ts"], events[3]["edited"]["user"]) == (ts, events[3]["user"])
    assert events[3]["text"].endswith("report two are there")


async def test_a_mention_with_a_file_or_of_what_somebody_does_comes_as_a_message_alone(
    slack: LocalSlack, events: Any
) -> None:
    ts = await slack.people.says("leo", "@app look at this", "inc-1", files=["graph.png"])
    await slack.slackbot.line("inc-1", "me_message", f"asks <@{slack.bot_user_id}>", user="leo")
    await slack.quiet()

    assert kinds(events) == ["file_share", "me_message"]

    await slack.people.edits("leo", ts, "@app note look at this")
    await slack.quiet()

    assert kinds(events)[2:] == ["message_changed", "app_mention"]


async def test_a_name_that_an_edit_adds_is_a_mention(slack: LocalSlack, events: Any) -> None:
    ts = await slack.people.says("leo", "what do we know?", "inc-1")
    await slack.people.edits("leo", ts, "@app what do we know?")
    await slack.quiet()

    assert kinds(events) == ["message", "message_changed", "app_mention"]


async def test_a_link_has_its_preview_without_an_edit(slack: LocalSlack, clock: HandClock, events: Any) -> None:
    ts = await slack.people.says("leo", "see https://example.com/runbook please", "inc-1")
    await clock.advance(timedelta(seconds=3))
    await slack.quiet()
    changed = events[1]["message"]

    assert kinds(events) == ["message", "message_changed"]
    assert (changed["ts"], changed["text"], "edited" in changed) == (ts, events[0]["text"], False)
    assert changed["attachments"][0]["from_url"] == "https://example.com/runbook"


async def test_a_forwarded_message_has_its_words_in_an_attachment(slack: LocalSlack, events: Any) -> None:
    ts = await slack.people.says("ana", "CPU is at 98 %")
    await slack.people.forwards("leo", ts, "inc-1")
    await slack.quiet()
    share = events[0]["attachments"][0]

    assert (events[0]["text"], share["text"], share["is_share"]) == ("", "CPU is at 98 %", True)
    assert share["author_id"] == slack.world.directory.handles["ana"].id


async def test_a_mention_where_the_app_is_not_is_not_heard(slack: LocalSlack, events: Any) -> None:
    await slack.people.says("leo", "@app are you there?")
    await slack.quiet()

    assert events == []


async def test_a_reply_in_a_thread_names_its_root(slack: LocalSlack, events: Any) -> None:
    root = await slack.people.says("leo", "root", "inc-1")
    await slack.people.says("ana", "reply", "inc-1", thread=root)
    await slack.quiet()

    assert events[1]["thread_ts"] == root


async def test_joining_is_a_line_and_an_event(slack: LocalSlack, events: Any) -> None:
    await slack.people.joins("bo", "inc-1")
    await slack.quiet()

    assert kinds(events) == ["member_joined_channel", "channel_join"]


async def test_leaving_is_a_line_and_an_event(slack: LocalSlack, events: Any) -> None:
    await slack.people.leaves("ana", "inc-1")
    await slack.quiet()

    assert kinds(events) == ["member_left_channel", "channel_leave"]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (("reacts", "leo", "pushpin", "{ts}"), "reaction_added"),
        (("pins", "leo", "{ts}"), "pin_added"),
        (("archives", "leo", "inc-1"), "channel_archive"),
        (("sets_topic", "leo", "inc-1", "SEV1"), "channel_topic"),
        (("changes", "ana"), "user_change"),
        (("opens_home", "leo"), "app_home_opened"),
    ],
)
async def test_an_act_is_an_event(slack: LocalSlack, events: Any, act: tuple[str, ...], kind: str) -> None:
    ts = await slack.people.says("leo", "hello", "inc-1")
    name, *rest = (part.format(ts=ts) for part in act)
    await getattr(slack.people, name)(*rest)
    await slack.quiet()

    assert kind in kinds(events)


async def test_a_direct_message_is_heard_as_one(slack: LocalSlack, events: Any) -> None:
    await slack.people.says("leo", "nothing new", "dm")
    await slack.quiet()

    assert (kinds(events), events[0]["channel_type"]) == (["message"], "im")


async def test_a_private_channel_is_a_group(slack: LocalSlack, events: Any) -> None:
    await slack.people.creates("leo", "secret", private=True)
    await slack.people.invites("leo", "app", "secret")
    await slack.people.says("leo", "hush", "secret")
    await slack.quiet()

    assert (kinds(events), events[-1]["channel_type"]) == (["member_joined_channel", "message"], "group")


async def test_the_envelope_names_app_team_and_authorization(slack: LocalSlack, bolt: AsyncApp) -> None:
    got: list[dict[str, Any]] = []

    @bolt.event("channel_created")
    async def made(body: dict[str, Any]) -> None:
        got.append(body)

    await slack.people.creates("leo", "news")
    await slack.quiet()

    assert (got[0]["api_app_id"], got[0]["team_id"], got[0]["event_id"][:2]) == (slack.app_id, slack.team_id, "Ev")
    assert [one["user_id"] for one in got[0]["authorizations"]] == [slack.bot_user_id]


async def test_what_was_not_subscribed_is_not_heard(clerk: Any) -> None:
    slack, web, events = clerk
    await web.conversations_create(name="clerks")
    await slack.people.joins("leo", "clerks")
    await slack.quiet()

    assert kinds(events) == ["channel_join"]


async def test_a_subscription_without_its_scope_is_silent(clerk: Any) -> None:
    slack, web, events = clerk
    await web.conversations_create(name="clerks")
    await slack.people.joins("leo", "clerks")
    ts = await slack.people.says("leo", "hello", "clerks")
    await slack.people.reacts("leo", "eyes", ts)
    await slack.quiet()

    assert kinds(events) == ["channel_join", "message"]


async def test_a_call_without_its_scope_says_what_it_needs(clerk: Any) -> None:
    _, web, _ = clerk
    with pytest.raises(Exception, match="missing_scope") as no:
        await web.pins_list(channel="C1")

    assert no.value.response["needed"] == "pins:read"  # type: ignore[attr-defined]


async def test_a_private_channel_needs_the_scope_of_its_kind(clerk: Any) -> None:
    _, web, _ = clerk

    assert await refused(web.conversations_create(name="secret", is_private=True)) == "missing_scope"


async def test_without_the_scope_there_is_no_address(clerk: Any) -> None:
    slack, web, _ = clerk
    user = await web.users_info(user=slack.world.directory.handles["leo"].id)

    assert "email" not in user["user"]["profile"]


async def test_an_app_without_a_messages_tab_cannot_write_to_people(http: aiohttp.ClientSession) -> None:
    manifest = MANIFEST | {"features": {"app_home": {"messages_tab_enabled": False}}}
    async with LocalSlack(people=PEOPLE, clock=HandClock(MORNING), manifest=manifest) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http)
        call = web.chat_postMessage(channel=slack.world.directory.handles["leo"].id, text="psst")

        assert await refused(call) == "messages_tab_disabled"


async def test_a_command_without_should_escape_arrives_as_typed(clerk: Any) -> None:
    slack, _, _ = clerk

    assert slack.world.app.command("/clerk").should_escape is False
    with pytest.raises(Exception, match="/other is not a valid command"):
        await slack.people.types("leo", "/other")
