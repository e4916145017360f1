"""Pages without what nobody has confirmed: what goes, what stays, and that it is counted."""

import re

import pytest
from hypothesis import given, settings

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.words import Words
from bot.story import brief, glance, summary, unconfirmed
from bot.story.brief import Brief
from bot.story.summary import Summary
from tests.story.carta import ANA, BO, DURING, FINAL, LEO, OPENED, clock, reader, told
from tests.story.test_said_laws import Told, incidents
from tests.tries import tries

WORDS = Words()
SAID = "the index was built twice"
IDEA = f.HypothesisRaised(id="H1", text="the rename left them under the old name")
SAID_ONLY = (
    OPENED,
    ("13:22", ANA, f.RoleTaken(role="logs", person=ANA)),
    ("13:30", ANA, f.Reported(role="logs", conditions=SAID)),
    ("13:40", LEO, f.StatusSet(status="identified")),
)


def summary_of(incident: Incident) -> Summary:
    return summary.of(incident, now=clock("16:00"), policy=Policy())


def brief_of(incident: Incident) -> Brief:
    return brief.of(incident, now=clock("16:00"), policy=Policy(), due={}, next_brief_at=None)


def written(page: Brief | Summary) -> str:
    return WORDS.document(page, reader=reader("16:00"))


def test_the_summary_says_how_many_lines_are_left_out_and_marks_none() -> None:
    whole, page = (written(told_page) for told_page in _both(summary_of(told(*SAID_ONLY))))

    assert "*not confirmed*" in whole
    assert "*not confirmed*" not in page
    assert "1 unconfirmed line was left out of this document, as asked." in page.partition("## Summary")[0]
    assert "left out of this document" not in whole


def test_where_an_unconfirmed_line_stood_nothing_is_said_to_be_missing_from_the_record() -> None:
    page = written(unconfirmed.without(summary_of(told(*SAID_ONLY))))

    assert "- Cause: *Nothing is confirmed.*" in page
    assert "The cause is not confirmed." in page


def test_a_line_stands_in_full_where_it_stands_first_now() -> None:
    question = ("13:31", LEO, f.Decided(id="D1", what="roll it back"))
    page = unconfirmed.without(summary_of(told(*SAID_ONLY[:3], question, SAID_ONLY[3])))

    decisions = written(page).partition("## Decisions")[2].partition("## ")[0]
    assert SAID in decisions
    assert "as quoted above" not in written(page)


def test_the_brief_leaves_out_a_cause_that_is_only_believed() -> None:
    page = unconfirmed.without(brief_of(told(*DURING)))

    assert "Not confirmed." in written(brief_of(told(*DURING)))
    assert "Not confirmed." not in written(page)
    assert "**4. Cause in plain words.** Nothing is confirmed." in written(page)
    assert "left out of this document, as asked." in written(page).partition("**1.")[0]


def test_the_picture_has_no_row_of_an_idea_that_is_open() -> None:
    drawn = glance.of(told(OPENED, ("13:30", BO, IDEA)), now=clock("14:00"), policy=Policy())

    assert "idea" in [lane.name for lane in drawn.lanes]
    assert "idea" not in [lane.name for lane in unconfirmed.pictured(drawn).lanes]


def test_what_is_confirmed_stays() -> None:
    page = unconfirmed.without(brief_of(told(*FINAL)))

    assert "all 14 documents stand under the old name" in written(page)


def test_a_page_without_any_says_that_there_was_none() -> None:
    page = unconfirmed.without(summary_of(told(OPENED)))

    assert "This document was asked for without unconfirmed lines; there was none." in written(page)


@given(incidents)
@settings(max_examples=tries(60), deadline=None)
def test_whatever_is_on_record_nothing_unconfirmed_is_told(record: Told) -> None:
    page, account = unconfirmed.without(record.page), unconfirmed.without(_account(record))

    assert not re.search(r"(?i)not confirmed\. |not entered as confirmed", WORDS.document(page, reader=reader()))
    assert "*not confirmed*" not in WORDS.document(account, reader=reader())
    assert all(section.sentences for section in page.sections)


@pytest.mark.parametrize("hour", range(4))
def test_leaving_out_twice_leaves_out_no_more(hour: int) -> None:
    incident = told(*FINAL[: len(FINAL) * (hour + 1) // 4])

    once = unconfirmed.without(brief_of(incident))

    assert once.sections == unconfirmed.without(once).sections


def _both(page: Summary) -> tuple[Summary, Summary]:
    return page, unconfirmed.without(page)


def _account(record: Told) -> Summary:
    return summary.of(record.incident, record.pinned, now=record.now, policy=Policy())
