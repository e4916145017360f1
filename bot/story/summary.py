"""The post-incident summary, compiled from the record without anybody typing.

Law: every section is there. Where its typed record is missing stand candidates, quoted and not confirmed, or that
nothing is on record; what can be computed is computed, and nothing is made up. Beside timeline,
walkthrough and appendix, each quotation stands in full at one place; where it is needed again, hour and role stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import get_args

from bot.incident import facts as f
from bot.incident import looking_back
from bot.incident.checklists import Checklist, in_use
from bot.incident.logbook import Entry, MessageRef
from bot.incident.parts import Hypothesis
from bot.incident.plans import stepped
from bot.incident.policy import CUSTOMERS, Policy
from bot.incident.reviews import Approval, ReviewProgress, review
from bot.incident.state import Case, Incident
from bot.incident.unknowns import answers as answers_to
from bot.incident.unknowns import still_open
from bot.incident.vocabulary import Housekeeping
from bot.story import labels, punctuality
from bot.story.candidates import (
    Computed,
    Confirmed,
    SummaryTopic,
    candidates,
    computed,
    confirmed,
    just_before,
    named_cause,
)
from bot.story.contradictions import Contradiction, contradictions
from bot.story.figures import Figure, impacts, money
from bot.story.fix import decided_before_the_end, plan_entry
from bot.story.follow_ups import FollowUpLine, listed
from bot.story.in_short import in_short
from bot.story.keytimes import ORDER, Moment, moments
from bot.story.language import Flag, flags
from bot.story.onrecord import OnRecord, answered, on_record, without_denied
from bot.story.phase import Phase, ends, phase_of
from bot.story.promises import Account, accounts
from bot.story.punctuality import Punctuality
from bot.story.quotation import Quotation, quoted
from bot.story.sentences import Holders, Label, Sentence, Source, holders, refs, source
from bot.story.statements import Statement, statements
from bot.story.timeline import TOLD, Line, PinnedMessage, folded, lines
from bot.story.walkthrough import Episode, episodes

_NONE = timedelta(0)
_BY_THE_CALL: frozenset[SummaryTopic] = frozenset({"impact start", "detected"})


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of the impact table: what holds, who says so, and what it put right."""

    words_id: str
    figure: f.ImpactStated | f.MoneyStated
    source: Source
    corrects: f.ImpactStated | f.MoneyStated | None
    seq: int


@dataclass(frozen=True, slots=True)
class Tested:
    """A hypothesis with its end. `spent` runs from its raising to its settling, else to the end of the incident.

    `is_answered`: a line on record denies it, and nobody settled it; it is open no more from then on, and not ruled out
    either.
    """

    hypothesis: Hypothesis
    source: Source
    spent: timedelta
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class LookBackAnswer:
    """What somebody who was there said of it afterwards."""

    words: str
    source: Source
    seq: int


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    what: str
    because: str
    source: Source
    seq: int
    just_before: Quotation | None  # the line before it by somebody else, where no reason was given


