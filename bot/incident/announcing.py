"""One that was over when it was put down, adopted or imported is announced only where somebody wants that, and once.

Law: such an announcement calls nobody: it says that it is over and when it was, and names no person.
"""

from datetime import datetime

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import AnnouncementAsked, TimeSet
from bot.incident.logbook import Saying
from bot.incident.state import Case, Incident


def announce(case: Case, *, has_channel: bool) -> list[Saying]:
    """Have it announced. Refuses `not_announced` with why, `already_so`, `lead_or_declarer_only`.

    `has_channel`: the house has a channel for announcements.
    """
    incident = case.incident
    if incident.announced is not None or is_asked_for(incident):
        raise Refused("already_so", what="announced")
    if why := _why_not(incident, has_channel=has_channel):
        raise Refused("not_announced", incident=incident.name, why=why)
    if incident.declarer:  # nobody declared an imported one: whoever was in its channel may say so
        checks.require(case, "announce")
    return [AnnouncementAsked()]


def _why_not(incident: Incident, *, has_channel: bool) -> str:
    if incident.private:
        return "private"
    if not incident.was_told_later:
        return "by itself"
    return "" if has_channel else "no channel"


def is_open_to(incident: Incident) -> bool:
    """Whether it is one that is announced only where somebody wants that, and nobody did yet."""
    return incident.was_told_later and not (incident.private or incident.announced or is_asked_for(incident))


def is_asked_for(incident: Incident) -> bool:
    return bool(incident.of(AnnouncementAsked))


def when_it_was(incident: Incident) -> tuple[datetime, datetime] | None:
    """From when to when it lasted, as stated; of an imported one else when it was talked about; None if unknown."""
    stated = {fact.which: fact.time for _, fact in incident.of(TimeSet)}
    begun_at, ended_at = stated.get("impact start"), stated.get("mitigated")
    if begun_at is not None and ended_at is not None:
        return begun_at, ended_at
    told = incident.imported
    return None if told is None else (begun_at or told.from_at, ended_at or told.until_at)
