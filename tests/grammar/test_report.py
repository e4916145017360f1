"""How a report is read: whose it is, its three parts, and the promise at its end."""

import pytest

from bot.grammar import Card, Intent, Misread, Name, Report, Role, Status, parse


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("report 2 of 14 found", Report(conditions="2 of 14 found")),
        ("update 2 of 14 found", Report(conditions="2 of 14 found")),
        ("sitrep 2 of 14 found", Report(conditions="2 of 14 found")),
        ("status 2 of 14 found", Report(conditions="2 of 14 found")),
        ("report logs: 2 of 14 found", Report("logs", "2 of 14 found")),
        ("report customer liaison : calm", Report("customers", "calm")),
        ("logs: 2 of 14 found", Report("logs", "2 of 14 found")),
        ("report db: down", Report(conditions="db: down")),
        ("report logs: <b&gt;", Report("logs", "<b&gt;")),
        ("report", Report()),
        ("report logs", Report("logs")),
        ("report logs: nothing new", Report("logs", nothing_new=True)),
        ("report No change. next 20m", Report(next_min=20, nothing_new=True)),
        ("report same as before", Report(nothing_new=True)),
        ("report Nichts Neues.", Report(nothing_new=True)),
        ("report nothing yet", Report(nothing_new=True)),
        ("noch nichts", Report(nothing_new=True)),
        ("report logs: sin novedades", Report("logs", nothing_new=True)),
        ("report nothing in the index yet", Report(conditions="nothing in the index yet")),
        ("report same", Report(conditions="same")),
    ],
)
def test_a_report_names_its_role_or_leaves_it_open(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "C: slow A: restarted N: none",
        "c: slow a: restarted n: none",
        "Conditions: slow\nActions: restarted\nNeeds: none",
        "A: restarted; N: none; C: slow",
        "slow A: restarted N: none",
        "slow. Actions: restarted NEEDS: none",
    ],
)
def test_labels_split_a_report_in_any_case_and_order(typed: str) -> None:
    report = parse(f"report {typed}")

    assert isinstance(report, Report)
    assert (report.conditions.rstrip("."), report.actions, report.needs) == ("slow", "restarted", "none")


@pytest.mark.parametrize(
    ("typed", "needs"),
    [
        ("queue stands\nneed a DBA", "a DBA"),
        ("C: queue stands\nNeeds: a DBA", "a DBA"),
        ("queue stands\nneeds another pair of eyes", "another pair of eyes"),
        ("queue stands\nneed to restart it", ""),
        ("queue stands\nneeded a restart", ""),
    ],
)
def test_a_further_line_that_begins_like_the_command_says_what_is_needed(typed: str, needs: str) -> None:
    report = parse(f"report {typed}")

    assert isinstance(report, Report)
    assert needs == report.needs
    assert report.conditions == ("queue stands" if needs else typed)


@pytest.mark.parametrize(
    "text", ["C. is the third option", "disk C: is full", "C:\\temp is full", "option a: is tried"]
)
def test_what_only_looks_like_a_label_is_text(text: str) -> None:
    assert Report(conditions=text) == parse(f"report {text}")


@pytest.mark.parametrize(
    "typed", ["next 25m", "next 25", "next 25 min", "Next: 25m.", "next\u00a025\u00a0m", "next update in 25m"]
)
def test_a_promise_at_the_end_is_taken_off_the_text(typed: str) -> None:
    assert Report("logs", "still looking", next_min=25) == parse(f"report logs: still looking {typed}")


