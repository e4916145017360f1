"""Follow-ups: what people say of them, on which days their owner is reminded, and who hears when the owner is gone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import due, follow_ups, lifecycle, members, taking_back
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.parts import FollowUp, Reminder
from tests.incident.given import ANA, BO, LEO, NINE, Book, minutes, opened
from tests.tries import tries

WHAT = "the rename job checks the owner"
THE_28TH = date(2026, 5, 28)
DAY = 24 * 60
KIRITIMATI = timedelta(hours=14)


def over(*, private: bool = False) -> Book:
    """Leo's incident of the 14th of May, closed at ten past nine, in which Ana and Bo were as well."""
    book = opened(severity=4, private=private).says(
        0, BOT, f.ChannelReady(channel="C42", name="inc-42"), *(f.Joined(person=one) for one in (LEO, ANA, BO))
    )
    return book.asks(9, LEO, lifecycle.resolve).asks(10, LEO, lifecycle.close, anyway=True)


def raised(book: Book | None = None, *, owner: str | None = BO, due_on: date | None = THE_28TH) -> Book:
    return (book or over()).asks(11, LEO, follow_ups.raise_, text=WHAT, owner=owner, due_on=due_on)


def only(book: Book) -> FollowUp:
    (one,) = book.incident.follow_ups
    return one


def begins(day: date) -> float:
    """When the day begins in the first place on earth, in minutes of the book."""
    return minutes(datetime.combine(day, datetime.min.time(), tzinfo=UTC) - KIRITIMATI)


def next_at(book: Book) -> float | None:
    at = due.next_at(book.case(11))
    return None if at is None else minutes(at)


def swept(book: Book, at: float) -> Book:
    return book.asks(at, BOT, due.sweep)


def told(book: Book) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(r.rung, r.person, r.follow_ups) for r in book.incident.reminders if r.follow_ups]


def days_told(book: Book) -> list[date]:
    return [follow_ups.day_of(r) for r in book.incident.reminders if r.rung == "follow-up"]


def test_a_closed_incident_takes_them_and_stays_closed() -> None:
    book = raised()
    done = book.asks(12, BO, follow_ups.end, id="F1", how="done")

    assert "closed" == book.incident.status == done.incident.status
    assert ("", "done") == (only(book).outcome, only(done).outcome)


def test_what_is_left_out_of_a_change_stays_as_it_was() -> None:
    book = raised().asks(12, LEO, follow_ups.assign, id="F1", owner=ANA)
    moved = book.asks(13, ANA, follow_ups.assign, id="F1", due_on=date(2026, 6, 12))

    assert (WHAT, ANA, THE_28TH) == (only(book).text, only(book).owner, only(book).due_on)
    assert (WHAT, ANA, date(2026, 6, 12)) == (only(moved).text, only(moved).owner, only(moved).due_on)
    assert (LEO, 11) == (only(moved).raised_by, minutes(only(moved).raised_at))


def test_whatever_was_said_last_is_taken_back_alone() -> None:
    book = raised().asks(12, BO, follow_ups.end, id="F1", how="done")

    assert only(raised()) == only(book.asks(13, BO, taking_back.undo))
    assert () == raised().asks(13, LEO, taking_back.undo).incident.follow_ups


def test_without_an_owner_or_a_day_nobody_is_reminded() -> None:
    assert [None, None] == [next_at(raised(owner=None)), next_at(raised(due_on=None))]


def test_the_next_look_at_a_closed_one_is_when_its_next_day_begins_anywhere() -> None:
    book = raised()
    found = [next_at(book)]
    for _ in range(3):
        book = swept(book, found[-1] or 0)
        found.append(next_at(book))

    assert [begins(day) for day in (date(2026, 5, 25), THE_28TH, date(2026, 6, 4), date(2026, 6, 11))] == found


def test_it_is_asked_about_until_half_a_year_after_its_day() -> None:
    book = raised()
    while (at := next_at(book)) is not None:
        book = swept(book, at)

    assert [date(2026, 5, 25), *(THE_28TH + week * timedelta(weeks=1) for week in range(27))] == days_told(book)


