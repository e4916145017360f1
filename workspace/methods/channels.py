"""Conversations as rooms: made, named, described, archived, listed."""

import re
from collections.abc import Iterable

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state import conversations
from workspace.state.auth import require_scope
from workspace.state.records import Channel, Json, Kind
from workspace.state.refusals import Refusal
from workspace.state.serializers import LOCALE, unread_json
from workspace.state.text import BROADCASTS
from workspace.wire.paging import page

_NAME = re.compile(r"[a-z0-9_-]+")
_PUNCTUATION = re.compile(r"[-_.]+")
_TYPES: dict[str, Kind] = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def create(asked: Asked) -> Json:
    kind: Kind = "group" if asked.flag("is_private") else "channel"
    require_scope(asked.has_token, asked.method, kind)
    name = free_name(asked, asked.text("name"))
    channel = conversations.make(asked.world, name=name, kind=kind, creator=asked.user)
    return {"channel": conversations.shape(asked.world, channel, asked.user)}


def rename(asked: Asked) -> Json:
    """Only the one who made a channel, or an administrator, may rename it."""
    channel = _named(asked.live_channel())
    if asked.user.id != channel.creator and not asked.user.admin:
        raise Refusal("not_authorized")
    name = asked.text("name")
    if name != channel.name:
        conversations.rename(asked.world, channel, asked.user, free_name(asked, name))
    return {"channel": conversations.shape(asked.world, channel, asked.user)}


def set_topic(asked: Asked) -> Json:
    channel = asked.live_channel()
    topic = asked.text("topic")
    if len(topic) > asked.world.knobs.unknowns.topic_max_chars:
        raise Refusal("too_long")
    if topic != channel.topic["value"]:
        conversations.set_topic(asked.world, channel, asked.user, topic)
    return {"channel": conversations.shape(asked.world, channel, asked.user)}


def set_purpose(asked: Asked) -> Json:
    channel = asked.live_channel()
    purpose = asked.text("purpose")
    if len(purpose) > asked.world.knobs.unknowns.purpose_max_chars:
        raise Refusal("too_long")
    conversations.set_purpose(asked.world, channel, asked.user, purpose)
    return {"channel": conversations.shape(asked.world, channel, asked.user), "purpose": purpose}


def archive(asked: Asked) -> Json:
    channel = _named(asked.joined_channel())
    if channel.general:
        raise Refusal("cant_archive_general")
    if channel.archived:
        raise Refusal("already_archived")
    conversations.archive(asked.world, channel, asked.user)
    return {}


def unarchive(asked: Asked) -> Json:
    """Apps were put out when it was archived, so that only a person's token gets further than `not_in_channel`."""
    channel = _named(asked.channel())
    if not channel.archived:
        raise Refusal("not_archived")
    if asked.user.id not in channel.members:
        raise Refusal("not_in_channel")
    conversations.unarchive(asked.world, channel, asked.user)
    return {}


def info(asked: Asked) -> Json:
    channel, many = asked.channel(), asked.flag("include_num_members")
    shape = conversations.shape(asked.world, channel, asked.user, num_members=many)
    if channel.kind in {"im", "mpim"}:
        shape |= unread_json(channel, asked.user.id)
    return {"channel": shape | {"locale": LOCALE} if asked.flag("include_locale") else shape}


def list_all(asked: Asked) -> Json:
    """Every conversation the caller may see; public ones whether it is in them or not."""
    seen = (c for c in asked.world.directory.channels.values() if not c.is_private or asked.user.id in c.members)
    return _listed(asked, seen, num_members=True)


def list_of_user(asked: Asked) -> Json:
    """The conversations somebody is in, as far as the caller may see them."""
    of_whom = asked.person().id if asked.given("user") else asked.user.id
    seen = (c for c in asked.world.directory.seen_by(of_whom) if not c.is_private or asked.user.id in c.members)
    return _listed(asked, seen, num_members=False)


def free_name(asked: Asked, name: str) -> str:
    """The name, if a channel may be called so and none is."""
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > LIMITS.channel_name_max_chars:
        raise Refusal("invalid_name_maxlength")
    if _PUNCTUATION.fullmatch(name):
        raise Refusal("invalid_name_punctuation")
    beyond_ascii = asked.world.knobs.unknowns.channel_names_beyond_ascii
    if not _NAME.fullmatch(name) and not (beyond_ascii and name == name.lower() and name.replace("-", "a").isalnum()):
        raise Refusal("invalid_name_specials")
    directory = asked.world.directory
    is_somebodys = name in {*BROADCASTS, *directory.handles, *(user.username for user in directory.users.values())}
    if name in directory.names or (is_somebodys and not asked.world.knobs.unknowns.channels_may_be_called_like_people):
        raise Refusal("name_taken")
    return name


def _named(channel: Channel) -> Channel:
    if channel.kind not in {"channel", "group"}:
        raise Refusal("method_not_supported_for_channel_type")
    return channel


def _listed(asked: Asked, channels: Iterable[Channel], *, num_members: bool) -> Json:
    kinds = _kinds(asked)
    archived_too = not asked.flag("exclude_archived")
    rows = [c for c in channels if c.kind in kinds and (archived_too or not c.archived)]
    ids = [channel.id for channel in rows]
    limit = asked.limit(default=100, most=LIMITS.list_page_max)
    found, following = page(rows, ids, cursor_text=asked.text("cursor"), kind="team", limit=limit)
    shapes = [conversations.shape(asked.world, channel, asked.user, num_members=num_members) for channel in found]
    return {"channels": shapes, "response_metadata": {"next_cursor": following}}


def _kinds(asked: Asked) -> set[Kind]:
    names = asked.names("types") or ["public_channel"]
    if not _TYPES.keys() >= set(names):
        raise Refusal("invalid_types")
    kinds = {_TYPES[name] for name in names}
    for kind in kinds:
        require_scope(asked.has_token, asked.method, kind)
    return kinds


METHODS: dict[str, Handler] = {
    "conversations.create": create,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.info": info,
    "conversations.list": list_all,
    "users.conversations": list_of_user,
}
