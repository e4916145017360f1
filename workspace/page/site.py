"""The page in the browser: its document, what each window shows, one stream for all of them, and the stage's buttons.

Law: a page of another site can neither read nor press anything here, nothing is loaded from elsewhere, and scripts and
styles come from our own files alone.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache, partial
from mimetypes import guess_type
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import emoji
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from workspace.page.browser_view import BrowserView, WindowState, places_to_go
from workspace.page.changes import Changes
from workspace.page.drawing import STATIC, environment, style_hash, version
from workspace.page.stage import Conductor
from workspace.page.traffic import Traffic
from workspace.page.words import markdown
from workspace.people import People, visibility
from workspace.people.mrkdwn import Reader
from workspace.state.clock import RealClock
from workspace.state.records import Json, User
from workspace.state.refusals import Cannot
from workspace.state.text import with_emoji
from workspace.state.world import World

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; img-src 'self' data:; "
    f"style-src 'self' {style_hash()}; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
# What somebody uploaded is a document of nobody's: a script in it does not run, and it reaches nothing.
_OF_OTHERS = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'"
_SHOWN = ("text/", "image/", "audio/", "video/")  # by a browser itself; the rest is kept as a file
_FOR_EVER = {"Cache-Control": "max-age=31536000, immutable"}  # a year; its address changes with it
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_FOR_APPS = ("/api/", "/link/", "/commands/", "/actions/", "/app/", "/upload/", "/files-pri/")
_BEAT_S = 1.0  # at least so often a window hears the time
_TOGETHER_S = 0.01  # what happens within so little is told at once


class Site:
    """Handlers for the page. `conductor` plays a story in front of it, if there is one.

    `is_open`: others than this machine can reach it, and every window says so.
    """

    def __init__(
        self, world: World, people: People, traffic: Traffic, conductor: Conductor | None, *, is_open: bool
    ) -> None:
        self._is_open = is_open
        self._world, self._people, self._traffic, self._conductor = world, people, traffic, conductor
        self._changes = Changes(world)
        self._waiting: set[asyncio.Event] = set()
        self._born = RealClock().now().isoformat()
        world.on_move.append(self._wake)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.page),
            web.get("/static/{version}/{name}", self.static),
            web.get("/emoji", self.emoji),
            web.get("/stream", self.stream),
            web.get("/people/{handle}/traffic", self.traffic),
            web.get("/people/{handle}/window", self.window),
            web.get("/people/{handle}/older", self.older),
            web.get("/people/{handle}/newer", self.newer),
            web.get("/people/{handle}/places", self.places),
            web.post("/people/{handle}/files/{name}", self.give),
            web.get("/people/{handle}/files/{file}/{name}", self.file),
            web.get("/stage", self.stage),
            web.get("/stage/story", self.story),
            web.get("/stage/debriefing", self.debriefing),
            web.post("/stage/{order}", self.order),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """The whole document, with the window of the person that `as` names already in it."""
        people = [u for u in self._world.directory.users.values() if not (u.is_bot or u.deleted or u.id == "USLACKBOT")]
        user = self._world.directory.person(request.query.get("as", "")) or people[0]
        view = BrowserView(self._world, self._changes, user)
        try:
            window = view.window(_asked(request))
        except Cannot:
            window = view.window(WindowState())
        state = {name: window[name] for name in ("moves", "where", "read_ts", "unread", "foot", "name")}
        state |= {"who": user.handle, "id": user.id, "tz": user.tz, "born": self._born, "older": window.get("older")}
        text = (
            environment()
            .get_template("page.html")
            .render(
                user=user,
                people=people,
                window=window,
                state=state,
                team=self._world.directory.team,
                app=self._world.app,
                scene=self._scene(),
                is_open=self._is_open,
                now=self._now(),
            )
        )
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def static(self, request: web.Request) -> web.FileResponse:
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or not path.is_file():
            raise web.HTTPNotFound
        kept = _FOR_EVER if request.match_info["version"] == version() else {}
        return web.FileResponse(path, headers=_HEADERS | kept)

    async def emoji(self, _: web.Request) -> web.Response:
        return web.json_response(_emoji(), headers=_HEADERS | {"Cache-Control": "max-age=86400"})

    async def window(self, request: web.Request) -> web.Response:
        """What the page shows this person: all of it, or what changed since the move `after`."""
        with _conflict():
            shown = self._view(request).window(_asked(request))
        return web.json_response(shown | {"born": self._born}, headers=_HEADERS)

    async def older(self, request: web.Request) -> web.Response:
        with _conflict():
            return web.json_response(self._view(request).older(_asked(request)), headers=_HEADERS)

    async def newer(self, request: web.Request) -> web.Response:
        with _conflict():
            return web.json_response(self._view(request).newer(_asked(request)), headers=_HEADERS)

    async def places(self, request: web.Request) -> web.Response:
        """Where this person can go, whom they can write to, what the app offers."""
        return web.json_response(places_to_go(self._world, self._user(request)), headers=_HEADERS)

    async def give(self, request: web.Request) -> web.Response:
        """Takes the bytes of a file; a message that names its id carries it."""
        name, content = request.match_info["name"], await request.read()
        return web.json_response({"ok": True, "id": self._people.gives(self._user(request).handle, name, content)})

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file that this person sees. Whatever is in it can run nothing here."""
        try:
            file = visibility.file_of(self._world, self._user(request), request.match_info["file"])
        except Cannot as no:
            raise web.HTTPNotFound(text=f"{no}\n") from no
        kind = guess_type(file.name)[0] or "application/octet-stream"
        told = {"Content-Type": kind, "Content-Security-Policy": _OF_OTHERS, "Content-Disposition": _disposition(kind)}
        return web.Response(body=file.content, headers=_HEADERS | told)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the number of moves, the time, and the scene when it has changed."""
        headers = _HEADERS | {"Content-Type": "text/event-stream"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with suppress(ConnectionResetError):
            async for told in self._told():
                await response.write(f"data: {json.dumps(told)}\n\n".encode())
        return response

    async def traffic(self, request: web.Request) -> web.Response:
        """The panel of calls and events, newest first, in this person's time."""
        zone = ZoneInfo(self._user(request).tz)
        html = environment().get_template("traffic.html").render(lines=self._traffic.lines(), zone=zone)
        return web.Response(text=html, content_type="text/html", headers=_HEADERS)

    async def stage(self, _: web.Request) -> web.Response:
        return web.json_response({"now": self._now(), "scene": self._scene()}, headers=_HEADERS)

    async def story(self, _: web.Request) -> web.Response:
        """What was played so far, as a file."""
        conductor = self._played()
        named = {"Content-Disposition": 'attachment; filename="story.yaml"'}
        return web.Response(text=conductor.saved(), content_type="application/yaml", headers=_HEADERS | named)

    async def debriefing(self, _: web.Request) -> web.Response:
        """How the story went, as a page of its own that needs no script."""
        told = await self._played().debriefing()
        reader = Reader(self._world.directory, ZoneInfo("UTC"), self._world.clock.now())
        text = (
            environment().get_template("debriefing.html").render(told=told, markdown=partial(markdown, reader=reader))
        )
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def order(self, request: web.Request) -> web.Response:
        conductor, order = self._played(), request.match_info["order"]
        if order not in conductor.orders:
            raise web.HTTPNotFound(text=f"The stage can: {', '.join(sorted(conductor.orders))}.\n")
        given = await request.json() if request.can_read_body else {}
        with _conflict():
            await conductor.order(order, str(given.get("value", "")))
        self._wake()
        return await self.stage(request)

    async def _told(self) -> AsyncIterator[Json]:
        moved = asyncio.Event()
        self._waiting.add(moved)
        before: Json | None = None
        try:
            while True:
                moved.clear()
                told: Json = {"born": self._born, "moves": self._world.moves, "now": self._now()}
                scene = self._scene()
                yield told if scene == before else told | {"scene": scene}
                before = scene
                await asyncio.sleep(_TOGETHER_S)
                with suppress(TimeoutError):
                    await asyncio.wait_for(moved.wait(), _BEAT_S)
        finally:
            self._waiting.discard(moved)

    def _wake(self) -> None:
        for moved in self._waiting:
            moved.set()

    def _scene(self) -> Json | None:
        return asdict(self._conductor.scene()) if self._conductor else None

    def _now(self) -> str:
        return self._world.clock.now().isoformat()

    def _played(self) -> Conductor:
        if self._conductor is None:
            raise web.HTTPNotFound(text="No story plays here.\n")
        return self._conductor

    def _view(self, request: web.Request) -> BrowserView:
        return BrowserView(self._world, self._changes, self._user(request))

    def _user(self, request: web.Request) -> User:
        found = self._world.directory.person(request.match_info["handle"])
        if found is None:
            raise web.HTTPNotFound(text=f"There is nobody called {request.match_info['handle']!r} here.\n")
        return found


