"""A report arrives by line, form, button, reply or shortcut, and counts the same whichever way it came."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def reports(scene: Scene) -> list[tuple[str, str]]:
    return [(fact.role, fact.conditions) for fact in await scene.facts(f.Reported)]


async def test_a_line_is_a_report_on_card_and_thread_until_it_is_taken_back_and_a_need_is_shown_in_the_channel_too(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.types("ana", "/incident report 2 of 14 found")

    assert "as I understood it" in answer
    assert await reports(scene) == [("logs", "2 of 14 found")]
    assert any("logs reports" in line and "2 of 14 found" in line for line in await scene.card_thread())
    assert "2 of 14 found" in await scene.card()

    await scene.types("ana", "/incident report C: 3 found N: none")
    quiet = len(await scene.said_in_channel())
    await scene.types("ana", "/incident report C: 4 found N: archive access")
    loud = len(await scene.said_in_channel())
    await scene.types("ana", "/incident report 14 of 14 found")
    undone = await scene.types("ana", "/incident undo")
    await scene.joins("eva")
    of_no_role = await scene.types("eva", "/incident report I see it too")

    assert loud == quiet + 1
    assert "14 of 14 found" in undone
    assert "4 found" in await scene.card()
    assert "You hold no role here" in of_no_role
    assert "/incident role code" in of_no_role


async def test_a_form_is_a_report_or_a_record_and_says_beside_the_line_what_it_does_not_read(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.presses("ana", "Report")
    wrong = await scene.submits("ana", "report", conditions="2 of 14 found", next_min="soon")
    before = await reports(scene)
    answer = await scene.submits("ana", "report", conditions="2 of 14 found", actions="comparing", next_min="25")
    (report,) = await scene.facts(f.Reported)

    assert (report.role, report.conditions, report.actions) == ("logs", "2 of 14 found", "comparing")
    assert f"{report.promised_at:%H:%M}" == "09:25"
    assert "Next report 11:25 CEST" in answer
    assert "I do not read that as a time" in wrong
    assert before == []

    await scene.presses("leo", "Record…")
    await scene.submits("leo", "record", **{"What is it?": "Customer at stake"})
    wrong = await scene.submits("leo", "record:customer", name="Northgate Shipping", deadline="teatime")
    answer = await scene.submits("leo", "record:customer", name="Northgate Shipping", deadline="18:00")

    assert "I do not read that as a time" in wrong
    assert "deadline 18:00 CEST, in 7 h" in answer
    assert [fact.name for fact in await scene.facts(f.CustomerAffected)] == ["Northgate Shipping"]


async def test_a_message_becomes_a_report_or_a_hypothesis_by_shortcut_and_the_leads_is_the_sentence_on_the_card(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "2 of 14 are there, under the old account name")
    answer = await scene.shortcut("ana", "record_as_report", ts)

    assert "as I understood it" in answer
    assert await reports(scene) == [("logs", "2 of 14 are there, under the old account name")]

    ts = await scene.says("ana", "that smells like Monday's rename job")
    answer = await scene.shortcut("leo", "raise_as_hypothesis", ts)
    await scene.types("leo", "/incident report Papers are filed under a name nobody looks for")

    assert "What would show that it is wrong?" in answer
    assert [fact.text for fact in await scene.facts(f.HypothesisRaised)] == ["that smells like Monday's rename job"]
    assert "Papers are filed under a name nobody looks for\nLeo Torres" in await scene.card()


async def test_nothing_new_is_no_first_report_and_later_only_edits_the_card_and_keeps_the_finding(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.presses("ana", "Nothing new")

    assert "The first report needs a few words" in answer
    assert await scene.facts(f.NothingNew) == []

    await scene.types("ana", "/incident report 2 of 14 found")
    thread = await scene.card_thread()
    await scene.after(5)
    for _ in range(2):
        await scene.presses("ana", "Nothing new")
        await scene.presses("ana", "Nothing new")  # once more at once, which counts for nothing
        await scene.after(0.1)
    pressed = await scene.card()
    await scene.after(15)
    await scene.says("ana", "nothing new", where="dm")

    assert "2 of 14 found" in pressed
    assert "nothing new 09:05 (×2)" in pressed
    assert await scene.card_thread() == thread
    assert "2 of 14 found" in await scene.card()
    assert 3 == len(await scene.facts(f.NothingNew))


async def test_a_reply_in_the_direct_message_or_its_thread_is_the_report_as_long_as_one_speaks_for_the_role(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.says("ana", "INC-1 report 1 of 14 found", where="dm")
    await scene.says("ana", "sort of", where="dm")
    commands, unread = await reports(scene), scene.whispers("ana")[-1]

    assert commands == [("logs", "1 of 14 found")], "without a reminder it is a command"
    assert "Nothing was changed. “sort of”" in unread

    await scene.after(15)
    (reminder,) = (await scene.incident()).reminders
    await scene.says("ana", "Reports of the archive: 2 of 14 found", where="dm")
    answered = scene.dms("ana")[0]
    for reply in ("2 of 14 found", "make that 3"):
        await scene.says("ana", reply, where="dm", thread=reminder.ts)
    said = [("logs", "Reports of the archive: 2 of 14 found"), ("logs", "2 of 14 found"), ("logs", "make that 3")]

    assert await reports(scene) == [*commands, *said]
    assert any("2 of 14 found" in line for line in await scene.card_thread())
    assert "logs: reported" in answered

    await scene.types("leo", "/incident role logs me")
    await scene.says("ana", "4 of 14 found", where="dm", thread=reminder.ts)

    assert "logs is with @leo, who speaks for it" in scene.whispers("ana")[-1]
    assert await reports(scene) == [*commands, *said]


async def test_a_reply_answers_for_every_role_that_was_asked_or_names_one_and_may_be_split(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="ana")
    await scene.after(10)
    (asked,) = scene.duties("ana")
    await scene.says("ana", "no change in either", where="dm")
    of_both = await reports(scene)
    await scene.after(15)
    await scene.says("ana", "logs: C: 2 found A: comparing", where="dm")
    report = (await scene.facts(f.Reported))[-1]

    assert "logs and code" in asked
    assert of_both == [("logs", "no change in either"), ("code", "no change in either")]
    assert (report.role, report.conditions, report.actions) == ("logs", "2 found", "comparing")
    assert 3 == len(await reports(scene))


async def test_a_reply_that_tells_nothing_is_no_report_and_does_what_the_button_of_its_words_does(scene: Scene) -> None:
    """The finding stays on the card; whoever means the words as they are says so with one tap."""
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(15)
    for reply in ("ok", "see channel", "ask Bo", "who leads?", "hand over to production"):
        await scene.says("ana", reply, where="dm")
    *_, channel, somebody, question, handed = scene.whispers("ana")
    await scene.does("uploads", "ana", "graph.png", channel="dm")
    wordless = scene.whispers("ana")[-1]

    assert "“see channel” names a place or somebody" in channel
    assert "“ask Bo” names a place or somebody" in somebody
    assert "“who leads?” is a question: it was not taken for the report of logs." in question
    assert "[Open the form]" in handed
    assert "A file or a forwarded message without words of yours is no finding" in wordless
    assert await reports(scene) == [("logs", "2 of 14 found")]

    await scene.presses("ana", "It is my report", where="dm")
    await scene.after(15)
    await scene.says("ana", "give me 20 minutes", where="dm")
    (snoozed,) = await scene.facts(f.Snoozed)

    assert await reports(scene) == [("logs", "2 of 14 found"), ("logs", "hand over to production")]
    assert (snoozed.why, f"{snoozed.until:%H:%M}") == ("give me 20 minutes", "09:50")

    await scene.after(20)
    await scene.says("ana", "need help", where="dm")
    await scene.says("ana", "later", where="dm")

    assert len(await scene.facts(f.Postponed)) == 1
    assert ["help with logs"] == [need.what for need in await scene.facts(f.NeedStated)]
