"""Tasks: what one person asks of another in a time box, who hears of it when, and what becomes of it."""

from collections import Counter
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident import lifecycle, members, reminders, roles, taking_back, tasks
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.parts import Reminder, Task
from bot.incident.replay import replay
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, Book, minute, opened
from tests.incident.test_laws import TURNS, Turn, asked, carried

WHAT = "restart the worker?"
RUNGS = ("task", "task due", "task back")


def nagged(book: Book, at: float) -> Book:
    return book.asks(at, BOT, reminders.nag)


def told(book: Book) -> list[tuple[str, str]]:
    """Who was told what of the task."""
    return [(r.rung, r.person) for r in book.incident.reminders if r.task and not r.dropped]


def boxed(minutes: int = 10) -> Book:
    """Leo asks Bo at nine, in a SEV4 where no report is due; Bo can read it at once."""
    book = opened(severity=4).asks(0, LEO, tasks.ask, person=BO, what=WHAT, minutes=minutes)
    return nagged(book, 0).delivers(0)


def only(book: Book) -> Task:
    (task,) = book.incident.tasks
    return task


def first(book: Book) -> Reminder:
    return next(r for r in book.incident.reminders if r.task)


def test_whoever_is_asked_hears_of_it_at_once_and_when_it_is_due() -> None:
    book = boxed()
    due = nagged(book, 10)

    assert [("task", BO)] == told(book)
    assert minute(10) == reminders.next_due(book.case(0))
    assert [("task", BO), ("task due", BO)] == told(due)


def test_of_four_tasks_that_are_due_at_once_the_fourth_waits_for_its_place_in_the_hour() -> None:
    book = boxed()
    for what in ("and the queue?", "and the cache?", "and the cron job?"):
        book = book.asks(0, LEO, tasks.ask, person=BO, what=what, minutes=10)
    due = nagged(nagged(book, 0).delivers(0), 10)

    assert ["T1", "T2", "T3"] == due_of(due)
    assert ["T1", "T2", "T3"] == due_of(nagged(due, 69))
    assert ["T1", "T2", "T3", "T4"] == due_of(nagged(due, 70))


def due_of(book: Book) -> list[str]:
    return [r.task for r in book.incident.reminders if r.rung == "task due"]


def test_without_a_time_it_is_due_in_fifteen_minutes() -> None:
    (fact,) = tasks.ask(opened().case(5, LEO), person=BO, what=WHAT)

    assert f.TaskAsked(id="T1", what=WHAT, person=BO, due_at=minute(20), by_default=True) == fact


def test_done_is_kept_as_evidence_and_nobody_is_asked_any_more() -> None:
    book = boxed().asks(4, BO, tasks.take, id="T1").asks(8, BO, tasks.end, id="T1", how="done", words="it runs again")

    assert ("done", "it runs again", minute(8)) == (only(book).outcome, only(book).words, only(book).ended_at)
    assert reminders.next_due(book.case(8)) is None
    assert all(not r.is_open for r in book.incident.reminders)


def test_five_more_is_due_once_more() -> None:
    book = nagged(boxed(), 10).delivers(10).asks(11, BO, tasks.extend, id="T1")
    again = nagged(book, 16)

    assert minute(16) == only(book).due_at
    assert minute(16) == reminders.next_due(book.case(11))
    assert [("task", BO), ("task due", BO), ("task due", BO)] == told(again)


def test_without_an_answer_it_is_back_with_whoever_asked_after_half_the_box() -> None:
    book = nagged(boxed(), 10).delivers(11)
    back = nagged(book, 16).delivers(16)

    assert minute(16) == reminders.next_due(book.case(11))
    assert ("task back", LEO) == told(back)[-1]
    assert reminders.next_due(back.case(16)) is None


def test_whoever_asked_waits_no_longer_than_ten_minutes_for_word() -> None:
    assert minute(70) == reminders.next_due(nagged(boxed(60), 60).delivers(60).case(60))


def test_whoever_asked_gives_more_time_or_drops_it() -> None:
    back = nagged(nagged(boxed(), 10).delivers(10), 15).delivers(15)
    more = back.asks(16, LEO, tasks.extend, id="T1")
    dropped = back.asks(16, LEO, tasks.end, id="T1", how="dropped")

    assert minute(26) == only(more).due_at
    assert reminders.next_due(dropped.case(16)) is None
    assert all(not r.is_open for r in dropped.incident.reminders)


@pytest.mark.parametrize(
    ("ends", "given"),
    [(tasks.decline, {}), (tasks.end, {"how": "blocked", "words": "no access"})],
)
def test_what_is_declined_or_blocked_is_back_at_once_and_due_no_more(ends: object, given: dict[str, str]) -> None:
    book = boxed().asks(3, BO, ends, id="T1", **given)  # type: ignore[arg-type]
    back = nagged(book, 3)

    assert [("task", BO), ("task back", LEO)] == told(back)
    assert reminders.next_due(back.case(3)) is None


