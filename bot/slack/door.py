"""The door for people, put together: who is who in Slack, what is heard and answered, read again, and shown there."""

import asyncio
from contextlib import suppress
from datetime import datetime

from bot.clock import Clock
from bot.courier import Lease
from bot.desk import Desk
from bot.ids import Ids
from bot.render.words import Words
from bot.requests.dispatch import Dispatcher
from bot.requests.documents import Documents
from bot.requests.marks import MarkNames
from bot.requests.people.directory import Directory
from bot.requests.permissions import Permissions
from bot.slack.adoption import Adoption
from bot.slack.audiences import Audiences
from bot.slack.canvases import Canvases
from bot.slack.catchup.gaps import GapReader
from bot.slack.catchup.history import HalfBudget, History
from bot.slack.catchup.late_requests import Unheard
from bot.slack.catchup.reading_back import BackReader
from bot.slack.delivery import Delivery
from bot.slack.directory import SlackUsers
from bot.slack.ground import SlackGround
from bot.slack.groups import SlackGroups
from bot.slack.hearing.liveness import Liveness
from bot.slack.hearing.voice import Voice
from bot.slack.inbound.events import Events
from bot.slack.inbound.kept_starts import KeptStarts
from bot.slack.inbound.listeners import SlackListeners
from bot.slack.inbound.responder import Responder
from bot.slack.membership import Membership
from bot.slack.messages.replies import Replies
from bot.slack.moved_channels import MovedChannels
from bot.slack.names import SlackNames
from bot.slack.shifts import Shifts
from bot.slack.transport.line import SlackLine
from bot.store.engine import Unavailable


class SlackDoor:
    """All that talks with Slack over one line. `delivery` performs for the courier.

    `signing_secret` is that by which Slack signs, where it calls us over HTTP.
    """

    def __init__(  # noqa: PLR0913 - what it stands on, and what a house may want otherwise
        self,
        line: SlackLine,
        *,
        desk: Desk,
        words: Words,
        documents: Documents,
        clock: Clock,
        ids: Ids,
        lease: Lease,
        marks: MarkNames,
        command: str,
        announce_channel: str,
        has_canvases: bool,
        is_called: bool,
        signing_secret: str,
    ) -> None:
        self._line = line
        wire = line.wire
        self.liveness = Liveness(clock, is_called=is_called)
        self._users = users = SlackUsers(
            wire,
            clock=clock,
            met=lambda persons: events.comings.meet(persons),  # noqa: PLW0108 - the two know each other
        )
        groups = SlackGroups(wire, clock=clock)
        self.directory = directory = Directory(
            desk=desk, clock=clock, look_up=users.look_up, group=groups.called, read_group=groups.members
        )
        names = SlackNames(wire, directory=directory, clock=clock)
        ground = SlackGround(
            desk=desk,
            directory=directory,
            users=users,
            names=names,
            wire=wire,
            liveness=self.liveness,
            clock=clock,
        )
        directory.audience = Audiences(ground).of
        self._shifts = Shifts(ground)
        membership = Membership(ground, ids=ids)
        moved_channels = MovedChannels(ground)
        permissions = Permissions(desk=desk, directory=directory, is_member=membership.is_member)
        self.dispatcher = dispatcher = Dispatcher(
            desk=desk,
            directory=directory,
            clock=clock,
            documents=documents,
            permissions=permissions,
            adoptable=Adoption(ground, announce_channel=announce_channel).of,
            has_announcements=bool(announce_channel),
        )
        replies = Replies(words=words, directory=directory, policy=desk.policy)
        self.responder = responder = Responder(ground, dispatcher=dispatcher, replies=replies, ids=ids)
        events = Events(
            ground,
            dispatcher=dispatcher,
            tell=responder.reply,
            after=responder.after,
            membership=membership,
            moved_channels=moved_channels,
            command=command,
            marks=marks,
        )
        self._kept_starts = KeptStarts(ground, dispatcher=dispatcher, responder=responder, lease=lease.lasts)
        self.listeners = SlackListeners(
            ground,
            line=line,
            responder=responder,
            events=events,
            kept_starts=self._kept_starts,
            signing_secret=signing_secret,
        )
        budget = HalfBudget(clock)
        history = History(ground, marks=marks, budget=budget)
        self.back_reader = BackReader(
            ground, events=events, history=History(ground, marks=marks, budget=budget), lease=lease
        )
        self.gaps = GapReader(
            ground,
            events=events,
            history=history,
            unheard=Unheard(
                ground, dispatcher=dispatcher, events=events, words=words, replies=replies, history=history
            ),
            connection=self.listeners,
            membership=membership,
            moved_channels=moved_channels,
            voice=Voice(clock, ask=wire.identity),
        )
        self.delivery = Delivery(
            ground,
            words=words,
            documents=documents,
            may_remind=self.gaps.may_remind,
            moved_channels=moved_channels,
            may_hear=permissions.may_hear,
            canvases=Canvases(ground, words=words, documents=documents, wanted=has_canvases),
            announce_channel=announce_channel,
        )
        self._running: list[asyncio.Task[None]] = []

    async def know_ourselves(self) -> None:
        """Who we are in Slack; before that nothing is delivered."""
        self._line.open()  # unless it is already
        await self.directory.load()
        identity, app_id = await self._line.identified()
        self.listeners.know(identity, app_id=app_id)

    async def open(self) -> None:
        """From here on what comes is answered, and what a gap hid is read."""
        self._line.answered_by(self.listeners.answer, again=self.liveness.heard_again)
        await self._line.connected()
        self.liveness.heard_again()
        works = (self.gaps.run(), self.back_reader.run(), self._users.list_everybody(), self._shifts.run())
        self._running.extend(asyncio.create_task(work) for work in works)

    async def close(self) -> None:
        """Nothing more is taken in, and what is under way is finished. The line stays open, for what is still said."""
        if self.listeners.connected:
            with suppress(Unavailable):
                await self.gaps.note()
        await self.listeners.close()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def remind(self) -> None:
        """What fell due, as far as it may be said now."""
        with suppress(Unavailable):
            await self.gaps.remind()
        with suppress(Unavailable):
            await self.gaps.speak_while_deaf()

    async def tick(self) -> None:
        self.back_reader.tick()
        with suppress(Unavailable):
            await self.gaps.tick()
        with suppress(Unavailable):
            await self._kept_starts.tick()

    def opened(self, number: int) -> None:
        """An incident has its channel: what was said there already is read."""
        self.liveness.opened(number)
        self.back_reader.wake()

    @property
    def busy(self) -> bool:
        """Whether anything of Slack's is under way: a command, an event, an answer, a reading, a call."""
        return any(self.under_way.values())

    @property
    def under_way(self) -> dict[str, bool]:
        """By what it is called, whether it is."""
        return {
            "handlers": self.listeners.busy,
            "reading again": self.gaps.busy,
            "reading back": self.back_reader.busy,
            "calls": bool(self._line.wire.under_way),
        }

    async def next_told_at(self, nag_at: datetime | None) -> datetime | None:
        """When we next say something by ourselves, where `nag_at` is when somebody is due."""
        reminds_at = nag_at if nag_at is None else max(nag_at, self.liveness.reminds_from or nag_at)
        times = [at for at in (reminds_at, await self.gaps.next_told_at()) if at is not None]
        return min(times, default=None)
