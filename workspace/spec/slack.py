"""What Slack's methods, events and limits are: the measure by which the local Slack refuses what Slack refuses.

Law: every fact stands in slack.toml with its source, none in code; this module only gives the facts a type. What Slack
leaves unsaid is not a fact, but one of the settings in `Unknowns`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from workspace.spec.spec_syntax import read_rule

Kind = Literal["string", "channel", "user", "users", "ts", "number", "bool", "enum", "json", "cursor", "url"]
KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of a method.

    `max_chars`, `min`, `max`, `pattern` and `choices` come from the page's schema, so that breaking them is
    `invalid_arguments`. Limits that a method answers with an error name of its own stand in `LIMITS` instead.
    """

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    max_chars: int | None = None
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API.

    `token_kinds` holds "bot", "user", "app" or "config"; empty means that no token is asked for.
    `scopes` maps "any", or the kind of channel the call is about ("channel", "group", "im", "mpim"), to scopes of which
    one suffices; a method that needs none maps "any" to ().
    `tier` is None where the page calls the rate special; `calls_per_min` counts for one app in one workspace.
    `args` names the required ones first, in the order in which Slack reports missing ones.
    `errors` includes those any method may give. `source` is the page below docs.slack.dev/reference/methods.
    """

    name: str
    reads_json: bool
    token_kinds: frozenset[str]
    scopes: Mapping[str, tuple[str, ...]]
    tier: int | None
    calls_per_min: int
    args: tuple[Arg, ...]
    errors: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event an app may subscribe to; one of `scopes` suffices, () needs none."""

    name: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Slack's numbers; their sources stand beside them in slack.toml, under [limits]."""

    channel_name_max_chars: int
    users_per_invite: int
    users_per_direct_message: int
    posts_per_channel_per_s: int
    text_best_max_chars: int
    text_max_chars: int
    update_text_max_chars: int
    markdown_text_max_chars: int
    blocks_per_message: int
    blocks_max_chars: int
    attachments_per_message: int
    attachment_footer_max_chars: int
    scheduled_ahead_max_days: int
    scheduled_per_channel: int
    scheduled_window_s: int
    thread_ts_ahead_max_s: int
    history_page_default: int
    history_page_max: int
    replies_page_default: int
    replies_page_max: int
    list_page_max: int
    list_page_advised: int
    bookmark_title_max_chars: int
    bookmark_link_max_chars: int
    channels_per_file_share: int
    canvas_max_bytes: int
    canvas_changes_per_edit: int
    list_cells_per_update: int
    view_max_bytes: int
    blocks_per_view: int
    views_per_stack: int
    view_title_max_chars: int
    private_metadata_max_chars: int
    callback_id_max_chars: int
    external_id_max_chars: int
    trigger_life_s: int
    response_url_uses: int
    response_url_life_s: int
    ack_within_s: int
    suggested_options: int
    block_id_max_chars: int
    action_id_max_chars: int
    text_object_max_chars: int
    section_text_max_chars: int
    section_fields: int
    section_field_max_chars: int
    header_max_chars: int
    context_elements: int
    actions_elements: int
    context_actions_elements: int
    image_url_max_chars: int
    image_alt_text_max_chars: int
    image_title_max_chars: int
    button_text_max_chars: int
    button_value_max_chars: int
    button_url_max_chars: int
    accessibility_label_max_chars: int
    option_text_max_chars: int
    option_description_max_chars: int
    option_value_max_chars: int
    option_url_max_chars: int
    select_options: int
    select_option_groups: int
    overflow_options: int
    checkbox_options: int
    radio_options: int
    placeholder_max_chars: int
    confirm_title_max_chars: int
    confirm_text_max_chars: int
    confirm_button_max_chars: int
    input_label_max_chars: int
    input_hint_max_chars: int
    input_max_length: int
    input_files: int
    table_rows: int
    table_columns: int
    tables_per_message: int
    data_table_rows: int
    data_table_page_rows: int
    card_title_max_chars: int
    card_subtitle_max_chars: int
    card_body_max_chars: int
    carousel_cards: int
    container_blocks: int
    video_title_max_chars: int
    contact_cards_per_message: int
    stream_blocks: int
    socket_connections_per_app: int
    socket_warning_before_close_s: int
    socket_debug_life_s: int
    event_deliveries_per_hour: int
    event_http_redirects: int
    event_http_retries: int
    manifest_name_max_chars: int
    manifest_description_max_chars: int
    manifest_long_description_min_chars: int
    manifest_long_description_max_chars: int
    manifest_bot_name_max_chars: int
    manifest_commands: int
    manifest_command_max_chars: int
    manifest_usage_hint_max_chars: int
    manifest_shortcuts: int
    manifest_shortcut_name_max_chars: int
    manifest_shortcut_description_max_chars: int
    manifest_unfurl_domains: int
    manifest_bot_events: int
    manifest_scopes: int
    manifest_agent_prompts: int
    manifest_redirect_urls: int
    free_plan_visible_days: int
    free_plan_kept_days: int
    free_plan_apps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """What only a real workspace can answer; each setting starts with the reading that forgives a bot least."""

    # `too_long` exists, its number stands on no page.
    topic_max_chars: int = 250
    purpose_max_chars: int = 250
    # `too_many_pins`, `too_many_bookmarks`, `too_many_emoji` and `too_many_reactions` exist without numbers.
    pins_per_channel: int = 100
    bookmarks_per_channel: int = 100
    emoji_per_message: int = 50
    reactions_per_person_and_message: int = 23
    # Text of all blocks but markdown ones; `msg_blocks_too_long` came at 11,341 (bolt-js#2867), on no page.
    blocks_text_max_chars: int = 11_300
    # Whether an app may write to an app, or to Slackbot; `cannot_dm_bot` is known and stands on no page.
    bots_take_direct_messages: bool = False
    # Whether letters beyond a-z pass in a channel's name.
    channel_names_beyond_ascii: bool = False
    # Whether a channel may be called as a person is, or "here": names share one space, as far as is believed.
    channels_may_be_called_like_people: bool = False
    # Whether the `event_type` of a message's metadata may hold blanks; the page shows none.
    event_type_may_have_blanks: bool = False
    # Whether the last member of a channel may leave it; java-slack-sdk's live test does, perhaps not as the last.
    last_member_may_leave: bool = False
    # Whether making a channel leaves a line and `member_joined_channel` for its maker; no recording shows either.
    maker_is_told_as_joining: bool = False
    # Whether the message box makes lists of lines that begin with -, * or 1.; people may have switched that off.
    message_box_makes_lists: bool = True
    # Whether `markdown_text` comes back with all its signs translated; of bold alone it is known.
    markdown_comes_back_translated: bool = True
    # How long an event waits for a Socket Mode connection when there is none; 0 loses it at once.
    events_wait_for_connection_s: int = 0
    # Whether the ticket in a wss address opens one connection only.
    socket_ticket_works_once: bool = True
    # Whether Slack takes up the offer of a client to compress what a socket carries; no page says so.
    sockets_compress: bool = False
    # "Bursts are tolerated", to an undisclosed size: calls above calls_per_min before the first 429.
    burst_calls: int = 0
    # Whether a second post with the same client_msg_id is recognised as the same message.
    client_msg_id_is_idempotent: bool = False
    # `metadata_too_large` exists, its number stands on no page.
    metadata_max_bytes: int = 8_000
    # Longer texts were once seen split into several messages; None cuts only at text_max_chars.
    text_splits_above_chars: int | None = 4_040