def test_who_leaves_is_reminded_of_nothing_and_whoever_asked_hears_that() -> None:
    book = boxed().says(1, BOT, f.Joined(person=BO)).asks(2, BO, members.left, person=BO)
    back = nagged(book, 60)

    assert ("returned", "left") == (only(book).outcome, only(book).gone_why)
    assert [("task", BO), ("task back", LEO)] == told(back)


def test_who_turns_out_to_be_deactivated_before_they_could_read_it_is_not_written_to() -> None:
    book = nagged(opened(severity=4).asks(0, LEO, tasks.ask, person=BO, what=WHAT), 0)
    gone = book.asks(1, BOT, members.gone, person=BO, why="deactivated")

    assert not reminders.still_true(gone.case(1), first(gone))
    assert ("task back", LEO) == told(nagged(gone, 1))[-1]


def test_what_slack_will_never_show_them_is_back_at_once() -> None:
    book = nagged(opened(severity=4).asks(0, LEO, tasks.ask, person=BO, what=WHAT), 0)
    refused = book.says(1, BOT, f.Undelivered(effect=f"reminder:{first(book).seq}", reason="user_disabled"))

    assert ("task back", LEO) == told(nagged(refused, 1))[-1]
    assert [r for r in nagged(refused, 30).incident.reminders if r.rung == "task due"] == []


def test_of_whoever_asked_and_left_the_lead_hears() -> None:
    book = opened(severity=4).asks(0, ANA, tasks.ask, person=BO, what=WHAT, minutes=10)
    book = nagged(book, 0).delivers(0).says(1, BOT, f.Joined(person=ANA)).asks(2, ANA, members.left, person=ANA)

    assert ("task back", LEO) == told(nagged(book.asks(3, BO, tasks.decline, id="T1"), 3))[-1]


def test_who_asks_themselves_is_reminded_and_nobody_else_is() -> None:
    book = opened(severity=4).asks(0, LEO, tasks.ask, person=LEO, what=WHAT, minutes=10)
    due = nagged(book, 10).delivers(10)

    assert [("task due", LEO)] == told(due)
    assert reminders.next_due(due.case(10)) is None


def test_what_was_read_after_its_time_leaves_time_to_do_it() -> None:
    book = nagged(opened(severity=4).asks(0, LEO, tasks.ask, person=BO, what=WHAT, minutes=10), 0)

    assert reminders.next_due(book.case(20)) is None
    assert minute(35) == reminders.next_due(book.delivers(30).case(30))


def test_nothing_rings_once_it_is_resolved_nor_after_a_reopening() -> None:
    book = boxed().asks(5, LEO, lifecycle.resolve)
    reopened = book.asks(20, LEO, lifecycle.reopen)

    assert all(not r.is_open for r in book.incident.reminders)
    assert [] == [fact for fact in reminders.nag(book.case(60)) if getattr(fact, "task", "")]
    assert [] == [fact for fact in reminders.nag(reopened.case(60)) if getattr(fact, "task", "")]


def test_a_task_that_was_taken_back_asks_nobody_and_its_message_says_so() -> None:
    book = boxed().asks(2, LEO, taking_back.undo)

    assert () == book.incident.tasks
    assert ("struck", False) == (first(book).answer, first(book).is_open)
    assert reminders.next_due(book.case(2)) is None


def test_another_person_is_asked_instead_and_the_first_one_no_more() -> None:
    book = boxed().says(2, LEO, f.TaskAsked(id="T1", what=WHAT, person=ANA, due_at=minute(12)))
    after = nagged(book, 2)

    assert "passed on" == first(book).answer
    assert [("task", BO), ("task", ANA)] == told(after)


@pytest.mark.parametrize("by", [EVE, ANA])
def test_nobody_answers_for_another(by: str) -> None:
    book = boxed()

    for rule in (tasks.take, tasks.decline, tasks.extend, partial(tasks.end, how="dropped")):
        with pytest.raises(Refused, match="not_your_task"):
            rule(book.case(3, by), id="T1")


def test_whoever_comes_late_reads_what_stands() -> None:
    book = boxed().asks(3, BO, tasks.end, id="T1", how="done", words="it runs again")

    with pytest.raises(Refused, match="task_over") as refused:
        tasks.extend(book.case(12, BO), id="T1")
    assert ("done", minute(3)) == (refused.value.values["outcome"], refused.value.values["at"])


