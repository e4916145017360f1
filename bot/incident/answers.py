"""Answers: what a tap or a line puts on record for whoever was asked, at typing or by a question.

Law: an answer is the statement of whoever gives it, and names the message whose words it takes. What was answered once
stays answered; whoever comes late reads what stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.incident import checks, follow_ups, hypotheses, reports, tasks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Entry, From, MessageRef, Saying, fact_of
from bot.incident.meanings import Mark
from bot.incident.parts import Question
from bot.incident.state import Case


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line that somebody takes: an entry by its seq, or a message. `words` are those that a page would quote."""

    words: str
    seq: int | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """All that an answer may hold: the line that was taken, own words, and a time."""

    line: TakenLine | None = None
    words: str = ""
    time: datetime | None = None


# ---- to a question --------------------------------------------------------------------------------


def answer(case: Case, *, asked: int, answer: f.QuestionAnswer, given: Given) -> list[Saying]:
    """The answer to the question of the entry `asked`. Refuses `question_over` and what the records refuse."""
    question = waiting(case, asked)
    put = ANSWERS.get(answer)
    return [*(put(case, question, given) if put else []), f.QuestionAnswered(asked_seq=asked, answer=answer)]


def waiting(case: Case, asked: int) -> Question:
    """The question, if it waits for an answer; else Refused with what became of it."""
    question = next((q for q in case.incident.questions if q.seq == asked), None)
    if question is None:
        raise Refused("button_gone")
    if question.is_open:
        return question
    later = next((q for q in case.incident.questions if q.instead_of == asked), None)
    raise Refused(
        "question_over",
        question=question.name,
        answer=question.answer,
        by=question.answered_by,
        at=question.ended_at,
        handed_to=later.person if later else "",
    )


def _harm_is_line(_: Case, __: Question, given: Given) -> list[Saying]:
    return [_of(given, f.Marked(means="harm", line=line_of(given).seq))]


def _harm_in_words(case: Case, _: Question, given: Given) -> list[Saying]:
    return _own_words(case, given.words, "harm")


def _own_words(case: Case, words: str, means: Mark) -> list[Saying]:
    """What somebody says themselves is a note, marked for its place."""
    noted = f.Noted(text=checks.some_words(words, otherwise="words_missing"))
    return [noted, f.Marked(means=means, line=case.incident.last_seq + 1)]


def _is_why(case: Case, _: Question, given: Given) -> list[Saying]:
    return explain(case, line=line_of(given), evidence=given.words)


def _is_likely(case: Case, _: Question, given: Given) -> list[Saying]:
    return _believed(case, given, "likely")


def _is_idea(case: Case, _: Question, given: Given) -> list[Saying]:
    return _believed(case, given, None)


def _is_over(case: Case, question: Question, given: Given) -> list[Saying]:
    """The harm ended at that time, as a marked line says; the state follows, unless somebody has set it already."""
    ended: Saying = f.TimeSet(which="mitigated", time=given.time or case.now)
    is_running = case.incident.status in {"investigating", "identified"}
    named = ended if question.message is None else From(question.message, fact_of(ended))
    return [*([f.StatusSet(status="mitigated")] if is_running else []), named]


def _is_over_for_some(case: Case, _: Question, given: Given) -> list[Saying]:
    """Whom it still hurts is a harm of its own, with an end of its own."""
    return _own_words(case, given.words, "harm")


def _added_to_page(case: Case, _: Question, given: Given) -> list[Saying]:
    return reports.report(case, role=None, conditions=given.words)


def _taken_out(_: Case, __: Question, given: Given) -> list[Saying]:
    return [_of(given, f.Dismissed(line=line_of(given).seq))]


def _task_for(minutes: int, case: Case, question: Question, given: Given) -> list[Saying]:
    """What the line asks is asked of the holder whom it names."""
    words = line_of(given).words
    return [_of(given, fact) for fact in tasks.ask(case, person=question.for_person, what=words, minutes=minutes)]


# What is put on record beside that the question is answered; what is not here puts nothing there.
ANSWERS: Mapping[f.QuestionAnswer, Callable[[Case, Question, Given], list[Saying]]] = {
    "line": _harm_is_line,
    "words": _harm_in_words,
    "confirmed": _is_why,
    "likely": _is_likely,
    "idea": _is_idea,
    "over": _is_over,
    "over for some": _is_over_for_some,
    "added": _added_to_page,
    "taken out": _taken_out,
    "in 15": partial(_task_for, 15),
    "in 30": partial(_task_for, 30),
}


