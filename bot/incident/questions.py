"""Questions: who is asked when for what the pages have a place for, how often at most, and when that lapses.

What each is about, whom it is for and whether it is handed on is a row of RULES; `ask` says what is due.

Law: right after `ask` at t is written, `next_due` is later than t or None. A question waits for an answer once, with
one person; it is handed on once, then it lapses. Nobody is asked while they owe a report or fill in a form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from bot.incident import facts as f
from bot.incident import looking_back, reports
from bot.incident.logbook import From, MessageRef, Saying
from bot.incident.meanings import Mark
from bot.incident.parts import PutMark, Question
from bot.incident.policy import CODE, CUSTOMERS
from bot.incident.replay import as_if
from bot.incident.state import Case, Incident

HARM_AFTER = timedelta(minutes=10)  # of the start: by then somebody can say whom it hurts
OVER_AFTER = timedelta(minutes=20)  # of the last thing that was done about it
APART = timedelta(minutes=10)  # between two questions to one person, and after what else they were asked
LEAD_MAX = 6  # to whoever leads, while it is open
OTHERS_MAX = 2  # to anybody else, the form included
HARM_MAX, WHY_MAX, OVER_MAX, TASK_MAX = 2, 2, 3, 2
PAGE_AGAIN_AFTER = timedelta(minutes=30)
ANSWERED_WITHIN = timedelta(minutes=15)  # where no cadence runs; else half an interval of the reports
HEARD_WITHIN = timedelta(minutes=2)  # what is older was read after a gap, and its author has gone on
FORM_GRACE = timedelta(minutes=5)  # somebody with the report form open is reporting


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """A question: how often it is asked at most, and whether it moves to another holder who was heard last."""

    at_most: int
    handed_on: bool


OWES: frozenset[f.Rung] = frozenset({"due", "renewal"})  # whoever was asked so is to report first

RULES: Mapping[f.QuestionName, QuestionRule] = {
    "harm": QuestionRule(HARM_MAX, handed_on=True),
    "why": QuestionRule(WHY_MAX, handed_on=False),  # only its author knows what a line meant
    "over": QuestionRule(OVER_MAX, handed_on=True),
    "task": QuestionRule(TASK_MAX, handed_on=False),  # only its author knows whether a line was meant so
    "page": QuestionRule(LEAD_MAX, handed_on=True),
    "form": QuestionRule(3, handed_on=False),  # the lead, a copy to code, and the lead once more
}


@dataclass(frozen=True, slots=True)
class DueStep:
    """What is to be written at a time: a question, or the end of one with what follows from it."""

    at: datetime
    say: Callable[[Case], list[Saying]]


def next_due(case: Case) -> datetime | None:
    """When `ask` has something to say next, aware UTC; `case.now` does not matter."""
    return min((step.at for step in _steps(case)), default=None)


def ask(case: Case) -> list[Saying]:
    """Everything whose time has come, each step with what the one before it wrote."""
    said: list[Saying] = []
    while (step := min(_steps(case), key=lambda step: step.at, default=None)) and step.at <= case.now:
        sayings = step.say(case)
        said, case = [*said, *sayings], as_if(case, sayings)
    return said


def is_wanted(case: Case, question: Question) -> bool:
    """Asked again right before it is sent: nobody has answered meanwhile, and it is still this person's to answer."""
    is_theirs = question.person in case.incident.members or bool(case.incident.held_by(question.person))
    return question.is_open and is_theirs and not _is_settled(case.incident, question.name)


# ---- when it is due ------------------------------------------------------------------------------


def _steps(case: Case) -> Iterator[DueStep]:
    for question in case.incident.questions:
        if question.is_open and question.name != "form":
            yield from _lapse(case, question)
    if case.incident.is_open:
        yield from _harm(case)
        yield from _why(case)
        yield from _over(case)
    else:
        yield from _form_again(case)