@dataclass(frozen=True, slots=True)
class Plan:
    """`step` is how far it came, if anybody said so, with who did; `step_seq` is that entry's."""

    plan: f.Planned
    source: Source
    seq: int
    step: f.PlanStepped | None = None
    step_source: Source | None = None
    step_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who held a role from when to when; `until` is None for whoever holds it still."""

    role: str
    person: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The account before it is worded, one field for each of its sections. `refs` are the messages behind entries."""

    incident: str
    title: str
    bridge: str
    severity: int | None
    status: f.Status
    phase: Phase
    private: bool
    drill: bool
    duplicate_of: int | None
    duplicates: tuple[int, ...]
    imported: f.Imported | None
    history: f.HistoryRead | None
    compiled: bool
    confirmed_by: tuple[str, datetime] | None
    as_of: datetime
    lead: str | None
    declarer: str
    tenures: tuple[Tenure, ...]
    in_short: tuple[Sentence, ...]
    figures: tuple[Sum, ...]
    moments: Mapping[f.KeyTime, Moment | None]
    lines: tuple[Line, ...]
    folded: Mapping[Housekeeping, int]
    tested: tuple[Tested, ...]
    decisions: tuple[Decision, ...]
    plans: Mapping[f.PlanName, Plan]
    decided: str | None  # the decision that was made last before the end, where no plan A was entered
    reasons: tuple[tuple[f.Status, str, Source, int], ...]  # given when it was set to over, oldest first
    candidates: Mapping[SummaryTopic, tuple[Quotation, ...]]
    confirmed: Mapping[SummaryTopic, tuple[Confirmed, ...]]
    end_seen: tuple[tuple[str, Source, int], ...]
    computed: Computed
    episodes: tuple[Episode, ...]
    accounts: tuple[Account, ...]
    liaison: tuple[Quotation, ...]
    follow_ups: tuple[FollowUpLine, ...]
    punctuality: tuple[Punctuality, ...]
    unknowns: tuple[tuple[int, f.UnknownRaised], ...]
    answered: tuple[tuple[int, str, f.UnknownAnswered], ...]  # seq, what was asked, what is known
    needs: tuple[tuple[int, f.NeedStated], ...]
    contradictions: tuple[Contradiction, ...]
    flags: tuple[Flag, ...]
    corrected: tuple[Line, ...]
    corrections: tuple[Quotation, ...]
    struck: tuple[tuple[int, str, datetime], ...]
    undelivered: tuple[tuple[int, f.Undelivered], ...]
    refs: Mapping[int, MessageRef]
    stands_in: Mapping[Label, str] = field(default_factory=dict)  # the place of each quotation in full
    looked_back: Mapping[f.LookBackTopic, tuple[LookBackAnswer, ...]] = field(default_factory=dict)
    was_asked: bool = False  # whether those who did it were asked to look back
    checklists: tuple[Checklist, ...] = ()  # the playbooks that were used
    review: ReviewProgress | None = None
    approval: Approval | None = None
    addendum: tuple[Line, ...] = ()  # what was recorded since the approval
    unconfirmed_left_out: int | None = None  # how many lines; None for a page with all of them


def of(incident: Incident, pinned: Sequence[PinnedMessage] = (), *, now: datetime, policy: Policy) -> Summary:
    """The summary as of `now`; `pinned` are the messages of the timeline."""
    told, held = lines(incident, pinned), holders(incident)
    known = moments(incident)
    said = statements(incident, pinned)
    denied = answered(said)
    record = on_record(incident, said, denied)
    unsettled, taken = _unsettled(incident, record, known), confirmed(record)
    asked = {fact.id: fact.what for _, fact in incident.of(f.UnknownRaised)}
    case = Case(without_denied(incident, denied), now, "", policy=policy)
    told_seqs = {entry.seq for entry, _ in incident.of(*TOLD)}
    account = Summary(
        incident=incident.name,
        title=incident.title,
        bridge=incident.bridge,
        severity=incident.severity,
        status=incident.status,
        phase=phase_of(incident),
        private=incident.private,
        drill=incident.drill,
        duplicate_of=incident.duplicate_of,
        duplicates=incident.duplicates,
        imported=incident.imported,
        compiled=incident.was_told_later,
        confirmed_by=_confirmed_by(incident),
        history=incident.history if isinstance(incident.history, f.HistoryRead) else None,
        as_of=now,
        lead=incident.lead,
        declarer=incident.declarer,
        tenures=_tenures(incident),
        in_short=in_short(case, unsettled, taken, named_cause(record)),
        figures=_figures(incident),
        moments={which: known.get(which) for which in ORDER},
        lines=told,
        folded=folded(incident),
        tested=_tested(incident, now, held, denied),
        decisions=_decisions(incident, record, held),
        plans=_plans(incident),
        decided=_decided(incident),
        reasons=_reasons(incident, held),
        candidates=unsettled,
        confirmed=taken,
        end_seen=tuple((fact.person, source(incident, entry), entry.seq) for entry, fact in incident.of(f.EndSeen)),
        computed=computed(incident, record, policy),
        episodes=episodes(incident, record, heard=_heard(incident, told), silence=_silence(incident, policy)),
        accounts=accounts(incident, now),
        liaison=tuple(quoted(s) for s in said if s.role == CUSTOMERS and s.kind in {"message", "report"}),
        follow_ups=listed(incident),
        punctuality=punctuality.of(incident, now=now, policy=policy),
        unknowns=tuple((entry.seq, fact) for entry, fact in still_open(incident)),
        answered=tuple((entry.seq, asked[name], fact) for name, (entry, fact) in answers_to(incident).items()),
        needs=tuple((entry.seq, fact) for entry, fact in incident.latest(f.NeedStated)),
        contradictions=contradictions(incident),
        flags=flags(incident),
        corrections=tuple(quoted(s) for s in said if labels.is_correction(s.said) or labels.withdrawn(s.said)),
        corrected=tuple(line for line in told if line.corrected_at),
        struck=tuple((fact.seq, entry.by, entry.at) for entry, fact in incident.of(f.Struck)),
        undelivered=tuple((entry.seq, fact) for entry, fact in incident.of(f.Undelivered)),
        looked_back=_looked_back(incident, held),
        was_asked=looking_back.was_asked(incident),
        checklists=in_use(incident),
        review=review(incident),
        refs={seq: ref for seq, ref in sorted(refs(incident).items()) if seq in told_seqs},
    )
    return placed(account)