# ---- the form at the end ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryAnswers:
    """The form of the summary as it came back; whatever was left empty says nothing.

    `harm`, `done` and `why` are a line on offer or own words; `sure` is how sure the reason is; `since_at` and
    `until_at` are from when until when it hurt, and `over` the line that says so; `left` is what is only for now or
    still missing.
    """

    harm: Given = Given()
    done: Given = Given()
    why: Given = Given()
    sure: f.Likelihood | None = None
    evidence: str = ""
    since_at: datetime | None = None
    until_at: datetime | None = None
    over: Given = Given()
    left: tuple[Given, ...] = ()


def fill(case: Case, *, asked: int, filled: SummaryAnswers) -> list[Saying]:
    """What somebody filled in, as records of theirs. Refuses `question_over`, and `not_past` for a time to come."""
    question = waiting(case, asked)
    return [
        *_filled_in(case, filled),
        f.QuestionAnswered(asked_seq=question.seq, answer="filled"),
        *([f.CompiledConfirmed()] if case.incident.was_told_later else []),
    ]


def confirm(case: Case, *, filled: SummaryAnswers) -> list[Saying]:
    """Somebody has read what was compiled of one that nobody ran with Sitrep, and what they filled in puts it right.

    Whoever else was asked for it is asked no longer. Refuses `not_compiled`, and `not_past` for a time to come.
    """
    incident = case.incident
    if not incident.was_told_later:
        raise Refused("not_compiled", incident=incident.name)
    asked = next((q.seq for q in incident.questions if q.name == "form" and q.is_open), None)
    answered = [] if asked is None else [f.QuestionAnswered(asked_seq=asked, answer="filled")]
    return [*_filled_in(case, filled), *answered, f.CompiledConfirmed()]


def _filled_in(case: Case, filled: SummaryAnswers) -> list[Saying]:
    sayings: list[Saying] = []
    for part in (_form_marks, _form_why, _form_times, _form_left):
        so_far = replace(case, incident=replace(case.incident, last_seq=case.incident.last_seq + len(sayings)))
        sayings += part(so_far, filled)
    return sayings


def _form_marks(case: Case, filled: SummaryAnswers) -> list[Saying]:
    sayings: list[Saying] = []
    marks: tuple[tuple[Mark, Given], ...] = (("harm", filled.harm), ("done", filled.done), ("over", filled.over))
    for means, given in marks:
        if given.line is not None:
            sayings.append(_of(given, f.Marked(means=means, line=given.line.seq)))
        if given.words:
            seq = case.incident.last_seq + len(sayings) + 1
            sayings += [f.Noted(text=given.words), f.Marked(means=means, line=seq)]
    return sayings


def _form_why(case: Case, filled: SummaryAnswers) -> list[Saying]:
    given = filled.why
    line = given.line or (TakenLine(given.words) if given.words else None)
    if line is None:
        return []
    if filled.evidence:
        return explain(case, line=line, evidence=filled.evidence)
    return _believed(case, Given(line), filled.sure)


def _form_times(case: Case, filled: SummaryAnswers) -> list[Saying]:
    times: tuple[tuple[f.KeyTime, datetime | None], ...] = (
        ("impact start", filled.since_at),
        ("mitigated", filled.until_at),
    )
    if any(at is not None and at > case.now for _, at in times):
        raise Refused("not_past")
    standing = {fact.which: fact.time for _, fact in case.incident.of(f.TimeSet)}
    return [
        f.TimeSet(which=which, time=at)
        for which, at in times
        if at is not None and not _is_same_minute(at, standing.get(which))
    ]


def _is_same_minute(one: datetime, other: datetime | None) -> bool:
    """A form shows minutes: what was left as it stood is no correction."""
    return other is not None and one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _form_left(case: Case, filled: SummaryAnswers) -> list[Saying]:
    first = int(case.incident.next_id("R").removeprefix("R"))
    said = [given for given in filled.left if given.line is not None or given.words]
    return [
        _of(given, f.RiskStated(id=f"R{number}", words=given.line.words if given.line else given.words))
        for number, given in enumerate(said, start=first)
    ]


# ---- asked at the moment of typing ------------------------------------------------------------------


def mark(case: Case, *, means: Mark, line: TakenLine) -> list[Saying]:
    """This line is for that place of the pages. Refuses `already_so`, `closed`."""
    checks.not_closed(case)
    fact = f.Marked(means=means, line=line.seq)
    known = [(entry.message, known) for entry, known in case.incident.of(f.Marked)]
    if (line.message, fact) in known:
        raise Refused("already_so", what=line.words)
    return [_of(Given(line), fact)]


