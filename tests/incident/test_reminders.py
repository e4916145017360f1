"""The ladder, rung by rung. Its laws for every course of events are in test_laws.py."""

from dataclasses import replace

from bot.incident import facts as f
from bot.incident import reminders, reports, roles
from bot.incident.logbook import BOT
from tests.incident import given
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute, next_due, present


def opened(*, severity: int | None = 1, private: bool = False) -> Book:
    """Leo leads and is there; his silence has tests of its own, below."""
    return present(given.opened(severity=severity, private=private))


def staffed(*, severity: int | None = 1) -> Book:
    return present(given.staffed(severity=severity))


def nagged(book: Book, at: float) -> Book:
    return book.asks(at, BOT, reminders.nag)


def decided(book: Book) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(fact.rung, fact.person, fact.roles) for fact in book.facts if isinstance(fact, f.Reminded)]


def test_the_holder_hears_it_when_the_report_is_due_and_not_before() -> None:
    book = staffed()

    assert minute(5) == next_due(book.case(0))
    assert [] == reminders.nag(book.case(4.9))
    assert [f.Reminded(roles=("logs",), person=ANA, rung="due", due_at=minute(5))] == reminders.nag(book.case(5))


def test_the_lead_hears_it_half_an_interval_after_the_holder_was_reached() -> None:
    book = nagged(staffed(severity=2), 10).delivers(13)

    assert minute(18) == next_due(book.case(13))
    assert [("due", ANA, ("logs",)), ("lead", LEO, ("logs",))] == decided(nagged(book, 18))


def test_the_lead_waits_no_longer_than_ten_minutes() -> None:
    book = staffed(severity=3).asks(1, ANA, reports.report, conditions="two found")
    book = nagged(book, 31).delivers(31)

    assert minute(41) == next_due(book.case(31))


def test_as_long_as_the_holder_was_not_reached_nobody_else_is_told() -> None:
    assert next_due(nagged(staffed(), 5).case(60)) is None


def test_one_whom_slack_cannot_reach_at_all_does_not_hold_up_the_ladder() -> None:
    book = nagged(staffed(severity=2), 10)
    gone = book.says(10, BOT, f.Undelivered(effect=f"reminder:{len(book.entries)}", reason="user_not_found"))

    assert minute(15) == next_due(gone.case(10))


def test_each_rung_is_decided_once_for_a_due_time() -> None:
    book = nagged(nagged(nagged(staffed(), 5).delivers(5), 7.5).delivers(8), 30)

    assert [("due", ANA, ("logs",)), ("lead", LEO, ("logs",))] == decided(book)


def test_a_report_closes_the_ladder_and_answers_the_reminder() -> None:
    book = nagged(staffed(), 5).delivers(5).asks(6, ANA, reports.report, conditions="two found")

    assert minute(16) == next_due(book.case(6))
    assert "reported" == book.incident.reminders[0].answer


def test_the_lead_is_not_told_about_their_own_silence() -> None:
    book = opened().says(0, LEO, f.RoleTaken(role="logs", person=LEO))

    assert [("due", LEO, ("logs",))] == decided(silent(book, 5, 7.5, 10, 15))


def test_roles_late_at_the_same_moment_share_one_message() -> None:
    book = staffed().says(0, ANA, f.RoleTaken(role="code", person=ANA))
    book = nagged(nagged(book, 5).delivers(5), 7.5)

    assert [("due", ANA, ("logs", "code")), ("lead", LEO, ("logs", "code"))] == decided(book)


def test_roles_that_fell_due_one_by_one_while_nobody_was_running_share_one_message() -> None:
    book = staffed().says(3, ANA, f.RoleTaken(role="code", person=ANA))

    assert [f.Reminded(roles=("logs", "code"), person=ANA, rung="due", due_at=minute(5))] == reminders.nag(
        book.case(60)
    )


