"""Reactions and pins: what people mean by them, and where the bot reacts itself to suggest one.

Law: what a person put under a message counts at once and as long as it stays there; what we put there never counts.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias

from bot.incident import marks
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, NAMED, MessageRef
from bot.incident.state import Case
from bot.requests.marks import CHANNEL_PIN, MarkNames
from bot.slack.ground import SlackGround
from bot.store.engine import Unavailable
from bot.store.transcript import Reaction, Said, instant_of
from bot.story.cues import suggested
from bot.story.timeline import words_and_files

PIN_ANSWER = "memo"  # the bot's own reaction under a message that went into the timeline

log = logging.getLogger(__name__)

Event: TypeAlias = Mapping[str, Any]
Keep: TypeAlias = Callable[[Event, str], Awaitable[object]]  # a message of this channel
RunAfter: TypeAlias = Callable[[Awaitable[Any]], None]  # runs after the acknowledgement, tracked


class Marking:
    """Hears reactions and pins, and suggests marks. `after` runs a task behind the acknowledgement."""

    def __init__(self, ground: SlackGround, *, names: MarkNames, keep: Keep, after: RunAfter) -> None:
        self._desk = ground.desk
        self._directory = ground.directory
        self._users = ground.users
        self._wire = ground.wire
        self._names = names
        self._clock = ground.clock
        self._keep = keep
        self._after = after

    async def reaction(self, event: Event, *, on: bool) -> None:
        item = event.get("item") or {}
        if item.get("type") != "message" or event["reaction"] not in self._names.reactions:
            return
        if event.get("user") == self._users.us or not await self._is_ours(event["user"]):
            return
        await self._marked(event, item["channel"], item["ts"], person=event["user"], name=event["reaction"], on=on)

    async def _is_ours(self, person_id: str) -> bool:
        """Raises NotYet while Slack does not say who it is: then the event comes again."""
        person = await self._directory.asker(person_id)
        return person is not None and bool(person.is_ours)

    async def pin(self, event: Event, *, on: bool) -> None:
        """*Pin to channel* of Slack's own. It is one pin for all, so whoever takes it off takes it off.

        Our own messages are told from the record already, and the card is pinned by ourselves.
        """
        item = event.get("item") or {}
        message = item.get("message") or {}
        if item.get("type") != "message" or not message.get("ts") or message.get("user") == self._users.us:
            return
        channel = event.get("channel_id") or item["channel"]
        await self._marked(event, channel, message["ts"], person="", name=CHANNEL_PIN, on=on)

    async def suggest(self, said: Said) -> None:
        """React to a message of a person that may be worth a mark, if there is room for that in its incident."""
        row = await self._desk.in_channel(said.channel)
        if row is None or said.is_bot or not said.author:
            return
        incident = await self._desk.read(row.number)
        roles, harms = incident.held_by(said.author), marks.harms(incident)
        mark = suggested(words_and_files(said.text)[0], roles=roles, harms=harms)
        emoji = self._names.suggested(mark) if mark else ""
        case = Case(incident, self._clock.now(), BOT)
        if mark is None or not emoji or not marks.may_suggest(case, author=said.author):
            return
        if await self._directory.is_outsider(said.author) or await self._is_pinned(row.number, said.ts):
            return
        rule = partial(
            marks.suggest, mark=mark, emoji=emoji, ts=said.ts, author=said.author, said_at=instant_of(said.ts)
        )
        with suppress(Refused, Unavailable):  # a suggestion that is not made is missed by nobody
            await self._desk.act(row.number, rule, by=BOT, cause=f"suggest:{said.channel}:{said.ts}")

    async def meet_author(self, channel: str, ts: str) -> None:
        """Whose words stand in the timeline has a name there."""
        said = await self._desk.message(channel, ts)
        if said is not None and said.author and said.author != BOT and not said.author.startswith(NAMED):
            await self._directory.get(said.author)

    async def _marked(  # noqa: PLR0913 - a mark is these six things
        self, event: Event, channel: str, ts: str, *, person: str, name: str, on: bool
    ) -> None:
        """A mark that puts a message into the timeline was put on or taken off."""
        row = await self._desk.in_channel(channel)
        if row is None:
            return
        was_pinned = await self._is_pinned(row.number, ts)
        changed = await self._desk.hear_reaction(
            Reaction(channel=channel, ts=ts, person=person, name=name, on=on, event_ts=event["event_ts"])
        )
        cause = f"marked:{channel}:{ts}:{person}:{name}:{event['event_ts']}"
        if on:
            await self._take_back(row.number, ts, cause=cause)
        await self._note(row.number, channel, ts, person=person, name=name, cause=cause)
        if changed:
            self._after(self._acknowledge(channel, ts, row.number, was_pinned=was_pinned))

    async def _take_back(self, number: int, ts: str, *, cause: str) -> None:
        """Our own suggestion under a message that somebody marked goes."""
        incident = await self._desk.read(number)
        if any(suggestion.ts == ts for suggestion in marks.standing(incident)):
            with suppress(Refused):
                await self._desk.act(number, partial(marks.taken, ts=ts), by=BOT, cause=cause)

    async def _note(  # noqa: PLR0913 - as `_marked`
        self, number: int, channel: str, ts: str, *, person: str, name: str, cause: str
    ) -> None:
        """That a mark stands, or no longer does, is written down: somebody may be asked because of it. Of no pin."""
        mark = self._names.mark_of(name)
        if mark is None:
            return
        stands = await self._desk.stands_marked(channel, ts=ts, person=person, name=name)
        said = await self._desk.message(channel, ts)
        author, thread_ts = (said.author, said.thread_ts) if said is not None and not said.is_bot else ("", "")
        rule = (
            partial(
                marks.put,
                mark=mark,
                emoji=name,
                message=MessageRef(channel, ts, thread_ts),
                person=person,
                author=author,
                said_at=instant_of(ts),
            )
            if stands
            else partial(marks.take_off, emoji=name, ts=ts, person=person)
        )
        with suppress(Refused):
            await self._desk.act(number, rule, by=BOT, cause=f"{cause}:{stands}")

    async def _acknowledge(self, channel: str, ts: str, number: int, *, was_pinned: bool) -> None:
        """Fetch a message we never heard, and show by our own reaction whether it is in the timeline."""
        if await self._desk.message(channel, ts) is None:
            answer = await self._wire.call(
                "conversations.replies", channel=channel, ts=ts, latest=ts, inclusive=True, limit=1
            )
            for message in answer["messages"]:
                if message["ts"] == ts:
                    await self._keep(message, channel)
        await self.meet_author(channel, ts)
        pinned = await self._is_pinned(number, ts)
        if pinned != was_pinned:
            method = "reactions.add" if pinned else "reactions.remove"
            await self._wire.call(method, channel=channel, timestamp=ts, name=PIN_ANSWER)

    async def _is_pinned(self, number: int, ts: str) -> bool:
        return await self._desk.is_pinned(number, ts, pin_names=self._names.all)
