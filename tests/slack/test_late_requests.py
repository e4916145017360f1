"""Which commands are carried out when they are heard late: what adds to the record, and says by itself of what."""

import pytest

from bot import grammar as g


def carried_out(line: str) -> bool:
    intent = g.parse(line)
    return g.verb_of(intent).is_carried_out_late(intent)


@pytest.mark.parametrize("line", ["note 13:40 found", "think x", "decide x", "unknown x", "need x", "report logs: x"])
def test_what_was_seen_then_stays_so(line: str) -> None:
    assert carried_out(line)


@pytest.mark.parametrize(
    "line", ["title x", "sev 1", "impact 14 documents", "plan b: x", "risk x", "time detected 13:20"]
)
def test_of_what_only_the_last_counts_somebody_may_have_said_a_newer_one(line: str) -> None:
    assert not carried_out(line)


@pytest.mark.parametrize("line", ["start sev2 x", "role logs me", "resolve", "reopen", "cancel x", "close", "undo"])
def test_what_begins_or_ends_the_work_of_others_is_left_to_its_author(line: str) -> None:
    assert not carried_out(line)


@pytest.mark.parametrize("verb", [verb for verb in g.VERBS if verb.is_reading], ids=lambda verb: verb.name)
def test_what_somebody_wanted_to_read_is_not_shown_late(verb: g.Verb) -> None:
    assert not carried_out(verb.example)


def test_a_report_without_words_asks_for_a_form() -> None:
    assert not carried_out("report")


def test_what_is_named_by_its_number_is_still_the_same() -> None:
    assert [True, False] == [carried_out("confirm H2 all carry it"), carried_out("confirm all carry it")]
    assert [True, False] == [carried_out("rule out H2 none has it"), carried_out("rule out none has it")]


def test_a_contact_is_recorded_late_and_the_end_of_a_duty_is_not() -> None:
    assert [True, False] == [carried_out("told C1 we look next 20m"), carried_out("told C1 done")]