def placed(account: Summary) -> Summary:
    """The account with the place at which each of its quotations stands first, and so in full."""
    quoted_first = reversed([(q.label, place) for place, quotes in _places(account) for q in quotes])
    return replace(account, stands_in=dict(quoted_first))


def _confirmed_by(incident: Incident) -> tuple[str, datetime] | None:
    """Who last confirmed what was compiled of it, and when."""
    confirmed = [entry for entry, _ in incident.of(f.CompiledConfirmed)]
    return (confirmed[-1].by, confirmed[-1].recorded_at) if confirmed else None


def approved(account: Summary, approval: Approval, now: Sequence[Line], reviewed: ReviewProgress) -> Summary:
    """The account as it was approved, with those lines of the timeline of `now` that it did not have yet.

    `reviewed` is how far its review is by now.

    A line that was put right since has another end, and stands there again.
    """
    known = {_key(line) for line in account.lines}
    since = tuple(line for line in now if _key(line) not in known and line.seq != approval.seq)
    return replace(account, review=reviewed, approval=approval, addendum=since)


def _key(line: Line) -> tuple[object, ...]:
    return (line.seq or line.message, line.corrected_at, line.values.get("edited_at"), line.values.get("deleted_at"))


def _places(account: Summary) -> Iterator[tuple[str, tuple[Quotation, ...]]]:
    """Every place that quotes, in the order of the page and by the name that its template calls it by."""
    offered: dict[str, tuple[Quotation, ...]] = dict(account.candidates.items())
    taken = {str(topic): tuple(one.quote for one in lines) for topic, lines in account.confirmed.items()}
    topics = {topic: (*taken.get(topic, ()), *offered.get(topic, ())) for topic in get_args(SummaryTopic)}
    yield "opening", tuple(q for s in account.in_short if isinstance(q := s.values.get("quote"), Quotation))
    yield from ((topic, topics[topic]) for topic in ("harm", "how_many", "money"))
    yield from ((f"time {which}", offered.get(which, ())[:1]) for which, known in account.moments.items() if not known)
    yield from ((row.id, (row.just_before,)) for row in account.decisions if row.just_before)
    yield from ((topic, topics[topic]) for topic in ("cause", "factors"))
    yield "unanswered", account.computed.unanswered
    yield from ((topic, topics[topic]) for topic in ("detected", "hard", "ended_by", "mitigated"))
    yield "liaison", account.liaison
    yield "follow_ups", topics["follow_ups"]
    yield from ((f"compared {number}", pair) for number, pair in enumerate(account.computed.compared, start=1))


def _unsettled(
    incident: Incident, record: OnRecord, known: Mapping[f.KeyTime, Moment]
) -> Mapping[SummaryTopic, tuple[Quotation, ...]]:
    """The candidates, but for lines that were said after the call: it was found, and had begun, by then."""
    declared = known.get("declared")
    return {
        topic: tuple(q for q in quotes if topic not in _BY_THE_CALL or not declared or q.at <= declared.time)
        for topic, quotes in candidates(incident, record).items()
    }


def _heard(incident: Incident, told: Sequence[Line]) -> list[datetime]:
    """When anything was put on record, also where the timeline folds it: that a role was taken ends a silence."""
    return [*(entry.at for entry, _ in incident.of(*TOLD)), *(line.at for line in told)]


