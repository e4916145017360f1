"""One incident leaves a playbook; the next one uses it, ticks it off and puts it right."""

import asyncio

import pytest

from bot.cli.hindrances import Hindrance
from bot.cli.past.reports import forget
from bot.cli.simulation import LOBBY
from bot.ids import Ids
from bot.incident import facts as f
from bot.story.recall.past import Past, PastPlaybook
from bot.story.recall.playbook_files import read
from tests.scenarios.conftest import Scene

STEPS = "Ask the index for the old owner\nNot this: restart the search\nGive them back by hand"


async def first_one(scene: Scene, flags: str = "") -> None:
    """Of which somebody made a playbook; its people are in the lobby afterwards."""
    await scene.start(f"sev2 Documents missing after the rename {flags}")
    await scene.types("leo", "/incident decide give the fourteen back by hand")
    await scene.types("leo", "/incident resolve the customer sees them")


async def written(scene: Scene, flags: str = "", *, name: str = "INC-1") -> str:
    await first_one(scene, flags)
    await scene.types("leo", "/incident write playbook")
    return await scene.submits(
        "leo",
        f"Playbook of {name}",
        title="Documents missing after a rename",
        looks_like="their folder is empty",
        steps=STEPS,
    )


async def second_one(scene: Scene) -> str:
    return await scene.start("sev2 Documents missing after a rename")


async def test_the_form_is_filled_from_the_record_dead_ends_among_the_steps(scene: Scene) -> None:
    await scene.start("sev2 Documents missing after the rename")
    await scene.types("leo", "/incident think the search is broken")
    await scene.after(12)
    await scene.types("leo", "/incident rule out H1 every other search answers")
    await scene.types("leo", "/incident think the rename lost the owner")
    await scene.after(8)
    await scene.types("leo", "/incident confirm H2 all fourteen carry the old id")
    await scene.types("leo", "/incident decide give the fourteen back by hand")
    await scene.types("leo", "/incident resolve the customer sees them")
    early = await scene.types("eva", "/incident playbook INC-1", where=LOBBY)
    await scene.types("leo", "/incident review")
    await scene.presses("leo", "Make a playbook…")
    form = scene.form("leo")
    kept = await scene.submits("leo", "Playbook of INC-1", title="Lost in a rename")
    shown = await scene.types("eva", "/incident playbook INC-1", where=LOBBY)

    assert "INC-1 has no playbook." in early
    for line in (
        "Documents missing after the rename",
        "Not this: the search is broken: every other search answers (12 min)",
        "Check: the rename lost the owner: all fourteen carry the old id",
        "give the fourteen back by hand",
    ):
        assert line in form
    assert "Kept: version 1 of the playbook of INC-1, “Lost in a rename”, 2 steps" in kept
    assert "Version 1, written by Leo Torres" in shown


async def test_whoever_starts_something_like_it_is_offered_the_steps_uses_them_once_and_may_take_that_back(
    scene: Scene,
) -> None:
    await first_one(scene)
    await scene.types("leo", "/incident close anyway")
    await scene.types("leo", "/incident write playbook")
    kept = await scene.submits("leo", "Playbook of INC-1", title="Documents missing after a rename", steps=STEPS)
    told = await second_one(scene)
    before = await scene.said_in_channel()
    used = await scene.presses("leo", "Use the playbook of INC-1")
    twice = await scene.types("leo", "/incident use playbook INC-1")
    after = await scene.said_in_channel()

    assert "stays closed" not in kept
    assert "what fixed it: give the fourteen back by hand; the customer sees them" in told
    assert "it has a playbook: Documents missing after a rename" in told
    assert "[Use the playbook of INC-1]" in told
    assert "stands in the channel as a checklist of 2 steps" in used
    assert "is a checklist here already" in twice
    (checklist,) = after[len(before) :]
    assert "Documents missing after a rename · 0 of 2 done · used by Leo Torres" in checklist
    assert "✗ Not this: restart the search" in checklist
    assert "[Done]" in checklist

    await scene.types("leo", "/incident undo")
    lines = await scene.said_in_channel()

    assert "Taken back: the playbook of INC-1 is no checklist here any more." in lines[-1]
    assert "No playbook is used in INC-2" in await scene.types("leo", "/incident step 1 done")

    await scene.types("leo", "/incident use playbook INC-1")
    await scene.types("leo", "/incident resolve the folder is full again")
    (over,) = [line for line in await scene.said_in_channel() if "Playbook of INC-1" in line]

    assert "[Done]" not in over


