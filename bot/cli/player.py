"""The player of stories: does what a story's people do, one step after the other, and keeps what they saw.

Law: people do it with the hands that the local Slack gives them, and time turns through everything between two steps.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli import other_apps
from bot.cli.screen_diff import Watching
from bot.cli.simulation import LOBBY, Hangs, Stage
from bot.cli.story import FORMS, INCIDENT_CHANNEL, KEYS, NO_FAULT, Act, Step, Story, Value
from bot.grammar import Misread, Summary, parse
from bot.store.catalogue import Row
from workspace.people import People
from workspace.people.visibility import DIRECT
from workspace.state.refusals import Cannot
from workspace.state.world import World

_ASKED = re.compile(r"(?:^/incident|@Sitrep)\s+(?P<words>.+)$", re.IGNORECASE | re.DOTALL)


class Stopped(Exception):
    """A step could not be done; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class AskedBrief:
    """The page as somebody (`reader`, a Slack user id) asked for it, at a time of the story, and of which incident."""

    at: datetime
    number: int
    reader: str
    text: str


@dataclass(slots=True)
class Player:
    """Plays the steps of a story on a stage. `watchers` are told after each step, and after each turn of the clock."""

    stage: Stage
    story: Story
    watchers: list[Callable[[Step | None], Awaitable[None]]] = field(default_factory=list)
    briefs: list[AskedBrief] = field(default_factory=list)
    sheets: list[tuple[datetime, str]] = field(default_factory=list)
    messages: dict[str, tuple[str, str]] = field(default_factory=dict)  # a step's name -> (channel, ts)
    _watching: Watching = field(default_factory=Watching)
    _looked: tuple[int, date] | None = None  # how much had happened at the last look, and on which day
    _unfolded: list[str] = field(default_factory=list)
    is_through: bool = False  # whether the whole story has played
    incident_channel: str = ""  # of the story's incident, as of the last step
    _number: int = 0  # of the story's incident, once it is open
    _read: str = ""  # what the last step's person read in answer, that stands in no channel

    def __post_init__(self) -> None:
        self.watchers.append(self._look)

    @property
    def acts(self) -> Mapping[Act, Callable[[Step], Awaitable[None]]]:
        """How each kind of step is played."""
        return {
            Act.TYPES: self._types,
            Act.SAYS: self._says,
            Act.EDITS: self._edits,
            Act.DELETES: self._deletes,
            Act.UPLOADS: self._uploads,
            Act.REACTS: self._reacts,
            Act.UNREACTS: self._unreacts,
            Act.TAPS: self._taps,
            Act.PINS: self._pins,
            Act.UNPINS: self._unpins,
            Act.PRESSES: self._presses,
            Act.SUBMITS: self._submits,
            Act.JOINS: self._joins,
            Act.LEAVES: self._leaves,
            Act.FAULT: self._fails,
        }

    @property
    def unfolded(self) -> str:
        """What people did and saw, in the order in which it came, edits included."""
        return "\n".join(self._unfolded)

    async def play(self) -> None:
        """Raises Stopped at the first step that cannot be done."""
        for step in self.story.steps:
            try:
                await self._turn(self.story.opens_at + step.after)
                await self.perform(step)
                await self.stage.settle()
            except (Cannot, Hangs) as failure:
                raise Stopped(f"step {step.number} ({self.told(step)}): {failure}") from failure
            await self._watched(step)
        self.is_through = True

    async def perform(self, step: Step) -> None:
        """Do it now, whatever time it is; raises Cannot when a person could not."""
        await self.acts[step.act](step)
        row = await self.incident()
        self.incident_channel = row.channel if row is not None else ""

    def lacks(self, step: Step) -> str:
        """The name of a message that this step is about and that nobody has left; empty when nothing is missing."""
        form = FORMS[step.act]
        named = [step.value] if form.value is Value.MESSAGE else []
        named += [name for key, name in step.more.items() if KEYS[key].value is Value.MESSAGE]
        return next((str(name) for name in named if name not in self.messages), "")

    def told(self, step: Step) -> str:
        """The step as a sentence, in the time of the story's first person."""
        zone = ZoneInfo(self.stage.zone)
        at, opened_at = ((self.story.opens_at + after).astimezone(zone) for after in (step.after, timedelta()))
        when = f"{at:%H:%M}" if at.date() == opened_at.date() else f"{at:%a %d %b, %H:%M}"
        return " ".join(f"{when}  {self._name(step.who)} {step.told}".split(" "))

    async def asks(self, who: str, said: object, place: str, *, aloud: bool) -> None:
        """Keeps the page that these words ask for, of the incident that is meant; `aloud` is in front of others."""
        asked = _summary(said, direct=place == DIRECT)
        here = await self.stage.app.desk.in_channel(place)
        if asked is None or (aloud and place != DIRECT and here is None):  # we hear our name nowhere else
            return
        meant = await self.stage.app.desk.row(asked.incident) if asked.incident else here or await self.incident()
        if meant is not None:
            await self.reads(who, meant.number)

    async def reads(self, who: str, number: int) -> None:
        """Keeps the page as this person reads it now, and the sheet for presenting it."""
        reader = self.stage.user_id(who)
        sheet = (await self.stage.app.documents.sheet(number)).document
        self.sheets.append((self.stage.clock.now(), self.stage.app.markdown(sheet, reader=reader)))
        brief = (await self.stage.app.documents.brief(number)).document
        text = self.stage.app.markdown(brief, reader=reader)
        self.briefs.append(AskedBrief(self.stage.clock.now(), number, reader, text))

    async def incident(self) -> Row | None:
        """The story's incident: the last one opened; None before there is one."""
        standing = await self.stage.app.desk.open_incidents()
        self._number = max([self._number, *(row.number for row in standing)])
        return await self.stage.app.desk.row(self._number) if self._number else None

    def _name(self, who: str) -> str:
        person = self.story.people.get(who, "Slack")
        return str(person.get("name", who) if isinstance(person, Mapping) else person)

    async def _look(self, step: Step | None) -> None:
        if step is not None:
            self._unfolded += ["", self.told(step)]
        self._unfolded += [f"         {line}" for line in self._read.splitlines()]
        self._read = ""
        looked = self.stage.slack.moves, self.stage.clock.now().astimezone(ZoneInfo(self.stage.zone)).date()
        if looked == self._looked:  # nothing happened, and what said "tomorrow" still does
            return
        self._looked = looked
        changes = self._watching.changes(self.stage.transcript())
        self._unfolded += [f"         {line}" for line, _ in changes]

    async def _watched(self, step: Step | None) -> None:
        for watcher in self.watchers:
            await watcher(step)

    async def _turn(self, to: datetime) -> None:
        await self.stage.turn(to)
        await self._watched(None)

    # What people do with words.

    async def _types(self, step: Step) -> None:
        if not step.value.startswith("/"):
            await self._says(step)
            return
        place = await self._place(step)
        await self._people.types(step.who, step.value, channel=place, picks=not step.more.get("raw", False))
        await self.asks(step.who, step.value, place, aloud=False)

    async def _says(self, step: Step) -> None:
        channel, thread = await self._spoken(step)
        if self._is_app(step):
            ts = other_apps.post(self._world, step.who, step.value, channel, thread=thread)
        else:
            picks = not step.more.get("raw", False)
            ts = await self._people.says(step.who, step.value, channel=channel, thread=thread, picks=picks)
        self._call(step, channel, ts)
        await self.asks(step.who, step.value, channel, aloud=True)

    async def _uploads(self, step: Step) -> None:
        channel, thread = await self._spoken(step)
        files = step.value if isinstance(step.value, list) else [step.value]
        words = step.more.get("says", "")
        self._call(step, channel, await self._people.says(step.who, words, channel=channel, thread=thread, files=files))

    async def _edits(self, step: Step) -> None:
        channel, ts = self.messages[step.value]
        if self._is_app(step):
            other_apps.edit(self._world, step.who, ts, step.more["says"], channel)
        else:
            await self._people.edits(step.who, ts=ts, text=step.more["says"], channel=channel)

    async def _deletes(self, step: Step) -> None:
        channel, ts = self.messages[step.value]
        if self._is_app(step):
            other_apps.delete(self._world, step.who, ts, channel)
        else:
            await self._people.deletes(step.who, ts=ts, channel=channel)

    async def _reacts(self, step: Step) -> None:
        channel, ts = self.messages[step.more["to"]]
        await self._people.reacts(step.who, step.value, ts=ts, channel=channel)

    async def _unreacts(self, step: Step) -> None:
        channel, ts = self.messages[step.more["to"]]
        await self._people.unreacts(step.who, step.value, ts=ts, channel=channel)

    async def _taps(self, step: Step) -> None:
        channel, ts = self.messages[step.value]
        for emoji in self.stage.suggested(channel, ts):
            await self._people.reacts(step.who, emoji, ts=ts, channel=channel)

    async def _pins(self, step: Step) -> None:
        channel, ts = self.messages[step.value]
        await self._people.pins(step.who, ts=ts, channel=channel)

    async def _unpins(self, step: Step) -> None:
        channel, ts = self.messages[step.value]
        await self._people.unpins(step.who, ts=ts, channel=channel)

    # What they do with buttons, forms and channels.

    async def _presses(self, step: Step) -> None:
        where = await self._named(step.more["where"]) if "where" in step.more else None
        self._read = await self._people.presses(step.who, step.value, channel=where)

    async def _submits(self, step: Step) -> None:
        """A form is opened by its command, unless a button has opened it already."""
        if not self.stage.has_form(step.who):
            await self._people.types(step.who, f"/incident {step.value}", channel=await self._place(step))
            await self.stage.settle()
        self._read = await self._people.submits(step.who, step.value, step.more["with"])

    async def _joins(self, step: Step) -> None:
        await self._people.joins(step.who, await self._named(step.value))

    async def _leaves(self, step: Step) -> None:
        await self._people.leaves(step.who, await self._named(step.value))

    async def _fails(self, step: Step) -> None:
        faults = self.stage.slack.faults
        if step.value == NO_FAULT:
            faults.clear()
            return
        for fault, given in step.value.items():
            arguments = dict(given or {})
            if "channel" in arguments:
                arguments["channel"] = await self._named(arguments["channel"])
            getattr(faults, fault)(**arguments)

    # Where they do it.

    async def _place(self, step: Step) -> str:
        """Where a command is typed: in the incident's channel by whoever is in it, else where everybody is."""
        if "where" in step.more:
            return await self._named(step.more["where"])
        channel = await self._incident_channel()
        return channel if channel and self.stage.is_member(channel, step.who) else LOBBY

    async def _spoken(self, step: Step) -> tuple[str, str | None]:
        """Channel and thread in which something is said. Who is not in that channel joins it first; an app need not."""
        channel, thread = await self._said_where(step)
        if channel != DIRECT and not self._is_app(step) and not self.stage.is_member(channel, step.who):
            await self._people.joins(step.who, channel)
            await self.stage.settle()
        return channel, thread

    async def _said_where(self, step: Step) -> tuple[str, str | None]:
        if "in" in step.more:
            return self.messages[step.more["in"]]
        if "where" in step.more:
            return await self._named(step.more["where"]), None
        return await self._incident_channel() or self.stage.channel_id(LOBBY), None

    async def _incident_channel(self) -> str:
        """Of the story's incident; empty when there is none in which anything can be said."""
        row = await self.incident()
        return row.channel if row is not None and self.stage.can_be_said_in(row.channel) else ""

    async def _named(self, where: str) -> str:
        if where == DIRECT:
            return DIRECT
        if where not in INCIDENT_CHANNEL:
            return self.stage.channel_called(where.removeprefix("#"))
        row = await self.incident()
        if row is None or not row.channel:
            raise Cannot("There is no incident yet whose channel it could be.")
        return row.channel

    # What is kept of it.

    def _call(self, step: Step, channel: str, ts: str) -> None:
        if "as" in step.more:
            self.messages[step.more["as"]] = (channel, ts)

    @property
    def _people(self) -> People:
        return self.stage.slack.people

    @property
    def _world(self) -> World:
        return self.stage.slack.world

    def _is_app(self, step: Step) -> bool:
        return other_apps.is_app(self.story.people[step.who])


def _summary(said: object, *, direct: bool) -> Summary | None:
    """What these words ask for, if it is the brief as it is now."""
    asked = _ASKED.search(str(said))
    words = asked["words"] if asked else str(said) if direct else ""
    try:
        intent = parse(words)
    except Misread:
        return None
    return intent if isinstance(intent, Summary) and intent.at is None else None