def test_a_next_that_is_no_time_stays_text() -> None:
    assert Report(conditions="looking at what comes next") == parse("report looking at what comes next")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("status", Card()),
        ("status mitigated db back", Status("mitigated", "db back")),
        ("STATUS Resolved: db back", Status("resolved", "db back")),
        ("mitigated db back", Status("mitigated", "db back")),
        ("mitigated. db is back", Status("mitigated", "db is back")),
        ("status mitigated.", Status("mitigated")),
        ("status is mitigated", Status("mitigated")),
        ("status mitigated for all customers", Status("mitigated", "for all customers")),
        ("status resolved, only the review is left", Status("resolved", "only the review is left")),
        ("status resolved?", Report(conditions="resolved?")),
        ("status resolved in EU only", Report(conditions="resolved in EU only")),
        ("resolved for Northwind", Report(conditions="resolved for Northwind")),
        ("closed in EU, open in the US", Report(conditions="closed in EU, open in the US")),
        ("monitoring", Status("mitigated")),
        ("monitoring the queue", Report(conditions="monitoring the queue")),
        ("status canceled", Status("cancelled")),
        ("status fixed", Status("resolved")),
        ("fixed", Status("resolved")),
        ("fixed two of three", Report(conditions="fixed two of three")),
        ("status fixed two of three", Report(conditions="fixed two of three")),
    ],
)
def test_status_is_a_state_a_report_or_the_card(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("role logs", Role("logs")),
        ("role logs me", Role("logs")),
        ("role logs @bo", Role("logs", Name(None, "bo"))),
        ("role logs bo", Role("logs", Name(None, "bo"))),
        ("role @bo logs", Role("logs", Name(None, "bo"))),
        ("role <@U2>: code", Role("code", Name("U2", ""))),
        ("hand over code to <@U2|bo>", Role("code", Name("U2", "bo"))),
        ("role logs none", Role("logs", "nobody")),
        ("role customer liaison <@U3>", Role("customers", Name("U3", ""))),
        ("commander @ana", Role("lead", Name(None, "ana"))),
        ("ic", Role("lead")),
        ("logs @bo", Role("logs", Name(None, "bo"))),
        ("role logs @bo please", Role("logs", Name(None, "bo"))),
        ("role logs @bo.", Role("logs", Name(None, "bo"))),
        ("take logs.", Role("logs")),
        ("I'll take over logs, please", Role("logs")),
        ("i am taking over code", Role("code")),
        ("take logs from @bo", Role("logs")),
        ("handover @bo", Role("", Name(None, "bo"))),
        ("hand over to <@U2|bo>", Role("", Name("U2", "bo"))),
        ("assign @bo to logs", Role("logs", Name(None, "bo"))),
        ("assign logs to @bo", Role("logs", Name(None, "bo"))),
        ("transfer lead to @bo", Role("lead", Name(None, "bo"))),
        ("transfer of command to @bo", Role("lead", Name(None, "bo"))),
        ("make @bo lead", Role("lead", Name(None, "bo"))),
        ("give @bo the logs role", Role("logs", Name(None, "bo"))),
        ("<@U2|bo> takes logs", Role("logs", Name("U2", "bo"))),
        ("@bo is on customer liaison", Role("customers", Name(None, "bo"))),
        ("release logs", Role("logs", "nobody")),
        ("step down from lead", Role("lead", "nobody")),
    ],
)
def test_a_role_is_taken_offered_or_released(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


def test_an_unknown_role_is_answered_with_the_nearest() -> None:
    with pytest.raises(Misread) as refused:
        parse("role lags @bo")

    assert (refused.value.code, refused.value.values["did_you_mean"]) == ("unknown_role", "logs")


def test_a_role_without_a_name_of_it_is_asked_for() -> None:
    with pytest.raises(Misread) as refused:
        parse("role <@U2|bo>")

    assert (refused.value.code, refused.value.values["missing"]) == ("incomplete", "role")


@pytest.mark.parametrize("typed", [":+1:", ":white_check_mark: :tada:", "👍", "👍🏼 🎉"])
def test_an_emoji_alone_is_no_report(typed: str) -> None:
    with pytest.raises(Misread) as refused:
        parse(f"report {typed}")

    assert refused.value.code == "only_emoji"


def test_an_emoji_before_words_belongs_to_them() -> None:
    assert Report(conditions=":fire: disk full") == parse("report :fire: disk full")
    assert Report("logs", ":fire: disk full") == parse("logs: :fire: disk full")
