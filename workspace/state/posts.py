"""What can happen to messages: posted, changed, deleted, reacted to, pinned; the same for an app and for a person.

Law: a message's `ts` is its identity, rises within its channel, and every change sends exactly one event of its kind.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from workspace.state.records import Channel, Json, Message, OtherApp, User
from workspace.state.rich_text import rich_text
from workspace.state.serializers import message_json, thread_json
from workspace.state.text import mentioned, stored
from workspace.state.world import World

_LINK = re.compile(r"<(https?://[^|>]+)[|>]")
_ICON = "https://a.slack-edge.com/80588/img/plugins/app"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be said. `more` holds blocks, files, metadata; `root_ts` is a root that is there."""

    text: str
    more: Json = field(default_factory=dict)
    root_ts: str | None = None
    broadcast: bool = False


def post(world: World, channel: Channel, author: User, draft: Draft) -> Message:
    """A new message for everybody in the channel."""
    message = _place(channel, draft, _body(world, author, draft, ts=world.next_ts(channel)))
    if author.id in channel.members:
        channel.read_ts[author.id] = message.ts
    _tell_posted(world, channel, message)
    return message


def post_by_hook(world: World, channel: Channel, app: OtherApp, draft: Draft) -> Message:
    """What another app posts without a bot user, as monitors and workflows do: a `bot_message`, and no `user` in it."""
    sender: Json = {"subtype": "bot_message", "bot_id": app.bot_id, "app_id": app.id, "username": app.name}
    head: Json = {"type": "message", "ts": world.next_ts(channel), "text": stored(draft.text)} | sender
    message = _place(channel, draft, _completed(world, head, draft))
    _tell_posted(world, channel, message)
    return message


def show_only_to(world: World, channel: Channel, author: User, viewer: User, draft: Draft) -> Message:
    """An ephemeral message: no event, no history, one reader."""
    body = _body(world, author, draft, ts=world.next_ts(channel)) | {"is_ephemeral": True}
    message = Message(channel.id, body["ts"], body, root_ts=draft.root_ts, ephemeral_to=viewer.id)
    channel.ephemerals[message.ts] = message
    world.move()
    return message


def forget(world: World, channel: Channel, *, before_ts: str) -> None:
    """What retention does: whatever is older is gone, and nobody is told.

    A root stays while a reply of it does. Source: slack.com/help/articles/115005393586.
    """
    for ts in [ts for ts in channel.messages if ts < before_ts]:
        message = channel.messages[ts]
        if any(reply >= before_ts for reply in message.replies):
            continue
        channel.pins.pop(ts, None)
        channel.drop(ts)
        if (root := channel.messages.get(message.root_ts or "")) is not None:
            root.replies.remove(ts)
    world.move()


def change(world: World, channel: Channel, message: Message, changes: Json, *, edited_by: User | None = None) -> None:
    """New content under the old `ts`; a key set to None is taken away; whoever edited it leaves "(edited)" behind.

    A new text without blocks takes the blocks away, and Slack makes a rich_text block of it as of any plain text.
    """
    before = message_json(message, channel)
    body = message.body | changes
    if "text" in changes:
        body["text"] = stored(changes["text"])
        body["blocks"] = changes.get("blocks") or _generated_blocks(world, body["text"])
    if edited_by is not None:
        body["edited"] = {"user": edited_by.id, "ts": f"{world.now_s()}.000000"}
    message.body = {key: value for key, value in body.items() if value is not None}
    _tell_changed(world, channel, message, before)
    if edited_by is not None and not edited_by.is_bot:
        _tell_mentioned(world, channel, message)


def remove(world: World, channel: Channel, message: Message) -> None:
    """The message is gone; a root with replies leaves a tombstone until its last reply goes."""
    before = message_json(message, channel)
    channel.pins.pop(message.ts, None)
    if message.replies:
        _bury(message)
        _tell_changed(world, channel, message, before)
        return
    channel.drop(message.ts)
    event: Json = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": message.ts}
    _tell_hidden(world, channel, event | {"previous_message": before})
    root = channel.messages.get(message.root_ts or "")
    if root is not None:
        _uncount_reply(world, channel, root, message)


def react(world: World, channel: Channel, message: Message, user: User, name: str) -> None:
    message.reactions.setdefault(name, {})[user.id] = None
    _tell_reaction(world, channel, message, user, {"type": "reaction_added", "reaction": name})


def unreact(world: World, channel: Channel, message: Message, user: User, name: str) -> None:
    del message.reactions[name][user.id]
    if not message.reactions[name]:
        del message.reactions[name]
    _tell_reaction(world, channel, message, user, {"type": "reaction_removed", "reaction": name})


