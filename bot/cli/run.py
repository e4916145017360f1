"""`sitrep run`: serve a workspace until told to stop.

A start takes three steps. The memory is opened, which is where most that hinders a start is found. The line to Slack is
opened: who we are, and a socket. What answers is imported meanwhile and put together; what Slack brings before that
waits at the socket (bot/slack/transport/line.py).

Law: nothing is listed or fetched before Slack can reach us. A stop, at whatever moment it comes, drains what is under
way and takes no longer than STOP_WITHIN_S; a second one does not even drain.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack, suppress
from functools import cache, partial
from typing import TYPE_CHECKING, NoReturn, TypeVar

from bot.cli import start_log
from bot.cli.groundwork import laid
from bot.cli.hindrances import REFUSED, REFUSED_SOCKET, Exit, Hindrance, try_port
from bot.clock import RealClock, set_back
from bot.ids import Ids
from bot.scheduler import TICK_S
from bot.settings import Settings, SettingsError
from bot.settings.secrecy import Secrets
from bot.slack.transport.web_api import SlackRefused
from bot.store import outbox
from bot.store.engine import Unavailable
from bot.store.migrations import is_current, migrate

if TYPE_CHECKING:
    from bot.courier import Lease

STOP_WITHIN_S = 8.0  # after ten, Docker kills (docs.docker.com/reference/cli/docker/container/stop)

T = TypeVar("T")

log = logging.getLogger(__name__)


# A page of ten thousand records is made in a thread, and whoever is answered meanwhile waits for so long at each of the
# many steps of that; Python's own 5 ms made a second of it.
SWITCH_EVERY_S = 0.0005
# Nearly all that is let go is freed by its count of references; to look for the rest as often as Python does by itself,
# every 700, takes a tenth of what an incident costs. Each hundredth look walks over every record in memory, 0.15 s of
# ten thousand notes in which nobody has their turn, and each page of them caused one.
COLLECT_EVERY = 10_000  # objects made that were not let go


def run(settings: Settings, secrets: Secrets, *, again: Callable[[], Settings]) -> NoReturn:
    """Serve, and leave the process: Python would wait for threads that ask a silent name server, for minutes.

    `again` reads the settings anew, at SIGHUP. Raises whatever `serve` raises.
    """
    sys.setswitchinterval(SWITCH_EVERY_S)
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])
    runner = asyncio.Runner()
    try:
        code = runner.run(serve(settings, secrets=secrets, again=again))
    except BaseException:
        runner.close()
        raise
    logging.shutdown()
    os._exit(code)


async def serve(  # noqa: PLR0913 - what a bot is given, and what only tests give it
    settings: Settings,
    *,
    secrets: Secrets | None = None,
    again: Callable[[], Settings] | None = None,
    reached: Callable[[str], None] = lambda _: None,
    lease: "Lease | None" = None,
    tick_s: float = TICK_S,
) -> int:
    """Run until SIGTERM or SIGINT; at SIGHUP with what `again` reads, if that can be used.

    A new configuration is taken as a restart takes it, by the same steps: nothing of the old one is left anywhere. So
    is a clock that was set back: whatever waits for a time in memory would wait for one that has been already.
    Raises Hindrance and whatever opening the memory raises. `reached` is told every commit and every call to Slack,
    before and after; `lease` and `tick_s` say how soon another life takes up what this one leaves; only tests of a
    death change these three.
    """
    stop, anew = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if again and not sys.stdin.isatty():  # whoever closes a terminal hangs up, and wants the bot in it to end
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, anew.set)
    while not stop.is_set():
        serving = asyncio.create_task(
            _serve(settings, secrets=secrets or Secrets(), reached=reached, lease=lease, tick_s=tick_s)
        )
        changed = await _until_changed(settings, again, serving, stop, anew)
        if changed is None:
            break
        if changed != settings:
            log.info("Sitrep starts anew with the changed settings.")
        settings = changed
        await _drained(serving, stop)
        logging.getLogger("bot").setLevel(settings.log_level)
    return Exit.DONE


async def _until_changed(
    settings: Settings,
    again: Callable[[], Settings] | None,
    serving: asyncio.Task[None],
    stop: asyncio.Event,
    anew: asyncio.Event,
) -> Settings | None:
    """The settings that are to hold from now on; None when it is over. Raises what ended the serving."""
    while True:
        told = [asyncio.create_task(event.wait()) for event in (stop, anew)]
        await asyncio.wait({serving, *told}, return_when=asyncio.FIRST_COMPLETED)
        for waiting in told:
            waiting.cancel()
        if stop.is_set():
            log.info("Sitrep stops.")
            stop.clear()
            await _drained(serving, stop)
            return None
        if serving.done():
            await serving
            return settings
        anew.clear()
        changed = _read_anew(settings, again)
        if changed != settings:
            return changed


def _read_anew(settings: Settings, again: Callable[[], Settings] | None) -> Settings:
    """What the file says now; what held, if it cannot be used or says nothing new."""
    try:
        changed = again() if again else settings
    except SettingsError as error:
        for sentence in str(error).splitlines():
            log.warning("The settings stay as they were. %s", sentence)
        return settings
    if changed == settings:
        log.info("The settings are as they were.")
    return changed


async def _drained(serving: asyncio.Task[None], stop: asyncio.Event) -> None:
    """It is over, in order if that can be had in time and nobody asks to stop (again)."""
    serving.cancel()
    again = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, again}, timeout=STOP_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
    again.cancel()
    if not serving.done():
        log.warning("Something was still under way; the next start takes it up.")
        serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def _serve(
    settings: Settings, *, secrets: Secrets, reached: Callable[[str], None], lease: "Lease | None", tick_s: float
) -> None:
    """What `serve` does, until it is cancelled or the clock is set back."""
    migrated = (
        None if await is_current(settings.database_url) else await _apart(partial(migrate, settings.database_url))
    )
    start_log.begun(settings, migrated)
    try:
        async with AsyncExitStack() as open_:
            clock = RealClock()
            setting_back = asyncio.create_task(set_back(clock))  # from now on: a start takes its time
            open_.callback(setting_back.cancel)
            ground = await laid(settings, clock=clock, ids=Ids(), reached=reached)
            open_.push_async_callback(ground.close)
            if settings.http_port:
                await try_port(settings.http_host, settings.http_port)
            ground.line.open()
            await _apart(_import_what_answers)
            app = ground.build(lease=lease, tick_s=tick_s)
            open_.push_async_callback(app.stop)
            if settings.http_port:
                from bot.cli import pages

                site = pages.site(app, settings, secrets)
                served = await pages.opened(site, host=settings.http_host, port=settings.http_port)
                open_.push_async_callback(served.close)
            await app.start()
            start_log.connected(app.identity, settings)
            by = await setting_back
            start_log.set_back(by)
            with suppress(Unavailable):
                async with ground.store.write("set back") as tx:
                    await outbox.set_back(tx, clock.now(), by)
    except SlackRefused as refusal:
        sentence = REFUSED_SOCKET if refusal.method == "apps.connections.open" else REFUSED
        raise Hindrance(Exit.TOKEN, sentence.format(error=refusal.error)) from refusal


@cache
def _import_what_answers() -> None:
    """Everything that is not needed to be reached: half a second of the processor, which is most of a start."""
    gc.disable()  # nothing of it is garbage; to look for some takes a tenth of it
    from bot import app  # noqa: F401 - and all that it imports

    gc.freeze()  # nor will it ever be
    gc.enable()


async def _apart(work: Callable[[], T]) -> T:
    """What comes of work that blocks, in a thread that nobody waits for once we are told to stop.

    It must be harmless to end it anywhere; asyncio's own threads are waited for at the end of the process.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as failure:  # noqa: BLE001 - whoever waits gets it, whatever it is
            outcome.set_exception(failure)

    outcome.set_running_or_notify_cancel()
    threading.Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(outcome)
