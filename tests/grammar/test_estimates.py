"""How long a plan takes, and what that is based on, in whatever words it is typed."""

import pytest

from bot.grammar import ClockTime, Plan, StepPlan, parse

LAST_IMPORT = "the last import took 45"


@pytest.mark.parametrize(
    "typed",
    [
        f"eta 30-60m because {LAST_IMPORT}",
        f"eta 30–60 min, because {LAST_IMPORT}.",
        f"eta: 30 to 60 minutes since {LAST_IMPORT}",
        f"eta between 30 and 60 min based on: {LAST_IMPORT}",
        f"eta 30-60m (because {LAST_IMPORT})",
        f"(30–60 min because {LAST_IMPORT})",
        f", 30-60 min because {LAST_IMPORT}",
        f"- takes about 30-60 min, basis: {LAST_IMPORT}",
        f", should take 30 min to 1h, going by {LAST_IMPORT}",
        f"; takes half an hour to an hour because {LAST_IMPORT}",
    ],
)
def test_a_range_may_have_its_basis_behind_it(typed: str) -> None:
    assert Plan("a", "import again", 30, 60, basis=LAST_IMPORT) == parse(f"plan a: import again {typed}")


@pytest.mark.parametrize(
    ("typed", "basis"),
    [
        ("as last time", "as last time"),
        ("like on Monday", "like on Monday"),
        ("from the rehearsal in March", "the rehearsal in March"),
        ("judging by the size of the index", "the size of the index"),
        ("it took 45 last time", "it took 45 last time"),
        ("(the last one took 45)", "the last one took 45"),
    ],
)
def test_a_basis_is_said_in_many_ways(typed: str, basis: str) -> None:
    assert Plan("a", "import again", 30, 60, basis=basis) == parse(f"plan import again eta 30-60m {typed}")


@pytest.mark.parametrize(
    "typed",
    [
        "eta 20m because we rehearsed it, at 15:30",
        "eta 20m because we rehearsed it, starts at 15:30",
        "at 15:30 eta 20m because we rehearsed it",
        "eta 20m at 15:30 because we rehearsed it",
    ],
)
def test_a_basis_and_the_time_of_the_start_stand_in_whatever_order(typed: str) -> None:
    assert Plan("b", "export by hand", 20, 20, ClockTime(15, 30), "we rehearsed it") == parse(
        f"plan b: export by hand {typed}"
    )


def test_a_time_at_which_something_was_belongs_to_the_basis() -> None:
    read = parse("plan import again eta 30m because it took 25 at 09:30")

    assert Plan("a", "import again", 30, 30, basis="it took 25 at 09:30") == read


@pytest.mark.parametrize(
    "what",
    [
        "wait 20 minutes",
        "trigger the export",
        "roll back because the deploy broke it",
        "restart, as last time",
        "move the file from the archive",
        "tell them it takes long",
        "export the 20 to 40 minutes of video",
        "roll back (20 nodes)",
        "restore, then wait 5 min for the index",
        "keep the window of 30-60 min because the customer wants it",
    ],
)
def test_words_that_are_no_estimate_stay_in_the_plan(what: str) -> None:
    assert Plan("a", what) == parse(f"plan a: {what}")


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("fix the trigger at 15:30", "fix the trigger"),
        ("disable the db trigger at 15:30", "disable the db trigger"),
        ("export by hand, trigger at 15:30", "export by hand"),
        ("export by hand; trigger 15:30", "export by hand"),
        ("export by hand - trigger: 15:30", "export by hand"),
        ("at 15:30 export by hand", "export by hand"),
        ("at 15:30: Export by hand", "Export by hand"),
    ],
)
def test_what_says_when_a_plan_begins_takes_no_word_of_it(typed: str, what: str) -> None:
    assert Plan("b", what, at=ClockTime(15, 30)) == parse(f"plan b: {typed}")


@pytest.mark.parametrize(
    "typed",
    [
        "at 15:30-16:00 window fail over",
        "at 10:00/11:00 switch",
        "at 25:30 do it",
        "at 17:00 Berlin time fail over",
        "at 17:00 berlin time fail over",
        "at 17:00 Berlin fail over",
        "at 5pm or 6pm switch",
        "at 5pm, or earlier, switch",
        "at 15:30 if not fixed by then",
    ],
)
def test_a_time_in_front_of_a_plan_that_may_be_another_stays_in_its_words_and_is_told(typed: str) -> None:
    read = parse(f"plan b: {typed}")

    assert isinstance(read, Plan)
    assert (typed, None) == (read.what, read.at)
    assert read.unread
    assert typed.startswith(read.unread)


def test_a_plan_may_have_a_reason_and_its_estimate_a_basis() -> None:
    read = parse("plan a: roll back because the deploy broke it eta 20m because yesterday's took 15")

    assert Plan("a", "roll back because the deploy broke it", 20, 20, basis="yesterday's took 15") == read


@pytest.mark.parametrize("typed", ["eta 20m as soon as Bo is back", "eta 20m from now", "eta 20m from 15:30"])
def test_what_says_when_is_no_basis(typed: str) -> None:
    read = parse(f"plan a: roll back {typed}")

    assert isinstance(read, Plan)
    assert "" == read.basis


@pytest.mark.parametrize("typed", ["plan a eta 45-60m because it grew", "plan a: takes 45-60 min since it grew"])
def test_a_new_estimate_may_be_all_that_is_said(typed: str) -> None:
    assert Plan("a", "", 45, 60, basis="it grew") == parse(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("eta an hour or two", (60, 120)),
        ("eta 1.5-2h", (90, 120)),
        ("eta ~45 min", (45, 45)),
        ("eta 45 minutes or so", (45, 45)),
        ("eta 1h30", (90, 90)),
        (", will take 2-3 hours", (120, 180)),
        ("estimated at 20 min", (20, 20)),
        ("ETA is 20 min", (20, 20)),
    ],
)
def test_a_span_is_written_in_many_ways(typed: str, minutes: tuple[int, int]) -> None:
    assert Plan("a", "roll back", *minutes) == parse(f"plan a roll back {typed}")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("plan a done at 14:50", StepPlan("a", "done", ClockTime(14, 50))),
        ("plan b begun at 14:10", StepPlan("b", "begun", ClockTime(14, 10))),
        ("plan b starts at 15:30", StepPlan("b", "later", ClockTime(15, 30))),
        ("plan b begins at 15:30", StepPlan("b", "later", ClockTime(15, 30))),
        ("plan b starts now", StepPlan("b", "begun")),
        ("plan b started", StepPlan("b", "begun")),
    ],
)
def test_how_far_a_plan_is_may_have_its_time(typed: str, expected: StepPlan) -> None:
    assert expected == parse(typed)
