"""What people wrote to us alone while we could not hear: read again for those who may have had something to say.

Law: as for a channel, `news` raises SlackRefused when Slack does not let us read there, and leaves in `addressed` what
asks something of us. The words are not kept, so there is no `rest` that could be out of date.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.slack.catchup.history import History, deletion
from bot.slack.inbound.events import Events
from bot.slack.inbound.mentions import Addressed, Message
from bot.slack.transport.web_api import SlackRefused, ts_of
from bot.store.queries import Known

log = logging.getLogger(__name__)


class DirectReading:
    """One reading: what was said since then, also below what we asked since `asked_at`."""

    missed_at: datetime | None = None  # of a silence they tell nothing: all may have been answered by buttons

    def __init__(  # noqa: PLR0913 - where to read what
        self, history: History, *, desk: Desk, events: Events, channel: str, asked_at: datetime, since: datetime
    ) -> None:
        self._history = history
        self._desk = desk
        self._events = events
        self.channel = channel
        self._since = since
        self.addressed: list[Addressed] = []
        self._edited: list[Message] = []
        self._oldest = ts_of(min(asked_at, since))
        self._known = Known({}, frozenset())
        self._seen: set[str] = set()
        self._as_of = ""
        self._threads: list[tuple[str, str]] = []  # (latest reply, root)

    async def news(self) -> AsyncIterator[None]:
        self._as_of, self._known = ts_of(self._history.now()), await self._desk.known(self.channel, names=())
        place = {"channel": self.channel, "oldest": self._oldest}
        async for messages in self._history.pages("conversations.history", **place):
            await self._take(messages)
            self._threads += [(str(m.get("latest_reply", "")), m["ts"]) for m in messages if m.get("reply_count")]
            yield
        self._threads.sort()
        while self._threads and self._threads[-1][0] >= ts_of(self._since):
            await self._read_thread(self._threads.pop()[1])
            yield

    async def rest(self) -> None:
        """Edits of what was heard before are followed, and deletions; no words are kept that could be out of date."""
        while self._threads:
            await self._read_thread(self._threads.pop()[1])
        while self._edited:
            message = self._edited.pop(0)
            is_news = message["edited"]["ts"] > self._known.messages[message["ts"]]
            await self._events.edits.correct(message, channel=self.channel, is_news=is_news)
        for ts in sorted(self._known.messages.keys() - self._seen):
            if self._is_missing(ts) and not await self._events.own.is_shown(self.channel, ts):
                await self._events.hear(deletion(self.channel, ts, event_ts=self._as_of))

    def _is_missing(self, ts: str) -> bool:
        """Whether it should have been shown; what is older than all that is, Slack may have ceased to keep."""
        return max(self._oldest, min(self._seen, default=self._as_of)) <= ts < self._as_of

    async def _read_thread(self, root: str) -> None:
        place = {"channel": self.channel, "oldest": self._oldest, "ts": root}
        async for messages in self._history.pages("conversations.replies", **place):
            await self._take([message for message in messages if message["ts"] != root])

    async def _take(self, messages: Sequence[Message]) -> None:
        known = self._known
        self._seen |= {message["ts"] for message in messages if message.get("subtype") != "tombstone"}
        for message in messages:
            edited_ts = (message.get("edited") or {}).get("ts", "")
            if edited_ts >= ts_of(self._since) and message["ts"] in known.messages:
                self._edited.append(message)
                continue
            if message["ts"] < ts_of(self._since):
                continue
            request = await self._events.requests.request_in(message, channel=self.channel)
            if request is not None:
                self.addressed.append(Addressed(request, message, message["ts"] not in known.messages, self._since))


async def directs(  # noqa: PLR0913 - who reads what, and since when
    history: History, *, desk: Desk, events: Events, numbers: Sequence[int], since: datetime, margin: timedelta
) -> list[DirectReading]:
    """Everybody who has a part in these incidents, or was asked for a report: a place to read for each.

    A reminder to everybody in the channel names nobody, and nobody declared what was imported.
    """
    asked_at: dict[str, datetime] = {}
    for number in numbers:
        incident = await desk.read(number)
        parts = {incident.declarer, *(role.holder for role in incident.roles.values() if role.holder)}
        asked = [(reminder.person, reminder.decided_at - margin) for reminder in incident.reminders]
        for person, at in [*((person, since) for person in sorted(parts)), *asked]:
            asked_at[person] = min(at, asked_at.get(person, at))
    places = [(await _channel(history, person), at) for person, at in asked_at.items() if person]
    return [
        DirectReading(history, desk=desk, events=events, channel=channel, asked_at=at, since=since)
        for channel, at in places
        if channel
    ]


async def _channel(history: History, person: str) -> str:
    """Empty when Slack lets us have no direct messages with this person any more."""
    try:
        return await history.direct_channel(person)
    except SlackRefused as refusal:
        log.warning("there are no direct messages with %s: %s", person, refusal)
        return ""