@pytest.mark.parametrize(
    ("due_on", "first"),
    [
        (date(2026, 5, 18), date(2026, 5, 15)),  # three days before is tomorrow
        (date(2026, 5, 17), date(2026, 5, 17)),  # that was today, on which it was raised
        (date(2026, 5, 15), date(2026, 5, 15)),
        (date(2026, 5, 14), date(2026, 5, 21)),
    ],
)
def test_on_the_day_on_which_it_was_raised_nobody_is_reminded_of_it(due_on: date, first: date) -> None:
    book = raised(due_on=due_on)

    assert [first] == days_told(swept(book, next_at(book) or 0))


def test_of_days_on_which_nobody_was_there_to_remind_one_is_made_up_for() -> None:
    book = swept(raised(), 25 * DAY)

    assert [date(2026, 5, 25)] == days_told(book)
    assert begins(date(2026, 6, 11)) == next_at(book)


def test_one_message_is_of_all_that_falls_due_for_one_person() -> None:
    book = raised().asks(12, LEO, follow_ups.raise_, text="an alarm", owner=BO, due_on=THE_28TH)
    book = book.asks(13, LEO, follow_ups.raise_, text="a page", owner=ANA, due_on=THE_28TH)

    assert [("follow-up", BO, ("F1", "F2")), ("follow-up", ANA, ("F3",))] == told(
        swept(book, begins(date(2026, 5, 25)))
    )


def reminder(book: Book) -> Reminder:
    return book.incident.reminders[-1]


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        ({"rule": follow_ups.end, "id": "F1", "how": "done"}, "done"),
        ({"rule": follow_ups.end, "id": "F1", "how": "will not do", "words": "the job goes away"}, "will not do"),
        ({"rule": follow_ups.assign, "id": "F1", "due_on": date(2026, 6, 12)}, "moved"),
        ({"rule": follow_ups.assign, "id": "F1", "owner": ANA}, "passed on"),
    ],
)
def test_what_is_answered_waits_for_nobody_and_is_not_sent_any_more(act: dict[str, object], answer: str) -> None:
    asked = swept(raised(), begins(date(2026, 5, 25)))
    given_ = dict(act)
    rule = given_.pop("rule")
    book = asked.asks(begins(date(2026, 5, 25)) + 1, BO, rule, **given_)  # type: ignore[arg-type]

    assert (True, False) == (reminder(asked).is_open, reminder(book).is_open)
    assert answer == reminder(book).answer
    assert not due.still_true(book.case(begins(THE_28TH)), reminder(book))


def test_what_waits_in_slack_keeps_its_buttons_until_the_next_one_stands_there() -> None:
    first = swept(raised(), begins(date(2026, 5, 25))).delivers(begins(date(2026, 5, 25)) + 600)
    second = swept(first, begins(THE_28TH))
    delivered = second.delivers(begins(THE_28TH) + 600)

    assert [True, True] == [r.is_open for r in second.incident.reminders if r.follow_ups]
    assert [False, True] == [r.is_open for r in delivered.incident.reminders if r.follow_ups]


def test_closing_resolving_and_reopening_answer_no_reminder_of_them() -> None:
    asked = swept(raised(), begins(date(2026, 5, 25)))
    book = asked.asks(begins(date(2026, 5, 25)) + 1, LEO, lifecycle.reopen).asks(
        begins(date(2026, 5, 25)) + 2, LEO, lifecycle.resolve
    )

    assert next(r for r in book.incident.reminders if r.follow_ups).is_open


@pytest.mark.parametrize("why", ["left", "deactivated"])
def test_whose_owner_is_gone_the_lead_hears_once(why: f.GoneWhy) -> None:
    gone = raised().asks(12, BOT, members.left if why == "left" else members.gone, person=BO, **_why(why))
    book = swept(swept(swept(gone, 12), 13), 5 * DAY)

    assert [("follow-up back", LEO, ("F1",))] == told(book)
    assert begins(date(2026, 5, 25)) == next_at(book) if why == "left" else next_at(book) is None


def _why(why: f.GoneWhy) -> dict[str, object]:
    return {} if why == "left" else {"why": why}


def test_of_a_private_one_who_left_is_reminded_of_nothing() -> None:
    book = swept(raised(over(private=True)).asks(12, BOT, members.left, person=BO), 12)

    assert [("follow-up back", LEO, ("F1",))] == told(book)
    assert next_at(book) is None


