"""The bot suggests a mark sparingly, for a while, and to nobody who does not want it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.incident import facts as f
from bot.incident import marks, reminders
from bot.incident.effect_rules import effects
from bot.incident.effects import Surface
from bot.incident.logbook import BOT, MessageRef
from bot.incident.marks import IN_ALL_MAX, STANDS_FOR
from bot.incident.meanings import Suggestible
from bot.incident.replay import replay
from tests.incident.given import ANA, BO, LEO, Book, minute, opened

STANDS_MIN = STANDS_FOR / timedelta(minutes=1)


def ts(at: float) -> str:
    return f"{minute(at).timestamp():.6f}"


def said(book: Book, at: float, *, by: str = ANA, mark: Suggestible = "done") -> Book:
    """Somebody says something that may be worth this mark, and the bot hears it at once."""
    return book.asks(at, BOT, marks.suggest, mark=mark, emoji="wrench", ts=ts(at), author=by, said_at=minute(at))


def ends(book: Book) -> list[str]:
    return [fact.why for fact in book.facts if isinstance(fact, f.SuggestionEnded)]


def count(book: Book) -> int:
    return sum(isinstance(fact, f.MarkSuggested) for fact in book.facts)


def tapped(book: Book, at: float) -> Book:
    return book.asks(at, BOT, marks.taken, ts=book.incident.suggestions[-1].ts)


def test_one_is_suggested_and_taken_back_when_its_time_is_over() -> None:
    book = said(opened(), 1)
    late = book.asks(1 + STANDS_MIN, BOT, reminders.nag)

    assert count(book) == 1
    assert minute(1 + STANDS_MIN) in list(marks.lapses_at(book.case(2)))
    assert marks.lapse(book.case(STANDS_MIN)) == []
    assert ends(late) == ["ignored"]
    assert marks.lapse(late.case(40)) == []


def test_the_second_comes_two_minutes_after_the_first_at_the_earliest() -> None:
    book = said(opened(), 1)

    assert count(said(book, 2.9, mark="harm")) == 1
    assert count(said(book, 3, mark="harm")) == 2


def test_a_newer_one_of_a_kind_replaces_the_older_and_no_other() -> None:
    book = said(said(said(opened(), 1), 3, mark="harm"), 5)

    assert ends(book) == ["replaced"]
    assert [s.mark for s in marks.standing(book.incident)] == ["harm", "done"]


def test_there_are_so_many_in_all() -> None:
    book = opened()
    for place in range(60):
        book = tapped(said(book, 1 + 2 * place), 2 + 2 * place)

    assert count(book) == IN_ALL_MAX


def test_who_let_two_pass_gets_no_more_and_the_next_person_does() -> None:
    book = opened()
    for at in (1, 30):
        book = said(book, at).asks(at + STANDS_MIN, BOT, reminders.nag)

    assert count(said(book, 60)) == 2
    assert count(said(book, 60, by=BO)) == 3


def test_a_click_in_between_is_not_forgotten() -> None:
    book = said(opened(), 1).asks(1 + STANDS_MIN, BOT, reminders.nag)
    book = tapped(said(book, 30), 31)
    book = said(book, 40).asks(40 + STANDS_MIN, BOT, reminders.nag)

    assert count(said(book, 70)) == 4


def test_what_is_heard_late_is_past() -> None:
    book = opened()
    heard_late = marks.suggest(book.case(5), mark="done", emoji="wrench", ts=ts(1), author=ANA, said_at=minute(1))

    assert heard_late == []


def test_a_message_is_suggested_for_once_and_a_record_never() -> None:
    book = said(opened(), 1)
    again = book.asks(3, BOT, marks.suggest, mark="why", emoji="mag", ts=ts(1), author=ANA, said_at=minute(3))
    noted = opened().says(1, LEO, f.Noted(text="so far"))
    from_message = Book((*noted.entries[:-1], replace(noted.entries[-1], message=MessageRef("C1", ts(1)))))

    assert count(again) == 1
    assert count(said(from_message, 1)) == 0


def test_what_let_it_happen_is_often_found_after_the_end() -> None:
    assert count(said(opened().says(1, LEO, f.StatusSet(status="resolved")), 2)) == 1


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_there_is_none_once_the_incident_is_closed(status: f.Status) -> None:
    assert count(said(opened().says(1, LEO, f.StatusSet(status=status)), 2)) == 0


def test_a_mark_ends_what_stands_under_that_message_only() -> None:
    book = said(said(opened(), 1), 3, mark="harm")

    assert ends(book.asks(4, BOT, marks.taken, ts=ts(1))) == ["taken"]
    assert ends(book.asks(4, BOT, marks.taken, ts=ts(9))) == []


def test_the_picture_appears_and_goes_and_nothing_else_changes_in_slack() -> None:
    book = said(opened(), 1)
    over = tapped(book, 2)
    suggestion = book.incident.suggestions[0]
    shown = (Surface(f"suggestion:{suggestion.seq}"),)

    assert effects(opened().incident, book.incident, book.entries[-1:]) == shown
    assert effects(book.incident, over.incident, over.entries[-1:]) == shown


def test_an_incident_says_what_stands_after_any_number_of_replays() -> None:
    book = tapped(said(said(opened(), 1), 3, mark="harm"), 4)

    assert replay(42, book.entries).suggestions == book.incident.suggestions
    assert [s.ended for s in book.incident.suggestions] == [None, "taken"]