def pin(world: World, channel: Channel, message: Message, user: User) -> None:
    """Pinned for all, with the line Slack leaves in the channel."""
    channel.pins[message.ts] = {"created": world.now_s(), "created_by": user.id}
    _tell_pin(world, channel, message, user, "pin_added")
    ts = world.next_ts(channel)
    body: Json = {
        "type": "message",
        "subtype": "pinned_item",
        "user": user.id,
        "ts": ts,
        "item_type": "C",
        "text": f"<@{user.id}> pinned a message to this channel.",
        "item": {"type": "message", "ts": message.ts},
    }
    line = Message(channel_id=channel.id, ts=ts, body=body)
    channel.place(line)
    _tell_posted(world, channel, line)


def unpin(world: World, channel: Channel, message: Message, user: User) -> None:
    del channel.pins[message.ts]
    _tell_pin(world, channel, message, user, "pin_removed")


def page_of_history(channel: Channel, *, oldest: str, latest: str, inclusive: bool) -> tuple[int, int]:
    """The half-open range of `channel.timeline` between two ts; empty strings are open ends."""
    start = bisect_left(channel.timeline, oldest) if oldest else 0
    if oldest and not inclusive and start < len(channel.timeline) and channel.timeline[start] == oldest:
        start += 1
    end = bisect_left(channel.timeline, latest) if latest else len(channel.timeline)
    if latest and inclusive and end < len(channel.timeline) and channel.timeline[end] == latest:
        end += 1
    return start, max(start, end)


def forwarded(world: World, channel: Channel, message: Message) -> Json:
    """The attachment in which a message stands that somebody forwards; its words are there and nowhere else."""
    directory = world.directory
    author = directory.users.get(message.author)
    link = permalink(directory.team.domain, channel, message)
    inside = {"team": directory.team.id, "channel": channel.id, "ts": message.ts}
    shape: Json = {
        "id": 1,
        "is_share": True,
        "is_msg_unfurl": True,
        "ts": message.ts,
        "channel_id": channel.id,
        "channel_team": directory.team.id,
        "author_id": message.author,
        "author_name": author.name if author else message.body.get("username", ""),
        "message_blocks": [inside | {"message": {"blocks": message.body.get("blocks", [])}}],
        "from_url": link,
        "original_url": link,
        "text": message.text,
        "fallback": message.text or "[no preview available]",
        "footer": f"Posted in #{channel.name}" if channel.name else "Direct message",
        "mrkdwn_in": ["text"],
    }
    return shape if author else {key: value for key, value in shape.items() if key != "author_id"}


def has_link(message: Message) -> bool:
    return _LINK.search(message.text) is not None


def unfurl(world: World, channel: Channel, message: Message) -> None:
    """The preview that Slack itself puts under a link: the message changes, its words do not, nobody edited it."""
    link = _LINK.search(message.text)
    if link is None or message.body.get("attachments"):
        return
    url = link[1]
    page = {"id": 1, "from_url": url, "original_url": url, "title": url, "title_link": url, "fallback": url}
    before = message_json(message, channel)
    message.body = message.body | {"attachments": [page | {"service_name": url.split("/")[2]}]}
    _tell_changed(world, channel, message, before)


def permalink(domain: str, channel: Channel, message: Message) -> str:
    plain = f"https://{domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    root_ts = message.root_ts or (message.ts if message.replies else None)
    return f"{plain}?thread_ts={root_ts}&cid={channel.id}" if root_ts else plain


def body_of(world: World, author: User, content: Json) -> Json:
    """What would be posted, without a `ts`: nothing of it stands anywhere yet."""
    draft = Draft(content["text"], {key: value for key, value in content.items() if key != "text"})
    return {key: value for key, value in _body(world, author, draft, ts="").items() if key != "ts"}


def _body(world: World, author: User, draft: Draft, *, ts: str) -> Json:
    text = stored(draft.text)
    body: Json = {"user": author.id, "type": "message", "ts": ts}
    if author.is_bot:
        body |= {"bot_id": author.bot_id, "app_id": author.app_id}
    body |= {"text": text, "team": author.team_id or world.directory.team.id}
    if author.is_stranger:
        body |= {"user_team": author.team_id, "source_team": author.team_id}
    if author.is_bot:
        body["bot_profile"] = bot_profile(world, author)
    return _completed(world, body, draft)


def _completed(world: World, body: Json, draft: Draft) -> Json:
    """With all that the draft holds beside its text, and with the blocks that Slack makes where there are none."""
    body |= {key: value for key, value in draft.more.items() if value is not None}
    if not body.get("blocks") and not body.get("attachments") and (blocks := _generated_blocks(world, body["text"])):
        body["blocks"] = blocks
    return body


def _place(channel: Channel, draft: Draft, body: Json) -> Message:
    message = Message(channel.id, body["ts"], body, root_ts=draft.root_ts, broadcast=draft.broadcast)
    if draft.broadcast:
        body["subtype"] = "thread_broadcast"
    channel.place(message)
    if draft.root_ts is not None:
        _count_reply(channel.messages[draft.root_ts], message)
    return message


