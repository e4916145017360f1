"""A story in which nobody types anything but its beginning and its end: the brief says what people marked."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.scenarios.conftest import Played

STORY = Path(__file__).parents[2] / "workspace" / "stories" / "marks.yaml"


@pytest.fixture
def out(play: Played) -> Path:
    return play(STORY)


def test_what_was_tapped_stands_in_its_section_and_what_was_taken_off_or_let_go_nowhere(out: Path) -> None:
    during, final = (path.read_text("utf-8") for path in sorted((out / "briefs").glob("*.md")))
    facts = [json.loads(line) for line in (out / "logbook.jsonl").read_text("utf-8").splitlines()]
    ends = Counter(fact["why"] for fact in facts if fact["fact"] == "SuggestionEnded")
    sections = final.split("\n\n")

    assert "restarted the sync" not in during
    assert "Marked as the harm: “guests at the counter cannot check in" in during
    assert ends == {"taken": 4, "ignored": 1}
    assert next(s for s in sections if "4. Cause" in s).count("the archive job took the year for the day") == 1
    assert "Marked as what was done: “rolled the archive job back" in next(s for s in sections if "5. Fix" in s)
    assert "Marked as the end: “check-in works again at both counters”" in final
    assert "412 reservations were moved to the archive" not in final
    assert "coffee" not in final


def test_no_picture_of_the_bots_own_is_left_behind_but_its_answers(out: Path) -> None:
    calls = [json.loads(line) for line in (out / "slack-calls.jsonl").read_text("utf-8").splitlines()]
    reactions = Counter(call["method"] for call in calls if call["method"].startswith("reactions."))

    assert reactions == {"reactions.add": 10, "reactions.remove": 6}  # five suggestions, and four of five lines stay
