"""Who comes into the channel of an incident and who leaves it, we among them, and what becomes of the channel itself.

Law: who is in the channel decides who may see and change what is private; where Slack is in doubt it is asked again.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from bot.incident import gaps, members
from bot.incident.errors import Refused
from bot.incident.facts import GoneWhy
from bot.incident.logbook import BOT
from bot.slack.directory import person_of
from bot.slack.ground import SlackGround
from bot.slack.inbound.marks import Event, RunAfter
from bot.slack.membership import Membership
from bot.slack.moved_channels import MovedChannels
from bot.store.people import Person

MOVES_REMEMBERED = 10_000  # (channel, person); what comes in the other order comes within seconds


class ComingsAndGoings:
    """One method per kind of event. `after` runs a task behind the acknowledgement."""

    def __init__(
        self, ground: SlackGround, *, membership: Membership, moved_channels: MovedChannels, after: RunAfter
    ) -> None:
        self._desk = ground.desk
        self._directory = ground.directory
        self._users = ground.users
        self._membership = membership
        self._moved_channels = moved_channels
        self._liveness = ground.liveness
        self._after = after
        self._movers: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def joined(self, event: Event) -> None:
        self._membership.moved(event["channel"])
        if event.get("inviter") == self._users.us:
            return  # our own invitation: its answer says so
        await self._moved(event, members.joined, "join")

    async def left(self, event: Event) -> None:
        self._membership.moved(event["channel"])
        await self._moved(event, members.left, "leave")

    async def _moved(self, event: Event, rule: Callable[..., Any], what: str) -> None:
        """Who is in the incident's channel decides who may see and change it."""
        row = await self._desk.in_channel(event["channel"])
        if row is None:
            return
        if event["user"] == self._users.us:
            self._liveness.opened(row.number)  # what was said while we were out is read now
            cause = f"in:{event['channel']}:{event['event_ts']}"
            with suppress(Refused):
                await self._desk.act(row.number, gaps.returned, by=BOT, cause=cause)
            return
        cause = f"{what}:{event['channel']}:{event['user']}:{event['event_ts']}"
        with suppress(Refused):
            await self._desk.act(row.number, partial(rule, person=event["user"]), by=event["user"], cause=cause)
        if self._has_moved_before(event):  # Slack may deliver that somebody came after that they went
            self._after(self._membership.look_again(row))

    def _has_moved_before(self, event: Event) -> bool:
        who = (event["channel"], event["user"])
        is_known = who in self._movers
        self._movers[who] = None
        if len(self._movers) > MOVES_REMEMBERED:
            self._movers.popitem(last=False)
        return is_known

    async def made_private(self, event: Event) -> None:
        row = await self._desk.in_channel(event["channel"])
        if row is not None:
            cause = f"private:{event['channel']}:{event['ts']}"
            await self._desk.act(row.number, members.made_private, by=BOT, cause=cause)

    async def renamed(self, event: Event) -> None:
        """Slack is asked how the channel is called now, for this may be an old line that is read only today."""
        row = await self._desk.in_channel(event["channel"])
        if row is not None:
            self._after(self._membership.look_again(row))

    async def put_out(self, event: Event) -> None:
        """We are in the channel no longer, and say so elsewhere.

        Slack sends an app no `member_left_channel` about itself (bolt-js#1847). Archiving puts apps out in silence, and
        whoever opens the channel again has to let them in again (elastic/connectors#1972).
        """
        row = await self._desk.in_channel(event["channel"])
        if row is not None:
            await self._desk.act(row.number, gaps.put_out, by=BOT, cause=f"out:{event['channel']}:{event['event_ts']}")

    async def moved_on(self, event: Event) -> None:
        row = await self._desk.in_channel(event["old_channel_id"])
        if row is not None:
            await self._moved_channels.follow(row.number, channel=event["new_channel_id"])

    async def changed(self, event: Event) -> None:
        await self.meet([person_of(event["user"], team=self._users.team)])

    async def meet(self, persons: Sequence[Person]) -> None:
        """Take over what is said of these people; whoever turns out to be gone is freed of what they held."""
        await self._directory.meet(persons)
        gone = {person.id: why for person in persons if (why := _why_gone(person))}
        for row in await self._desk.with_duties() if gone else ():
            incident = await self._desk.read(row.number)
            for person in sorted(members.counted_on(incident) & gone.keys()):
                rule = partial(members.gone, person=person, why=gone[person])
                cause = f"gone:{row.number}:{person}:{incident.last_seq}"
                with suppress(Refused):
                    await self._desk.act(row.number, rule, by=BOT, cause=cause)


def _why_gone(person: Person) -> GoneWhy | None:
    """Why they can have no duty, for whom that is so."""
    if person.deleted:
        return "deactivated"
    return "nobody" if person.is_bot or person.is_ours is False else None
