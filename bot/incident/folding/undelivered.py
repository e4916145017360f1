"""What Slack, or the issue tracker, will never take: nobody was reached by it."""

from dataclasses import replace

from bot.incident import facts as f
from bot.incident.folding.offers import left_out
from bot.incident.folding.questions import with_question
from bot.incident.logbook import Entry
from bot.incident.parts import FollowUp
from bot.incident.state import Incident


def unreachable(incident: Incident, entry: Entry, asked: str) -> Incident:
    """Somebody who was to be asked by direct message, named as the surface names it, can never be."""
    seq, _, person = asked.partition(":")
    offers = (
        left_out(o, entry, person, "nobody") if str(o.seq) == seq and o.is_open else o for o in incident.personal_offers
    )
    return replace(incident, personal_offers=tuple(offers))


def unreached(incident: Incident, entry: Entry, fact: f.Fact) -> Incident:
    kind, _, seq = fact.effect.partition(":") if isinstance(fact, f.Undelivered) else ("", "", "")
    if kind == "issue":
        return replace(incident, follow_ups=tuple(_not_filed(one, seq, entry) for one in incident.follow_ups))
    if kind != "question":
        return incident
    return with_question(incident, int(seq), lambda q: replace(q, undelivered_at=entry.at))


def _not_filed(one: FollowUp, name: str, entry: Entry) -> FollowUp:
    if one.id != name or one.issue is None or one.is_filed:
        return one  # what became of one that is there was not told there: it is there all the same
    return replace(one, issue=replace(one.issue, failed_at=entry.at))
