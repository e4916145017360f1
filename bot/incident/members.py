"""Who is in the incident's channel: they may see it when it is private, and change it."""

from collections.abc import Sequence

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import Invited, Joined, Left
from bot.incident.logbook import Saying
from bot.incident.state import Case


def let_in(case: Case) -> list[Saying]:
    """The caller wants to be in the channel. Who may see a private one is not asked here; refuses `already_in`."""
    if case.by in case.incident.members:
        raise Refused("already_in", incident=case.incident.name, channel=case.incident.channel)
    return [Invited(person=case.by)]


def bring_in(case: Case, *, people: Sequence[str]) -> list[Saying]:
    """Whoever of these is not in the channel yet is invited by the caller; refuses `closed`."""
    checks.not_closed(case)
    return [Invited(person=person) for person in dict.fromkeys(people) if person not in case.incident.members]


def joined(case: Case, *, person: str) -> list[Saying]:
    """Nothing new when the bot's own invitation brought them in."""
    return [] if person in case.incident.members else [Joined(person=person)]


def left(case: Case, *, person: str) -> list[Saying]:
    return [Left(person=person)] if person in case.incident.members else []
