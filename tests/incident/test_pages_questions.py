"""The questions for the pages: who is asked when, how often at most, and what becomes of a question nobody answers."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import answers, due, effect_rules, lifecycle, marks, members, questions, records, reports, roles
from bot.incident import facts as f
from bot.incident.answers import Given, SummaryAnswers, TakenLine
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, From, MessageRef
from bot.incident.meanings import Mark
from bot.incident.parts import Question
from bot.incident.replay import replay
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, Book, minute, opened
from tests.incident.test_laws import TURNS, Turn, asked, noted

MESSAGE = MessageRef("C42", "1778749200.000100")
LINE = TakenLine("14 documents are missing", message=MESSAGE)


def swept(book: Book, at: float) -> Book:
    return book.asks(at, BOT, due.sweep)


def lead_and_liaison(severity: int = 1) -> Book:
    """Leo leads, Cleo speaks with the customers."""
    return opened(severity=severity).says(0, CLEO, f.RoleTaken(role="customers", person=CLEO))


def harm(at: float = 10, severity: int = 1) -> Book:
    """The lead is asked who cannot do what, and can read it."""
    return opened(severity=severity).asks(at, BOT, questions.ask).delivers(at)


def only(book: Book) -> Question:
    (question,) = book.incident.questions
    return question


def test_whom_it_hurts_is_asked_of_the_liaison_ten_minutes_after_the_start() -> None:
    book = lead_and_liaison(severity=4)

    assert [] == questions.ask(book.case(9.9))
    assert [f.QuestionAsked(question="harm", person=CLEO, due_at=minute(10))] == questions.ask(book.case(10))


def test_without_a_liaison_it_is_the_lead_who_is_asked() -> None:
    assert [f.QuestionAsked(question="harm", person=LEO, due_at=minute(10))] == questions.ask(opened().case(10))


@pytest.mark.parametrize(
    "known",
    [
        f.CustomerAffected(id="C1", name="Northwind"),
        f.ImpactStated(id="I1", figure="exact", what="documents", low=14),
        f.Marked(means="harm", line=2),
    ],
)
def test_what_is_on_record_is_not_asked(known: f.Fact) -> None:
    book = opened().says(5, ANA, known)
    late = harm().says(11, ANA, known)

    assert [] == questions.ask(book.case(30))
    assert not questions.is_wanted(late.case(11), only(late))


def test_whoever_owes_a_report_is_asked_nothing_and_the_lead_is_instead() -> None:
    """On SEV1 the liaison's first report is due after five minutes."""
    book = swept(lead_and_liaison(), 5).delivers(5)
    reported = book.asks(9, CLEO, reports.report, conditions="Northwind called")

    assert [LEO] == [fact.person for fact in questions.ask(book.case(10)) if isinstance(fact, f.QuestionAsked)]
    assert [CLEO] == [fact.person for fact in questions.ask(reported.case(10)) if isinstance(fact, f.QuestionAsked)]


def test_whoever_was_told_of_a_silence_is_asked_ten_minutes_later() -> None:
    told = f.Reminded(roles=("logs",), person=LEO, rung="lead", due_at=minute(5))

    assert minute(18) == questions.next_due(opened().says(8, BOT, told).case(8))


def test_whoever_has_the_report_form_open_is_asked_after_it() -> None:
    book = lead_and_liaison(severity=4).does(form={CLEO: 9})

    assert minute(14) == questions.next_due(book.case(9))


def test_a_question_without_an_answer_moves_once_to_the_holder_last_heard_and_then_lapses() -> None:
    """Half an interval of a SEV1 under investigation is five minutes."""
    book = harm().says(0, ANA, f.RoleTaken(role="logs", person=ANA)).says(0, BO, f.RoleTaken(role="code", person=BO))
    book = book.does(seen={ANA: 9, BO: 7})
    moved = book.asks(15, BOT, questions.ask).delivers(15)
    lapsed = moved.asks(20, BOT, questions.ask)

    assert [LEO, ANA] == [q.person for q in moved.incident.questions]
    assert ["handed on", ""] == [q.answer for q in moved.incident.questions]
    assert [f.QuestionEnded(asked_seq=moved.incident.questions[1].seq, why="no answer")] == list(lapsed.facts[-1:])
    assert questions.next_due(lapsed.case(20)) is None