def typed_blocks(world: World, text: str) -> list[Json] | None:
    """The block of a person's message, whose box may have made lists."""
    lists = world.knobs.unknowns.message_box_makes_lists
    return [rich_text(stored(text), _block_id(world), lists=lists)] if text else None


def _generated_blocks(world: World, text: str) -> list[Json] | None:
    return [rich_text(text, _block_id(world))] if text else None


def bot_profile(world: World, bot: User) -> Json:
    return {
        "id": bot.bot_id,
        "app_id": bot.app_id,
        "user_id": bot.id,
        "name": bot.name,
        "icons": {f"image_{size}": f"{_ICON}/bot_{size}.png" for size in (36, 48, 72)},
        "deleted": False,
        "updated": bot.updated_at,
        "team_id": world.directory.team.id,
    }


def _block_id(world: World) -> str:
    return world.ids.hexadecimal("block", chars=5)


def _bury(message: Message) -> None:
    message.body = {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": message.ts,
    }
    message.reactions.clear()


def _count_reply(root: Message, reply: Message) -> None:
    root.replies.append(reply.ts)
    root.reply_users[reply.sender] = root.reply_users.get(reply.sender, 0) + 1


def _uncount_reply(world: World, channel: Channel, root: Message, reply: Message) -> None:
    root.replies.pop(bisect_left(root.replies, reply.ts))
    root.reply_users[reply.sender] -= 1
    if not root.reply_users[reply.sender]:
        del root.reply_users[reply.sender]
    if not root.replies and root.subtype == "tombstone":
        channel.drop(root.ts)
        world.move()


def _event_of(channel: Channel, event: Json) -> tuple[tuple[str], Json]:
    name = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}[channel.kind]
    return (f"message.{name}",), event | {"channel": channel.id, "channel_type": channel.kind}


def _tell_posted(world: World, channel: Channel, message: Message) -> None:
    shape = message_json(message, channel)
    if message.broadcast and message.root_ts is not None:
        root = channel.messages[message.root_ts]
        shape["root"] = message_json(root, channel) | thread_json(root, channel)
    names, event = _event_of(channel, shape | {"event_ts": message.ts})
    world.tell(names, event, channel)
    _tell_mentioned(world, channel, message)


def _tell_mentioned(world: World, channel: Channel, message: Message) -> None:
    """`app_mention`, once more after each edit: then with the old `ts` and with `edited`.

    With a file it may not come until there is an edit (slackapi/bolt-python#925), though apps were seen that got one
    (seratch/seratch-slack-types#8): the strict reading is that it does not.
    Source: PostHog/posthog#59517, openabdev/openab#1103, slackapi/java-slack-sdk#755.
    """
    own = message.author == world.app.bot_user_id
    plain = message.subtype in {"", "thread_broadcast"} or (
        message.subtype == "file_share" and "edited" in message.body
    )
    if plain and not own and channel.kind != "im" and mentioned(world.app.bot_user_id, message.text):
        twin = {key: value for key, value in message_json(message, channel).items() if key != "subtype"}
        event_ts = message.body.get("edited", {}).get("ts", message.ts)
        told = twin | {"type": "app_mention", "channel": channel.id, "event_ts": event_ts}
        world.tell(("app_mention",), told, channel)


def _tell_changed(world: World, channel: Channel, message: Message, before: Json) -> None:
    event: Json = {"type": "message", "subtype": "message_changed", "message": message_json(message, channel)}
    _tell_hidden(world, channel, event | {"previous_message": before, "hidden": True})


def _tell_hidden(world: World, channel: Channel, event: Json) -> None:
    """An event about a message carries a `ts` of its own: the instant of the change."""
    ts = world.next_ts(channel)
    names, told = _event_of(channel, event | {"ts": ts, "event_ts": ts})
    world.tell(names, told, channel)


def _tell_reaction(world: World, channel: Channel, message: Message, user: User, told: Json) -> None:
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    event = {**told, "user": user.id, "item": item, "item_user": message.author, "event_ts": world.next_ts(channel)}
    world.tell((told["type"],), event, channel)


def _tell_pin(world: World, channel: Channel, message: Message, user: User, kind: str) -> None:
    item: Json = {"type": "message", "created": world.now_s(), "created_by": user.id, "channel": channel.id}
    event: Json = {
        "type": kind,
        "user": user.id,
        "channel_id": channel.id,
        "item": item | {"message": message_json(message, channel)},
        "item_user": message.author,
        "pin_count": len(channel.pins),
        "pinned_info": {"channel": channel.id, "pinned_by": user.id, "pinned_ts": world.now_s()},
        "event_ts": world.next_ts(channel),
        "has_pins": bool(channel.pins),
    }
    world.tell((kind,), event, channel)
