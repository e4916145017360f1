"""Several lives of one bot: real processes, one after another, on one database and one local Slack."""

import asyncio
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeAlias

from tests.crash.mortal import live
from workspace.server import LocalSlack
from workspace.state.world import Knobs

# Each life is forked from a process that has imported the bot and compiled its words already: a real process, without
# a second of preparations.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["bot.app", "bot.cli.run", "tests.crash.mortal", "tests.crash.prepared"])
UP_WITHIN_S = 20
# Promised: after a restart everything is in place within ten seconds (docs/decisions/0008-short-leases.md).
BACK_WITHIN_S = 10.0
# Of the ten, five are the lease of whoever died. Most deaths are waited for in a hurry: lease, renewal, tick
# and Slack's patience are all over so many times sooner. What is left of the ten stays as it is.
LEASE_S, SLACK_WAITS_S = 5.0, 3.0
TIMES_FASTER = 4.0
BACK_IN_A_HURRY_S = BACK_WITHIN_S - LEASE_S + LEASE_S / TIMES_FASTER
HURRIED = Knobs(ack_within_s=SLACK_WAITS_S / TIMES_FASTER)
LOOK_EVERY_S = 0.02
Live: TypeAlias = Callable[[Mapping[str, str], Path], None]  # what a process does with its settings and its log
SAYS_START = "/incident start sev1 Documents missing @ana:logs @bo:code"


class Life:
    """One process of the bot."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def is_over(self) -> bool:
        return not self._process.is_alive()

    @property
    def was_killed(self) -> bool:
        """Whether it is over by SIGKILL and not by itself."""
        return self._process.exitcode == -signal.SIGKILL

    def kill(self) -> None:
        self._process.kill()

    def wake(self) -> None:
        """It goes on where it was stopped."""
        os.kill(self._process.pid or 0, signal.SIGCONT)

    async def over(self) -> None:
        while not self.is_over:  # noqa: ASYNC110 - no event tells of another process
            await asyncio.sleep(LOOK_EVERY_S)

    async def end(self) -> None:
        if not self.is_over:
            self.kill()
        await self.over()


class Lives:
    """Starts and ends the bot; `points` are all that its lives have reached."""

    def __init__(
        self,
        slack: LocalSlack,
        database_url: str,
        folder: Path,
        *,
        reports_due_s: float | None = None,
        times_faster: float = 1.0,
    ) -> None:
        self._slack = slack
        self._database_url = database_url
        self._points = folder / "points"
        self._log = folder / "log"
        self._reports_due_s = reports_due_s
        self._times_faster = times_faster

    @property
    def points(self) -> list[str]:
        return self._points.read_text().splitlines() if self._points.exists() else []

    @asynccontextmanager
    async def life(
        self, *, die_at: str = "", die_after: int = 0, die_from: str = "", asleep: bool = False
    ) -> AsyncIterator[Life]:
        """One life, from connected to dead. At `die_at` it dies by itself or falls asleep; at the end it is killed."""
        life = self.begun(die_at=die_at, die_after=die_after, die_from=die_from, asleep=asleep)
        try:
            await until(lambda: self._slack.connections > 0 or life.is_over, within_s=UP_WITHIN_S)
            yield life
        finally:
            await life.end()
            await until(lambda: self._slack.connections == 0, within_s=UP_WITHIN_S)

    def begun(
        self,
        *,
        die_at: str = "",
        die_after: int = 0,
        die_from: str = "",
        asleep: bool = False,
        as_what: Live = live,
    ) -> Life:
        """One life from its first instruction; whoever began it ends it. `as_what` may be another version."""
        told = {
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_APP_TOKEN": self._slack.app_token,
            "SLACK_API_URL": self._slack.api_url,
            "DATABASE_URL": self._database_url,
            "SITREP_HTTP_PORT": "0",
            "SITREP_LOG_LEVEL": "WARNING",
            "DIE_AT": die_at,
            "DIE_AFTER": str(die_after),
            "DIE_FROM": die_from,
            "ASLEEP": "yes" if asleep else "",
            "POINTS": str(self._points),
            "REPORTS_DUE_S": "" if self._reports_due_s is None else str(self._reports_due_s),
            "TIMES_FASTER": str(self._times_faster),
        }
        process = FORKS.Process(target=as_what, args=(told, self._log), daemon=True)
        process.start()
        return Life(process)

    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


async def until(so: Callable[[], bool], *, within_s: float) -> None:
    """Wait for the real processes of a crash test; what they do cannot be awaited otherwise."""
    for _ in range(int(within_s / LOOK_EVERY_S)):
        if so():
            return
        await asyncio.sleep(LOOK_EVERY_S)
    raise TimeoutError(f"not within {within_s} s")


async def until_told(so: Callable[[], Awaitable[bool]], *, within_s: float) -> None:
    """As `until`, for a question that must itself be waited for."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not await so():
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"not within {within_s} s")
        await asyncio.sleep(LOOK_EVERY_S * 5)


class Room:
    """What stands in the local Slack after all lives: read from its own state, not from the bot's."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    @property
    def channels(self) -> list[str]:
        return [name for name in self._slack.world.directory.names if name.startswith("inc-")]

    @property
    def members(self) -> set[str]:
        directory = self._slack.world.directory
        channel = directory.names[self.channels[0]]
        return {directory.users[member].handle for member in channel.members}

    @property
    def messages(self) -> Counter[str]:
        """How often each text of the bot stands in the incident's channel, its threads included."""
        channel = self._slack.world.directory.names[self.channels[0]]
        own = [m for m in channel.messages.values() if m.author == self._slack.bot_user_id and not m.subtype]
        return Counter(m.body["text"] for m in own)

    @property
    def has_pin(self) -> bool:
        return bool(self._slack.world.directory.names[self.channels[0]].pins)

    @property
    def topic(self) -> str:
        return str(self._slack.world.directory.names[self.channels[0]].topic["value"])

    def is_ready(self) -> bool:
        """All that a start promises: the channel with the declarer and both others, card, pin, topic, offer."""
        if not self.channels:
            return False
        here = {"leo", "ana", "bo"} <= self.members
        return here and self.has_pin and bool(self.topic) and len(self.messages) >= 2
