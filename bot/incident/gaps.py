"""The rule for what nobody could tell us: a time in which the bot heard nothing of Slack is part of the record.

Law: a gap is named rather than hidden, because commands of that time are lost and only their authors know them.
"""

from datetime import datetime, timedelta

from bot.incident import reports
from bot.incident.facts import ChannelMoved, Deafened, GoneDeaf, Returned, Undelivered
from bot.incident.logbook import At, Saying
from bot.incident.state import Case

# Slack's names (docs.slack.dev/reference/methods, chat.postMessage and chat.update).
NO_CHANNEL = frozenset({"channel_not_found", "is_archived", "is_inactive", "not_in_channel"})
TOLD_AFTER = timedelta(minutes=15)  # where no reports are due; else an interval of theirs
MEMBERSHIP = "membership"  # the effect that fails when somebody puts the bot out of the incident's channel


def put_out(case: Case) -> list[Saying]:
    """Slack sends nothing of a channel that the bot is not in, and lets it read nothing there."""
    return [Undelivered(effect=MEMBERSHIP, reason="not_in_channel")] if case.incident.is_open else []


def returned(case: Case) -> list[Saying]:
    """The bot is let into the channel; where that had been closed to it, nothing there is up to date."""
    was_out = case.incident.archived or any(is_about_the_channel(fact) for _, fact in case.incident.of(Undelivered))
    return [Returned()] if was_out else []


def moved(case: Case, *, channel: str) -> list[Saying]:
    """Slack knows the incident's channel by this id from now on."""
    return [] if channel == case.incident.channel else [ChannelMoved(channel=channel)]


def is_about_the_channel(fact: Undelivered) -> bool:
    """Whether the channel is closed to us altogether, whatever it was that we wanted there."""
    return fact.reason in NO_CHANNEL


def told_at(case: Case, *, from_at: datetime, speaks_since: datetime | None) -> datetime | None:
    """When the lead is to hear that nothing is heard since then; None when that was told, and of what is over.

    An interval after both: for the ears to come back, once the voice is there. Without a voice it is never.
    """
    if speaks_since is None:
        return None
    if not case.incident.is_open or any(fact.from_at == from_at for _, fact in case.incident.of(GoneDeaf)):
        return None
    return max(from_at, speaks_since) + (reports.phase_interval(case) or TOLD_AFTER)


def gone_deaf(case: Case, *, from_at: datetime, speaks_since: datetime | None) -> list[Saying]:
    """The lead reads once that nothing is heard, while the bot can still speak."""
    at = told_at(case, from_at=from_at, speaks_since=speaks_since)
    return [GoneDeaf(from_at=from_at)] if at is not None and at <= case.now else []


def deafened(case: Case, *, from_at: datetime, until_at: datetime) -> list[Saying]:
    """The part of the gap that falls into the open incident; nothing when there is none."""
    incident = case.incident
    since_at = max(from_at, incident.opened_at or until_at)
    if not incident.is_open or since_at >= until_at:
        return []
    return [At(since_at, Deafened(from_at=since_at, until_at=until_at))]