def _lapse(case: Case, question: Question) -> Iterator[DueStep]:
    """It waits for half an interval from when it could be read; what Slack will never show waits for nothing."""
    if question.shown_at is not None:
        yield DueStep(question.shown_at + _answered_within(case), partial(_hand_on, question))
    elif question.undelivered_at is not None:
        yield DueStep(question.undelivered_at, partial(_hand_on, question))


def _answered_within(case: Case) -> timedelta:
    cadence = reports.phase_interval(case)
    return ANSWERED_WITHIN if cadence is None else cadence / 2


def _hand_on(question: Question, case: Case) -> list[Saying]:
    """To the holder last heard, once; then nobody is asked any more."""
    person = _last_heard(case, question)
    if person is None:
        return [f.QuestionEnded(asked_seq=question.seq, why="no answer")]
    again = f.QuestionAsked(
        question=question.name,
        person=person,
        due_at=case.now,
        line=question.line,
        instead_of=question.seq,
        for_person=question.for_person,
        mark=question.mark,
    )
    return [
        f.QuestionEnded(asked_seq=question.seq, why="handed on"),
        again if question.message is None else From(question.message, again),
    ]


def _last_heard(case: Case, question: Question) -> str | None:
    if question.instead_of is not None or not RULES[question.name].handed_on:
        return None
    holders = {role.holder for role in case.incident.roles.values() if role.holder} - {question.person}
    heard = {who: at for who in holders if (at := case.activity.seen.get(who)) and _may_ask(case, who)}
    return max(heard, key=lambda who: (heard[who], who), default=None)


def _harm(case: Case) -> Iterator[DueStep]:
    """Who cannot do what? Once ten minutes after the start; once more when somebody from outside writes since.

    The liaison is asked; the lead, where there is none or they owe a report.
    """
    incident = case.incident
    person = _first_free(case, incident.role(CUSTOMERS).holder, incident.lead)
    asked = [q for q in incident.questions if q.name == "harm" and q.instead_of is None]
    if person is None or incident.open_since is None or _is_settled(incident, "harm") or len(asked) >= HARM_MAX:
        return
    if not asked:
        yield from _to(case, "harm", person, incident.open_since + HARM_AFTER)
    elif not any(q.is_open for q in incident.questions if q.name == "harm"):
        wrote = [at for who, at in case.activity.substance.items() if not incident.held_by(who)]
        since = [at for at in wrote if at > asked[-1].asked_at]
        if since:
            yield from _to(case, "harm", person, min(since))


def _first_free(case: Case, *people: str | None) -> str | None:
    """The first of these who can be asked at all."""
    return next((person for person in people if person and _free_at(case, person) is not None), None)


def _why(case: Case) -> Iterator[DueStep]:
    """Is this why it happened? Of a line that somebody marked so, once, of the holder who wrote it."""
    for mark in case.incident.marks:
        if mark.mark == "why" and _may_ask_why(case.incident, author=mark.author, ts=mark.message.ts):
            yield from _to(case, "why", mark.author, mark.at, mark=mark)


def _may_ask_why(incident: Incident, *, author: str, ts: str) -> bool:
    """Of a line that nobody was asked about and that raised no idea yet; only whoever has a role knows why."""
    asked = [q for q in incident.questions if q.name == "why"]
    is_known = any(q.message is not None and q.message.ts == ts and q.answer != "not needed" for q in asked)
    raised = any(entry.message is not None and entry.message.ts == ts for entry, _ in incident.of(f.HypothesisRaised))
    return bool(incident.held_by(author)) and not is_known and not raised and len(asked) < WHY_MAX


def _over(case: Case) -> Iterator[DueStep]:
    """Is it over for those it hurt? When a line says so, or some time after the last thing that was done about it."""
    incident = case.incident
    asked = [q for q in incident.questions if q.name == "over"]
    is_enough = sum(q.instead_of is None for q in asked) >= OVER_MAX or any(q.is_open for q in asked)
    if incident.lead is None or is_enough or _is_settled(incident, "over"):
        return
    apart = [q.asked_at + APART for q in asked]
    for due_at, mark in sorted(_causes_of_over(incident, asked), key=itemgetter(0))[:1]:
        yield from _to(case, "over", incident.lead, max([due_at, *apart]), mark=mark)