def _silence(incident: Incident, policy: Policy) -> timedelta | None:
    """How long nothing must be on record to be called a silence: the interval of the reports while one investigates."""
    minutes = policy.minutes(incident.severity)
    return timedelta(minutes=minutes[1]) if minutes else None


def _figures(incident: Incident) -> tuple[Sum, ...]:
    """How many, then how much, each with what it put right."""
    counted = tuple(_sum(incident, "count", figure) for figure in impacts(incident))
    return (*counted, *(_sum(incident, "money", figure) for figure in money(incident).values()))


def _sum(incident: Incident, words_id: str, figure: Figure[f.ImpactStated] | Figure[f.MoneyStated]) -> Sum:
    said = source(incident, figure.entry, figure.fact.source)
    return Sum(words_id, figure.fact, said, figure.corrects, figure.entry.seq)


def _tested(incident: Incident, now: datetime, held: Holders, denied: Mapping[Label, Statement]) -> tuple[Tested, ...]:
    raised = {entry.seq: entry for entry, _ in incident.of(f.HypothesisRaised)}
    over_at = incident.status_since if not incident.is_open else None
    return tuple(
        Tested(
            h,
            source(incident, raised[h.seq], held=held),
            max((h.settled_at or (answer.at if answer else over_at or now)) - h.raised_at, _NONE),
            is_answered=answer is not None,
        )
        for h in incident.hypotheses
        for answer in [denied.get(h.seq) if h.outcome == "open" else None]
    )


def _decisions(incident: Incident, record: OnRecord, held: Holders) -> tuple[Decision, ...]:
    """The latest wording of each decision, where it was first made."""
    made: dict[str, Decision] = {}
    for entry, fact in incident.of(f.Decided):
        said = made[fact.id].source if fact.id in made else source(incident, entry, held=held)
        before = None if fact.because else just_before(record, entry.at, entry.by)
        quote = None if before is None else quoted(before)
        made[fact.id] = Decision(fact.id, fact.what, fact.because, said, entry.seq, quote)
    return tuple(made.values())


def _looked_back(incident: Incident, held: Holders) -> dict[f.LookBackTopic, tuple[LookBackAnswer, ...]]:
    """By topic, oldest first; only the topics of which somebody said something."""
    said: dict[f.LookBackTopic, tuple[LookBackAnswer, ...]] = {}
    for entry, fact in incident.of(f.LookedBack):
        told = LookBackAnswer(fact.words, source(incident, entry, held=held), entry.seq)
        said[fact.topic] = (*said.get(fact.topic, ()), told)
    return said


def _plans(incident: Incident) -> dict[f.PlanName, Plan]:
    return {fact.plan: _plan(incident, entry, fact) for entry, fact in incident.of(f.Planned)}


def _decided(incident: Incident) -> str | None:
    made = None if plan_entry(incident, "a") else decided_before_the_end(incident)
    return made[1].id if made else None


def _reasons(incident: Incident, held: Holders) -> tuple[tuple[f.Status, str, Source, int], ...]:
    given = ((entry, fact) for entry, fact in ends(incident) if fact.why)
    return tuple((fact.status, fact.why, source(incident, entry, held=held), entry.seq) for entry, fact in given)


def _plan(incident: Incident, entry: Entry, plan: f.Planned) -> Plan:
    made, said = Plan(plan, source(incident, entry), entry.seq), stepped(incident, plan.plan)
    if said is None:
        return made
    return replace(made, step=said[1], step_source=source(incident, said[0]), step_seq=said[0].seq)


def _tenures(incident: Incident) -> tuple[Tenure, ...]:
    """Who held which role when, in the order in which the roles were taken."""
    held: dict[str, Tenure] = {}
    past: list[Tenure] = []
    for entry in incident.entries:
        fact = entry.fact
        if not isinstance(fact, f.RoleTaken | f.RoleReleased):
            continue
        before = held.pop(fact.role, None)
        if before:
            past.append(Tenure(before.role, before.person, before.since, entry.at))
        if isinstance(fact, f.RoleTaken):
            held[fact.role] = Tenure(fact.role, fact.person, entry.at, None)
    return tuple(sorted([*past, *held.values()], key=lambda tenure: tenure.since))
