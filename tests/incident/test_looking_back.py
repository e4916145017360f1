"""Looking back: who is asked, what the record does not say already, and on which morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.incident import facts as f
from bot.incident import hypotheses, lifecycle, looking_back, records
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.working_hours import WorkingHours
from tests.incident.given import ANA, BO, CLEO, LEO, Book, imported, minute, staffed

DAY_MIN = 24 * 60


def run(*, drill: bool = False) -> Book:
    """Ana looked at the logs, Bo proved the cause, Cleo only joined."""
    book = staffed().says(0, LEO, f.Opened(title="Documents missing", drill=drill)) if drill else staffed()
    for person in (LEO, ANA, BO, CLEO):
        book = book.says(0, person, f.Joined(person=person))
    return (
        book.asks(5, ANA, hypotheses.think, text="the rename lost the owner")
        .asks(9, BO, hypotheses.confirm, id="H1", evidence="the id is gone")
        .asks(40, LEO, lifecycle.resolve)
    )


def asked(book: Book, at_min: float) -> list[str]:
    return [matter.person for matter in looking_back.matters(book.case(at_min)) if matter.at <= minute(at_min)]


def test_those_who_did_it_are_asked_and_who_only_watched_is_not() -> None:
    assert [LEO, ANA, BO] == asked(run(), 40 + 10 * 60)
    assert [] == asked(run(), 40 + 10 * 60 - 1)


def test_nobody_is_asked_about_a_drill_or_nothing_or_who_left_or_once_it_is_forgotten() -> None:
    empty = staffed().says(0, LEO, f.Joined(person=LEO)).asks(40, LEO, lifecycle.resolve)
    gone = run().says(50, BO, f.Left(person=BO))
    called_off = run().asks(50, LEO, lifecycle.reopen).asks(60, LEO, lifecycle.cancel)

    assert [] == asked(run(drill=True), DAY_MIN)
    assert [] == asked(empty, DAY_MIN)
    assert [] == asked(called_off, DAY_MIN)
    assert [LEO, ANA] == asked(gone, DAY_MIN)
    assert [] == asked(run(), 8 * DAY_MIN)


def test_whom_slack_calls_a_guest_is_asked_once_and_not_decided_about_again_and_again() -> None:
    book = run()
    matter = next(one for one in looking_back.matters(book.case(DAY_MIN)) if one.person == BO)
    told = book.says(DAY_MIN, BOT, f.Reminded(roles=(), person=BO, rung=looking_back.RUNG, due_at=matter.due_at))
    dropped = told.says(DAY_MIN, BOT, f.ReminderDropped(reminder_seq=told.incident.reminders[-1].seq, why="a guest"))
    again = dropped.asks(DAY_MIN + 1, LEO, lifecycle.reopen).asks(DAY_MIN + 2, LEO, lifecycle.resolve)

    assert [LEO, ANA, BO] == asked(told, DAY_MIN)
    assert [LEO, ANA] == asked(dropped, DAY_MIN + 1)
    assert [LEO, ANA, BO] == asked(again, 2 * DAY_MIN)


def talked_over(book: Book) -> Book:
    """Leo leads, Bo proves what it was, and it is set to resolved, all of it afterwards."""
    for person in (LEO, BO):
        book = book.says(55, person, f.Joined(person=person))
    return (
        book.says(56, LEO, f.RoleTaken(role="lead", person=LEO))
        .asks(57, BO, hypotheses.think, text="the printer driver")
        .asks(58, BO, hypotheses.confirm, id="H1", evidence="rolled back, it prints")
        .says(60, LEO, f.StatusSet(status="resolved"))
    )


def test_nobody_is_asked_about_what_was_over_when_it_was_brought_in_or_put_down() -> None:
    put_down = talked_over(Book().says(50, LEO, f.Opened(title="Documents missing", over=True)))
    again = put_down.asks(70, LEO, lifecycle.reopen).asks(90, LEO, lifecycle.resolve)

    assert [] == asked(talked_over(imported()), DAY_MIN)
    assert [] == asked(put_down, DAY_MIN)
    assert [LEO, BO] == asked(again, DAY_MIN)


def test_a_closed_one_is_asked_about_as_well() -> None:
    assert [LEO, ANA, BO] == asked(run().asks(41, LEO, lifecycle.close, anyway=True), DAY_MIN)


def test_each_is_asked_first_what_only_they_know_and_at_most_five() -> None:
    incident = run().incident

    assert ("looked", "helped", "lucky", "quicker", "surprised") == looking_back.topics(incident, BO)
    assert ("helped", "lucky", "quicker", "surprised", "factors") == looking_back.topics(incident, LEO)


def test_what_the_record_says_and_what_they_said_is_not_asked() -> None:
    two_causes = (
        run()
        .asks(50, LEO, lifecycle.reopen)
        .asks(51, ANA, hypotheses.think, text="nobody was told")
        .asks(52, BO, hypotheses.confirm, id="H2", evidence="the alarm is off")
        .asks(60, LEO, lifecycle.resolve)
        .asks(61, LEO, looking_back.answer, answers={"helped": "the log line named the job", "lucky": " "})
    )

    assert ("lucky", "quicker", "surprised") == looking_back.topics(two_causes.incident, LEO)


def test_each_answer_is_a_record_and_an_empty_form_is_none() -> None:
    case = run().case(60, ANA)

    assert [f.LookedBack(topic="lucky", words="Bo was still in")] == looking_back.answer(
        case, answers={"lucky": " Bo was still in ", "helped": ""}
    )
    with pytest.raises(Refused, match="words_missing"):
        looking_back.answer(case, answers={"helped": " "})


def test_to_skip_what_nobody_asked_changes_nothing() -> None:
    assert [] == looking_back.skip(run().case(60, ANA))


@pytest.mark.parametrize(
    ("ended", "zone", "morning"),
    [
        ("2026-05-14T13:00", "Europe/Berlin", "2026-05-15T10:00+02:00"),
        ("2026-05-15T21:30", "Europe/Berlin", "2026-05-18T10:00+02:00"),  # a Friday evening, and Monday
        ("2026-05-15T21:30", "Asia/Tokyo", "2026-05-18T10:00+09:00"),  # where it was Saturday by then
        ("2026-05-17T20:00", "Asia/Tokyo", "2026-05-19T10:00+09:00"),  # and here Monday, five in the morning
    ],
)
def test_it_is_ten_in_the_morning_of_the_next_working_day_where_they_are(ended: str, zone: str, morning: str) -> None:
    local = datetime.fromisoformat(ended).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))

    assert datetime.fromisoformat(morning) == looking_back.morning(local, WorkingHours())


def test_it_is_never_decided_after_the_morning_anywhere() -> None:
    ended = datetime(2026, 5, 14, tzinfo=UTC)
    zones = [ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12"), ZoneInfo("Asia/Kathmandu")]
    hours = [ended + timedelta(minutes=15 * n) for n in range(96)]

    assert all(
        looking_back.morning(at.astimezone(zone), WorkingHours()) >= at + looking_back.SOONEST
        for at in hours
        for zone in zones
    )


def test_a_risk_on_record_says_what_is_only_for_now() -> None:
    mended = run().says(10, BO, f.RoleTaken(role="code", person=BO))

    assert "temporary" in looking_back.topics(mended.incident, BO)
    assert "temporary" not in looking_back.topics(mended.asks(70, BO, records.risk, words="it is off").incident, BO)
