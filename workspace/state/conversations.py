"""What can happen to conversations: made, joined, named, archived; the same for an app and for a person.

Law: a change, the line it leaves in the channel, and the event about it are one step.
"""

from collections.abc import Iterable

from workspace.state import posts
from workspace.state.records import Channel, Json, Kind, Message, User
from workspace.state.serializers import channel_json, created_json
from workspace.state.world import World

_PREFIX = {"channel": "C", "group": "C", "im": "D", "mpim": "C"}


def make(world: World, *, name: str, kind: Kind, creator: User, members: Iterable[User] = ()) -> Channel:
    """A new conversation with its creator inside; whether anything is told of that is an unknown."""
    now_s = world.now_s()
    channel = Channel(
        id=world.ids.slack_id(_PREFIX[kind]),
        kind=kind,
        name=name,
        creator=creator.id,
        created_at=now_s,
        updated_ms=now_s * 1000,
    )
    channel.members[creator.id] = None
    channel.members |= {member.id: None for member in members}
    world.directory.channels[channel.id] = channel
    if kind in {"im", "mpim"}:
        world.directory.directs[frozenset(channel.members)] = channel
    else:
        world.directory.names[name] = channel
    if kind == "channel":
        event = {"type": "channel_created", "channel": created_json(channel), "event_ts": world.event_ts()}
        world.tell(("channel_created",), event, channel)
    if kind in {"channel", "group"} and world.knobs.unknowns.maker_is_told_as_joining:
        _told_as_joining(world, channel, creator, {})
    world.move()
    return channel


def direct(world: World, people: Iterable[User]) -> Channel:
    """The direct message of exactly these people, made at first use."""
    members = list({person.id: person for person in people}.values())
    known = world.directory.directs.get(frozenset(person.id for person in members))
    if known is not None:
        return known
    kind: Kind = "im" if len(members) <= 2 else "mpim"  # noqa: PLR2004 -- two people make a direct message
    handles = "--".join(person.username for person in members)
    name = "" if kind == "im" else f"mpdm-{handles}-1"
    return make(world, name=name, kind=kind, creator=members[0], members=members[1:])


def join(world: World, channel: Channel, user: User, *, inviter: User | None = None) -> None:
    """The person is in, a line says so, and `member_joined_channel` goes out."""
    if user.id in channel.members:
        return
    channel.members[user.id] = None
    if user.is_stranger:
        channel.shared_with[user.team_id] = None
    _told_as_joining(world, channel, user, {"inviter": inviter.id} if inviter else {})


def leave(world: World, channel: Channel, user: User, *, remover: User | None = None) -> None:
    """The person is out. An app that was put out hears `channel_left` or `group_left` and Slackbot, nothing more.

    Source: bolt-js#1847, node-slack-sdk#931, #211, java-slack-sdk#1062; measured in openma-ai/open-managed-agents#24.
    """
    if user.id not in channel.members:
        return
    if user.id == world.app.bot_user_id:
        _leave_as_app(world, channel, user, remover)
        return
    event: Json = {
        "type": "member_left_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": user.team_id or world.directory.team.id,
    }
    world.tell(("member_left_channel",), event | {"event_ts": world.event_ts()}, channel)
    del channel.members[user.id]
    if remover is None:
        _line(world, channel, user, f"<@{user.id}> has left the {_word(channel)}", {"subtype": f"{channel.kind}_leave"})
    world.move()


def set_topic(world: World, channel: Channel, by: User, topic: str) -> None:
    channel.topic = {"value": topic, "creator": by.id, "last_set": world.now_s()}
    said = f"set the {_word(channel)} topic: {topic}" if topic else f"cleared the {_word(channel)} topic"
    _line(world, channel, by, said, {"subtype": f"{_noun(channel)}_topic", "topic": topic})


def set_purpose(world: World, channel: Channel, by: User, purpose: str) -> None:
    channel.purpose = {"value": purpose, "creator": by.id, "last_set": world.now_s()}
    said = f"set the {_word(channel)} description: {purpose}"
    _line(world, channel, by, said, {"subtype": f"{_noun(channel)}_purpose", "purpose": purpose})


def rename(world: World, channel: Channel, by: User, name: str) -> None:
    old_name = channel.name
    del world.directory.names[old_name]
    world.directory.names[name] = channel
    channel.previous_names.insert(0, old_name)
    channel.name = name
    shape = {
        "id": channel.id,
        "is_channel": not channel.is_private,
        "is_mpim": False,
        "name": name,
        "name_normalized": name,
        "created": channel.created_at,
    }
    event = {"type": f"{_noun(channel)}_rename", "channel": shape, "event_ts": world.event_ts()}
    world.tell((f"{_noun(channel)}_rename",), event, channel)
    said = f'has renamed the channel from "{old_name}" to "{name}"'
    _line(world, channel, by, said, {"subtype": f"{_noun(channel)}_name", "old_name": old_name, "name": name})


