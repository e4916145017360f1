"""What happens in Slack without being asked of the bot: messages, edits, deletions, reactions, people coming and going.

Stream and history come in by the same way, `desk.hear`, so a message heard twice is written once.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from bot.desk import Desk
from bot.incident import gaps, members
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.state import Reminder
from bot.requests.actions import AnswerReminder
from bot.requests.directory import Directory
from bot.requests.dispatch import Dispatcher
from bot.requests.documents import PIN_NAMES
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.slack.delivery import key_of
from bot.slack.directory import SlackUsers, person_of
from bot.slack.hearing.liveness import Liveness
from bot.slack.inbound import mentions
from bot.slack.inbound.mentions import is_answered_by, is_direct
from bot.slack.messages.mrkdwn import plain, substance
from bot.slack.transport.web_api import Wire
from bot.store.engine import Unavailable
from bot.store.transcript import Said

# Lines that Slack writes itself; they are no chat.
SLACK_LINES = frozenset(
    {
        "channel_join",
        "channel_leave",
        "channel_topic",
        "channel_purpose",
        "channel_name",
        "channel_archive",
        "channel_unarchive",
        "group_join",
        "group_leave",
        "group_topic",
        "group_purpose",
        "group_name",
        "group_archive",
        "group_unarchive",
        "pinned_item",
        "bot_add",
        "bot_remove",
        "reminder_add",
        "tombstone",
    }
)
ANSWERS_REMEMBERED = 1000
PIN_ANSWER = "memo"  # the bot's own reaction under a message that went into the timeline

log = logging.getLogger(__name__)

Event: TypeAlias = Mapping[str, Any]
Tell: TypeAlias = Callable[[Request, Reply], Awaitable[None]]  # answers where no acknowledgement carries words
RunAfter: TypeAlias = Callable[[Awaitable[Any]], None]  # runs after the acknowledgement, tracked


class Events:
    """One method per kind of event; `hear` finds it. `tell` answers a person, `after` runs a task behind the ack."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        desk: Desk,
        dispatcher: Dispatcher,
        directory: Directory,
        users: SlackUsers,
        wire: Wire,
        tell: Tell,
        after: RunAfter,
        liveness: Liveness,
    ) -> None:
        self._desk = desk
        self._dispatcher = dispatcher
        self._directory = directory
        self._users = users
        self._wire = wire
        self._tell = tell
        self._after = after
        self._liveness = liveness
        self._answered: OrderedDict[str, None] = OrderedDict()
        self._kinds: Mapping[str, Callable[[Event], Awaitable[None]]] = {
            "message": self._message,
            "app_mention": self._mention,
            "reaction_added": partial(self._reaction, on=True),
            "reaction_removed": partial(self._reaction, on=False),
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            "channel_left": self._put_out,
            "group_left": self._put_out,
            "channel_unarchive": self._put_out,
            "user_change": self._user_change,
        }

    async def hear(self, event: Event) -> None:
        """Whatever is not listened to is heard all the same: it needs its acknowledgement."""
        kind = self._kinds.get(event["type"])
        if kind is not None:
            await kind(event)

    async def _message(self, event: Event) -> None:
        subtype = event.get("subtype", "")
        if self.is_ours(event.get("message") or event):
            await self.recognise(event.get("message") or event, channel=event["channel"])
        elif subtype == "message_deleted":
            await self._desk.hear_deletion(event["channel"], event["deleted_ts"], event_ts=event["event_ts"])
        elif subtype == "message_changed":
            await self._changed(event)
        elif subtype not in SLACK_LINES:
            if event.get("channel_type") == "im":  # answered first: what is kept as heard is not read again
                await self._direct(event)
            await self.keep(event, channel=event["channel"])

    async def _changed(self, event: Event) -> None:
        """An edit; a root that is deleted under its replies arrives as one too, with a tombstone in its place."""
        message = event["message"]
        if message.get("subtype") == "tombstone":
            await self._desk.hear_deletion(event["channel"], message["ts"], event_ts=event["event_ts"])
        else:
            await self.keep(message, channel=event["channel"])

    def is_ours(self, message: Event) -> bool:
        return bool(message.get("user")) and message["user"] == self._users.us

    async def recognise(self, message: Event, *, channel: str) -> None:
        """One of our own messages stands there. A second copy, made because an answer was lost, is taken away."""
        key = key_of(message)
        effect = await self._desk.effect(key) if key else None
        if effect is not None and effect.ts and (effect.channel, effect.ts) != (channel, message["ts"]):
            log.warning("%s of INC-%s stands twice; its second copy goes", effect.name, effect.number)
            self._after(self._wire.call("chat.delete", channel=channel, ts=message["ts"]))

    async def keep(self, message: Event, *, channel: str) -> None:
        """Keep a message of an incident's channel, from the stream or from history.

        Of a direct message is kept that it was heard, and none of its words; of any other channel nothing.
        """
        row = await self._desk.in_channel(channel)
        if message.get("subtype") in SLACK_LINES or (row is None and not is_direct(channel)):
            return
        text = "" if row is None else message.get("text", "")
        said = Said(
            channel=channel,
            ts=message["ts"],
            thread_ts=message.get("thread_ts", ""),
            author=message.get("user", ""),
            text=plain(text, await self._names(text)),
            edited_ts=(message.get("edited") or {}).get("ts", ""),
            is_bot=bool(message.get("bot_id")) or message.get("user") == mentions.SLACKBOT,
        )
        files = len(message.get("files") or ())
        number = None if row is None else row.number
        await self._desk.hear(said, number=number, substance=substance(text, files=files))

    async def _mention(self, event: Event) -> None:
        """A command in words: `@Sitrep report …`, where a slash command cannot be typed."""
        request = self.request_in(event, channel=event["channel"])
        if request is not None:
            await self._answer(request)

    def request_in(self, message: Event, *, channel: str) -> Request | None:
        """What a person asks of us in a message; None when it is a bot's or not addressed to us."""
        return mentions.request_in(message, channel=channel, us=self._users.us)

    def has_answered(self, cause: str) -> bool:
        return cause in self._answered

    def first_time(self, cause: str) -> bool:
        """Whether we have not answered this before: the desk writes once anyway, this keeps from answering twice."""
        if cause in self._answered:
            return False
        self._answered[cause] = None
        if len(self._answered) > ANSWERS_REMEMBERED:
            self._answered.popitem(last=False)
        return True

    async def _direct(self, event: Event) -> None:
        """A reply to a reminder is the report; anything else said to the bot alone is a command."""
        request = self.request_in(event, channel=event["channel"])
        if request is not None:
            await self._answer(request, may_be_report=True)

    async def _answer(self, request: Request, *, may_be_report: bool = False) -> None:
        """Answer once. While the database is away that is said, once too, and Slack's next delivery is answered."""
        if self.has_answered(request.cause):
            return
        try:
            meant = await self._as_report(request) if may_be_report else request
            reply = await self._dispatcher.answer(meant)
        except Unavailable:
            if self.first_time(f"away:{request.cause}"):
                self._after(self._tell(request, in_words("refused/kept_later")))
            raise
        if self.first_time(request.cause):
            self._after(self._tell(request, reply))

    async def _as_report(self, request: Request) -> Request:
        """The request as the answer to a reminder, if it is one."""
        reminded = await self.reminded(request)
        if reminded is None:
            return request
        number, roles = reminded
        return replace(request.about(number), meaning=AnswerReminder(roles))

    async def reminded(self, request: Request, *, since: datetime | None = None) -> tuple[int, tuple[str, ...]] | None:
        """Incident and roles of the reminder that this answers: the thread's, else the newest open one in the DM.

        Heard late, it may answer any that stood there when it was said and was open at `since`.
        """
        found: list[tuple[int, Reminder]] = []
        for row in await self._desk.open_incidents():
            incident = await self._desk.read(row.number)
            found += [(row.number, r) for r in incident.reminders if is_answered_by(r, request, since=since)]
        if not found:
            return None
        number, newest = max(found, key=lambda one: one[1].decided_at)
        return number, newest.pending or newest.roles

    async def _reaction(self, event: Event, *, on: bool) -> None:
        item = event.get("item") or {}
        if item.get("type") != "message" or event["reaction"] not in PIN_NAMES:
            return
        if event.get("user") == self._users.us:
            return
        row = await self._desk.in_channel(item["channel"])
        if row is None:
            return
        was_pinned = await self._is_pinned(row.number, item["ts"])
        changed = await self._desk.hear_reaction(
            channel=item["channel"],
            ts=item["ts"],
            person=event["user"],
            name=event["reaction"],
            on=on,
            event_ts=event["event_ts"],
        )
        if changed:
            self._after(self._acknowledge_pin(item["channel"], item["ts"], row.number, was_pinned=was_pinned))

    async def _acknowledge_pin(self, channel: str, ts: str, number: int, *, was_pinned: bool) -> None:
        """Fetch a message we never heard, and show by our own reaction whether it is in the timeline."""
        if await self._desk.message(channel, ts) is None:
            answer = await self._wire.call(
                "conversations.replies", channel=channel, ts=ts, latest=ts, inclusive=True, limit=1
            )
            for message in answer["messages"]:
                if message["ts"] == ts:
                    await self.keep(message, channel=channel)
        pinned = await self._is_pinned(number, ts)
        if pinned != was_pinned:
            method = "reactions.add" if pinned else "reactions.remove"
            await self._wire.call(method, channel=channel, timestamp=ts, name=PIN_ANSWER)

    async def _is_pinned(self, number: int, ts: str) -> bool:
        view = await self._desk.view(number, pin_names=PIN_NAMES)
        return any(pin.ts == ts for pin in view.pinned)

    async def _joined(self, event: Event) -> None:
        if event.get("inviter") == self._users.us:
            return  # our own invitation: its answer says so
        await self._moved(event, members.joined, "join")

    async def _left(self, event: Event) -> None:
        await self._moved(event, members.left, "leave")

    async def _moved(self, event: Event, rule: Callable[..., Any], what: str) -> None:
        """Who is in the incident's channel decides who may see and change it."""
        row = await self._desk.in_channel(event["channel"])
        if row is None:
            return
        if event["user"] == self._users.us:
            self._liveness.opened(row.number)  # what was said while we were out is read now
            return
        cause = f"{what}:{event['channel']}:{event['user']}:{event['event_ts']}"
        try:
            await self._desk.act(row.number, partial(rule, person=event["user"]), by=event["user"], cause=cause)
        except Refused:
            return

    async def _put_out(self, event: Event) -> None:
        """We are in the channel no longer, and say so elsewhere.

        Slack sends an app no `member_left_channel` about itself (bolt-js#1847). Archiving puts apps out in silence, and
        whoever opens the channel again has to let them in again (elastic/connectors#1972).
        """
        row = await self._desk.in_channel(event["channel"])
        if row is not None:
            await self._desk.act(row.number, gaps.put_out, by=BOT, cause=f"out:{event['channel']}:{event['event_ts']}")

    async def _user_change(self, event: Event) -> None:
        await self._directory.meet([person_of(event["user"], team=self._users.team)])

    async def _names(self, text: str) -> dict[str, str]:
        """Names of the people mentioned, as far as we know them."""
        mentioned = re.findall(r"<@([A-Z0-9]+)>", text)
        found = {person_id: await self._directory.get(person_id) for person_id in mentioned}
        return {person_id: person.shown for person_id, person in found.items() if person}
