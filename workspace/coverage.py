"""What a caller can do wrong with each method, and which of it is not tried: the measure of the local Slack itself.

Law: the data of slack.toml says which mistakes there are; what no test makes has its reason here, and only that has.
`python -m workspace.coverage` prints it.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from workspace.methods import HANDLERS
from workspace.spec.slack import METHODS, Arg, Method

Kind = Literal["token", "scope", "missing", "malformed", "limit", "unknown", "rate"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TOKEN_KINDS = ("bot", "user", "app")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing done wrong with a method. `what` is the argument, the kind of token, or the kind of channel."""

    method: str
    kind: Kind
    what: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.method, self.kind, self.what) if part)


# Arguments that name something by an id and are plain strings to Slack's schema.
_IDS = frozenset(
    {
        "bookmark_id", "bot", "canvas_id", "email", "event_context", "external_id", "file", "recipient_team_id",
        "scheduled_message_id", "team", "trigger_id", "usergroup", "view_id",
    }
)  # fmt: skip
# A bound in time lies between messages as well as on one.
_BOUNDS = frozenset({"latest", "oldest", "ts_from", "ts_to"})

# What no test makes, by kind of mistake, method and `what`.
NOT_COVERED: Mapping[tuple[Kind, str, str], str] = MappingProxyType(
    {
        ("malformed", "chat.update", "file_ids"): "a list may be comma-joined: any text is one",
        ("malformed", "usergroups.create", "channels"): "as above",
        ("malformed", "usergroups.create", "additional_channels"): "as above",
        ("malformed", "usergroups.users.update", "additional_channels"): "as above",
        ("malformed", "assistant.threads.setStatus", "loading_messages"): "as above",
        ("malformed", "canvases.access.set", "channel_ids"): "as above",
        ("malformed", "canvases.access.set", "user_ids"): "as above",
        ("malformed", "canvases.access.delete", "channel_ids"): "as above",
        ("malformed", "canvases.access.delete", "user_ids"): "as above",
        ("malformed", "files.info", "cursor"): "files have no comments here, and so no pages",
        ("malformed", "reactions.list", "cursor"): "pages are counted here by `page`",
        ("malformed", "search.messages", "cursor"): "pages are counted here by `page`",
        ("unknown", "files.info", "cursor"): "files have no comments here, and so no pages",
        ("unknown", "reactions.list", "cursor"): "pages are counted here by `page`",
        ("unknown", "search.messages", "cursor"): "as above",
        ("unknown", "chat.postMessage", "thread_ts"): "a reply to nothing stands in the channel; tried by itself",
        ("unknown", "chat.postEphemeral", "thread_ts"): "as above",
        ("unknown", "chat.scheduleMessage", "thread_ts"): "as above",
        ("unknown", "chat.startStream", "thread_ts"): "as above",
        ("unknown", "files.completeUploadExternal", "thread_ts"): "as above",
        ("unknown", "conversations.mark", "ts"): "any instant can be the one up to which somebody has read",
        ("unknown", "dnd.teamInfo", "users"): "the page names no error: strangers are left out",
        ("unknown", "files.list", "channel"): "the page names no error: nothing was shared there",
        ("unknown", "reactions.get", "file"): "reactions are kept for messages only",
        ("unknown", "reactions.remove", "file"): "as above",
    }
)

# Methods of slack.toml that answer `unknown_method`, by their beginning.
UNANSWERED: Mapping[str, str] = MappingProxyType(
    {
        "apps.manifest.": "one app is installed when the workspace opens, and its manifest is given then",
        "oauth.v2.access": "the app is installed already; its tokens are in the line that tells of the server",
        "users.profile.set": "people change themselves: `changes`",
        "usergroups.update": "a group is made, filled and listed; an app that lists groups needs no more",
        "usergroups.enable": "as above",
        "usergroups.disable": "as above",
        "slackLists.": "Lists are not here",
        "search.all": "only messages can be searched",
        "search.files": "only messages can be searched",
        "assistant.search.": "needs a judgement of what is meant, which cannot be checked",
        "assistant.threads.setSuggestedPrompts": "the assistant's pane is not here; a status under a thread is",
        "assistant.threads.setTitle": "as above",
        "agents.sessions.": "the agents' pane is not here",
        "entity.presentDetails": "Work Objects are not here",
        "calls.": "Calls are not here",
        "reminders.": "for people's own tokens only, and nothing reminds anybody here",
    }
)