def archive(world: World, channel: Channel, by: User) -> None:
    """Nobody writes any more; people stay members, apps do not, and nothing tells them that they are out.

    Source: elastic/connectors#1972, open-cli-collective/slack-chat-api#26.
    """
    more = {"subtype": f"{_noun(channel)}_archive", "members": list(channel.members)}
    _line(world, channel, by, f"archived the {_word(channel)}", more)
    channel.archived = True
    _told_of(world, channel, by, "archive")
    for member in [member for member in channel.members if world.directory.users[member].is_bot]:
        del channel.members[member]


def unarchive(world: World, channel: Channel, by: User) -> None:
    channel.archived = False
    _told_of(world, channel, by, "unarchive")
    _line(world, channel, by, f"un-archived the {_word(channel)}", {"subtype": f"{_noun(channel)}_unarchive"})


def convert_to_private(world: World, channel: Channel, by: User) -> None:
    """A public channel becomes private under its old id; its members stay, and a line in it is all that tells.

    Source: api.slack.com/events/message/channel_convert_to_private.
    """
    channel.kind = "group"
    said = f"<@{by.id}> made this channel private. It can only be found and joined by invitation now."
    _line(world, channel, by, said, {"subtype": "channel_convert_to_private"})


def change_id(world: World, channel: Channel) -> None:
    """The same conversation under another id, as when a private channel is shared with another company.

    The old id is unknown from now on. Source: api.slack.com/events/channel_id_changed, Netflix/dispatch#560.
    """
    old_id, channel.id = channel.id, world.ids.slack_id("C")
    world.directory.channels[channel.id] = world.directory.channels.pop(old_id)
    for message in (*channel.messages.values(), *channel.ephemerals.values(), *channel.gone.values()):
        message.channel_id = channel.id
    ids = {"old_channel_id": old_id, "new_channel_id": channel.id}
    world.tell(("channel_id_changed",), {"type": "channel_id_changed", **ids, "event_ts": world.event_ts()}, channel)


def delete(world: World, channel: Channel, by: User) -> None:
    """Gone for good, with everything said in it; an administrator can do this, an app cannot."""
    _told_of(world, channel, by, "deleted")
    del world.directory.channels[channel.id]
    world.directory.names.pop(channel.name, None)
    world.move()


def shape(world: World, channel: Channel, viewer: User, *, num_members: bool = False) -> Json:
    return channel_json(channel, world.directory, viewer.id, num_members=num_members)


def _told_as_joining(world: World, channel: Channel, user: User, more: Json) -> None:
    event: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": user.team_id or world.directory.team.id,
    }
    world.tell(("member_joined_channel",), event | more | {"event_ts": world.event_ts()}, channel)
    _line(
        world,
        channel,
        user,
        f"<@{user.id}> has joined the {_word(channel)}",
        {"subtype": f"{channel.kind}_join", **more},
    )


def _leave_as_app(world: World, channel: Channel, app: User, remover: User | None) -> None:
    own = f"{_noun(channel)}_left"
    told = {"type": own, "channel": channel.id, "actor_id": (remover or app).id, "event_ts": world.event_ts()}
    world.tell((own,), told, channel)
    del channel.members[app.id]
    if remover is not None:
        slackbot = world.directory.users["USLACKBOT"]
        said = f"You have been removed from #{channel.name} by <@{remover.id}|{remover.username}>"
        posts.post(world, direct(world, [slackbot, app]), slackbot, posts.Draft(said))
    world.move()


def _told_of(world: World, channel: Channel, by: User, what: str) -> None:
    channel.updated_ms = world.now_s() * 1000
    name = f"{_noun(channel)}_{what}"
    event = {"type": name, "channel": channel.id, "user": by.id, "event_ts": world.event_ts()}
    world.tell((name,), event, channel)


def _line(world: World, channel: Channel, user: User, text: str, more: Json) -> None:
    """The line in the channel that records a change, and the message event about it."""
    channel.updated_ms = world.now_s() * 1000
    ts = world.next_ts(channel)
    team = user.team_id or world.directory.team.id
    body: Json = {**more, "team": team, "user": user.id, "text": text, "type": "message", "ts": ts}
    channel.place(Message(channel_id=channel.id, ts=ts, body=body))
    event = {"type": "message", **body, "channel": channel.id, "event_ts": ts, "channel_type": channel.kind}
    world.tell((f"message.{_subscription(channel)}",), event, channel)


def _noun(channel: Channel) -> str:
    return "channel" if channel.kind == "channel" else "group"


def _word(channel: Channel) -> str:
    return "channel" if channel.kind in {"channel", "group"} else "conversation"


def _subscription(channel: Channel) -> str:
    return {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}[channel.kind]
