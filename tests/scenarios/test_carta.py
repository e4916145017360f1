"""The Carta morning, played as it is told: what a replay of it must show."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.resources import resource
from tests.scenarios.conftest import Played

ROOT = Path(__file__).parents[2]
STORY = ROOT / "workspace" / "stories" / "carta-typed.yaml"


@pytest.fixture(scope="module")
def out(play: Played) -> Path:
    return play(STORY)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def section(brief: str, number: int) -> str:
    """The words of one numbered section of a brief, without its heading."""
    found = re.search(rf"^\*\*{number}\. [^*]*\*\*(.*)$", brief, re.MULTILINE)
    return found.group(1).strip() if found else ""


def test_every_file_is_written(out: Path) -> None:
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}

    assert {"channel.txt", "summary.md", "summary.html", "summary.json", "logbook.jsonl", "slack-calls.jsonl"} < names
    assert len([name for name in names if name.startswith("briefs/")]) == 3


def test_no_call_was_answered_with_an_error(out: Path) -> None:
    assert [call for call in lines(out / "slack-calls.jsonl") if not call["ok"]] == []


def test_the_declarer_is_invited_no_later_than_the_first_post(out: Path) -> None:
    calls = lines(out / "slack-calls.jsonl")
    declarer = next(entry["by"] for entry in lines(out / "logbook.jsonl") if entry["fact"] == "Opened")
    invited = next(
        n for n, c in enumerate(calls) if c["method"] == "conversations.invite" and declarer in str(c["args"])
    )
    posted = next(n for n, c in enumerate(calls) if c["method"] == "chat.postMessage")

    assert calls[invited]["args"]["users"] == declarer
    assert invited < posted


def test_the_roles_are_accepted(out: Path) -> None:
    taken = [entry["role"] for entry in lines(out / "logbook.jsonl") if entry["fact"] == "RoleTaken"]

    assert taken == ["lead", "logs", "code", "customers"]


def test_the_late_report_is_reminded_then_the_lead_is_told(out: Path) -> None:
    rungs = [(entry["rung"], *entry["roles"]) for entry in lines(out / "logbook.jsonl") if entry["fact"] == "Reminded"]

    assert ("lead", "logs") in rungs
    assert rungs.index(("due", "logs")) < rungs.index(("lead", "logs"))


def test_the_hypothesis_is_confirmed_and_the_other_ruled_out(out: Path) -> None:
    facts = {entry["fact"]: entry for entry in lines(out / "logbook.jsonl")}

    assert (facts["HypothesisConfirmed"]["id"], facts["HypothesisRuledOut"]["id"]) == ("H2", "H1")


@pytest.mark.parametrize("number", [1, 2, 4, 5])
def test_the_brief_while_it_ran_has_recorded_content(out: Path, number: int) -> None:
    brief = min((out / "briefs").iterdir()).read_text("utf-8")

    assert section(brief, number)
    assert "Not known yet" not in section(brief, number)


def test_the_brief_names_what_is_on_record(out: Path) -> None:
    brief = min((out / "briefs").iterdir()).read_text("utf-8")

    assert "Northgate Shipping" in section(brief, 2)
    assert "rename" in section(brief, 4)
    assert "export all fourteen by hand" in section(brief, 5)


def timeline_of(summary: str) -> str:
    found = re.search(r"^## .*[Tt]imeline.*?$(.*?)(?=^## |\Z)", summary, re.MULTILINE | re.DOTALL)
    assert found
    return found.group(1)


def test_each_pinned_line_stands_once_in_order_and_with_a_permalink(out: Path) -> None:
    timeline = timeline_of((out / "summary.md").read_text("utf-8"))
    found, opened = "All fourteen are there, under the name", "I opened all fourteen as the customer sees them"

    assert [timeline.count(found), timeline.count(opened)] == [1, 1]
    assert timeline.index(found) < timeline.index(opened)
    for words in (found, opened):
        row = next(line for line in timeline.splitlines() if words in line)
        assert re.search(r"\[[^\]]+\]\[m\d+\]|\]\(<?https://", row), row


def test_an_edit_is_followed_an_unpinned_line_gone_and_a_deleted_one_wordless(out: Path) -> None:
    summary = (out / "summary.md").read_text("utf-8")

    assert "Two of the fourteen are there" not in summary
    assert "Coffee is in the small kitchen" not in summary
    assert "tax number" not in summary
    assert "deleted by its author" in timeline_of(summary)


def test_the_story_travels_inside_the_package() -> None:
    assert STORY.is_file()
    assert resource("manifest.yaml").is_file()
