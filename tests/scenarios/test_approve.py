"""Stories of the approval: the summary stays as it was approved, and what is learnt later is its addendum."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene

NEVER_BEFORE = "“the archive had never been tried with 40,000 papers”"


async def over(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.types("ana", "/incident note all fourteen are back")
    await scene.types("leo", "/incident resolve the customer has filed")
    await scene.after(10)


async def summary(scene: Scene, who: str = "leo") -> str:
    return await scene.types(who, "/incident review INC-1")


async def test_a_draft_that_was_approved_stays_and_what_came_later_is_an_addendum(scene: Scene) -> None:
    await over(scene)
    draft, brief = await summary(scene), await scene.types("ana", "/incident summary")
    answer = await scene.types("leo", "/incident approve")
    approved = await scene.types("ana", "/incident summary")
    await scene.after(60)
    await scene.types("ana", "/incident note the archive had never been tried with 40,000 papers")
    read = await summary(scene, "ana")
    above, _, addendum = read.partition("Recorded after the approval; nothing above was changed.")

    assert "draft, compiled from the record" in draft
    assert "no approval is recorded" in brief
    assert "summary approved by Leo Torres" in approved
    assert "You approved the post-incident summary as it reads now" in answer
    assert "approved by Leo Torres" in above
    assert "as of 14 May 2026, 11:10 CEST" in above
    assert NEVER_BEFORE not in above
    assert NEVER_BEFORE in addendum
    assert "all fourteen are back" not in addendum
    assert any("summary is approved" in line for line in await scene.card_thread())


async def test_taken_back_it_is_a_draft_once_more_and_twice_is_once_until_there_is_more(scene: Scene) -> None:
    await over(scene)
    await scene.types("leo", "/incident approve")
    undone = await scene.types("leo", "/incident undo")
    draft = await summary(scene)
    await scene.types("leo", "/incident approve")
    again = await scene.types("leo", "/incident approve")
    await scene.types("ana", "/incident note the archive had never been tried with 40,000 papers")
    await scene.types("leo", "/incident approve")
    approved, known = await summary(scene), await scene.facts(f.SummaryApproved)
    await scene.types("leo", "/incident reopen two are missing again")
    await scene.types("leo", "/incident resolve they are back")

    assert "approval" in undone
    assert "draft, compiled" in draft
    assert "It is so already: approved" in again
    assert 3 == len(known)
    assert "Recorded after the approval" not in approved
    assert NEVER_BEFORE in approved
    assert "draft, compiled" in await summary(scene)


async def test_words_that_are_redacted_or_deleted_later_are_gone_from_it_and_an_edit_is_in_the_addendum(
    scene: Scene,
) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    deleted = await scene.says("ana", "the patient is Nora Lindt, born in May")
    edited = await scene.says("ana", "nine of the fourteen came back with the second run")
    for ts in (deleted, edited):
        await scene.does("reacts", "ana", "pushpin", ts)
    await scene.types("ana", "/incident note the patient is Olga Brandt")
    await scene.types("leo", "/incident resolve the customer has filed")
    await scene.after(10)
    await scene.types("leo", "/incident approve")
    await scene.after(10)
    await scene.does("deletes", "ana", deleted)
    await scene.does("edits", "ana", edited, "ten of the fourteen came back with the second run")
    entry = next(e for e in await scene.entries() if isinstance(e.fact, f.Noted) and "Olga" in e.fact.text)
    await scene.types("leo", f"/incident redact #{entry.seq} it names a patient")
    read = await summary(scene)
    above, _, addendum = read.partition("Recorded after the approval; nothing above was changed.")

    assert "approved by Leo Torres" in read
    assert "Nora" not in read
    assert "Olga" not in read
    assert "nine of the fourteen" in above
    assert "ten of the fourteen" not in above
    assert "ten of the fourteen" in addendum


async def test_before_it_stays_so_words_that_judge_are_shown_and_reworded_with_a_tap(scene: Scene) -> None:
    await over(scene)
    await scene.types("ana", "/incident think Bo broke the archive")
    await scene.types("ana", "/incident confirm H1 all fourteen carry the old owner")
    asked = await scene.types("leo", "/incident approve")
    await scene.presses("leo", "Reword H1…")
    answer = await scene.submits("leo", "In your words", words="the rename removed the owner")
    await scene.presses("leo", "Approve the summary")

    assert "INC-1 is not approved yet" in asked
    assert "“Bo broke” in H1, “Bo broke the archive”. Let the mechanism be the subject" in asked
    assert "the rename removed the owner" in answer
    assert 1 == len(await scene.facts(f.SummaryApproved))
    assert "the rename removed the owner" in await summary(scene)


async def test_nobody_has_to_reword_anything_and_what_was_approved_so_is_not_asked_again(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    early = await scene.types("leo", "/incident approve")
    await scene.types("ana", "/incident note it was obviously the rename")
    await scene.types("leo", "/incident resolve the customer has filed")
    of_ana = await scene.types("ana", "/incident approve")
    unapproved = await scene.facts(f.SummaryApproved)
    await scene.types("leo", "/incident approve")
    await scene.presses("leo", "Approve all the same")
    await scene.types("ana", f"/incident note {NEVER_BEFORE}")
    again = await scene.types("leo", "/incident approve")

    assert "its summary is still growing" in early
    assert "Only @leo, who declared it, may approve its summary" in of_ana  # and nothing about words
    assert [] == unapproved
    assert "You approved the post-incident summary" in again
    assert 2 == len(await scene.facts(f.SummaryApproved))
