"""The composition root: builds all that answers on what is open, and runs it. The only file that knows all others."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.courier import AT_ONCE, LEASE, Courier, Lease, Throttle
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.deliveries import Delivered
from bot.incident.effects import CHANNEL
from bot.incident.state import Incident
from bot.outward.ways_out import WaysOut
from bot.render.glossary import Glossary
from bot.render.out.file import exported
from bot.render.words import Told, Words
from bot.requests.documents import Documents
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.slack.transport.line import SlackLine
from bot.slack.transport.web_api import Identity
from bot.store import outbox
from bot.store.database.health import Health
from bot.store.engine import Store, Unavailable
from bot.store.outbox import Parcel
from bot.story.debrief import Debrief

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 2  # the database, to whoever asks for the health page and has not long to wait either


class App:
    """A running Sitrep. `tick` is called twice a second by the scheduler, or by a story that turns the clock itself."""

    def __init__(  # noqa: PLR0913 - the one place where everything meets
        self,
        settings: Settings,
        *,
        store: Store,
        health: Health,
        line: SlackLine,
        clock: Clock,
        ids: Ids,
        throttle: Throttle | None,
        lease: Lease | None,
        tick_s: float,
    ) -> None:
        self._settings = settings
        self._store = store
        self._health = health
        self._line = line
        self._clock = clock
        self.words = words = Words(command=settings.command, glossary=Glossary(settings.glossary))
        woken = asyncio.Event()
        policy = settings.policy if settings.mail else replace(settings.policy, mail_domains=())
        self.desk = Desk(store, clock=clock, ids=ids, policy=settings.with_tracker(policy), woken=woken.set)
        self.documents = documents = Documents(desk=self.desk, clock=clock, marks=settings.marks)
        self._door = door = SlackDoor(
            line,
            desk=self.desk,
            words=words,
            documents=documents,
            clock=clock,
            ids=ids,
            lease=lease or LEASE,
            marks=settings.marks,
            command=settings.command,
            announce_channel=settings.announce_channel,
            has_canvases=settings.canvas,
            is_called=settings.is_called,
            signing_secret=settings.slack_signing_secret,
        )
        self.directory, self.listeners = door.directory, door.listeners
        self._ways_out = ways_out = WaysOut(
            settings.mail,
            settings.tracker,
            line.http,
            desk=self.desk,
            words=words,
            directory=door.directory,
            documents=documents,
            clock=clock,
            ids=ids,
            zone=settings.zone,
        )

        async def carried(parcel: Parcel, incident: Incident) -> Delivered:
            way = ways_out if ways_out.takes(parcel) else door.delivery
            return await way(parcel, incident)

        self.courier = Courier(
            desk=self.desk,
            store=store,
            clock=clock,
            ids=ids,
            perform=carried,
            woken=woken,
            settled=self._settled,
            throttle=throttle or AT_ONCE,
            lease=lease or LEASE,
        )
        self._carrying: asyncio.Task[None] | None = None
        self._scheduler = Scheduler(self.tick, every_s=tick_s)

    def markdown(self, told: Told | Debrief, *, reader: str) -> str:
        """A document for one reader."""
        return self.words.document(told, reader=self.directory.reader(reader))

    async def exported(self, number: int, *, reader: str) -> tuple[str, str]:
        """The post-incident summary as the web page that `export html` sends, and the picture in it (SVG)."""
        told = (await self.documents.summary(number)).document
        glance = (await self.documents.glance(number, told.as_of)).document
        as_read, words = self.directory.reader(reader), self.words
        page = exported(told, "html", words=words, reader=as_read, glance=glance)
        return page.content.decode(), exported(glance, "svg", words=words, reader=as_read).content.decode()

    @property
    def identity(self) -> Identity | None:
        """What Slack said of us when we started; None before."""
        return self.listeners.identity

    async def start(self, *, ticking: bool = True) -> None:
        """Slack is connected, and everything begins. What an earlier life left in the outbox goes out first."""
        await self._door.know_ourselves()
        self._carrying = asyncio.create_task(self.courier.run())
        self.courier.wake()
        await self._door.open()
        if ticking:
            self._scheduler.start()
            self._door.responder.after(asyncio.to_thread(self.words.prepare))
            self._door.responder.after(asyncio.to_thread(self._door.dispatcher.prepare))
            self._door.responder.after(self._remember())
        else:
            await self._remember()

    async def _remember(self) -> None:
        with suppress(Unavailable):  # whoever asks tries again
            await self.desk.past.prepare()

    async def stop(self) -> None:
        """Nothing more is taken in, what is under way is finished, and everything closed."""
        self._scheduler.stop()
        await self._door.close()
        if self._carrying is not None:
            self._carrying.cancel()
            await asyncio.gather(self._carrying, return_exceptions=True)
        await self._ways_out.stop()
        await self._line.close()
        await self._store.close()

    async def tick(self) -> None:
        """What half a second brings: reminders that fell due, effects whose wait is over. The next makes up for it."""
        await self._door.remind()
        self.courier.wake()
        self._ways_out.watch.tick()
        await self._door.tick()

    @property
    def attentive(self) -> bool:
        """Whether nobody's command, event or answer is under way; effects do not count."""
        return not self._door.busy

    @property
    def still(self) -> bool:
        """Whether nothing at all is under way, as far as this process knows without asking the database."""
        return self.attentive and not (self.courier.busy or self._ways_out.watch.busy)

    async def idle(self) -> bool:
        """Whether nothing is under way and nothing could go out at this time."""
        return self.still and await self._ready() == 0

    async def _ready(self) -> int:
        """How many effects could go out now."""
        now = self._clock.now()
        return await self._store.ask(lambda tx: outbox.count_ready(tx, now))

    async def under_way(self) -> str:
        """What keeps it from being idle, for whoever waits."""
        ready = await self._ready()
        parts = {
            **self._door.under_way,
            "effects": self.courier.busy,
            "asking the issue tracker": self._ways_out.watch.busy,
            f"{ready} effects could go out": bool(ready),
        }
        return ", ".join(name for name, so in parts.items() if so) or "nothing of ours"

    async def unhealthy(self) -> tuple[str, ...]:
        """What does not work at this moment, in words; empty when all is well."""
        found: list[str] = []
        if not self.listeners.connected:
            found.append("Slack is not connected")
        found.extend(self._line.wire.unhealthy)
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._ready()
        except (Unavailable, TimeoutError):
            found.append("the database does not answer")
        else:
            found += [self._health.unhealthy] if self._health.unhealthy else []
        return tuple(found)

    def _settled(self, parcel: Parcel) -> None:
        if parcel.name == CHANNEL:
            self._door.opened(parcel.number)

    async def next_due_at(self) -> datetime | None:
        """When a reminder or the outbox next has something to do by itself."""
        now = self._clock.now()
        parcels_at = await self._store.ask(lambda tx: outbox.next_due_at(tx, now))
        nag_at = await self.desk.next_due_at() if self.listeners.connected else None
        asked = (parcels_at, await self._door.next_told_at(nag_at), self._ways_out.watch.next_at)
        times = [at for at in asked if at is not None]
        return min(times, default=None)
