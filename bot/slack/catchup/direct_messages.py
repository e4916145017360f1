"""What people wrote to us alone while we could not hear: read again for those who may have had something to say.

Law: as for a channel, `news` raises SlackRefused when Slack does not let us read there, and leaves in `addressed` what
asks something of us. The words are not kept, so there is no `rest` that could be out of date.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.slack.catchup.history import History
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
        self._asked_at = asked_at
        self._since = since
        self.addressed: list[Addressed] = []
        self._edited: list[Message] = []

    async def news(self) -> None:
        known, since = await self._desk.known(self.channel, names=()), ts_of(self._since)
        oldest = ts_of(min(self._asked_at, self._since))
        threads: list[str] = []
        async for messages in self._history.pages("conversations.history", channel=self.channel, oldest=oldest):
            await self._take(messages, known)
            threads += [message["ts"] for message in messages if message.get("latest_reply", "") >= since]
        for root in threads:
            place = {"channel": self.channel, "oldest": since, "ts": root}
            async for messages in self._history.pages("conversations.replies", **place):
                await self._take([message for message in messages if message["ts"] != root], known)

    async def rest(self) -> None:
        """Edits of what was heard before are followed; no words are kept that could be out of date."""
        while self._edited:
            await self._events.correct(self._edited.pop(0), channel=self.channel)

    async def _take(self, messages: Sequence[Message], known: Known) -> None:
        for message in messages:
            edited_ts = (message.get("edited") or {}).get("ts", "")
            if edited_ts >= ts_of(self._since) and message["ts"] in known.messages:
                self._edited.append(message)
                continue
            if message["ts"] < ts_of(self._since):
                continue
            request = await self._events.request_in(message, channel=self.channel)
            if request is not None:
                self.addressed.append(Addressed(request, message, message["ts"] not in known.messages, self._since))


async def directs(  # noqa: PLR0913 - who reads what, and since when
    history: History, *, desk: Desk, events: Events, numbers: Sequence[int], since: datetime, margin: timedelta
) -> list[DirectReading]:
    """Everybody who has a part in these incidents, or was asked for a report: a place to read for each."""
    asked_at: dict[str, datetime] = {}
    for number in numbers:
        incident = await desk.read(number)
        parts = {incident.declarer, *(role.holder for role in incident.roles.values() if role.holder)}
        asked = [(reminder.person, reminder.decided_at - margin) for reminder in incident.reminders]
        for person, at in [*((person, since) for person in sorted(parts)), *asked]:
            asked_at[person] = min(at, asked_at.get(person, at))
    places = [(await _channel(history, person), at) for person, at in asked_at.items()]
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
