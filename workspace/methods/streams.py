"""Messages that grow while people read: started in a thread, added to, ended.

Law: only the app that started a stream adds to it, and only until it is ended.
Source: docs.slack.dev/reference/methods/chat.startStream
"""

from typing import Any

from workspace.methods.asked import Asked, Handler
from workspace.methods.messages import metadata_of, root_of, writable
from workspace.spec.slack import LIMITS
from workspace.state import posts
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal, invalid
from workspace.state.views import with_ids

_STATE = "streaming_state"


def start(asked: Asked) -> Json:
    """An empty or begun reply in a thread; in channels it names the person it is for."""
    channel = writable(asked, asked.channel())
    if not asked.given("thread_ts"):
        raise invalid("missing required field: thread_ts")
    if channel.kind != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not asked.given(name):
                raise Refusal(f"missing_{name}")
    _check_recipient(asked)
    root = root_of(asked, channel)
    draft = posts.Draft(_words(asked), {_STATE: "in_progress"}, root.ts if root else None)
    message = posts.post(asked.world, channel, asked.user, draft)
    return {"channel": channel.id, "ts": message.ts}


def append(asked: Asked) -> Json:
    """More words at the end; nobody is told before the stream ends."""
    channel, message = _open_stream(asked)
    words = _words(asked)
    if not words:
        raise Refusal("no_text")
    message.body = message.body | {"text": message.text + words}
    asked.world.move()
    return {"channel": channel.id, "ts": message.ts}


def stop(asked: Asked) -> Json:
    """The last words, blocks below them, and metadata."""
    channel, message = _open_stream(asked)
    changes: Json = {"text": message.text + _words(asked), _STATE: "completed", **metadata_of(asked)}
    blocks = asked.blocks()
    if blocks:
        changes["blocks"] = [{"type": "markdown", "text": changes["text"]}, *with_ids(asked.world, blocks)]
    posts.change(asked.world, channel, message, changes)
    return {"channel": channel.id, "ts": message.ts, "message": message.body}


def set_status(asked: Asked) -> Json:
    """What the app is doing, under a thread; it is gone with the next message, so that nothing is kept here."""
    channel = asked.channel("channel_id")
    if asked.text("thread_ts") not in channel.messages:
        raise Refusal("invalid_thread_ts")
    return {}


def _check_recipient(asked: Asked) -> None:
    if asked.text("recipient_user_id") not in {"", *asked.world.directory.users}:
        raise Refusal("user_not_found")
    if asked.text("recipient_team_id") not in {"", asked.world.directory.team.id}:
        raise Refusal("team_not_found")


def _open_stream(asked: Asked) -> tuple[Channel, Message]:
    channel = asked.channel()
    message = asked.message(channel, "ts", malformed="message_not_found")
    if message.author != asked.user.id:
        raise Refusal("message_not_owned_by_app")
    if message.body.get(_STATE) != "in_progress":
        raise Refusal("message_not_in_streaming_state")
    return channel, message


def _words(asked: Asked) -> str:
    """The text of this call: markdown, or the markdown among its chunks."""
    chunks: Any = asked.parsed("chunks", "invalid_chunks") or []
    if not isinstance(chunks, list) or not all(isinstance(chunk, dict) and "type" in chunk for chunk in chunks):
        raise Refusal("invalid_chunks")
    said = [str(chunk.get("text", "")) for chunk in chunks if chunk["type"] == "markdown_text"]
    words = asked.text("markdown_text") + "".join(said)
    if len(words) > LIMITS.markdown_text_max_chars:
        raise Refusal("msg_blocks_too_long")
    return words


METHODS: dict[str, Handler] = {
    "chat.startStream": start,
    "chat.appendStream": append,
    "chat.stopStream": stop,
    "assistant.threads.setStatus": set_status,
}