def test_two_silences_a_moment_apart_are_one_message_to_the_lead() -> None:
    book = nagged(staffed().says(0, BO, f.RoleTaken(role="code", person=BO)), 5)
    ana, bo = book.incident.reminders
    book = book.says(5, BOT, f.ReminderDelivered(reminder_seq=ana.seq, channel="D1", ts="1.0"))
    book = book.says(5.05, BOT, f.ReminderDelivered(reminder_seq=bo.seq, channel="D2", ts="2.0"))

    assert ("lead", LEO, ("logs", "code")) == decided(nagged(book, 7.5))[-1]


def test_nobody_is_asked_more_than_three_times_an_hour() -> None:
    book = staffed()
    for due in (5, 16, 27):
        book = nagged(book, due).delivers(due).asks(due + 1, ANA, reports.report, conditions="two found")

    assert [] == reminders.nag(book.case(38))
    assert minute(43) == next_due(book.case(38))


def test_when_the_holder_may_not_be_asked_again_the_lead_hears_it_in_their_turn() -> None:
    book = staffed()
    for due in (5, 16, 27):
        book = nagged(book, due).delivers(due).asks(due + 1, ANA, reports.report, conditions="two found")
    book = nagged(book, 43)

    assert ("lead", LEO, ("logs",)) == decided(book)[-1]
    assert minute(65) == next_due(book.delivers(43).case(43))


def test_an_open_form_postpones_by_five_minutes_once() -> None:
    book = staffed(severity=2).does(form={ANA: 9})

    assert minute(15) == next_due(book.case(9))
    assert minute(15) == next_due(book.does(form={ANA: 14}).case(14))


def test_a_form_of_the_last_report_or_opened_too_late_postpones_nothing() -> None:
    book = staffed(severity=2).does(form={ANA: 3}).asks(4, ANA, reports.report, conditions="two found")

    assert minute(19) == next_due(book.case(4))
    assert minute(19) == next_due(book.does(form={ANA: 24.1}).case(25))


def test_a_form_opened_from_the_reminder_keeps_the_lead_from_being_told() -> None:
    book = nagged(staffed(severity=2), 10).delivers(10).does(form={ANA: 14})

    assert minute(20) == next_due(book.case(14))


def test_a_message_of_substance_postpones_by_half_an_interval_once() -> None:
    book = staffed(severity=2).does(substance={ANA: 6})

    assert minute(15) == next_due(book.case(6))
    assert minute(15) == next_due(book.does(substance={ANA: 12}).case(12))
    assert minute(10) == next_due(book.does(substance={ANA: 4}).case(4))


def test_a_postponed_report_starts_the_ladder_again() -> None:
    book = nagged(staffed(), 5).delivers(5).asks(6, ANA, reports.postpone, role="logs", minutes=10)

    assert minute(16) == next_due(book.case(6))
    assert [("due", ANA, ("logs",)), ("due", ANA, ("logs",))] == decided(nagged(book, 16))


def test_what_fell_due_while_nobody_was_running_goes_out_once() -> None:
    book = nagged(staffed(), 180)

    assert [("due", ANA, ("logs",))] == decided(book)
    assert [] == reminders.nag(book.case(181))


def test_a_reminder_is_no_longer_true_once_the_report_is_in() -> None:
    book = nagged(staffed(), 5)
    answered = book.asks(6, ANA, reports.report, conditions="two found")

    assert reminders.still_true(book.case(6), book.incident.reminders[0])
    assert not reminders.still_true(answered.case(6), answered.incident.reminders[0])


def test_a_reminder_is_no_longer_true_once_the_role_has_moved() -> None:
    book = nagged(staffed(), 5)
    moved = book.asks(6, LEO, roles.offer, role="logs", person=CLEO).asks(7, CLEO, roles.accept)

    assert not reminders.still_true(moved.case(7), book.incident.reminders[0])


