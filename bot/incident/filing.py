"""Filing: a follow-up stands in the house's issue tracker as well, and what becomes of it there becomes of it here.

Law: one issue a follow-up, and what the tracker says counts once, when it is newer than what is known. Nothing of a
private incident leaves but by somebody inside who was told what will; what left before it was private is taken back.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.incident import checks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Saying, fact_of
from bot.incident.parts import FollowUp, Issue
from bot.incident.state import Case, Incident


def require_may_file(case: Case, *, id: str, tracker: str) -> FollowUp:  # noqa: A002 - what the record is called by
    """The follow-up, if it can go to the tracker, which is empty where the house has none.

    Refuses `no_tracker`, `no_such_follow_up`, `follow_up_over`, `already_filed`, and `filed_soon` for one on its way.
    """
    if not tracker:
        raise Refused("no_tracker")
    known = case.incident.follow_up(id)
    if known is None:
        raise Refused("no_such_follow_up", id=id, incident=case.incident.name)
    if case.by != known.owner:
        checks.require(case, "follow_up")
    if known.issue is not None and known.is_filed and not is_withheld(case.incident, known):
        raise Refused("already_filed", id=id, issue=known.issue.name, url=known.issue.url)
    if not known.is_outstanding:
        raise Refused("follow_up_over", id=known.id, outcome=known.outcome, at=known.ended_at, by=known.ended_by)
    if known.issue is not None and not known.is_filed and known.issue.failed_at is None:
        raise Refused("filed_soon", id=id)
    return known


def ask(case: Case, *, id: str, tracker: str, knows_private: bool) -> list[Saying]:  # noqa: A002 - as above
    """Have it filed. Refuses `became_private` for who was not told so, and what `require_may_file` refuses."""
    known = require_may_file(case, id=id, tracker=tracker)
    if case.incident.private and not knows_private:
        raise Refused("became_private", id=known.id, incident=case.incident.name)
    return [f.FilingAsked(id=known.id, private=case.incident.private)]


def asked_with(case: Case, sayings: Sequence[Saying]) -> list[Saying]:
    """The sayings, and for each follow-up that they raise that it is filed: of no private incident, and of no drill."""
    told = list(sayings)
    if case.incident.private or case.incident.drill:
        return told
    raised = [fact.id for saying in told if isinstance(fact := fact_of(saying), f.FollowUpRaised)]
    return told + [f.FilingAsked(id=name) for name in raised if case.incident.follow_up(name) is None]


def moved(  # noqa: PLR0913 - what the tracker says of it
    case: Case,
    *,
    id: str,  # noqa: A002 - as above
    to: f.IssueState,
    how: f.FollowUpEnd,
    reason: str,
    login: str,
    as_of: datetime,
) -> list[Saying]:
    """What the tracker says of an issue, if that is news: another state, and no older than what is known.

    Trackers tell the second, and an issue may be closed within that in which it was made.
    """
    issue = filed(case, id)
    if issue is None or issue.is_open == (to == "open") or (issue.as_of is not None and as_of < issue.as_of):
        return []
    if to == "open":
        return [f.IssueMoved(id=id, to=to, login=login, as_of=as_of)]
    return [f.IssueMoved(id=id, to=to, how=how, reason=reason, login=login, as_of=as_of)]


def filed(case: Case, id: str) -> Issue | None:  # noqa: A002 - as above
    """The issue of this follow-up; None while the tracker has none."""
    known = case.incident.follow_up(id)
    return known.issue if known is not None and known.is_filed else None


def is_withheld(incident: Incident, one: FollowUp) -> bool:
    """Whether it was filed before its incident was private, and nobody inside has said since that its words may go."""
    return incident.private and one.issue is not None and not one.issue.knows_private


def is_to_be_shown(before: Incident, after: Incident, one: FollowUp) -> bool:
    """Whether the tracker has something to hear: a new follow-up, other words of it, or that it ended, or goes on."""
    was = before.follow_up(one.id)
    known = was.issue if was is not None else None
    if one.issue is None:
        return False
    if was is None or known is None or known.asked_at != one.issue.asked_at:
        return True
    is_refused = one.issue.failed_at is not None and not one.is_filed
    if not is_refused and _said_there(before, was) != _said_there(after, one):
        return True
    if was.outcome == one.outcome:
        return False
    return one.issue.is_open != one.is_outstanding or (one.is_outstanding and not one.is_filed)


def _said_there(incident: Incident, one: FollowUp) -> tuple[object, ...]:
    """What its issue says of it; that it ended there, the tracker says itself."""
    if is_withheld(incident, one):
        return ()
    came_from = ("", "") if incident.private else (incident.title, incident.channel)
    end = (one.outcome, one.words, one.ended_by) if one.ended_there_by is None else ("", "", "")
    return (one.text, one.owner, one.due_on, *came_from, *end)
