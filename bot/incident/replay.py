"""An incident is what its logbook says: `replay` folds entries into one frozen value.

Law: nothing here decides anything. A struck entry never happened, a later fact about the same thing wins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, assert_never, get_args

from bot.incident import facts as f
from bot.incident.folding import (
    channel,
    customers,
    follow_ups,
    hypotheses,
    life,
    marks,
    offers,
    questions,
    reminders,
    reports,
    roles,
    tasks,
)
from bot.incident.folding.asked import asked_in_person, chosen, draft_sent, planned, reviewed, slowed
from bot.incident.folding.channel import where_it_stands
from bot.incident.folding.follow_ups import owner_back
from bot.incident.folding.life import made_private
from bot.incident.folding.offers import with_offer
from bot.incident.folding.questions import unasked
from bot.incident.folding.reminders import answered
from bot.incident.folding.reports import seen_at_work
from bot.incident.folding.undelivered import unreached
from bot.incident.logbook import BOT, Entry, From, MessageRef, Saying, fact_of
from bot.incident.parts import Suggestion
from bot.incident.policy import LEAD
from bot.incident.policy_record import of_record
from bot.incident.state import Case, Incident

_READABLE: tuple[type, ...] = get_args(f.Fact)


def replay(number: int, entries: Iterable[Entry]) -> Incident:
    """The incident that these entries tell, oldest first; corrections already applied."""
    written = tuple(entries)
    struck = {entry.fact.seq for entry in written if isinstance(entry.fact, f.Struck)}
    told = carry_on(Incident(number), [entry for entry in written if entry.seq not in struck])
    return replace(
        told,
        struck=tuple(entry for entry in written if entry.seq in struck),
        last_seq=written[-1].seq if written else 0,
        _ids=_ids_used(told, written),
    )


def carry_on(incident: Incident, written: Sequence[Entry]) -> Incident:
    """The incident after these further entries: what replaying the whole logbook gives, without folding it again."""
    if any(isinstance(entry.fact, f.Struck) and entry.fact.seq <= incident.last_seq for entry in written):
        return replay(incident.number, (*incident.logbook, *written))
    told = incident
    for entry in written:
        told = apply(told, entry)
    entries = _where_they_stand(told, (*incident.entries, *written))
    return replace(
        told,
        entries=entries,
        last_seq=written[-1].seq if written else incident.last_seq,
        _ids=_ids_used(incident, written),
        _by_kind=_of_each_kind(entries),
    )


def as_if(case: Case, sayings: Sequence[Saying]) -> Case:
    """The case once these are written, by the bot, now."""
    if not sayings:
        return case
    entries = [
        Entry(seq, case.now, case.now, BOT, "", fact_of(saying), saying.message if isinstance(saying, From) else None)
        for seq, saying in enumerate(sayings, start=case.incident.last_seq + 1)
    ]
    return replace(case, incident=carry_on(case.incident, entries))


def _where_they_stand(incident: Incident, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries with their messages where those stand now: Slack finds them under the present id alone."""
    if not incident.channel_was:
        return entries
    return tuple(replace(e, message=where_it_stands(incident, e.message)) if e.message else e for e in entries)


def _of_each_kind(entries: Iterable[Entry]) -> Mapping[type, tuple[tuple[Entry, Any], ...]]:
    """The entries with their facts: a page asks fifty times for a few, and would go through all of them each time."""
    found: dict[type, list[tuple[Entry, Any]]] = {}
    for entry in entries:
        found.setdefault(type(entry.fact), []).append((entry, entry.fact))
    return {kind: tuple(told) for kind, told in found.items()}


def _ids_used(incident: Incident, written: Iterable[Entry]) -> Mapping[str, int]:
    """The highest number per letter, of struck records too."""
    ids = dict(incident._ids)  # noqa: SLF001 - the state's own
    for entry in written:
        record_id = getattr(entry.fact, "id", "")
        if record_id:
            ids[record_id[0]] = max(ids.get(record_id[0], 0), int(record_id[1:]))
    return ids


