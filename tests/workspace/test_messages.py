"""Messages of an app: posted, changed, deleted, shown to one person, scheduled."""

import json
from datetime import timedelta
from typing import Any

import emoji
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import MORNING, refused
from workspace.server import LocalSlack
from workspace.spec.slack import Unknowns
from workspace.state.clock import HandClock
from workspace.state.text import _named, with_emoji_names
from workspace.state.world import Knobs

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "card"}}


async def newest(web: AsyncWebClient, channel: str) -> dict[str, Any]:
    return (await web.conversations_history(channel=channel, limit=1))["messages"][0]


async def test_an_apps_message_has_no_subtype_but_a_bot_id(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    await web.chat_postMessage(channel=room, text="hello")
    message = await newest(web, room)

    assert ("subtype" in message, message["bot_id"], message["user"]) == (False, slack.bot_id, slack.bot_user_id)


async def test_plain_text_gets_a_rich_text_block(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="hello :wave:")
    section = (await newest(web, room))["blocks"][0]["elements"][0]

    assert section["elements"] == [
        {"type": "text", "text": "hello "},
        {"type": "emoji", "name": "wave", "unicode": "1f44b"},
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("done ✅", "done :white_check_mark:"),
        ("👍🏽 by all", ":+1::skin-tone-4: by all"),
        ("sev1 🔴 in 🇩🇪", "sev1 :red_circle: in :flag-de:"),
        ("© 2026 ™", "© 2026 ™"),
    ],
)
async def test_emoji_come_by_name(slack: LocalSlack, web: AsyncWebClient, room: str, typed: str, kept: str) -> None:
    """However they were written, by whomever; on the screen they are signs again."""
    await slack.people.says("leo", typed, room)
    of_leo = (await newest(web, room))["text"]
    posted = await web.chat_postMessage(channel=room, text=typed)
    await web.chat_update(channel=room, ts=posted["ts"], text=f"{typed}!")

    assert [kept, kept, f"{kept}!"] == [of_leo, posted["message"]["text"], (await newest(web, room))["text"]]
    assert f"{typed}!" in slack.screen.channel(room)


def test_a_text_without_a_sign_of_an_emoji_is_what_the_library_makes_of_it_too() -> None:
    """It is asked only about the others: of every emoji there is, one sign at least has to be among those."""
    words = [f"“{sign}” – 3 of 14 ©" for sign in emoji.EMOJI_DATA] + [
        "“Belege fehlen” · ½ done…",
        "a\u200db",
        "1\ufe0f",
    ]

    assert [] == [text for text in words if with_emoji_names(text) != emoji.replace_emoji(text, _named)]


@pytest.mark.parametrize(
    "attachment",
    [
        {"title": "Disk", "blocks": [{"type": "divider"}]},
        {"callback_id": "disk", "blocks": [{"type": "divider"}]},
        {"blocks": [{"type": "nothing"}]},
        {"blocks": "divider"},
    ],
)
async def test_an_attachment_is_of_the_old_kind_or_of_valid_blocks(
    web: AsyncWebClient, room: str, attachment: dict[str, Any]
) -> None:
    """Refused on a live workspace (slackapi/java-slack-sdk)."""
    said = web.chat_postMessage(channel=room, text="x", attachments=[attachment])

    assert await refused(said) == "invalid_attachments"


@pytest.mark.parametrize("blanks", [False, True])
async def test_whether_an_event_type_may_have_blanks_is_a_setting(
    clock: HandClock,
    blanks: bool,  # noqa: FBT001
) -> None:
    knobs = Knobs(unknowns=Unknowns(event_type_may_have_blanks=blanks))
    async with LocalSlack(people={"leo": "Leo Torres"}, clock=clock, knobs=knobs) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        channel = (await web.conversations_create(name="inc-1"))["channel"]["id"]
        said = web.chat_postMessage(channel=channel, text="x", metadata={"event_type": "a b", "event_payload": {}})

        assert await said if blanks else await refused(said) == "invalid_metadata_format"


async def test_stars_become_a_style(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="it is *late*")
    section = (await newest(web, room))["blocks"][0]["elements"][0]

    assert section["elements"][1] == {"type": "text", "text": "late", "style": {"bold": True}}


async def test_a_bare_address_becomes_a_link(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="see https://example.com/a.")

    assert (await newest(web, room))["text"] == "see <https://example.com/a>."


