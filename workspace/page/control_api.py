"""The part of the local Slack that no Slack has: the people's hands, their screens and the faults, over HTTP.

Law: each address calls the one method that tests call in Python; README.md beside this file lists them.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import fields
from datetime import timedelta
from typing import Any

from aiohttp import web

from workspace.page.stage import Conductor
from workspace.people import ACTS, People, visibility
from workspace.people.others import APP_ACTS, SLACKBOT_ACTS, OtherApps, Slackbot
from workspace.people.screen import Screen
from workspace.state.clock import HandClock
from workspace.state.records import Call, Json, User
from workspace.state.refusals import Cannot
from workspace.state.world import World
from workspace.wire.faults import FAULTS, Faults

_LONGEST_WAIT_S = 30.0
_OF_CALL = [field.name for field in fields(Call)]


class ControlApi:
    """Handlers for /people, /apps, /slackbot, /screen, /faults, /calls, /idle, /moves and /clock."""

    def __init__(  # noqa: PLR0913, PLR0917 -- the parts of a server
        self,
        world: World,
        people: People,
        screen: Screen,
        faults: Faults,
        idle: Callable[[], bool],
        conductor: Conductor | None = None,
    ) -> None:
        self._conductor = conductor
        self._world = world
        self._people = people
        self._screen = screen
        self._faults = faults
        self._idle = idle
        self._apps, self._slackbot = OtherApps(world), Slackbot(world)
        self._moved = asyncio.Event()
        world.on_move.append(self._moved.set)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/people", self.list_people),
            web.post("/people/{handle}/{act}", self.act),
            web.post("/apps/{app}/{act}", self.act_of_app),
            web.post("/slackbot/{act}", self.act_of_slackbot),
            web.get("/people/{handle}/screen", self.screen_of),
            web.get("/people/{handle}/form", self.form_of),
            web.get("/people/{handle}/home", self.home_of),
            web.get("/people/{handle}/dm", self.direct_of),
            web.get("/people/{handle}/channels", self.channels_of),
            web.get("/people/{handle}/channels/{name}", self.channel_of),
            web.get("/channels/{name}", self.everything),
            web.post("/faults/{fault}", self.fault),
            web.get("/calls", self.calls),
            web.get("/idle", self.idle),
            web.get("/moves", self.moves),
            web.get("/clock", self.clock),
            web.post("/clock", self.turn_clock),
        ]

    async def list_people(self, _: web.Request) -> web.Response:
        users = self._world.directory.users.values()
        rows = [
            {"handle": u.handle, "id": u.id, "name": u.name, "tz": u.tz, "deleted": u.deleted, "bot": u.is_bot}
            for u in users
        ]
        return web.json_response(rows)

    async def act(self, request: web.Request) -> web.Response:
        act = request.match_info["act"]
        if act not in ACTS:
            raise web.HTTPNotFound(text=f"People can: {', '.join(sorted(ACTS))}.\n")
        method, who = getattr(self._people, act), request.match_info["handle"]

        async def done(given: Json) -> Any:
            if self._conductor is None:
                return await method(who, **given)
            async with self._conductor.still():
                answer = await method(who, **given)
                await self._conductor.did(who, act, given, answer)
            return answer

        return await _answered(done, request)

    async def act_of_app(self, request: web.Request) -> web.Response:
        act = request.match_info["act"]
        if act not in APP_ACTS:
            raise web.HTTPNotFound(text=f"Apps can: {', '.join(sorted(APP_ACTS))}.\n")
        method = getattr(self._apps, act)
        return await _answered(lambda given: method(request.match_info["app"], **given), request)

    async def act_of_slackbot(self, request: web.Request) -> web.Response:
        act = request.match_info["act"]
        if act not in SLACKBOT_ACTS:
            raise web.HTTPNotFound(text=f"Slackbot can: {', '.join(sorted(SLACKBOT_ACTS))}.\n")
        return await _answered(lambda given: getattr(self._slackbot, act)(**given), request)

    async def fault(self, request: web.Request) -> web.Response:
        name = request.match_info["fault"]
        if name not in FAULTS:
            raise web.HTTPNotFound(text=f"Faults are: {', '.join(sorted(FAULTS))}.\n")
        method = getattr(self._faults, name)

        async def put(given: Json) -> str:
            method(**given)
            return ""

        return await _answered(put, request)

    async def screen_of(self, request: web.Request) -> web.Response:
        return web.Response(text=self._screen.person(self._user(request)))

    async def form_of(self, request: web.Request) -> web.Response:
        return web.Response(text=self._screen.form(self._user(request)))

    async def home_of(self, request: web.Request) -> web.Response:
        return web.Response(text=self._screen.home(self._user(request)))

    async def direct_of(self, request: web.Request) -> web.Response:
        return self._shown(self._user(request), visibility.DIRECT)

    async def channel_of(self, request: web.Request) -> web.Response:
        return self._shown(self._user(request), request.match_info["name"])

    async def channels_of(self, request: web.Request) -> web.Response:
        user = self._user(request)
        rows = [
            {
                "id": c.id,
                "name": c.name,
                "kind": c.kind,
                "archived": c.archived,
                "last_ts": c.timeline[-1] if c.timeline else "",
            }
            for c in self._world.directory.seen_by(user.id)
        ]
        return web.json_response(rows)

    async def everything(self, request: web.Request) -> web.Response:
        found = self._world.directory.names.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(text=self._screen.channel(found.id, everything=True))

    async def calls(self, request: web.Request) -> web.Response:
        """The Web API calls from number `after` on."""
        after = int(request.query.get("after", "0"))
        rows = [
            {name: getattr(call, name) for name in _OF_CALL} | {"at": call.at.isoformat(), "args": dict(call.args)}
            for call in self._world.calls[after:]
        ]
        return web.json_response(rows)

    async def idle(self, _: web.Request) -> web.Response:
        return web.json_response({"idle": self._idle(), "moves": self._world.moves})

    async def moves(self, request: web.Request) -> web.Response:
        """Answers once anything has happened since move number `after`, at the latest after half a minute."""
        after = int(request.query.get("after", "0"))
        if self._world.moves <= after:
            self._moved.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), _LONGEST_WAIT_S)
        return web.json_response({"moves": self._world.moves})

    async def clock(self, _: web.Request) -> web.Response:
        return web.json_response({"now": self._world.clock.now().isoformat()})

    async def turn_clock(self, request: web.Request) -> web.Response:
        """Turns a hand-turned clock forward by `seconds`."""
        clock = self._world.clock
        if not isinstance(clock, HandClock):
            raise web.HTTPConflict(text="This clock turns by itself.\n")
        await clock.advance(timedelta(seconds=float((await request.json())["seconds"])))
        return await self.clock(request)

    def _shown(self, user: User, where: str) -> web.Response:
        try:
            channel = visibility.channel_of(self._world, user, where)
        except Cannot as no:
            raise web.HTTPConflict(text=f"{no}\n") from no
        return web.Response(text=self._screen.channel(channel.id, viewer=user))

    def _user(self, request: web.Request) -> User:
        found = self._world.directory.person(request.match_info["handle"])
        if found is None:
            raise web.HTTPNotFound(text=f"There is nobody called {request.match_info['handle']!r} here.\n")
        return found


async def _answered(act: Callable[[Json], Awaitable[Any]], request: web.Request) -> web.Response:
    """Runs an act with the JSON it was sent: 409 when a person could not, 400 when the question makes no sense.

    Whoever prefers lenient handling (RFC 7240), as the page does, gets what a person could not do with 200: a browser
    calls every other answer an error, and that Slack refuses something is none.
    """
    try:
        given = await request.json() if request.can_read_body else {}
        return web.json_response({"ok": True, "answer": await act(given)})
    except Cannot as no:
        status = 200 if request.headers.get("Prefer") == "handling=lenient" else 409
        return web.json_response({"ok": False, "error": str(no)}, status=status)
    except (TypeError, LookupError, json.JSONDecodeError) as wrong:
        return web.json_response({"ok": False, "error": str(wrong)}, status=400)