def test_a_question_that_slack_will_never_show_waits_for_nothing() -> None:
    book = opened().asks(10, BOT, questions.ask)
    gone = book.says(11, BOT, f.Undelivered(effect=f"question:{only(book).seq}", reason="user_not_found"))

    assert [f.QuestionEnded(asked_seq=only(book).seq, why="no answer")] == questions.ask(gone.case(11))


def test_it_is_asked_once_more_when_somebody_from_outside_writes_since() -> None:
    book = harm().asks(15, BOT, questions.ask)
    wrote = book.does(substance={EVE: 31})

    assert questions.next_due(book.case(30)) is None
    assert minute(31) == questions.next_due(wrote.case(30))
    twice = wrote.asks(31, BOT, questions.ask).delivers(31).asks(36, BOT, questions.ask).does(substance={EVE: 50})
    assert questions.next_due(twice.case(60)) is None


def test_whether_it_is_over_is_asked_twenty_minutes_after_the_last_thing_done() -> None:
    book = (
        opened().says(5, CLEO, f.CustomerAffected(id="C1", name="Northwind")).says(8, BO, f.Noted(text="rolled back"))
    )
    done = book.says(30, LEO, f.Marked(means="done", line=4))

    assert [] == questions.ask(done.case(49.9))
    assert [f.QuestionAsked(question="over", person=LEO, due_at=minute(50))] == questions.ask(done.case(50))
    assert [] == questions.ask(done.asks(40, LEO, lifecycle.set_status, status="mitigated").case(50))


def test_nothing_waits_once_it_is_resolved_but_the_form() -> None:
    book = harm().says(11, LEO, f.StatusSet(status="resolved"), *form(harm(), 11))

    assert ["not needed", ""] == [q.answer for q in book.incident.questions]
    assert minute(24 * 60) == questions.next_due(book.case(11))


def form(book: Book, at: float) -> list[f.Fact]:
    return questions.form(book.case(at), again_at=minute(24 * 60))  # type: ignore[return-value]


def resolved() -> Book:
    book = opened().says(0, BO, f.RoleTaken(role="code", person=BO)).asks(30, LEO, lifecycle.resolve)
    return book.says(30, LEO, *form(book, 30)).delivers(30)


def test_the_form_goes_to_the_lead_and_a_copy_to_code_and_one_filling_is_enough() -> None:
    book = resolved()
    lead = book.incident.questions[0]
    filled = book.asks(40, BO, answers.fill, asked=lead.seq, filled=SummaryAnswers(harm=Given(LINE)))

    assert [LEO, BO] == [q.person for q in book.incident.questions]
    assert [BO, BO] == [q.answered_by for q in filled.incident.questions]
    assert questions.next_due(filled.case(40)) is None


def test_a_form_that_nobody_opened_comes_once_more_the_next_morning() -> None:
    book = resolved()
    again = book.asks(24 * 60, BOT, questions.ask)

    assert [LEO, BO, LEO] == [q.person for q in again.incident.questions]
    assert questions.next_due(again.case(24 * 60)) is None
    assert questions.next_due(book.does(form={LEO: 45}).case(45)) is None


def test_whoever_left_is_asked_nothing_more() -> None:
    book = opened().says(0, BOT, f.Joined(person=LEO)).asks(10, BOT, questions.ask)
    gone = book.asks(11, LEO, members.left, person=LEO)

    assert not questions.is_wanted(gone.case(11), only(gone))
    assert [] == [fact for fact in questions.ask(gone.case(90)) if isinstance(fact, f.QuestionAsked)]


