"""Duplicates: one incident was another one all along; it is cancelled, and each names the other.

Law: what is public never names what is private. No chains: what is doubled is the one that people go on with.
"""

from bot.incident import lifecycle
from bot.incident.errors import Refused
from bot.incident.facts import DuplicateFound, DuplicateReleased, MarkedDuplicate
from bot.incident.logbook import Saying
from bot.incident.state import Case, Incident


def mark(case: Case, *, original: Incident, why: str = "") -> list[Saying]:
    """Cancel it as a duplicate of `original`.

    Refuses `duplicate_of_itself`, `duplicate_of_private`, `has_duplicates`, and what `lifecycle.cancel` refuses.
    """
    incident = case.incident
    if original.number == incident.number:
        raise Refused("duplicate_of_itself", incident=incident.name)
    if original.private and not incident.private:
        raise Refused("duplicate_of_private", incident=incident.name, original=original.name)
    if incident.duplicates:
        known = [f"INC-{number}" for number in incident.duplicates]
        raise Refused("has_duplicates", incident=incident.name, original=original.name, duplicates=known)
    cancelled = lifecycle.cancel(case, why=why)
    return [*cancelled, MarkedDuplicate(number=original.number, channel=original.channel)]


def found(case: Case, *, duplicate: Incident) -> list[Saying]:
    """The other side: this is the one that people go on with. Refuses `duplicate_of_duplicate`."""
    of = case.incident.duplicate_of
    if of is not None:
        raise Refused("duplicate_of_duplicate", original=case.incident.name, of=f"INC-{of}")
    if duplicate.private and not case.incident.private:
        return []
    return [DuplicateFound(number=duplicate.number, channel=duplicate.channel)]


def released(case: Case, *, number: int) -> list[Saying]:
    """What was taken for a duplicate is one of its own again."""
    return [DuplicateReleased(number=number)] if number in case.incident.duplicates else []
