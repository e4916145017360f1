"""What was said in an adopted channel before it was an incident's: read back from its adoption on, newest first.

Law: of what is written down as read nothing is missing: a page is heard with all its threads, then that is noted, and
whoever goes on after a crash begins there. Of several processes one reads, by a lease as the courier has them
(docs/decisions/0008-short-leases.md). Nothing old is a sign of life, asks anything or is carried out.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from bot.courier import Lease
from bot.incident import adopting
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.state import Incident
from bot.requests.marks import CHANNEL_PIN
from bot.slack.catchup.history import RETRY_AFTER, History
from bot.slack.ground import SlackGround
from bot.slack.inbound.events import Events
from bot.slack.inbound.mentions import Message
from bot.slack.inbound.message_words import is_somebodys
from bot.slack.transport.web_api import PAGE, SlackRefused, next_cursor, ts_of
from bot.store.engine import Unavailable
from bot.store.transcript import Reaction, instant_of

READING = "reading back"  # what the processes take turns at
RECENT_MAX = 20  # ended ones that are looked through after a start, for one whose channel is still to be read
AGAIN_AFTER = timedelta(minutes=10)  # Slack tells nobody when it lets us read again

log = logging.getLogger(__name__)


class BackReader:
    """Reads one channel after the other. `wake` is a hint that there is one; `tick` has it look once in a lease.

    So what a process that died left unread is found by any other, as soon as its lease is over.
    """

    def __init__(self, ground: SlackGround, *, events: Events, history: History, lease: Lease) -> None:
        self._desk = ground.desk
        self._events = events
        self._history = history
        self._lease = lease
        self._woken = asyncio.Event()
        self._woken.set()  # what an earlier life left unread
        self._reading = False
        self._looks_at = history.now()
        self._known_until: int | None = None  # the number of the last incident looked at; None before the first look
        self._waiting: set[int] = set()  # incidents of which something is to be read, or may be
        self._resting: dict[int, datetime] = {}  # those that could not be read, until when they wait

    @property
    def busy(self) -> bool:
        """Whether it reads at this moment; not while it waits for its share of Slack's limits."""
        return (self._reading or self._woken.is_set()) and not self._history.is_waiting

    def wake(self) -> None:
        self._woken.set()

    def tick(self) -> None:
        if not self._reading and self._history.now() >= self._looks_at:
            self.wake()

    async def run(self) -> None:
        """Whatever is to be read is read, until this is cancelled."""
        while True:
            await self._woken.wait()
            self._reading = True
            self._woken.clear()
            self._looks_at = self._history.now() + self._lease.lasts
            try:
                unread = await self._unread()
                if unread and await self._is_ours():
                    await self._read_while_ours(unread)
            except Exception as failure:  # what is read is noted; the rest is tried again
                if not isinstance(failure, Unavailable):
                    log.exception("what was said before could not be read")
                await self._history.wait(until=self._history.now() + RETRY_AFTER)
                self._woken.set()
            finally:
                self._reading = False

    async def _unread(self) -> list[int]:
        """Looks at each incident once, and again only at those that wait: there may be a hundred thousand others."""
        self._waiting.update(await self._not_looked_at())
        now, found = self._history.now(), []
        for number in sorted(self._waiting):
            incident = self._desk.remembered(number)  # adopted is what was opened so, and most were not
            if incident is None or incident.adopted:
                incident = await self._desk.read(number)
            if not adopting.is_to_be_read(incident):
                self._waiting.discard(number)
            elif incident.channel and now >= self._resting.get(number, now):
                found.append(number)
        return found

    async def _not_looked_at(self) -> list[int]:
        """All that are open and some that ended, then whatever was opened since; numbers are given in their order."""
        if self._known_until is None:
            rows = [*await self._desk.open_incidents(), *await self._desk.recent_incidents(RECENT_MAX)]
        else:
            rows = await self._desk.opened_behind(self._known_until)
        self._known_until = max([self._known_until or 0, *(row.number for row in rows)])
        return [row.number for row in rows]

    async def _is_ours(self) -> bool:
        return await self._desk.keep_turn(READING, lasts=self._lease.lasts)

    async def _read_while_ours(self, numbers: Sequence[int]) -> None:
        """Read these for as long as the lease is ours; whoever lost it stood still, and another reads by now."""
        reading, keeping = (asyncio.create_task(work) for work in (self._read_all(numbers), self._keep()))
        try:
            done, _ = await asyncio.wait({reading, keeping}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (reading, keeping):
                task.cancel()
            await asyncio.gather(reading, keeping, return_exceptions=True)

    async def _keep(self) -> None:
        """Keep the lease while the reading goes on, for as long as it is ours."""
        is_ours = True
        while is_ours:
            await self._history.sleep(self._lease.renewed_every)
            with suppress(Unavailable):  # as of the courier: the next one may come through
                is_ours = await self._is_ours()

    async def _read_all(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            await self._read(number)

    async def _read(self, number: int) -> None:
        """One channel; what cannot be read waits, and holds up no other: who is put out of one comes back some day."""
        incident = await self._desk.read(number)
        try:
            await self._read_pages(incident)
        except Unavailable:
            raise  # of no channel in particular
        except SlackRefused as refusal:
            if number not in self._resting:
                log.warning("%s cannot be read back: %s", incident.channel, refusal)
            self._resting[number] = self._history.now() + AGAIN_AFTER
        except Refused as newer:  # only a newer version can write into this one, and reads it
            log.warning("INC-%s is not read back: %s", number, newer)
            self._waiting.discard(number)
        except Exception:
            log.exception("%s could not be read back", incident.channel)
            self._resting[number] = self._history.now() + AGAIN_AFTER

    async def _read_pages(self, incident: Incident) -> None:
        known, begun_at = incident.history, incident.opened_at or self._history.now()
        back_to, messages = (known.from_at, known.messages) if known is not None else (begun_at, 0)
        place, cursor = {"channel": incident.channel, "latest": ts_of(back_to)}, ""
        while True:
            answer = await self._history.call("conversations.history", **place, limit=PAGE, cursor=cursor)
            page, cursor = answer["messages"], next_cursor(answer)
            messages += await self._hear(page, channel=incident.channel)
            back_to = min([back_to, *(instant_of(message["ts"]) for message in page)])
            is_last = not cursor or messages >= adopting.MESSAGES_MAX
            rule = partial(adopting.read_through, more=bool(cursor)) if is_last else adopting.read_so_far
            told = partial(rule, from_at=back_to, messages=messages)
            cause = f"read back:{incident.number}:{ts_of(back_to)}:{messages}"
            await self._desk.act(incident.number, told, by=BOT, cause=cause)
            if is_last:
                return

    async def _hear(self, page: list[Message], *, channel: str) -> int:
        """The page and its threads; how many messages were somebody's."""
        found = {message["ts"]: message for message in page}
        for root in page:
            if root.get("reply_count"):
                place = {"channel": channel, "ts": root["ts"]}
                async for replies in self._history.pages("conversations.replies", **place):
                    found |= {reply["ts"]: reply for reply in replies if reply["ts"] != root["ts"]}
        wanted = [m for m in found.values() if is_somebodys(m) and not self._events.own.is_ours(m)]
        said = [await self._events.kept.said_in(message, channel=channel) for message in wanted]
        marks = [mark for message in wanted for mark in self._marks(message, channel)]
        await self._desk.hear_past(said, marks)
        return len(said)

    def _marks(self, message: Message, channel: str) -> Iterator[Reaction]:
        """Who put which mark. When, Slack does not say: it counts from the message."""
        ts = message["ts"]
        for shown in message.get("reactions") or ():
            if shown["name"] in self._history.marks.reactions:
                for person in shown.get("users") or ():
                    yield Reaction(channel=channel, ts=ts, person=person, name=shown["name"], event_ts=ts, on=True)
        if channel in (message.get("pinned_to") or ()):
            yield Reaction(channel=channel, ts=ts, person="", name=CHANNEL_PIN, event_ts=ts, on=True)
