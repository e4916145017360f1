"""An audience: who will read what is shared in a place, as the door's own lists say."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """`place` is the id of a channel or of a person. `members` are the ids of the people, apps not counted.

    `guests` are among them; `outsiders` are people of other companies, and whoever is not known to be ours.
    `is_shared`: the channel is, or is about to be, one with another company.
    """

    place: str
    name: str
    is_private: bool
    members: frozenset[str]
    guests: int = 0
    outsiders: int = 0
    is_shared: bool = False

    @property
    def is_closed_to_us(self) -> bool:
        """Whether anybody reads there who is not of our own company."""
        return self.is_shared or self.outsiders > 0


# The channel of this id or name that the bot is in, with its readers; None for any other. Raises NotYet.
Readers: TypeAlias = Callable[[str], Awaitable[Audience | None]]


async def nowhere(_: str) -> Audience | None:
    """The audience of a door that knows no channels."""
    return None
