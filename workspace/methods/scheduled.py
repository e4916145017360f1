"""Messages that wait for their time.

Law: they wait on the workspace's clock; one that carries metadata never appears, as Slack's own page warns.
"""

from workspace.methods.asked import Asked, Handler
from workspace.methods.messages import checked_content, destination, not_too_long, root_of, writable
from workspace.spec.slack import LIMITS
from workspace.state import posts
from workspace.state.records import Channel, Json
from workspace.state.refusals import Refusal
from workspace.state.world import Scheduled
from workspace.wire.paging import page

_DAY_S = 86_400


def schedule(asked: Asked) -> Json:
    channel = writable(asked, destination(asked))
    post_at = _post_at(asked, channel)
    not_too_long(asked)
    root_of(asked, channel)
    content = checked_content(asked)
    scheduled = Scheduled(asked.world.ids.slack_id("Q"), channel.id, post_at, asked.world.now_s(), content)
    asked.world.scheduled[scheduled.id] = scheduled
    asked.world.move()
    message = posts.body_of(asked.world, asked.user, content) | {"type": "delayed_message"}
    return {"scheduled_message_id": scheduled.id, "channel": channel.id, "post_at": post_at, "message": message}


def unschedule(asked: Asked) -> Json:
    channel = asked.channel()
    scheduled = asked.world.scheduled.get(asked.text("scheduled_message_id"))
    if scheduled is None or scheduled.channel_id != channel.id:
        raise Refusal("invalid_scheduled_message_id")
    del asked.world.scheduled[scheduled.id]
    asked.world.move()
    return {}


def list_scheduled(asked: Asked) -> Json:
    if asked.given("channel") and asked.text("channel") not in asked.world.directory.channels:
        raise Refusal("invalid_channel")
    oldest, latest = asked.number("oldest", 0), asked.number("latest", 0)
    rows = [
        scheduled
        for scheduled in sorted(asked.world.scheduled.values(), key=lambda each: (each.post_at, each.id))
        if asked.text("channel") in {"", scheduled.channel_id}
        and oldest <= scheduled.post_at <= (latest or scheduled.post_at)
    ]
    limit = asked.limit(default=100, most=LIMITS.list_page_max)
    ids = [row.id for row in rows]
    found, following = page(rows, ids, cursor_text=asked.text("cursor"), kind="scheduled", limit=limit)
    shapes = [
        {
            "id": s.id,
            "channel_id": s.channel_id,
            "post_at": s.post_at,
            "date_created": s.created_at,
            "text": s.content["text"],
        }
        for s in found
    ]
    return {"scheduled_messages": shapes, "response_metadata": {"next_cursor": following}}


def _post_at(asked: Asked, channel: Channel) -> int:
    now_s = asked.world.now_s()
    post_at = asked.number("post_at", 0)
    if not post_at:
        raise Refusal("invalid_time")
    if post_at <= now_s:
        raise Refusal("time_in_past")
    if post_at > now_s + LIMITS.scheduled_ahead_max_days * _DAY_S:
        raise Refusal("time_too_far")
    taken = [s.post_at for s in asked.world.scheduled.values() if s.channel_id == channel.id]
    if _crowded(post_at, taken):
        raise Refusal("restricted_too_many")
    return post_at


def _crowded(post_at: int, taken: list[int]) -> bool:
    """Whether any window around this second holds as many as it may."""
    window_s = LIMITS.scheduled_window_s
    near = [at for at in taken if abs(at - post_at) < window_s]
    begins = [at for at in (post_at, *near) if at <= post_at]
    return any(sum(begin <= at < begin + window_s for at in near) >= LIMITS.scheduled_per_channel for begin in begins)


METHODS: dict[str, Handler] = {
    "chat.scheduleMessage": schedule,
    "chat.deleteScheduledMessage": unschedule,
    "chat.scheduledMessages.list": list_scheduled,
}
