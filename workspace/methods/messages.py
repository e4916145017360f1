"""Messages of an app: posted, changed, deleted, shown to one person, linked to.

Law: what Slack cuts is cut here, what it refuses is refused, and a post is a new message however often it was sent.
"""

import json
import re
from typing import Any

from workspace.methods.asked import Asked, Handler
from workspace.spec.blockkit import chars_in_blocks, faults_in_blocks
from workspace.spec.slack import LIMITS
from workspace.state import conversations, posts
from workspace.state.auth import listed
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal
from workspace.state.serializers import message_json
from workspace.state.text import from_markdown
from workspace.state.views import with_ids

# Slack: a thread_ts between 1990 and an hour from now parses, whether its message exists or not.
_FIRST_THREAD_S = 631_152_000


def post_message(asked: Asked) -> Json:
    """A message into a channel, by id or name, or to a person."""
    channel = writable(asked, destination(asked))
    content = checked_content(asked)
    asked.rate_limits.count_post(channel.id)
    if (known := _posted_before(asked, channel)) is not None:
        return {"channel": channel.id, "ts": known.ts, "message": message_json(known, channel)}
    first, *rest = _pieces(asked, content.pop("text"))
    root = root_of(asked, channel)
    root_ts = root.ts if root else None
    draft = posts.Draft(first, content, root_ts, broadcast=root is not None and asked.flag("reply_broadcast"))
    message = posts.post(asked.world, channel, asked.user, draft)
    for piece in rest:
        posts.post(asked.world, channel, asked.user, posts.Draft(piece, root_ts=root_ts))
    return {"channel": channel.id, "ts": message.ts, "message": message_json(message, channel)}


def update(asked: Asked) -> Json:
    """New content for a message of the caller's own; text without blocks takes the blocks away."""
    channel = asked.channel()
    message = asked.message(channel, "ts", malformed="message_not_found")
    if message.author != asked.user.id or message.subtype == "tombstone":
        raise Refusal("cant_update_message")
    if channel.archived:
        raise Refusal("is_inactive")
    if len(asked.text("text")) > LIMITS.update_text_max_chars:
        raise Refusal("msg_too_long")
    asked.parsed("unfurled_attachments")
    content = checked_content(asked)
    changes: Json = {
        "text": content["text"],
        "blocks": content.get("blocks"),
        "attachments": content.get("attachments"),
    }
    if "metadata" in content:
        changes["metadata"] = content["metadata"]
    edited_by = asked.user if changes["blocks"] is None else None
    posts.change(asked.world, channel, message, changes, edited_by=edited_by)
    echo = {k: v for k, v in message_json(message, channel).items() if k not in {"ts", "reactions"}}
    return {"channel": channel.id, "ts": message.ts, "text": message.body["text"], "message": echo}


