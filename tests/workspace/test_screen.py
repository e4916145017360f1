"""What people read on their screens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import MORNING
from workspace.people.mrkdwn import Reader
from workspace.server import LocalSlack
from workspace.state.clock import HandClock

NOON_S = int(datetime(2026, 5, 14, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def reader(slack: LocalSlack) -> Reader:
    return Reader(slack.world.directory, ZoneInfo("Europe/Berlin"), MORNING)


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("{date_num} {time}", "2026-05-14 14:00"),
        ("{date}", "May 14th, 2026"),
        ("{date_short}", "May 14, 2026"),
        ("{date_long}", "Thursday, May 14th, 2026"),
        ("{date_short_pretty} at {time}", "today at 14:00"),
        ("{ago}", "in 180 minutes"),
    ],
)
def test_a_date_is_written_in_the_readers_zone(reader: Reader, form: str, read: str) -> None:
    assert reader.plain(f"<!date^{NOON_S}^{form}|later>") == read


def test_markup_is_read_as_words(reader: Reader) -> None:
    text = "*bold* and _soft_ ~gone~ <https://example.com|page> a &lt;b&gt; 2*3*4 snake_case_name"

    assert reader.plain(text) == "bold and soft ~gone~ page (https://example.com) a <b> 2*3*4 snake_case_name"


def test_names_and_channels_are_read_as_names(reader: Reader, slack: LocalSlack) -> None:
    ana, general = slack.world.directory.handles["ana"].id, slack.world.directory.names["general"].id

    assert reader.plain(f"<@{ana}> in <#{general}> <!here>") == "@ana in #general @here"


async def test_a_channel_reads_like_a_channel(
    slack: LocalSlack, web: AsyncWebClient, clock: HandClock, room: str
) -> None:
    root = await slack.people.says("leo", "two are there", "inc-1")
    await clock.advance(timedelta(minutes=5))
    await slack.people.says("ana", "where?", "inc-1", thread=root)
    await slack.people.edits("leo", root, "three are there")
    await slack.people.reacts("ana", "pushpin", root)

    assert slack.screen.channel(room).split("\n")[3:] == [
        "09:00 leo: three are there (edited)",
        "    :pushpin: 1",
        "    09:05 ana: where?",
        "",
    ]


async def test_everybody_reads_in_their_own_zone(slack: LocalSlack, room: str) -> None:
    await slack.people.changes("ana", tz="America/Sao_Paulo")
    await slack.people.says("leo", "hello", "inc-1")
    handles = slack.world.directory.handles

    assert "11:00 leo: hello" in slack.screen.channel(room, viewer=handles["leo"])
    assert "06:00 leo: hello" in slack.screen.channel(room, viewer=handles["ana"])


async def test_buttons_and_fields_are_seen(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "I take logs"}}
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "INC-1"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*logs*: nobody"}, "accessory": button},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "sev 1"}, {"type": "mrkdwn", "text": "2 min"}]},
        {"type": "divider"},
    ]
    await web.chat_postMessage(channel=room, text="card", blocks=blocks)

    assert slack.screen.channel(room).split("\n")[3:7] == [
        "09:00 app: INC-1",
        "    logs: nobody  [I take logs]",
        "    sev 1  2 min",
        "    ---",
    ]


async def test_rich_text_reads_as_lines(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    def section(*leaves: dict[str, Any]) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": list(leaves)}

    ana = slack.world.directory.handles["ana"].id
    items = [section({"type": "text", "text": word}) for word in ("logs", "code")]
    elements = [
        section(
            {"type": "user", "user_id": ana}, {"type": "text", "text": " sees "}, {"type": "emoji", "name": "eyes"}
        ),
        {"type": "rich_text_list", "style": "ordered", "elements": items},
        {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://example.com"}]},
    ]
    await web.chat_postMessage(channel=room, blocks=[{"type": "rich_text", "elements": elements}], text="duties")

    assert slack.screen.channel(room).split("\n")[3:] == [
        "09:00 app: @ana sees 👀",
        "    1. logs",
        "    2. code",
        "    > https://example.com",
        "",
    ]


async def test_a_channel_tells_its_state(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    await web.bookmarks_add(channel_id=room, title="Bridge", type="link", link="https://example.com/b")
    await web.conversations_setTopic(channel=room, topic="SEV1")
    await web.conversations_archive(channel=room)

    assert slack.screen.channel(room).split("\n")[:3] == [
        "#inc-1 (archived)",
        "Topic: SEV1",
        "Bookmark: Bridge (https://example.com/b)",
    ]


async def test_the_whole_story_holds_what_only_some_saw(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    leo = slack.world.directory.handles["leo"].id
    await web.chat_postEphemeral(channel=room, user=leo, text="psst")
    gone = await slack.people.says("ana", "oops", "inc-1")
    await slack.people.deletes("ana", gone)

    assert slack.screen.channel(room, everything=True).split("\n")[3:] == [
        "09:00 app (Only visible to leo): psst",
        "09:00 ana (deleted): oops",
        "",
    ]


async def test_two_runs_write_the_same_bytes() -> None:
    async def run() -> tuple[str, str]:
        async with LocalSlack(people={"leo": "Leo Torres"}, clock=HandClock(MORNING), seed=3) as slack:
            ts = await slack.people.says("leo", "hello")
            await slack.people.reacts("leo", "eyes", ts)
            return ts, slack.bot_token + slack.screen.person(slack.world.directory.handles["leo"])

    assert await run() == await run()


async def test_another_seed_gives_other_ids() -> None:
    ids = [LocalSlack(people={"leo": "Leo Torres"}, seed=seed).bot_user_id for seed in (1, 2)]

    assert ids[0] != ids[1]