def _causes_of_over(incident: Incident, asked: Sequence[Question]) -> Iterator[tuple[datetime, PutMark | None]]:
    """When which mark, or none, makes it worth asking: each once.

    A line that was marked while somebody was asked was there to be read by whoever answered. What was done meanwhile
    takes its time to show.
    """
    said, done, at = _newest_mark(incident, "over"), _newest_mark(incident, "done"), done_at(incident)
    ended_at = max((q.ended_at or q.asked_at for q in asked), default=None)
    asked_at = max((q.asked_at for q in asked if q.instead_of is None), default=None)
    if said is not None and (ended_at is None or said.at > ended_at):
        yield said.at, said
    if at is not None and (asked_at is None or at > asked_at):
        yield at + OVER_AFTER, done if done is not None and done.at == at else None


def _newest_mark(incident: Incident, means: Mark) -> PutMark | None:
    return max((mark for mark in incident.marks if mark.mark == means), key=lambda mark: mark.at, default=None)


def done_at(incident: Incident) -> datetime | None:
    """When somebody last put on record, or marked, that something was done about it, aware UTC."""
    entered = [entry.at for entry, fact in incident.of(f.Marked, f.TimeSet) if _says_done(fact)]
    return max([*entered, *(mark.at for mark in incident.marks if mark.mark == "done")], default=None)


def over_since(incident: Incident, question: Question) -> datetime | None:
    """From when it may be over, aware UTC: when the line was said that gave rise to the question, or it was done."""
    marked = (m for m in incident.marks if m.seq == question.mark)
    return next((mark.said_at for mark in marked), None) or done_at(incident)


def _says_done(fact: f.Fact) -> bool:
    match fact:
        case f.Marked(means="done") | f.TimeSet(which="fix applied"):
            return True
        case _:
            return False


def _form_again(case: Case) -> Iterator[DueStep]:
    """The form once more to whoever has not opened it, at the time that was agreed when it was resolved.

    Not beside what they are asked looking back, on the same morning: that message offers the form as well.
    """
    if case.incident.status != "resolved":
        return
    forms = [q for q in case.incident.questions if q.name == "form"]
    again = {q.instead_of for q in forms}
    for form in forms:
        if not form.is_open or form.again_at is None or form.seq in again or looking_back.asks(case, form.person):
            continue
        opened_at = case.activity.form.get(form.person)
        if opened_at is None or opened_at < form.asked_at:
            due_at, seq, person = form.again_at, form.seq, form.person
            asked = f.QuestionAsked(question="form", person=person, due_at=due_at, instead_of=seq)
            yield DueStep(due_at, partial(_said, asked))


def _to(
    case: Case, name: f.QuestionName, person: str, due_at: datetime, *, mark: PutMark | None = None
) -> Iterator[DueStep]:
    """This person is asked once they may be; never, as long as they owe a report or were asked enough.

    `mark` gave rise to it: then the question is about the marked line.
    """
    free_at = _free_at(case, person)
    if free_at is not None:
        asked = f.QuestionAsked(question=name, person=person, due_at=due_at, mark=mark.seq if mark else None)
        yield DueStep(max(due_at, free_at), partial(_said, From(mark.message, asked) if mark else asked))


def _said(asked: Saying, _: Case) -> list[Saying]:
    return [asked]


# ---- whom not to ask, for now or for good ---------------------------------------------------------


def _may_ask(case: Case, person: str) -> bool:
    free_at = _free_at(case, person)
    return free_at is not None and free_at <= case.now


