"""`sitrep import export.zip --channel inc-…`: a channel of Slack's own export becomes an incident that is over.

Law: all of it is read once before anything is written. Then its messages are written a few hundred at a time, where
nobody sees them, and last the incident, in one transaction: whenever it is broken off, there is none, and the next
import goes on. The same export twice is one incident. Slack is not asked, and nobody is told.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from bot.cli.hindrances import Exit, Hindrance
from bot.cli.plain_text import worded
from bot.clock import Clock
from bot.desk import Desk
from bot.desk.writing import Outcome
from bot.ids import Ids
from bot.incident import imports
from bot.incident.facts import Imported, ImportGap, Joined, Left, QuestionAsked
from bot.incident.logbook import NAMED
from bot.incident.policy import Policy
from bot.render.plain import TITLE_CHARS_MAX, one_line, storable
from bot.render.words import Reader, Words
from bot.requests.marks import CHANNEL_PIN, MarkNames
from bot.requests.wording import Wording
from bot.slack.export import Channel, Move, NoExport, Spoken, WorkspaceExport
from bot.store.engine import Store
from bot.store.people import Person
from bot.store.transcript import instant_of
from bot.story.recall.past import QUOTED_MAX, MarkedWords

AT_A_TIME = 500  # messages in a transaction: some hundredths of a second, for which a running bot can wait
APPS_NAMED_MAX = 3
Progress = Callable[[int, int], None]  # how much is done, of how much


@dataclass(slots=True)
class Census:
    """What there is in a channel, counted while it is read for the first time."""

    messages: int = 0
    marks: int = 0
    edited: int = 0
    files: int = 0
    people: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)  # people and apps
    nameless: set[str] = field(default_factory=set)
    apps: Counter[str] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)
    first_ts: str = ""
    last_ts: str = ""
    said: set[str] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)

    def take(self, line: Spoken, known: WorkspaceExport) -> None:
        said = line.said
        self.messages += 1
        self.marks += len(line.marks)
        self.edited += bool(said.edited_ts)
        self.files += line.files
        self.first_ts, self.last_ts = self.first_ts or said.ts, said.ts
        if said.is_bot:
            self.apps[_app(said.author, known)] += 1
        else:
            self.people.add(said.author)
        self.authors.add(said.author)
        if not said.author.startswith(NAMED) and said.author not in known.people:
            self.nameless.add(said.author)
        if said.thread_ts:
            self.roots.add(said.thread_ts)
        else:
            self.said.add(said.ts)

    @property
    def without(self) -> tuple[ImportGap, ...]:
        """What an export cannot tell of this channel."""
        gaps: dict[ImportGap, bool] = {
            "deleted messages": True,
            "earlier wordings": bool(self.edited),
            "times of marks": bool(self.marks),
            "roots of threads": bool(self.roots - self.said),
            "names": bool(self.nameless),
            "files": bool(self.files),
        }
        return tuple(gap for gap, is_missing in gaps.items() if is_missing)


def _app(author: str, known: WorkspaceExport) -> str:
    person, _ = known.people.get(author, (None, ""))
    return person.shown if person else author.removeprefix(NAMED) or "an app"


async def bring_in(  # noqa: PLR0913 - what is imported, and where to
    files: Sequence[Path],
    *,
    channel: str,
    title: str,
    asks: str = "",
    marks: MarkNames,
    database_url: str,
    clock: Clock,
    ids: Ids,
    progress: Progress = lambda _, __: None,
) -> str:
    """Bring the channel in, or what is new in it; what came of it, in words. Raises Hindrance naming file and place.

    `asks` is whoever is to confirm it, by handle, name or id: one of those who were there. Nobody is asked by itself.
    Works beside a running bot. Raises as `Store.open_beside` does.
    """
    if len(files) != 1:
        raise Hindrance(Exit.FOUND, "An export is imported alone, a channel at a time. Nothing was imported.")
    (path,) = files
    try:
        with WorkspaceExport(path) as export:
            reading = ChannelImport(export, export.channel(channel), marks, progress)
            census = reading.census()
            asked = reading.called(asks, census) if asks else None
            store = await Store.open_beside(database_url)
            try:
                desk = Desk(store, clock=clock, ids=ids, policy=Policy())
                return await reading.write(desk, census, title=title, asked=asked)
            finally:
                await store.close()
    except NoExport as wrong:
        raise Hindrance(Exit.FOUND, f"{path}: {wrong} Nothing was imported.") from wrong


@dataclass(frozen=True, slots=True)
class ChannelImport:
    """One channel of an export, which is read twice: to see whether all of it can be read, and to write it."""

    export: WorkspaceExport
    channel: Channel
    marks: MarkNames
    progress: Progress

    def census(self) -> Census:
        """What is in it. Raises NoExport where nothing is, or something is not as Slack writes it."""
        census = Census()
        for day in self._days(0):
            for one in self._happened(day):
                if isinstance(one, Move):
                    census.moves.append(one)
                else:
                    census.take(one, self.export)
        if not census.messages:
            raise NoExport(f"#{self.channel.name} is in it, and nothing that was said there.")
        return census

    def called(self, name: str, census: Census) -> Person:
        """Who is called so of those who were there; of a private one, who is in it still. Raises NoExport."""
        there = set(self.channel.members) if self.channel.private else self._named(census)
        people = [self.export.people[one][0] for one in sorted(there) if one in self.export.people]
        key = name.removeprefix("@").casefold()
        found = [one for one in people if key in {one.id.casefold(), one.handle.casefold(), *_names(one)}]
        if len(found) != 1 or found[0].is_bot or found[0].deleted:
            who = "more than one is" if len(found) > 1 else "nobody who can be asked is"
            where = f"Of those who were in #{self.channel.name}"
            raise NoExport(f"{where}, {who} called {name!r}: give the handle or the id.")
        return found[0]

    async def write(self, desk: Desk, census: Census, *, title: str, asked: Person | None) -> str:
        """The messages first, then the incident; what came of it, in words."""
        own = await desk.in_channel(self.channel.id)
        if own is not None:
            raise NoExport(f"#{self.channel.name} is the channel of INC-{own.number}, which Sitrep heard itself.")
        quoted: list[MarkedWords] = []
        for day in self._days(1):
            lines = [one for one in self._happened(day) if isinstance(one, Spoken)]
            for begin in range(0, len(lines), AT_A_TIME):
                some = lines[begin : begin + AT_A_TIME]
                await desk.hear_past([one.said for one in some], [mark for one in some for mark in one.marks])
            quoted += map(self._quoted, [one for one in lines if one.marks][: QUOTED_MAX - len(quoted)])
        people = self.export.people
        await desk.meet_past([people[one][0] for one in sorted(self._named(census)) if one in people])
        told = self._told(census, title)
        asks = asked.id if asked else ""
        rule = partial(imports.bring_in, told=told, moves=self._moves(census, told.until_at), asks=asks)
        outcome = await desk.open_past(rule, cause=self._cause, quoted=quoted)
        return _in_words(outcome, census, told, asked)

    @property
    def _cause(self) -> str:
        return f"import:{self.export.team}:{self.channel.id}"

    def _quoted(self, line: Spoken) -> MarkedWords:
        meant = dict.fromkeys(self.marks.mark_of(mark.name) for mark in line.marks)
        return MarkedWords(line.said.ts, line.said.text, tuple(mark for mark in meant if mark is not None))

    def _days(self, half: int) -> Iterator[str]:
        """The files in order, and how far one is: this is the first half of the work, or the second."""
        days = self.export.days(self.channel)
        for done, day in enumerate(days, start=half * len(days)):
            self.progress(done, 2 * len(days))
            yield day
        self.progress(half + 1, 2)

    def _happened(self, day: str) -> Iterator[Spoken | Move]:
        return self.export.read(day, self.channel, marks=self.marks.reactions, pin=CHANNEL_PIN)

    def _told(self, census: Census, title: str) -> Imported:
        return Imported(
            title=one_line(storable(title or self.channel.name), TITLE_CHARS_MAX),
            channel=self.channel.id,
            channel_name=self.channel.name,
            team=self.export.team,
            messages=census.messages,
            machines=census.apps.total(),
            people=len(census.people),
            from_at=instant_of(census.first_ts),
            until_at=instant_of(census.last_ts),
            private=self.channel.private,
            without=census.without,
        )

    def _named(self, census: Census) -> set[str]:
        return {*census.authors, *(move.person for move in census.moves), *self.channel.members}

    def _moves(self, census: Census, until_at: datetime) -> Sequence[tuple[datetime, Joined | Left]]:
        """Who came and went; and at the end whoever is in it of whom that is not known: a private one is for them."""
        moves = [(instant_of(m.ts), Joined(person=m.person) if m.came else Left(person=m.person)) for m in census.moves]
        moved = {move.person for move in census.moves}
        return [*moves, *((until_at, Joined(person=one)) for one in self.channel.members if one not in moved)]


def _names(person: Person) -> set[str]:
    return {name.casefold() for name in (person.name, person.display_name) if name}


def _in_words(outcome: Outcome, census: Census, told: Imported, asked: Person | None) -> str:
    is_asked = any(isinstance(fact, QuestionAsked) for fact in outcome.facts)
    values = {
        "asked": asked.shown if asked and is_asked else "",
        "is_to_ask": asked is not None,
        "incident": outcome.incident.name,
        "title": outcome.incident.title,
        "is_new": outcome.fresh,
        "changed": bool(outcome.written),
        "told": told,
        "marks": census.marks,
        "nameless": len(census.nameless),
        "apps": census.apps.most_common(APPS_NAMED_MAX),
    }
    reader = Reader(people={}, zone="UTC", team_url="", now=told.until_at)
    return worded(Wording("from_export", values), words=Words(), reader=reader)


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A bar on a terminal that is drawn over itself; nothing where nobody looks."""

    out: TextIO
    width: int = 40

    def __call__(self, done: int, of: int) -> None:
        if self.out.isatty():
            full = self.width * done // of
            end = "\r\x1b[K" if done == of else ""
            self.out.write(f"\r[{'#' * full}{'.' * (self.width - full)}] {100 * done // of:3} %{end}")
            self.out.flush()
