"""The local Slack: one workspace behind a real HTTP and WebSocket server on this machine.

Law: any app that runs on Slack runs on it unmodified; it knows nothing of the app it serves.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from workspace.methods.dispatch import Dispatch
from workspace.page.control_api import ControlApi
from workspace.page.drawing import prepare
from workspace.page.site import LOOPBACK, Site, guard
from workspace.page.stage import Conductor
from workspace.page.traffic import Traffic
from workspace.people import People
from workspace.people.others import OtherApps, Slackbot
from workspace.people.screen import Screen
from workspace.state.bootstrap import Person, found, open_channels
from workspace.state.clock import Clock, RealClock
from workspace.state.records import Call
from workspace.state.schedule import Schedule
from workspace.state.world import Knobs
from workspace.wire.delivery import Delivery
from workspace.wire.events import Events
from workspace.wire.faults import Faults
from workspace.wire.interactions import Interactions
from workspace.wire.request_url import RequestUrl
from workspace.wire.socket import SocketMode
from workspace.wire.transfers import Transfers

_UPLOAD_MAX_BYTES = 64 * 1024 * 1024


_EVERY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- whoever starts it says so


class LocalSlack:
    """A workspace with people and one installed app; `async with` starts and stops its server.

    `people` maps handles to full names, or to mappings with name, tz, email, deleted, guest. Without a manifest the app
    may do and hear everything. `port` 0 takes a free one; `host` is the address that it listens at, and whoever gives
    another than this machine's own lets everybody in who can reach it. `conductor` plays a story in front of the page.
    """

    def __init__(  # noqa: PLR0913 -- what a workspace can be told before it opens
        self,
        *,
        people: Mapping[str, Person],
        clock: Clock | None = None,
        seed: int = 0,
        port: int = 0,
        host: str = "127.0.0.1",
        manifest: Mapping[str, Any] | None = None,
        channels: Sequence[str] = ("general",),
        knobs: Knobs | None = None,
        conductor: Conductor | None = None,
    ) -> None:
        self._port, self._host, self._conductor = port, host, conductor
        self._runner: web.AppRunner | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.world = found(
            people=people, manifest=manifest, clock=clock or RealClock(), seed=seed, knobs=knobs or Knobs()
        )
        open_channels(self.world, channels)
        self.signing_secret = self.world.ids.hexadecimal("signing", chars=32)
        self.faults = Faults(self.world)
        self._socket = SocketMode(self.world, self.faults)
        self._request_url = RequestUrl(self.world, self.faults, self.signing_secret)
        if not self.world.app.socket_mode:
            self._request_url.address = self.world.app.request_url
        self._delivery = Delivery(self.world, self.faults, self._socket, self._request_url)
        self._dispatch = Dispatch(self.world, self.faults, self._socket)
        self.traffic = Traffic(self.world)
        self.people = People(self.world, Interactions(self.world, self.traffic.asking(self._delivery.ask)))
        self.apps, self.slackbot = OtherApps(self.world), Slackbot(self.world)
        self.screen = Screen(self.world)
        Events(self.world, self.traffic.event(self._delivery.event))
        self._moved = asyncio.Event()
        self.world.on_move += [self._socket.apply_faults, self._moved.set]

    @property
    def api_url(self) -> str:
        return f"{self.world.origin}/api/"

    @property
    def page_url(self) -> str:
        return f"{self.world.origin}/"

    @property
    def port(self) -> int:
        """At which it listens, once it does."""
        return self._port

    @property
    def bot_token(self) -> str:
        return self.world.tokens.of("bot").text

    @property
    def app_token(self) -> str:
        return self.world.tokens.of("app").text

    @property
    def user_token(self) -> str:
        """The token of the first person, who installed the app."""
        return self.world.tokens.of("user").text

    @property
    def team_id(self) -> str:
        return self.world.directory.team.id

    @property
    def app_id(self) -> str:
        return self.world.app.id

    @property
    def bot_id(self) -> str:
        return self.world.app.bot_id

    @property
    def bot_user_id(self) -> str:
        return self.world.app.bot_user_id

    @property
    def calls(self) -> list[Call]:
        return self.world.calls

    @property
    def moves(self) -> int:
        """Rises with everything that happens."""
        return self.world.moves

    @property
    def connections(self) -> int:
        """How many sockets the app has open."""
        return self._socket.connections

    def idle(self) -> bool:
        """Whether every delivery is answered or given up and no call is open."""
        return self._delivery.under_way == 0 and self._dispatch.open_calls == 0

    async def quiet(self) -> None:
        """Returns once it is idle; what an app does after its last acknowledgement cannot be known here."""
        while not self.idle():
            self._moved.clear()
            await self._moved.wait()

    async def delivers_to(self, request_url: str) -> bool:
        """From now on over HTTP to this address; whether it answered Slack's challenge."""
        self._request_url.address = request_url
        return await self._request_url.verify()

    def ready_line(self) -> str:
        """What a program that started this server needs to know, as one line of JSON."""
        users = self.world.directory.users.values()
        told = {
            "api": self.api_url,
            "page": self.page_url,
            "bot_token": self.bot_token,
            "app_token": self.app_token,
            "user_token": self.user_token,
            "signing_secret": self.signing_secret,
            "people": {user.handle: user.id for user in users if not user.is_bot and user.id != "USLACKBOT"},
        }
        return json.dumps(told)

    async def __aenter__(self) -> Self:
        server = web.Application(client_max_size=_UPLOAD_MAX_BYTES, middlewares=[guard(loopback=self._is_loopback)])
        server.add_routes(self._routes())
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        self.world.origin = f"http://{self._reached_at}:{self._port}"
        self._tasks = [asyncio.create_task(Schedule(self.world).run())]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._delivery.close()
        await self._socket.close()
        await self._request_url.close()
        await self._runner.cleanup()

    @property
    def _reached_at(self) -> str:
        """From this machine; an address that stands for all of them is none that one can call."""
        host = _EVERY.get(self._host, self._host)
        return f"[{host}]" if ":" in host else host

    @property
    def _is_loopback(self) -> bool:
        return self._host in LOOPBACK

    def _routes(self) -> list[web.RouteDef]:
        control_api = ControlApi(self.world, self.people, self.screen, self.faults, self.idle, self._conductor)
        return [
            web.route("*", "/api/{method}", self._dispatch.answer),
            web.get("/link/", self._socket.serve),
            *Site(self.world, self.people, self.traffic, self._conductor, is_open=not self._is_loopback).routes(),
            *Transfers(self.world, self.faults).routes(),
            *control_api.routes(),
        ]


async def serve(slack: LocalSlack, *, until: asyncio.Event, request_url: str = "") -> None:
    """Runs a local Slack until the event is set, and prints one line of JSON when it is ready.

    With `request_url` it delivers over HTTP to that address, whether or not an app answers there yet.
    """
    prepare()
    async with slack:
        print(slack.ready_line(), flush=True)  # noqa: T201 -- the program's answer
        if request_url:
            await slack.delivers_to(request_url)
        await until.wait()