def test_a_dropped_reminder_is_decided_anew_when_the_report_is_taken_back() -> None:
    book = nagged(staffed(), 5).asks(6, ANA, reports.report, conditions="wrong channel")
    report_seq = len(book.entries)
    book = book.says(6, BOT, f.ReminderDropped(reminder_seq=report_seq - 1, why="reported"))
    book = book.says(7, ANA, f.Struck(seq=report_seq))

    decided = f.Reminded(roles=("logs",), person=ANA, rung="due", due_at=minute(5), ripe_at=minute(7))
    assert [decided] == reminders.nag(book.case(7))


def test_a_house_may_choose_its_own_minutes() -> None:
    book = staffed()
    slow = replace(book, policy=replace(book.policy, report_cadence_min={1: (7, 20, 20, 20)}))

    assert minute(7) == next_due(slow.case(0))


def in_its_channel(book: Book) -> Book:
    return book.says(0, BOT, f.ChannelReady(channel="C0INC", name="inc-42"))


def silent(book: Book, *until: float) -> Book:
    """Swept and delivered at each of these minutes."""
    for at in until:
        book = nagged(book, at).delivers(at)
    return book


def test_the_channel_hears_one_interval_after_the_holder_and_only_once() -> None:
    book = silent(in_its_channel(staffed()), 5, 7.5)

    assert minute(10) == next_due(book.case(7.5))
    assert ("channel", "", ("logs",)) == decided(silent(book, 10))[-1]
    assert 1 == [rung for rung, _, _ in decided(silent(book, 10, 11, 15, 60))].count("channel")


def test_the_channel_waits_as_long_after_a_lead_who_was_told_late() -> None:
    book = nagged(silent(in_its_channel(staffed(severity=2)), 10), 15).delivers(19)

    assert minute(24) == next_due(book.case(19))


def test_the_channel_is_not_told_sooner_for_a_rung_that_is_passed_over() -> None:
    book = in_its_channel(opened().says(0, LEO, f.RoleTaken(role="logs", person=LEO)))
    book = silent(book, 5)

    assert minute(10) == next_due(book.case(5))
    assert [("due", LEO, ("logs",)), ("channel", "", ("logs",))] == decided(silent(book, 10))


def test_roles_silent_together_share_one_line_in_the_channel() -> None:
    book = in_its_channel(staffed()).says(0, BO, f.RoleTaken(role="code", person=BO))

    assert ("channel", "", ("logs", "code")) == decided(silent(book, 5, 7.5, 10))[-1]


def test_a_channel_that_is_not_there_or_put_away_is_passed_over() -> None:
    away = in_its_channel(staffed()).says(0, BOT, f.PutAway())

    assert "channel" not in [rung for rung, _, _ in decided(silent(away, 5, 7.5, 10, 60))]


def test_a_report_takes_the_line_in_the_channel_back() -> None:
    book = silent(in_its_channel(staffed()), 5, 7.5, 10).asks(11, ANA, reports.report, conditions="two found")

    assert "reported" == book.incident.reminders[-1].answer


def test_whoever_reads_of_a_silent_role_in_the_channel_may_take_it() -> None:
    book = silent(in_its_channel(staffed()), 5, 7.5, 10).asks(11, CLEO, roles.take, role="logs")

    assert CLEO == book.incident.role("logs").holder
    assert "handed over" == book.incident.reminders[-1].answer


def test_a_lead_who_heard_three_times_an_hour_keeps_no_silence_from_the_channel() -> None:
    book = in_its_channel(staffed())
    for due in (5, 18, 31):  # the lead hears at 10, 23 and 36
        book = silent(book, due, due + 5).asks(due + 5, ANA, reports.report, conditions="two found", promised_min=8)
    book = silent(book, 44, 48, 52)

    assert ("channel", "", ("logs",)) == decided(book)[-1]
    assert minute(65) == next_due(book.case(52))  # an hour after the holder was asked first
    assert minute(70) == next_due(silent(book, 65).case(65))  # and the lead
