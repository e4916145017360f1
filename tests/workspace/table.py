"""For each method a call that is accepted, and which of its mistakes has another error than the rule says."""

import json
from typing import Any

from tests.workspace.stage import HOME, MODAL, Build
from workspace.coverage import Kind

Args = dict[str, Any]

IN_ROOM: Args = {"channel": "$room"}
ON_MESSAGE: Args = {"channel": "$room", "timestamp": "$message"}
PAGE: Args = {"event_context": "4-eyJldCI6Im1lc3NhZ2UifQ"}
SECTION: Args = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
MARKDOWN: Args = {"type": "markdown", "markdown": "# Notes"}
CHANGE: Args = {"operation": "insert_at_end", "document_content": MARKDOWN}
UNFURLS: Args = {"https://example.com/a": {"text": "A page"}}
IN_THREAD: Args = {"thread_ts": "$message", "recipient_user_id": "$leo", "recipient_team_id": "$team"}

# What only a person's token can do: archiving has put every app out of the channel.
BY_PERSON = frozenset({"conversations.unarchive"})

# One accepted call of each method; "$name" stands for what the stage calls so.
GOOD: dict[str, Args] = {
    "api.test": {},
    "auth.test": {},
    "auth.revoke": {"test": "1"},
    "auth.teams.list": {},
    "apps.connections.open": {},
    "team.info": {},
    "bots.info": {"bot": "$bot_id"},
    "emoji.list": {},
    "conversations.create": {"name": "new"},
    "conversations.rename": IN_ROOM | {"name": "newer"},
    "conversations.setTopic": IN_ROOM | {"topic": "a"},
    "conversations.setPurpose": IN_ROOM | {"purpose": "a"},
    "conversations.archive": IN_ROOM,
    "conversations.unarchive": {"channel": "$archived"},
    "conversations.info": IN_ROOM,
    "conversations.list": {},
    "users.conversations": {},
    "conversations.invite": IN_ROOM | {"users": "$bo"},
    "conversations.kick": IN_ROOM | {"user": "$leo"},
    "conversations.join": IN_ROOM,
    "conversations.leave": IN_ROOM,
    "conversations.members": IN_ROOM,
    "conversations.open": {"users": "$leo"},
    "conversations.close": {"channel": "$im"},
    "conversations.history": IN_ROOM,
    "conversations.replies": IN_ROOM | {"ts": "$message"},
    "conversations.mark": IN_ROOM | {"ts": "$message"},
    "chat.postMessage": IN_ROOM | {"text": "a"},
    "chat.update": IN_ROOM | {"ts": "$message", "text": "a"},
    "chat.delete": IN_ROOM | {"ts": "$message"},
    "chat.postEphemeral": IN_ROOM | {"user": "$leo", "text": "a"},
    "chat.meMessage": IN_ROOM | {"text": "a"},
    "chat.getPermalink": IN_ROOM | {"message_ts": "$message"},
    "chat.unfurl": IN_ROOM | {"ts": "$linking", "unfurls": UNFURLS},
    "chat.scheduleMessage": IN_ROOM | {"post_at": "$post_at", "text": "a"},
    "chat.deleteScheduledMessage": IN_ROOM | {"scheduled_message_id": "$scheduled"},
    "chat.scheduledMessages.list": {},
    "pins.add": ON_MESSAGE,
    "pins.remove": IN_ROOM | {"timestamp": "$pinned"},
    "pins.list": IN_ROOM,
    "bookmarks.add": {"channel_id": "$room", "title": "Board", "type": "link", "link": "https://example.com"},
    "bookmarks.edit": {"channel_id": "$room", "bookmark_id": "$bookmark"},
    "bookmarks.remove": {"channel_id": "$room", "bookmark_id": "$bookmark"},
    "bookmarks.list": {"channel_id": "$room"},
    "reactions.add": ON_MESSAGE | {"name": "eyes"},
    "reactions.remove": IN_ROOM | {"name": "eyes", "timestamp": "$reacted"},
    "reactions.get": ON_MESSAGE,
    "reactions.list": {},
    "views.open": {"trigger_id": "$trigger", "view": MODAL},
    "views.push": {"trigger_id": "$trigger_in_form", "view": MODAL},
    "views.update": {"view_id": "$view", "view": MODAL},
    "views.publish": {"user_id": "$leo", "view": HOME},
    "blocks.validate": {"blocks": [SECTION]},
    "users.info": {"user": "$leo"},
    "users.list": {},
    "users.lookupByEmail": {"email": "$email"},
    "users.getPresence": {"user": "$leo"},
    "users.profile.get": {"user": "$leo"},
    "users.setPresence": {"presence": "away"},
    "dnd.info": {"user": "$leo"},
    "dnd.teamInfo": {"users": "$leo"},
    "usergroups.list": {},
    "usergroups.create": {"name": "On call"},
    "usergroups.users.list": {"usergroup": "$group"},
    "usergroups.users.update": {"usergroup": "$group", "users": "$ana"},
    "files.getUploadURLExternal": {"filename": "a.txt", "length": 1},
    "files.completeUploadExternal": {"files": "$uploads", "channel_id": "$room"},
    "files.info": {"file": "$file"},
    "files.list": {},
    "files.delete": {"file": "$file"},
    "canvases.create": {"document_content": MARKDOWN},
    "conversations.canvases.create": {"channel_id": "$room", "document_content": MARKDOWN},
    "canvases.edit": {"canvas_id": "$canvas", "changes": [CHANGE]},
    "canvases.sections.lookup": {"canvas_id": "$canvas", "criteria": {"contains_text": "text"}},
    "canvases.delete": {"canvas_id": "$canvas"},
    "canvases.access.set": {"canvas_id": "$canvas", "access_level": "read", "channel_ids": "$room"},
    "canvases.access.delete": {"canvas_id": "$canvas", "channel_ids": "$room"},
    "chat.startStream": IN_ROOM | IN_THREAD,
    "chat.appendStream": IN_ROOM | {"ts": "$stream", "markdown_text": "a"},
    "chat.stopStream": IN_ROOM | {"ts": "$stream"},
    "assistant.threads.setStatus": {"channel_id": "$room", "thread_ts": "$message", "status": "reads"},
    "search.messages": {"query": "hello"},
    "apps.event.authorizations.list": PAGE,
}

