"""Targets: which incident and which person a request means.

Law: an incident that the caller may not see is never found, so every way in asks here. An incident is changed in its
channel, or by its number; words typed anywhere else change none, for they are as likely the title of a new one.
"""

from bot import grammar as g
from bot.desk import Desk
from bot.incident.errors import Refused
from bot.requests.people.directory import Directory, NotYet
from bot.requests.permissions import Permissions
from bot.requests.request import Request
from bot.store.catalogue import Row
from bot.store.people import Person

ASK_AGAIN_MAX = 10  # incidents offered to choose from
ADD_TO_MAX = 5  # incidents that free words may be added to by a button; of more, one says the number


class Several(Refused):
    """More than one incident may be meant, (number, title) each: the person chooses."""

    def __init__(self, incidents: tuple[tuple[int, str], ...]) -> None:
        super().__init__("which_incident")
        self.incidents = incidents


class NoOnePerson(Refused):
    """No one person of that name: perhaps a user group. `typed` is the name."""

    def __init__(self, code: str, typed: g.Name, name: str) -> None:
        super().__init__(code, name=name, people=0)
        self.typed = typed


class Outside(Refused):
    """Words that may be a title, typed where no incident is: those open ones that the caller may change, as `Several`.

    `may_start`: whether the caller may open one; `more`: open ones that are not listed.
    """

    def __init__(self, incidents: tuple[tuple[int, str], ...], *, more: int, may_start: bool) -> None:
        super().__init__("outside")
        self.incidents = incidents
        self.more = more
        self.may_start = may_start


class Targets:
    def __init__(self, *, desk: Desk, directory: Directory, permissions: Permissions) -> None:
        self._desk = desk
        self._directory = directory
        self._permissions = permissions

    async def person(self, name: g.Name) -> Person:
        """The person meant, or Refused: nobody of that name, several, one who has left, a bot, a group, a stranger."""
        if (name.user_id or "").startswith("S"):  # Slack: a group's id
            raise NoOnePerson("is_a_group", name, name.handle or "a group")
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
            raise NoOnePerson("nobody_called", name, shown)
        if len(here) > 1:
            raise Refused("several_called", name=shown, people=[person.id for person in here])
        if here[0].is_bot:
            raise Refused("is_a_bot", name=shown)
        if here[0].is_ours is False:
            raise Refused("is_an_outsider", name=shown)
        return here[0]

    async def of_group(self, name: g.Name) -> list[Person] | None:
        """Those of the user group who can have a duty; None where there is no such group, or nobody knows in time."""
        try:
            ids = await self._directory.group(name.user_id or name.handle)
        except NotYet:
            return None
        known = [await self._directory.get(person) for person in ids or ()]
        able = [one for one in known if one is not None and not one.deleted and not one.is_bot and one.is_ours]
        return None if ids is None else able

    async def trusted(self, request: Request, name: g.Name) -> Person:
        """The person meant where whoever it is will read what is private: picked from Slack's list, or by their handle.

        Everybody chooses the name that they are shown by, also one that somebody else has. Refused as `person` is, and
        `pick_from_list`.
        """
        if request.meaning is not None or (name.user_id and f"<@{name.user_id}" in request.text):
            return await self.person(name)
        handles = self._directory.names.with_handle(name.handle)
        if len(handles) != 1:
            raise Refused("pick_from_list", name=name.handle)
        return await self.person(g.Name(handles[0].id, name.handle))

    async def newcomer(self, request: Request, name: g.Name, *, private: bool) -> Person:
        """The person meant who is to be let into an incident. Refused as `person` and `trusted` are."""
        return await (self.trusted(request, name) if private else self.person(name))

    async def incident(self, request: Request, named: int | None = None) -> Row:
        """The incident meant: the one named, the channel's, the only open one, the last one resolved."""
        stated = await self._stated(request, named)
        if stated is not None:
            return stated
        mine = await self._permissions.seen(request, await self._desk.open_incidents())
        if len(mine) > 1:
            raise Several(tuple((row.number, row.title) for row in mine[:ASK_AGAIN_MAX]))
        if not mine:
            mine = (await self._permissions.seen(request, await self._desk.recent_incidents()))[:1]
        if not mine:
            raise Refused("no_incident_here")
        return mine[0]

    async def to_change(self, request: Request, named: int | None = None) -> Row:
        """The incident that the request changes: the one named, or the channel's. Outside for words without a number.

        Refused, `not_in_its_channel`, for whoever is not inside it.
        """
        row = await self._stated(request, named)
        if row is None:
            raise await self.outside(request)
        await self._permissions.require_change(request, row)
        return row

    async def outside(self, request: Request) -> Outside:
        """What words typed where no incident is may have been meant for."""
        rows = [row for row in await self._desk.open_incidents() if await self._permissions.may_change(request, row)]
        return Outside(
            tuple((row.number, row.title) for row in rows[:ADD_TO_MAX]),
            more=len(rows[ADD_TO_MAX:]),
            may_start=await self._permissions.may_start(request),
        )

    async def is_outside(self, request: Request) -> bool:
        """Whether neither the request nor the place names an incident."""
        return request.incident is None and await self._desk.in_channel(request.channel) is None

    async def _stated(self, request: Request, named: int | None) -> Row | None:
        """The incident that the request or the place names; None where neither does."""
        number = named or request.incident
        if number is not None:
            return await self._visible(request, number)
        return await self._desk.in_channel(request.channel)

    async def _visible(self, request: Request, number: int) -> Row:
        """The incident of that number; Refused, `no_such_incident`, also when it is not for the caller."""
        row = await self._desk.row(number)
        if row is None or not await self._permissions.exists_for(request, row):
            raise Refused("no_such_incident", incident=number)
        return row
