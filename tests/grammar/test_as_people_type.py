"""What hurried people type: understood, kept in its words, or told; nothing is dropped in silence."""

from datetime import UTC, datetime

import pytest

from bot import grammar as g
from bot.grammar import parse

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("EUR 60.000", 60_000, 60_000),
        ("60,000 EUR", 60_000, 60_000),
        ("60k€", 60_000, 60_000),
        ("€1.2m", 1_200_000, 1_200_000),
        ("1.2 mio. EUR", 1_200_000, 1_200_000),
        ("60.000,00 €", 60_000, 60_000),
        ("60,000.00 EUR", 60_000, 60_000),
        ("between 2 and 3 thousand euros", 2_000, 3_000),
        ("EUR 60k to EUR 180k", 60_000, 180_000),
    ],
)
def test_a_sum_is_read_in_whatever_hand(typed: str, low: int, high: int) -> None:
    assert g.ImpactMoney("lost", low, high, "EUR") == parse(f"money lost {typed}")


@pytest.mark.parametrize("kind", ["penalty", "penalties", "credit", "credits", "fine:"])
def test_credits_and_fines_are_penalties(kind: str) -> None:
    assert g.ImpactMoney("penalty", 5_000, 5_000, "EUR") == parse(f"money {kind} 5k EUR")


@pytest.mark.parametrize("typed", ["none yet", "none so far", "none known"])
def test_none_so_far_says_so(typed: str) -> None:
    assert g.Impact(g.Nobody(typed), "", "") == parse(f"impact {typed}")


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        ("unknown how many are hurt till noon", "till noon"),
        ("unknown how many are hurt in 20 minutes", "in 20 minutes"),
        ("need exec ok to pay until noon", "until noon"),
        ("need a DBA in half an hour", "in half an hour"),
        ("customer Northwind cannot file before 18:00", "before 18:00"),
        ("customer Northwind cannot pay until noon CET", "until noon CET"),
        ("customer Northwind kann nicht buchen bis 10 Uhr", "bis 10 Uhr"),
        ("customer Northwind cannot file within half an hour", "within half an hour"),
        ("customer Northwind cannot file by 10:00 with the authority", "by 10:00 with the authority"),
        ("plan b: call them by 15:30", "by 15:30"),
        ("plan a: roll back in 20 minutes", "in 20 minutes"),
    ],
)
def test_what_may_be_a_time_and_stays_in_the_words_is_told(typed: str, unread: str) -> None:
    told = g.remarks(parse(typed), now=NOW, zone="Europe/Berlin")

    assert [unread] == [dict(one.values)["typed"] for one in told]
    assert {"unread_time", "time_in_words"} >= {one.code for one in told}


@pytest.mark.parametrize("typed", ["plan a roll back eta 15:30", "plan a roll back takes 20 minutes"])
def test_an_estimate_that_is_no_length_of_time_is_told(typed: str) -> None:
    assert ["unread_span"] == [one.code for one in g.remarks(parse(typed), now=NOW, zone="UTC")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("answer 3: none of them", g.AnswerUnknown("U3", "none of them")),
        ("answer 3 accounts are hurt", g.AnswerUnknown(None, "3 accounts are hurt")),
        ("answer 14:30 it ended", g.AnswerUnknown(None, "14:30 it ended")),
        ("report all quiet next half hour", g.Report(role=None, conditions="all quiet", next_min=30)),
        ("+private", g.Private()),
        ("make it private", g.Private()),
        ("make private", g.Private()),
        ("make this private", g.Private()),
    ],
)
def test_what_was_meant_is_read(typed: str, expected: g.Intent) -> None:
    assert expected == parse(typed)


def test_till_friday_is_a_day() -> None:
    read = parse("follow-up @bo till Friday check the owner")

    assert isinstance(read, g.FollowUp)
    assert ("check the owner", g.OnWeekday(4)) == (read.text, read.by)


