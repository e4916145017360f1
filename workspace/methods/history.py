"""Reading back what was said: channel by channel, thread by thread, a page at a time.

Law: a page costs as much as it holds, however long the channel is.
"""

from bisect import bisect_left

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state import posts
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal
from workspace.state.serializers import message_json
from workspace.wire.paging import cursor, read_cursor

_NEVER = "9999999999.999999"


def history(asked: Asked) -> Json:
    """Roots and broadcasts, newest first; with only `oldest` the pages walk forward from there."""
    channel = asked.joined_channel()
    latest, oldest = asked.ts("latest", "invalid_ts_latest"), asked.ts("oldest", "invalid_ts_oldest")
    start, end = posts.page_of_history(channel, oldest=oldest, latest=latest, inclusive=_inclusive(asked))
    end = min(end, bisect_left(channel.timeline, _horizon(asked)))
    limit = asked.limit(default=LIMITS.history_page_default, most=LIMITS.history_page_max)
    following = _next_ts(asked)
    if oldest and not latest:
        start = bisect_left(channel.timeline, following) if following else start
        shown, rest_ts = channel.timeline[start : min(end, start + limit)], _at(channel, start + limit, end)
    else:
        end = bisect_left(channel.timeline, following) + 1 if following else end
        shown, rest_ts = channel.timeline[max(start, end - limit) : end], _at(channel, end - limit - 1, end, start)
    shapes = [_shape(asked, channel.messages[ts], channel) for ts in reversed(shown)]
    body: Json = {"latest": latest} if latest else {}
    body |= {"messages": shapes, "has_more": bool(rest_ts), "pin_count": len(channel.pins)}
    body |= {"channel_actions_ts": None, "channel_actions_count": 0} | ({"oldest": oldest} if oldest else {})
    if rest_ts:
        body["response_metadata"] = {"next_cursor": cursor("next_ts", rest_ts.replace(".", ""))}
    return body


def replies(asked: Asked) -> Json:
    """The root, then its replies in order. By the ts of a reply only that reply is found (bolt-python#783)."""
    channel = asked.joined_channel()
    root = channel.messages.get(asked.text("ts"))
    if root is None:
        raise Refusal("thread_not_found")
    if root.root_ts:
        return {"messages": [_shape(asked, root, channel)], "has_more": False}
    latest, oldest = asked.ts("latest", "invalid_ts_latest"), asked.ts("oldest", "invalid_ts_oldest")
    inclusive = _inclusive(asked)
    following = _next_ts(asked) or oldest
    start = bisect_left(root.replies, following) if following else 0
    if following == oldest and not inclusive and start < len(root.replies) and root.replies[start] == oldest:
        start += 1
    limit = asked.limit(default=LIMITS.replies_page_default, most=LIMITS.replies_page_max)
    until = [t for t in root.replies[start:] if not latest or t < latest or (inclusive and t == latest)]
    until = [t for t in until if t < _horizon(asked)]
    # The root stands first on each page and counts as one of it, but a page of one on which it stood already.
    head = [] if limit == 1 and _next_ts(asked) else [root.ts]
    shown, rest = until[: limit - len(head)], until[limit - len(head) :]
    shapes = [_shape(asked, channel.messages[ts], channel) for ts in (*head, *shown)]
    body: Json = {"messages": shapes, "has_more": bool(rest)}
    if rest:
        body["response_metadata"] = {"next_cursor": cursor("next_ts", rest[0].replace(".", ""))}
    return body


def mark(asked: Asked) -> Json:
    """How far the caller has read."""
    channel = asked.joined_channel()
    ts = asked.ts("ts", "invalid_timestamp")
    channel.read_ts[asked.user.id] = ts
    return {}


def _shape(asked: Asked, message: Message, channel: Channel) -> Json:
    shape = message_json(message, channel)
    if not asked.flag("include_all_metadata"):
        shape.pop("metadata", None)
    return shape


def _horizon(asked: Asked) -> str:
    """What was posted from this instant on is not to be read yet (slack-mcp-server#284)."""
    lag_s = asked.world.reads_lag_s
    return f"{asked.world.now_s() - lag_s:010d}.000000" if lag_s else _NEVER


def _inclusive(asked: Asked) -> bool:
    return asked.text("inclusive") not in {"", "0", "false", "False"}


def _next_ts(asked: Asked) -> str:
    digits = read_cursor(asked.text("cursor"), "next_ts")
    if digits and not (digits.isdigit() and len(digits) > 6):  # noqa: PLR2004 -- at least a second before six micros
        raise Refusal("invalid_cursor")
    return f"{digits[:-6]}.{digits[-6:]}" if digits else ""


def _at(channel: Channel, index: int, end: int, start: int = 0) -> str:
    """The ts at this place if it lies in [start, end); else empty: there is no further page."""
    return channel.timeline[index] if start <= index < end else ""


METHODS: dict[str, Handler] = {
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.mark": mark,
}
