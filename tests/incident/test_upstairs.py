"""The top of the ladder: who hears that nobody is at a role, and what the holder hears after that."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.incident import due, matters, members, reminders, reports, roles
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.reminders import REMINDERS_PER, RENEWALS_MAX
from tests.incident import given
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, Book, minute, next_due, present

ON_CALL = "S0ONCALL"
EVERY_RUNG = (5, 7.5, 10, 15)  # a SEV1 with a first interval of five minutes


def staffed(*escalate_to: str, private: bool = False, groups: dict[str, tuple[str, ...]] | None = None) -> Book:
    """Leo leads, Ana has the logs; the house names these for what nobody is at."""
    named = [f.PolicyAdopted(roles=(), cadence=(), escalate_to=escalate_to)] if escalate_to else []
    book = Book().says(0, LEO, f.Opened(title="Documents missing", severity=1, private=private), *named)
    book = book.says(0, BOT, f.ChannelReady(channel="C0INC", name="inc-42"), f.RoleTaken(role="lead", person=LEO))
    book = replace(book, policy=replace(given.opened().incident.policy, escalate_to=escalate_to), groups=groups or {})
    return present(book.says(0, ANA, f.RoleTaken(role="logs", person=ANA)))


def announced(book: Book) -> Book:
    return book.says(0, BOT, f.Announced(channel="C0NEWS", ts="1.0"))


def silent(book: Book, *until: float) -> Book:
    """Swept and delivered at each of these minutes."""
    for at in until:
        book = book.asks(at, BOT, reminders.nag).delivers(at)
    return book


def told(book: Book, rung: str = "escalation") -> list[str]:
    return [fact.person for fact in book.facts if isinstance(fact, f.Reminded) and fact.rung == rung]


def test_two_intervals_after_the_holder_whoever_the_house_named_hears() -> None:
    book = silent(staffed(EVE, CLEO), 5, 7.5, 10)

    assert minute(15) == next_due(book.case(10))
    assert [] == told(silent(book, 14.9))
    assert [EVE, CLEO] == told(silent(book, 15))


def test_who_heard_already_and_the_silent_one_are_passed_over() -> None:
    assert [EVE] == told(silent(staffed(LEO, EVE, ANA), *EVERY_RUNG))


def test_where_nobody_is_named_the_declarer_hears() -> None:
    handed_over = staffed().says(1, CLEO, f.RoleTaken(role="lead", person=CLEO)).does(seen={CLEO: given.FOR_EVER})

    assert [CLEO] == told(silent(handed_over, *EVERY_RUNG), "lead")
    assert [LEO] == told(silent(handed_over, *EVERY_RUNG))


@pytest.mark.parametrize("named", [(), (LEO,), (ANA, LEO)])
def test_where_nobody_is_left_the_announcement_channel_hears_once(named: tuple[str, ...]) -> None:
    book = silent(announced(staffed(*named)), *EVERY_RUNG, 20, 40, 60)

    assert [""] == told(book)


def test_the_announcement_channel_hears_of_one_silence_an_hour() -> None:
    book = silent(announced(staffed()), *EVERY_RUNG).asks(16, ANA, reports.report, conditions="two found")
    book = silent(book, 26, 31, 36, 46, 60)

    assert [""] == told(book)
    assert ["", ""] == told(silent(book, 75))


def test_where_nobody_is_left_and_nothing_is_announced_nobody_hears() -> None:
    assert [] == told(silent(staffed(), *EVERY_RUNG, 60))


def test_whoever_slack_does_not_reach_is_replaced_by_the_next_company() -> None:
    book = announced(silent(staffed(EVE), 5, 7.5, 10)).asks(15, BOT, reminders.nag)
    gone = book.says(15, BOT, f.Undelivered(effect=f"reminder:{len(book.entries)}", reason="user_not_found"))

    assert [EVE, ""] == told(silent(gone, 15))


def test_of_a_group_everybody_hears_who_has_not() -> None:
    on_call = staffed(ON_CALL, groups={ON_CALL: (EVE, ANA, LEO, BO)})

    assert [EVE, BO] == told(silent(on_call, *EVERY_RUNG))


@pytest.mark.parametrize("groups", [{}, {ON_CALL: ()}, {ON_CALL: (ANA, LEO)}])
def test_a_group_of_nobody_is_looked_at_again_in_an_hour_and_others_hear(groups: dict[str, tuple[str, ...]]) -> None:
    book = silent(announced(staffed(ON_CALL, groups=groups)), *EVERY_RUNG)

    assert [""] == told(book)
    assert {(ON_CALL, "escalation"): minute(15) + REMINDERS_PER} == book.incident.held_back


def test_of_a_private_incident_only_who_is_inside_hears() -> None:
    outside = staffed(EVE, ON_CALL, private=True, groups={ON_CALL: (BO, CLEO)})

    assert [] == told(silent(outside, *EVERY_RUNG))
    assert [CLEO] == told(silent(outside.says(1, BOT, f.Joined(person=CLEO)), *EVERY_RUNG))


def test_whoever_was_told_may_take_the_role_from_outside_the_channel() -> None:
    book = silent(staffed(EVE), *EVERY_RUNG)

    assert EVE in members.insiders(book.incident)
    assert EVE == book.asks(16, EVE, roles.take, role="logs").incident.role("logs").holder


def test_whoever_looks_after_it_is_named_and_the_holder_is_asked_again_later() -> None:
    book = silent(staffed(EVE, CLEO), *EVERY_RUNG).asks(16, EVE, reminders.look_after, role="logs")

    assert minute(26) == next_due(book.case(16))
    assert {"looked after"} == {r.answer for r in book.incident.reminders}
    assert [ANA, ANA] == told(silent(book, 26), "due")


def test_only_who_was_told_looks_after_it() -> None:
    book = silent(staffed(EVE), *EVERY_RUNG)

    with pytest.raises(Refused, match="not_holder"):
        reminders.look_after(book.case(16, CLEO), role="logs")


def test_what_is_reported_needs_nobody_to_look_after_it() -> None:
    book = silent(staffed(EVE), *EVERY_RUNG).asks(16, ANA, reports.report, conditions="two found")

    with pytest.raises(Refused, match="silence_over"):
        reminders.look_after(book.case(17, EVE), role="logs")


def hours_of_silence(book: Book, hours: int) -> list[datetime]:
    """When the holder was asked."""
    for _ in range(hours * 20):
        due_at = next_due(book.case(0))
        at = given.minutes(due_at) if due_at else 60 * hours
        if at >= 60 * hours:
            break
        book = silent(book, at)
    return [r.decided_at for r in book.incident.reminders if r.person == ANA]


def test_the_holder_is_asked_again_twice_an_hour_and_no_oftener() -> None:
    asked = hours_of_silence(staffed(EVE), 2)

    assert [minute(5), minute(45), minute(75), minute(105)] == asked


def test_whoever_was_asked_for_hours_is_asked_no_more() -> None:
    asked = hours_of_silence(staffed(EVE), 24)

    assert 1 + RENEWALS_MAX == len(asked)
    assert timedelta(hours=4) < asked[-1] - asked[0] < timedelta(hours=5)


def test_a_slow_clock_renews_no_faster_than_it_runs() -> None:
    book = silent(staffed(EVE).says(0, LEO, f.SeveritySet(severity=3), f.StatusSet(status="mitigated")), 15, 22.5, 30)
    book = silent(book, 45)

    assert [EVE] == told(book)
    assert minute(75) == next_due(book.case(45))


def test_the_message_that_is_renewed_has_no_buttons_any_more() -> None:
    book = silent(staffed(EVE), *EVERY_RUNG, 45)
    due, *_, renewal = [r for r in book.incident.reminders if r.person == ANA]

    assert "asked again" == due.answer
    assert renewal.is_open


def test_a_report_ends_the_renewals() -> None:
    book = silent(staffed(EVE), *EVERY_RUNG, 45).asks(46, ANA, reports.report, conditions="two found")

    assert minute(56) == next_due(book.case(46))
    assert {True} == {not r.is_open for r in book.incident.reminders}


def elsewhere(book: Book, person: str, *at: float) -> Book:
    return replace(book, heard_elsewhere={person: tuple(minute(each) for each in at)})


def test_who_heard_three_times_elsewhere_is_left_in_peace_and_the_others_hear_in_their_turn() -> None:
    book = silent(elsewhere(staffed(EVE), ANA, 1, 2, 3), 5)

    assert {(ANA, "due"): minute(61)} == book.incident.held_back
    assert [] == told(book, "due")
    assert minute(7.5) == next_due(book.case(5))
    assert [LEO] == told(silent(book, 7.5), "lead")
    assert [ANA] == told(silent(book, 7.5, 10, 15, 61), "due")


def test_what_counts_for_reports_counts_for_prompts_but_what_the_channel_is_told() -> None:
    told_to_all = {"channel", "who leads"}

    assert reminders.COUNTED - told_to_all == matters.OF_REPORTS | matters.COUNTED


def test_a_prompt_waits_while_the_lead_heard_enough_elsewhere() -> None:
    book = elsewhere(staffed(), LEO, 1, 2, 3)
    for number in range(1, 4):
        book = book.says(1, ANA, f.HypothesisRaised(id=f"H{number}", text=f"it is {number}"))
    book = book.says(3, ANA, f.Reported(role="logs", conditions="two found", promised_at=minute(300)))
    at_once = present(book).asks(4, BOT, due.sweep)
    asked = at_once.asks(62, BOT, due.sweep).delivers(62)  # whom it hurts: and a prompt waits ten minutes for that

    assert [] == told(at_once, "prompt")
    assert minute(61) == at_once.incident.held_back[LEO, "prompt"]
    assert [LEO] == told(asked.asks(73, BOT, due.sweep), "prompt")


def test_what_is_heard_here_and_elsewhere_counts_together() -> None:
    twice, thrice = elsewhere(staffed(), LEO, -50, 1), elsewhere(staffed(), LEO, -50, 1, 2)

    assert [LEO] == told(silent(twice, 5, 7.5), "lead")
    assert {(LEO, "lead"): minute(10)} == silent(thrice, 5, 7.5).incident.held_back
    assert [LEO] == told(silent(thrice, 5, 7.5, 10), "lead")


def test_what_is_asked_again_leaves_room_for_what_was_never_asked() -> None:
    twice = elsewhere(staffed(EVE), ANA, 10, 20)

    assert [ANA] == told(silent(twice, *EVERY_RUNG), "due")
    assert {(ANA, "renewal"): minute(70)} == silent(twice, *EVERY_RUNG, 45).incident.held_back


def test_what_one_person_asks_of_another_counts_for_nothing() -> None:
    asked = f.Reminded(roles=(), person=BO, rung="task", due_at=minute(1), task="T1")

    assert not reminders.counts(asked)
    assert not reminders.counts(replace(asked, rung="channel", person=""))
    assert reminders.counts(replace(asked, rung="task due"))
