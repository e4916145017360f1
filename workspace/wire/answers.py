"""Answers to commands and presses: in the acknowledgement or later by response URL.

Law: a response URL works five times within thirty minutes of the workspace's clock, also where the app is no member.
That of a command has no original: what would replace or delete one is a new message (bolt-js#2287, bolt-python#1268).
Source: docs.slack.dev/interactivity/handling-user-interaction
"""

from typing import Any

from workspace.spec.blockkit import faults_in_blocks
from workspace.spec.slack import LIMITS
from workspace.state import posts
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal
from workspace.state.views import with_ids
from workspace.state.world import AnswerUrl, World


def issue(world: World, kind: str, *, user_id: str, channel: Channel, message: Message | None = None) -> str:
    """A fresh response URL; `kind` is "commands" or "actions"."""
    key = f"{world.ids.digits('answer', chars=13)}/{world.ids.hexadecimal('answer_tail', chars=24)}"
    world.answers[key] = AnswerUrl(
        user=user_id,
        channel_id=channel.id,
        issued_at=world.clock.now(),
        uses_left=LIMITS.response_url_uses,
        message_ts=message.ts if message else "",
        root_ts=(message.root_ts or "") if message else "",
    )
    return f"{world.origin}/{kind}/{world.directory.team.id}/{key}"


def target(world: World, url: str) -> AnswerUrl:
    """What a response URL of this workspace stands for."""
    return world.answers["/".join(url.split("/")[-2:])]


def receive(world: World, key: str, body: Any) -> None:
    """One POST to a response URL; Refusal names what Slack would answer."""
    asked = world.answers.get(key)
    if asked is None:
        raise Refusal("invalid_url")
    if (world.clock.now() - asked.issued_at).total_seconds() > LIMITS.response_url_life_s:
        raise Refusal("expired_url")
    if asked.uses_left <= 0:
        raise Refusal("used_url")
    if not isinstance(body, dict):
        raise Refusal("invalid_payload")
    asked.uses_left -= 1
    apply(world, asked, body)


def apply(world: World, asked: AnswerUrl, body: Json) -> Message | None:
    """What an answer does: a new message, or another look for the one it answers."""
    channel = world.channel(asked.channel_id)
    original = channel.messages.get(asked.message_ts) or channel.ephemerals.get(asked.message_ts)
    if _true(body.get("delete_original")) and (original is not None or asked.message_ts):
        if original is None:
            raise Refusal("message_not_found")
        _take_away(world, channel, original)
        return None
    if _true(body.get("replace_original")) and original is not None:
        _replace(world, channel, original, _content(world, body))
        return original
    return _add(world, channel, asked, body)


def _add(world: World, channel: Channel, asked: AnswerUrl, body: Json) -> Message:
    content = _content(world, body)
    root_ts = str(body.get("thread_ts") or asked.root_ts)
    draft = posts.Draft(content.pop("text"), content, root_ts if root_ts in channel.messages else None)
    if body.get("response_type") == "in_channel":
        return posts.post(world, channel, world.bot, draft)
    viewer = world.directory.users[asked.user]
    return posts.show_only_to(world, channel, world.bot, viewer, draft)


def _replace(world: World, channel: Channel, original: Message, content: Json) -> None:
    changes: Json = {"blocks": None, "attachments": None} | content
    if original.ephemeral_to is None:
        posts.change(world, channel, original, changes)
        return
    original.body = {key: value for key, value in (original.body | changes).items() if value is not None}
    world.move()


def _take_away(world: World, channel: Channel, original: Message) -> None:
    if original.ephemeral_to is None:
        posts.remove(world, channel, original)
    else:
        channel.gone[original.ts] = channel.ephemerals.pop(original.ts)
        world.move()


def _content(world: World, body: Json) -> Json:
    blocks = body.get("blocks")
    attachments = body.get("attachments")
    text = str(body.get("text") or "")
    if not text and not blocks and not attachments:
        raise Refusal("no_text")
    content: Json = {"text": text[: LIMITS.text_max_chars]}
    if blocks:
        if not isinstance(blocks, list):
            raise Refusal("invalid_blocks_format")
        if any(block.get("type") == "markdown" for block in blocks if isinstance(block, dict)):
            raise Refusal("invalid_blocks")  # what comes in by a hook takes none: slack-github-action#440
        if faults := faults_in_blocks(blocks, surface="message"):
            raise Refusal("invalid_blocks", errors=faults)
        content["blocks"] = with_ids(world, blocks)
    return content | {"attachments": attachments} if attachments else content


def _true(value: object) -> bool:
    return value is True or value == "true"
