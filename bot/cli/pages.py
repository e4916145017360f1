"""The pages that `sitrep run` serves: whether it is well, and, without an app token, what Slack posts.

Law: whoever comes is a stranger until proved otherwise. What is not served does not exist.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import aiohttp
from aiohttp import web

from bot.app import App
from bot.cli.doorkeeper import WORDLESS_S, Doorkeeper
from bot.cli.hindrances import no_port
from bot.settings import Settings
from bot.settings.secrecy import Secrets
from bot.slack.transport.http_mode import BODY_MAX_BYTES, PATH, HttpMode

EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared with, not listened on
SERVER = (
    "Sitrep"  # as the header `Server`, by which `sitrep doctor` tells us from others; no version, for strangers read it
)
DRAIN_WITHIN_S = 5.0  # requests under way get so long when the process stops; Slack waits three seconds for each

PageHandler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Pages:
    """The pages, served until they are closed."""

    def __init__(self, runner: web.AppRunner, listening: asyncio.Server) -> None:
        self._runner = runner
        self._listening = listening

    @property
    def port(self) -> int:
        """The one that was asked for, or that the system chose for 0."""
        return int(self._listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Nobody more is let in; whoever has a request under way gets an answer, for DRAIN_WITHIN_S."""
        self._listening.close()
        await self._runner.cleanup()


async def opened(served: web.Application, *, host: str, port: int) -> Pages:
    """The pages, served. Hindrance when the port is not to be had."""
    keeper = Doorkeeper()
    served.middlewares.insert(0, keeper.marks)
    runner = web.AppRunner(
        served,
        access_log=None,
        logger=keeper.log,
        keepalive_timeout=WORDLESS_S,
        shutdown_timeout=DRAIN_WITHIN_S,
    )
    await runner.setup()
    assert runner.server is not None
    try:
        listening = await asyncio.get_running_loop().create_server(keeper.meets(runner.server), host, port)
    except OSError as failure:
        await runner.cleanup()
        raise no_port(failure, host, port) from failure
    return Pages(runner, listening)


async def are_served(http: aiohttp.ClientSession, host: str, port: int) -> bool:
    """Whether what answers there is one of us."""
    here = "127.0.0.1" if host == EVERYWHERE else host
    try:
        async with http.get(f"http://{here}:{port}/healthz") as answer:
            return answer.headers.get("Server") == SERVER
    except (aiohttp.ClientError, TimeoutError):
        return False


def site(app: App, settings: Settings, secrets: Secrets | None = None) -> web.Application:
    """/healthz always, the request URL only where Slack is to call us: closed by default."""
    pages = web.Application(client_max_size=BODY_MAX_BYTES)
    pages.router.add_get("/healthz", _healthz(app, secrets or Secrets()))
    if settings.is_called:
        url = HttpMode(
            app.listeners.bolt, signing_secret=settings.slack_signing_secret, ready=lambda: app.listeners.connected
        )
        pages.router.add_post(PATH, url.posted)
        pages.router.add_get(PATH, url.looked_at)
    return pages


def _healthz(app: App, secrets: Secrets) -> PageHandler:
    async def healthz(_: web.Request) -> web.Response:
        """200 while the database answers and Slack is connected, else 503 with what is missing."""
        unhealthy = await app.unhealthy()
        return web.Response(
            status=503 if unhealthy else 200,
            text=secrets.strike(", ".join(unhealthy)) or "ok",
            headers={"Server": SERVER},
        )

    return healthz