# What the schema calls optional and the method cannot do without: its error, as the page names it.
ALSO_NEEDED: list[tuple[str, str, str]] = [
    ("bookmarks.add", "link", "invalid_link"),
    ("blocks.validate", "blocks", "invalid_arguments"),
    ("chat.appendStream", "markdown_text", "no_text"),
    ("chat.postEphemeral", "text", "no_text"),
    ("chat.postMessage", "text", "no_text"),
    ("chat.scheduleMessage", "text", "no_text"),
    ("chat.startStream", "thread_ts", "invalid_arguments"),
    ("chat.startStream", "recipient_user_id", "missing_recipient_user_id"),
    ("chat.startStream", "recipient_team_id", "missing_recipient_team_id"),
    ("chat.unfurl", "channel", "missing_channel"),
    ("chat.unfurl", "ts", "missing_ts"),
    ("chat.unfurl", "unfurls", "missing_unfurls"),
    ("chat.update", "text", "no_text"),
    ("conversations.kick", "user", "user_not_found"),
    ("conversations.open", "users", "users_list_not_supplied"),
    ("pins.add", "timestamp", "no_item_specified"),
    ("pins.remove", "timestamp", "no_item_specified"),
    ("reactions.get", "channel", "no_item_specified"),
    ("reactions.get", "timestamp", "no_item_specified"),
    ("reactions.remove", "channel", "no_item_specified"),
    ("reactions.remove", "timestamp", "no_item_specified"),
    ("views.open", "trigger_id", "invalid_arguments"),
    ("views.push", "trigger_id", "invalid_arguments"),
    ("views.update", "view_id", "invalid_arguments"),
]

