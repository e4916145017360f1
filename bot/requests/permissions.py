"""Permissions: who may see an incident, who may change it, and who counts as inside it. Nowhere else is that decided.

Law: a full member sees every public incident, a guest only that in whose channel they ask. To anybody who is not inside
a private incident it does not exist. Whoever changes an incident is inside it. (Who may cancel one, lower its severity
or share it depends on their role, which the rules in `bot/incident` look at.)
"""

from bot.desk import Desk
from bot.incident.errors import Refused
from bot.incident.facts import Left
from bot.incident.state import Incident
from bot.requests.directory import Directory
from bot.requests.request import Request
from bot.store.catalogue import Row


def insiders(incident: Incident) -> frozenset[str]:
    """Who is in the incident's channel, and the declarer while still on the way into it."""
    gone = {fact.person for _, fact in incident.of(Left)}
    return incident.members | ({incident.declarer} - gone)


class Permissions:
    def __init__(self, *, desk: Desk, directory: Directory) -> None:
        self._desk = desk
        self._directory = directory

    async def may_see(self, request: Request, row: Row) -> bool:
        """Whether the incident exists for whoever asks; who asks in its channel is in it."""
        if row.channel and request.channel == row.channel:
            return True
        if not row.private:
            person = await self._directory.get(request.user)
            return person is None or not person.is_guest
        return request.user in insiders(await self._desk.read(row.number))

    async def may_change(self, request: Request, row: Row) -> bool:
        """Whether whoever asks sees the incident and is inside it."""
        if not await self.may_see(request, row):
            return False
        return request.channel == row.channel or request.user in insiders(await self._desk.read(row.number))

    async def require_change(self, request: Request, row: Row) -> None:
        """Refused, `not_in_its_channel`, for whoever is not inside; who asks in its channel is."""
        if request.channel == row.channel:
            return
        incident = await self._desk.read(row.number)
        if request.user not in insiders(incident):
            raise Refused("not_in_its_channel", incident=incident.number, channel=incident.channel)

    async def require_start(self, request: Request) -> None:
        """Refused, `full_members_only`, for guests."""
        if not await self.may_start(request):
            raise Refused("full_members_only")

    async def may_start(self, request: Request) -> bool:
        declarer = await self._directory.get(request.user)
        return declarer is None or not declarer.is_guest
