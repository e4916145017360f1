"""The executive's page as ranked sentences: what happened, whom it hurts, what it costs, why, what is done, what next.

Law: sections 1 to 7 are always there, in this order. A typed record is said in our voice; where it is missing, people's
own words stand as quotations, or that nothing is on record. What the page lacks is said once, in one sentence.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from bot.incident import plans
from bot.incident.facts import ImpactStated, Imported, NeedStated, Opened, Status, StatusSet
from bot.incident.logbook import BOT, MessageRef
from bot.incident.parts import Customer
from bot.incident.policy import Policy
from bot.incident.reviews import Approval, approval
from bot.incident.state import Case, Incident
from bot.story.cause import cause
from bot.story.feeding import Place, Quoted
from bot.story.fix import fix, is_done, plan_entry, prevention
from bot.story.freshness import Picture, pictures
from bot.story.impact import customers, revenue
from bot.story.keytimes import declared_after, moments, out_of_order, took
from bot.story.onrecord import OnRecord, answered, on_record, without_denied
from bot.story.phase import WORDS_MAX, Phase, ended_by, phase_of, standing
from bot.story.quotation import Quotation
from bot.story.risk import risk
from bot.story.room import Room
from bot.story.sentences import EXTRA, MUST, USEFUL, Label, Sentence, holders, refs, role_of
from bot.story.statements import Statement, statements
from bot.story.tasks import tasks
from bot.story.timeline import PinnedMessage

HARMED_NAMED_MAX = 2  # the first lines must stand alone when they are forwarded; two names still do


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is one of summary, customers, revenue, cause, fix, prevention, risk."""

    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class OnlySaid:
    """What was said in the channel and neither typed nor marked: counted, never quoted. Times are aware UTC."""

    messages: int
    people: int
    last_at: datetime
    last_by: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The page before it is worded. `refs` are the messages behind the records that its sentences come from.

    `changed` tells whoever has read one before what is new; it stands above the sections and is none of their words.
    """

    incident: str
    title: str
    bridge: str
    severity: int | None
    status: Status
    phase: Phase
    private: bool
    drill: bool
    duplicate_of: int | None
    duplicates: tuple[int, ...]
    as_of: datetime
    lead: str | None
    next_brief_at: datetime | None
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...]
    approval: Approval | None  # of the post-incident summary
    refs: Mapping[Label, MessageRef]
    words_max: int
    changed: Sentence | None = None
    unconfirmed_left_out: int | None = None  # how many lines; None for a page with all of them


def of(  # noqa: PLR0913 - a page is made of these
    incident: Incident,
    pinned: Sequence[PinnedMessage] = (),
    *,
    now: datetime,
    policy: Policy,
    due: Mapping[str, datetime | None],
    next_brief_at: datetime | None,
    only_said: OnlySaid | None = None,
) -> Brief:
    """The brief as of `now`; `pinned` are the timeline's messages, `due` is when each role owes its next report."""
    everything = statements(incident, pinned)
    said = everything[: bisect_right(everything, now, key=attrgetter("at"))]
    denied = answered(said)
    case = Case(without_denied(incident, denied), now, "", policy=policy)
    phase = phase_of(incident)
    sections = _sections(case, on_record(incident, said, denied), only_said)
    return Brief(
        incident=incident.name,
        title=incident.title,
        bridge=incident.bridge if incident.is_open else "",
        severity=incident.severity,
        status=incident.status,
        phase=phase,
        private=incident.private,
        drill=incident.drill,
        duplicate_of=incident.duplicate_of,
        duplicates=incident.duplicates,
        as_of=now,
        lead=incident.lead,
        next_brief_at=next_brief_at,
        sections=sections,
        approval=approval(incident),
        pictures=pictures(replace(case, incident=incident), due, said),
        refs=_links(incident, said, sections),
        words_max=WORDS_MAX[phase],
    )


def _links(incident: Incident, said: Sequence[Statement], sections: Sequence[Section]) -> dict[Label, MessageRef]:
    told = {label for section in sections for sentence in section.sentences for label in sentence.sources}
    recorded = refs(incident)
    messages = {s.label: s.message for s in said if s.label in told and s.message}
    return {label: recorded[label] for label in recorded if label in told} | messages


def _sections(case: Case, record: OnRecord, only_said: OnlySaid | None) -> tuple[Section, ...]:
    decisions = _decisions(case)
    typed = [*decisions, *(sentence for sentences in _written(case, {}).values() for sentence in sentences)]
    recorded = {label for sentence in typed if sentence.words_id not in _WORDLESS for label in sentence.sources}
    explained = {h.seq for h in case.incident.hypotheses if h.outcome == "confirmed"}  # in our own voice, in section 4
    room = Room(case, record.without((recorded | explained) - _ended_it(case, record)))
    written = _written(case, room.quoted())
    told = {
        **written,
        "summary": (*written["summary"], *_heard(case, record.said, only_said), *decisions),
        "risk": (*written["risk"], *room.lacking()),
    }
    return tuple(Section(name, _standing(sentences or room.elsewhere(name, told))) for name, sentences in told.items())


