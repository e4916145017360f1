"""A stage for stories: the unmodified bot and a local Slack in one process, on one hand-turned clock.

Everything between them is real: HTTP, WebSocket, a database file. Only the time stands still until all is quiet.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml

from bot.cli import other_apps
from bot.cli.groundwork import laid
from bot.clock import HandClock
from bot.courier import Throttle
from bot.ids import Ids
from bot.requests.marks import MARK_NAMES
from bot.resources import resource
from bot.settings import NO_FILE, ConfigFile, Settings
from bot.store.migrations import migrate
from workspace.page.stage import Conductor
from workspace.server import LocalSlack
from workspace.state.records import User

QUIET_WITHIN_S = 10  # of real time; then something hangs, and the story says what
LOOK_EVERY_S = 0.002
STANDSTILL_MAX = 200  # turns to the very same moment before we call it a loop

LOBBY = "general"  # where people are as long as there is no incident


class Hangs(RuntimeError):
    """The story cannot go on: the bot or the local Slack does not come to rest."""


@cache
def _empty_database() -> bytes:
    """A migrated database in which nothing is: migrating takes a fifth of the time in which a stage is set up."""
    with tempfile.TemporaryDirectory(prefix="sitrep-") as place:
        path = Path(place) / "empty.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


@cache
def _manifest() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(resource("manifest.yaml").read_text("utf-8"))
    return told


class Stage:
    """`slack` and `app` share `clock`; `config` is the house's configuration. Use as an async context manager.

    `conductor` is whoever plays a story in front of the page, at this `host` and `port`; 0 takes a free one.
    """

    def __init__(  # noqa: PLR0913 -- what a stage can be told before it opens
        self,
        *,
        people: Mapping[str, Any],
        opens_at: datetime,
        seed: int = 0,
        config: ConfigFile = NO_FILE,
        host: str = "127.0.0.1",
        port: int = 0,
        conductor: Conductor | None = None,
    ) -> None:
        self._config = config
        self._host, self._port, self._conductor = host, port, conductor
        self.clock = HandClock(opens_at)
        self._people = {handle: person for handle, person in people.items() if not other_apps.is_app(person)}
        self._apps = {handle: person for handle, person in people.items() if other_apps.is_app(person)}
        self._seed = seed
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        place = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="sitrep-")))
        database = place / "story.db"
        database.write_bytes(await asyncio.to_thread(_empty_database))
        self.slack = LocalSlack(
            people=self._people,
            clock=self.clock,
            seed=self._seed,
            manifest=_manifest(),
            channels=(LOBBY, "incidents"),
            host=self._host,
            port=self._port,
            conductor=self._conductor,
        )
        other_apps.install(self.slack.world, self._apps)
        await self._open.enter_async_context(self.slack)
        environ = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": f"sqlite:///{database}",
            "SITREP_ANNOUNCE_CHANNEL": self.channel_id("incidents"),
            "SITREP_HTTP_PORT": "0",
        }
        settings = Settings.from_env(environ, self._config)
        ground = await laid(settings, clock=self.clock, ids=Ids(self._seed))
        self.app = ground.build(throttle=Throttle(hands=1, ready=self._attentive))
        self._open.push_async_callback(self.app.stop)
        await self.app.start(ticking=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    @property
    def zone(self) -> str:
        """Whose time the transcript tells: that of the first person of the story."""
        return self._person(next(iter(self._people))).tz

    def user_id(self, handle: str) -> str:
        return self._person(handle).id

    def channel_id(self, name: str) -> str:
        return self.slack.world.directory.names[name].id

    def can_be_said_in(self, channel: str) -> bool:
        """Whether there is such a channel, and it takes messages."""
        found = self.slack.world.directory.channels.get(channel)
        return found is not None and not found.archived

    def channel_called(self, name: str) -> str:
        """The id of this channel. One that is not there yet is made, with everybody in it."""
        known = self.slack.world.directory.names.get(name)
        return (known or other_apps.open_channel(self.slack.world, name)).id

    def is_member(self, channel: str, handle: str) -> bool:
        return self._person(handle).id in self.slack.world.directory.channels[channel].members

    def suggested(self, channel: str, ts: str) -> list[str]:
        """The emoji that the bot put under a message for somebody to click."""
        reactions = self.slack.world.directory.channels[channel].messages[ts].reactions
        return [name for name in MARK_NAMES.reactions if self.slack.bot_user_id in reactions.get(name, ())]

    def has_form(self, handle: str) -> bool:
        return bool(self.slack.screen.form(self._person(handle)))

    def transcript(self) -> str:
        """All that anybody saw, channel by channel in the order of their making, direct messages last.

        Times are those of the first person of the story.
        """
        channels = self.slack.world.directory.channels.values()
        told = [c for c in channels if c.timeline or c.ephemerals]
        direct_last = sorted(told, key=lambda channel: channel.kind in {"im", "mpim"})
        return "\n".join(
            self.slack.screen.channel(channel.id, everything=True, zone=self.zone) for channel in direct_last
        )

    def _person(self, handle: str) -> User:
        person = self.slack.world.directory.person(handle)
        if person is None:
            raise LookupError(f"there is nobody called {handle}")
        return person

    async def settle(self) -> None:
        """Wait, in real time, until neither side has anything under way at this moment of the story.

        Two looks, between which nothing moved: what is on its way through a socket is seen by neither side. The
        database is asked at the second one, for that is what a look costs.
        """
        still_at, looks = -1, int(QUIET_WITHIN_S / LOOK_EVERY_S)
        for _ in range(looks):
            moves = self.slack.moves
            if not (self.slack.idle() and self.app.still):
                still_at = -1
            elif still_at != moves:
                still_at = moves
            elif await self.app.idle() and self.slack.idle() and self.slack.moves == moves:
                return
            await asyncio.sleep(LOOK_EVERY_S)
        raise Hangs(f"no rest within {QUIET_WITHIN_S} s: {await self.app.under_way()}")

    async def _attentive(self) -> None:
        """Effects wait until people are answered and heard: then a story has one order, whatever the load."""
        while not (self.slack.idle() and self.app.attentive):  # noqa: ASYNC110 - neither side has an event for it
            await asyncio.sleep(LOOK_EVERY_S)

    async def turn(self, to: datetime) -> None:
        """Turn the clock to `to`, through everything that falls due on the way."""
        await self.settle()
        stood_still = 0
        while (due_at := await self.next_due_at()) is not None and due_at <= to:
            stood_still = stood_still + 1 if due_at <= self.clock.now() else 0
            if stood_still > STANDSTILL_MAX:
                raise Hangs(f"something is due at {due_at} again and again")
            self.clock.turn(due_at)
            await self._tick()
        self.clock.turn(to)
        await self._tick()

    async def _tick(self) -> None:
        await self.app.tick()
        await self.settle()

    async def next_due_at(self) -> datetime | None:
        """When either side next does something by itself; None if neither ever does."""
        times = [at for at in (await self.app.next_due_at(), self.clock.next_wake_at()) if at is not None]
        return min(times, default=None)
