"""A bot that Slack calls over HTTP, and what stands in front of it: a proxy that can fail, as an administrator has one.

Everything goes over the local Slack's own requests, with its signatures and its retries, or over one that is signed by
hand.
"""

import io
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler
from slack_sdk.signature import SignatureVerifier

from bot.app import App
from bot.cli.groundwork import laid
from bot.cli.pages import site
from bot.cli.simulation import Stage
from bot.ids import Ids
from bot.settings import Settings
from bot.slack.transport.http_mode import PATH
from bot.slack.transport.websocket import SocketTimeouts
from tests.faults.morning import CAST, NINE, Morning, until

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Came:
    """One request, and what was answered."""

    headers: Mapping[str, str]
    body: str
    status: int
    answered: Mapping[str, str]  # the headers of the answer


class Front:
    """The address that Slack knows. It hands on to the bot, loses answers, or finds nobody there."""

    def __init__(self, day: Morning) -> None:
        self._day = day
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.came: list[Came] = []
        self._loses: Counter[str] = Counter()  # how many more answers, by a word in what they answer
        self.is_cut_off = False  # nobody is there for whoever knocks

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def retries(self) -> list[tuple[str, str]]:
        """Number and reason of everything that was sent again."""
        again = [came.headers for came in self.came if "X-Slack-Retry-Num" in came.headers]
        return [(headers["X-Slack-Retry-Num"], headers["X-Slack-Retry-Reason"]) for headers in again]

    def loses_answers(self, times: int, *, to: str) -> None:
        """What has this word in it is handed on, and what the bot answers does not arrive."""
        self._loses[to] = times

    async def opens(self, app: App, settings: Settings) -> None:
        """At the same address as before, if there was one."""
        pages = site(app, settings)
        pages.middlewares.append(self._stands)
        self._runner = web.AppRunner(pages, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def closes(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    async def sends(self, body: str, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        """A request from anybody."""
        sent = io.BytesIO(body.encode())
        async with aiohttp.ClientSession() as http, http.post(self.origin + PATH, data=sent, headers=headers) as answer:
            await answer.read()
            return answer

    async def sends_signed(self, body: str, kind: str = JSON, *, age_s: int = 0, secret: str = "") -> int:
        """A request as Slack would sign it `age_s` ago, or as whoever holds another secret would; the status."""
        stamp = str(self._day.slack.world.signing_at_s() - age_s)
        verifier = SignatureVerifier(secret or self._day.slack.signing_secret)
        signature = verifier.generate_signature(timestamp=stamp, body=body)
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature), "Content-Type": kind}
        return (await self.sends(body, headers)).status

    @web.middleware
    async def _stands(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = web.Response(status=502) if self.is_cut_off else await handler(request)
        body = (await request.read()).decode()
        self.came.append(Came(dict(request.headers), body, answer.status, dict(answer.headers)))
        word = next((word for word in +self._loses if word in self.came[-1].body), None)
        if word is None:
            return answer
        self._loses[word] -= 1
        return web.Response(status=504)


class Called(Morning):
    """The morning of a bot without sockets: the front is opened before each life begins and closed before it ends."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.front = Front(self)

    async def moves_to_http(self) -> None:
        """As an administrator does it: other settings, a restart, and the address told to Slack."""
        secret = self.slack.signing_secret
        await self.stops()
        self.app._settings = replace(self.app._settings, slack_app_token="", slack_signing_secret=secret)
        await self.starts_again()
        assert await self.slack.delivers_to(self.front.origin + PATH)

    async def stops(self) -> None:
        await self.settle()
        await self.front.closes()
        await super().stops()

    async def starts_again(self, timeouts: SocketTimeouts | None = None) -> None:
        """A new process on the same database, in the order in which `sitrep run` begins."""
        self._lives += 1
        settings = self.app._settings
        self.stage.app = (await laid(settings, clock=self.stage.clock, ids=Ids(self._lives))).build()
        await self.front.opens(self.app, settings)
        await self.app.start(ticking=False)
        self._is_down = False
        await self.app.tick()
        await self.settle()

    async def says(self, who: str, text: str, *, thread: str | None = None) -> str:
        ts = await super().says(who, text, thread=thread)
        if self._is_down:  # refused, and at once refused again: now Slack waits for a minute
            await until(lambda: self.stage.clock.next_wake_at() is not None)
        return ts

    async def after(self, *, minutes: float) -> None:
        """While the bot is down, only Slack has something to do: it tries again."""
        clock = self.stage.clock
        at = clock.now() + timedelta(minutes=minutes)
        while self._is_down and (wake_at := clock.next_wake_at()) is not None and wake_at <= at:
            before = self.slack.moves
            clock.turn(wake_at)
            await until(lambda before=before: self.slack.moves > before and self.slack.idle())  # type: ignore[misc]
        await super().after(minutes=(at - clock.now()) / timedelta(minutes=1))


@asynccontextmanager
async def called() -> AsyncIterator[Called]:
    """INC-1 was declared over sockets; from then on Slack calls."""
    async with Stage(people=CAST, opens_at=NINE) as stage:
        day = Called(stage)
        await day.begins()
        await day.moves_to_http()
        try:
            yield day
        finally:
            await day.front.closes()
            await day.app.stop()


def event(day: Morning, text: str, ts: str) -> str:
    """What Slack posts when Bo has said this in the incident's channel."""
    said = {
        "type": "message",
        "channel": day.room.id,
        "channel_type": "channel",
        "user": day.stage.user_id("bo"),
        "text": text,
        "ts": ts,
        "event_ts": ts,
    }
    return json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": day.slack.team_id, "event": said})