def test_whoever_never_could_be_reached_is_told_of_to_the_lead_once() -> None:
    asked = swept(raised(), begins(date(2026, 5, 25)))
    refused = f.Undelivered(effect=f"reminder:{reminder(asked).seq}", reason="cannot_dm_bot")
    book = asked.says(begins(date(2026, 5, 25)) + 1, BOT, refused)
    book = swept(swept(book, begins(date(2026, 5, 25)) + 2), begins(date(2026, 5, 25)) + 3)

    assert [("follow-up", BO, ("F1",)), ("follow-up back", LEO, ("F1",))] == told(book)


def test_of_what_the_lead_owned_the_declarer_hears_and_of_their_own_nobody() -> None:
    led_by_ana = over().says(11, ANA, f.RoleTaken(role="lead", person=ANA))
    of_ana = raised(led_by_ana, owner=ANA).asks(12, BOT, members.left, person=ANA)
    of_leo = raised(owner=LEO).asks(12, BOT, members.left, person=LEO)

    assert [("follow-up back", LEO, ("F1",))] == told(swept(of_ana, 13))
    assert [] == told(swept(of_leo, 13))


def test_a_house_may_keep_them_for_some_and_their_owner_always_answers() -> None:
    case = raised().case(12, BO)
    kept = replace(case, say=replace(case.say, chosen={"follow_up": ("lead",)}))

    with pytest.raises(Refused, match="not_open_to_you"):
        follow_ups.raise_(kept, text="an alarm")
    assert [f.FollowUpEnded(id="F1", how="done")] == follow_ups.end(kept, id="F1", how="done")


def test_who_owns_one_is_let_into_a_private_incident_and_not_after_they_left() -> None:
    book = raised(over(private=True), owner="U0EVE")
    left = book.asks(12, BOT, members.left, person="U0EVE")

    assert "U0EVE" in members.insiders(book.incident)
    assert "U0EVE" not in members.insiders(left.incident)


PEOPLE = st.sampled_from([LEO, ANA, BO])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("raise"), PEOPLE, st.integers(-5, 40)),
        st.tuples(st.just("assign"), PEOPLE, st.integers(0, 60)),
        st.tuples(st.just("end"), PEOPLE, st.just(0)),
        st.tuples(st.just("leave"), PEOPLE, st.just(0)),
        st.tuples(st.just("join"), PEOPLE, st.just(0)),
        st.tuples(st.just("wait"), PEOPLE, st.integers(1, 30)),
    ),
    max_size=12,
)


@given(STEPS, st.sampled_from(["public", "private"]))
@settings(deadline=None, max_examples=tries(150))
def test_whatever_happens_each_day_is_told_once_and_the_next_look_lies_ahead(
    steps: list[tuple[str, str, int]], kind: str
) -> None:
    book, at = over(private=kind == "private"), 11.0
    for what, person, number in steps:
        day = (NINE + timedelta(minutes=at)).date() + timedelta(days=number)
        last = f"F{len(book.incident.follow_ups)}"
        match what:
            case "raise":
                book = book.asks(at, LEO, follow_ups.raise_, text=WHAT, owner=person, due_on=day)
            case "leave":
                book = book.asks(at, BOT, members.left, person=person)
            case "join":
                book = book.asks(at, BOT, members.joined, person=person)
            case "assign" | "end" if book.incident.follow_ups and not only_last(book).outcome:
                if what == "end":
                    book = book.asks(at, LEO, follow_ups.end, id=last, how="done")
                elif (only_last(book).owner, only_last(book).due_on) != (person, day):
                    book = book.asks(at, LEO, follow_ups.assign, id=last, owner=person, due_on=day)
            case "wait":
                at += number * DAY
        at += 1
        book = swept(book, at)
        after = follow_ups.next_due(book.case(at))
        assert after is None or minutes(after) > at
        if number % 2:
            book = book.delivers(at)
    heard = [
        (r.person, name, follow_ups.day_of(r), next(o.set_at for o in book.incident.follow_ups if o.id == name))
        for r in book.incident.reminders
        if r.rung == "follow-up"
        for name in r.follow_ups
        if r.decided_at >= next(o.set_at for o in book.incident.follow_ups if o.id == name)
    ]
    assert len(heard) == len(set(heard))


def only_last(book: Book) -> FollowUp:
    return book.incident.follow_ups[-1]
