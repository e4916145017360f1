"""The rule for what nobody could tell us: a time in which the bot heard nothing of Slack is part of the record.

Law: a gap is named rather than hidden, because commands of that time are lost and only their authors know them.
"""

from datetime import datetime

from bot.incident.facts import Deafened
from bot.incident.logbook import At, Saying
from bot.incident.state import Case


def deafened(case: Case, *, from_at: datetime, until_at: datetime) -> list[Saying]:
    """The part of the gap that falls into the open incident; nothing when there is none."""
    incident = case.incident
    since_at = max(from_at, incident.opened_at or until_at)
    if not incident.is_open or since_at >= until_at:
        return []
    return [At(since_at, Deafened(from_at=since_at, until_at=until_at))]
