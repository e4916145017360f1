"""Crews: who is meant by a list of people and user groups, and which groups nobody could say anything about.

Law: unknown is nobody. Whoever is let in, offered something or kept out by such a list is known to be in it at that
moment, and able to have a duty; for every group that could not be read there is one word why.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.incident.policy import is_group
from bot.store.people import Person

# The app lacks usergroups:read; the plan has no groups; there is no such group; it is empty; nobody in it can have a
# duty; Slack does not say at the moment.
WhyUnread: TypeAlias = Literal["no scope", "no plan", "no such group", "empty", "nobody able", "not now"]


class GroupUnread(Exception):
    """Who is in a user group could not be read."""

    def __init__(self, why: WhyUnread) -> None:
        super().__init__(why)
        self.why: WhyUnread = why


ReadGroup: TypeAlias = Callable[[str], Awaitable[tuple[str, ...]]]  # by its id; raises GroupUnread
GetPerson: TypeAlias = Callable[[str], Awaitable[Person | None]]


@dataclass(frozen=True, slots=True)
class Crew:
    """The `people` of a list, each once, in its order; `unread` are its groups of which nobody is in here, and why."""

    people: tuple[str, ...] = ()
    unread: Mapping[str, WhyUnread] = field(default_factory=dict)


async def no_groups(_: str) -> tuple[str, ...]:
    """The answer of a door that can ask nobody."""
    raise GroupUnread("not now")


async def crew(ids: Iterable[str], *, read_group: ReadGroup, get: GetPerson) -> Crew:
    """Who of these people and groups can have a duty: of our workspace, no guest, no app, not deactivated."""

    async def behind(one: str) -> list[str] | WhyUnread:
        try:
            named = await read_group(one) if is_group(one) else (one,)
        except GroupUnread as no:
            return no.why
        able = await _able(named, get)
        return able if able or not is_group(one) else "nobody able"

    listed = tuple(dict.fromkeys(ids))
    found = await asyncio.gather(*map(behind, listed))  # at once: somebody may wait for the answer
    return Crew(
        people=tuple(dict.fromkeys(person for people in found if isinstance(people, list) for person in people)),
        unread={one: why for one, why in zip(listed, found, strict=True) if not isinstance(why, list)},
    )


async def _able(ids: Iterable[str], get: GetPerson) -> list[str]:
    known = [await get(one) for one in ids]
    return [one.id for one in known if one is not None and one.is_full_member and not one.is_bot]
