"""What each of Slack's error names means for whatever was to be done: one table, read by the wire and the delivery.

Law: a name that stands nowhere here is permanent; it is recorded under Slack's own word rather than tried for ever.
Source: docs.slack.dev/reference/methods, the errors listed on the page of each method.
"""

from collections.abc import Mapping
from enum import Enum


class Verdict(Enum):
    """FINE: it is as we want it. PASSING: try again. MENDABLE: keep it for when somebody helped. PERMANENT: never."""

    FINE = "fine"
    PASSING = "passing"
    MENDABLE = "mendable"
    PERMANENT = "permanent"


# Any method may answer with these.
COMMON: Mapping[str, Verdict] = {
    # Slack's own trouble.
    "internal_error": Verdict.PASSING,
    "fatal_error": Verdict.PASSING,
    "service_unavailable": Verdict.PASSING,
    "request_timeout": Verdict.PASSING,
    "team_added_to_org": Verdict.PASSING,
    # An administrator of the workspace or of Sitrep can mend it.
    "accesslimited": Verdict.MENDABLE,
    "access_denied": Verdict.MENDABLE,
    "account_inactive": Verdict.MENDABLE,
    "ekm_access_denied": Verdict.MENDABLE,
    "invalid_auth": Verdict.MENDABLE,
    "missing_scope": Verdict.MENDABLE,
    "not_authed": Verdict.MENDABLE,
    "org_login_required": Verdict.MENDABLE,
    "token_expired": Verdict.MENDABLE,
    "token_revoked": Verdict.MENDABLE,
    # The place is gone or closed to us.
    "channel_not_found": Verdict.PERMANENT,
    "is_archived": Verdict.PERMANENT,
    "is_inactive": Verdict.PERMANENT,
    "not_in_channel": Verdict.PERMANENT,
    "restricted_action": Verdict.PERMANENT,
    "thread_not_found": Verdict.PERMANENT,
    # The person is gone, or may not be asked.
    "cannot_dm_bot": Verdict.PERMANENT,
    "cant_invite": Verdict.PERMANENT,
    "user_disabled": Verdict.PERMANENT,
    "user_not_found": Verdict.PERMANENT,
    "user_not_visible": Verdict.PERMANENT,
    "users_not_found": Verdict.PERMANENT,
    # The message is gone, or is none that Slack takes.
    "message_not_found": Verdict.PERMANENT,
    "invalid_blocks": Verdict.PERMANENT,
    "msg_too_long": Verdict.PERMANENT,
    "msg_blocks_too_long": Verdict.PERMANENT,
}
# What a method says when somebody, often an earlier attempt of ours, has done it already.
FINE = frozenset(
    {
        ("chat.delete", "message_not_found"),
        ("conversations.invite", "already_in_channel"),
        ("conversations.invite", "cant_invite_self"),
        ("pins.add", "already_pinned"),
        ("reactions.add", "already_reacted"),
        ("reactions.remove", "no_reaction"),
    }
)


def verdict(method: str, error: str) -> Verdict:
    """What to do about this error of this method."""
    return Verdict.FINE if (method, error) in FINE else COMMON.get(error, Verdict.PERMANENT)
