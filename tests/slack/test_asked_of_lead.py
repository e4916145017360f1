"""What the lead alone is asked: each question says why, has its answers beside it, and loses them once answered."""

import pytest

from bot.incident import facts as f
from bot.incident.logbook import BOT
from bot.slack.messages import blocks as b
from bot.slack.messages import prompts
from bot.slack.messages.message import SlackMessage
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute
from tests.slack.drawn import WORDS, declared, faults, labels, reader


def unanswered(*answers: f.Fact, decided: float = 5) -> SlackMessage:
    """Ana was offered logs and Bo code, at nine; Leo was told at five past that neither had answered."""
    asked = f.Reminded(roles=("logs", "code"), person=LEO, rung="offer", due_at=minute(5))
    book = declared().delivers(0).says(decided, BOT, asked)
    for at, answer in enumerate(answers, start=6):
        book = book.says(at, BO, answer)
    incident = book.incident
    return prompts.unanswered(incident, incident.reminders[-1], words=WORDS, reader=reader(), key="post_1")


def test_it_says_who_has_not_answered_since_when_with_three_ways_on_for_each() -> None:
    sent = unanswered()

    assert f"<@{ANA}> has not answered the offer of *logs* since <!date^1778749200^{{time}}|11:00 CEST>." in sent.text
    assert ["Call Ana Lima", "I take logs", "Call Bo Chen", "I take code"] == labels(sent)
    assert "pick_person:42:logs" in [element["action_id"] for element in sent.blocks[-2]["elements"]]
    assert "post_1" == sent.blocks[0]["block_id"]
    assert not faults(sent)


def test_what_was_answered_has_its_line_and_no_buttons() -> None:
    sent = unanswered(f.RoleTaken(role="code", person=BO))

    assert f"*code* is with <@{BO}> since" in sent.text
    assert ["Call Ana Lima", "I take logs"] == labels(sent)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (f.RoleDeclined(role="logs", person=ANA), f"*logs*: <@{ANA}> cannot take it now. It is free."),
        (f.RoleOffered(role="logs", person=CLEO), f"*logs* is offered to <@{CLEO}> instead."),
        (f.OfferLapsed(role="logs", person=ANA), f"*logs*: no answer from <@{ANA}> by"),
        (f.StatusSet(status="cancelled"), "*logs*: No longer needed."),
    ],
)
def test_once_all_is_answered_nothing_is_asked(answer: f.Fact, words: str) -> None:
    sent = unanswered(f.RoleTaken(role="code", person=BO), answer)

    assert words in sent.text
    assert [] == labels(sent)
    assert not faults(sent)


def test_a_question_that_was_held_up_says_so() -> None:
    assert "so this comes late" in unanswered(decided=40).text
    assert "so this comes late" not in unanswered().text


def test_whoever_has_a_role_until_another_accepts_is_named_and_need_not_take_it() -> None:
    book = declared().says(1, LEO, f.RoleTaken(role="code", person=LEO), f.RoleOffered(role="code", person=BO))
    asked = f.Reminded(roles=("code",), person=LEO, rung="offer", due_at=minute(6))
    incident = book.delivers(1).says(6, BOT, asked).incident

    sent = prompts.unanswered(incident, incident.reminders[-1], words=WORDS, reader=reader(), key="")

    assert f"<@{LEO}> has it until somebody accepts." in sent.text
    assert ["Call Bo Chen"] == labels(sent)


def unjudged(*answers: f.Fact) -> SlackMessage:
    asked = f.Reminded(roles=(), person=LEO, rung="severity", due_at=minute(5))
    book: Book = declared(None).says(5, BOT, asked).says(6, LEO, *answers)
    incident = book.incident
    return prompts.unjudged(incident, incident.reminders[-1], words=WORDS, reader=reader(), key="post_1")


def test_the_lead_is_asked_how_bad_it_is_with_a_button_for_each_severity() -> None:
    sent = unjudged()

    assert "reports are due as for SEV2" in sent.text
    assert "*SEV4* Nobody is hurt yet" in sent.text
    assert ["SEV1", "SEV2", "SEV3", "SEV4"] == labels(sent)
    assert {"incident": 42, "seen": 0, "severity": 3} == b.unpacked(sent.blocks[-1]["elements"][2]["value"])
    assert not faults(sent)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(f.SeveritySet(severity=3), "SEV3 since"), (f.StatusSet(status="resolved"), "need not be said any more")],
)
def test_an_answered_question_has_no_buttons(answer: f.Fact, words: str) -> None:
    sent = unjudged(answer)

    assert words in sent.text
    assert [] == labels(sent)