async def test_a_block_id_is_echoed_by_history(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="card", blocks=[SECTION | {"block_id": "post-7"}])

    assert (await newest(web, room))["blocks"][0]["block_id"] == "post-7"


async def test_the_same_post_twice_is_two_messages(web: AsyncWebClient, room: str) -> None:
    first = await web.chat_postMessage(channel=room, text="twice")
    second = await web.chat_postMessage(channel=room, text="twice")

    assert first["ts"] < second["ts"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "a", "thread_ts": "soon"}, "invalid_thread_ts"),
        ({"text": "a", "thread_ts": "17.0"}, "invalid_thread_ts"),
        ({"text": "a", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "a", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"text": "a", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"text": "a", "attachments": [{"text": "b"}] * 101}, "too_many_attachments"),
        ({"text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "a", "metadata": {"event_type": "x", "event_payload": {"a": "b" * 9000}}}, "metadata_too_large"),
    ],
)
async def test_slack_refuses_what_it_cannot_show(
    web: AsyncWebClient, room: str, content: dict[str, Any], error: str
) -> None:
    assert await refused(web.api_call("chat.postMessage", json={"channel": room, **content})) == error


async def test_a_fault_in_blocks_comes_with_its_place(web: AsyncWebClient, room: str) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    with pytest.raises(Exception, match="json-pointer:/blocks/0/text/text"):
        await web.chat_postMessage(channel=room, text="a", blocks=[long])


async def test_a_workspace_may_recognise_a_post_that_comes_again(clock: HandClock) -> None:
    knobs = Knobs(unknowns=Unknowns(client_msg_id_is_idempotent=True))
    async with LocalSlack(people={"leo": "Leo Torres"}, clock=clock, knobs=knobs) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        room = (await web.conversations_create(name="inc-1"))["channel"]["id"]
        call = {"channel": room, "text": "once", "client_msg_id": "7"}
        stamps = {(await web.api_call("chat.postMessage", json=call))["ts"] for _ in range(2)}

    assert len(stamps) == 1


async def test_a_channel_may_be_named_in_a_post(web: AsyncWebClient, room: str) -> None:
    assert (await web.chat_postMessage(channel="#inc-1", text="hi"))["channel"] == room


async def test_only_an_id_will_do_elsewhere(web: AsyncWebClient, room: str) -> None:
    posted = await web.chat_postMessage(channel=room, text="hi")

    assert await refused(web.chat_update(channel="#inc-1", ts=posted["ts"], text="b")) == "channel_not_found"


async def test_a_post_to_a_person_is_a_direct_message(web: AsyncWebClient, slack: LocalSlack) -> None:
    posted = await web.chat_postMessage(channel=slack.world.directory.handles["leo"].id, text="psst")

    assert posted["channel"].startswith("D")


async def test_a_reply_to_a_reply_hangs_on_the_root(web: AsyncWebClient, room: str) -> None:
    root = await web.chat_postMessage(channel=room, text="root")
    reply = await web.chat_postMessage(channel=room, text="reply", thread_ts=root["ts"])
    deeper = await web.chat_postMessage(channel=room, text="deeper", thread_ts=reply["ts"])

    assert deeper["message"]["thread_ts"] == root["ts"]


async def test_a_reply_to_nothing_stands_in_the_channel(web: AsyncWebClient, room: str) -> None:
    posted = await web.chat_postMessage(channel=room, text="reply", thread_ts="1747213200.000099")

    assert (await newest(web, room))["ts"] == posted["ts"]


async def test_an_update_without_blocks_takes_them_away(web: AsyncWebClient, room: str) -> None:
    posted = await web.chat_postMessage(channel=room, text="card", blocks=[SECTION])
    await web.chat_update(channel=room, ts=posted["ts"], text="plain")
    message = await newest(web, room)

    assert (message["blocks"][0]["type"], "edited" in message) == ("rich_text", True)


async def test_an_update_with_blocks_leaves_no_mark(web: AsyncWebClient, room: str) -> None:
    posted = await web.chat_postMessage(channel=room, text="card", blocks=[SECTION])
    await web.chat_update(channel=room, ts=posted["ts"], text="card", blocks=[SECTION])

    assert "edited" not in await newest(web, room)


