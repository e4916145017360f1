"""How records are read: hypotheses, decisions, unknowns, needs, plans, notes, key times, customers."""

from datetime import UTC, datetime

import pytest

from bot.grammar import (
    Bridge,
    ClockTime,
    Confirm,
    Customer,
    Decide,
    Fix,
    InDays,
    InMinutes,
    Intent,
    KeyTime,
    Misread,
    Name,
    Need,
    Note,
    OnDay,
    Plan,
    RuleOut,
    Think,
    Told,
    Unknown,
    parse,
    placed,
)

HALF_PAST_TWO = ClockTime(14, 30)
ANA = Name(None, "ana")


@pytest.mark.parametrize(
    ("typed", "likelihood"),
    [
        ("likely", "likely"),
        ("Unlikely", "unlikely"),
        ("even", "roughly even"),
        ("roughly even", "roughly even"),
        ("very  likely.", "very likely"),
        ("almost certain", "almost certain"),
    ],
)
def test_a_likelihood_is_read_behind_a_final_slash(typed: str, likelihood: str) -> None:
    assert Think("rename job lost the owner", likelihood) == parse(f"think rename job lost the owner / {typed}")


@pytest.mark.parametrize("text", ["disk full in /var/log", "it fails on odd/even", "likely the disk", "a / b / c"])
def test_any_other_slash_stays_text(text: str) -> None:
    assert Think(text) == parse(f"think {text}")


@pytest.mark.parametrize("text", ["the replica (remote)", "it fails on the nodes (even)", "a job (the probable one)"])
def test_brackets_hold_a_likelihood_only_in_its_own_words(text: str) -> None:
    assert Think(text) == parse(f"think {text}")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("confirm H2 14 found", Confirm(2, "14 found")),
        ("confirm h2: 14 found", Confirm(2, "14 found")),
        ("confirm 14 found", Confirm(None, "14 found")),
        ("rule out H1 index complete", RuleOut(1, "index complete")),
        ("ruled-out h1, index complete", RuleOut(1, "index complete")),
        ("ruleout H2O leak", RuleOut(None, "H2O leak")),
    ],
)
def test_a_hypothesis_is_named_by_its_number_or_not_at_all(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "likelihood"),
    [
        ("think H2 / unlikely", "unlikely"),
        ("think h2: very likely", "very likely"),
        ("think H2 is now almost certain", "almost certain"),
        ("H2 unlikely", "unlikely"),
        ("H2 / even", "roughly even"),
        ("H2 (likely)", "likely"),
        ("think H2 (very likely)", "very likely"),
        ("think H2(unlikely).", "unlikely"),
    ],
)
def test_a_likelihood_behind_an_id_judges_that_hypothesis(typed: str, likelihood: str) -> None:
    assert Think("", likelihood, 2) == parse(typed)


def test_an_id_alone_is_no_hypothesis_and_h2_may_be_a_database() -> None:
    with pytest.raises(Misread) as refused:
        parse("think H2")

    assert (refused.value.code, refused.value.values["missing"]) == ("incomplete", "likelihood")
    assert Think("H2 database is corrupt", "likely") == parse("think H2 database is corrupt / likely")


