"""Reactions: emoji under messages."""

from collections.abc import Sequence

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state import posts
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal
from workspace.state.serializers import message_json
from workspace.state.text import is_emoji_name
from workspace.wire.paging import page


def add(asked: Asked) -> Json:
    name = _name(asked)
    channel, message = _item(asked)
    if asked.user.id in message.reactions.get(name, ()):
        raise Refusal("already_reacted")
    unknowns = asked.world.knobs.unknowns
    if name not in message.reactions and len(message.reactions) >= unknowns.emoji_per_message:
        raise Refusal("too_many_emoji")
    own = sum(asked.user.id in users for users in message.reactions.values())
    if own >= unknowns.reactions_per_person_and_message:
        raise Refusal("too_many_reactions")
    posts.react(asked.world, channel, message, asked.user, name)
    return {}


def remove(asked: Asked) -> Json:
    name = _name(asked)
    channel, message = _item(asked)
    if asked.user.id not in message.reactions.get(name, ()):
        raise Refusal("no_reaction")
    posts.unreact(asked.world, channel, message, asked.user, name)
    return {}


def get(asked: Asked) -> Json:
    channel, message = _item(asked)
    link = posts.permalink(asked.world.directory.team.domain, channel, message)
    return {"type": "message", "message": message_json(message, channel) | {"permalink": link}, "channel": channel.id}


def list_reactions(asked: Asked) -> Json:
    """What somebody has reacted to, newest message first."""
    user = asked.person() if asked.given("user") else asked.user
    seen = list(asked.world.directory.seen_by(asked.user.id))
    found = [(m, c) for c in seen for m in c.messages.values() if any(user.id in who for who in m.reactions.values())]
    found.sort(key=lambda pair: pair[0].ts, reverse=True)
    if asked.given("limit") or asked.given("cursor"):
        limit = asked.limit(default=100, most=LIMITS.list_page_max)
        ids = [f"{channel.id}:{message.ts}" for message, channel in found]
        try:
            shown, following = page(found, ids, cursor_text=asked.text("cursor"), kind="reaction", limit=limit)
        except Refusal as unread:
            raise asked.refusal(unread.error, "invalid_arguments") from unread
        return {"items": _items(shown), "response_metadata": {"next_cursor": following}}
    count, number = max(1, asked.number("count", 100)), max(1, asked.number("page", 1))
    shown = found[(number - 1) * count : number * count]
    paging = {"count": count, "total": len(found), "page": number, "pages": -(-len(found) // count)}
    return {"items": _items(shown), "paging": paging, "response_metadata": {"next_cursor": ""}}


def _items(found: Sequence[tuple[Message, Channel]]) -> list[Json]:
    return [{"type": "message", "channel": c.id, "message": message_json(m, c)} for m, c in found]


def _name(asked: Asked) -> str:
    name = asked.text("name").strip(":")
    if not is_emoji_name(name):
        raise Refusal("invalid_name")
    return name


def _item(asked: Asked) -> tuple[Channel, Message]:
    if not asked.given("channel") or not asked.given("timestamp"):
        raise Refusal("no_item_specified")
    channel = asked.channel() if asked.method.name == "reactions.get" else asked.live_channel()
    return channel, asked.message(channel)


METHODS: dict[str, Handler] = {
    "reactions.add": add,
    "reactions.remove": remove,
    "reactions.get": get,
    "reactions.list": list_reactions,
}
