"""A channel that is already there, as the door knows it, which is to become an incident's."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from bot.incident.errors import Refused

WhyNot: TypeAlias = Literal[
    "no channel",  # nowhere, or a direct message
    "not let in",  # a private one: somebody has to invite us
    "may not join",  # a public one: the scope is missing, or the workspace forbids it
    "may not read",  # the scopes of its kind were not granted
    "archived",
    "shared",  # with another company
    "announcements",
    "everybody",  # Slack puts everybody of the workspace into it
    "many",  # are in it, which is asked about first
    "imported",
    "public",  # and a private incident was asked for
    "no answer",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptablePlace:
    """A channel in which we are now. `topic` is plain; `team` is the id of its workspace."""

    id: str
    name: str
    topic: str
    team: str
    is_private: bool


class Adoptable(Protocol):
    """The channel of this id, once we are let into it. Refused, `not_adopted`, with why."""

    async def __call__(self, channel: str, *, anyway: bool) -> AdoptablePlace:
        """`anyway`: also one that very many people are in, for whoever asks for it was told so."""


def refused(why: WhyNot, **values: object) -> Refused:
    return Refused("not_adopted", why=why, **values)


async def nowhere(channel: str, *, anyway: bool) -> AdoptablePlace:  # noqa: ARG001 - no door, no channel
    """The answer of a door that knows no channels."""
    raise refused("no channel")
