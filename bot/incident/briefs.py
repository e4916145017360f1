"""The brief's clock: at its time the lead gets the executive's page as a draft, and one tap sends it on.

In a severity that has no clock of its own but is named for it, the time is when what the page says has changed.

Law: what is sent is what the lead saw, once to each who is to get it. Where the house named nobody there is no clock,
and nothing is ever due. The brief of a private incident goes to people who are in its channel, or nowhere.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.incident import sharing
from bot.incident.errors import Refused
from bot.incident.facts import BriefMailed, BriefShared, Opened
from bot.incident.logbook import Saying
from bot.incident.matters import Matter
from bot.incident.parts import Reminder
from bot.incident.policy import BRIEF_CADENCE_MIN, SPACED_AS, UNJUDGED_SEVERITY
from bot.incident.reports import COLUMN, FIRST
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import CHANGES

ABOUT = "brief"


def due_at(case: Case) -> datetime | None:
    """When the lead gets the next draft, aware UTC; None when there is no clock."""
    incident, drafted_at = case.incident, _drafted_at(case.incident)
    cadence = _cadence(case, is_first=not drafted_at)
    if cadence is None or incident.open_since is None:
        return None
    resumed = [incident.clocks_from] if incident.clocks_from else []
    if not is_on_change(case):
        return max([incident.open_since, *resumed, *drafted_at]) + cadence
    last_at = max([incident.open_since, *drafted_at])
    changed_at = _changed_at(incident)
    return None if changed_at is None else max([changed_at, last_at + cadence, *resumed])


def is_on_change(case: Case) -> bool:
    """Whether the draft comes when what it says has changed, and at no time of its own."""
    severity = case.incident.severity or UNJUDGED_SEVERITY
    return severity in case.policy.brief_on_change and not case.policy.brief_cadence_min.get(severity)


def _changed_at(incident: Incident) -> datetime | None:
    """When the first thing was put on record since the last draft, else since it began, for which the page changes."""
    since_seq = max((draft.seq for draft in _drafts(incident)), default=0)
    changes = (entry for kind in CHANGES if kind is not Opened for entry, _ in incident.of(kind))
    return min((entry.recorded_at for entry in changes if entry.seq > since_seq), default=None)


def announced_at(case: Case) -> datetime | None:
    """When the next page comes, as a page says that is itself the one that is due."""
    at, cadence = due_at(case), _cadence(case, is_first=False)
    if is_on_change(case):
        return at if at is not None and at > case.now else None
    return case.now + cadence if at is not None and cadence is not None and at <= case.now else at


def matters(case: Case) -> Iterator[Matter]:
    """The draft, for whoever leads; for a lead who comes later, the next one."""
    at, lead = due_at(case), case.incident.lead
    if at is not None and lead is not None:
        yield Matter(at=at, person=lead, due_at=at, since=at, about=ABOUT)


def recipients(case: Case) -> tuple[str, ...]:
    """The people, channels and e-mail addresses that may have it, of those whom the house named.

    An address is nobody in a private incident's channel, so its clock never mails one.
    """
    named, incident = case.policy.brief_to, case.incident
    return tuple(one for one in named if not incident.private or one in incident.members)


def draft_of(incident: Incident, seq: int) -> Reminder | None:
    """The draft that was decided at this entry."""
    return next((r for r in incident.reminders if (r.seq, r.rung) == (seq, "brief")), None)


def send(case: Case, *, draft: int, places: Sequence[tuple[str, str]]) -> list[Saying]:
    """The draft of the entry `draft` goes to these places, (id, name) each, as the lead saw it.

    Refuses `draft_over` for one that is sent, replaced or too old, `brief_for_insiders_only` where nobody may have it,
    and what `sharing.require_may_share` refuses.
    """
    known, allowed = draft_of(case.incident, draft), recipients(case)
    sharing.require_may_share(case, is_private_place=True)
    if known is None or not known.is_open:
        raise Refused("draft_over", incident=case.incident.name, answer=known.answer if known else "")
    going = [(place, name) for place, name in places if place in allowed]
    if not going:
        raise Refused("brief_for_insiders_only", incident=case.incident.name, named=list(case.policy.brief_to))
    as_of, question = known.decided_at, question_of(draft)
    return [
        BriefMailed(address=place, as_of=as_of, question=question, private=case.incident.private)
        if "@" in place
        else BriefShared(place=place, place_name=name, as_of=as_of, question=question)
        for place, name in going
    ]


def sent_to(incident: Incident, draft: int) -> list[tuple[str, str]]:
    """To whom the draft of the entry `draft` went, (id or address, name) each."""
    shared = [(f.place, f.place_name) for _, f in incident.of(BriefShared) if f.question == question_of(draft)]
    return shared + [(f.address, "") for _, f in incident.of(BriefMailed) if f.question == question_of(draft)]


def question_of(draft: int) -> str:
    """What a shared brief names as the happening in which its sharer was asked."""
    return f"{ABOUT}:{draft}"


def _drafted_at(incident: Incident) -> list[datetime]:
    return [draft.decided_at for draft in _drafts(incident)]


def _drafts(incident: Incident) -> list[Reminder]:
    """The drafts that stand in Slack, or never will."""
    drafts = (r for r in incident.reminders if r.rung == "brief" and not r.dropped)
    return [r for r in drafts if r.delivered_at is not None or r.undelivered_at is not None]


def _cadence(case: Case, *, is_first: bool) -> timedelta | None:
    """None on demand, where nobody is to get it, and once it is over; on change, the shortest there may be."""
    incident, cadences = case.incident, case.policy.brief_cadence_min
    minutes = cadences.get(incident.severity or UNJUDGED_SEVERITY)
    if is_on_change(case):
        minutes = cadences.get(SPACED_AS) or BRIEF_CADENCE_MIN[SPACED_AS]
    column = FIRST if is_first else COLUMN.get(incident.status)
    if not minutes or column is None or not incident.is_open or not recipients(case):
        return None
    return timedelta(minutes=minutes[column])
