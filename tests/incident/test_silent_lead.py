"""A lead of whom nothing is heard: whoever leads owes no report, but a sign of life."""

from dataclasses import replace

import pytest

from bot.incident import facts as f
from bot.incident import lifecycle, records, reminders, roles
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.policy import DEFAULT
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, Book, minute, opened

LEAD = ("lead silent", "who leads")


def led(*, severity: int = 1) -> Book:
    """A SEV1 under investigation is reported on every ten minutes; nobody else has a duty."""
    return opened(severity=severity).says(0, BOT, f.ChannelReady(channel="C0INC", name="inc-42"))


def silent(book: Book, *until: float) -> Book:
    for at in until:
        book = book.asks(at, BOT, reminders.nag).delivers(at)
    return book


def told(book: Book) -> list[tuple[str, str]]:
    return [(fact.rung, fact.person) for fact in book.facts if isinstance(fact, f.Reminded) and fact.rung in LEAD]


def test_after_two_intervals_the_lead_is_asked_and_after_three_the_channel_once() -> None:
    book = led()

    assert minute(20) == reminders.next_due(book.case(0))
    assert [("lead silent", LEO)] == told(silent(book, 20))
    assert minute(30) == reminders.next_due(silent(book, 20).case(20))
    assert [("lead silent", LEO), ("who leads", "")] == told(silent(book, 20, 30, 40, 60, 120))


def test_the_channel_waits_an_interval_after_a_lead_who_was_reached_late() -> None:
    book = led().asks(20, BOT, reminders.nag)

    assert reminders.next_due(book.case(59)) is None
    assert minute(70) == reminders.next_due(book.delivers(60).case(60))


@pytest.mark.parametrize("sign", ["seen", "substance", "form"])
def test_whatever_the_lead_does_is_a_sign_of_life(sign: str) -> None:
    assert minute(39) == reminders.next_due(led().does(**{sign: {LEO: 19}}).case(19))
    assert minute(39) == reminders.next_due(led().asks(19, LEO, records.note, text="looking").case(19))


def test_what_others_do_is_none_of_the_lead() -> None:
    assert minute(20) == reminders.next_due(led().does(seen={ANA: 19}).asks(19, ANA, records.note, text="hm").case(19))


def test_a_lead_who_is_seen_again_is_asked_about_no_more() -> None:
    book = silent(silent(led(), 20, 30).does(seen={LEO: 31}), 31)

    assert f.LeadSeen(person=LEO, seen_at=minute(31)) in book.facts
    assert {"seen"} == {r.answer for r in book.incident.reminders}
    assert minute(51) == reminders.next_due(book.case(31))


def test_the_lead_says_so_with_one_tap() -> None:
    book = silent(led(), 20).asks(22, LEO, reminders.is_here)

    assert not book.incident.reminders[-1].is_open
    with pytest.raises(Refused, match="not_holder"):
        reminders.is_here(book.case(22, ANA))


def test_on_demand_and_after_the_end_the_lead_may_be_silent() -> None:
    assert reminders.next_due(led(severity=4).case(0)) is None
    assert [] == told(silent(led().asks(5, LEO, lifecycle.resolve), 60, 120))


def test_a_calmer_phase_has_more_patience() -> None:
    mitigated = led().says(0, ANA, f.StatusSet(status="mitigated"))

    assert minute(60) == reminders.next_due(mitigated.case(0))


def test_only_who_holds_a_role_or_was_named_by_the_house_takes_the_lead() -> None:
    house = replace(DEFAULT, escalate_to=(EVE, "S0ONCALL"))
    book = replace(led(), policy=house, groups={"S0ONCALL": (ANA,)})
    book = silent(book.says(1, BO, f.RoleTaken(role="code", person=BO)), 20, 30)

    for who in (BO, EVE, ANA):
        assert f.RoleTaken(role="lead", person=who) in roles.take(book.case(31, who), role="lead")
    with pytest.raises(Refused, match="held"):
        roles.take(book.case(31, CLEO), role="lead")


def test_whoever_takes_the_lead_answers_the_question() -> None:
    book = silent(led().says(1, ANA, f.RoleTaken(role="logs", person=ANA)), 20, 30)
    book = book.asks(31, ANA, roles.take, role="lead")

    assert {"handed over"} == {r.answer for r in book.incident.reminders if r.rung in LEAD}
    assert [minute(51)] == [step.at for step in reminders.steps(book.case(31)) if step.rung == "lead silent"]


def test_a_lead_who_is_asked_for_a_sign_of_life_is_told_of_no_other_silence() -> None:
    book = silent(led(), 20).says(20, ANA, f.RoleTaken(role="logs", person=ANA))
    book = silent(book, 25, 27.5, 30)

    assert "lead" not in [r.rung for r in book.incident.reminders]
    assert ("channel", "") in [(r.rung, r.person) for r in book.incident.reminders]
