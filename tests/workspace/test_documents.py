"""Canvases, streams and search: what newer apps use beside messages."""

from dataclasses import replace
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


async def test_a_tab_of_a_channel_stands_beside_its_own_canvas_and_is_told_of(
    web: AsyncWebClient, room: str, canvas: str
) -> None:
    tab = (await web.canvases_create(title="Notes", channel_id=room, document_content=markdown("x")))["canvas_id"]
    channel: Any = (await web.conversations_info(channel=room))["channel"]

    assert canvas == channel["properties"]["canvas"]["file_id"]
    assert [("channel_canvas", canvas), ("canvas", tab)] == [
        (shown["type"], shown["data"]["file_id"]) for shown in channel["properties"]["tabs"]
    ]


async def test_the_free_plan_has_one_tab_a_channel_and_no_say_in_who_reads_it(
    web: AsyncWebClient, slack: LocalSlack, room: str
) -> None:
    slack.world.knobs = replace(slack.world.knobs, paid_plan=False)
    tab = (await web.canvases_create(channel_id=room, document_content=markdown("x")))["canvas_id"]
    errors = [
        await refused(web.canvases_create(document_content=markdown("x"))),
        await refused(web.canvases_create(channel_id=room, document_content=markdown("x"))),
        await refused(web.canvases_access_set(canvas_id=tab, access_level="read", channel_ids=[room])),
    ]

    assert [
        "free_teams_cannot_create_standalone_canvases",
        "free_team_canvas_tab_already_exists",
        "restricted_action",
    ] == errors


@pytest.mark.parametrize(
    ("level", "reads", "writes"), [("", False, False), ("read", True, False), ("write", True, True)]
)
async def test_who_is_in_a_channel_may_in_a_canvas_what_the_channel_may(
    web: AsyncWebClient, slack: LocalSlack, level: str, *, reads: bool, writes: bool
) -> None:
    secret = (await web.conversations_create(name="secret", is_private=True))["channel"]["id"]
    ana, bo = (slack.world.directory.handles[who].id for who in ("ana", "bo"))
    await web.conversations_invite(channel=secret, users=ana)
    made = (await web.canvases_create(document_content=markdown("x")))["canvas_id"]
    if level:
        await web.canvases_access_set(canvas_id=made, access_level=level, channel_ids=[secret])
    directory = slack.world.directory
    canvas = directory.canvases[made]

    assert (reads, writes) == tuple(directory.may_in_canvas(canvas, ana, what) for what in ("read", "write"))
    assert not directory.may_in_canvas(canvas, bo, "read")


async def test_somebody_elses_canvas_is_unknown_until_the_caller_may_read_it(
    web: AsyncWebClient, slack: LocalSlack, canvas: str, room: str
) -> None:
    hers = slack.world.directory.canvases[canvas]
    hers.user, hers.levels = slack.world.directory.handles["ana"].id, {}
    change = {"operation": "replace", "document_content": markdown("ours")}
    unknown = await refused(web.canvases_edit(canvas_id=canvas, changes=[change]))
    hers.levels = {room: "read"}
    closed = await refused(web.canvases_edit(canvas_id=canvas, changes=[change]))

    assert ("canvas_not_found", "restricted_action", "# What\n\nwords") == (unknown, closed, hers.text)


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
