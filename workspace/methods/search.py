"""Finding messages by their words, for people's own tokens only; and which workspaces an event is about."""

from workspace.methods.asked import Asked, Handler
from workspace.state import posts
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal
from workspace.state.serializers import message_json
from workspace.wire.paging import page


def messages(asked: Asked) -> Json:
    """Every message the caller may see that holds all the words, newest first."""
    words = asked.text("query").casefold().split()
    if not words:
        raise Refusal("no_query")
    found = [
        (channel, message)
        for channel in asked.world.directory.seen_by(asked.user.id)
        for message in channel.messages.values()
        if all(word in message.text.casefold() for word in words)
    ]
    found.sort(key=lambda pair: pair[1].ts, reverse=asked.text("sort_dir") != "asc")
    count, number = max(1, asked.number("count", 20)), max(1, asked.number("page", 1))
    shown = found[(number - 1) * count : number * count]
    paging = {"count": count, "total": len(found), "page": number, "pages": -(-len(found) // count)}
    matches = [_match(asked, *pair) for pair in shown]
    return {"query": asked.text("query"), "messages": {"total": len(found), "paging": paging, "matches": matches}}


def authorizations(asked: Asked) -> Json:
    """The one installation there is."""
    if not asked.text("event_context").startswith("4-"):
        raise Refusal("invalid_event_context")
    world = asked.world
    team_id = world.directory.team.id
    own = {"enterprise_id": None, "team_id": team_id, "user_id": world.app.bot_user_id, "is_bot": True}
    rows = [own | {"is_enterprise_install": False}]
    found, following = page(rows, [team_id], cursor_text=asked.text("cursor"), kind="team", limit=1)
    return {"authorizations": found, "response_metadata": {"next_cursor": following}}


def _match(asked: Asked, channel: Channel, message: Message) -> Json:
    place = {"id": channel.id, "name": channel.name, "is_private": channel.is_private}
    link = posts.permalink(asked.world.directory.team.domain, channel, message)
    author = asked.world.directory.users[message.author].username
    return message_json(message, channel) | {"channel": place, "permalink": link, "username": author}


METHODS: dict[str, Handler] = {"search.messages": messages, "apps.event.authorizations.list": authorizations}
