"""The pages as a reader gets them, kept as files: a change of wording is read there before it ships."""

from pathlib import Path

import pytest

from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.words import Words
from bot.story import brief, summary
from tests.story.carta import DURING, FINAL, clock, reader, told

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize(
    ("name", "incident", "at"), [("during", told(*DURING), "14:05"), ("final", told(*FINAL), "16:00")]
)
def test_the_brief_reads_as_it_was_read(name: str, incident: Incident, at: str) -> None:
    next_at = clock("14:35") if incident.is_open else None
    page = brief.of(incident, now=clock(at), policy=Policy(), due={}, next_brief_at=next_at)
    text = Words().brief(page, form="markdown", reader=reader(at))

    assert (GOLDEN / f"brief-{name}.md").read_text(encoding="utf-8") == f"{text}\n"


def test_the_summary_reads_as_it_was_read() -> None:
    page = summary.of(told(*FINAL), now=clock("16:00"), policy=Policy())
    text = Words().markdown("summary", reader=reader("16:00"), summary=page)

    assert (GOLDEN / "summary.md").read_text(encoding="utf-8") == f"{text}\n"
