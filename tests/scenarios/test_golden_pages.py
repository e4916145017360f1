"""The executive's pages of four incidents, during and final, as they were read aloud and found fit to be sent.

Whoever changes what a page says reads it here: play the story with `sitrep replay`, read the page as the one it is for,
and copy it over the golden one if that is how it should be told. Which number a record has, and when Slack took its
message, is not told to anybody: sources are compared by their order on the page.
"""

import re
from pathlib import Path

import pytest

from tests.scenarios.conftest import Played

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "pages"
STORIES = (
    ROOT / "workspace" / "stories" / "carta.yaml",
    ROOT / "workspace" / "stories" / "chat-only.yaml",
    ROOT / "tests" / "scenarios" / "stories" / "booking.yaml",
    ROOT / "tests" / "scenarios" / "stories" / "addresses.yaml",
)
DURING, FINAL = 0, -1
SOURCE, LINK = re.compile(r"\[m?\d+\]"), re.compile(r"(?<=\]: )https://\S+")


@pytest.mark.parametrize(("which", "place"), [("during", DURING), ("final", FINAL)])
@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_the_page_reads_as_it_was_read(play: Played, story: Path, which: str, place: int) -> None:
    golden = (GOLDEN / f"{story.stem}-{which}.md").read_text("utf-8")
    asked_for = sorted((play(story) / "briefs").glob("*.md"))

    assert told(golden) == told(asked_for[place].read_text("utf-8"))


def told(page: str) -> str:
    """The page with its sources numbered as they come, and their links left out."""
    numbered: dict[str, int] = {}
    return SOURCE.sub(lambda source: f"[{numbered.setdefault(source[0], len(numbered) + 1)}]", LINK.sub("", page))


def test_what_the_readme_shows_is_what_came_out(play: Played) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.partition("<!-- transcript")[2].partition("<!-- end of transcript -->")[0].splitlines()
    lines = [line.strip() for line in shown if line.strip() and not line.startswith(("```", ":"))]
    came = {line.strip() for line in (play(STORIES[0]) / "channel.txt").read_text("utf-8").splitlines()}

    assert lines
    assert [] == [line for line in lines if line not in came]


def test_the_picture_in_the_readme_is_the_one_that_came_out(play: Played) -> None:
    shown = (ROOT / "docs" / "images" / "glance.svg").read_text("utf-8")

    assert (play(STORIES[0]) / "glance.svg").read_text("utf-8") == shown, "copy the new one, once you looked at it"
