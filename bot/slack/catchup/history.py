"""Reads what Slack holds of a channel, patiently, and lets the listener of events hear what we had missed.

Law: what is read comes in by the same door as what is heard, so that nothing counts twice; people's own calls come
first, so at most half of what Slack allows is used here.
"""

import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.desk import Desk
from bot.incident.deliveries import Later
from bot.requests.marks import CHANNEL_PIN, MarkNames
from bot.slack.ground import SlackGround
from bot.slack.inbound.events import Events
from bot.slack.inbound.mentions import Addressed, Message
from bot.slack.inbound.message_words import is_somebodys
from bot.slack.messages.message import SlackMessage
from bot.slack.transport.web_api import PAGE, SlackRefused, next_cursor, ts_of
from bot.slack.transport.web_api_errors import NO_THREAD
from bot.store.queries import Known
from bot.store.transcript import instant_of

# Slack: conversations.history and .replies are tier 3, fifty a minute (docs.slack.dev/apis/web-api/rate-limits).
CALLS_PER_MIN = 25
RETRY_AFTER = timedelta(seconds=15)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class HalfBudget:
    """Of each method at most CALLS_PER_MIN within any minute."""

    clock: Clock
    _calls: dict[str, deque[datetime]] = field(default_factory=dict)

    def next_at(self, method: str) -> datetime:
        """When the method may be called; the call counts from then."""
        calls = self._calls.setdefault(method, deque(maxlen=CALLS_PER_MIN))
        now = self.clock.now()
        at = max(now, calls[0] + timedelta(minutes=1)) if len(calls) == CALLS_PER_MIN else now
        calls.append(at)
        return at


class History:
    """Calls that can wait. `is_waiting` while one does: for its share of Slack's limits, or for Slack to be back."""

    def __init__(self, ground: SlackGround, *, marks: MarkNames, budget: HalfBudget) -> None:
        self.marks = marks
        self._wire = ground.wire
        self._clock = ground.clock
        self._budget = budget
        self._direct: dict[str, str] = {}  # person -> DM channel
        self.is_waiting = False

    def now(self) -> datetime:
        return self._clock.now()

    async def pages(self, method: str, **arguments: Any) -> AsyncIterator[list[Message]]:
        """The messages, page by page."""
        cursor = ""
        while True:
            answer = await self.call(method, **arguments, limit=PAGE, cursor=cursor)
            yield answer["messages"]
            cursor = next_cursor(answer)
            if not cursor:
                return

    async def direct_channel(self, person: str) -> str:
        """The DM channel between the bot and a person. SlackRefused when there can be none."""
        if person not in self._direct:
            answer = await self.call("conversations.open", users=person)
            self._direct[person] = answer["channel"]["id"]
        return self._direct[person]

    async def say(self, person: str, outgoing: SlackMessage) -> None:
        """Tell a person alone. ConnectionError when nobody knows whether it arrived: twice would be worse."""
        channel = await self.direct_channel(person)
        while True:
            await self.wait(until=self._budget.next_at("chat.postMessage"))
            try:
                await self._wire.call("chat.postMessage", channel=channel, text=outgoing.text, blocks=outgoing.blocks)
            except Later as later:
                await self.wait(until=self._clock.now() + later.wait)
            else:
                return

    async def sleep(self, span: timedelta) -> None:
        """As time passes beside what is read."""
        await self._clock.sleep_until(self._clock.now() + span)

    async def wait(self, *, until: datetime) -> None:
        if until > self._clock.now():
            self.is_waiting = True
            try:
                await self._clock.sleep_until(until)
            finally:
                self.is_waiting = False

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Slack's answer. SlackRefused for what no waiting changes."""
        while True:
            await self.wait(until=self._budget.next_at(method))
            try:
                return await self._wire.call(method, **arguments)
            except Later as later:
                wait = later.wait
            except ConnectionError:
                wait = RETRY_AFTER
            await self.wait(until=self._clock.now() + wait)