# How a call is about a channel of this kind where it does not name one.
ABOUT_KIND: dict[str, dict[str, Args]] = {
    "conversations.create": {"channel": {}, "group": {"is_private": "true"}},
    "conversations.list": {
        "channel": {"types": "public_channel"},
        "group": {"types": "private_channel"},
        "im": {"types": "im"},
        "mpim": {"types": "mpim"},
    },
}
ABOUT_KIND["users.conversations"] = ABOUT_KIND["conversations.list"]
CHANNEL_OF_KIND: dict[str, str] = {"channel": "$room", "group": "$private", "im": "$im", "mpim": "$mpim"}

# What stands in an argument that is wrong, by its kind; an id of the right form that nobody has.
MALFORMED: dict[str, str] = {"number": "many", "enum": "nonsense", "json": "{", "ts": "soon", "cursor": "nonsense"}
UNKNOWN: dict[str, str] = {
    "channel": "C0NOWHERE",
    "user": "U0NOBODY",
    "users": "U0NOBODY",
    "ts": "1747213200.000099",
    "cursor": "dXNlcjpVME5PQk9EWQ==",  # user:U0NOBODY
    "string": "X0NOTHING",
}

# The names Slack has for a mistake, by kind and argument, then by kind of argument: the first on the method's page is
# the one. What a page has no name for is `invalid_arguments`.
NAMES: dict[tuple[Kind, str], tuple[str, ...]] = {
    ("malformed", "blocks"): ("invalid_blocks_format", "invalid_blocks"),
    ("malformed", "attachments"): ("invalid_attachments", "invalid_blocks_format"),
    ("malformed", "metadata"): ("invalid_metadata_format",),
    ("malformed", "latest"): ("invalid_ts_latest",),
    ("malformed", "oldest"): ("invalid_ts_oldest",),
    ("malformed", "thread_ts"): ("invalid_thread_ts",),
    ("malformed", "timestamp"): ("bad_timestamp",),
    ("malformed", "ts"): ("thread_not_found", "invalid_timestamp", "message_not_found", "cannot_find_message"),
    ("malformed", "message_ts"): ("message_not_found",),
    ("malformed", "cursor"): ("invalid_cursor",),
    ("malformed", "unfurls"): ("invalid_unfurls_format",),
    ("malformed", "chunks"): ("invalid_chunks",),
    ("malformed", "document_content"): ("canvas_creation_failed",),
    ("malformed", "changes"): ("canvas_editing_failed",),
    ("malformed", "criteria"): ("internal_error",),
    ("malformed", "presence"): ("invalid_arguments",),
    ("unknown", "channel"): ("channel_not_found", "cannot_find_channel", "invalid_channel"),
    ("unknown", "user"): ("user_not_found", "user_not_in_channel"),
    ("unknown", "users"): ("user_not_found", "invalid_users"),
    ("unknown", "ts"): ("thread_not_found", "message_not_found", "cannot_find_message"),
    ("unknown", "cursor"): ("invalid_cursor",),
    ("unknown", "thread_ts"): ("invalid_thread_ts",),
    ("unknown", "bookmark_id"): ("not_found",),
    ("unknown", "bot"): ("bot_not_found",),
    ("unknown", "canvas_id"): ("canvas_not_found",),
    ("unknown", "email"): ("users_not_found",),
    ("unknown", "event_context"): ("invalid_event_context",),
    ("unknown", "external_id"): ("not_found",),
    ("unknown", "file"): ("file_not_found",),
    ("unknown", "recipient_team_id"): ("team_not_found",),
    ("unknown", "scheduled_message_id"): ("invalid_scheduled_message_id",),
    ("unknown", "team"): ("team_not_found",),
    ("unknown", "trigger_id"): ("invalid_trigger_id",),
    ("unknown", "usergroup"): ("no_such_subteam", "permission_denied"),
    ("unknown", "view_id"): ("not_found",),
}
# Where the same argument has another name on one page than on the others.
NAMES_OF_METHOD: dict[tuple[Kind, str, str], tuple[str, ...]] = {
    ("malformed", "blocks.validate", "blocks"): ("invalid_blocks",),
    ("malformed", "blocks.validate", "message"): ("invalid_message",),
    ("malformed", "blocks.validate", "view"): ("invalid_view",),
}
# Arguments that must go for the wrong one to be looked at.
WITHOUT: dict[tuple[str, str], str] = {
    ("conversations.open", "channel"): "users",
    ("views.update", "external_id"): "view_id",
    ("blocks.validate", "message"): "blocks",
    ("blocks.validate", "view"): "blocks",
}


