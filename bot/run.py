"""`sitrep run`: serve a workspace until told to stop.

Law: nothing is listed or fetched before the socket is open; a stop drains what is under way.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.app import App
from bot.clock import RealClock
from bot.ids import Ids
from bot.settings import Settings
from bot.store.migrating import is_current, migrate

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


async def serve(settings: Settings, *, reached: Callable[[str], None] = lambda _: None) -> int:
    """Run until SIGTERM or SIGINT. `reached` is told every commit and every call to Slack, before and after."""
    if not await is_current(settings.database_url):
        await asyncio.to_thread(migrate, settings.database_url)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    app = await App.build(settings, clock=RealClock(), ids=Ids(), reached=reached)
    pages = await _pages(app, settings)
    try:
        await app.start()
        log.info("Sitrep is connected.")
        await stopped.wait()
    finally:
        if pages is not None:
            await pages.cleanup()
        await app.stop()
    return 0


async def _pages(app: App, settings: Settings) -> web.AppRunner | None:
    """/healthz always, /slack/events only with a signing secret: closed by default."""
    if not settings.http_port:
        return None
    site = web.Application()
    site.router.add_get("/healthz", _healthz(app))
    if settings.slack_signing_secret:
        site.router.add_post("/slack/events", _events(app))
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    return runner


def _healthz(app: App) -> Handler:
    async def healthz(_: web.Request) -> web.Response:
        """200 while the database answers and Slack is connected, else 503 with what is missing."""
        ailing = await app.ailing()
        return web.Response(status=503 if ailing else 200, text=", ".join(ailing) or "ok")

    return healthz


def _events(app: App) -> Handler:
    async def events(request: web.Request) -> web.Response:
        """Everything that Slack sends in HTTP mode; Bolt verifies the signature."""
        answer = await app.door.bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    return events
