"""The course of an incident as four people live it, whatever happens to the bot meanwhile.

Law: people do what people do: they look, and when Slack tells them that something failed they do it again.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.crash.lives import LOOK_EVERY_S, until
from workspace.server import LocalSlack
from workspace.state.records import Channel, Message
from workspace.state.refusals import Cannot

PEOPLE = {"leo": "Leo Varga", "ana": "Ana Brandt", "bo": "Bo Lindqvist"}
PATIENCE_S = 90  # of one act, on a machine that does other things as well
TITLE = "Documents missing"
REPORTS = ("two of fourteen found", "all fourteen found")
HYPOTHESIS = "the rename lost the owner"
EVIDENCE = "all carry the old id"
NOTE = "the job ran at two"
WHY = "the customer has filed"
MARKED = "I moved all of them back under the old name."  # for which a mark is suggested, if it is heard at once


class Course:
    """INC-1 from start to resolved. `tries` counts how often each act was done until Slack reported no failure."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self.tries: Counter[str] = Counter()

    async def runs(self) -> None:
        await until(lambda: self._slack.connections > 0, within_s=PATIENCE_S)
        await self._types("leo", f"start sev1 {TITLE} @ana:logs", TITLE, seen=lambda: bool(self.rooms))
        await until(lambda: self._shows("will you take"), within_s=PATIENCE_S)
        await self._presses("ana", "Accept", seen=lambda: self._shows("is with"))
        await self._types("ana", f"report C: {REPORTS[0]} A: looking N: none", REPORTS[0])
        await self._types("leo", f"think {HYPOTHESIS} / likely", HYPOTHESIS)
        ts = await self._slack.people.says("ana", MARKED, self.room.id)
        await self._slack.people.reacts("leo", "pushpin", ts, self.room.id)
        await self._is_reminded("ana", 1)
        await self._types("leo", f"note {NOTE}", NOTE)
        await self._types("ana", f"report C: {REPORTS[1]} A: writing the list N: none", REPORTS[1])
        await self._is_reminded("ana", 2)
        await self._types("leo", f"confirm H1 {EVIDENCE}", EVIDENCE)
        await self._types("leo", f"resolve {WHY}", WHY)

    @property
    def rooms(self) -> list[Channel]:
        return [channel for name, channel in self._slack.world.directory.names.items() if name.startswith("inc-")]

    @property
    def room(self) -> Channel:
        (room,) = self.rooms
        return room

    def suggested(self) -> set[tuple[str, str]]:
        """The bot's own reactions that somebody may click, as (ts, emoji)."""
        mine = self._slack.bot_user_id
        shown = ((m.ts, emoji, who) for m in self.room.messages.values() for emoji, who in m.reactions.items())
        return {(ts, emoji) for ts, emoji, who in shown if mine in who and emoji != "memo"}

    def own(self) -> list[Message]:
        """Every message of the bot, wherever it stands."""
        channels = self._slack.world.directory.channels.values()
        return [
            m for c in channels for m in c.messages.values() if m.author == self._slack.bot_user_id and not m.subtype
        ]

    def direct(self, who: str) -> list[Message]:
        """What the bot told a person alone, oldest first."""
        person = self._slack.world.directory.person(who)
        channels = self._slack.world.directory.channels
        rooms = {c.id for c in channels.values() if c.kind == "im" and person is not None and person.id in c.members}
        return [message for message in self.own() if message.channel_id in rooms]

    def _shows(self, words: str) -> bool:
        return any(words in message.body["text"] for message in self.own())

    async def _is_reminded(self, who: str, times: int) -> None:
        """Nothing but reminders is told to these people alone."""
        await until(lambda: len(self.direct(who)) >= times, within_s=PATIENCE_S)

    async def _types(self, who: str, text: str, words: str, *, seen: Callable[[], bool] = lambda: False) -> None:
        place = self.room.id if self.rooms else "general"
        await self._does(words, lambda: self._slack.people.types(who, f"/incident {text}", place), seen)

    async def _presses(self, who: str, label: str, *, seen: Callable[[], bool]) -> None:
        await self._does(label, lambda: self._slack.people.presses(who, label, self.room.id), seen)

    async def _does(self, act: str, once: Callable[[], Awaitable[str]], seen: Callable[[], bool]) -> None:
        """Again, as long as Slack says that it failed, or that one cannot, and nothing is to be seen of it."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._is_done(act, once) and not seen():
                await until(lambda: self._slack.connections > 0, within_s=PATIENCE_S)

    async def _is_done(self, act: str, once: Callable[[], Awaitable[str]]) -> bool:
        try:
            answer = await once()
        except Cannot:  # not to be seen yet, or gone because an earlier try was taken after all
            await asyncio.sleep(LOOK_EVERY_S)
            return False
        self.tries[act] += 1
        return "failed" not in answer and "did not work" not in answer
