"""What somebody who joins late is told: ten lines at most, by the laws of the pages."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.words import Words
from bot.story import brief, catchup
from tests.story.carta import ANA, BO, CLEO, DURING, FINAL, LEO, OPENED, clock, reader, told
from tests.story.test_said_laws import Told, incidents
from tests.tries import tries

WORDS = Words()
ROLES = (
    ("13:20", LEO, f.RoleTaken(role="lead", person=LEO)),
    ("13:21", ANA, f.RoleTaken(role="logs", person=ANA)),
)


def page(incident: Incident, at: str = "14:05") -> str:
    told_now = brief.of(incident, now=clock(at), policy=Policy(), due={}, next_brief_at=None)
    return WORDS.catchup(catchup.of(told_now, incident, policy=Policy()), form="text", reader=reader(at))


def line(text: str, begin: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(begin))


def test_the_morning_in_ten_lines() -> None:
    text = page(told(*DURING))

    assert len(text.splitlines()) <= catchup.LINES_MAX
    assert text.splitlines()[0] == (
        "INC-42 · Documents missing for a long-standing customer · SEV2 · Investigating since 13:20 CEST"
    )
    assert "Northwind Legal cannot find the documents it must send to an authority." in line(text, "Known:")
    assert "The lead reports: “2 of 14 documents are found" in line(text, "Known:")
    assert "Likely: Monday's rename left the documents" in line(text, "Cause:")
    assert "Ruled out: the documents were deleted by last night's cleanup." in line(text, "Tried:")
    assert "Planned: put the documents back under the right owner (code, 14:01)." in line(text, "Fix:")
    assert line(text, "Who has what:") == (
        "Who has what: lead: @Leo Torres; logs: @Ana Lima; code: @Bo Chen; customer liaison: @Cleo Diaz."
    )
    assert "whether other customers are affected. Ana Lima answers by 14:30 CEST." in line(text, "Open:")


def test_what_nobody_holds_is_free_to_take() -> None:
    assert "logs: @Ana Lima; nobody: code, customer liaison." in page(told(OPENED, *ROLES))


def test_an_idea_that_a_line_denied_was_tried() -> None:
    idea = ("13:30", BO, f.HypothesisRaised(id="H1", text="the archive lost its papers?"))
    denied = ("13:34", ANA, f.Reported(role="logs", conditions="No, every receipt in the archive has its paper."))
    text = page(told(OPENED, *ROLES, idea, denied))

    assert line(text, "Tried:") == (
        "Tried: “the archive lost its papers?” (somebody without a role, 13:30) was answered "
        "“No, every receipt in the archive has its paper.” (logs, 13:34)."
    )


def test_what_is_not_on_record_has_no_line() -> None:
    text = page(told(OPENED, *ROLES))

    assert "Tried:" not in text
    assert "Cause:" not in text
    assert line(text, "Open:").startswith("Open: Not on record: who cannot do what, how many in all, a cause")


def test_at_the_end_it_says_what_was_done() -> None:
    text = page(told(*FINAL), "16:00")

    assert "Plan A, done: put the documents back" in line(text, "Fix:")
    assert "Resolved since 15:26 CEST" in text


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ((), False),
        ((("13:30", BO, f.BridgeSet(url="https://meet.example.com/42")),), False),
        ((("13:30", BO, f.Reported(role="logs", conditions="all there")),), True),
        ((("13:30", CLEO, f.ImpactStated(id="I1", figure="exact", what="customer", low=1)),), True),
        ((("13:30", LEO, f.StatusSet(status="identified")),), True),
    ],
)
def test_there_is_something_to_catch_up_with_once_something_is_on_record(
    happened: tuple[tuple[str, str, f.Fact], ...], *, expected: bool
) -> None:
    incident = told(OPENED, *ROLES, *happened)

    assert expected == catchup.has_news(incident, pinned=())


@given(incidents)
@settings(max_examples=tries(100), deadline=None)
def test_it_is_ten_lines_at_most_and_says_nothing_that_the_brief_does_not(told_: Told) -> None:
    whole = told_.page
    caught_up = catchup.of(whole, told_.incident, policy=Policy())
    text = WORDS.catchup(caught_up, form="text", reader=replace(reader(), now=told_.now))
    on_page = [sentence for section in whole.sections for sentence in section.sentences]
    ours = {"who_has_what", "answered_idea"}

    assert len(text.splitlines()) <= catchup.LINES_MAX
    assert [s for part in caught_up.parts for s in part.sentences if s not in on_page and s.words_id not in ours] == []
