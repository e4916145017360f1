"""The directory of people: who is who by id or name, and in which zone each of them reads.

Kept in the database and known by heart. A door that can ask about a stranger hands in how (`look_up`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, TypeAlias

from bot.clock import Clock
from bot.desk import Desk
from bot.render.words import Reader
from bot.requests.people.audience import Readers, nowhere
from bot.requests.people.crews import Crew, GroupUnread, ReadGroup, crew, no_groups
from bot.requests.people.names import Names
from bot.store.people import Person


class LookUp(Protocol):
    """How a door asks who somebody is."""

    def __call__(self, person_id: str, *, patiently: bool = False) -> Awaitable[Person | None]:
        """The person, None for nobody. Raises NotYet: soon, or `patiently` when an answer is given up."""


Group: TypeAlias = Callable[[str], Awaitable[tuple[str, ...] | None]]


class NotYet(Exception):
    """Who this is, nobody could say in time; it is asked on."""


async def _nobody(person_id: str, *, patiently: bool = False) -> Person | None:  # noqa: ARG001 - as LookUp calls it
    """The look-up of a door that can ask nobody: who was never met is unknown."""
    return None


async def _no_group(_: str) -> tuple[str, ...] | None:
    """The same of groups."""
    return None


class Directory:
    """Everybody whom the bot has met. With `zone` all are read and spoken to in that IANA zone, else each in their own.

    `team_url` is the workspace's address, such as `https://acme.slack.com`; empty until the door knows it.
    """

    def __init__(  # noqa: PLR0913 - each way in which a door can ask
        self,
        *,
        desk: Desk,
        clock: Clock,
        look_up: LookUp = _nobody,
        group: Group = _no_group,
        read_group: ReadGroup = no_groups,
        zone: str = "",
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._look_up = look_up
        self.group = group  # who is in the user group of this id or handle; None for no such group. Raises NotYet.
        self._read_group = read_group
        self.audience: Readers = nowhere  # who reads in a channel; set by a door that knows channels
        self._zone = zone
        self._known: dict[str, Person] = {}
        self._shown: dict[str, str] = {}
        self.names = Names()
        self.team_url = ""

    async def load(self) -> None:
        self._remember(await self._desk.everyone())

    def reader(self, reader: str = "") -> Reader:
        """How to speak to this reader: every name we know, and the reader's zone (UTC for everybody at once)."""
        person = self._known.get(reader)
        own = person.tz if person else "UTC"
        policy = self._desk.policy
        return Reader(
            people=self._shown,
            zone=self._zone or own,
            team_url=self.team_url,
            now=self._clock.now(),
            titles=policy.titles,
            severities=policy.severity_meanings,
        )

    async def get(self, person_id: str) -> Person | None:
        """The person, looked up if new to us; None for whom nobody knows, or not in time, and where nobody is named."""
        if not person_id:
            return None
        try:
            return await self._met(person_id)
        except NotYet:
            return self._known.get(person_id)

    async def picked(self, person_id: str, name: str) -> Person | None:
        """Somebody picked from Slack's own list: who cannot be looked up in time is taken as they are.

        None for whom Slack does not know.
        """
        try:
            return await self._met(person_id)
        except NotYet:
            return self._known.get(person_id) or Person(id=person_id, name=name or person_id)

    async def crew(self, ids: Iterable[str]) -> Crew:
        """Who of these people and user groups, by their ids, can have a duty at this moment."""
        return await crew(ids, read_group=self._read_group, get=self.get)

    async def groups_of(self, person_id: str, groups: Iterable[str]) -> frozenset[str]:
        """In which of these user groups the person is known to be at this moment."""

        async def is_in(group: str) -> bool:
            with suppress(GroupUnread):
                return person_id in await self._read_group(group)
            return False

        named = tuple(groups)
        found = await asyncio.gather(*map(is_in, named))  # at once: somebody waits for the answer
        return frozenset(group for group, so in zip(named, found, strict=True) if so)

    async def is_full_member(self, person_id: str) -> bool:
        """Whether they are of our workspace and no guest there; not as long as nobody knows."""
        person = await self.get(person_id)
        return person is not None and person.is_full_member

    async def asker(self, person_id: str) -> Person | None:
        """Who asks something of us; None for whom nobody knows.

        Waited for, since a slow Slack must not turn somebody away who starts an incident. Raises NotYet when Slack
        does not say at all.
        """
        return await self._met(person_id, patiently=True)

    async def is_outsider(self, person_id: str) -> bool:
        """Whether they are of another workspace, or nobody knows."""
        person = await self.get(person_id)
        return person is None or not person.is_ours

    def known(self, person_id: str) -> Person | None:
        """The person, if we have met; asks nobody."""
        return self._known.get(person_id)

    def hear_name(self, person_id: str, name: str) -> None:
        """How a message calls somebody of another workspace; whoever is met goes by the name of their own profile."""
        self._shown.setdefault(person_id, name)

    async def meet(self, persons: Sequence[Person]) -> None:
        """Take over what is said of these people, where it is news."""
        changed = [person for person in persons if self._known.get(person.id) != person]
        if changed:
            await self._desk.meet(changed)
            self._remember({person.id: person for person in changed})

    async def _met(self, person_id: str, *, patiently: bool = False) -> Person | None:
        """The person; who was met by a version that did not ask whose they are is looked up again. Raises NotYet."""
        person = self._known.get(person_id)
        if person is None or person.is_ours is None:
            found = await self._look_up(person_id, patiently=patiently)
            if found is not None:
                await self.meet([found])
            person = found or person
        return replace(person, tz=self._zone) if person and self._zone else person

    def _remember(self, persons: Mapping[str, Person]) -> None:
        self._known |= persons
        self._shown |= {person_id: person.shown for person_id, person in persons.items()}
        for person in persons.values():
            self.names.learn(person)
