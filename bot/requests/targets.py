"""Which incident and which person somebody means, and what they may see and change of it.

Law: to anybody who is not in its channel a private incident does not exist, so every way in asks here.
"""

from bot import grammar as g
from bot.desk import Desk
from bot.incident.errors import Refused
from bot.incident.facts import Left
from bot.incident.state import Incident
from bot.requests.people import People
from bot.requests.request import Asked
from bot.store.catalogue import Row
from bot.store.people import Person

ASK_AGAIN_MAX = 10  # incidents offered as buttons


class Several(Refused):
    """More than one incident may be meant: the person chooses."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        super().__init__("which_incident")
        self.numbers = numbers


def insiders(incident: Incident) -> frozenset[str]:
    """Who is in the incident's channel, and the declarer while still on the way into it."""
    gone = {fact.person for _, fact in incident.of(Left)}
    return incident.members | ({incident.declarer} - gone)


class Meant:
    def __init__(self, *, desk: Desk, people: People) -> None:
        self._desk = desk
        self._people = people

    async def whom(self, name: g.Name) -> Person:
        """The person meant, or Refused: nobody of that name, several, one who has left, a bot."""
        if name.user_id:
            known = await self._people.get(name.user_id)
            candidates = [known] if known else []
        else:
            candidates = await self._people.called(name.handle)
        here = [person for person in candidates if not person.deleted]
        shown = name.handle or (candidates[0].handle if candidates else name.user_id or "")
        if candidates and not here:
            raise Refused("person_left", name=shown)
        if not here:
            raise Refused("nobody_called", name=shown)
        if len(here) > 1:
            raise Refused("several_called", name=shown, people=[person.id for person in here])
        if here[0].is_bot:
            raise Refused("is_a_bot", name=shown)
        return here[0]

    async def incident(self, asked: Asked, intent_incident: int | None = None) -> Row:
        """The incident meant: the one named, the channel's, the only open one, the last one resolved."""
        number = intent_incident or asked.incident
        if number is not None:
            return await self._visible(asked, number)
        here = await self._desk.in_channel(asked.channel)
        if here is not None:
            return here
        mine = [row for row in await self._desk.open_incidents() if await self.may_see(asked, row)]
        if len(mine) > 1:
            raise Several(tuple(row.number for row in mine[:ASK_AGAIN_MAX]))
        if not mine:
            mine = [row for row in await self._desk.recent_incidents() if await self.may_see(asked, row)][:1]
        if not mine:
            raise Refused("no_incident_here")
        return mine[0]

    async def _visible(self, asked: Asked, number: int) -> Row:
        """The incident of that number; to outsiders a private one does not exist."""
        row = await self._desk.row(number)
        if row is None or not await self.may_see(asked, row):
            raise Refused("no_such_incident", incident=number)
        return row

    async def may_see(self, asked: Asked, row: Row) -> bool:
        if row.channel and asked.channel == row.channel:
            return True
        if not row.private:
            person = await self._people.get(asked.user)
            return person is None or not person.is_guest
        return asked.user in insiders(await self._desk.read(row.number))

    async def may_change(self, asked: Asked, row: Row) -> None:
        """People in the incident's channel may change it; who types there is in it."""
        if asked.channel == row.channel:
            return
        incident = await self._desk.read(row.number)
        if asked.user not in insiders(incident):
            raise Refused("not_in_its_channel", incident=incident.number, channel=incident.channel)
