"""What holds on every page of every story: people's words are theirs, and nothing that is on record is denied."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scenarios.conftest import Played

STORIES = (Path(__file__).parents[2] / "workspace" / "stories", Path(__file__).parent / "stories")
DENIAL = re.compile(r"[Nn]obody (?!has said|has been asked|holds it|held)")
DENIAL_CHARS = 20  # so many of them tell a person's words from ours
QUOTED = re.compile(r"“([^”]*)”")


@pytest.fixture(
    scope="module",
    params=[path for folder in STORIES for path in sorted(folder.glob("*.yaml"))],
    ids=lambda path: path.stem,
)
def played(request: pytest.FixtureRequest, play: Played) -> tuple[dict[str, Any], Path]:
    """A story and the folder of what came out of it."""
    return yaml.safe_load(request.param.read_text("utf-8")), play(request.param)


def pages(out: Path, folder: str = "briefs") -> list[str]:
    return [path.read_text("utf-8") for path in sorted((out / folder).glob("*.md"))]


def sheets(out: Path) -> list[str]:
    """What whoever presents those pages reads."""
    return pages(out, "sheets")


def plain(text: str) -> str:
    """The words alone: no marks, no blanks twice, and marks of punctuation as they are typed."""
    typed = text.replace("’", "'").replace("&lt;", "<").replace("&amp;", "&")
    return " ".join(re.sub(r"[\\*_`]", "", typed).split())


def said_in(story: dict[str, Any]) -> str:
    """All that anybody typed or said in it, in whatever way."""

    def words(value: Any) -> str:
        if isinstance(value, dict):
            return "\n".join(words(inner) for inner in value.values())
        return "\n".join(map(words, value)) if isinstance(value, list) else str(value)

    return plain(words(story["steps"]))


def test_every_quotation_was_said(played: tuple[dict[str, Any], Path]) -> None:
    story, out = played
    texts = [*pages(out), *sheets(out), (out / "summary.md").read_text("utf-8").partition("## Timeline")[0]]
    quoted = [plain(quote.rstrip("….")) for text in texts for quote in QUOTED.findall(text)]

    assert [] == [quote for quote in quoted if quote not in said_in(story)]


def test_the_reason_of_the_end_stands_on_the_last_page(played: tuple[dict[str, Any], Path]) -> None:
    story, out = played
    resolved = re.compile(r"/incident resolve (?P<why>.+)")
    reasons = [found["why"] for step in story["steps"] if (found := resolved.match(str(step.get("types", ""))))]

    last = [text for text in pages(out)[-1:] if "· Resolved" in text]

    assert not last or plain(reasons[-1]).rstrip(".") in plain(last[0])


def test_no_page_says_of_anybody_that_they_did_nothing(played: tuple[dict[str, Any], Path]) -> None:
    """In our own words; that nobody has said or been asked is about the record."""
    story, out = played
    typed = said_in(story).casefold()
    for text in [*pages(out), *sheets(out), (out / "summary.md").read_text("utf-8")]:
        ours = QUOTED.sub("", text)
        said = [ours[found.start() :][:DENIAL_CHARS].casefold() for found in DENIAL.finditer(ours)]

        assert [] == [words for words in said if words not in typed]
        assert "Not known yet" not in ours


def test_the_harm_ended_only_where_somebody_timed_it(played: tuple[dict[str, Any], Path]) -> None:
    story, out = played
    is_timed = any(str(step.get("types", "")).startswith("/incident time mitigated") for step in story["steps"])

    assert is_timed or not any("harm ended" in text for text in [*pages(out), *sheets(out)])