async def test_a_ticked_step_is_one_record_whoever_ticks_it_undo_takes_it_back_and_what_is_right_is_said_to_be_so(
    scene: Scene,
) -> None:
    await written(scene)
    await second_one(scene)
    await scene.joins("ana")
    await scene.types("leo", "/incident use playbook INC-1")
    place = await scene.place("leo")
    await asyncio.gather(*(scene.people.presses(who, "Done", channel=place) for who in ("leo", "ana", "leo")))
    await scene.stage.settle()
    at_once = await scene.facts(f.StepTicked)
    typed = await scene.types("leo", "/incident step 2 done all fourteen moved")
    wrong = await scene.types("leo", "/incident step 2")
    ticked = (await scene.said_in_channel())[-1]
    timeline = await scene.types("leo", "/incident timeline")
    await scene.types("leo", "/incident undo")
    undone = (await scene.said_in_channel())[-1]
    await scene.types("leo", "/incident resolve the folder is full again")
    summary = await scene.types("leo", "/incident review")
    kept = await scene.presses("leo", "The playbook of INC-1 is right")

    assert [f.StepTicked(step=1)] == at_once
    assert "Step 2 is done: “Give them back by hand”. It showed “all fourteen moved”." in typed
    assert "Step 2 is done already (Leo Torres" in wrong
    assert "2 of 2 done" in ticked
    assert "☑ 2 Give them back by hand · Leo Torres" in ticked
    assert "ticked off step 1, “Ask the index for the old owner”" in timeline
    assert "1 of 2 done" in undone
    assert "☐ 2 Give them back by hand" in undone
    assert "used the playbook of INC-1, version 1" in summary
    assert "ticked off step 1" in summary
    assert "1 of 2 steps ticked off." in summary
    assert "2. “Give them back by hand”: not ticked off" in summary
    assert "Kept: the playbook of INC-1 is right as it is." in kept
    assert "Is it right for the next team?" not in await scene.types("leo", "/incident review")
    assert 1 == len(await scene.facts(f.PlaybookWritten))


async def test_it_is_found_by_its_own_words_and_listed_until_its_incident_becomes_private(scene: Scene) -> None:
    await written(scene)
    found = await scene.types("eva", "/incident search folder is empty", where=LOBBY)
    alike = await scene.types("eva", "/incident similar an empty folder", where=LOBBY)
    listed = await scene.types("eva", "/incident playbooks", where=LOBBY)
    await scene.types("leo", "/incident private")
    afterwards = await scene.types("eva", "/incident playbooks", where=LOBBY)

    assert "INC-1 · Documents missing after the rename" in found
    assert "Playbook: Documents missing after a rename, 2 steps" in alike
    assert "INC-1 · Documents missing after a rename · 2 steps" in listed
    assert "There is no playbook yet that you may see." in afterwards
    assert "INC-1" not in afterwards


async def test_to_outsiders_the_playbook_of_a_private_one_does_not_exist_and_its_own_people_post_it_nowhere(
    scene: Scene,
) -> None:
    asked = ("playbooks", "playbook INC-2", "search folder", "similar folder is empty", "use playbook INC-2")
    await scene.start("sev2 Payroll late", who="eva")
    nothing = [(await scene.types("eva", f"/incident {one}")).partition(" ")[2] for one in asked]
    await written(scene, flags="+private", name="INC-2")

    assert nothing == [(await scene.types("eva", f"/incident {one}")).partition(" ")[2] for one in asked]

    await second_one(scene)
    before = await scene.standing()
    told = await scene.types("leo", "/incident similar")
    refused = await scene.types("leo", "/incident use playbook INC-2")
    shown = await scene.types("leo", "/incident playbook INC-2")

    assert "Playbook: Documents missing after a rename" in told
    assert "Use the playbook" not in told + shown
    assert "INC-2 is private, so its playbook is posted in no other channel." in refused
    assert "Not this: restart the search" in shown
    assert before == await scene.standing()


async def test_hostile_words_come_out_as_words(scene: Scene) -> None:
    await first_one(scene)
    await scene.types("leo", "/incident write playbook")
    steps = "<!channel> look *now* <https://x.example|here>\n`rm -rf` & more"
    await scene.submits("leo", "Playbook of INC-1", title="<!here> documents missing after a rename", steps=steps)
    await second_one(scene)
    await scene.types("leo", "/incident use playbook INC-1")
    await scene.types("leo", "/incident playbook INC-1")

    assert [] == [text for text in scene.mrkdwn() if "<!channel>" in text or "<!here>" in text or "|here>" in text]


