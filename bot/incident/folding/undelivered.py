"""What Slack, or the issue tracker, will never take: nobody was reached by it."""

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.offers import left_out, with_offer
from bot.incident.folding.questions import with_question
from bot.incident.folding.reminders import with_reminder
from bot.incident.logbook import Entry
from bot.incident.parts import FollowUp
from bot.incident.state import Incident


def fold(incident: Incident, entry: Entry, fact: f.Undelivered) -> Incident:
    kind, _, name = fact.effect.partition(":")
    match kind:
        case "question":
            return with_question(incident, int(name), lambda q: replace(q, undelivered_at=entry.at))
        case "issue":
            return replace(incident, follow_ups=tuple(_not_filed(one, name, entry) for one in incident.follow_ups))
        case "offer":
            return with_offer(incident, name, lambda o: replace(o, undelivered_at=entry.at))
        case "asked":
            return _unreachable(incident, entry, name)
        case "archive":
            return replace(incident, archived=False)
        case "reminder":
            return with_reminder(incident, name, lambda r: replace(r, undelivered_at=entry.at))
    return incident


def _unreachable(incident: Incident, entry: Entry, asked: str) -> Incident:
    """Somebody who was to be asked by direct message, named as the surface names it, can never be."""
    seq, _, person = asked.partition(":")
    offers = (
        left_out(o, entry, person, "nobody") if str(o.seq) == seq and o.is_open else o for o in incident.personal_offers
    )
    return replace(incident, personal_offers=tuple(offers))


def _not_filed(one: FollowUp, name: str, entry: Entry) -> FollowUp:
    if one.id != name or one.issue is None or one.is_filed:
        return one  # what became of one that is there was not told there: it is there all the same
    return replace(one, issue=replace(one.issue, failed_at=entry.at))
