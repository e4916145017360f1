"""An incident is what its logbook says: `replay` folds entries into one frozen value.

Law: nothing here decides anything. A struck entry never happened, a later fact about the same thing wins.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, assert_never, get_args

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding import (
    asked,
    channel,
    customers,
    duplicates,
    follow_ups,
    hypotheses,
    life,
    marks,
    members,
    offers,
    prompts,
    questions,
    reminders,
    reports,
    roles,
    tasks,
    undelivered,
)
from bot.incident.folding.channel import where_it_stands
from bot.incident.logbook import BOT, Entry, From, Saying, fact_of
from bot.incident.state import Case, Incident

_ByKind: TypeAlias = Mapping[type, tuple[tuple[Entry, Any], ...]]

_READABLE: tuple[type, ...] = get_args(f.Fact)
# What only readings look at.
_OnlyRead: TypeAlias = (
    f.AlikeOpened
    | f.TimeSet
    | f.Called
    | f.Decided
    | f.RiskStated
    | f.NeedStated
    | f.ImpactStated
    | f.MoneyStated
    | f.Noted
    | f.Marked
    | f.Dismissed
    | f.ReportReplaced
    | f.EndSeen
    | f.Struck
    | f.Redacted
    | f.Invited
    | f.Deafened
    | f.GoneDeaf
    | f.Relieved
    | f.RolesDoubled
    | f.ReadBack
    | f.PlaybookWritten
    | f.PlaybookUsed
    | f.StepTicked
    | f.PlaybookChecked
    | f.CompiledConfirmed
    | f.AnnouncementAsked
)


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
    before, by_kind = incident.entries, incident._by_kind  # noqa: SLF001 - the state's own
    if told.channel_was != incident.channel_was:
        before = _where_they_stand(told, before)
        by_kind = _of_each_kind(before, {})
    after = _where_they_stand(told, written)
    return replace(
        told,
        entries=(*before, *after),
        last_seq=written[-1].seq if written else incident.last_seq,
        _ids=_ids_used(incident, written),
        _by_kind=_of_each_kind(after, by_kind),
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


def _where_they_stand(incident: Incident, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with their messages where those stand now: Slack finds them under the present id alone."""
    if not incident.channel_was:
        return tuple(entries)
    return tuple(replace(e, message=where_it_stands(incident, e.message)) if e.message else e for e in entries)


def _of_each_kind(entries: Iterable[Entry], before: _ByKind) -> _ByKind:
    """The entries with their facts: a page asks fifty times for a few, and would go through all of them each time."""
    found: dict[type, list[tuple[Entry, Any]]] = {}
    for entry in entries:
        found.setdefault(type(entry.fact), []).append((entry, entry.fact))
    return {**before, **{kind: (*before.get(kind, ()), *told) for kind, told in found.items()}}


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
    fact = entry.fact
    if not _is_readable(fact) or isinstance(fact, _OnlyRead):
        return incident
    if isinstance(fact, life.LifeFact):
        return life.fold(incident, entry, fact)
    if isinstance(fact, roles.RoleFact):
        return roles.fold(incident, entry, fact)
    if isinstance(fact, offers.OfferFact):
        return offers.fold(incident, entry, fact)
    if isinstance(fact, reports.ReportFact):
        return reports.fold(incident, entry, fact)
    if isinstance(fact, reports.PauseFact):
        return reports.fold_pauses(incident, entry, fact)
    if isinstance(fact, reminders.ReminderFact):
        return reminders.fold(incident, entry, fact)
    if isinstance(fact, f.Undelivered):
        return undelivered.fold(incident, entry, fact)
    if isinstance(fact, asked.AskedFact):
        return asked.fold(incident, entry, fact)
    if isinstance(fact, prompts.PromptFact):
        return prompts.fold(incident, entry, fact)
    if isinstance(fact, questions.QuestionFact):
        return questions.fold(incident, entry, fact)
    if isinstance(fact, hypotheses.HypothesisFact):
        return hypotheses.fold(incident, entry, fact)
    if isinstance(fact, tasks.TaskFact):
        return tasks.fold(incident, entry, fact)
    if isinstance(fact, follow_ups.FollowUpFact | follow_ups.FilingFact):
        return follow_ups.fold(incident, entry, fact)
    if isinstance(fact, customers.CustomerFact):
        return customers.fold(incident, entry, fact)
    if isinstance(fact, marks.MarkFact):
        return marks.fold(incident, entry, fact)
    if isinstance(fact, members.MemberFact):
        return members.fold(incident, entry, fact)
    if isinstance(fact, duplicates.DuplicateFact):
        return duplicates.fold(incident, fact)
    if isinstance(fact, channel.ChannelFact):
        return channel.fold(incident, entry, fact)
    if isinstance(fact, channel.PageFact):
        return channel.fold_pages(incident, fact)
    assert_never(fact)


def _is_readable(fact: object) -> bool:
    """A function of its own, so that the type checker goes on knowing which facts there are."""
    return isinstance(fact, _READABLE)