async def test_a_new_version_keeps_the_old_one_and_two_who_put_it_right_at_once_lose_no_word(scene: Scene) -> None:
    await written(scene)
    await scene.types("leo", "/incident playbook correct")
    again = await scene.submits("leo", "Playbook of INC-1", steps=STEPS + "\nTell the customer")
    shown = await scene.types("eva", "/incident playbook INC-1", where=LOBBY)
    await scene.joins("ana")
    for who in ("leo", "ana"):
        await scene.types(who, "/incident correct playbook INC-1")
    await scene.submits("leo", "Playbook of INC-1", steps="one")
    late = await scene.submits("ana", "Playbook of INC-1", steps="two")

    assert "Kept: version 2 of the playbook of INC-1" in again
    assert "3. Tell the customer" in shown
    assert "before it version 1 by Leo Torres" in shown
    assert "Leo Torres changed it meanwhile: it is version 3 now" in late
    assert "two" in scene.form("ana")
    assert [STEPS, STEPS + "\nTell the customer", "one"] == [
        fact.steps for fact in await scene.facts(f.PlaybookWritten)
    ]


async def test_after_its_use_whoever_led_is_asked_once_and_puts_it_right_where_it_belongs(scene: Scene) -> None:
    await written(scene)
    await scene.start("sev2 Documents missing after a rename", who="ana")
    await scene.types("ana", "/incident use playbook INC-1")
    await scene.types("ana", "/incident step 1 done")
    await scene.types("ana", "/incident decide lock the folder first")
    await scene.types("ana", "/incident resolve the folder is full again")
    before = scene.dms("ana")
    asked = await scene.types("ana", "/incident review")
    await scene.presses("ana", "Correct the playbook of INC-1…")
    form = scene.form("ana")
    kept = await scene.submits("ana", "Playbook of INC-1")
    again = await scene.types("ana", "/incident review")
    shown = await scene.types("eva", "/incident playbook INC-1", where=LOBBY)
    history = await scene.types("leo", "/incident timeline INC-1")

    assert "was used here: 1 of 2 steps were ticked off; not 2. Is it right for the next team?" in asked
    assert "Not ticked off in INC-2: 2. The last one was done there and is not in it yet." in form
    assert "lock the folder first" in form
    assert "Kept: the playbook of INC-1 has a new version, in your name." in kept
    assert "Is it right for the next team?" not in again
    assert "Version 2, written by Ana Lima" in shown
    assert "after its use in INC-2" in shown
    assert "3. lock the folder first" in shown
    assert "wrote version 2 of its playbook, after the use of it in INC-2" in history
    assert before == scene.dms("ana")


async def test_a_private_one_that_used_it_is_not_named_where_it_is_put_right(scene: Scene) -> None:
    await written(scene)
    await scene.start("sev2 Documents missing after a rename +private")
    await scene.types("leo", "/incident use playbook INC-1")
    await scene.types("leo", "/incident decide ask payroll for the list")
    await scene.types("leo", "/incident resolve the folder is full again")
    await scene.types("leo", "/incident correct playbook INC-1")
    form = scene.form("leo")
    await scene.submits("leo", "Playbook of INC-1", steps="one")
    told = [await scene.types("eva", f"/incident {one} INC-1", where=LOBBY) for one in ("playbook", "timeline")]

    assert "INC-1 is public: all may read this." in form
    assert "payroll" not in form
    assert "Version 2" in told[0]
    assert "INC-2" not in "".join(told)


async def test_words_that_are_removed_are_gone_from_the_checklist_and_from_recall(scene: Scene) -> None:
    await written(scene)
    await second_one(scene)
    await scene.types("leo", "/incident use playbook INC-1")
    entries = await scene.entries()
    used = next(entry for entry in entries if isinstance(entry.fact, f.PlaybookUsed))
    made = next(entry for entry in entries if isinstance(entry.fact, f.PlaybookWritten))
    await scene.types("leo", f"/incident redact #{used.seq} a name")
    await scene.types("leo", f"/incident INC-1 redact #{made.seq} a name")

    assert "by hand" not in (await scene.said_in_channel())[-1]
    assert "by hand" not in await scene.types("eva", "/incident playbook INC-1", where=LOBBY)
    assert "INC-1" not in await scene.types("eva", "/incident search folder is empty", where=LOBBY)


