"""`undo` takes back the last thing that somebody did, or names it and asks; never another thing in its place."""

import pytest

from bot.incident import facts as f
from bot.incident import lifecycle, pauses, records, reports, taking_back
from bot.incident.errors import Refused
from tests.incident.given import ANA, LEO, minute, staffed

NOTED = staffed().asks(1, ANA, records.note, text="the bank was called").asks(1, LEO, records.note, text="of Leo")


def test_a_report_that_was_put_off_is_due_as_before() -> None:
    book = NOTED.asks(2, ANA, pauses.snooze, minutes=20, why="on the phone").asks(3, ANA, taking_back.undo)

    assert reports.due_at(NOTED.case(3), "logs") == reports.due_at(book.case(3), "logs")
    assert 2 == len(book.incident.of(f.Noted))


def test_a_pause_never_was() -> None:
    book = NOTED.asks(2, LEO, pauses.pause, why="all on a call").asks(3, LEO, taking_back.undo)

    assert book.incident.paused is None
    assert reports.due_at(NOTED.case(3), "logs") == reports.due_at(book.case(3), "logs")
    assert 2 == len(book.incident.of(f.Noted))


def test_what_was_just_resolved_is_not() -> None:
    book = NOTED.asks(2, LEO, lifecycle.resolve, why="it works").asks(3, LEO, taking_back.undo)

    assert "investigating" == book.incident.status
    assert 2 == len(book.incident.of(f.Noted))


@pytest.mark.parametrize("at", [3, 9])
def test_what_cannot_be_taken_back_is_named_and_the_record_before_it_is_asked_about(at: float) -> None:
    book = NOTED.asks(2, LEO, lifecycle.set_severity, severity=2, why="fewer are hurt")
    with pytest.raises(Refused, match="undone_otherwise") as refused:
        taking_back.undo(book.case(at, LEO))

    told = refused.value.values
    (note,) = (entry.seq for entry, _ in book.incident.of(f.Noted) if entry.by == LEO)
    assert ("severity_set", minute(2), [note]) == (told["did"]["record"], told["at"], told["seqs"])


def test_one_after_the_other_is_taken_back() -> None:
    book = NOTED.asks(2, ANA, records.note, text="and again").asks(3, ANA, taking_back.undo)

    assert ["the bank was called", "of Leo"] == [fact.text for _, fact in book.incident.of(f.Noted)]
    assert ["of Leo"] == [fact.text for _, fact in book.asks(4, ANA, taking_back.undo).incident.of(f.Noted)]