def test_an_answer_is_a_record_that_names_its_message_and_who_gave_it() -> None:
    book = harm()
    book = book.asks(12, LEO, answers.answer, asked=only(book).seq, answer="line", given=Given(LINE))
    entry, fact = book.incident.of(f.Marked)[0]

    assert (f.Marked(means="harm"), LEO, MESSAGE) == (fact, entry.by, entry.message)
    assert ("line", LEO) == (only(book).answer, only(book).answered_by)


def test_a_late_answer_says_what_stands_and_changes_nothing() -> None:
    book = harm()
    book = book.asks(12, LEO, answers.answer, asked=only(book).seq, answer="not known", given=Given())

    with pytest.raises(Refused, match="question_over") as refused:
        answers.answer(book.case(13, CLEO), asked=only(book).seq, answer="line", given=Given(LINE))
    assert (LEO, "not known", minute(12)) == tuple(refused.value.values[name] for name in ("by", "answer", "at"))


def test_that_it_is_over_sets_the_state_and_the_time_that_was_tapped() -> None:
    book = opened().says(5, LEO, f.QuestionAsked(question="over", person=LEO, due_at=minute(5)))
    given = Given(time=minute(3))

    assert [
        f.StatusSet(status="mitigated"),
        f.TimeSet(which="mitigated", time=minute(3)),
        f.QuestionAnswered(asked_seq=only(book).seq, answer="over"),
    ] == answers.answer(book.case(6, LEO), asked=only(book).seq, answer="over", given=given)


def test_the_form_puts_every_part_on_record_with_the_line_it_comes_from() -> None:
    book = resolved()
    line = TakenLine("the rename job took the owner along", message=MessageRef("C42", "2.0"))
    filled = SummaryAnswers(
        harm=Given(words="Northwind could not send"),
        done=Given(LINE),
        why=Given(line),
        evidence="all 14 carry the old id",
        since_at=minute(-30),
        left=(Given(words="the job is off"),),
    )
    written = answers.fill(book.case(40, LEO), asked=book.incident.questions[0].seq, filled=filled)
    noted_at = book.incident.last_seq + written.index(f.Noted(text="Northwind could not send")) + 1

    assert f.Marked(means="harm", line=noted_at) in written
    assert From(MESSAGE, f.Marked(means="done")) in written
    assert From(line.message, f.HypothesisRaised(id="H1", text=line.words)) in written  # type: ignore[arg-type]
    assert From(line.message, f.HypothesisConfirmed(id="H1", evidence="all 14 carry the old id")) in written  # type: ignore[arg-type]
    assert f.TimeSet(which="impact start", time=minute(-30)) in written
    assert f.RiskStated(id="R1", words="the job is off") in written


def test_an_empty_form_is_an_answer_too() -> None:
    book = resolved()
    seq = book.incident.questions[0].seq

    assert [f.QuestionAnswered(asked_seq=seq, answer="filled")] == answers.fill(
        book.case(40, LEO), asked=seq, filled=SummaryAnswers()
    )


def test_a_question_that_ended_is_drawn_again_once_it_stands() -> None:
    book = harm()
    answered = book.asks(12, LEO, answers.answer, asked=only(book).seq, answer="not known", given=Given())
    wanted = effect_rules.effects(book.incident, answered.incident, answered.entries[len(book.entries) :])

    assert [f"question:{only(book).seq}"] == [effect.name for effect in wanted]  # type: ignore[union-attr]


# ---- what a mark gives rise to -----------------------------------------------------------------------


def marked(book: Book, at: float, mark: Mark, *, author: str = ANA, person: str = LEO, ts: str = "7.0") -> Book:
    message = MessageRef("C42", ts)
    put = {"mark": mark, "emoji": mark, "message": message, "person": person, "author": author}
    return book.asks(at, BOT, marks.put, **put, said_at=minute(at - 1))


def unmarked(book: Book, at: float, mark: Mark, *, person: str = LEO, ts: str = "7.0") -> Book:
    return book.asks(at, BOT, marks.take_off, emoji=mark, ts=ts, person=person)