class ChannelReading:
    """One reading of one incident's channel, from its first message on: edits and marks may be on any of them.

    `news` comes first, a page at a time, then `rest`; both raise SlackRefused when Slack does not let us read here.
    `missed_at`: when the earliest was said of what should have been heard. What asks something of us is left in
    `addressed`, and not heard yet.
    """

    def __init__(  # noqa: PLR0913 - where to read what
        self, history: History, *, desk: Desk, events: Events, channel: str, begun_at: datetime, since: datetime
    ) -> None:
        self._history = history
        self._desk = desk
        self._events = events
        self.channel = channel
        self._oldest = ts_of(begun_at)
        self._since = since
        self._as_of = ""
        self._known = Known({}, frozenset())
        self._seen: set[str] = set()
        self._first_shown = ts_of(history.now())
        self._threads: list[tuple[str, str]] = []  # (latest reply, root)
        self.missed_at: datetime | None = None
        self.addressed: list[Addressed] = []

    async def news(self) -> AsyncIterator[None]:
        """What is new at the top level is heard, and in the threads in which somebody spoke since."""
        self._as_of, self._known = (
            ts_of(self._history.now()),
            await self._desk.known(self.channel, names=self._history.marks.all),
        )
        place = {"channel": self.channel, "oldest": self._oldest}
        async for messages in self._history.pages("conversations.history", **place):
            await self._take(messages)
            yield
        self._threads += [("", root) for root in self._known.roots if root < self._oldest]  # older than the incident
        self._threads.sort()
        while self._threads and self._threads[-1][0] >= ts_of(self._since):  # where somebody spoke last comes first
            await self._read_thread(self._threads.pop()[1])
            yield

    async def rest(self) -> None:
        """Edits and marks in the other threads are heard; what Slack no longer shows is forgotten.

        What is older than everything shown is not: Slack keeps messages only for so long and sends no event when they
        go, so nobody knows whether somebody deleted them (https://slack.com/help/articles/203457187).
        """
        while self._threads:
            _, root = self._threads.pop()
            try:
                await self._read_thread(root)
            except SlackRefused as refusal:
                if root in self._seen or refusal.error not in NO_THREAD:
                    raise
        for ts in sorted(self._known.messages.keys() - self._seen):
            if max(self._oldest, self._first_shown) <= ts < self._as_of:
                await self._events.hear(deletion(self.channel, ts, event_ts=self._as_of))

    async def _read_thread(self, root: str) -> None:
        place = {"channel": self.channel, "oldest": self._oldest, "ts": root}
        async for messages in self._history.pages("conversations.replies", **place):
            await self._take([message for message in messages if message["ts"] != root])

    async def _take(self, messages: list[Message]) -> None:
        self._first_shown = min([self._first_shown, *(str(message["ts"]) for message in messages)])
        for message in sorted(messages, key=lambda m: str(m["ts"])):
            if message["ts"] in self._seen:
                continue
            if message.get("reply_count"):  # also under what stands for a deleted root
                self._threads.append((message.get("latest_reply", ""), message["ts"]))
            if message.get("subtype") == "tombstone":  # what is left of a root that was deleted under its replies
                continue
            self._seen.add(message["ts"])
            try:
                await self._take_one(message)
            except (AttributeError, KeyError, TypeError, ValueError):  # as when it is heard live: the others count
                log.exception("the message %s of %s is none that can be read", message["ts"], self.channel)

    async def _take_one(self, message: Message) -> None:
        if not is_somebodys(message):
            return
        if self._events.own.is_ours(message):
            await self._events.own.recognise(message, channel=self.channel)
        else:
            await self._hear(message)
        await self._compare_marks(message)

    async def _hear(self, message: Message) -> None:
        """What is known and was not touched since needs no second hearing."""
        edited_ts, since = (message.get("edited") or {}).get("ts", ""), ts_of(self._since)
        is_news = message["ts"] not in self._known.messages
        if is_news:
            said_at = instant_of(message["ts"])
            self.missed_at = min(said_at, self.missed_at or said_at)
        request = await self._events.requests.request_in(message, channel=self.channel)
        if request is not None and (is_news or (message["ts"] >= since and not edited_ts)):
            self.addressed.append(Addressed(request, message, is_news, self._since))
        elif is_news or max(message["ts"], edited_ts) >= since:
            await self._events.kept.keep(message, channel=self.channel)
            if edited_ts >= since:
                is_news = edited_ts > self._known.messages.get(message["ts"], "")
                await self._events.edits.correct(message, channel=self.channel, is_news=is_news)

    async def _compare_marks(self, message: Message) -> None:
        """Put on and take off, as of the moment of asking: when between two looks it was so, Slack does not say."""
        for name in self._history.marks.reactions:
            shown: Mapping[str, Any] = next((r for r in message.get("reactions") or () if r["name"] == name), {})
            users = list(shown.get("users", ()))
            had = {person for ts, person, mark in self._known.marks if (ts, mark) == (message["ts"], name)}
            changes = [("reaction_added", person) for person in users if person not in had]
            if len(users) == shown.get("count", 0):  # Slack may list fewer people than there are
                changes += [("reaction_removed", person) for person in sorted(had - set(users))]
            for kind, person in changes:
                item = {"type": "message", "channel": self.channel, "ts": message["ts"]}
                await self._events.hear(
                    _event(kind, self.channel, self._as_of) | {"user": person, "reaction": name, "item": item}
                )
        had_pin = (message["ts"], "", CHANNEL_PIN) in self._known.marks
        has_pin = self.channel in (message.get("pinned_to") or ())
        if had_pin != has_pin:
            kind = "pin_added" if has_pin else "pin_removed"
            item = {"type": "message", "channel": self.channel, "message": message}
            await self._events.hear(_event(kind, self.channel, self._as_of) | {"item": item})


def _event(kind: str, channel: str, event_ts: str) -> dict[str, Any]:
    return {"type": kind, "channel": channel, "event_ts": event_ts}


def deletion(channel: str, ts: str, *, event_ts: str) -> dict[str, Any]:
    """The event that would have told of it."""
    return _event("message", channel, event_ts) | {"subtype": "message_deleted", "deleted_ts": ts}