def _ended_it(case: Case, record: OnRecord) -> frozenset[Label]:
    """The lines of which somebody said, when asked, that they ended it: that stands, whatever else they are told as."""
    return frozenset(() if is_done(case.incident) else (s.label for s in record.answering("done")))


_WORDLESS = {"contact", "other_causes"}  # they tell when and how many, not what


def _written(case: Case, quoted: Quoted) -> dict[str, tuple[Sentence, ...]]:
    """Each section from its typed records, and from what is quoted where they are missing."""
    return {
        "summary": executive_summary(case, quoted),
        "customers": customers(case, quoted),
        "revenue": revenue(case, quoted),
        "cause": cause(case, quoted),
        "fix": (*fix(case, quoted), *tasks(case)),
        "prevention": prevention(case, quoted),
        "risk": risk(case, quoted),
    }


def _standing(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """No section is ever empty, however short the page must be."""
    heaviest = max(sentence.weight for sentence in sentences)
    return tuple(replace(s, weight=MUST) if s.weight == heaviest else s for s in sentences)


def executive_summary(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 1: who cannot do what and until when, the state and who set it, what was said since, the lead's words.

    While it goes on, the deadline is the harm that is still to come; afterwards, whether it was met is part of the end.
    """
    since = [sentence for place in _SINCE for sentence in quoted.get(place, ())]
    ahead, past = (_deadlines(case), ()) if phase_of(case.incident) == "during" else ((), _deadlines(case))
    told = (
        *_state(case),
        *since,
        *took(case.incident),
        *_meaning(case.incident),
        *declared_after(case.incident),
        *_begin_unsaid(case.incident, quoted.get("harm", ())),
        *past,
        *quoted.get("lead", ()),
        *_turn(case),
    )
    return (*harm(case), *ahead, *quoted.get("harm", ()), *told)


_SINCE: tuple[Place, ...] = ("state", "news")


def harm(case: Case) -> tuple[Sentence, ...]:
    """Who cannot do what: the customers on the register, else the figure, else only what it is called."""
    incident = case.incident
    during = phase_of(incident) == "during"
    harmed = _harmed(incident)
    if harmed:
        more = len(harmed) - HARMED_NAMED_MAX
        named = tuple(
            Sentence("harm_customer", {"name": c.name, "cannot": c.cannot, "during": during}, (c.seq,))
            for c in harmed[:HARMED_NAMED_MAX]
        )
        rest = tuple(c.seq for c in harmed[HARMED_NAMED_MAX:])
        return (*named, Sentence("harm_more", {"count": more}, rest)) if rest else named
    stated = incident.of(ImpactStated)
    if stated:
        entry, fact = stated[-1]
        return (Sentence("harm_figure", {"figure": fact, "title": incident.title}, (entry.seq,)),)
    opened = tuple(entry.seq for entry, _ in incident.of(Opened))
    return (Sentence("harm_unknown", {"title": incident.title}, opened),)


def _harmed(incident: Incident) -> list[Customer]:
    """The customers on the register, the most pressing first."""
    return sorted(incident.customers, key=lambda c: (c.deadline_at is None, c.deadline_at or c.since))


def _deadlines(case: Case) -> tuple[Sentence, ...]:
    """How long it is until then; once the harm is said to have ended, whether that was said in time."""
    if case.incident.status == "cancelled":
        return ()
    end = ended_by(case.incident)
    status, set_at, seqs = (end[1].status, end[0].at, (end[0].seq,)) if end else ("", None, ())
    return tuple(
        Sentence(
            "harm_deadline",
            {"name": c.name, "deadline_at": c.deadline_at, "now": case.now, "status": status, "set_at": set_at},
            (c.seq, *seqs),
            USEFUL if end else MUST,
        )
        for c in _harmed(case.incident)[:HARMED_NAMED_MAX]
        if c.deadline_at and not c.done
    )


def _state(case: Case) -> tuple[Sentence, ...]:
    """Since when, and who set the state when and why. That the harm ended is said only where a person timed it."""
    incident, known = case.incident, moments(case.incident)
    began, ended = known.get("impact start"), known.get("mitigated")
    is_timed = ended is not None and ended.stated and phase_of(incident) != "during"
    timed = {
        "began_at": began.time if began else None,
        "began_source": began.source if began else None,
        "ended_at": ended.time if ended and is_timed else None,
        "ended_source": ended.source if ended and is_timed else None,
    }
    seqs = tuple(moment.seq for moment in (began, ended) if moment)
    times = (Sentence("times", timed, seqs),) if began or is_timed else ()
    return (*(_doubt(incident) or times), newest_act(incident))


def _begin_unsaid(incident: Incident, harm: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """That the length runs from the call, where people's own words on the harm name an hour of which none is entered.

    Of which zone and of what it is nobody knows: it is not computed with.
    """
    since_call = any(sentence.values["since"] == "declared" for sentence in took(incident))
    names_hour = any(quote.as_typed for sentence in harm for quote in _quotes(sentence))
    return (Sentence("begin_not_entered", {}, (), EXTRA),) if since_call and names_hour else ()


def _meaning(incident: Incident) -> tuple[Sentence, ...]:
    """What *mitigated* says and *resolved* does not, where it was set: both are read as the end."""
    was_set = any(fact.status == "mitigated" for _, fact in standing(incident))
    if not was_set or phase_of(incident) == "during" or incident.status == "cancelled":
        return ()
    return (Sentence("states", {"phase": phase_of(incident)}, (), EXTRA),)


def _doubt(incident: Incident) -> tuple[Sentence, ...]:
    """Two key times that cannot both be right, in place of what would be computed from them."""
    return tuple(
        Sentence(
            "times_out_of_order",
            {"first": first.which, "first_at": first.time, "second": second.which, "second_at": second.time},
            (first.seq, second.seq),
        )
        for first, second in out_of_order(incident)[:1]
    )


def newest_act(incident: Incident) -> Sentence:
    """The last act that changed the state; at first that is the opening, or that it was read out of an export."""
    acts = incident.of(StatusSet, Opened, Imported)
    if acts and isinstance(told := acts[-1][1], Imported):
        return Sentence("imported", {"told": told}, (acts[-1][0].seq,))
    entry = acts[-1][0] if acts else None
    values = {
        "status": incident.status,
        "at": incident.status_since,
        "role": role_of(entry, holders(incident)) if entry else "",
        "by_bot": entry is not None and entry.by == BOT,
        "why": getattr(entry.fact, "why", "") if entry else "",
        "is_first": entry is not None and isinstance(entry.fact, Opened),
    }
    return Sentence("act", values, (entry.seq,) if entry else ())


def _turn(case: Case) -> tuple[Sentence, ...]:
    """What to expect by when: the time at which we change to plan B, while it lies ahead."""
    made = plan_entry(case.incident, "b")
    if made is None or phase_of(case.incident) != "during":
        return ()
    at = plans.starts_at(case.incident, "b")
    if at is None or at <= case.now:
        return ()
    return (Sentence("turn_to_plan_b", {"at": at, "now": case.now}, (made[0].seq,), EXTRA),)


def _heard(case: Case, said: Sequence[Statement], only_said: OnlySaid | None) -> tuple[Sentence, ...]:
    """How many hold roles and when the last word was put on record; where nothing was, how much was only said."""
    incident = case.incident
    if not said and only_said is not None and only_said.messages:
        role = holders(incident).at(only_said.last_by, only_said.last_at)
        values = {"said": only_said, "role": role, "since": incident.heard_from}
        return (Sentence("only_said", values),)
    people = {role.holder for role in incident.roles.values() if role.holder}
    if phase_of(incident) != "during" or not people:
        return ()
    return (Sentence("team", {"count": len(people), "last_at": said[-1].at if said else None}, (), EXTRA),)


def _decisions(case: Case) -> tuple[Sentence, ...]:
    needs = [(entry, fact) for entry, fact in case.incident.latest(NeedStated) if fact.executive]
    if not needs:
        return (Sentence("decision_none"),)
    final = phase_of(case.incident) == "final"
    return tuple(
        Sentence(
            "decision",
            {"what": fact.what, "due_at": fact.due_at, "asked_at": entry.at, "now": case.now, "final": final},
            (entry.seq,),
        )
        for entry, fact in needs
    )


def newest_quotes(brief: Brief, most: int = 2) -> tuple[Quotation, ...]:
    """The newest of people's words on the page, oldest first."""
    found = [q for section in brief.sections for s in section.sentences for q in _quotes(s)]
    return tuple(sorted(found, key=lambda quote: quote.at)[-most:])


def _quotes(sentence: Sentence) -> tuple[Quotation, ...]:
    quotes = sentence.values.get("quotes", ())
    return tuple(q for q in quotes if isinstance(q, Quotation)) if isinstance(quotes, tuple) else ()