def delete(asked: Asked) -> Json:
    channel = asked.channel()
    message = asked.message(channel, "ts", malformed="message_not_found")
    if message.subtype == "tombstone":
        raise Refusal("message_not_found")
    if message.author != asked.user.id and not asked.user.admin:
        raise Refusal("cant_delete_message")
    posts.remove(asked.world, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(asked: Asked) -> Json:
    """A message that one member of the channel sees, for a while; a person's id is no channel here."""
    if asked.text("channel") in asked.world.directory.users:
        raise Refusal("channel_not_found")
    channel = destination(asked)
    if asked.user.id not in channel.members:
        raise Refusal("not_in_channel")
    if channel.archived:
        raise Refusal("is_archived")
    viewer = asked.world.directory.users.get(asked.text("user"))
    if viewer is None or viewer.id not in channel.members:
        raise Refusal("user_not_in_channel")
    not_too_long(asked)
    content = checked_content(asked)
    root = root_of(asked, channel)
    draft = posts.Draft(content.pop("text"), content, root.ts if root else None)
    message = posts.show_only_to(asked.world, channel, asked.user, viewer, draft)
    return {"message_ts": message.ts}


def me_message(asked: Asked) -> Json:
    channel = writable(asked, asked.channel())
    if not asked.text("text"):
        raise Refusal("no_text")
    not_too_long(asked)
    draft = posts.Draft(asked.text("text"), {"subtype": "me_message"})
    message = posts.post(asked.world, channel, asked.user, draft)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(asked: Asked) -> Json:
    channel = asked.channel()
    message = asked.message(channel, "message_ts", malformed="message_not_found")
    return {"channel": channel.id, "permalink": posts.permalink(asked.world.directory.team.domain, channel, message)}


def unfurl(asked: Asked) -> Json:
    """Previews for links in somebody's message."""
    for name in ("channel", "ts"):
        if not asked.given(name):
            raise Refusal(f"missing_{name}")
    channel = asked.channel()
    unfurls = asked.parsed("unfurls", "invalid_unfurls_format")
    asked.parsed("metadata", "invalid_metadata_format")
    asked.parsed("user_auth_blocks")
    if unfurls is None and not asked.given("metadata"):
        raise Refusal("missing_unfurls")
    if unfurls is not None and not isinstance(unfurls, dict):
        raise Refusal("invalid_unfurls_format")
    message = channel.messages.get(asked.text("ts"))
    if message is None:
        raise Refusal("cannot_find_message")
    if any(url not in str(message.body.get("text", "")) for url in unfurls or {}):
        raise Refusal("cannot_unfurl_url")
    attachments = [{"from_url": url, "is_app_unfurl": True, **card} for url, card in (unfurls or {}).items()]
    posts.change(asked.world, channel, message, {"attachments": attachments})
    return {}


def destination(asked: Asked) -> Channel:
    """Where a post goes: a channel by id, name or #name, or the direct message with a person."""
    wanted = asked.text("channel")
    directory = asked.world.directory
    person = directory.users.get(wanted)
    takes_bots = asked.world.knobs.unknowns.bots_take_direct_messages
    if person is not None and asked.user.is_bot and (person.is_bot or person.id == "USLACKBOT") and not takes_bots:
        raise asked.refusal("cannot_dm_bot", "channel_not_found")
    if person is not None and not person.deleted:
        return conversations.direct(asked.world, [asked.user, person])
    found = directory.channels.get(wanted) or directory.names.get(wanted.removeprefix("#"))
    if found is None or (found.is_private and asked.user.id not in found.members):
        raise Refusal("channel_not_found")
    return found


def writable(asked: Asked, channel: Channel) -> Channel:
    """Refused unless the caller may post there."""
    if channel.kind == "im" and asked.user.is_bot and not asked.world.app.messages_tab:
        raise asked.refusal("messages_tab_disabled", "restricted_action", "channel_not_found")
    if channel.archived:
        raise asked.refusal("is_archived", "posting_to_channel_denied")
    if asked.user.id in channel.members:
        return channel
    if channel.kind == "channel" and "chat:write.public" in asked.has_token.scopes:
        return channel
    raise Refusal("not_in_channel")


def not_too_long(asked: Asked) -> None:
    """Only chat.postMessage cuts what is too long; the other methods refuse it."""
    if len(asked.text("text")) > LIMITS.text_max_chars:
        raise Refusal("msg_too_long")


def checked_content(asked: Asked) -> Json:
    """Text, blocks, attachments and metadata of a message, valid and cut to size."""
    blocks = asked.blocks()
    attachments = _attachments(asked)
    text = asked.text("text")
    if asked.given("markdown_text"):
        if text or blocks:
            raise Refusal("markdown_text_conflict")
        text = asked.text("markdown_text")
        if len(text) > LIMITS.markdown_text_max_chars:
            raise asked.refusal("msg_too_long", "msg_blocks_too_long")
        text = from_markdown(text, bold_alone=not asked.world.knobs.unknowns.markdown_comes_back_translated)
    if not text.strip() and not blocks and not attachments:
        raise Refusal("no_text")
    content: Json = {"text": text[: LIMITS.text_max_chars]}
    if blocks:
        outside_markdown, everywhere = chars_in_blocks(blocks)
        if outside_markdown > asked.world.knobs.unknowns.blocks_text_max_chars or everywhere > LIMITS.blocks_max_chars:
            raise Refusal("msg_blocks_too_long")
        content["blocks"] = with_ids(asked.world, blocks)
    if attachments:
        content["attachments"] = attachments
    if asked.given("client_msg_id"):
        content["client_msg_id"] = asked.text("client_msg_id")
    return content | metadata_of(asked) | _costume(asked)


def _pieces(asked: Asked, text: str) -> list[str]:
    """A text longer than Slack shows in one message comes as several."""
    above = asked.world.knobs.unknowns.text_splits_above_chars
    if above is None or len(text) <= above or asked.given("blocks"):
        return [text]
    size = LIMITS.text_best_max_chars
    return [text[at : at + size] for at in range(0, len(text), size)]


def _attachments(asked: Asked) -> list[Json]:
    errors = ("invalid_attachments", "invalid_blocks_format")
    attachments: Any = asked.parsed("attachments", *errors) or []
    if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
        raise asked.refusal(*errors)
    if len(attachments) > LIMITS.attachments_per_message:
        raise Refusal("too_many_attachments")
    if any(_is_muddled(attachment) for attachment in attachments):
        raise asked.refusal(*errors)
    return [{"id": number, **attachment} for number, attachment in enumerate(attachments, start=1)]


def _is_muddled(attachment: Json) -> bool:
    """An attachment is of the old kind or holds blocks, and these are valid (seen by slackapi/java-slack-sdk)."""
    blocks = attachment.get("blocks")
    return blocks is not None and bool(
        not attachment.keys().isdisjoint(("title", "callback_id")) or faults_in_blocks(blocks, surface="message")
    )


def metadata_of(asked: Asked) -> Json:
    metadata = asked.parsed("metadata", "invalid_metadata_format")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= metadata.keys():
        raise asked.refusal("invalid_metadata_format", "invalid_arguments")
    has_blanks = re.search(r"\s", str(metadata["event_type"])) is not None
    if has_blanks and not asked.world.knobs.unknowns.event_type_may_have_blanks:
        raise asked.refusal("invalid_metadata_format", "invalid_arguments")
    if len(json.dumps(metadata).encode()) > asked.world.knobs.unknowns.metadata_max_bytes:
        raise asked.refusal("metadata_too_large", "invalid_arguments")
    return {"metadata": metadata}


def _costume(asked: Asked) -> Json:
    """Another name or picture for one message; it needs a scope of its own."""
    worn = {name: asked.text(name) for name in ("username", "icon_emoji", "icon_url") if asked.given(name)}
    if not worn:
        return {}
    if "chat:write.customize" not in asked.has_token.scopes:
        raise Refusal("missing_scope", needed="chat:write.customize", provided=listed(asked.has_token.scopes))
    return {"subtype": "bot_message", **worn}


def _posted_before(asked: Asked, channel: Channel) -> Message | None:
    """The message with the same client_msg_id, in a workspace that recognises it."""
    client_msg_id = asked.text("client_msg_id")
    if not client_msg_id or not asked.world.knobs.unknowns.client_msg_id_is_idempotent:
        return None
    return next((m for m in channel.messages.values() if m.body.get("client_msg_id") == client_msg_id), None)


def root_of(asked: Asked, channel: Channel) -> Message | None:
    """The root of the thread that was asked for; an unknown one means the channel itself."""
    if not asked.given("thread_ts"):
        return None
    try:
        at_s = float(asked.text("thread_ts"))
    except ValueError as unreadable:
        raise asked.refusal("invalid_thread_ts", "invalid_arguments") from unreadable
    if not _FIRST_THREAD_S <= at_s <= asked.world.now_s() + LIMITS.thread_ts_ahead_max_s:
        raise asked.refusal("invalid_thread_ts", "invalid_arguments")
    found = channel.messages.get(asked.text("thread_ts"))
    return channel.messages[found.root_ts] if found is not None and found.root_ts else found


METHODS: dict[str, Handler] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.meMessage": me_message,
    "chat.getPermalink": get_permalink,
    "chat.unfurl": unfurl,
}
