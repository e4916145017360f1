"""Targets: which incident and which person a request means.

Law: an incident that the caller may not see is never found, so every way in asks here.
"""

from bot import grammar as g
from bot.desk import Desk
from bot.incident.errors import Refused
from bot.requests.directory import Directory
from bot.requests.permissions import Permissions
from bot.requests.request import Request
from bot.store.catalogue import Row
from bot.store.people import Person

ASK_AGAIN_MAX = 10  # incidents offered to choose from


class Several(Refused):
    """More than one incident may be meant, (number, title) each: the person chooses."""

    def __init__(self, incidents: tuple[tuple[int, str], ...]) -> None:
        super().__init__("which_incident")
        self.incidents = incidents


class Targets:
    def __init__(self, *, desk: Desk, directory: Directory, permissions: Permissions) -> None:
        self._desk = desk
        self._directory = directory
        self._permissions = permissions

    async def person(self, name: g.Name) -> Person:
        """The person meant, or Refused: nobody of that name, several, one who has left, a bot."""
        if name.user_id:
            known = await self._directory.picked(name.user_id, name.handle)
            candidates = [known] if known else []
        else:
            candidates = self._directory.names.called(name.handle)
        here = [person for person in candidates if not person.deleted]
        shown = name.handle or (candidates[0].shown if candidates else name.user_id or "")
        if candidates and not here:
            raise Refused("person_left", name=shown)
        if not here:
            raise Refused("nobody_called", name=shown)
        if len(here) > 1:
            raise Refused("several_called", name=shown, people=[person.id for person in here])
        if here[0].is_bot:
            raise Refused("is_a_bot", name=shown)
        return here[0]

    async def incident(self, request: Request, named: int | None = None) -> Row:
        """The incident meant: the one named, the channel's, the only open one, the last one resolved."""
        number = named or request.incident
        if number is not None:
            return await self._visible(request, number)
        here = await self._desk.in_channel(request.channel)
        if here is not None:
            return here
        mine = [row for row in await self._desk.open_incidents() if await self._permissions.may_see(request, row)]
        if len(mine) > 1:
            raise Several(tuple((row.number, row.title) for row in mine[:ASK_AGAIN_MAX]))
        if not mine:
            recent = await self._desk.recent_incidents()
            mine = [row for row in recent if await self._permissions.may_see(request, row)][:1]
        if not mine:
            raise Refused("no_incident_here")
        return mine[0]

    async def _visible(self, request: Request, number: int) -> Row:
        """The incident of that number; Refused, `no_such_incident`, also when it is not for the caller."""
        row = await self._desk.row(number)
        if row is None or not await self._permissions.may_see(request, row):
            raise Refused("no_such_incident", incident=number)
        return row