def with_logs(severity: int = 4) -> Book:
    """Leo leads, Ana looks at the logs, whom it hurts is known; of a SEV4 no report is due."""
    known = f.CustomerAffected(id="C1", name="Northwind")
    return opened(severity=severity).says(0, ANA, f.RoleTaken(role="logs", person=ANA), known)


def asked_about(book: Book, at: float) -> list[tuple[str, str]]:
    """What is asked of whom by then, of the marks alone."""
    after = swept(book, at).incident.questions
    return [(q.name, q.person) for q in after if q.name in {"why", "over"}]


def test_whoever_wrote_a_line_that_somebody_marked_as_the_reason_is_asked_whether_it_is() -> None:
    book = swept(marked(with_logs(), 3, "why"), 3)
    question = only(book)

    assert ("why", ANA, MessageRef("C42", "7.0")) == (question.name, question.person, question.message)
    assert [("why", ANA)] == asked_about(marked(book.delivers(3), 5, "why", person=ANA), 60)


@pytest.mark.parametrize("person", [EVE, BO])
def test_a_mark_of_somebody_without_a_say_asks_nothing(person: str) -> None:
    assert [] == asked_about(marked(with_logs(), 3, "why", person=person), 30)
    assert [] == asked_about(marked(with_logs(), 3, "over", person=person), 30)


def test_an_author_without_a_role_is_not_asked_why() -> None:
    assert [] == asked_about(marked(with_logs(), 3, "why", author=EVE), 30)


def test_an_author_who_was_just_asked_is_asked_about_the_next_line_ten_minutes_later_and_about_no_third() -> None:
    book = with_logs()
    for ts in ("7.0", "8.0", "9.0"):
        book = marked(book, 3, "why", ts=ts)

    assert [("why", ANA)] == asked_about(book, 12.9)
    assert [("why", ANA)] * 2 == asked_about(swept(book, 3), 13)
    assert [("why", ANA)] * 2 == asked_about(swept(swept(book, 3), 13), 90)


def test_a_line_that_raised_an_idea_already_is_not_asked_about() -> None:
    raised = From(MessageRef("C42", "7.0"), f.HypothesisRaised(id="H1", text="the job"))

    assert [] == asked_about(marked(with_logs().says(2, ANA, raised), 3, "why"), 30)


def test_a_line_that_says_that_it_is_over_asks_the_lead_at_once() -> None:
    book = swept(marked(with_logs(), 8, "over", author=EVE), 8)

    assert ("over", LEO, minute(7)) == (
        only(book).name,
        only(book).person,
        questions.over_since(book.incident, only(book)),
    )


def test_what_was_marked_as_done_asks_the_lead_twenty_minutes_after_the_last_of_them() -> None:
    book = marked(marked(with_logs(), 5, "done"), 9, "done", ts="8.0")

    assert [] == asked_about(book, 28.9)
    assert ("over", LEO) in asked_about(book, 29)


def test_one_question_at_a_time_and_ten_minutes_between_two_whether_it_is_over() -> None:
    book = swept(marked(with_logs(), 12, "over"), 12).delivers(12)
    again = marked(book, 14, "over", ts="8.0")
    answered = again.asks(15, LEO, answers.answer, asked=only(book).seq, answer="not over", given=Given())
    later = marked(answered, 16, "over", ts="9.0")

    assert [("over", LEO)] == asked_about(answered, 90), "the second mark stood there when the lead answered"
    assert [("over", LEO)] == asked_about(later, 21.9)
    assert [("over", LEO)] * 2 == asked_about(later, 22)


def test_whether_it_is_over_is_asked_three_times_at_most() -> None:
    book = with_logs()
    for nth in range(5):
        at = 10 + 15 * nth
        book = swept(marked(book, at, "over", ts=f"{nth}.0"), at).delivers(at)
        waiting = [q for q in book.incident.questions if q.is_open]
        for question in waiting:
            book = book.asks(at + 1, LEO, answers.answer, asked=question.seq, answer="not over", given=Given())

    assert 3 == len(book.incident.questions)


