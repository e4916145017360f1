"""Whatever a reader sees of a message has words, wherever Slack put them."""

from typing import Any

import pytest

from bot.slack.inbound.message_words import Writer, author, is_somebodys, words
from bot.slack.messages.mrkdwn import plain

NAMES = {"UANA": "ana", "C1": "payments", "S1": "oncall"}


def read(message: dict[str, Any]) -> str:
    return plain(words(message), NAMES)


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"text": "", "blocks": [{"type": "rich_text", "elements": list(elements)}]}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(said: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": said, **({"style": style} if style else {})}


def test_a_persons_text_is_their_words_as_they_typed_them() -> None:
    message = rich(section(text("two "), text("found", bold=True))) | {"text": "two *found*"}

    assert read(message) == "two *found*"


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (text("a < b & c"), "a < b & c"),
        (text("systemctl restart", code=True), "`systemctl restart`"),
        (text("loud", bold=True), "loud"),
        ({"type": "link", "url": "https://x.example/?a=1&b=2", "text": "graph"}, "graph (https://x.example/?a=1&b=2)"),
        ({"type": "link", "url": "https://x.example/a_b"}, "https://x.example/a_b"),
        ({"type": "emoji", "name": "fire", "unicode": "1f525"}, ":fire:"),
        ({"type": "emoji", "name": "+1", "skin_tone": 4}, ":+1::skin-tone-4:"),
        ({"type": "user", "user_id": "UANA"}, "@ana"),
        ({"type": "channel", "channel_id": "C1"}, "#payments"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@oncall"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "date", "timestamp": 1778749200, "fallback": "11:00"}, "11:00"),
    ],
)
def test_every_element_of_rich_text_has_its_words(element: dict[str, Any], said: str) -> None:
    assert read(rich(section(text("so "), element))) == f"so {said}"


def test_code_lists_and_quotes_keep_their_lines() -> None:
    message = rich(
        section(text("seen:")),
        {"type": "rich_text_preformatted", "elements": [text("File a.py\n  line 3")]},
        {"type": "rich_text_list", "style": "bullet", "elements": [section(text("a")), section(text("b"))]},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section(text("c"))]},
        {"type": "rich_text_quote", "elements": [text("first\nsecond")]},
    )

    assert read(message) == ("seen:\n```\nFile a.py\n  line 3\n```\n• a\n• b\n    1. c\n> first\n> second")


def test_an_alert_tells_what_its_attachment_shows() -> None:
    attachment = {
        "fallback": "all in one",
        "pretext": "Firing",
        "title": "DiskFull db-3",
        "title_link": "https://alerts.example/7",
        "text": "97 % & rising".replace("&", "&amp;"),
        "fields": [{"title": "Host", "value": "db-3"}, {"title": "", "value": "eu"}],
        "footer": "Opsgenie",
    }

    assert read({"text": "", "attachments": [attachment]}) == (
        "Firing\nDiskFull db-3 (https://alerts.example/7)\n97 % & rising\nHost: db-3\neu"
    )


def test_the_fallback_speaks_for_an_attachment_that_has_nothing_else() -> None:
    assert read({"attachments": [{"fallback": "CPU 98 % &lt;db-3&gt;", "color": "#f00"}]}) == "CPU 98 % <db-3>"


def test_the_blocks_of_an_app_are_what_people_see_of_it() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Deploy & rollback"}},
        {"type": "divider"},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "by <@UANA>"},
            "fields": [{"type": "mrkdwn", "text": "*Host* db-3"}],
            "accessory": {"type": "button", "text": {"type": "plain_text", "text": "Press"}},
        },
        {"type": "context", "elements": [{"type": "image", "alt_text": "graph"}, {"type": "mrkdwn", "text": "now"}]},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Ack"}}]},
        {"type": "markdown", "text": "a < b"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "host"}, section(text("db-3"))]]},
    ]

    assert read({"text": "for the lock screen", "bot_id": "B1", "blocks": blocks}) == (
        "Deploy & rollback\nby @ana\n*Host* db-3\ngraph now\na < b\nhost | db-3"
    )


def test_a_block_that_slack_invents_tomorrow_has_the_words_that_are_in_it() -> None:
    tomorrow = {"type": "card", "body": {"type": "stack", "rows": [[{"type": "mrkdwn", "text": "db-3 is full"}]]}}

    assert read({"text": "This content can't be displayed.", "blocks": [tomorrow]}) == "db-3 is full"


def test_blocks_without_words_leave_the_text_to_speak() -> None:
    assert read({"text": "approved", "bot_id": "B1", "blocks": [{"type": "divider"}]}) == "approved"


@pytest.mark.parametrize(
    "inside",
    [
        {"text": "the customer called"},
        {"text": "", "message_blocks": [{"message": rich(section(text("the customer called")))}]},
        {"fallback": "the customer called"},
    ],
)
def test_a_forwarded_message_is_a_quote_under_its_authors_name(inside: dict[str, Any]) -> None:
    shared = {"is_share": True, "is_msg_unfurl": True, "from_url": "https://x.slack.com/1", "author_name": "Ana Lima"}

    assert read({"text": "see", "attachments": [shared | inside]}) == "see\n> Ana Lima: the customer called"


def test_the_preview_of_a_link_is_nobodys_words() -> None:
    preview = {"from_url": "https://x.example", "title": "Example", "text": "A page"}

    assert read({"text": "see https://x.example", "attachments": [preview]}) == "see https://x.example"


def test_files_are_named_beside_what_was_said_with_them() -> None:
    files = [{"name": "errors.png", "title": "errors.png"}, {"name": "a&b.log"}, {"mode": "tombstone"}]

    assert read({"text": "since 13:20", "files": files}) == "since 13:20\n📎 errors.png\n📎 a&b.log"
    assert read({"text": "", "files": files[:1]}) == "📎 errors.png"


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"user": "UANA"}, Writer("UANA", "", by_app=False)),
        ({"bot_id": "B1", "username": "Opsgenie"}, Writer("", "Opsgenie", by_app=True)),
        ({"bot_id": "B1", "user": "UBOT", "bot_profile": {"name": "Pager"}}, Writer("UBOT", "Pager", by_app=True)),
        (
            {"user": "UX", "user_profile": {"real_name": "Xenia", "display_name": ""}},
            Writer("UX", "Xenia", by_app=False),
        ),
        ({}, Writer("", "", by_app=False)),
    ],
)
def test_the_author_is_whom_the_message_shows(message: dict[str, Any], found: Writer) -> None:
    assert author(message) == found


@pytest.mark.parametrize("subtype", ["me_message", "thread_broadcast", "file_share", "bot_message"])
def test_people_and_apps_speak_in_these_subtypes(subtype: str) -> None:
    assert is_somebodys({"subtype": subtype})
    assert is_somebodys({})


@pytest.mark.parametrize(
    "subtype",
    ["channel_join", "pinned_item", "unpinned_item", "huddle_thread", "tombstone", "document_mention", "of_tomorrow"],
)
def test_slacks_own_lines_are_no_chat_also_those_that_it_invents_tomorrow(subtype: str) -> None:
    assert not is_somebodys({"subtype": subtype})


def test_nesting_without_end_ends() -> None:
    nested: dict[str, Any] = {"type": "x"}
    for _ in range(1000):
        nested = {"type": "x", "inside": nested}

    assert words({"blocks": [nested]}) == ""