def _free_at(case: Case, person: str) -> datetime | None:
    """From when the person may be asked; None while nobody knows, for a report comes first, and when it is enough."""
    incident = case.incident
    asked = [q.asked_at for q in incident.questions if q.person == person]
    owes = any(r.is_open and r.rung in OWES and r.person == person for r in incident.reminders)
    if owes or len(asked) >= (LEAD_MAX if person == incident.lead else OTHERS_MAX):
        return None
    told = (r for r in incident.reminders if r.rung not in OWES and r.person == person and not r.dropped)
    else_asked = [r.decided_at for r in told]  # of somebody's silence, of an offer, how bad it is
    opened_form_at = case.activity.form.get(person)
    free_at = [at + APART for at in (*asked, *else_asked)]
    writing_until = [opened_form_at + FORM_GRACE] if opened_form_at else []
    return max([incident.opened_at or case.now, *free_at, *writing_until])


def _is_settled(incident: Incident, name: f.QuestionName) -> bool:
    """Whether the record answers it by now, whoever put that there."""
    match name:
        case "harm":
            said = any(fact.means == "harm" for _, fact in incident.of(f.Marked))
            marked = any(mark.mark == "harm" for mark in incident.marks)
            return said or marked or bool(incident.customers or incident.of(f.ImpactStated))
        case "over":
            return incident.status not in {"investigating", "identified"}
        case _:
            return False


# ---- questions that something gives rise to ---------------------------------------------------------


def why(case: Case, *, author: str, message: MessageRef, said_at: datetime) -> list[Saying]:
    """The holder who wrote a line that is labelled as the reason is asked whether it is; now or not at all."""
    is_late = case.now - said_at > HEARD_WITHIN
    if is_late or not case.incident.is_open or not _may_ask_why(case.incident, author=author, ts=message.ts):
        return []
    if not _may_ask(case, author):
        return []
    return [From(message, f.QuestionAsked(question="why", person=author, due_at=case.now))]


def task(case: Case, *, author: str, person: str, message: MessageRef, said_at: datetime) -> list[Saying]:
    """Whoever asked a holder of a role for something, in a line that names them, may make it a task; now or never."""
    asked = [q for q in case.incident.questions if q.name == "task"]
    is_known = any(q.message is not None and q.message.ts == message.ts for q in asked)
    is_late = case.now - said_at > HEARD_WITHIN
    if is_known or is_late or len(asked) >= TASK_MAX or not case.incident.is_open:
        return []
    if person == author or not case.incident.held_by(person) or not _may_ask(case, author):
        return []
    return [From(message, f.QuestionAsked(question="task", person=author, due_at=case.now, for_person=person))]


def page(case: Case, *, reader: str) -> list[Saying]:
    """The lead hears that somebody without a role asks where we stand, and reads an old page; once in half an hour."""
    incident, lead = case.incident, case.incident.lead
    asked = [q.asked_at for q in incident.questions if q.name == "page"]
    is_again = bool(asked) and case.now < asked[-1] + PAGE_AGAIN_AFTER
    if lead is None or not incident.is_open or incident.held_by(reader) or is_again or not _may_ask(case, lead):
        return []
    return [f.QuestionAsked(question="page", person=lead, due_at=case.now, for_person=reader)]


def form(case: Case, *, again_at: datetime) -> list[Saying]:
    """What the summary lacks is asked when it is resolved: of the lead, and a copy to code; once.

    It is none of the lead's six, which are for while it is open.
    """
    incident = case.incident
    lead, code = incident.lead or incident.declarer, incident.role(CODE).holder
    if any(q.name == "form" for q in incident.questions):
        return []
    copies = [code] if code not in {None, lead} and _asked_of(incident, code or "") < OTHERS_MAX else []
    return [
        f.QuestionAsked(question="form", person=lead, due_at=case.now, again_at=again_at),
        *(f.QuestionAsked(question="form", person=person, due_at=case.now) for person in copies if person),
    ]


def _asked_of(incident: Incident, person: str) -> int:
    return sum(q.person == person for q in incident.questions)
