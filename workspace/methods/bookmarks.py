"""Bookmarks: the row of links under a channel's name."""

from urllib.parse import urlsplit

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state.records import Channel, Json
from workspace.state.refusals import Refusal


def add(asked: Asked) -> Json:
    channel = asked.live_channel("channel_id")
    if asked.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if len(channel.bookmarks) >= asked.world.knobs.unknowns.bookmarks_per_channel:
        raise Refusal("too_many_bookmarks")
    now_s = asked.world.now_s()
    bookmark: Json = {
        "id": asked.world.ids.slack_id("Bk"),
        "channel_id": channel.id,
        "title": asked.text("title"),
        "link": _link(asked),
        "emoji": asked.text("emoji"),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": now_s,
        "date_updated": now_s,
        "rank": f"{len(channel.bookmarks):08x}",
        "last_updated_by_user_id": asked.user.id,
        "last_updated_by_team_id": asked.world.directory.team.id,
        "shortcut_id": None,
        "app_id": asked.world.app.id,
        "app_action_id": None,
    }
    channel.bookmarks[bookmark["id"]] = bookmark
    asked.world.move()
    return {"bookmark": bookmark}


def edit(asked: Asked) -> Json:
    _, bookmark = _known(asked)
    if asked.given("link"):
        bookmark["link"] = _link(asked)
    bookmark |= {name: asked.text(name) for name in ("title", "emoji") if asked.given(name)}
    bookmark |= {"date_updated": asked.world.now_s(), "last_updated_by_user_id": asked.user.id}
    asked.world.move()
    return {"bookmark": bookmark}


def remove(asked: Asked) -> Json:
    channel, bookmark = _known(asked)
    del channel.bookmarks[bookmark["id"]]
    asked.world.move()
    return {}


def list_bookmarks(asked: Asked) -> Json:
    return {"bookmarks": list(asked.joined_channel("channel_id").bookmarks.values())}


def _known(asked: Asked) -> tuple[Channel, Json]:
    channel = asked.live_channel("channel_id")
    found = channel.bookmarks.get(asked.text("bookmark_id"))
    if found is None:
        raise Refusal("not_found")
    return channel, found


def _link(asked: Asked) -> str:
    link = asked.text("link")
    parts = urlsplit(link)
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(link) > LIMITS.bookmark_link_max_chars:
        raise Refusal("invalid_link")
    return link


METHODS: dict[str, Handler] = {
    "bookmarks.add": add,
    "bookmarks.edit": edit,
    "bookmarks.remove": remove,
    "bookmarks.list": list_bookmarks,
}