@pytest.mark.parametrize(
    "typed",
    [
        "- note the queue stands",
        "• note the queue stands",
        "1. note the queue stands",
        "> note the queue stands",
        "&gt; note the queue stands",
        "*note* the queue stands",
        "`note the queue stands`",
        "“note the queue stands”",
        "- /incident note the queue stands",
    ],
)
def test_a_command_is_read_within_what_a_list_a_quotation_or_an_emphasis_puts_around_it(typed: str) -> None:
    assert parse("note the queue stands") == parse(typed)


def test_marks_inside_of_a_command_stay() -> None:
    assert g.Note("- the queue\n- stands", None, "- the queue\n- stands") == parse("note - the queue\n- stands")
    assert g.Think("queue - stands") == parse("think queue - stands")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("H2 ruled out because the index is whole", g.RuleOut(2, "the index is whole")),
        ("h2 is ruled out: the index is whole", g.RuleOut(2, "the index is whole")),
        ("H1 confirmed: seen in the log", g.Confirm(1, "seen in the log")),
        ("U1 nobody else is hurt", g.AnswerUnknown("U1", "nobody else is hurt")),
        ("u1: yes", g.AnswerUnknown("U1", "yes")),
        ("F1 done", g.FollowUp("", number=1, ends="done")),
        ("f1 to @ana", g.FollowUp("", g.Name(None, "ana"), number=1)),
        ("P1", g.Sev(1)),
        ("nothing new", g.Report(role=None, nothing_new=True)),
        ("report logs — C: full A: cleaning", g.Report(role="logs", conditions="full", actions="cleaning")),
        ("plan a) roll back", g.Plan("a", "roll back", None, None, None)),
        ("plan B - export @ 14:00", g.Plan("b", "export", None, None, g.ClockTime(14, 0))),
        ("snooze half an hour: the query runs", g.Snooze(30, "the query runs")),
        ("fix impact 15 documents", g.Impact(g.Exact(15), "documents", "")),
        ("fix note 17: the queue", g.Fix("17", "the queue")),
        ("fix 17 the queue", g.Fix("17", "the queue")),
        ("correction #17 the queue", g.Fix("17", "the queue")),
    ],
)
def test_what_an_id_or_a_separator_says_is_done(typed: str, expected: g.Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("correction: 15 documents, not 14", "incomplete"),  # it would put line 15 of the timeline right
        ("fix note 10:20 the queue stood", "incomplete"),
        ("correct 15 documents", "incomplete"),
        ("H1 & H2 ruled out", "not_judged"),
        ("H1 confirmed?", "not_judged"),
        ("H2 is at 60%", "not_judged"),
        ("confirm H1, H2 because of the log", "one_hypothesis"),
        ("note a\n/incident sev 1", "two_commands"),
        ("status mitigate", "state_unclear"),
        ("status mitigatd: the rename job", "state_unclear"),
        ("need nothing", "nothing_needed"),
        ("report .", "only_emoji"),
        ("report n/a", "only_emoji"),
    ],
)
def test_what_would_be_put_down_as_something_else_is_refused(typed: str, code: str) -> None:
    with pytest.raises(g.Misread) as refused:
        parse(typed)

    assert code == refused.value.code


@pytest.mark.parametrize("typed", ["status close to the cause", "status fixing the job", "status ok"])
def test_a_state_in_other_words_is_a_report(typed: str) -> None:
    assert isinstance(parse(typed), g.Report)


@pytest.mark.parametrize("command", ["undo", "sev", "list", "stats", "private", "playbook", "step", "card", "sorry"])
def test_a_refusal_names_a_picked_person_as_people_read_it(command: str) -> None:
    with pytest.raises(g.Misread) as refused:
        parse(f"{command} <@U0EZ7OW583Y|bo>" if command != "sorry" else "<@U0EZ7OW583Y|bo>")

    assert "@bo" == refused.value.values["typed"]


@pytest.mark.parametrize(
    "typed", ["summary to #general", "summary for #general at 14:05", "summary share with #general"]
)
def test_a_summary_for_somebody_is_shared_once_that_was_asked(typed: str) -> None:
    read = parse(typed)

    assert isinstance(read, g.Summary)
    assert g.Channel(None, "general") == read.share
