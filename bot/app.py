"""The composition root: builds all that answers on what is open, and runs it. The only file that knows all others."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.courier import AT_ONCE, LEASE, Courier, Lease, Throttle
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.deliveries import Delivered
from bot.incident.effects import CHANNEL
from bot.incident.state import Incident
from bot.outward.mail.delivery import MailDelivery
from bot.outward.tracker.delivery import TrackerDelivery, is_ours
from bot.outward.tracker.http import TrackerLine
from bot.outward.tracker.trackers import connected
from bot.outward.tracker.watch import Watch
from bot.render.glossary import Glossary
from bot.render.out.file import exported
from bot.render.words import Told, Words
from bot.requests.dispatch import Dispatcher
from bot.requests.documents import Documents
from bot.requests.people.directory import Directory
from bot.requests.permissions import Permissions
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.slack.adoption import Adoption
from bot.slack.audiences import Audiences
from bot.slack.canvases import Canvases
from bot.slack.catchup.gaps import GapReader
from bot.slack.catchup.history import HalfBudget, History
from bot.slack.catchup.late_requests import Unheard
from bot.slack.catchup.reading_back import BackReader
from bot.slack.delivery import Delivery
from bot.slack.directory import SlackUsers
from bot.slack.groups import SlackGroups
from bot.slack.hearing.liveness import Liveness
from bot.slack.hearing.voice import Voice
from bot.slack.inbound.events import Events
from bot.slack.inbound.listeners import SlackListeners
from bot.slack.inbound.responder import Responder
from bot.slack.membership import Membership
from bot.slack.messages.replies import Replies
from bot.slack.moved_channels import MovedChannels
from bot.slack.names import SlackNames
from bot.slack.shifts import Shifts
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
        self._liveness = liveness = Liveness(clock, is_called=settings.is_called)
        woken = asyncio.Event()
        policy = settings.policy if settings.mail else replace(settings.policy, mail_domains=())
        policy, account = settings.with_tracker(policy), settings.tracker
        self.desk = Desk(store, clock=clock, ids=ids, policy=policy, woken=woken.set)
        self._wire = line.wire
        self._users = users = SlackUsers(
            self._wire,
            clock=clock,
            met=lambda persons: events.comings.meet(persons),  # noqa: PLW0108 - the two know each other
        )
        groups = SlackGroups(self._wire, clock=clock)
        self.directory = directory = Directory(
            desk=self.desk, clock=clock, look_up=users.look_up, group=groups.called, read_group=groups.members
        )
        directory.audience = Audiences(self._wire, directory=directory, users=users).of
        self._shifts = Shifts(desk=self.desk, directory=directory, clock=clock)
        names = SlackNames(self._wire, directory=directory, clock=clock)
        marks = settings.marks
        self.documents = documents = Documents(desk=self.desk, clock=clock, marks=marks)
        membership = Membership(self._wire, desk=self.desk, directory=directory, users=users, clock=clock, ids=ids)
        permissions = Permissions(desk=self.desk, directory=directory, is_member=membership.is_member)
        adoption = Adoption(self._wire, users=users, names=names, announce_channel=settings.announce_channel)
        dispatcher = Dispatcher(
            desk=self.desk,
            directory=directory,
            clock=clock,
            documents=documents,
            permissions=permissions,
            adoptable=adoption.of,
            has_announcements=bool(settings.announce_channel),
        )
        replies = Replies(words=words, directory=directory, policy=self.desk.policy)
        self._responder = responder = Responder(
            wire=self._wire,
            dispatcher=dispatcher,
            replies=replies,
            ids=ids,
            clock=clock,
            liveness=liveness,
        )
        moved_channels = MovedChannels(desk=self.desk, users=users, liveness=liveness)
        events = Events(
            desk=self.desk,
            dispatcher=dispatcher,
            directory=directory,
            users=users,
            names=names,
            wire=self._wire,
            tell=responder.reply,
            after=responder.after,
            liveness=liveness,
            membership=membership,
            moved_channels=moved_channels,
            command=settings.command,
            marks=marks,
            clock=clock,
        )
        self.listeners = SlackListeners(
            line=line,
            directory=directory,
            users=users,
            responder=responder,
            events=events,
            liveness=liveness,
            clock=clock,
            signing_secret=settings.slack_signing_secret,
        )
        budget = HalfBudget(clock)
        history = History(wire=self._wire, clock=clock, marks=marks, budget=budget)
        self._back_reader = BackReader(
            desk=self.desk,
            events=events,
            history=History(wire=self._wire, clock=clock, marks=marks, budget=budget),
            lease=lease or LEASE,
        )
        unheard = Unheard(
            desk=self.desk,
            dispatcher=dispatcher,
            events=events,
            words=words,
            directory=directory,
            replies=replies,
            clock=clock,
            history=history,
        )
        self._gaps = GapReader(
            desk=self.desk,
            events=events,
            history=history,
            unheard=unheard,
            clock=clock,
            liveness=liveness,
            connection=self.listeners,
            membership=membership,
            moved_channels=moved_channels,
            voice=Voice(clock, ask=self._wire.identity),
        )
        canvases = Canvases(
            self._wire,
            words=words,
            directory=directory,
            documents=documents,
            clock=clock,
            wanted=settings.canvas,
        )
        delivery = Delivery(
            self._wire,
            desk=self.desk,
            words=words,
            directory=directory,
            users=users,
            documents=documents,
            clock=clock,
            liveness=liveness,
            may_remind=self._gaps.may_remind,
            moved_channels=moved_channels,
            may_hear=permissions.may_hear,
            canvases=canvases,
            announce_channel=settings.announce_channel,
        )
        self._mail = mail = MailDelivery(
            settings.mail,
            desk=self.desk,
            words=words,
            directory=directory,
            documents=documents,
            clock=clock,
            ids=ids,
            zone=settings.zone,
        )

        asking = TrackerLine(line.http, clock=clock, ids=ids)
        tracker = connected(account, asking, clock) if account else None
        self._watch = Watch(
            tracker, desk=self.desk, clock=clock, every=account.asked_every if account else timedelta.max
        )
        tracked = TrackerDelivery(
            tracker,
            asking,
            closes=account is not None and account.closes,
            words=words,
            directory=directory,
            clock=clock,
            zone=settings.zone,
        )

        async def carried(parcel: Parcel, incident: Incident) -> Delivered:
            if is_ours(parcel):
                return await tracked(parcel, incident)
            return await (mail if parcel.address else delivery)(parcel, incident)

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
        self._scheduler = Scheduler(self.tick, every_s=tick_s)
        self._running: list[asyncio.Task[None]] = []

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
        self._line.open()  # unless it is already
        await self.directory.load()
        identity, app_id = await self._line.identified()
        self.listeners.know(identity, app_id=app_id)
        self._running.append(asyncio.create_task(self.courier.run()))
        self.courier.wake()
        self._line.answered_by(self.listeners.answer, again=self._liveness.heard_again)
        await self._line.connected()
        self._liveness.heard_again()
        self._running.append(asyncio.create_task(self._gaps.run()))
        self._running.append(asyncio.create_task(self._back_reader.run()))
        self._running.append(asyncio.create_task(self._users.list_everybody()))
        self._running.append(asyncio.create_task(self._shifts.run()))
        if ticking:
            self._scheduler.start()
            self._responder.after(asyncio.to_thread(self.words.prepare))
            self._responder.after(self._remember())
        else:
            await self._remember()

    async def _remember(self) -> None:
        with suppress(Unavailable):  # whoever asks tries again
            await self.desk.past.prepare()

    async def stop(self) -> None:
        """Nothing more is taken in, what is under way is finished, and everything closed."""
        self._scheduler.stop()
        if self.listeners.connected:
            with suppress(Unavailable):
                await self._gaps.note()
        await self.listeners.close()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._watch.stop()
        self._mail.close()
        await self._line.close()
        await self._store.close()

    async def tick(self) -> None:
        """What half a second brings: reminders that fell due, effects whose wait is over. The next makes up for it."""
        with suppress(Unavailable):
            await self._gaps.remind()
        with suppress(Unavailable):
            await self._gaps.speak_while_deaf()
        self.courier.wake()
        self._back_reader.tick()
        self._watch.tick()
        with suppress(Unavailable):
            await self._gaps.tick()

    @property
    def attentive(self) -> bool:
        """Whether nobody's command, event or answer is under way; effects do not count."""
        return not (self.listeners.busy or self._gaps.busy or self._back_reader.busy or self._wire.under_way)

    @property
    def still(self) -> bool:
        """Whether nothing at all is under way, as far as this process knows without asking the database."""
        return self.attentive and not (self.courier.busy or self._watch.busy)

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
            "handlers": self.listeners.busy,
            "effects": self.courier.busy,
            "asking the issue tracker": self._watch.busy,
            "reading again": self._gaps.busy,
            "reading back": self._back_reader.busy,
            "calls": bool(self._wire.under_way),
            f"{ready} effects could go out": bool(ready),
        }
        return ", ".join(name for name, so in parts.items() if so) or "nothing of ours"

    async def unhealthy(self) -> tuple[str, ...]:
        """What does not work at this moment, in words; empty when all is well."""
        found: list[str] = []
        if not self.listeners.connected:
            found.append("Slack is not connected")
        found.extend(self._wire.unhealthy)
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
            self._liveness.opened(parcel.number)
            self._back_reader.wake()

    async def next_due_at(self) -> datetime | None:
        """When a reminder or the outbox next has something to do by itself."""
        now = self._clock.now()
        parcels_at = await self._store.ask(lambda tx: outbox.next_due_at(tx, now))
        nag_at = await self.desk.next_due_at() if self.listeners.connected else None
        if nag_at is not None:
            nag_at = max(nag_at, self._liveness.reminds_from or nag_at)
        asked = (parcels_at, nag_at, await self._gaps.next_told_at(), self._watch.next_at)
        times = [at for at in asked if at is not None]
        return min(times, default=None)
