"""Players of conversations who answer the bot: its questions as the labels would, its suggested marks by a click.

Law: nothing is answered that was not asked, and only with what stands on the buttons and in the form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.chats import Chat
from benchmarks.chats.scoring import beginning
from bot.cli.player import Player
from bot.cli.story import Step
from bot.incident.meanings import Suggestible
from bot.incident.parts import Question
from bot.requests.at_typing import line_label
from bot.requests.marks import MARK_NAMES
from bot.slack.messages.blocks import option
from bot.slack.messages.questions import NUMBERS
from bot.story.asking import IN_FORM_MAX, Offered, OfferTopic
from workspace.people.visibility import DIRECT
from workspace.state.refusals import Cannot

OFTEN, OFTEN_FOR, SELDOM = timedelta(minutes=3), timedelta(hours=2), timedelta(hours=3)  # a look at one's messages
FORM = "For the summary"
FORM_PARTS: Mapping[Suggestible, OfferTopic] = {
    "harm": "all_harm",
    "done": "all_done",
    "why": "all_why",
    "over": "all_over",
}
SURE = "very likely (80 to 95 %)"
MARK_OF: Mapping[str, Suggestible] = {"pushpin": "pin", **{names[0]: mark for mark, names in MARK_NAMES.emoji.items()}}


@dataclass
class Answering(Player):
    """`clicks` says of a message's number and the mark suggested under it whether its author clicks that."""

    chat: Chat = field(kw_only=True)
    clicks: Callable[[int, Suggestible], bool] = field(kw_only=True)
    clicked: int = 0
    asked: list[str] = field(default_factory=list)
    _over: set[int] = field(default_factory=set)

    # At typing, and under a message.

    async def _says(self, step: Step) -> None:
        await super()._says(step)
        await self.stage.settle()
        name = step.more.get("as", "")
        if name not in self.messages:
            return
        channel, ts = self.messages[name]
        for emoji in self.stage.suggested(channel, ts):
            if self.clicks(int(name.removeprefix("m")), MARK_OF[emoji]):
                self.clicked += 1
                await self._people.reacts(step.who, emoji, ts=ts, channel=channel)

    async def _reacts(self, step: Step) -> None:
        with suppress(Cannot):  # who was suggested the pin has clicked it already
            await super()._reacts(step)

    async def _types(self, step: Step) -> None:
        await super()._types(step)
        await self.stage.settle()
        with suppress(Cannot):  # nothing was asked
            await self._answer_at_once(step)

    async def _answer_at_once(self, step: Step) -> None:
        words = step.value.removeprefix("/incident ")
        row = await self.incident()
        if row is None:
            return
        if words == "status mitigated":
            offered = (await self.stage.app.documents.lines(row.number)).offered("done")
            for place, line in self._right(offered, "done")[-1:]:
                await self._people.presses(step.who, line_label(place, line))
        elif words == "status identified":
            incident = await self.stage.app.desk.read(row.number)
            ideas = [h for h in incident.hypotheses if h.outcome == "open" and self._is_said(h.text, "why")]
            for idea in ideas[-1:]:
                await self._people.presses(step.who, f"{idea.id} {idea.text}"[:75])
        elif words.startswith("think ") and self._is_said(words.removeprefix("think "), "why"):
            await self._people.presses(step.who, "Likely")

    # By direct message.

    async def _turn(self, to: datetime) -> None:
        for look in _looks(self.stage.clock.now(), to):
            await super()._turn(look)
            await self._answer()
        await super()._turn(to)
        await self._answer()

    async def _answer(self) -> None:
        row = await self.incident()
        if row is None:
            return
        for question in (await self.stage.app.desk.read(row.number)).questions:
            if question.is_open and question.shown_at is not None and question.seq not in self._over:
                self._over.add(question.seq)
                self.asked.append(question.name)
                await self._reply(row.number, question)
                await self.stage.settle()

    async def _reply(self, number: int, question: Question) -> None:
        page = await self.stage.app.documents.question(number, question.seq)
        who = next(h for h in self.story.people if not self._is_bot(h) and self.stage.user_id(h) == question.person)
        match question.name:
            case "harm":
                right = self._right(page.offered, "harm")[:1]
                button = next((f"{NUMBERS[place]} says it" for place, _ in right), "Not known yet")
            case "why":
                button = "Likely" if self._right(page.offered, "why") else "Another matter"
            case "over":
                button = self._is_it_over(page.over_at)
            case "page":
                button = "True as it is"
            case "form":
                await self._fill_in(number, who)
                return
            case "task":
                return  # no label says what is whose task: it lapses
        with suppress(Cannot):  # the button went in the very moment
            await self._people.presses(who, button, channel=DIRECT)

    def _is_it_over(self, at: datetime | None) -> str:
        mitigated = self.story.opens_at + timedelta(minutes=self.chat.told["moments"]["mitigated"])
        if at is None or self.stage.clock.now() < mitigated:
            return "Not over"
        return f"Over since {at.astimezone(ZoneInfo(self.stage.zone)):%H:%M}"

    async def _fill_in(self, number: int, who: str) -> None:
        """The form with the lines that the labels would choose from those on offer; the rest stays empty."""
        lines = await self.stage.app.documents.lines(number)
        chosen = dict[str, str]()
        for part, topic in FORM_PARTS.items():
            right = self._right(lines.offered(topic, most=IN_FORM_MAX), part)
            if right:
                place, line = right[-1]
                chosen[part] = option(f"{NUMBERS[place]} {line.quote.words}", "")["text"]["text"]
        if "why" in chosen:
            chosen["sure"] = SURE
        with suppress(Cannot):
            await self._people.presses(who, "Fill in", channel=DIRECT)
            await self.stage.settle()
            await self._people.submits(who, FORM, chosen)

    # By the labels.

    def _right(self, offered: Sequence[Offered], mark: Suggestible) -> list[tuple[int, Offered]]:
        return [(place, line) for place, line in enumerate(offered) if self._is_said(line.quote.words, mark)]

    def _is_said(self, words: str, mark: Suggestible) -> bool:
        """Whether these are the words of a message that should stand there."""
        said = beginning(words.rstrip("…"))
        number = next((n for n, m in enumerate(self.chat.messages) if said and beginning(m["text"]) == said), None)
        return number is not None and self.chat.is_key(number, mark)

    def _is_bot(self, who: str) -> bool:
        return bool(self.story.people[who].get("bot"))


def _looks(now: datetime, to: datetime) -> Iterator[datetime]:
    """Often at first, then seldom, before the time that the story turns to."""
    begun = now
    while (now := now + (OFTEN if now - begun < OFTEN_FOR else SELDOM)) < to:
        yield now
