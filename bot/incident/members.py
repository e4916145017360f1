"""Who is in the incident's channel: they may see it when it is private, and change it."""

from bot.incident.facts import Joined, Left
from bot.incident.logbook import Saying
from bot.incident.state import Case


def joined(case: Case, *, person: str) -> list[Saying]:
    """Nothing new when the bot's own invitation brought them in."""
    return [] if person in case.incident.members else [Joined(person=person)]


def left(case: Case, *, person: str) -> list[Saying]:
    return [Left(person=person)] if person in case.incident.members else []
