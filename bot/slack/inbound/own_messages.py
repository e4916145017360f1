"""Our own messages in Slack: known again, and taken away where one stands twice."""

import logging

from bot.slack.delivery import key_of
from bot.slack.ground import SlackGround
from bot.slack.inbound.marks import Event, RunAfter
from bot.slack.transport.web_api import SlackRefused
from bot.slack.transport.web_api_errors import NO_THREAD
from bot.store.outbox import Parcel

log = logging.getLogger(__name__)


class OwnMessages:
    """What we said, as Slack shows it. `after` runs a task behind the acknowledgement."""

    def __init__(self, ground: SlackGround, *, after: RunAfter) -> None:
        self._desk = ground.desk
        self._users = ground.users
        self._wire = ground.wire
        self._after = after

    def is_ours(self, message: Event) -> bool:
        return bool(message.get("user")) and message["user"] == self._users.us

    async def recognise(self, message: Event, *, channel: str) -> None:
        """One of our own messages stands there. A second copy, made because an answer was lost, is taken away."""
        key = key_of(message)
        effect = await self._desk.effect(key) if key else None
        if effect is not None and effect.ts and (effect.channel, effect.ts) != (channel, message["ts"]):
            self._after(self._take_away(effect, channel=channel, ts=message["ts"]))

    async def _take_away(self, effect: Parcel, *, channel: str, ts: str) -> None:
        """Delete a second copy, unless the first one is gone: then somebody deleted that, and this one replaces it."""
        if not await self._stands(effect.channel, effect.ts):
            return
        log.warning("%s of INC-%s stands twice; its second copy goes", effect.name, effect.number)
        await self._wire.call("chat.delete", channel=channel, ts=ts)

    async def _stands(self, channel: str, ts: str) -> bool:
        """Whether a message of ours is still there; a root that was deleted under its replies is ours no longer."""
        return any(self.is_ours(message) for message in await self._shown(channel, ts))

    async def is_shown(self, channel: str, ts: str) -> bool:
        """Whether Slack still shows a message, be it in a thread."""
        return any(message.get("subtype") != "tombstone" for message in await self._shown(channel, ts))

    async def _shown(self, channel: str, ts: str) -> list[Event]:
        """The message, as Slack shows it now; nothing for one that is gone."""
        try:
            answer = await self._wire.call(
                "conversations.replies", channel=channel, ts=ts, latest=ts, inclusive=True, limit=1
            )
        except SlackRefused as refusal:
            if refusal.error in NO_THREAD:
                return []
            raise
        return [message for message in answer["messages"] if message["ts"] == ts]