# Limits of slack.toml that no call to this server can reach, by their beginning.
LIMITS_NOT_MET: Mapping[str, str] = MappingProxyType(
    {
        "attachment_footer_max_chars": "Slack cuts what is shown there; nothing here shows a footer",
        "list_page_advised": "advice, no limit",
        "list_cells_per_update": "Lists are not here",
        "data_table_page_rows": "how much is shown at once, not how much may be sent",
        "contact_cards_per_message": "a contact card can only be made by Slack itself",
        "socket_warning_before_close_s": "real seconds in a socket's life of hours; the warning itself is tried",
        "socket_debug_life_s": "six real minutes",
        "stream_blocks": "as many as in any message: blocks_per_message",
        "event_deliveries_per_hour": "the hour's cap on events is not here",
        "manifest_": "a manifest is handed over when the workspace opens; no method takes one",
        "free_plan_": "nothing here grows old, and one app is all there is",
    }
)


def mistakes(method: Method) -> Iterator[Mistake]:
    """Everything that can be done wrong with this method, as far as its data tells."""
    yield from (Mistake(method.name, kind, what) for kind in KINDS for what in _MISTAKES[kind](method))


def reason(mistake: Mistake) -> str:
    """Why no test makes this mistake; empty when one does."""
    return NOT_COVERED.get((mistake.kind, mistake.method, mistake.what), "")


def covered(kind: Kind) -> list[Mistake]:
    """The mistakes of this kind that tests must make, for every method that is answered."""
    return [m for name in HANDLERS for m in mistakes(METHODS[name]) if m.kind == kind and not reason(m)]


def unanswered(name: str) -> str:
    """Why this method is not answered; empty when nobody has said."""
    return _told(UNANSWERED, name)


def not_met(limit: str) -> str:
    """Why no call can reach this limit; empty when a test does."""
    return _told(LIMITS_NOT_MET, limit)


def report() -> Iterator[str]:
    """The table of methods and kinds of mistakes, then every reason once."""
    yield f"{'':34}" + "".join(f"{kind:>10}" for kind in KINDS)
    for name in HANDLERS:
        found = list(mistakes(METHODS[name]))
        yield f"{name:34}" + "".join(f"{_cell([m for m in found if m.kind == kind]):>10}" for kind in KINDS)
    yield "\nA number: so many are tried. A dot: no such mistake can be made. -n: so many are not tried, because:"
    yield "  malformed-*-bool: no page names an error for a bool that is none, and it counts as false"
    yield from (f"  {'-'.join(key)}: {why}" for key, why in NOT_COVERED.items())
    yield "\nNot answered:"
    yield from (f"  {_starred(beginning)}: {why}" for beginning, why in UNANSWERED.items())
    yield "\nLimits that no call here can reach:"
    yield from (f"  {_starred(beginning)}: {why}" for beginning, why in LIMITS_NOT_MET.items())


def _told(reasons: Mapping[str, str], name: str) -> str:
    return next((why for beginning, why in reasons.items() if name.startswith(beginning)), "")


def _starred(beginning: str) -> str:
    return f"{beginning}*" if beginning[-1] in "._" else beginning


def _cell(found: list[Mistake]) -> str:
    if not found:
        return "·"
    left_out = sum(bool(reason(mistake)) for mistake in found)
    return f"{len(found) - left_out}" + (f" -{left_out}" if left_out else "")


def _tokens(method: Method) -> Iterable[str]:
    if not method.token_kinds:
        return ()
    return ("none", "wrong", *(kind for kind in TOKEN_KINDS if kind not in method.token_kinds))


def _scopes(method: Method) -> Iterable[str]:
    return (kind for kind, scopes in method.scopes.items() if scopes)


def _missing(method: Method) -> Iterable[str]:
    needed = [arg.name for arg in method.args if arg.required]
    return [*needed, "all"] if needed else ()


def _malformed(method: Method) -> Iterable[str]:
    """No page names an error for a bool that is none: it counts as false."""
    has_form = {"number", "enum", "json", "ts", "cursor"}
    return (arg.name for arg in method.args if arg.kind in has_form or arg.pattern)


def _limited(method: Method) -> Iterable[str]:
    return (arg.name for arg in method.args if arg.max_chars or arg.min is not None or arg.max is not None)


def _unknown(method: Method) -> Iterable[str]:
    return (arg.name for arg in method.args if _names_something(arg))


def _names_something(arg: Arg) -> bool:
    by_kind = arg.kind in {"channel", "user", "users", "cursor"} or (arg.kind == "ts" and arg.name not in _BOUNDS)
    return by_kind or arg.name in _IDS


def _rate(_: Method) -> Iterable[str]:
    return ("",)


_MISTAKES = {
    "token": _tokens,
    "scope": _scopes,
    "missing": _missing,
    "malformed": _malformed,
    "limit": _limited,
    "unknown": _unknown,
    "rate": _rate,
}

if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in report())
