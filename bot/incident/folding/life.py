"""The life of an incident: opened, imported, named, judged, made private, moved on, ended, reopened."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.offers import not_for_groups, offer_over
from bot.incident.folding.questions import unasked
from bot.incident.folding.reminders import ABOUT_CLOSING, ABOUT_SEVERITY, WHILE_OPEN, answered, settled
from bot.incident.folding.reports import running_again
from bot.incident.logbook import Entry
from bot.incident.policy_record import of_record
from bot.incident.state import OPEN_STATUSES, Incident

LifeFact: TypeAlias = (
    f.Opened
    | f.Imported
    | f.PolicyAdopted
    | f.TitleSet
    | f.SeveritySet
    | f.StatusSet
    | f.MadePrivate
    | f.DeclaredPrivate
    | f.BridgeSet
)


def fold(incident: Incident, entry: Entry, fact: LifeFact) -> Incident:
    match fact:
        case f.Opened():
            return replace(
                incident,
                title=fact.title,
                severity=fact.severity,
                private=fact.private,
                drill=fact.drill,
                put_down_later=fact.over,
                declarer=entry.by,
                opened_at=entry.at,
                open_since=entry.at,
                status_since=entry.at,
            )
        case f.Imported():
            return _imported(incident, fact)
        case f.PolicyAdopted():
            return replace(incident, policy=of_record(fact))
        case f.TitleSet():
            return replace(incident, title=fact.title)
        case f.SeveritySet():
            judged = answered(incident, entry, "", "set", ABOUT_SEVERITY)
            return replace(judged, severity=fact.severity, slower=1)
        case f.StatusSet():
            return _moved(incident, entry, fact)
        case f.MadePrivate() | f.DeclaredPrivate():
            is_wish = isinstance(fact, f.DeclaredPrivate)
            return replace(not_for_groups(incident, entry), private=True, awaits_conversion=is_wish)
        case f.BridgeSet(url=url):
            return replace(incident, bridge=url)


def _imported(incident: Incident, fact: f.Imported) -> Incident:
    """It was over when it was exported; a later export changes what was said, and no state or title of since."""
    told = replace(incident, imported=fact, opened_at=fact.from_at)
    told = replace(told, channel=fact.channel, channel_name=fact.channel_name)
    if incident.imported is not None:
        return replace(told, private=incident.private or fact.private)
    return replace(
        told,
        title=fact.title,
        private=fact.private,
        open_since=fact.from_at,
        status="resolved",
        status_since=fact.until_at,
    )


def _moved(incident: Incident, entry: Entry, fact: f.StatusSet) -> Incident:
    reopened = not incident.is_open and fact.status in OPEN_STATUSES and fact.undoes is None
    moved = replace(
        incident,
        status=fact.status,
        status_since=entry.at,
        slower=1,
        put_down_later=incident.put_down_later and not reopened,
        open_since=entry.at if reopened else incident.open_since,
    )
    moved = settled(moved, entry, "review due", "", fact.status)
    if fact.status == "mitigated":
        moved = settled(moved, entry, "plan b", "b", "over")
    if moved.is_open:
        return replace(answered(moved, entry, "", fact.status, ABOUT_CLOSING), duplicate_of=None)
    moved = running_again(moved, entry)
    customers = (customer.id for customer in incident.customers)
    for about in ("", *incident.roles, *customers):  # nobody is asked any more; what stands in Slack says so
        moved = answered(moved, entry, about, fact.status, WHILE_OPEN)
    moved = replace(moved, personal_offers=tuple(offer_over(offer, entry, "over") for offer in moved.personal_offers))
    return unasked(moved, entry, keeps="form")
