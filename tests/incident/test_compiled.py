"""What was compiled of an incident that nobody ran with Sitrep is confirmed by one person, who puts it right."""

import pytest

from bot.incident import answers
from bot.incident import facts as f
from bot.incident.answers import Given, SummaryAnswers
from bot.incident.errors import Refused
from tests.incident.given import ANA, LEO, Book, imported, minute, staffed

OVER = Book().says(
    60,
    LEO,
    f.Opened(title="Tickets are not printed", over=True),
    f.TimeSet(which="mitigated", time=minute(50.4)),
    f.StatusSet(status="resolved"),
)
ASKED = OVER.says(61, LEO, f.QuestionAsked(question="form", person=LEO, due_at=minute(61)))


def test_what_is_left_as_it_stands_is_confirmed_and_said_no_second_time() -> None:
    as_shown = SummaryAnswers(until_at=minute(50))

    assert [f.CompiledConfirmed()] == answers.confirm(OVER.case(62, ANA), filled=as_shown)


def test_what_is_filled_in_puts_it_right() -> None:
    filled = SummaryAnswers(harm=Given(words="Nobody got a ticket"), until_at=minute(55))
    said = answers.confirm(imported().case(62, ANA), filled=filled)

    assert [f.Noted, f.Marked, f.TimeSet, f.CompiledConfirmed] == [type(one) for one in said]


def test_whoever_was_asked_for_it_is_asked_no_longer() -> None:
    (asked,) = ASKED.incident.questions
    by_another = answers.confirm(ASKED.case(62, ANA), filled=SummaryAnswers())
    by_them = answers.fill(ASKED.case(62, LEO), asked=asked.seq, filled=SummaryAnswers())
    answered = f.QuestionAnswered(asked_seq=asked.seq, answer="filled")

    assert [answered, f.CompiledConfirmed()] == by_another == by_them


def test_one_that_was_run_here_is_not_compiled() -> None:
    with pytest.raises(Refused, match="not_compiled"):
        answers.confirm(staffed().case(9, LEO), filled=SummaryAnswers())
