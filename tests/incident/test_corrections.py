"""What is said anew keeps the id of what it puts right, and nothing is written twice."""

from dataclasses import replace

import pytest

from bot.incident import corrections, customers, hypotheses, records
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import At, Saying
from tests.incident.given import ANA, Book, minute, staffed


def put_right(book: Book, *sayings: Saying) -> list[Saying]:
    return corrections.instead(book.case(9, ANA), book.entries[-1:], list(sayings))


def test_the_new_words_stand_under_the_old_id() -> None:
    book = staffed().asks(5, ANA, customers.affected, name="Nortwind")

    assert [f.CustomerAffected(id="C1", name="Northwind")] == put_right(
        book, f.CustomerAffected(id="C2", name="Northwind")
    )


def test_the_same_again_writes_nothing() -> None:
    book = staffed().asks(5, ANA, records.decide, what="restore by hand")

    assert [] == put_right(book, f.Decided(id="D2", what="restore by hand"))


def test_what_was_settled_is_struck_and_said_anew_at_its_own_hour() -> None:
    book = staffed().asks(4, ANA, hypotheses.think, text="the disk")
    book = book.asks(5, ANA, hypotheses.rule_out, id="H1", evidence="it is fnie")
    (old,) = book.entries[-1:]
    sayings = hypotheses.rule_out(
        corrections.unsaid(replace(book.case(9, ANA), corrects=(old,))), id="H1", evidence="it is fine"
    )

    assert [f.Struck(seq=old.seq), At(minute(5), f.HypothesisRuledOut(id="H1", evidence="it is fine"))] == put_right(
        book, *sayings
    )


def test_a_contact_puts_no_other_customers_contact_right() -> None:
    book = staffed().asks(4, ANA, customers.affected, name="Northwind")
    book = book.asks(5, ANA, customers.told, customer="C1", what="we are on it")
    with pytest.raises(Refused, match="edit_not_followed"):
        put_right(book, f.CustomerTold(id="C2", what="we are on it"))


def test_a_time_puts_only_the_time_of_that_name_right() -> None:
    book = staffed().asks(5, ANA, records.key_time, which="detected", time=minute(1))
    later = f.TimeSet(which="detected", time=minute(2))

    assert [later] == put_right(book, later)
    with pytest.raises(Refused, match="edit_not_followed"):
        put_right(book, f.TimeSet(which="mitigated", time=minute(2)))


def test_the_report_of_another_role_puts_nothing_right() -> None:
    book = staffed().says(5, ANA, f.Reported(role="logs", conditions="two"))

    with pytest.raises(Refused, match="edit_not_followed"):
        put_right(book, f.Reported(role="code", conditions="three"))


def test_what_stands_is_told_and_that_undo_reaches_it_for_ten_minutes() -> None:
    book = staffed().asks(5, ANA, records.note, text="the index hodls all")
    soon, late = (corrections.not_followed(book.case(at, ANA), book.entries[-1:]) for at in (15, 15.1))

    assert [True, False] == [told.values["undo"] for told in (soon, late)]
    assert ["noted"] == [one["record"] for one in soon.values["standing"]]  # type: ignore[attr-defined]
