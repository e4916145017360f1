"""Follow-ups, and what becomes of them in the issue tracker."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import ABOUT_FOLLOW_UPS, answered
from bot.incident.logbook import Entry
from bot.incident.parts import FollowUp, Issue
from bot.incident.state import Incident

FilingFact: TypeAlias = f.FilingAsked | f.FollowUpFiled | f.IssueMoved
FollowUpFact: TypeAlias = f.FollowUpRaised | f.FollowUpEnded | f.FollowUpReturned


def fold(incident: Incident, entry: Entry, fact: FollowUpFact | FilingFact) -> Incident:
    if isinstance(fact, f.FilingAsked | f.FollowUpFiled | f.IssueMoved):
        return _filing(incident, entry, fact)
    known = incident.follow_up(fact.id)
    if known is None:
        if not isinstance(fact, f.FollowUpRaised):
            return incident  # it was taken back
        raised = FollowUp(fact.id, fact.text, entry.by, entry.at, entry.seq, entry.at, fact.owner, fact.due_on)
        return replace(incident, follow_ups=(*incident.follow_ups, raised))
    after = _follow_up_after(known, entry, fact)
    settled = replace(incident, follow_ups=tuple(after if one is known else one for one in incident.follow_ups))
    if after.outcome:
        return answered(settled, entry, known.id, after.outcome, ABOUT_FOLLOW_UPS)
    if after.set_at != known.set_at:
        is_moved = after.owner == known.owner
        return answered(settled, entry, known.id, "moved" if is_moved else "passed on", ABOUT_FOLLOW_UPS)
    return settled


def owner_back(incident: Incident, entry: Entry, person: str) -> Incident:
    """Whoever only left the channel is in it again: nobody needs to hear that they are gone."""
    back = [one for one in incident.follow_ups if one.owner == person and one.gone_why == "left"]
    for one in back:
        incident = answered(incident, entry, one.id, "back", ABOUT_FOLLOW_UPS[1:])
    here = (replace(one, gone_why=None, gone_at=None) if one in back else one for one in incident.follow_ups)
    return replace(incident, follow_ups=tuple(here)) if back else incident


def _follow_up_after(known: FollowUp, entry: Entry, fact: FollowUpFact) -> FollowUp:
    match fact:
        case f.FollowUpRaised():
            again = replace(known, text=fact.text)
            if (fact.owner, fact.due_on) == (known.owner, known.due_on):
                return again
            return replace(again, owner=fact.owner, due_on=fact.due_on, set_at=entry.at, gone_why=None, gone_at=None)
        case f.FollowUpEnded():
            return replace(known, outcome=fact.how, words=fact.words, ended_at=entry.at, ended_by=entry.by)
        case f.FollowUpReturned():
            return replace(known, gone_why=fact.why, gone_at=entry.at)


def _filing(incident: Incident, entry: Entry, fact: FilingFact) -> Incident:
    """What ends in the tracker ends here, and is asked about no more."""
    known = incident.follow_up(fact.id)
    if known is None:
        return incident  # it was taken back
    after = _filed_after(known, entry, fact)
    told = replace(incident, follow_ups=tuple(after if one is known else one for one in incident.follow_ups))
    return (
        told
        if after.outcome == known.outcome
        else answered(told, entry, known.id, after.outcome or "moved", ABOUT_FOLLOW_UPS)
    )


def _filed_after(known: FollowUp, entry: Entry, fact: FilingFact) -> FollowUp:
    match fact:
        case f.FilingAsked(private=private):
            issue = known.issue if known.issue is not None and known.is_filed else Issue(entry.by, entry.at)
            asked = replace(issue, asked_by=entry.by, asked_at=entry.at, knows_private=private, failed_at=None)
            return replace(known, issue=asked)
        case f.FollowUpFiled():
            issue = known.issue or Issue(entry.by, entry.at)
            told = replace(issue, name=fact.issue, url=fact.url, status_url=fact.status_url, as_of=fact.as_of)
            return replace(known, issue=replace(told, failed_at=None))
        case f.IssueMoved():
            return known if known.issue is None else _moved_there(known, known.issue, entry, fact)


def _moved_there(known: FollowUp, issue: Issue, entry: Entry, fact: f.IssueMoved) -> FollowUp:
    moved = replace(known, issue=replace(issue, is_open=fact.to == "open", as_of=fact.as_of or issue.as_of))
    if fact.ours or known.is_outstanding == (fact.to == "open"):
        return moved
    if fact.to == "open":
        return replace(
            moved, outcome="", words="", ended_at=None, ended_by="", ended_there_by=None, set_at=entry.at
        )  # its owner is reminded as of one that was only just set
    return replace(
        moved,
        outcome=fact.how,
        words=fact.reason,
        ended_at=entry.at,
        ended_by=entry.by,
        ended_there_by=fact.login,
    )