def test_nothing_is_asked_after_the_end_nor_for_a_time_that_is_over() -> None:
    with pytest.raises(Refused, match="task_after_end"):
        tasks.ask(opened().asks(5, LEO, lifecycle.resolve).case(6, LEO), person=BO, what=WHAT)
    with pytest.raises(Refused, match="not_ahead"):
        tasks.ask(opened().case(6, LEO), person=BO, what=WHAT, due_at=minute(5))


# ---- whatever happens -------------------------------------------------------------------------------

PEOPLE = st.sampled_from([LEO, ANA, BO])
A_TASK = st.sampled_from(["T1", "T2", "T3"])


def leaves(who: str) -> Turn:
    return lambda book, at: book.says(at, BOT, f.Joined(person=who)).asks(at, who, members.left, person=who)


TASK_TURNS = st.one_of(
    TURNS,
    asked(tasks.ask, person=PEOPLE, what=st.just(WHAT), minutes=st.none() | st.integers(1, 20)),
    asked(tasks.take, id=A_TASK),
    asked(tasks.decline, id=A_TASK),
    asked(tasks.extend, id=A_TASK),
    asked(tasks.end, id=A_TASK, how=st.sampled_from(["done", "blocked", "dropped"]), words=st.just("no access")),
    PEOPLE.map(leaves),
    st.just(carried),
    st.just(nagged),
    st.just(lambda book, at: carried(nagged(book, at), at)),
)
COURSES = st.lists(st.tuples(st.floats(0.1, 8), TASK_TURNS), max_size=40)


def played(course: list[tuple[float, Turn]]) -> tuple[Book, float]:
    book, at = opened(severity=4).asks(0, LEO, tasks.ask, person=BO, what=WHAT, minutes=10), 0.0
    for later, turn in course:
        at += later
        book = turn(book, at)
    return book, at


@given(COURSES)
@settings(deadline=None)
def test_one_message_for_each_due_time_and_person(course: list[tuple[float, Turn]]) -> None:
    book, _ = played(course)
    about = Counter((r.rung, r.task, r.person, r.due_at) for r in book.incident.reminders if r.task and not r.dropped)

    assert all(times == 1 for times in about.values())


@given(COURSES)
@settings(deadline=None)
def test_nothing_of_a_task_is_said_after_the_end(course: list[tuple[float, Turn]]) -> None:
    book, at = played(course)
    ended = book if not book.incident.is_open else book.asks(at, LEO, lifecycle.resolve)
    after = carried(nagged(ended, at + 90), at + 90)
    sent = [r for r in after.incident.reminders if r.task and r.delivered_at and r.delivered_at > minute(at + 89)]

    assert [] == sent


@given(COURSES)
@settings(deadline=None)
def test_nobody_is_told_of_their_own_silence_and_nobody_gone_is_reminded(course: list[tuple[float, Turn]]) -> None:
    book, at = played(course)
    after = nagged(book, at)
    fresh = after.incident.reminders[len(book.incident.reminders) :]
    persons = {task.id: task for task in after.incident.tasks}

    assert all(r.person != persons[r.task].person for r in fresh if r.rung == "task back")
    assert all(persons[r.task].is_open for r in fresh if r.rung in {"task", "task due"})


@given(COURSES, st.floats(0, 60))
@example(
    [
        (1, lambda book, at: book.asks(at, LEO, lifecycle.set_severity, severity=1)),
        (1, lambda book, at: book.asks(at, LEO, roles.offer_to_group, role="logs", ids=("S0DBA",))),
        (1, carried),
        (1, carried),  # whoever offered it to them hears when it lapses
    ],
    5,
)
@settings(deadline=None)
def test_after_a_sweep_the_next_one_is_due_later_or_never(course: list[tuple[float, Turn]], wait: float) -> None:
    book, at = played(course)
    due_at = reminders.next_due(nagged(book, at + wait).case(at + wait))

    assert due_at is None or due_at > minute(at + wait)


@given(COURSES)
@settings(deadline=None)
def test_the_logbook_alone_tells_every_task_again(course: list[tuple[float, Turn]]) -> None:
    book, _ = played(course)

    assert replay(42, book.entries).tasks == book.incident.tasks


def test_of_two_tasks_that_are_due_together_the_second_waits_once_its_person_heard_enough() -> None:
    book = opened(severity=None)
    for at in (1.0, 2.0):
        book = book.asks(at, CLEO, tasks.ask, what="restart it", person=LEO, minutes=28).delivers(at)
    for at in range(5, 60, 5):
        book = book.asks(at, BOT, reminders.nag).delivers(at)
    heard = [r.decided_at for r in book.incident.reminders if r.person == LEO and r.rung in reminders.COUNTED]

    assert reminders.REMINDERS_MAX == len([at for at in heard if at < heard[0] + reminders.REMINDERS_PER])