def _texts(words: str) -> Build:
    return lambda _, n: {words: "x" * n}


def _sections(n: int) -> list[Args]:
    """Sections with so many characters in them."""
    sizes = [3_000] * (n // 3_000) + [n % 3_000] * bool(n % 3_000)
    return [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * size}} for size in sizes]


def _with_markdown(n: int) -> list[Args]:
    return [{"type": "markdown", "text": "x" * 8_000}, *_sections(n - 8_000)]


def _lists(name: str, item: Any) -> Build:
    return lambda _, n: {name: [item] * n}


def _view_of(size: int) -> Args:
    """A sound form of exactly so many bytes."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_420}} for _ in range(100)]
    blocks[0]["block_id"] = "b"
    private = "x" * (size - _bytes(MODAL | {"blocks": blocks, "private_metadata": ""}))
    return MODAL | {"blocks": blocks, "private_metadata": private}


def _bytes(view: Args) -> int:
    return len(json.dumps(view, separators=(",", ":")))


def _metadata_of(size: int) -> Args:
    """Sound metadata of exactly so many bytes."""
    empty = {"event_type": "card", "event_payload": {"a": ""}}
    return {"event_type": "card", "event_payload": {"a": "x" * (size - len(json.dumps(empty)))}}


# A limit, the method that has it, the arguments that reach a number, and the error one above the limit.
LIMIT_ROWS: list[tuple[str, str, Build, str]] = [
    ("channel_name_max_chars", "conversations.create", _texts("name"), "invalid_name_maxlength"),
    ("channel_name_max_chars", "conversations.rename", _texts("name"), "invalid_name_maxlength"),
    ("users_per_invite", "conversations.invite", lambda stage, n: {"users": stage.crowd(n)}, "invalid_arguments"),
    ("users_per_direct_message", "conversations.open", lambda stage, n: {"users": stage.crowd(n)}, "too_many_users"),
    ("text_max_chars", "chat.postEphemeral", _texts("text"), "msg_too_long"),
    ("text_max_chars", "chat.meMessage", _texts("text"), "msg_too_long"),
    ("text_max_chars", "chat.scheduleMessage", _texts("text"), "msg_too_long"),
    ("update_text_max_chars", "chat.update", _texts("text"), "msg_too_long"),
    ("markdown_text_max_chars", "chat.appendStream", _texts("markdown_text"), "msg_blocks_too_long"),
    ("markdown_text_max_chars", "chat.startStream", _texts("markdown_text"), "msg_blocks_too_long"),
    (
        "markdown_text_max_chars",
        "chat.postMessage",
        lambda _, n: {"text": "", "markdown_text": "x" * n},
        "msg_blocks_too_long",
    ),
    *[
        ("blocks_per_message", f"chat.{name}", _lists("blocks", SECTION), "invalid_blocks")
        for name in ("postMessage", "update", "postEphemeral", "scheduleMessage")
    ],
    *[
        ("blocks_max_chars", f"chat.{name}", lambda _, n: {"blocks": _with_markdown(n)}, "msg_blocks_too_long")
        for name in ("postMessage", "update", "postEphemeral", "scheduleMessage")
    ],
    *[
        ("attachments_per_message", f"chat.{name}", _lists("attachments", {"text": "a"}), "too_many_attachments")
        for name in ("postMessage", "update", "postEphemeral", "scheduleMessage")
    ],
    (
        "scheduled_ahead_max_days",
        "chat.scheduleMessage",
        lambda stage, n: {"post_at": stage.world.now_s() + n * 86_400},
        "time_too_far",
    ),
    (
        "scheduled_per_channel",
        "chat.scheduleMessage",
        lambda stage, n: {"post_at": "$post_at", "text": stage.schedules(n - 1)},
        "restricted_too_many",
    ),
    (
        "thread_ts_ahead_max_s",
        "chat.postMessage",
        lambda stage, n: {"thread_ts": f"{stage.world.now_s() + n}.000000"},
        "invalid_thread_ts",
    ),
    *[
        ("list_page_max", name, lambda _, n: {"limit": n}, "invalid_limit")
        for name in ("conversations.list", "conversations.members", "users.conversations")
    ],
    ("bookmark_title_max_chars", "bookmarks.add", _texts("title"), "invalid_arguments"),
    (
        "bookmark_link_max_chars",
        "bookmarks.add",
        lambda _, n: {"link": "https://example.com/".ljust(n, "x")},
        "invalid_arguments",
    ),
    (
        "channels_per_file_share",
        "files.completeUploadExternal",
        lambda stage, n: {"channels": stage.rooms(n)},
        "channels_limit_exceeded",
    ),
    (
        "canvas_max_bytes",
        "canvases.create",
        lambda _, n: {"document_content": {"type": "markdown", "markdown": "x" * n}},
        "canvas_creation_failed",
    ),
    ("canvas_changes_per_edit", "canvases.edit", _lists("changes", CHANGE), "invalid_arguments"),
    ("view_max_bytes", "views.open", lambda _, n: {"view": _view_of(n)}, "view_too_large"),
    ("blocks_per_view", "views.open", lambda _, n: {"view": MODAL | {"blocks": [SECTION] * n}}, "invalid_arguments"),
    (
        "views_per_stack",
        "views.push",
        lambda stage, n: {"trigger_id": stage.trigger_above(n - 1)},
        "push_limit_reached",
    ),
    ("trigger_life_s", "views.open", lambda stage, n: {"trigger_id": stage.trigger_aged(s=n)}, "expired_trigger_id"),
]

# Limits that no row can reach: the tests that stand at them.
LIMITS_TRIED_IN: dict[str, str] = {
    "posts_per_channel_per_s": "test_a_channel_takes_a_short_burst_then_one_post_a_second",
    "text_best_max_chars": "test_a_text_beyond_4040_letters_comes_in_pieces",
    "scheduled_window_s": "test_the_next_five_minutes_have_room_again",
    "history_page_default": "test_a_page_holds_so_many_and_no_more",
    "history_page_max": "test_a_page_holds_so_many_and_no_more",
    "replies_page_default": "test_a_page_holds_so_many_and_no_more",
    "replies_page_max": "test_a_page_holds_so_many_and_no_more",
    "tables_per_message": "test_a_message_has_one_table",
    "response_url_uses": "test_an_answer_url_works_five_times",
    "response_url_life_s": "test_an_answer_comes_too_late_after_half_an_hour",
    "ack_within_s": "test_an_answer_is_due_within_three_real_seconds",
    "socket_connections_per_app": "test_an_eleventh_socket_is_one_too_many",
    "event_http_redirects": "test_an_event_follows_two_redirects",
    "event_http_retries": "test_a_failed_event_comes_again_after_one_and_five_minutes",
}

# What Slack leaves open, as numbers: the same kind of rows, about the settings of `Unknowns`.
UNKNOWN_ROWS: list[tuple[str, str, Build, str]] = [
    ("topic_max_chars", "conversations.setTopic", _texts("topic"), "too_long"),
    ("purpose_max_chars", "conversations.setPurpose", _texts("purpose"), "too_long"),
    *[
        ("blocks_text_max_chars", f"chat.{name}", lambda _, n: {"blocks": _sections(n)}, "msg_blocks_too_long")
        for name in ("postMessage", "update", "postEphemeral", "scheduleMessage")
    ],
    ("pins_per_channel", "pins.add", lambda stage, n: stage.pins(n - 1), "too_many_pins"),
    ("bookmarks_per_channel", "bookmarks.add", lambda stage, n: stage.bookmarks(n - 1), "too_many_bookmarks"),
    ("emoji_per_message", "reactions.add", lambda stage, n: stage.emoji(n - 1, own=False), "too_many_emoji"),
    (
        "reactions_per_person_and_message",
        "reactions.add",
        lambda stage, n: stage.emoji(n - 1, own=True),
        "too_many_reactions",
    ),
    ("metadata_max_bytes", "chat.postMessage", lambda _, n: {"metadata": _metadata_of(n)}, "metadata_too_large"),
]
