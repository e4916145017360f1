"""What happens in Slack without being asked of the bot: messages, edits, deletions, reactions, people coming and going.

Stream and history come in by the same way, `desk.hear`, so a message heard twice is written once.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.requests.dispatch import Dispatcher
from bot.requests.marks import MarkNames
from bot.slack.ground import SlackGround
from bot.slack.inbound import mentions
from bot.slack.inbound.comings_and_goings import ComingsAndGoings
from bot.slack.inbound.marks import Event, Marking, RunAfter
from bot.slack.inbound.message_edits import MessageEdits
from bot.slack.inbound.message_keeping import MessageKeeper
from bot.slack.inbound.message_requests import MessageRequests, Tell
from bot.slack.inbound.message_words import is_somebodys
from bot.slack.inbound.own_messages import OwnMessages
from bot.slack.membership import Membership
from bot.slack.moved_channels import MovedChannels

MADE_PRIVATE = "channel_convert_to_private"  # docs.slack.dev/reference/events/message/channel_convert_to_private
# docs.slack.dev/reference/events/message/channel_name: it comes with the messages, where `channel_rename` would have to
# be added to every app that is installed already.
RENAMED = frozenset({"channel_name", "group_name"})


class Events:
    """One method per kind of event; `hear` finds it. `tell` answers a person, `after` runs a task behind the ack.

    Whoever reads history again asks the same rooms: `own`, `kept`, `requests`, `edits`.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        ground: SlackGround,
        *,
        dispatcher: Dispatcher,
        tell: Tell,
        after: RunAfter,
        membership: Membership,
        moved_channels: MovedChannels,
        command: str,
        marks: MarkNames,
    ) -> None:
        self._desk = ground.desk
        self._users = ground.users
        self._after = after
        self.own = OwnMessages(ground, after=after)
        self.kept = MessageKeeper(ground)
        self.requests = MessageRequests(ground, dispatcher=dispatcher, tell=tell, after=after, command=command)
        self.edits = MessageEdits(ground, requests=self.requests, tell=tell, after=after)
        self.comings = comings = ComingsAndGoings(
            ground, membership=membership, moved_channels=moved_channels, after=after
        )
        self._marking = Marking(
            ground, names=marks, keep=lambda message, channel: self.kept.keep(message, channel=channel), after=after
        )
        self._kinds: Mapping[str, Callable[[Event], Awaitable[None]]] = {
            "message": self._message,
            "app_mention": self._mention,
            "reaction_added": partial(self._marking.reaction, on=True),
            "reaction_removed": partial(self._marking.reaction, on=False),
            "pin_added": partial(self._marking.pin, on=True),
            "pin_removed": partial(self._marking.pin, on=False),
            "member_joined_channel": comings.joined,
            "member_left_channel": comings.left,
            "channel_left": comings.put_out,
            "group_left": comings.put_out,
            "channel_unarchive": comings.put_out,
            "channel_id_changed": comings.moved_on,
            "user_change": comings.changed,
        }

    async def hear(self, event: Event) -> None:
        """Whatever is not listened to is heard all the same: it needs its acknowledgement."""
        kind = self._kinds.get(event["type"])
        if kind is not None:
            await kind(event)

    async def _message(self, event: Event) -> None:
        subtype = event.get("subtype", "")
        if self.own.is_ours(event.get("message") or event):
            await self.own.recognise(event.get("message") or event, channel=event["channel"])
        elif subtype == "message_deleted":
            await self.edits.deleted(event)
        elif subtype == "message_changed":
            await self._changed(event)
        elif subtype == MADE_PRIVATE:
            await self.comings.made_private(event)
        elif subtype in RENAMED:
            await self.comings.renamed(event)
        elif is_somebodys(event):
            if event.get("channel_type") == "im":  # answered first: what is kept as heard is not read again
                await self._direct(event)
            elif subtype:  # of a file or a doing that names us Slack may tell no mention (slackapi/bolt-python#925)
                await self._mention(event)
            said = await self.kept.keep(event, channel=event["channel"])
            if said is not None and mentions.request_in(event, channel=said.channel, us=self._users.us) is None:
                self._after(self._marking.suggest(said))

    async def _changed(self, event: Event) -> None:
        """An edit; a root that is deleted under its replies arrives as one too, with a tombstone in its place."""
        message = event["message"]
        if message.get("subtype") == "tombstone":
            await self._desk.hear_deletion(event["channel"], message["ts"], event_ts=event["event_ts"])
        else:
            await self.kept.keep(message, channel=event["channel"])
            if (event.get("previous_message") or {}).get("text") != message.get("text"):  # else Slack added a preview
                await self.edits.correct(message, channel=event["channel"])

    async def hear_marked(self, message: Event, *, channel: str) -> None:
        """A message that somebody points at for the timeline; we may never have heard it."""
        await self.kept.keep(message, channel=channel)
        await self._marking.meet_author(channel, message["ts"])

    async def _mention(self, event: Event) -> None:
        """A command in words: `@Sitrep report …`, where a slash command cannot be typed."""
        if event.get("edited"):  # Slack tells of an edited mention once more, with the old `ts`
            await self.edits.correct(event, channel=event["channel"])
            return
        request = await self.requests.request_in(event, channel=event["channel"])
        if request is not None:
            await self.requests.answer(request)

    async def _direct(self, event: Event) -> None:
        """A reply to a reminder is the report, or the word to a customer; anything else said here is a command."""
        request = await self.requests.request_in(event, channel=event["channel"])
        if request is not None:
            await self.requests.answer(request, may_be_answer=True)
