"""What each of Slack's error names means for whatever was to be done: one table, read by the wire and the delivery.

Law: only what is known to be final is given up. A name that stands nowhere here is new, so it waits as if an
administrator could mend it, and the health page shows it under Slack's own word.
Source: docs.slack.dev/reference/methods, the errors listed on the page of each method and those common to all; a test
holds this table against them as they stand in `workspace/spec/slack.toml`.
"""

from collections.abc import Mapping
from enum import Enum


class Verdict(Enum):
    """FINE: it is as we want it. PASSING: try again. MENDABLE: keep it for when somebody helped. PERMANENT: never."""

    FINE = "fine"
    PASSING = "passing"
    MENDABLE = "mendable"
    PERMANENT = "permanent"


# Slack's own trouble, or a move of its own that ends by itself.
_PASSING = (
    *("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "update_failed"),
    *(
        "external_channel_migrating",
        "file_update_failed",
        "streaming_state_conflict",
        "list_record_comment_fetch_failed",
    ),
    *("fetch_members_failed", "canvas_editing_locked"),  # the latter while another edit is under way
)
# An administrator of the workspace can mend it, or whoever runs Sitrep, if only by bringing it up to date.
_MENDABLE = (
    *("accesslimited", "access_denied", "account_inactive", "ekm_access_denied", "invalid_auth", "missing_scope"),
    *("not_authed", "not_allowed_token_type", "org_login_required", "token_expired", "token_revoked"),
    *("app_access_restricted", "enterprise_is_restricted", "no_permission", "two_factor_setup_required"),
    *("message_limit_exceeded", "messages_tab_disabled", "missing_post_type", "invalid_post_type"),
    *("deprecated_endpoint", "method_deprecated", "unknown_method"),
)
# The place is gone or closed to us.
_PLACE = (
    *("channel_not_found", "is_archived", "is_inactive", "not_in_channel", "thread_not_found", "thread_locked"),
    *("restricted_action", "restricted_action_non_threadable_channel", "restricted_action_read_only_channel"),
    *("restricted_action_thread_locked", "restricted_action_thread_only_channel", "posting_to_channel_denied"),
    *("channel_is_limited_access", "method_not_supported_for_channel_type", "app_cannot_join_channel", "no_access"),
    *("cannot_create_channel", "canvas_disabled_user_team", "name_taken", "no_channel", "team_not_found"),
    *("forbidden_team", "insecure_request", "cannot_reply_to_message", "already_archived", "cant_archive_general"),
    *("cant_archive_required", "last_ra_channel", "not_supported"),
)
# The person is gone, or may not be asked.
_PERSON = (
    *("cannot_dm_bot", "cant_invite", "cant_invite_self", "already_in_channel", "is_bot", "user_disabled"),
    *(
        "bot_not_found",
        "bots_not_found",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
        "no_user",
        "not_enough_users",
        "user_not_in_channel",
    ),
    *("invalid_user_combination", "invitee_cant_see_channel", "no_external_invite_permission", "org_user_not_in_team"),
    *("ura_max_channels", "user_is_restricted", "too_many_users", "users_list_not_supplied", "external_team_not_found"),
    *("failed_for_some_users", "subteam_not_found", "no_such_subteam", "not_in_team", "plan_upgrade_required"),
)
# The message is gone, or is none that Slack takes there.
_MESSAGE = (
    *("message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed", "no_text"),
    *("cant_broadcast_message", "no_dual_broadcast_content_update", "block_mismatch", "invalid_blocks"),
    *("invalid_blocks_format", "invalid_attachments", "too_many_attachments", "attachment_payload_limit_exceeded"),
    *("msg_too_long", "msg_blocks_too_long", "too_long", "markdown_text_conflict", "invalid_thread_ts"),
    *("invalid_metadata_format", "invalid_metadata_schema", "metadata_must_be_sent_from_app", "metadata_too_large"),
    *("too_many_contact_cards", "as_user_not_supported", "send_on_behalf_not_allowed", "missing_file_data"),
    *("draft_already_deleted", "draft_already_sent", "draft_has_conflict", "draft_not_found"),
    *("duplicate_channel_not_found", "duplicate_message_not_found", "unable_to_share_files"),
    *("file_comment_not_found", "file_deleted", "file_is_deleted", "file_not_found", "file_not_shared"),
    *("file_share_limit_reached", "max_file_sharing_exceeded", "blocked_file_type"),
    *("slack_connect_blocked_file_type", "slack_connect_canvas_sharing_blocked", "slack_connect_clip_sharing_blocked"),
    *("slack_connect_file_link_sharing_blocked", "slack_connect_file_upload_sharing_blocked"),
    *("slack_connect_lists_sharing_blocked",),
)
# The workspace, or the person's plan, takes no such file.
_FILE = (
    *("alt_txt_too_large", "channels_limit_exceeded", "file_type_not_allowed", "file_upload_size_restricted"),
    *("file_uploads_disabled", "file_uploads_except_images_disabled", "invalid_channel", "snippet_too_large"),
    *("storage_limit_reached", "unknown_snippet_type", "unknown_subtype"),
)
# The plan, or whoever runs the workspace, has no canvas for us; or this one takes no more.
_CANVAS = (
    *("canvas_creation_failed", "canvas_deleted", "canvas_deleting_disabled", "canvas_editing_failed"),
    *("canvas_not_found", "canvas_tab_creation_failed", "canvas_too_large", "channel_canvas_already_exists"),
    *("channel_canvas_creation_failed", "failed_to_update_user_ids", "free_team_canvas_tab_already_exists"),
    *("free_teams_cannot_create_non_tabbed_canvases", "free_teams_cannot_create_standalone_canvases"),
    *("free_teams_cannot_edit_standalone_canvases", "invalid_parameters", "team_tier_cannot_create_channel_canvases"),
)
# Its mark is there already, or there is no more room for one.
_MARK = (
    *("already_pinned", "already_reacted", "not_pinnable", "not_reactable", "no_reaction", "no_item_specified"),
    *("too_many_pins", "too_many_members", "too_many_emoji", "too_many_reactions", "bad_timestamp"),
)
# The form's moment is over, or the form is none.
_FORM = (
    *("exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id", "duplicate_external_id", "not_found"),
    *("push_limit_reached", "view_too_large"),
)
# What we asked makes no sense to Slack: a fault of ours, which asking again does not mend.
_ARGUMENTS = (
    *("invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data"),
    *("invalid_json", "json_not_object", "missing_argument", "missing_args", "invalid_cursor", "invalid_limit"),
    *("limit_required", "invalid_types", "invalid_ts_", "invalid_ts_latest", "invalid_ts_oldest"),
    *("invalid_metadata_filter_keys", "invalid_name", "invalid_name_maxlength", "invalid_name_punctuation"),
    *("invalid_name_required", "invalid_name_specials", "invalid_team"),
)
# Any method may answer with these.
COMMON: Mapping[str, Verdict] = {
    **dict.fromkeys(_PASSING, Verdict.PASSING),
    **dict.fromkeys(_MENDABLE, Verdict.MENDABLE),
    **dict.fromkeys((*_PLACE, *_PERSON, *_MESSAGE, *_FILE, *_CANVAS, *_MARK, *_FORM, *_ARGUMENTS), Verdict.PERMANENT),
}
# What a method says when somebody, often an earlier attempt of ours, has done it already.
FINE = frozenset(
    {
        ("chat.delete", "message_not_found"),
        ("conversations.archive", "already_archived"),
        ("conversations.invite", "already_in_channel"),
        ("conversations.invite", "cant_invite_self"),
        ("pins.add", "already_pinned"),
        ("reactions.add", "already_reacted"),
        ("reactions.remove", "no_reaction"),
    }
)
# A message of ours that somebody deleted, or that another installation of the app wrote, cannot be edited any more.
NO_LONGER_OURS = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
# The token is none, is gone, or is of another kind: nothing goes by itself until somebody sets another one.
TOKEN_REFUSED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
# Nothing waits until an administrator has mended it: whoever asked for a file is told at once why there is none, and of
# what a canvas shows a message tells as well.
NOT_WAITED_FOR = frozenset(
    {
        *("files.getUploadURLExternal", "files.completeUploadExternal"),
        *("canvases.create", "canvases.edit", "canvases.access.set", "canvases.delete", "canvases.sections.lookup"),
    }
)
NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})


def verdict(method: str, error: str) -> Verdict:
    """What to do about this error of this method."""
    if (method, error) in FINE:
        return Verdict.FINE
    found = COMMON.get(error, Verdict.MENDABLE)
    return Verdict.PERMANENT if found is Verdict.MENDABLE and method in NOT_WAITED_FOR else found
