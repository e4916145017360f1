"""Follow-ups on the pages: the measures of the brief with owner and day, and the list of the summary."""

import json
from datetime import date

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.out.json import document
from bot.story import summary
from tests.story.carta import ANA, BO, DURING, FINAL, LEO, clock, told
from tests.story.test_brief import section

CHECK = (
    "15:30",
    LEO,
    f.FollowUpRaised(id="F1", text="renaming verifies its result", owner=BO, due_on=date(2026, 5, 28)),
)
ALARM = ("15:31", LEO, f.FollowUpRaised(id="F2", text="a nightly comparison with an alarm", owner=ANA))
PLAYBOOK = ("15:32", LEO, f.FollowUpRaised(id="F3", text="a playbook", owner=LEO, due_on=date(2026, 5, 15)))
OLD = ("15:33", LEO, f.FollowUpRaised(id="F4", text="drop the old index"))
DONE = ("15:40", LEO, f.FollowUpEnded(id="F3", how="done"))
DROPPED = ("15:41", LEO, f.FollowUpEnded(id="F4", how="will not do", words="it is read by nobody"))


def test_prevention_names_each_measure_with_its_owner_and_its_day() -> None:
    after = section(told(*FINAL, CHECK, ALARM), "6. Prevention", "16:00")

    assert "Renaming verifies its result: Bo Chen, by Thu 28 May." in after
    assert "A nightly comparison with an alarm: Ana Lima, no day yet." in after


def test_what_is_outstanding_comes_first_and_three_are_enough() -> None:
    after = section(told(*FINAL, CHECK, ALARM, PLAYBOOK, OLD, DONE, DROPPED), "6. Prevention", "16:00")

    assert "A playbook: done." in after
    assert "drop the old index" not in after.lower()
    assert "1 more measure is in the summary." in after


def test_while_it_runs_it_is_too_early_and_what_was_noted_stands_all_the_same() -> None:
    during = section(told(*DURING, ("14:01", LEO, CHECK[2])), "6. Prevention")

    assert "The review after the fix decides it." in during
    assert "Renaming verifies its result: Bo Chen, by Thu 28 May." in during


def test_what_is_overdue_says_so_and_what_will_not_be_done_says_why() -> None:
    late = section(
        told(*FINAL, ("15:34", LEO, f.FollowUpRaised(id="F1", text="a", owner=BO, due_on=date(2026, 5, 13)))),
        "6. Prevention",
        "16:00",
    )
    dropped = section(told(*FINAL, OLD, DROPPED), "6. Prevention", "16:00")

    assert "overdue since Wed 13 May" in late
    assert "Drop the old index: will not be done, because it is read by nobody." in dropped


def test_with_one_on_record_nothing_is_offered_in_its_place() -> None:
    page = summary.of(told(*FINAL, CHECK), now=clock("16:00"), policy=Policy())

    assert "follow_ups" in summary.of(told(*FINAL), now=clock("16:00"), policy=Policy()).candidates
    assert "follow_ups" not in page.candidates


def test_the_list_has_what_is_left_first_and_any_program_reads_it() -> None:
    page = summary.of(told(*FINAL, PLAYBOOK, DONE, OLD, CHECK), now=clock("16:00"), policy=Policy())
    read = json.loads(document(page))["follow_ups"]

    assert ["F1", "F4", "F3"] == [row["one"]["id"] for row in read]
    assert ["2026-05-28", None, "2026-05-15"] == [row["one"]["due_on"] for row in read]
    assert ["", "", "done"] == [row["one"]["outcome"] for row in read]
