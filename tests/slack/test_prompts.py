"""A question stands once, says why it is asked, and loses its buttons when it is answered."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.desk import Started
from bot.desk.writing import Outcome
from bot.incident import facts as f
from bot.incident.facts import Rung
from bot.incident.logbook import BOT
from bot.incident.policy import DEFAULT, Policy
from bot.incident.policy_record import adopted
from bot.incident.state import Incident
from bot.requests.verbs.life import told
from bot.slack.messages import blocks as b
from bot.slack.messages import prompts
from bot.slack.messages.message import SlackMessage
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute
from tests.slack.drawn import WORDS, busy, declared, faults, labels, reader, shown


def offered(incident: Incident) -> SlackMessage:
    return prompts.offer(incident, incident.offers[0], words=WORDS, reader=reader(), key="post_1")


def test_an_offer_asks_each_by_name_and_says_what_the_role_does() -> None:
    sent = offered(declared().incident)

    assert f"<@{ANA}>, will you take *logs*? Whoever has it looks at the evidence" in sent.text
    assert f"<@{BO}>, will you take *code*?" in sent.text
    assert ["Accept", "Decline"] == labels(sent)
    assert "post_1" == sent.blocks[0]["block_id"]
    assert not faults(sent)


def test_an_offer_half_accepted_still_asks_the_other() -> None:
    sent = offered(declared().says(2, ANA, f.RoleTaken(role="logs", person=ANA)).incident)

    assert f"*logs* is with <@{ANA}> since" in sent.text
    assert ["Accept", "Decline"] == labels(sent)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (f.RoleDeclined(role="code", person=BO), f"*code*: <@{BO}> cannot take it now."),
        (f.OfferLapsed(role="code", person=BO), f"*code*: no answer from <@{BO}>"),
        (f.RoleTaken(role="code", person=CLEO), f"*code* is with <@{CLEO}> since"),
        (f.RoleOffered(role="code", person=CLEO), f"*code* is offered to <@{CLEO}> instead."),
    ],
)
def test_an_answered_offer_tells_what_became_of_it_and_asks_no_more(answer: f.Fact, words: str) -> None:
    sent = offered(declared().says(2, ANA, f.RoleTaken(role="logs", person=ANA)).says(3, BO, answer).incident)

    assert words in sent.text
    assert [] == labels(sent)
    assert not faults(sent)


def reminded(book: Book, *, rung: Rung = "due", roles: tuple[str, ...] = ("logs",), decided: float = 22) -> Book:
    to = ANA if rung == "due" else LEO
    return book.says(decided, BOT, f.Reminded(roles=roles, person=to, rung=rung, due_at=minute(22)))


def drawn(book: Book) -> SlackMessage:
    incident = book.incident
    reminder = incident.reminders[-1]
    return prompts.reminder(incident, reminder, words=WORDS, reader=reader(), key="post_1")


def test_a_reminder_is_kind_says_why_and_can_be_answered_with_one_tap() -> None:
    (terms,) = adopted(replace(DEFAULT, brief_to=("C0EXEC",), brief_cadence_min={2: (30, 30, 30, 30)}))
    sent = drawn(reminded(busy().says(20, BOT, terms)))

    assert sent.text.startswith("*Still on it? One tap.*")
    assert "The brief goes out at <!date^1778751000^{time}|11:30 CEST>; your last report is 10 min old." in sent.text
    assert ["Report", "Nothing new", "+10 min", "Need help", "Hand over"] == labels(sent)
    assert not faults(sent)


def test_nothing_new_is_not_offered_for_a_first_report() -> None:
    sent = drawn(reminded(declared().says(2, ANA, f.RoleTaken(role="logs", person=ANA))))

    assert "“I do not know yet” is a good answer." in sent.text
    assert "Nothing new" not in labels(sent)


def test_a_reminder_that_was_held_up_says_so() -> None:
    assert "so this comes late" in drawn(reminded(busy(), decided=40)).text
    assert "so this comes late" not in drawn(reminded(busy())).text


def test_one_reminder_is_about_all_roles_of_a_person() -> None:
    both = busy().says(20, ANA, f.RoleTaken(role="code", person=ANA))

    sent = drawn(reminded(both, roles=("logs", "code")))

    assert "The reports of *logs* and *code* are due" in sent.text
    assert ["logs", "code"] == b.unpacked(sent.blocks[-1]["elements"][0]["value"])["roles"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (f.Reported(role="logs", conditions="3 of 14"), "*logs*: reported <!date^1778750580^{time}|11:23 CEST>."),
        (f.NothingNew(role="logs"), "*logs*: nothing new, <!date^1778750580^{time}|11:23 CEST>."),
        (f.Postponed(role="logs", until=minute(32)), "next report <!date^1778751120^{time}|11:32 CEST>."),
    ],
)
def test_an_answered_reminder_thanks_and_has_no_buttons(answer: f.Fact, words: str) -> None:
    sent = drawn(reminded(busy()).says(23, ANA, answer))

    assert words in sent.text
    assert [] == labels(sent)


def test_the_lead_hears_who_is_silent_since_when_and_what_they_last_found() -> None:
    sent = drawn(reminded(busy(), rung="lead", decided=35))

    assert f"No report from *logs* (<@{ANA}>) since <!date^1778749920^{{time}}|11:12 CEST> (23 min)." in sent.text
    assert "Last finding: “2 of 14 found”" in sent.text
    assert ["Extend 10 min", "Ask", "Reassign", "I take logs"] == labels(sent)
    assert not faults(sent)


def test_the_lead_sees_when_the_silence_ended() -> None:
    sent = drawn(reminded(busy(), rung="lead", decided=35).says(36, ANA, f.NothingNew(role="logs")))

    assert "*logs* has nothing new, <!date^1778751360^{time}|11:36 CEST>. (INC-42)" == sent.text


def started(*, joined: bool = False, alike: int | None = None, unclear: Sequence[tuple[str, str]] = ()) -> SlackMessage:
    opened = Started(Outcome(declared().incident, ()), joined=joined, alike=alike)
    return shown(told(opened, list(unclear), text="start x", policy=Policy()), at_min=4)


def test_start_repeats_what_it_understood() -> None:
    sent = started()

    assert sent.text.startswith("*SEV2* · public · real · “Documents missing for a long-standing customer” · <#C42>")
    assert f"Offered: *logs* to <@{ANA}>, *code* to <@{BO}>." in sent.text


def test_a_name_that_is_unclear_gets_a_picker_that_knows_incident_and_role() -> None:
    sent = started(unclear=[("anna", "logs"), ("bob", "logs")])

    assert "I cannot tell who “anna” is, for *logs*." in sent.text
    assert ["pick_person:42:logs"] == [picker["action_id"] for picker in sent.blocks[-1]["elements"]]
    assert not faults(sent)


def test_a_role_that_there_is_not_delays_nothing_and_is_said() -> None:
    sent = started(unclear=[("ana", "lgos"), ("bo", "")])

    assert "There is no role “lgos”, so “ana” is not asked yet" in sent.text
    assert "For which role is “bo”?" in sent.text
    assert 1 == len(sent.blocks)


def test_the_same_words_again_join_and_can_be_opened_anyway() -> None:
    sent = started(joined=True)

    assert sent.text.startswith("You opened this 4 min ago with the same words")
    assert {"incident": 42, "text": "start x"} == b.unpacked(sent.blocks[-1]["elements"][0]["value"])


def test_an_incident_that_looks_the_same_can_be_joined() -> None:
    sent = started(alike=41)

    assert "It looks like INC-41." in sent.text
    assert ["Join INC-41"] == labels(sent)