def test_a_hypothesis_is_not_confirmed_without_evidence() -> None:
    with pytest.raises(Misread) as refused:
        parse("confirm H2")

    assert (refused.value.code, refused.value.values["missing"]) == ("incomplete", "evidence")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("decide roll back because it is quick", Decide("roll back", "it is quick")),
        ("decide roll back", Decide("roll back")),
        ("unknown how many @ana by 14:30", Unknown("how many", ANA, HALF_PAST_TWO)),
        ("unknown how many by 14:30 @ana", Unknown("how many", ANA, HALF_PAST_TWO)),
        ("unknown whether it broke by accident", Unknown("whether it broke by accident")),
        ("unknown whether @ana has the key", Unknown("whether @ana has the key")),
        ("need access by noon or by 14:30", Need("access by noon or", by=HALF_PAST_TWO)),
        ("need exec: approval by tomorrow 10:00", Need("approval", executive=True, by=InDays(1, 10, 0))),
        ("need execution rights", Need("execution rights")),
    ],
)
def test_clauses_stand_at_the_end_and_the_last_that_parses_wins(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("plan restore eta 20-40m at 14:30", Plan("a", "restore", 20, 40, HALF_PAST_TWO)),
        ("plan restore at 14:30 eta 1-2h", Plan("a", "restore", 60, 120, HALF_PAST_TWO)),
        ("plan A: restore eta 30", Plan("a", "restore", 30, 30)),
        ("plan b export by hand at 2:30pm", Plan("b", "export by hand", at=HALF_PAST_TWO)),
        ("planb: export by hand", Plan("b", "export by hand")),
        ("contingency export by hand", Plan("b", "export by hand")),
    ],
)
def test_a_plan_has_its_time_and_its_trigger(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize("apostrophe", ["can't", "can’t", "can`t", "can´t", "cant", "cannot", "CANNOT:"])
def test_a_customer_has_its_trouble_and_its_deadline_in_either_order(apostrophe: str) -> None:
    expected = Customer("Northwind Trading", "file", ClockTime(18, 0, "CEST"))

    assert expected == parse(f"customer Northwind Trading {apostrophe} file deadline 18:00 CEST")
    assert expected == parse(f"customer Northwind Trading deadline 18:00 CEST {apostrophe} file")


@pytest.mark.parametrize(
    "typed",
    [
        "customer Northwind cannot file deadline 18:00 owner @ana workaround: send by e-mail",
        "customer Northwind workaround: send by e-mail, owner: @ana cannot file deadline 18:00",
        "customer Northwind owner @ana deadline 18:00 cannot file work-around: send by e-mail",
    ],
)
def test_a_customer_has_an_owner_and_a_workaround_in_whatever_order(typed: str) -> None:
    assert Customer("Northwind", "file", ClockTime(18, 0), Name(None, "ana"), "send by e-mail") == parse(typed)


@pytest.mark.parametrize(
    "trouble", ["reach the owner of the account", "find a workaround", "owner", "tell who is owner"]
)
def test_what_a_customer_cannot_do_may_speak_of_owners_and_workarounds(trouble: str) -> None:
    assert Customer("Northwind", trouble) == parse(f"customer Northwind cannot {trouble}")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("told C1 we restore by six next 20m", Told("C1", "we restore by six", 20)),
        ("told C1 done", Told("C1", done=True)),
        ("told C1 Northwind: all fine", Told("C1", "Northwind: all fine")),
        ("told C1 we told them: all fine", Told("C1", "we told them: all fine")),
        ("told C1 they have filed, done", Told("C1", "they have filed", done=True)),
        ("told Northwind Trading: we restore", Told("Northwind Trading", "we restore")),
        ("told “Northwind Trading” we restore", Told("Northwind Trading", "we restore")),
    ],
)
def test_a_contact_names_the_customer_and_the_next_promise(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize("typed", ["13:40 she calls", "[13:40] she calls", "13h40: she calls", "1:40pm - she calls"])
def test_a_note_may_begin_with_its_time(typed: str) -> None:
    assert Note("she calls", ClockTime(13, 40), typed) == parse(f"note {typed}")


@pytest.mark.parametrize(
    ("typed", "at", "text"),
    [
        ("~13:00~ 13:40 she calls", ClockTime(13, 40), "she calls"),
        ("~13:00~ she calls", None, "~13:00~ she calls"),
        ("~13:00 she calls", ClockTime(13, 0), "~13:00 she calls"),
    ],
)
def test_a_time_of_a_note_that_is_struck_out_is_none(typed: str, at: ClockTime | None, text: str) -> None:
    assert Note(text, at, typed) == parse(f"note {typed}")


@pytest.mark.parametrize("text", ["1430 documents found", "14 documents", "[urgent] call back", "13:40"])
def test_a_number_is_no_time_of_a_note(text: str) -> None:
    assert Note(text, None, text) == parse(f"note {text}")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("13:40", (datetime(2026, 5, 14, 11, 40, tzinfo=UTC), "filing")),
        ("18:00", (None, "18:00 filing")),
    ],
)
def test_a_leading_time_of_a_note_counts_only_if_it_is_past(clock: str, expected: tuple[datetime | None, str]) -> None:
    note = parse(f"note {clock} filing")

    assert isinstance(note, Note)
    assert expected == placed(note, now=datetime(2026, 5, 14, 12, 5, tzinfo=UTC), zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("time detected 13:20 source ticket", KeyTime("detected", ClockTime(13, 20), "ticket")),
        ("time impact start at 13h20 UTC", KeyTime("impact start", ClockTime(13, 20, "UTC"))),
        ("time Impact-Start: 28 May 10:00", KeyTime("impact start", OnDay(28, 5, None, 10, 0))),
        ("time fix 20m ago", KeyTime("fix applied", InMinutes(-20))),
        ("time mitigated now", KeyTime("mitigated", InMinutes(0))),
    ],
)
def test_key_times_have_a_name_a_time_and_a_source(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


def test_a_record_is_corrected_by_its_id_and_a_call_has_an_address() -> None:
    assert Fix("H2", "the job") == parse("fix h2: the job")
    assert [Fix("D2", "now"), Fix("U1", "asap")] == [parse("fix D2 now"), parse("fix U1 asap")]
    assert Bridge("https://meet.example/42") == parse("bridge <https://meet.example/42>")


def test_lines_of_a_code_block_are_one_note_whatever_times_they_begin_with() -> None:
    log = "```\n08:59 ERROR timeout=30\n09:00 ERROR retry\n```"

    assert Note(log, None, log) == parse(f"note {log}")
    assert Note(f"the log says {log}", ClockTime(8, 58), f"8:58 the log says {log}") == parse(
        f"note 8:58 the log says {log}"
    )


@pytest.mark.parametrize("typed", ["workaround a second cluster", "plan-a: a second cluster"])
def test_an_article_behind_another_word_for_a_plan_is_no_letter(typed: str) -> None:
    assert Plan("a", "a second cluster") == parse(typed)


@pytest.mark.parametrize(
    "typed", ["plan-a: roll back eta 20m", "plana roll back eta 20m", "Plan A - roll back eta 20m"]
)
def test_plan_a_is_written_as_plan_b_is(typed: str) -> None:
    assert parse("plan a roll back eta 20m") == parse(typed)
