"""The directory of people: who is who by id, handle or name, and in which zone each of them reads.

Kept in the database and known by heart. A door that can ask about a stranger hands in how (`look_up`).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from bot.clock import Clock
from bot.desk import Desk
from bot.render.words import Reader
from bot.store.people import Person

LookUp: TypeAlias = Callable[[str], Awaitable[Person | None]]


async def _nobody(_: str) -> Person | None:
    """The look-up of a door that can ask nobody: who was never met is unknown."""
    return None


class Directory:
    """Everybody whom the bot has met. With `zone` all are read and spoken to in that IANA zone, else each in their own.

    `team_url` is the workspace's address, such as `https://acme.slack.com`; empty until the door knows it.
    """

    def __init__(self, *, desk: Desk, clock: Clock, look_up: LookUp = _nobody, zone: str = "") -> None:
        self._desk = desk
        self._clock = clock
        self._look_up = look_up
        self._zone = zone
        self._known: dict[str, Person] = {}
        self._names: dict[str, str] = {}
        self.team_url = ""

    async def load(self) -> None:
        self._remember(await self._desk.everyone())

    def reader(self, reader: str = "") -> Reader:
        """How to speak to this reader: every name we know, and the reader's zone (UTC for everybody at once)."""
        person = self._known.get(reader)
        own = person.tz if person else "UTC"
        return Reader(people=self._names, zone=self._zone or own, team_url=self.team_url, now=self._clock.now())

    async def get(self, person_id: str) -> Person | None:
        """The person, looked up if new to us; None for whom nobody knows, or not in time."""
        person = self._known.get(person_id)
        if person is None:
            person = await self._look_up(person_id)
            if person is not None:
                await self.meet([person])
        return replace(person, tz=self._zone) if person and self._zone else person

    def known(self, person_id: str) -> Person | None:
        """The person, if we have met; asks nobody."""
        return self._known.get(person_id)

    def hear_name(self, person_id: str, name: str) -> None:
        """How a message calls somebody of another workspace; whoever is met goes by the name of their own profile."""
        self._names.setdefault(person_id, name)

    async def called(self, handle: str) -> list[Person]:
        """Everybody whose handle or display name is exactly this, whatever the case."""
        return await self._desk.people_called(handle)

    async def meet(self, persons: Sequence[Person]) -> None:
        """Take over what is said of these people, where it is news."""
        changed = [person for person in persons if self._known.get(person.id) != person]
        if changed:
            await self._desk.meet(changed)
            self._remember({person.id: person for person in changed})

    def _remember(self, persons: Mapping[str, Person]) -> None:
        self._known |= persons
        self._names |= {person_id: person.name for person_id, person in persons.items()}
