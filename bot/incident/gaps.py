"""The rule for what nobody could tell us: a time in which the bot heard nothing of Slack is part of the record.

Law: a gap is named rather than hidden, because commands of that time are lost and only their authors know them.
"""

from datetime import datetime

from bot.incident.facts import Deafened, Undelivered
from bot.incident.logbook import At, Saying
from bot.incident.state import Case

MEMBERSHIP = "membership"  # the effect that fails when somebody puts the bot out of the incident's channel


def put_out(case: Case) -> list[Saying]:
    """Slack sends nothing of a channel that the bot is not in, and lets it read nothing there."""
    return [Undelivered(effect=MEMBERSHIP, reason="not_in_channel")] if case.incident.is_open else []


def deafened(case: Case, *, from_at: datetime, until_at: datetime) -> list[Saying]:
    """The part of the gap that falls into the open incident; nothing when there is none."""
    incident = case.incident
    since_at = max(from_at, incident.opened_at or until_at)
    if not incident.is_open or since_at >= until_at:
        return []
    return [At(since_at, Deafened(from_at=since_at, until_at=until_at))]
