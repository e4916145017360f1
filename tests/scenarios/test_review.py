"""The review afterwards, over a weekend and in two zones: whose it is, what closing asks for, and what only people know."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def over(scene: Scene) -> None:
    """On the morning of Thursday, 14 May 2026, with something on record."""
    await scene.staffed("sev2 Documents missing", logs="ana", code="bo")
    await scene.types("ana", "/incident note all fourteen are back")
    await scene.types("leo", "/incident resolve the customer has filed")
    await scene.after(0.1)


async def head(scene: Scene) -> str:
    return (await scene.types("leo", "/incident review INC-1")).partition("Summary\n")[0]


async def test_whose_it_is_stands_in_the_head_and_goes_from_draft_to_closed(scene: Scene) -> None:
    await over(scene)
    before = await scene.said_in_channel()
    draft = await head(scene)
    mine = await scene.presses("leo", "I review it")
    in_review = await head(scene)
    given = await scene.types("leo", "/incident review @ana by Friday")
    by_ana = await head(scene)
    await scene.presses("leo", "Approve the summary")
    approved = await head(scene)

    assert "draft, compiled from the record; nobody has its review yet, which falls to Leo Torres" in draft
    assert "The review of INC-1 is yours, by Thu 21 May." in mine
    assert "in review, not approved yet; its review is Leo Torres’s, by Thu 21 May" in in_review
    assert "The review of INC-1 is @ana, by Fri 15 May." in given
    assert "its review is Ana Lima’s, by Fri 15 May" in by_ana
    assert "approved by Leo Torres" in approved
    assert len(before) == len(await scene.said_in_channel())
    assert any("Review of the summary" in line and "Fri 15 May" in line for line in await scene.card_thread())


async def test_closing_lists_what_is_missing_and_each_is_settled_with_a_tap_or_left(scene: Scene) -> None:
    await over(scene)
    missing = await scene.types("leo", "/incident close")
    await scene.presses("leo", "Approve the summary")
    rest = await scene.types("leo", "/incident close")
    closed = await scene.presses("leo", "Close all the same")
    await scene.after(0.1)

    assert "nobody has approved its summary" in missing
    assert "nobody has its review" in missing
    assert "approved its summary" not in rest
    assert "no time recorded for" in rest
    assert "Closed now" in closed
    assert any("Closed" in line and "@leo" in line for line in await scene.card_thread())
    assert not (await scene.incident(1)).archived


async def test_it_can_be_taken_back_and_while_it_runs_there_is_none(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    early = await scene.types("leo", "/incident reviewer @ana")
    await scene.types("leo", "/incident resolve")
    await scene.types("leo", "/incident reviewer @ana by Friday")
    undone = await scene.types("leo", "/incident undo")

    assert "no summary to review yet" in early
    assert "whose review it is" in undone
    assert () == (await scene.incident(1)).of(f.ReviewAssigned)
    assert "nobody has its review yet" in await head(scene)
