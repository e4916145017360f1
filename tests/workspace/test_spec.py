"""The method data must be whole and true: a bot that satisfies it must satisfy Slack."""

import inspect
import re

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from workspace.spec.slack import EVENTS, KINDS, LIMITS, METHODS, WIDER_SCOPES, Method, Unknowns

# The scopes a manifest of an incident bot may ask for, required or optional.
MANIFEST_SCOPES = """
app_mentions:read assistant:write bookmarks:read bookmarks:write calls:write canvases:read canvases:write
channels:history channels:join channels:manage channels:read channels:write.invites channels:write.topic chat:write
chat:write.customize chat:write.public commands dnd:read files:read files:write groups:history groups:read
groups:write groups:write.invites groups:write.topic im:history im:read im:write links:read links:write lists:read
lists:write metadata.message:read mpim:write pins:read pins:write reactions:read reactions:write search:read.public
team:read usergroups:read usergroups:write users.profile:read users:read users:read.email connections:write
authorizations:read
"""

# The events it may subscribe to, each with the scopes of which one suffices.
MANIFEST_EVENTS = {
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "app_mention": {"app_mentions:read"},
    "app_home_opened": set(),
    "member_joined_channel": {"channels:read", "groups:read", "mpim:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "pin_added": {"pins:read"},
    "pin_removed": {"pins:read"},
    "channel_rename": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "channel_archive": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_rename": {"groups:read"},
    "group_left": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_archive": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "channel_id_changed": set(),
    "user_change": {"users:read"},
    "subteam_members_changed": {"usergroups:read"},
    "app_uninstalled": set(),
    "tokens_revoked": set(),
    "link_shared": {"links:read"},
    "entity_details_requested": set(),
    "agent_session_stopped": {"chat:write"},
    "app_context_changed": {"assistant:write"},
}

# What an incident costs: the method, its calls a minute, and a scope that opens it for a public channel.
DUTIES = [
    ("conversations.create", 20, "channels:manage"),
    ("conversations.invite", 50, "channels:write.invites"),
    ("conversations.invite", 50, "channels:manage"),
    ("conversations.setTopic", 20, "channels:write.topic"),
    ("conversations.setPurpose", 20, "channels:manage"),
    ("conversations.rename", 20, "channels:manage"),
    ("conversations.archive", 20, "channels:manage"),
    ("conversations.join", 50, "channels:join"),
    ("conversations.info", 50, "channels:read"),
    ("conversations.list", 20, "channels:read"),
    ("conversations.members", 100, "channels:read"),
    ("conversations.history", 50, "channels:history"),
    ("conversations.replies", 50, "channels:history"),
    ("users.conversations", 50, "channels:read"),
    ("chat.update", 50, "chat:write"),
    ("chat.delete", 50, "chat:write"),
    ("chat.postEphemeral", 100, "chat:write"),
    ("pins.add", 20, "pins:write"),
    ("bookmarks.add", 20, "bookmarks:write"),
    ("reactions.add", 50, "reactions:write"),
    ("users.info", 100, "users:read"),
    ("users.list", 20, "users:read"),
    ("users.lookupByEmail", 50, "users:read.email"),
    ("usergroups.users.list", 20, "usergroups:read"),
    ("files.completeUploadExternal", 100, "files:write"),
    ("canvases.edit", 50, "canvases:write"),
    ("conversations.canvases.create", 20, "canvases:write"),
]

every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def needed(method: Method) -> list[str]:
    return [arg.name for arg in method.args if arg.required]


@pytest.mark.parametrize("scope", MANIFEST_SCOPES.split())
def test_every_scope_of_the_manifest_is_good_for_something(scope: str) -> None:
    in_methods = {scope for method in METHODS.values() for any_of in method.scopes.values() for scope in any_of}
    in_events = {scope for event in EVENTS.values() for scope in event.scopes}

    assert scope in in_methods | in_events | set(WIDER_SCOPES)


@pytest.mark.parametrize(("name", "scopes"), MANIFEST_EVENTS.items(), ids=MANIFEST_EVENTS)
def test_every_event_of_the_manifest_is_known_with_its_scopes(name: str, scopes: set[str]) -> None:
    assert scopes == set(EVENTS[name].scopes)


@pytest.mark.parametrize(("name", "calls_per_min", "scope"), DUTIES)
def test_a_duty_has_its_rate_and_its_scope(name: str, calls_per_min: int, scope: str) -> None:
    method = METHODS[name]

    assert calls_per_min == method.calls_per_min
    assert scope in (method.scopes.get("channel") or method.scopes["any"])


@every_method
def test_a_method_takes_what_the_python_sdk_sends(method: Method) -> None:
    """The bot speaks through this SDK: an argument it may send must not be a stranger here."""
    call = getattr(AsyncWebClient, method.name.replace(".", "_"), None)
    if call is None:
        pytest.skip("the SDK has no such call")
    named = [p.name for p in inspect.signature(call).parameters.values() if p.kind is not p.VAR_KEYWORD]

    assert set() == set(named) - {"self", "token", "app_token"} - {arg.name for arg in method.args}


@every_method
def test_a_method_names_its_arguments_once_and_the_needed_ones_first(method: Method) -> None:
    names = [arg.name for arg in method.args]

    assert len(set(names)) == len(names)
    assert needed(method) == names[: len(needed(method))]


@every_method
def test_every_argument_is_of_a_known_kind_and_its_rule_fits_the_kind(method: Method) -> None:
    for arg in method.args:
        assert arg.kind in KINDS
        assert bool(arg.choices) == (arg.kind == "enum")
        assert arg.kind == "number" or (arg.min, arg.max) == (None, None)


@every_method
def test_a_method_tells_rate_tokens_scopes_errors_and_source(method: Method) -> None:
    kinds = set(method.scopes)

    assert method.calls_per_min >= 1
    assert method.token_kinds <= {"bot", "user", "app", "config"}
    assert kinds == {"any"} or kinds <= {"channel", "group", "im", "mpim"}
    assert all(re.fullmatch(r"[a-z_]+", error) for error in method.errors)
    assert method.errors >= {"ratelimited", "not_authed", "invalid_auth", "missing_scope", "invalid_arguments"}
    assert method.source == f"reference/methods/{method.name}"


def test_missing_arguments_are_reported_in_slacks_order() -> None:
    assert ["name", "timestamp", "channel"] == needed(METHODS["reactions.add"])
    assert ["ts", "channel"] == needed(METHODS["chat.update"])
    assert ["channel", "users"] == needed(METHODS["conversations.invite"])


def test_some_doors_open_to_one_kind_of_token_only() -> None:
    assert {"app"} == METHODS["apps.connections.open"].token_kinds
    assert {"user"} == METHODS["search.messages"].token_kinds
    assert {"bot"} == METHODS["chat.startStream"].token_kinds
    assert set() == METHODS["api.test"].token_kinds


def test_a_view_needs_no_scope() -> None:
    assert {"any": ()} == METHODS["views.open"].scopes


def test_the_sdk_posts_json_only_where_slack_reads_it() -> None:
    sent_as_json = ["chat.postMessage", "chat.update", "views.open", "views.publish", "canvases.edit"]

    assert all(METHODS[name].reads_json for name in sent_as_json)
    assert not METHODS["files.getUploadURLExternal"].reads_json


def test_the_numbers_a_bot_lives_by_are_slacks() -> None:
    assert (80, 50, 100) == (LIMITS.channel_name_max_chars, LIMITS.blocks_per_message, LIMITS.blocks_per_view)
    assert (4_000, 40_000, 12_000) == (
        LIMITS.update_text_max_chars,
        LIMITS.text_max_chars,
        LIMITS.markdown_text_max_chars,
    )


def test_what_slack_leaves_open_starts_with_the_strict_reading() -> None:
    unknowns = Unknowns()

    assert not unknowns.channel_names_beyond_ascii
    assert not unknowns.client_msg_id_is_idempotent
    assert (0, 0) == (unknowns.events_wait_for_connection_s, unknowns.burst_calls)