async def test_metadata_survives_an_update(web: AsyncWebClient, room: str) -> None:
    metadata = {"event_type": "card", "event_payload": {"id": 1}}
    posted = await web.chat_postMessage(channel=room, text="card", metadata=metadata)
    await web.chat_update(channel=room, ts=posted["ts"], text="new")
    history = await web.conversations_history(channel=room, limit=1, include_all_metadata=True)

    assert history["messages"][0]["metadata"] == metadata


async def test_an_update_beyond_4000_letters_is_too_long(web: AsyncWebClient, room: str) -> None:
    posted = await web.chat_postMessage(channel=room, text="card")

    assert await refused(web.chat_update(channel=room, ts=posted["ts"], text="x" * 4001)) == "msg_too_long"


async def test_nobody_updates_the_message_of_another(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await slack.people.says("leo", "mine", "inc-1")

    assert await refused(web.chat_update(channel=room, ts=ts, text="yours")) == "cant_update_message"


async def test_a_root_with_replies_leaves_a_tombstone(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    root = (await web.chat_postMessage(channel=room, text="root"))["ts"]
    reply = await slack.people.says("leo", "reply", "inc-1", thread=root)
    await web.chat_delete(channel=room, ts=root)
    tombstone = await newest(web, room)
    await slack.people.deletes("leo", reply)

    assert (tombstone["subtype"], tombstone["user"]) == ("tombstone", "USLACKBOT")
    assert root not in slack.world.directory.channels[room].messages


async def test_an_ephemeral_message_is_in_no_history(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    leo = slack.world.directory.handles["leo"]
    await web.chat_postEphemeral(channel=room, user=leo.id, text="only you")

    assert (await newest(web, room))["text"] != "only you"
    assert "(Only visible to you): only you" in slack.screen.channel(room, viewer=leo)


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(
    web: AsyncWebClient, slack: LocalSlack, room: str
) -> None:
    bo = slack.world.directory.handles["bo"].id

    assert await refused(web.chat_postEphemeral(channel=room, user=bo, text="a")) == "user_not_in_channel"


async def test_a_permalink_of_a_reply_names_its_root(web: AsyncWebClient, room: str) -> None:
    root = (await web.chat_postMessage(channel=room, text="root"))["ts"]
    reply = (await web.chat_postMessage(channel=room, text="reply", thread_ts=root))["ts"]
    link = await web.chat_getPermalink(channel=room, message_ts=reply)

    dotless = reply.replace(".", "")
    assert link["permalink"] == f"https://local-slack.slack.com/archives/{room}/p{dotless}?thread_ts={root}&cid={room}"


async def test_a_text_beyond_4040_letters_comes_in_pieces(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="x" * 4041)
    history = await web.conversations_history(channel=room, limit=2)

    assert [len(message["text"]) for message in history["messages"]] == [41, 4000]


async def test_a_scheduled_message_comes_at_its_second(
    web: AsyncWebClient, slack: LocalSlack, clock: HandClock, room: str
) -> None:
    post_at = int((MORNING + timedelta(minutes=10)).timestamp())
    await web.chat_scheduleMessage(channel=room, post_at=post_at, text="later")
    await clock.turn(MORNING + timedelta(minutes=11))

    assert (await newest(web, room))["text"] == "later"


async def test_a_scheduled_message_with_metadata_never_comes(web: AsyncWebClient, clock: HandClock, room: str) -> None:
    post_at = int((MORNING + timedelta(minutes=10)).timestamp())
    metadata = json.dumps({"event_type": "a", "event_payload": {}})
    await web.chat_scheduleMessage(channel=room, post_at=post_at, text="later", metadata=metadata)
    await clock.turn(MORNING + timedelta(minutes=11))

    assert (await newest(web, room))["text"] != "later"


async def test_the_past_cannot_be_scheduled(web: AsyncWebClient, room: str) -> None:
    call = web.chat_scheduleMessage(channel=room, post_at=int(MORNING.timestamp()), text="late")

    assert await refused(call) == "time_in_past"


async def test_thirty_messages_in_five_minutes_are_enough(web: AsyncWebClient, room: str) -> None:
    post_at = int((MORNING + timedelta(minutes=10)).timestamp())
    for _ in range(30):
        await web.chat_scheduleMessage(channel=room, post_at=post_at, text="again")

    assert await refused(web.chat_scheduleMessage(channel=room, post_at=post_at, text="x")) == "restricted_too_many"