@pytest.mark.parametrize("mark", ["why", "over"])
def test_a_mark_that_is_taken_off_before_anybody_could_read_it_takes_its_question_along(mark: Mark) -> None:
    asked_then = swept(marked(with_logs(), 5, mark), 5)
    gone, read = unmarked(asked_then, 6, mark), unmarked(asked_then.delivers(5), 6, mark)

    assert ["not needed"] == [q.answer for q in gone.incident.questions]
    assert not questions.is_wanted(gone.case(6), only(gone))
    assert only(read).is_open
    assert [] == asked_about(unmarked(marked(with_logs(), 5, mark), 5.1, mark), 60)


def test_a_repair_that_is_fresh_keeps_no_question_that_another_mark_asked_for() -> None:
    book = marked(swept(marked(with_logs(), 5, "over"), 5), 5.5, "done", ts="8.0")

    assert not only(unmarked(book, 6, "over")).is_open


def test_the_mark_of_another_keeps_the_question() -> None:
    both = marked(swept(marked(with_logs(), 5, "why"), 5), 5, "why", person=ANA)

    assert only(unmarked(both, 6, "why")).is_open


def test_a_slip_that_nobody_read_is_no_answer_to_the_same_mark_later() -> None:
    book = unmarked(swept(marked(with_logs(), 5, "why"), 5), 6, "why")

    assert [("why", ANA)] * 2 == asked_about(marked(book, 20, "why"), 20)


def test_a_line_that_is_marked_as_the_harm_answers_who_is_hurt() -> None:
    book = marked(opened(severity=4), 5, "harm", author=EVE)

    assert [] == questions.ask(book.case(30))
    assert [] != questions.ask(unmarked(book, 6, "harm").case(30))


def test_that_it_is_over_names_the_line_that_says_so() -> None:
    book = swept(marked(with_logs(), 8, "over"), 8).delivers(8)
    book = book.asks(9, LEO, answers.answer, asked=only(book).seq, answer="over", given=Given(time=minute(7)))
    entry, fact = book.incident.of(f.TimeSet)[0]

    assert ("mitigated", minute(7), LEO, MessageRef("C42", "7.0")) == (fact.which, fact.time, entry.by, entry.message)


# ---- whatever happens -------------------------------------------------------------------------------


def answered(book: Book, at: float) -> Book:
    waiting = [q for q in book.incident.questions if q.is_open and q.name == "harm"]
    if not waiting:
        return book
    return book.asks(at, waiting[0].person, answers.answer, asked=waiting[0].seq, answer="not known", given=Given())


def asks_why(book: Book, at: float) -> Book:
    message = MessageRef("C42", f"{len(book.entries)}.0")
    return book.asks(at, BOT, questions.why, author=ANA, message=message, said_at=minute(at))


def asks_page(book: Book, at: float) -> Book:
    return book.asks(at, BOT, questions.page, reader=EVE)


def ends(book: Book, at: float) -> Book:
    if not book.incident.is_open:
        return book
    moved = book.asks(at, LEO, lifecycle.resolve)
    return moved.says(at, LEO, *form(moved, at))


def marks_line(mark: Mark, ts: int, person: str) -> Turn:
    return lambda book, at: marked(book, at, mark, person=person, ts=f"{ts}.0")


def takes_off(mark: Mark, ts: int, person: str) -> Turn:
    return lambda book, at: unmarked(book, at, mark, person=person, ts=f"{ts}.0")


a_mark = {
    "mark": st.sampled_from(["harm", "why", "done", "over"]),
    "ts": st.integers(1, 4),
    "person": st.sampled_from([LEO, ANA]),
}
QUESTION_TURNS = st.one_of(
    TURNS,
    st.builds(marks_line, **a_mark),
    st.builds(takes_off, **a_mark),
    st.just(lambda book, at: swept(book, at).delivers(at)),
    st.just(answered),
    st.just(asks_why),
    st.just(asks_page),
    st.just(ends),
    noted("seen"),
    asked(roles.take, role=st.sampled_from(["lead", "customers", "code"])),
    asked(records.key_time, which=st.just("fix applied"), time=st.just(minute(0))),
)
COURSES = st.lists(st.tuples(st.floats(0.1, 15), QUESTION_TURNS), max_size=40)


