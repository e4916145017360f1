"""The document for programs."""

import json

from bot.incident.policy import Policy
from bot.render.out.json import document
from bot.story import brief, summary
from tests.story.carta import DURING, FINAL, clock, told


def test_a_summary_is_readable_by_any_program() -> None:
    told_of = json.loads(document(summary.of(told(*FINAL), now=clock("16:00"), policy=Policy())))

    assert ("summary", "INC-42", "2026-05-14T14:00:00+00:00") == (
        told_of["document"],
        told_of["incident"],
        told_of["as_of"],
    )


def test_durations_are_in_seconds() -> None:
    told_of = json.loads(document(summary.of(told(*FINAL), now=clock("16:00"), policy=Policy())))

    assert 480.0 == told_of["tested"][0]["spent"]


def test_the_kind_of_money_survives_beside_the_type_of_the_record() -> None:
    told_of = json.loads(document(summary.of(told(*FINAL), now=clock("16:00"), policy=Policy())))
    sums = [row["figure"] for row in told_of["figures"] if row["words_id"] == "money"]

    assert [("MoneyStated", "at risk")] == [(fact["type"], fact["kind"]) for fact in sums]


def test_a_brief_names_the_records_of_each_sentence() -> None:
    page = brief.of(told(*DURING), now=clock("14:05"), policy=Policy(), due={}, next_brief_at=None)
    first = json.loads(document(page))["sections"][0]["sentences"][0]

    assert ("harm_customer", [6]) == (first["words_id"], first["sources"])
