"""Canvases, streams and search: what newer apps use beside messages."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack


def markdown(text: str) -> dict[str, str]:
    return {"type": "markdown", "markdown": text}


@pytest.fixture
async def canvas(web: AsyncWebClient, room: str) -> str:
    made = await web.conversations_canvases_create(channel_id=room, document_content=markdown("# What\n\nwords"))
    return str(made["canvas_id"])


async def test_a_channel_has_one_canvas(web: AsyncWebClient, room: str, canvas: str) -> None:
    assert (
        await refused(web.conversations_canvases_create(channel_id=room, document_content=markdown("x")))
        == "channel_canvas_already_exists"
    )


async def test_a_section_is_found_by_its_heading_and_replaced(
    web: AsyncWebClient, slack: LocalSlack, canvas: str
) -> None:
    found = await web.canvases_sections_lookup(canvas_id=canvas, criteria={"section_types": ["h1"]})
    change = {
        "operation": "replace",
        "section_id": found["sections"][0]["id"],
        "document_content": markdown("# What happened"),
    }
    await web.canvases_edit(canvas_id=canvas, changes=[change])

    assert list(slack.world.directory.canvases[canvas].sections.values()) == ["# What happened", "words"]


async def test_a_canvas_takes_one_change_a_call(web: AsyncWebClient, canvas: str) -> None:
    change = {"operation": "insert_at_end", "document_content": markdown("more")}

    assert await refused(web.canvases_edit(canvas_id=canvas, changes=[change, change])) == "invalid_arguments"


async def streaming(web: AsyncWebClient, slack: LocalSlack, room: str) -> str:
    root = (await web.chat_postMessage(channel=room, text="root"))["ts"]
    leo = slack.world.directory.handles["leo"].id
    started = await web.chat_startStream(
        channel=room, thread_ts=root, recipient_user_id=leo, recipient_team_id=slack.team_id
    )
    return str(started["ts"])


async def test_a_stream_grows_and_ends(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await streaming(web, slack, room)
    await web.chat_appendStream(channel=room, ts=ts, markdown_text="two ")
    await web.chat_stopStream(channel=room, ts=ts, markdown_text="are there")

    assert slack.world.directory.channels[room].messages[ts].text == "two are there"


async def test_an_ended_stream_takes_no_more(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await streaming(web, slack, room)
    await web.chat_stopStream(channel=room, ts=ts, markdown_text="done")
    call = web.chat_appendStream(channel=room, ts=ts, markdown_text="more")

    assert await refused(call) == "message_not_in_streaming_state"


async def test_a_stream_in_a_channel_is_for_somebody(web: AsyncWebClient, room: str) -> None:
    root = (await web.chat_postMessage(channel=room, text="root"))["ts"]

    assert await refused(web.chat_startStream(channel=room, thread_ts=root)) == "missing_recipient_user_id"


async def test_search_is_for_people(web: AsyncWebClient) -> None:
    assert await refused(web.search_messages(query="hello")) == "not_allowed_token_type"


async def test_search_finds_what_the_person_may_see(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    await slack.people.creates("ana", "secret", private=True)
    for where in ("inc-1", "secret"):
        await slack.people.says("ana", f"Documents missing in {where}", where)
    found: Any = await web.search_messages(token=slack.user_token, query="documents MISSING")

    assert [match["text"] for match in found["messages"]["matches"]] == ["Documents missing in inc-1"]


async def test_reactions_list_holds_what_one_reacted_to(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    ts = await slack.people.says("leo", "hello", "inc-1")
    await web.reactions_add(channel=room, timestamp=ts, name="eyes")

    assert [item["message"]["ts"] for item in (await web.reactions_list())["items"]] == [ts]
