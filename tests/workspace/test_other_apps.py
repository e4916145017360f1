"""What other apps and Slack itself post, and what the app under test hears of it."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.test_events import kinds, listen
from tests.workspace.test_people import actions, button
from workspace.server import LocalSlack
from workspace.state.refusals import Cannot

ALERT = {"fallback": "CPU 98 % on db-3", "title": "db-3 is slow", "color": "danger"}


@pytest.fixture
def events(room: str, bolt: AsyncApp) -> list[dict[str, Any]]:
    return listen(bolt)


async def test_a_hook_posts_without_user_and_text(slack: LocalSlack, events: Any) -> None:
    await slack.apps.posts("pager", "inc-1", attachments=[ALERT])
    await slack.quiet()
    post = events[0]

    assert (post["subtype"], post["username"], post["text"], "user" in post) == ("bot_message", "pager", "", False)
    assert post["attachments"] == [{"id": 1, **ALERT}]
    assert post["bot_id"].startswith("B")


async def test_a_hook_edits_what_it_posted(slack: LocalSlack, events: Any) -> None:
    ts = await slack.apps.posts("pager", "inc-1", attachments=[ALERT])
    await slack.apps.edits("pager", ts, "inc-1", attachments=[ALERT | {"title": "db-3 is fine"}])
    await slack.quiet()

    assert kinds(events) == ["bot_message", "message_changed"]
    assert ("user" in events[1]["message"], "edited" in events[1]["message"]) == (False, False)


async def test_an_app_with_a_bot_user_posts_by_its_name(slack: LocalSlack, events: Any) -> None:
    user_id = await slack.apps.installs("pager", "Pager")
    await slack.apps.posts("pager", "inc-1", "disk full")
    await slack.quiet()
    post = events[-1]

    assert (post["user"], post["bot_profile"]["name"], "subtype" in post) == (user_id, "Pager", False)
    assert post["bot_id"] != slack.bot_id


async def test_a_persons_post_through_an_app_carries_both(slack: LocalSlack, events: Any) -> None:
    await slack.apps.posts("client", "inc-1", "two are there", for_person="ana")
    await slack.quiet()

    assert (events[0]["user"], events[0]["bot_id"][0]) == (slack.world.directory.handles["ana"].id, "B")


async def test_replies_to_a_hook_are_counted(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    root = await slack.apps.posts("pager", "inc-1", "disk full")
    await slack.apps.posts("pager", "inc-1", "disk fuller", thread=root)
    found = (await web.conversations_replies(channel=room, ts=root))["messages"]

    assert (found[0]["reply_count"], found[0]["reply_users"]) == (1, [found[0]["bot_id"]])
    assert "parent_user_id" not in found[1]


async def test_another_apps_button_is_not_pressed_here(slack: LocalSlack, room: str) -> None:
    await slack.apps.posts("pager", "inc-1", "disk full", blocks=actions(button("Acknowledge")))

    with pytest.raises(Cannot, match="nothing to press called 'Acknowledge'"):
        await slack.people.presses("leo", "Acknowledge", "inc-1")


async def test_an_app_changes_no_others_message(slack: LocalSlack, room: str) -> None:
    ts = await slack.apps.posts("pager", "inc-1", "disk full")

    with pytest.raises(Cannot, match="monitor did not write this message"):
        await slack.apps.deletes("monitor", ts, "inc-1")


async def test_slackbot_looks_like_a_person(slack: LocalSlack, events: Any) -> None:
    await slack.slackbot.says("Reminder: nothing new")
    await slack.quiet()

    assert (events[0]["user"], events[0]["channel_type"], "bot_id" in events[0]) == ("USLACKBOT", "im", False)


async def test_slack_writes_lines_of_any_subtype(slack: LocalSlack, events: Any) -> None:
    await slack.slackbot.line("inc-1", "huddle_thread", "A huddle started")
    await slack.quiet()

    assert (events[0]["subtype"], events[0]["user"]) == ("huddle_thread", "USLACKBOT")
