"""The walkthrough as it is read aloud: a screen a step, with what was believed and what came of it."""

from dataclasses import replace

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.words import Words
from bot.story import read_aloud, summary
from tests.story.carta import ANA, FINAL, LEO, clock, reader, told

LUCKY = ("15:50", ANA, f.LookedBack(topic="lucky", words="a copy of the day before was still there"))
TO_DO = ("15:51", LEO, f.FollowUpRaised(id="F1", text="an alarm for lost owners"))


def read(*more: tuple[str, str, f.Fact]) -> str:
    account = summary.of(told(*FINAL, *more), now=clock("16:00"), policy=Policy())
    return Words().document(read_aloud.of(account), reader=reader("16:00"))


def screens(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("# ", "## "))]


def test_a_heading_begins_each_screen() -> None:
    assert [
        "# INC-42: Documents missing for a long-standing customer",
        "## Step 1 of 2 · 13:30 to 14:02",
        "## Step 2 of 2 · 14:04 to 15:25",
        "## Looking back",
        "## Left to do",
    ] == screens(read(LUCKY, TO_DO))


def test_each_idea_says_what_came_of_it() -> None:
    text = read()

    assert (
        "- “the documents were deleted by last night's cleanup” (code, 13:30)\n  - **Dead end after 8 min**: “" in text
    )
    assert ", likely\n  - **Confirmed after 40 min**: “all 14 documents stand under the old name” (Ana Lima)" in text
    assert "*11:30 to 12:02 UTC · 32 min, 2 ideas, 8 min in dead ends*" in text


def test_what_was_confirmed_is_no_dead_end_although_a_line_denied_it_meanwhile() -> None:
    account = summary.of(told(*FINAL), now=clock("16:00"), policy=Policy())
    [*_, thought] = [thought for episode in account.episodes for thought in episode.thoughts]

    assert "confirmed" == thought.outcome
    assert not replace(thought, answer=thought.quote).is_dead_end


def test_what_people_said_looking_back_stands_at_the_end_and_is_asked_for_where_nobody_did() -> None:
    assert "### Where we were lucky\n\n- “a copy of the day before was still there” (Ana Lima)" in read(LUCKY)
    assert "Nobody has said it yet: say it now." in read()


def test_where_nothing_is_on_record_it_says_so() -> None:
    account = summary.of(told(*FINAL[:1]), now=clock("16:00"), policy=Policy())
    text = Words().document(read_aloud.of(account), reader=reader("16:00"))

    assert "## How it was found\n\nNothing that was put on record tells it. Those who were there do." in text