def guard(*, loopback: bool) -> Middleware:
    """Keeps other sites' pages out: neither may they ask in a person's name, nor by a name that leads to this machine.

    What apps call is left alone, for it asks for a token.
    """

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(_FOR_APPS):
            origin = request.headers.get("Origin")
            if origin is not None and urlsplit(origin).netloc != request.host:
                raise web.HTTPForbidden(text="A page of another site may not do this.\n")
            if loopback and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
                raise web.HTTPForbidden(text="This Slack is for this machine alone.\n")
        return await handler(request)

    return guarded


def _disposition(kind: str) -> str:
    return "inline" if kind.startswith(_SHOWN) and kind != "text/html" else "attachment"


def _asked(request: web.Request) -> WindowState:
    told = request.query
    after = told.get("after", "")
    number = int(after) if after.isdecimal() else -1
    where, thread = told.get("in", ""), told.get("thread", "")
    return WindowState(where, thread, number, told.get("oldest", ""), told.get("before", ""), told.get("behind", ""))


@contextmanager
def _conflict() -> Iterator[None]:
    try:
        yield
    except Cannot as no:
        raise web.HTTPConflict(text=f"{no}\n") from no


@cache
def _emoji() -> list[list[str]]:
    """Name and character of every emoji without a tone."""
    known = {name.strip(":") for told in emoji.EMOJI_DATA.values() for name in told.get("alias") or [told["en"]]}
    shown = {name: with_emoji(f":{name}:") for name in sorted(known) if "skin" not in name}
    return [[name, character] for name, character in shown.items() if character != f":{name}:"]
