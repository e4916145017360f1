"""What is asked of people by direct message, and what settles it: whoever answers first, or once it is done."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import settled, with_reminder
from bot.incident.logbook import Entry
from bot.incident.state import Incident

AskedFact: TypeAlias = (
    f.HelpAnswered
    | f.UnknownRaised
    | f.UnknownAnswered
    | f.LookedBack
    | f.LookBackSkipped
    | f.ReviewAssigned
    | f.SummaryApproved
    | f.Planned
    | f.PlanStepped
    | f.BriefShared
    | f.BriefMailed
)


def fold(incident: Incident, entry: Entry, fact: AskedFact) -> Incident:
    match fact:
        case f.HelpAnswered(id=need, can=True):
            return settled(incident, entry, "help", need, "found")
        case f.HelpAnswered(id=need):
            return settled(incident, entry, "help", need, "declined", person=entry.by)
        case f.UnknownRaised(id=name):
            return replace(incident, unknowns=incident.unknowns | {name})
        case f.UnknownAnswered(id=name):
            incident = replace(incident, answered_at={**incident.answered_at, name: entry.at})
            incident = settled(incident, entry, "ask", name, "answered")
            incident = settled(incident, entry, "unanswered", name, "answered")
            return settled(incident, entry, "ask back", name, "replaced")
        case f.LookedBack():
            return settled(incident, entry, "look back", "", "answered", person=entry.by)
        case f.LookBackSkipped():
            return settled(incident, entry, "look back", "", "skipped", person=entry.by)
        case f.ReviewAssigned():  # it has another day or owner
            return settled(incident, entry, "review due", "", "moved")
        case f.SummaryApproved():
            return settled(incident, entry, "review due", "", "approved")
        case f.Planned(plan=plan):
            told = settled(incident, entry, "plan b", plan, "planned anew")
            return replace(told, plans={**incident.plans, plan: fact})
        case f.PlanStepped(plan=plan, stage=stage):
            return settled(incident, entry, "plan b", plan, stage)
        case f.BriefShared(question=question) | f.BriefMailed(question=question):
            return _draft_sent(incident, entry, question)


def _draft_sent(incident: Incident, entry: Entry, question: str) -> Incident:
    """The draft that this answers waits no more, if it is one."""
    about, _, seq = question.partition(":")
    if about != "brief":
        return incident
    return with_reminder(incident, seq, lambda r: replace(r, answered_at=r.answered_at or entry.at, answer="sent"))
