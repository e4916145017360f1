"""What people are asked or offered by direct message, and what settles it."""

from dataclasses import replace

from bot.incident import facts as f
from bot.incident.folding.reminders import settled, with_reminder
from bot.incident.logbook import Entry
from bot.incident.state import Incident


def asked_in_person(
    incident: Incident,
    entry: Entry,
    fact: f.HelpAnswered | f.UnknownRaised | f.UnknownAnswered | f.LookedBack | f.LookBackSkipped,
) -> Incident:
    """Something is asked by direct message, or one of those who were asked has answered; a helper ends it for all."""
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


def reviewed(incident: Incident, entry: Entry, fact: f.ReviewAssigned | f.SummaryApproved) -> Incident:
    """Whoever was told that its day has come owes nothing more: it is done, or has another day or owner."""
    return settled(incident, entry, "review due", "", "moved" if isinstance(fact, f.ReviewAssigned) else "approved")


def planned(incident: Incident, entry: Entry, fact: f.Planned | f.PlanStepped) -> Incident:
    match fact:
        case f.Planned():
            told = settled(incident, entry, "plan b", fact.plan, "planned anew")
            return replace(told, plans={**incident.plans, fact.plan: fact})
        case f.PlanStepped():
            return settled(incident, entry, "plan b", fact.plan, fact.stage)


def chosen(incident: Incident, entry: Entry, fact: f.PromptSwitchedOff | f.PastWeighed) -> Incident:
    """What people want to be offered unasked, and what not."""
    if isinstance(fact, f.PastWeighed):
        return replace(incident, pasts={**incident.pasts, fact.past: fact.helped})
    return _switched_off(incident, entry, fact.prompt)


def _switched_off(incident: Incident, entry: Entry, prompt: str) -> Incident:
    off = replace(incident, prompts_off=incident.prompts_off | {prompt})
    for about in {r.about for r in incident.reminders if r.about.partition(" ")[0] == prompt}:
        off = settled(off, entry, "prompt", about, "off")
    return off


def slowed(incident: Incident, entry: Entry, answer: str) -> Incident:
    """What stands in Slack says which clocks run, also when that is taken back."""
    reminders = (
        replace(r, answered_at=entry.at, answer=answer) if (r.rung, r.about) == ("prompt", "no-change") else r
        for r in incident.reminders
    )
    return replace(incident, reminders=tuple(reminders))


def draft_sent(incident: Incident, entry: Entry, question: str) -> Incident:
    """The draft that this answers waits no more, if it is one."""
    about, _, seq = question.partition(":")
    if about != "brief":
        return incident
    return with_reminder(incident, seq, lambda r: replace(r, answered_at=r.answered_at or entry.at, answer="sent"))