def _arg(line: str, *, required: bool) -> Arg:
    name, rule = read_rule(line)
    if rule.kind not in KINDS:
        raise ValueError(f"slack.toml: unknown kind of argument in {line!r}; known are {', '.join(sorted(KINDS))}")
    is_number = rule.kind == "number"
    return Arg(
        name=name,
        kind=cast("Kind", rule.kind),
        required=required,
        choices=rule.choices,
        pattern=rule.pattern,
        max_chars=None if is_number else rule.span.most,
        min=rule.span.least if is_number else None,
        max=rule.span.most if is_number else None,
    )


def _args(told: Mapping[str, Any]) -> tuple[Arg, ...]:
    needed = (_arg(line, required=True) for line in told.get("needs", ()))
    taken = (_arg(line, required=False) for line in told.get("takes", ()))
    return (*needed, *taken)


def _scopes(told: list[str] | dict[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    by_kind = told if isinstance(told, dict) else {"any": told}
    return MappingProxyType({kind: tuple(scopes) for kind, scopes in by_kind.items()})


def _method(name: str, told: Mapping[str, Any], *, tiers: Mapping[str, int], common: Iterable[str]) -> Method:
    tier: int | None = told.get("tier")
    return Method(
        name=name,
        reads_json=told["json"],
        token_kinds=frozenset(told.get("tokens", ("bot", "user"))),
        scopes=_scopes(told.get("scopes", [])),
        tier=tier,
        calls_per_min=told["calls_per_min"] if tier is None else tiers[str(tier)],
        args=_args(told),
        errors=frozenset(told.get("errors", ())).union(common),
        source=f"reference/methods/{name}",
    )


_FACTS = tomllib.loads(Path(__file__).with_name("slack.toml").read_text(encoding="utf-8"))

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        name: _method(name, told, tiers=_FACTS["tiers"], common=_FACTS["common_errors"])
        for name, told in _FACTS["methods"].items()
    }
)
EVENTS: Mapping[str, Event] = MappingProxyType(
    {name: Event(name, tuple(scopes)) for name, scopes in _FACTS["events"].items()}
)
WIDER_SCOPES: Mapping[str, str] = MappingProxyType(_FACTS["wider_scopes"])
"""Scopes that no method or event asks for, but that let one do more, and what that is."""
LIMITS = Limits(**_FACTS["limits"])
UNKNOWNS = Unknowns()
