"""Follow-ups on the pages: the measures of the brief's section on prevention, and the list of the summary."""

from dataclasses import dataclass

from bot.incident.facts import FollowUpRaised
from bot.incident.follow_ups import by_day, state_of
from bot.incident.parts import FollowUp
from bot.incident.state import Case, Incident
from bot.story.sentences import MUST, STRONG, Sentence, Source, source

MEASURES_MAX = 3  # of the brief; whoever wants all of them reads the summary


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """A follow-up with who raised it when; `seq` is the entry that says it last."""

    one: FollowUp
    source: Source
    seq: int


def measures(case: Case) -> tuple[Sentence, ...]:
    """What is done so that it does not come back, with owner and day: what is outstanding, then what was done."""
    ranked = by_day(case.incident.follow_ups)
    kept = [
        *(one for one in ranked if one.is_outstanding),
        *(one for one in ranked if one.outcome == "done"),
        *(one for one in ranked if one.outcome == "will not do"),
    ]
    today = case.now.date()
    told = [
        Sentence(
            "measure",
            {
                "text": one.text,
                "owner": one.owner,
                "due_on": one.due_on,
                "state": state_of(one, today),
                "why": one.words,
                "stands_as": one.issue.name if one.issue else "",
                "stands_url": one.issue.url if one.issue else "",
            },
            (one.seq,),
            MUST if place == 0 else STRONG,
        )
        for place, one in enumerate(kept[:MEASURES_MAX])
    ]
    rest = tuple(one.seq for one in kept[MEASURES_MAX:])
    return (*told, Sentence("measures_more", {"count": len(rest)}, rest, STRONG)) if rest else tuple(told)


def listed(incident: Incident) -> tuple[FollowUpLine, ...]:
    """All of them, those that are outstanding first, by their day."""
    raised = {fact.id: entry for entry, fact in reversed(incident.of(FollowUpRaised))}
    newest = {fact.id: entry.seq for entry, fact in incident.of(FollowUpRaised)}
    ranked = sorted(by_day(incident.follow_ups), key=lambda one: bool(one.outcome))
    return tuple(FollowUpLine(one, source(incident, raised[one.id]), newest[one.id]) for one in ranked)
