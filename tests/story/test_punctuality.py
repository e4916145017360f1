"""Reports on time, measured against the very due times that reminders go out for (SEV2: 10 minutes, then 15)."""

from datetime import timedelta

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.story import punctuality
from bot.story.punctuality import Punctuality
from tests.story.carta import ANA, BO, LEO, OPENED, clock, told

TAKEN = ("13:20", ANA, f.RoleTaken(role="logs", person=ANA))


def logs(*happened: tuple[str, str, f.Fact], now: str) -> Punctuality:
    return punctuality.of(told(OPENED, TAKEN, *happened), now=clock(now), policy=Policy())[0]


def reported(at: str, by: str = ANA) -> tuple[str, str, f.Fact]:
    return (at, by, f.Reported(role="logs", conditions="two found"))


def test_a_report_before_its_time_is_on_time() -> None:
    assert (1, 1, 0) == _counts(logs(reported("13:29"), now="13:35"))


def test_whoever_answers_the_reminder_before_the_lead_hears_of_it_is_on_time() -> None:
    """Half of the first interval of 10 minutes; nobody is warned ahead of the reminder."""
    assert (1, 1, 0) == _counts(logs(reported("13:35"), now="13:40"))
    assert (1, 0, 1) == _counts(logs(reported("13:36"), now="13:40"))


def test_what_is_due_has_not_been_missed_while_only_its_holder_is_asked() -> None:
    assert (0, 1) == (logs(now="13:35").missed, logs(now="13:36").missed)


def test_a_report_after_that_is_late_by_the_minutes_since_it_was_due() -> None:
    row = logs(reported("13:37"), now="13:40")

    assert (1, 0, 1) == _counts(row)
    assert timedelta(minutes=7) == row.median_late


def test_nothing_new_meets_the_duty() -> None:
    assert (2, 2, 0) == _counts(logs(reported("13:29"), ("13:40", ANA, f.NothingNew(role="logs")), now="13:50"))


def test_a_report_that_is_owed_and_never_came_was_due() -> None:
    assert 1 == logs(now="13:50").missed


def test_a_promise_moves_the_due_time() -> None:
    promise = f.Reported(role="logs", conditions="running a long search", promised_at=clock("14:20"))

    assert (2, 2, 0) == _counts(logs(("13:29", ANA, promise), reported("14:15"), now="14:16"))


def test_the_duty_ends_with_the_incident() -> None:
    assert 0 == logs(reported("13:29"), ("13:35", LEO, f.StatusSet(status="resolved")), now="16:00").missed


def test_a_paused_time_is_neither_late_nor_a_silence() -> None:
    paused = ("13:25", LEO, f.Paused(until=clock("14:25"), why="all on the call"))
    row = logs(paused, ("14:25", LEO, f.Resumed(because="time")), reported("14:34"), now="14:35")

    assert (1, 1, 0) == _counts(row)
    assert timedelta(minutes=9) == row.longest_silence


def test_what_was_late_before_a_pause_is_not_on_time_after_it() -> None:
    paused = ("13:40", LEO, f.Paused(until=clock("14:40"), why="all on the call"))

    assert 1 == logs(paused, now="14:30").missed


def test_the_longest_silence_lies_between_two_reports() -> None:
    row = logs(reported("13:25"), reported("13:50"), ("13:55", LEO, f.StatusSet(status="resolved")), now="16:00")

    assert timedelta(minutes=25) == row.longest_silence


def test_a_role_that_changes_hands_late_missed_a_report() -> None:
    row = logs(("13:45", BO, f.RoleTaken(role="logs", person=BO)), reported("13:50", BO), now="13:51")

    assert (1, 1) == (row.missed, row.on_time)


def test_the_lead_owes_no_report() -> None:
    incident = told(OPENED, ("13:20", LEO, f.RoleTaken(role="lead", person=LEO)))

    assert () == punctuality.of(incident, now=clock("15:00"), policy=Policy())


def _counts(row: Punctuality) -> tuple[int, int, int]:
    return (row.due, row.on_time, row.late)


def test_a_reminder_that_reached_nobody_is_counted_beside_the_reports() -> None:
    reminded = f.Reminded(roles=("logs",), person=ANA, rung="due", due_at=clock("13:30"))
    incident = told(OPENED, TAKEN, ("13:30", "", reminded))
    seq = incident.reminders[-1].seq
    refused = f.Undelivered(effect=f"reminder:{seq}", reason="user_disabled")

    assert 0 == logs(("13:30", "", reminded), now="13:50").undelivered
    assert 1 == logs(("13:30", "", reminded), ("13:31", "", refused), now="13:50").undelivered