def apply(incident: Incident, entry: Entry) -> Incident:
    """The incident after one more entry (without the entry itself: `replay` keeps those).

    One that cannot be read, because a newer version wrote it or its words were taken out, changes nothing.
    """
    if not _is_readable(entry.fact):
        return incident
    match entry.fact:
        case f.Opened() | f.Imported() | f.TitleSet() | f.SeveritySet() | f.StatusSet():
            return life.fold(incident, entry, entry.fact)
        case f.RoleOffered() | f.RoleTaken() | f.RoleDeclined() | f.RoleReleased() | f.OfferLapsed():
            return roles.fold(incident, entry, entry.fact)
        case f.PolicyAdopted() as told:
            return replace(incident, policy=of_record(told))
        case f.GroupOffered() | f.GroupAsked() | f.GroupLapsed() | f.OfferSent():
            return offers.fold(incident, entry, entry.fact)
        case f.OfferShown(offer_seq=seq, ts=ts):
            return with_offer(incident, f"{seq}", lambda o: replace(o, ts=ts, shown_at=entry.at))
        case f.SeenAtWork(role=name) as seen:
            return seen_at_work(incident, incident.role(name), seen)
        case f.Reported() | f.NothingNew() | f.Postponed() | f.Snoozed():
            return reports.fold(incident, entry, entry.fact)
        case f.Paused() | f.Resumed():
            return reports.fold_pauses(incident, entry, entry.fact)
        case f.HeldBack(person=person, rung=rung, until=until):
            return replace(incident, held_back={**incident.held_back, (person, rung): until})
        case f.LeadSeen():
            return answered(incident, entry, LEAD, "seen")
        case f.Reminded() | f.ReminderDelivered() | f.ReminderDropped() | f.Undelivered():
            return reminders.fold(unreached(incident, entry, entry.fact), entry, entry.fact)
        case f.QuestionAsked() | f.QuestionShown() | f.QuestionAnswered() | f.QuestionEnded():
            return questions.fold(incident, entry, entry.fact)
        case f.HypothesisRaised() | f.HypothesisJudged() | f.HypothesisConfirmed() | f.HypothesisRuledOut():
            return hypotheses.fold(incident, entry, entry.fact)
        case f.PromptSwitchedOff() | f.PastWeighed():
            return chosen(incident, entry, entry.fact)
        case f.CadenceSlowed(times=times):
            return replace(slowed(incident, entry, "slower" if times > 1 else "as agreed"), slower=times)
        case f.BriefShared(question=question) | f.BriefMailed(question=question):
            return draft_sent(incident, entry, question)
        case f.HelpAnswered() | f.UnknownRaised() | f.UnknownAnswered() | f.LookedBack() | f.LookBackSkipped():
            return asked_in_person(incident, entry, entry.fact)
        case f.ReviewAssigned() | f.SummaryApproved():
            return reviewed(incident, entry, entry.fact)
        case f.TaskAsked() | f.TaskAnswered() | f.TaskEnded() | f.TaskReturned():
            return tasks.fold(incident, entry, entry.fact)
        case (
            f.FollowUpRaised()
            | f.FollowUpEnded()
            | f.FollowUpReturned()
            | f.FilingAsked()
            | f.FollowUpFiled()
            | f.IssueMoved()
        ) as fact:
            return follow_ups.fold(incident, entry, fact)
        case f.CustomerAffected() | f.CustomerTold():
            return customers.fold(incident, entry, entry.fact)
        case f.Planned() | f.PlanStepped():
            return planned(incident, entry, entry.fact)
        case f.MarkedDuplicate(number=number):
            return replace(incident, duplicate_of=number)
        case f.DuplicateFound(number=number):
            return replace(incident, duplicates=(*incident.duplicates, number))
        case f.DuplicateReleased(number=gone):
            return replace(incident, duplicates=tuple(number for number in incident.duplicates if number != gone))
        case f.BridgeSet(url=url):
            return replace(incident, bridge=url)
        case f.ChannelReady() | f.ChannelMoved() | f.ChannelAdopted() | f.HistoryPartlyRead() | f.HistoryRead():
            return channel.fold(incident, entry, entry.fact)
        case f.FoundThere(people=people):
            return replace(incident, members=incident.members.union(people))
        case f.Joined(person=person):
            return replace(owner_back(incident, entry, person), members=incident.members | {person})
        case f.Left(person=person):
            return replace(unasked(incident, entry, person=person), members=incident.members - {person})
        case f.CaughtUp(person=person):
            return replace(incident, caught_up=incident.caught_up | {person})
        case f.MadePrivate() | f.DeclaredPrivate():
            return made_private(incident, entry)
        case f.PutAway() | f.Returned():
            return replace(incident, archived=isinstance(entry.fact, f.PutAway))
        case f.CardPosted() | f.SummaryPosted() | f.CanvasMade() | f.CanvasLost():
            return channel.fold_pages(incident, entry.fact)
        case f.Announced() as told:
            return replace(incident, announced=MessageRef(told.channel, told.ts))
        case f.Shown() as fact:
            ref = where_it_stands(incident, MessageRef(fact.channel, fact.ts, fact.thread_ts))
            return replace(incident, shown={**incident.shown, fact.shows_seq: ref})
        case f.MarkSuggested() as fact:
            suggestion = Suggestion(entry.seq, fact.mark, fact.emoji, fact.ts, fact.author, entry.at)
            return replace(incident, suggestions=(*incident.suggestions, suggestion))
        case f.SuggestionEnded(suggestion_seq=seq, why=why):
            suggestions = (replace(s, ended=why) if s.seq == seq else s for s in incident.suggestions)
            return replace(incident, suggestions=tuple(suggestions))
        case f.MarkPut() | f.MarkTakenOff():
            return replace(incident, marks=tuple(marks.fold(incident, entry, entry.fact)))
        case (
            f.AlikeOpened()
            | f.TimeSet()
            | f.Called()
            | f.Decided()
            | f.RiskStated()
            | f.NeedStated()
            | f.ImpactStated()
            | f.MoneyStated()
            | f.Noted()
            | f.Marked()
            | f.Dismissed()
            | f.ReportReplaced()
            | f.EndSeen()
            | f.Struck()
            | f.Redacted()
            | f.Invited()
            | f.HolderGone()
            | f.Deafened()
            | f.GoneDeaf()
            | f.Relieved()
            | f.RolesDoubled()
            | f.ReadBack()
            | f.PlaybookWritten()
            | f.PlaybookUsed()
            | f.StepTicked()
            | f.PlaybookChecked()
            | f.CompiledConfirmed()
            | f.AnnouncementAsked()
        ):
            return incident  # only readings look at these
        case forgotten:
            assert_never(forgotten)


def _is_readable(fact: object) -> bool:
    """A function of its own, so that the type checker goes on knowing which facts there are."""
    return isinstance(fact, _READABLE)