def follow_up(case: Case, *, line: TakenLine) -> list[Saying]:
    """This line is work for afterwards. Refuses `already_so`, and as `follow_ups.raise_` does."""
    taken = [entry.message for entry, _ in case.incident.of(f.FollowUpRaised)]
    if line.message is not None and line.message in taken:
        raise Refused("already_so", what=line.words)
    return [_of(Given(line), saying) for saying in follow_ups.raise_(case, text=line.words)]


def was_question(case: Case, *, hypothesis: str) -> list[Saying]:
    """The caller's idea was a question: it is struck, and stands as an unknown. Refuses `unknown_hypothesis`."""
    raised = next((h for h in case.incident.hypotheses if h.id == hypothesis and h.raised_by == case.by), None)
    checks.not_closed(case)
    if raised is None:
        raise Refused("unknown_hypothesis", id=hypothesis, hypotheses=[])
    return [f.Struck(seq=raised.seq), f.UnknownRaised(id=case.incident.next_id("U"), what=raised.text)]


def settle(case: Case, *, decision: str, proposed: bool) -> list[Saying]:
    """The caller's decision is one, or only a proposal. Refuses `already_so`, `nothing_to_undo`, `closed`."""
    _, made = _decided(case, decision)
    if made.proposed is proposed:
        raise Refused("already_so", what=made.what)
    return [replace(made, proposed=proposed)]


def agree(case: Case, *, decision: str, line: TakenLine) -> list[Saying]:
    """What the caller's bare "Yes" was said to: the decision has the words of that line from now on."""
    _, made = _decided(case, decision)
    words = f"{made.what.rstrip(' .!')}: {line.words}"
    return [_of(Given(line), replace(made, what=words, proposed=False))]


def _decided(case: Case, decision: str) -> tuple[Entry, f.Decided]:
    checks.not_closed(case)
    made = [(entry, fact) for entry, fact in case.incident.of(f.Decided) if (fact.id, entry.by) == (decision, case.by)]
    if not made:
        raise Refused("nothing_to_strike")
    return made[-1]


def explain(case: Case, *, line: TakenLine | None, evidence: str, hypothesis: str = "") -> list[Saying]:
    """This is why, and that shows it: the named hypothesis is confirmed, or the one that the line raises.

    Refuses as `confirm` does.
    """
    if hypothesis or line is None:
        return hypotheses.confirm(case, id=hypothesis or None, evidence=evidence)
    shown = checks.some_words(evidence, otherwise="evidence_missing")
    known = _raised_by(case, line)
    if known:
        return hypotheses.confirm(case, id=known, evidence=shown)
    raised = hypotheses.think(case, text=line.words)
    name = next(fact.id for fact in raised if isinstance(fact, f.HypothesisRaised))
    return [
        *(_of(Given(line), fact) for fact in raised),
        _of(Given(line), f.HypothesisConfirmed(id=name, evidence=shown)),
    ]


def _believed(case: Case, given: Given, likelihood: f.Likelihood | None) -> list[Saying]:
    line = line_of(given)
    known = _raised_by(case, line)
    if known and likelihood:
        return hypotheses.judge(case, id=known, likelihood=likelihood)
    if known:
        return []
    return [_of(given, fact) for fact in hypotheses.think(case, text=line.words, likelihood=likelihood)]


def _raised_by(case: Case, line: TakenLine) -> str:
    """The open hypothesis that the line is, by its entry or in the same words."""
    is_open = (h for h in case.incident.hypotheses if h.outcome == "open")
    return next((h.id for h in is_open if h.seq == line.seq or h.text.casefold() == line.words.casefold()), "")


def correct(case: Case, *, report: int, by_report: int) -> list[Saying]:
    """The caller's report of the entry `by_report` corrects the earlier one. Refuses `nothing_to_strike`, `closed`."""
    checks.not_closed(case)
    own = {entry.seq for entry, _ in case.incident.of(f.Reported) if entry.by == case.by}
    if not {report, by_report} <= own:
        raise Refused("nothing_to_strike")
    return [f.ReportReplaced(seq=report, by_seq=by_report)]


def end_seen(case: Case, *, person: str) -> list[Saying]:
    """Somebody saw that it is over. Refuses `closed`, and `already_so` when that is on record."""
    checks.not_closed(case)
    if any(fact.person == person for _, fact in case.incident.of(f.EndSeen)):
        raise Refused("already_so", what="that")
    return [f.EndSeen(person=person)]


def line_of(given: Given) -> TakenLine:
    """The line that was taken; a button that lost it is Refused."""
    if given.line is None:
        raise Refused("button_gone")
    return given.line


def _of(given: Given, saying: Saying) -> Saying:
    """What is said, with the message that it was taken from."""
    message = given.line.message if given.line else None
    return saying if message is None else From(message, fact_of(saying))