def played(course: list[tuple[float, Turn]]) -> tuple[Book, float]:
    book, at = opened(), 0.0
    for later, turn in course:
        at += later
        book = turn(book, at)
    return book, at


@given(COURSES, st.floats(0, 90))
@settings(deadline=None)
def test_after_a_sweep_nothing_is_due_at_once(course: list[tuple[float, Turn]], wait: float) -> None:
    book, at = played(course)
    next_at = due.next_at(swept(book, at + wait).case(at + wait))

    assert next_at is None or next_at > minute(at + wait)


@given(COURSES)
@settings(deadline=None)
def test_budgets_hold(course: list[tuple[float, Turn]]) -> None:
    book, _ = played(course)
    led = {fact.person for _, fact in book.incident.of(f.RoleTaken) if fact.role == "lead"}
    asked_of: dict[str, list[Question]] = {}
    for question in book.incident.questions:
        asked_of.setdefault(question.person, []).append(question)

    for person, about in asked_of.items():
        before_the_end = [q for q in about if q.name != "form"]
        assert len(before_the_end) <= (questions.LEAD_MAX if person in led else questions.OTHERS_MAX)
        assert person in led or len(about) <= questions.OTHERS_MAX
        times = [q.asked_at for q in before_the_end]
        assert all(later - earlier >= questions.APART for earlier, later in itertools.pairwise(times))


@given(COURSES)
@settings(deadline=None)
def test_nothing_is_asked_twice_or_moves_twice(course: list[tuple[float, Turn]]) -> None:
    book, _ = played(course)
    asked_first = [q for q in book.incident.questions if q.instead_of is None]
    moved = [q.instead_of for q in book.incident.questions if q.instead_of is not None]

    for name, rule in questions.RULES.items():
        assert len([q for q in asked_first if q.name == name]) <= rule.at_most
    assert len(moved) == len(set(moved))
    assert not set(moved) & {q.seq for q in book.incident.questions if q.instead_of is not None}


@given(COURSES)
@settings(deadline=None)
def test_no_line_is_asked_about_twice_and_no_two_ask_at_once_whether_it_is_over(
    course: list[tuple[float, Turn]],
) -> None:
    book, _ = played(course)
    read = [q for q in book.incident.questions if q.shown_at is not None or q.answer != "not needed"]
    lines = [q.message for q in read if q.name == "why"]
    over = [q for q in book.incident.questions if q.name == "over"]

    assert len(lines) == len(set(lines))
    for earlier, later in itertools.pairwise(over):
        assert earlier.ended_at is not None
        assert earlier.ended_at <= later.asked_at
        assert later.instead_of == earlier.seq or later.asked_at - earlier.asked_at >= questions.APART


@given(COURSES)
@settings(deadline=None)
def test_what_no_mark_asks_any_more_is_not_sent(course: list[tuple[float, Turn]]) -> None:
    book, at = played(course)
    for mark in book.incident.marks:
        book = unmarked(book, at, mark.mark, person=mark.person, ts=mark.message.ts)

    assert [] == [q for q in book.incident.questions if q.mark is not None and q.is_open and q.shown_at is None]


@given(COURSES)
@settings(deadline=None)
def test_nobody_waits_longer_than_half_an_interval_after_a_sweep(course: list[tuple[float, Turn]]) -> None:
    book, at = played(course)
    later = at + 60
    after = swept(book, later).incident

    waiting = [q for q in after.questions if q.is_open and q.shown_at is not None and q.name != "form"]
    assert all(minute(later) - q.shown_at < timedelta(minutes=30) for q in waiting if q.shown_at)


@given(COURSES)
@settings(deadline=None)
def test_the_logbook_alone_tells_every_question_again(course: list[tuple[float, Turn]]) -> None:
    book, _ = played(course)

    assert replay(42, book.entries).questions == book.incident.questions
