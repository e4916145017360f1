"""`sitrep run`: serve a workspace until told to stop.

Law: nothing is listed or fetched before Slack can reach us; a stop drains what is under way.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from bot.app import App
from bot.clock import RealClock
from bot.courier import LEASE, Lease
from bot.ids import Ids
from bot.scheduler import TICK_S
from bot.settings import Settings
from bot.slack.transport.http_mode import BODY_MAX_BYTES, PATH, HttpMode
from bot.store.migrations import is_current, migrate

DRAIN_WITHIN_S = 5.0  # requests under way get so long when the process stops; Slack waits three seconds for each

PageHandler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


async def serve(
    settings: Settings,
    *,
    reached: Callable[[str], None] = lambda _: None,
    lease: Lease = LEASE,
    tick_s: float = TICK_S,
) -> int:
    """Run until SIGTERM or SIGINT. `reached` is told every commit and every call to Slack, before and after.

    `lease` and `tick_s` say how soon another life takes up what this one leaves; only tests of a death change them.
    """
    if not await is_current(settings.database_url):
        await asyncio.to_thread(migrate, settings.database_url)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    app = await App.build(settings, clock=RealClock(), ids=Ids(), reached=reached, lease=lease, tick_s=tick_s)
    pages = await _pages(app, settings)
    try:
        await app.start()
        log.info("Sitrep waits for Slack to call." if settings.is_called else "Sitrep is connected.")
        await stopped.wait()
    finally:
        if pages is not None:
            await pages.cleanup()
        await app.stop()
    return 0


async def _pages(app: App, settings: Settings) -> web.AppRunner | None:
    if not settings.http_port:
        return None
    runner = web.AppRunner(site(app, settings), access_log=None, shutdown_timeout=DRAIN_WITHIN_S)
    await runner.setup()
    await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    return runner


def site(app: App, settings: Settings) -> web.Application:
    """/healthz always, the request URL only where Slack is to call us: closed by default."""
    pages = web.Application(client_max_size=BODY_MAX_BYTES)
    pages.router.add_get("/healthz", _healthz(app))
    if settings.is_called:
        url = HttpMode(
            app.listeners.bolt, signing_secret=settings.slack_signing_secret, ready=lambda: app.listeners.connected
        )
        pages.router.add_post(PATH, url.posted)
        pages.router.add_get(PATH, url.looked_at)
    return pages


def _healthz(app: App) -> PageHandler:
    async def healthz(_: web.Request) -> web.Response:
        """200 while the database answers and Slack is connected, else 503 with what is missing."""
        unhealthy = await app.unhealthy()
        return web.Response(status=503 if unhealthy else 200, text=", ".join(unhealthy) or "ok")

    return healthz