async def test_one_that_was_imported_is_found_used_and_looked_at_again_like_any_other(scene: Scene) -> None:
    known = PastPlaybook("Documents missing after a rename", "their folder is empty", STEPS, 1)
    await scene.stage.app.desk.bring_in([Past(name="owner-lost", title=known.title, playbook=known, imported=True)])
    listed = await scene.types("eva", "/incident playbooks", where=LOBBY)
    shown = await scene.types("eva", "/incident playbook owner-lost", where=LOBBY)
    hint = await second_one(scene)
    similar = await scene.types("leo", "/incident similar")
    used = await scene.presses("leo", "Use the playbook owner-lost")
    checklist = (await scene.said_in_channel())[-1]
    await scene.types("leo", "/incident step 1 done")
    await scene.types("leo", "/incident resolve the folder is full again")
    review = await scene.types("leo", "/incident review")
    correct = await scene.types("leo", "/incident correct playbook owner-lost")
    kept = await scene.presses("leo", "The playbook owner-lost is right")
    timeline = await scene.types("leo", "/incident timeline")
    nothing = await scene.types("leo", "/incident use playbook nobody-has")
    figures = await scene.types("leo", "/incident stats")

    assert "owner-lost · Documents missing after a rename · 2 steps · imported" in listed
    assert "Playbook owner-lost · Documents missing after a rename" in shown
    assert "Version 1, imported from a file" in shown
    assert "A playbook may help: owner-lost · Documents missing after a rename · imported playbook, 2 steps" in hint
    assert "It helps when: their folder is empty" in similar
    assert "It was:" not in similar
    assert "The playbook owner-lost, “Documents missing after a rename”, stands in the channel" in used
    assert "Playbook owner-lost · Documents missing after a rename · 0 of 2 done" in checklist
    assert "The playbook owner-lost, “Documents missing after a rename”, was used here: 1 of 2 steps" in review
    assert "Correct the playbook owner-lost" not in review
    assert "was imported, so it is put right in its file" in correct
    assert "Kept: the playbook owner-lost is right as it is." in kept
    assert "used the playbook owner-lost, version 1" in timeline
    assert "There is no playbook called “nobody-has”." in nothing
    assert "imported" not in figures


async def test_one_that_was_imported_is_taken_out_again_beside_a_running_bot(scene: Scene) -> None:
    known = PastPlaybook("Documents missing after a rename", "call Pat Smith", STEPS, 1)
    past = Past(name="owner-lost", title=known.title, playbook=known, imported=True)
    await scene.stage.app.desk.bring_in([past])
    await second_one(scene)
    await scene.types("leo", "/incident use playbook owner-lost")
    url, clock = scene.stage.app._settings.database_url, scene.stage.clock
    told = await forget("Owner-lost", database_url=url, clock=clock, ids=Ids())
    with pytest.raises(Hindrance, match="Nothing that was imported is called 'owner-lost'"):
        await forget("owner-lost", database_url=url, clock=clock, ids=Ids())
    with pytest.raises(Hindrance):
        await forget("INC-1", database_url=url, clock=clock, ids=Ids())
    read = [
        await scene.types("leo", f"/incident {words}", where=LOBBY)
        for words in ("playbooks", "playbook owner-lost", "export playbook owner-lost", "INC-1 similar")
    ]
    redaction = told[told.index("redact #") :].split()[1]
    before = "\n".join(await scene.said_in_channel())
    await scene.types("leo", f"/incident redact {redaction} they name Pat")
    after = (await scene.said_in_channel())[-1]
    again = await scene.stage.app.desk.bring_in([past])

    assert "The playbook owner-lost, “Documents missing after a rename”, is taken out" in told
    assert "It is used in INC-1" in told
    assert not any("after a rename" in page or "Pat Smith" in page for page in read)
    assert (True, False) == tuple(STEPS.splitlines()[0] in text for text in (before, after))
    assert ((past, "new"),) == again.playbooks


async def test_as_a_file_it_goes_to_whoever_asked_and_is_the_same_where_it_is_imported(scene: Scene) -> None:
    await written(scene)
    none = await scene.types("leo", "/incident export playbook INC-2")
    told = await scene.types("eva", "/incident export playbook INC-1", where=LOBBY)
    (file,) = (file for file in scene.stage.slack.world.directory.files.values() if file.completed)
    brought = read(file.content.decode(), stem="owner-lost").past
    await scene.stage.app.desk.bring_in([brought])
    again = await scene.types("eva", "/incident export the playbook owner-lost as md", where=LOBBY)
    pdf = await scene.types("eva", "/incident export playbook pdf", where=LOBBY)

    assert "There is no INC-2" in none
    assert "The playbook of INC-1 comes to you as Markdown, in a direct message." in told
    assert "INC-1-playbook.md" == file.name
    assert PastPlaybook("Documents missing after a rename", "their folder is empty", STEPS, 1) == brought.playbook
    assert "The playbook owner-lost comes to you as Markdown" in again
    assert [file.content] * 2 == [one.content for one in scene.stage.slack.world.directory.files.values()]
    assert "A playbook comes as Markdown" in pdf
