"""A report arrives by line, form, button, reply or shortcut, and counts the same whichever way it came."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def reports(scene: Scene) -> list[tuple[str, str]]:
    return [(fact.role, fact.conditions) for fact in await scene.facts(f.Reported)]


async def test_a_line_is_a_report_and_stands_in_the_cards_thread(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.types("ana", "/incident report 2 of 14 found")

    assert "as I understood it" in answer
    assert await reports(scene) == [("logs", "2 of 14 found")]
    assert any("logs reports" in line and "2 of 14 found" in line for line in await scene.card_thread())
    assert "2 of 14 found" in await scene.card()


async def test_a_need_is_shown_in_the_channel_too_and_no_need_is_not(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report C: 2 found N: none")
    quiet = len(await scene.said_in_channel())
    await scene.types("ana", "/incident report C: 2 found N: archive access")

    assert len(await scene.said_in_channel()) == quiet + 1


async def test_a_form_is_a_report_and_says_beside_the_line_what_is_no_promise(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.presses("ana", "Report")
    wrong = await scene.submits("ana", "report", conditions="2 of 14 found", next_min="soon")
    before = await reports(scene)
    answer = await scene.submits("ana", "report", conditions="2 of 14 found", actions="comparing", next_min="25")
    (report,) = await scene.facts(f.Reported)

    assert (report.role, report.conditions, report.actions) == ("logs", "2 of 14 found", "comparing")
    assert f"{report.promised_at:%H:%M}" == "09:25"
    assert "Next report 11:25 CEST" in answer
    assert "Minutes from 1 to 1440" in wrong
    assert before == []


async def test_nothing_new_is_no_first_report_and_later_only_edits_the_card_and_keeps_the_finding(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.presses("ana", "Nothing new")

    assert "The first report needs a few words" in answer
    assert await scene.facts(f.NothingNew) == []

    await scene.types("ana", "/incident report 2 of 14 found")
    thread = await scene.card_thread()
    await scene.after(5)
    await scene.presses("ana", "Nothing new")
    await scene.presses("ana", "Nothing new")

    assert await scene.card_thread() == thread
    assert "2 of 14 found" in await scene.card()
    assert "nothing new 09:05 (×2)" in await scene.card()


async def test_a_reply_in_the_direct_message_is_the_report(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.says("ana", "Reports of the archive: 2 of 14 found", where="dm")

    assert await reports(scene) == [("logs", "Reports of the archive: 2 of 14 found")]
    assert any("2 of 14 found" in line for line in await scene.card_thread())
    assert "logs: reported" in scene.dms("ana")[0]


async def test_a_reply_in_the_reminders_thread_is_the_report_even_after_it_was_answered(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    (reminder,) = (await scene.incident()).reminders
    await scene.says("ana", "2 of 14 found", where="dm", thread=reminder.ts)
    await scene.says("ana", "make that 3", where="dm", thread=reminder.ts)

    assert await reports(scene) == [("logs", "2 of 14 found"), ("logs", "make that 3")]


async def test_a_reply_answers_for_every_role_that_was_asked(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="ana")
    await scene.after(10)
    await scene.says("ana", "no change in either", where="dm")

    assert await reports(scene) == [("logs", "no change in either"), ("code", "no change in either")]


async def test_a_reply_may_name_its_role_or_be_split(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="ana")
    await scene.after(10)
    await scene.says("ana", "logs: C: 2 found A: comparing", where="dm")
    (report,) = await scene.facts(f.Reported)

    assert (report.role, report.conditions, report.actions) == ("logs", "2 found", "comparing")


async def test_a_reply_of_nothing_new_is_no_finding(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(15)
    await scene.says("ana", "nothing new", where="dm")

    assert len(await scene.facts(f.NothingNew)) == 1
    assert "2 of 14 found" in await scene.card()


async def test_a_reply_that_tells_nothing_is_no_report_and_does_what_the_button_of_its_words_does(scene: Scene) -> None:
    """The finding stays on the card; whoever means the words as they are says so with one tap."""
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(15)
    for reply in ("ok", "see channel", "ask Bo", "who leads?"):
        await scene.says("ana", reply, where="dm")
    *_, channel, somebody, question = scene.whispers("ana")
    await scene.does("uploads", "ana", "graph.png", channel="dm")
    wordless = scene.whispers("ana")[-1]

    assert "“see channel” names a place or somebody" in channel
    assert "“ask Bo” names a place or somebody" in somebody
    assert "“who leads?” is a question: it was not taken for the report of logs." in question
    assert "A file without words is no finding" in wordless
    assert await reports(scene) == [("logs", "2 of 14 found")]

    await scene.presses("ana", "It is my report", where="dm")
    await scene.after(15)
    await scene.says("ana", "give me 20 minutes", where="dm")
    (snoozed,) = await scene.facts(f.Snoozed)

    assert await reports(scene) == [("logs", "2 of 14 found"), ("logs", "who leads?")]
    assert (snoozed.why, f"{snoozed.until:%H:%M}") == ("give me 20 minutes", "09:50")

    await scene.after(20)
    await scene.says("ana", "need help", where="dm")
    await scene.says("ana", "later", where="dm")

    assert len(await scene.facts(f.Postponed)) == 1
    assert ["help with logs"] == [need.what for need in await scene.facts(f.NeedStated)]


async def test_a_direct_message_without_a_reminder_is_a_command(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.says("ana", "INC-1 report 2 of 14 found", where="dm")
    await scene.says("ana", "sort of", where="dm")

    assert await reports(scene) == [("logs", "2 of 14 found")]
    assert "Nothing was changed. “sort of”" in scene.whispers("ana")[-1]


async def test_a_message_becomes_a_report_or_a_hypothesis_by_shortcut(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "2 of 14 are there, under the old account name")
    answer = await scene.shortcut("ana", "record_as_report", ts)

    assert "as I understood it" in answer
    assert await reports(scene) == [("logs", "2 of 14 are there, under the old account name")]

    ts = await scene.says("ana", "that smells like Monday's rename job")
    answer = await scene.shortcut("leo", "raise_as_hypothesis", ts)

    assert "What would show that it is wrong?" in answer
    assert [fact.text for fact in await scene.facts(f.HypothesisRaised)] == ["that smells like Monday's rename job"]


async def test_the_leads_report_is_the_one_sentence_on_the_card(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident report Papers are filed under a name nobody looks for")

    assert "Papers are filed under a name nobody looks for\nLeo Torres" in await scene.card()


async def test_who_holds_no_role_is_told_what_is_free(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.does("joins", "eva", (await scene.channel()).id)
    answer = await scene.types("eva", "/incident report I see it too")

    assert "You hold no role here" in answer
    assert "/incident role code" in answer


async def test_a_report_is_taken_back_and_the_finding_before_it_stands_again(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.types("ana", "/incident report 14 of 14 found")
    answer = await scene.types("ana", "/incident undo")

    assert "14 of 14 found" in answer
    assert "2 of 14 found" in await scene.card()


async def test_a_record_is_chosen_and_filled_in_a_form_that_says_beside_the_line_what_is_no_time(scene: Scene) -> None:
    await scene.start()
    await scene.presses("leo", "Record…")
    await scene.submits("leo", "record", **{"What is it?": "Customer at stake"})
    wrong = await scene.submits("leo", "record:customer", name="Northgate Shipping", deadline="teatime")
    answer = await scene.submits("leo", "record:customer", name="Northgate Shipping", deadline="18:00")

    assert "I do not read that as a time" in wrong
    assert "deadline 18:00 CEST, in 7 h" in answer
    assert [fact.name for fact in await scene.facts(f.CustomerAffected)] == ["Northgate Shipping"]


async def test_a_reply_for_a_role_that_has_moved_says_who_speaks_for_it_now(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    (reminder,) = (await scene.incident()).reminders
    await scene.types("leo", "/incident role logs me")
    await scene.says("ana", "2 of 14 found", where="dm", thread=reminder.ts)

    assert "logs is with @leo, who speaks for it" in scene.whispers("ana")[-1]
    assert await reports(scene) == []
