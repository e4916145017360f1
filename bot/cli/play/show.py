"""A story that plays in front of the page: its clock runs at any speed, and anybody in it can be taken over.

Law: while somebody at the page does something the clock stands, so that nothing runs out before Slack would let it; and
a step that cannot be played any more is left out and named, never forced.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot.cli import other_apps
from bot.cli.play.debriefing import debriefing
from bot.cli.play.record import Recording, place_name
from bot.cli.player import Player
from bot.cli.simulation import LOBBY, Hangs, Stage
from bot.cli.story import Step, Story
from workspace.page.drawing import prepare
from workspace.page.stage import Cast, Debriefing, Scene
from workspace.people.visibility import DIRECT
from workspace.state.refusals import Cannot

BEAT_S = 0.1  # so often the clock moves
QUIET_MAX_S = 4.0  # a quiet half hour of the story is not waited for
CREEP = timedelta(
    seconds=3
)  # what is due within so little is let through while the story pauses: posts wait their turn
REAL_TIME = 1.0
NOTES_MAX = 5
FIRST_WORDS = "`/incident start` and what is wrong opens an incident; `/incident help` shows what else works."
BRIEF = "Brief"  # the button of the card that shows the executive's page
ORDERS = frozenset({"play", "pause", "speed", "jump", "take", "give", "step", "over"})


class Showing:
    """Plays `story` at `speed` seconds a second; `opened` is told the address of the page, once."""

    orders = ORDERS

    def __init__(
        self, story: Story, *, speed: float, port: int, opened: Callable[[str], None], host: str = "127.0.0.1"
    ) -> None:
        self._story, self._opening_speed, self._opened = story, speed, opened
        self._host, self._port = host, port
        self._again = asyncio.Event()
        self._gate, self._acting = asyncio.Lock(), 0
        self._begin()

    def _begin(self) -> None:
        self._todo: list[Step] = list(self._story.steps)
        self._waiting: list[Step] = []  # what people who are taken over have not done
        self._taken: set[str] = set()
        self._notes: list[str] = []
        self._speed, self._playing, self._jumping, self._last = self._opening_speed, True, False, ""

    async def run(self, until: asyncio.Event, through: Callable[[Player], Any]) -> None:
        """Until the event is set; `through` gets the player when the whole story has played."""
        prepare()
        while not until.is_set():
            self._begin()
            self._again.clear()
            async with Stage(
                people=self._story.people,
                opens_at=self._story.opens_at,
                host=self._host,
                port=self._port,
                conductor=self,
            ) as stage:
                self._stage, self._player = stage, Player(stage, self._story)
                self._record = Recording(self._story.opens_at, self._place)
                self._port = stage.slack.port
                if not self._story.steps:
                    stage.slack.world.directory.names[LOBBY].topic["value"] = FIRST_WORDS
                self._opened(stage.slack.page_url)
                await self._play(until, through)

    async def _play(self, until: asyncio.Event, through: Callable[[Player], Any]) -> None:
        told = not self._todo
        while not until.is_set() and not self._again.is_set():
            try:
                async with self._gate:
                    if not self._acting:
                        await self._beat()
            except Hangs as hangs:
                self._note(str(hangs))
            if not self._todo and not told:
                told = True
                self._last, self._playing = "The story is over. Its clock goes on when you let it.", False
                self._speed = REAL_TIME
                await through(self._player)
            await asyncio.sleep(BEAT_S)

    # The clock.

    async def _beat(self) -> None:
        """The clock goes on as far as it may, and whatever step is due by then is done."""
        to = await self._goes_to()
        if to is not None:
            await self._stage.turn(min(to, max(self._stage.clock.now(), self._at(self._todo[0]))) if self._todo else to)
        while self._todo and self._at(self._todo[0]) <= self._stage.clock.now() and not self._acting:
            step = self._todo[0]
            await self._do(step)
            self._todo.remove(step)

    async def _goes_to(self) -> datetime | None:
        now, due_at = self._stage.clock.now(), await self._next_at()
        if self._jumping:
            self._jumping = False
            return due_at
        if self._playing:
            return now + timedelta(seconds=self._step_s(now, due_at))
        return due_at if due_at is not None and due_at <= now + CREEP and not self._is_step_at(due_at) else None

    def _step_s(self, now: datetime, due_at: datetime | None) -> float:
        """Seconds of the story in this beat: more where nothing happens for long."""
        plain = self._speed * BEAT_S
        if due_at is None or self._speed <= REAL_TIME:
            return plain
        return max(plain, (due_at - now).total_seconds() / QUIET_MAX_S * BEAT_S)

    async def _next_at(self) -> datetime | None:
        """When the next step is due, or the next reminder."""
        times = [await self._stage.next_due_at(), *(self._at(step) for step in self._todo[:1])]
        return min((at for at in times if at is not None), default=None)

    def _at(self, step: Step) -> datetime:
        return self._story.opens_at + step.after

    def _is_step_at(self, at: datetime) -> bool:
        return bool(self._todo) and self._at(self._todo[0]) == at

    # The steps.

    async def _do(self, step: Step) -> None:
        """Play it, unless whoever does it is taken over: then it waits for them."""
        if step.who in self._taken:
            self._waiting.append(step)
            return
        if lost := self._player.lacks(step):
            self._note(f"{self._player.told(step)} ({lost} is not there)")
            return
        try:
            await self._player.perform(step)
            await self._stage.settle()
        except (Cannot, LookupError) as no:
            self._note(f"{self._player.told(step)} ({no})")
            return
        self._last = self._player.told(step)
        _, ts = self._player.messages.get(step.more.get("as", ""), ("", ""))
        self._record.played(step, ts)

    def _note(self, text: str) -> None:
        self._notes = [*self._notes, text][-NOTES_MAX:]

    # What the page asks.

    def scene(self) -> Scene:
        people = {handle: person for handle, person in self._story.people.items() if not other_apps.is_app(person)}
        cast = tuple(
            Cast(handle, _name(handle, person), handle in self._taken, self._next_of(handle))
            for handle, person in people.items()
        )
        steps = len(self._story.steps)
        done = steps - len(self._todo)
        title, notes = self._story.title, tuple(self._notes)
        next_at = self._at(self._todo[0]).isoformat() if self._todo else ""
        return Scene(title, self._playing, self._speed, done, steps, cast, self._last, notes, next_at)

    def _next_of(self, handle: str) -> str:
        steps = (step for step in [*self._waiting, *self._todo] if step.who == handle)
        step = next(steps, None)
        return step.told if step else ""

    async def order(self, order: str, value: str) -> None:
        match order:
            case "play" | "pause":
                self._playing = order == "play"
            case "speed":
                self._speed = _speed(value)
            case "jump":
                self._jumping = True
            case "take":
                self._taken.add(self._known(value))
                self._speed = min(self._speed, REAL_TIME)
            case "give":
                self._give(self._known(value))
            case "step":
                await self._step_of(self._known(value))
            case "over":
                self._again.set()

    def _known(self, handle: str) -> str:
        if handle not in self._story.people:
            raise Cannot(f"There is nobody called {handle!r} in this story.")
        return handle

    def _give(self, handle: str) -> None:
        """Whoever is handed back does at once what the story had for them meanwhile."""
        self._taken.discard(handle)
        self._todo = [*(step for step in self._waiting if step.who == handle), *self._todo]
        self._waiting = [step for step in self._waiting if step.who != handle]

    async def _step_of(self, handle: str) -> None:
        """Does the next thing that the story has for somebody who is taken over, now."""
        for steps in (self._waiting, self._todo):
            step = next((step for step in steps if step.who == handle), None)
            if step is not None:
                steps.remove(step)
                self._taken.discard(handle)
                async with self._gate:
                    await self._do(step)
                self._taken.add(handle)
                return
        raise Cannot(f"The story has nothing more for {handle} to do.")

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """The clock stands while somebody at the page does something."""
        async with self._gate:
            self._acting += 1
        try:
            yield
        finally:
            self._acting -= 1

    async def did(self, who: str, act: str, given: dict[str, Any], answer: Any) -> None:
        self._record.did(self._stage.clock.now(), who, act, given | self._files(given), answer)
        if act in {"types", "says"}:
            await self._player.asks(who, given["text"], self._heard_in(given), aloud=act == "says")
        if act == "presses" and given["label"] == BRIEF and (row := await self._player.incident()) is not None:
            await self._player.reads(who, row.number)

    def _files(self, given: dict[str, Any]) -> dict[str, Any]:
        """Files by their names, as a story tells them: bytes it has none."""
        known = self._stage.slack.world.directory.files
        files = [known[each].name if each in known else each for each in given.get("files") or ()]
        return {"files": files} if files else {}

    def _heard_in(self, given: dict[str, Any]) -> str:
        """Where something was typed or said: the id of a channel, or that it is the direct message with Sitrep."""
        where = str(given.get("channel") or LOBBY)
        return DIRECT if self._place(where) == DIRECT else where

    async def debriefing(self) -> Debriefing | None:
        return await debriefing(self._player)

    def saved(self) -> str:
        return self._record.yaml(f"{self._story.title}, as it was played", self._story.people)

    def _place(self, where: str) -> str:
        directory = self._stage.slack.world.directory
        channel = directory.channels.get(where) or directory.names.get(where)
        if channel is None:
            return where
        return place_name(channel, incident=self._player.incident_channel, bot=self._stage.slack.bot_user_id)


def _name(handle: str, person: Any) -> str:
    return str(person.get("name", handle)) if isinstance(person, dict) else str(person)


def _speed(value: str) -> float:
    try:
        speed = float(value)
    except ValueError as no:
        raise Cannot(f"{value!r} is no speed.") from no
    if not 0 < speed <= 3_600:  # noqa: PLR2004 -- an hour a second; faster than that nobody reads
        raise Cannot("A story runs at more than 0 and at most 3600 seconds a second.")
    return speed
