"""What people write in the channel of an incident, kept as it was said, and the questions that it gives rise to.

Law: of a direct message is kept that it was heard, and none of its words; of any other channel nothing.
"""

from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot.incident import questions
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, MessageRef
from bot.slack.ground import SlackGround
from bot.slack.inbound import mentions
from bot.slack.inbound.marks import Event
from bot.slack.inbound.mentions import is_direct
from bot.slack.inbound.message_words import author, is_somebodys, whose, words
from bot.slack.messages.mrkdwn import plain, substance
from bot.store.transcript import Said, instant_of
from bot.story.labels import says_confirmed


class MessageKeeper:
    """Keeps messages, from the stream or from history; one that is heard twice is kept once."""

    def __init__(self, ground: SlackGround) -> None:
        self._desk = ground.desk
        self._directory = ground.directory
        self._users = ground.users
        self._names = ground.names

    async def keep(self, message: Event, *, channel: str) -> Said | None:
        """Keep a message of an incident's channel, from the stream or from history; what was said there, if it is news.

        Of a direct message is kept that it was heard, and none of its words; of any other channel nothing.
        """
        row = await self._desk.in_channel(channel)
        if not is_somebodys(message) or (row is None and not is_direct(channel)):
            return None
        said, text = await self.said_in(message, channel=channel), words(message)
        if row is None:
            said, text = replace(said, text=""), ""
        is_bot = said.is_bot
        files = len(message.get("files") or ())
        number = None if row is None else row.number
        is_news = await self._desk.hear(said, number=number, substance=substance(text, files=files))
        if number is not None and says_confirmed(said.text) and not is_bot:
            await self._ask_why(number, said)
        asked = "" if number is None or is_bot or not is_news else mentions.person_asked(text)
        if number is not None and asked not in {"", self._users.us}:
            await self._ask_whether_task(number, said, asked)
        return said if is_news and number is not None else None

    async def said_in(self, message: Event, *, channel: str) -> Said:
        """What somebody said, as the transcript keeps it."""
        by, is_bot = await self._author(message)
        return Said(
            channel=channel,
            ts=message["ts"],
            thread_ts=message.get("thread_ts", ""),
            author=by,
            text=await self.read(message, channel=channel),
            edited_ts=(message.get("edited") or {}).get("ts", ""),
            is_bot=is_bot,
        )

    async def read(self, message: Event, *, channel: str) -> str:
        """The words of a message, plain."""
        said = words(message)
        return plain(said, await self._names.of(said, channel=channel))

    async def _author(self, message: Event) -> tuple[str, bool]:
        """Who wrote it, and whether that is no person: their id, or the name under which an app posts."""
        by = author(message)
        if by.id == self._users.us:
            return BOT, True
        if not by.by_app and by.name:
            self._directory.hear_name(by.id, by.name)
        known = await self._directory.get(by.id) if by.by_app and by.id else None
        return whose(by, known)

    async def _ask_why(self, number: int, said: Said) -> None:
        """Whoever wrote a line that is labelled as confirmed is asked whether it is why; not of one heard late."""
        message = MessageRef(said.channel, said.ts, said.thread_ts)
        rule = partial(questions.why, author=said.author, message=message, said_at=instant_of(said.ts))
        with suppress(Refused):
            await self._desk.act(number, rule, by=BOT, cause=f"why:{said.channel}:{said.ts}")

    async def _ask_whether_task(self, number: int, said: Said, person: str) -> None:
        """Whoever asked somebody for something, in passing, may have them held to it; not of a line heard late."""
        message = MessageRef(said.channel, said.ts, said.thread_ts)
        rule = partial(questions.task, author=said.author, person=person, message=message, said_at=instant_of(said.ts))
        with suppress(Refused):
            await self._desk.act(number, rule, by=BOT, cause=f"task:{said.channel}:{said.ts}")
