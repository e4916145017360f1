"""Permissions: who is answered, who may see an incident, who may change it. Nowhere else is that decided.

Law: only people of our own workspace are answered, and who is unknown is none of them. A full member sees every public
incident, a guest only that which they are inside. To anybody who is not inside a private incident it does not exist.
Whoever changes an incident is inside it, by whichever way they ask. What the bot says of its own accord passes
`may_hear` when it is sent. (Who may cancel one, lower its severity or share it
depends on their role, which the rules in `bot/incident` look at.)
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import TypeAlias

from bot.desk import Desk
from bot.incident import undelivered
from bot.incident.deliveries import Later
from bot.incident.errors import Refused
from bot.incident.members import insiders
from bot.incident.state import Incident
from bot.requests.people.directory import Directory, NotYet
from bot.requests.request import Request
from bot.store.catalogue import Row

IsMember: TypeAlias = Callable[[Row, str], Awaitable[bool]]  # raises Later while nobody can say


async def _as_recorded(_: Row, __: str) -> bool:
    """The answer of a door that can ask nobody who is in a channel: what was heard of it stands."""
    return True


class Permissions:
    """`is_member`: whether somebody whom the record has inside is in the incident's channel at this moment."""

    def __init__(self, *, desk: Desk, directory: Directory, is_member: IsMember = _as_recorded) -> None:
        self._desk = desk
        self._directory = directory
        self._is_member = is_member

    async def require_ours(self, request: Request) -> None:
        """Refused, `members_only`, for people of other workspaces and whoever is not known to be of ours.

        Refused, `not_known_yet`, while Slack does not say who they are.
        """
        if _is_operator(request):
            return
        try:
            person = await self._directory.asker(request.user)
        except NotYet as late:
            raise Refused("not_known_yet") from late
        if person is None or not person.is_ours:
            raise Refused("members_only")

    async def may_see(self, request: Request, row: Row) -> bool:
        """Whether the incident exists for whoever asks."""
        if _is_operator(request):
            return not row.private
        if await self._directory.is_outsider(request.user):
            return False
        if not row.private and await self._directory.is_full_member(request.user):
            return True
        return await self._is_inside(request, row)

    async def seen(self, request: Request, rows: Iterable[Row]) -> list[Row]:
        """Those of the incidents that exist for whoever asks, in their order."""
        return [row for row in rows if await self.may_see(request, row)]

    async def exists_for(self, request: Request, row: Row) -> bool:
        """`may_see` of the one incident that is named: of that one, Slack is asked before anybody is turned away."""
        if await self.may_see(request, row):
            return True
        await self._look_again(request, row)
        return await self.may_see(request, row)

    async def may_change(self, request: Request, row: Row) -> bool:
        """Whether whoever asks sees the incident and is inside it."""
        return await self.may_see(request, row) and await self._is_inside(request, row)

    async def require_change(self, request: Request, row: Row) -> None:
        """Refused, `not_in_its_channel`, for whoever is not inside."""
        await self.require_ours(request)
        if not await self._is_inside(request, row):
            await self._look_again(request, row)
        if not await self._is_inside(request, row):
            incident = await self._desk.read(row.number)
            raise Refused(
                "not_in_its_channel",
                incident=row.number,
                channel=row.channel,
                channel_name=incident.channel_name,
                archived=undelivered.is_archived(incident),
            )

    async def may_hear(self, incident: Incident, person: str) -> bool:
        """Whether the incident may speak to this person now, asked at the moment of sending.

        Raises Later while Slack does not say who is in its channel: what is to be told waits, and is not lost.
        """
        row = await self._desk.row(incident.number)
        if row is None or not incident.private:
            return row is not None
        return person in insiders(incident) and await self._is_there(row, person)

    async def require_start(self, request: Request) -> None:
        """Refused, `full_members_only`, for guests."""
        if not await self.may_start(request):
            raise Refused("full_members_only")

    async def may_start(self, request: Request) -> bool:
        return await self._directory.is_full_member(request.user)

    async def may_see_reports(self, request: Request) -> bool:
        """Whether reports of the past that were imported exist for whoever asks; no channel says who else may."""
        return _is_operator(request) or await self._directory.is_full_member(request.user)

    async def _is_inside(self, request: Request, row: Row) -> bool:
        """Who types in the channel is in it; of a private incident nothing else is believed that Slack does not say."""
        was_here = request.is_typed_there and request.channel == row.channel != ""
        if was_here and (request.at is None or not row.private):
            return True
        if request.user not in insiders(await self._desk.read(row.number)):
            return False
        try:
            return await self._is_there(row, request.user)
        except Later:
            return False

    async def _look_again(self, request: Request, row: Row) -> None:
        """The record is brought to what Slack says, if it says so: that they came may never have been heard.

        Not of a channel that was put away: whom Slack lists there says nothing (`Membership.reconcile`).
        """
        if row.channel and not (await self._desk.read(row.number)).archived:
            with suppress(Later):
                await self._is_member(row, request.user)

    async def _is_there(self, row: Row, person: str) -> bool:
        """Of somebody whom the record has inside: a private channel that was put away Slack shows to no app."""
        if not row.private or not row.channel or (await self._desk.read(row.number)).archived:
            return True
        return await self._is_member(row, person)


def _is_operator(request: Request) -> bool:
    """Nobody by name: whoever sits at the terminal, and has the database anyway."""
    return not request.user
