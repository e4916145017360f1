"""What is asked: in the answer to what was typed, by a direct message to one person, and by the form at the end."""

from datetime import timedelta

from bot.incident import facts as f
from tests.scenarios.conftest import MORNING, Scene


async def page(scene: Scene, who: str = "leo") -> str:
    """The brief as it is now."""
    return await scene.types(who, "/incident summary")


# ---- asked in the answer to what was typed --------------------------------------------------------


async def test_an_idea_without_a_likelihood_is_given_one_with_a_tap_or_becomes_an_unknown(scene: Scene) -> None:
    await scene.staffed(code="bo")
    without = await scene.types("bo", "/incident think the rename took the owner along")
    before = await scene.standing()
    await scene.presses("bo", "Likely")
    judged, after = await scene.facts(f.HypothesisJudged), await scene.standing()
    with_one = await scene.types("bo", "/incident think a bad mapping / likely")
    reported = await scene.types("bo", "/incident report C: 2 of 14 found")
    await scene.types("bo", "/incident think are others affected?")
    question = await scene.presses("bo", "It is a question")

    assert "How likely is it?" not in with_one
    assert "[Likely]" not in reported
    assert "How likely is it?" in without
    assert "It is a question" not in without
    assert [("H1", "likely")] == [(fact.id, fact.likelihood) for fact in judged]
    assert after[1] - before[1] == 1, "its reply in the card's thread, and no message to ask"
    assert "A question, then" in question
    assert ["the rename took the owner along", "a bad mapping"] == [
        one.text for one in (await scene.incident()).hypotheses
    ]
    assert ["are others affected?"] == [fact.what for fact in await scene.facts(f.UnknownRaised)]

    answer = await scene.types("bo", "/incident report Confirmed: the job rewrote 14 owners")
    await scene.presses("bo", "Yes, H1 the rename took the owner along")
    await scene.submits("bo", "In your words", words="all 14 carry the old id")

    assert "Is this why it happened?" in answer
    assert [("H1", "all 14 carry the old id")] == [
        (fact.id, fact.evidence) for fact in await scene.facts(f.HypothesisConfirmed)
    ]


async def test_a_proposal_stays_one_until_its_author_says_that_it_is_decided(scene: Scene) -> None:
    await scene.staffed(code="bo")
    answer = await scene.types("leo", "/incident decide Proposal: roll back to 4.11")
    proposed = await page(scene)
    await scene.presses("leo", "Decided")
    decided = await page(scene)

    assert "[Decided] [Only proposed]" in answer
    assert "Decided: Proposal: roll back" not in proposed
    assert "Proposal: roll back to 4.11" in decided.partition("5. ")[2]


async def test_a_report_that_corrects_another_is_the_one_that_is_quoted(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 40 documents are gone")
    await scene.after(3)
    answer = await scene.types("ana", "/incident report Correction: 14 documents are gone, the rest is archived")
    await scene.presses("ana", "Yes")
    told = await page(scene)

    assert "Does it replace your report of 11:00?" in answer
    assert "Correction: 14 documents are gone" in told
    assert "40 documents are gone" not in told
    assert 1 == len(await scene.facts(f.ReportReplaced))


async def test_whoever_says_that_it_is_mitigated_says_what_ended_it_and_who_saw_it_and_may_take_a_tap_back(
    scene: Scene,
) -> None:
    await scene.staffed(code="bo")
    await scene.says("bo", "errors since the deploy")
    await scene.says("bo", "rolling back to 4.11")
    await scene.after(2)
    await scene.says("bo", "roll back is through on all hosts")
    answer = await scene.types("leo", "/incident status mitigated")
    then = await scene.presses("leo", "② roll back is through on all hosts")
    await scene.presses("leo", "Bo Chen")
    told, seen = await page(scene), await scene.facts(f.EndSeen)
    undone = [await scene.types("leo", "/incident undo") for _ in range(2)]

    assert "Which of these ended it?" in answer
    assert "On record as what ended it: “roll back is through on all hosts”." in then
    assert "Who saw that it is over?" in then
    assert "Said to have ended it: “roll back is through on all hosts” (code, 11:02)" in told
    assert [scene.id("bo")] == [fact.person for fact in seen]
    assert "what a line is for" in undone[1]
    assert "Said to have ended it" not in await page(scene)


async def test_a_bare_yes_gets_the_words_of_what_it_was_said_to_and_identified_the_idea_that_is_meant(
    scene: Scene,
) -> None:
    await scene.staffed(code="bo")
    await scene.says("bo", "Shall we roll back to 4.11 now?")
    to_what = await scene.types("leo", "/incident decide Yes")
    await scene.presses("leo", "① Shall we roll back to 4.11 now?")
    entries = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Decided)]

    assert "Yes to what?" in to_what
    assert "“Shall we roll back to 4.11 now?” (code, 11:" in to_what
    assert "Yes: Shall we roll back to 4.11 now?" == entries[-1].fact.what  # type: ignore[union-attr]
    assert entries[-1].message is not None

    await scene.types("bo", "/incident think a bad mapping")
    await scene.types("bo", "/incident think the rename took the owner along")
    answer = await scene.types("leo", "/incident status identified")
    await scene.presses("leo", "H2 the rename took the owner along")

    assert "Which idea is it?" in answer
    assert [("H2", "likely")] == [(fact.id, fact.likelihood) for fact in await scene.facts(f.HypothesisJudged)]


# ---- asked by a direct message ---------------------------------------------------------------------


async def test_who_is_hurt_is_asked_with_what_was_said_on_offer(scene: Scene) -> None:
    await scene.staffed(customers="cleo")
    await scene.types("cleo", "/incident report C: looking at the desk")
    await scene.joins("eva")
    await scene.says("eva", "14 of our documents are gone since Monday")
    before = await scene.said_in_channel()
    await scene.after(10)
    (asked,) = [line for line in scene.dms("cleo") if "Who cannot do what?" in line]
    answer = await scene.presses("cleo", "② says it", where="dm")
    (told,) = [line for line in scene.dms("cleo") if "Who cannot do what" in line]

    assert "The brief has only the title. Is it this?" in asked
    assert "② “14 of our documents are gone since Monday” (somebody without a role, 09:00)" in asked
    assert "On record as who cannot do what: “14 of our documents are gone since Monday”." in answer
    assert "[" not in told
    assert "Marked as the harm: “14 of our documents are gone since Monday”" in await page(scene)
    assert await scene.said_in_channel() == before


async def test_in_ones_own_words(scene: Scene) -> None:
    await scene.staffed()
    await scene.after(10)
    await scene.presses("leo", "In my words", where="dm")
    answer = await scene.submits("leo", "In your words", words="Northwind cannot send 14 documents")

    assert "in your words: “Northwind cannot send 14 documents”" in answer
    assert "Marked as the harm: “Northwind cannot send 14 documents” (lead, 11:10)" in await page(scene)


async def test_a_reply_in_words_answers_the_question_or_is_told_how(scene: Scene) -> None:
    """Nothing that is typed under a question is taken for the title of another incident."""
    await scene.staffed()
    await scene.after(10)
    for reply in ("see channel", "later", "who asks?", "yes"):
        await scene.says("leo", reply, where="dm")

        assert f"“{reply}” answers none of what I asked above" in scene.whispers("leo")[-1]

    await scene.says("leo", "14 customers cannot send", where="dm")

    assert "in your words: “14 customers cannot send”" in scene.whispers("leo")[-1]

    over = await scene.says("leo", "all of them can send again, Northwind says so")
    await scene.does("reacts", "leo", "checkered_flag", ts=over)
    await scene.after(10)
    await scene.says("leo", "not yet, three of them cannot", where="dm")
    told = scene.whispers("leo")[-1]
    await scene.presses("leo", "Add as a note", where="dm")
    await scene.says("leo", "sumry", where="dm")
    slip = scene.whispers("leo")[-1]
    await scene.says("leo", "status", where="dm")
    await scene.says("leo", "No.", where="dm")

    assert "“not yet, three of them cannot” answers none of what I asked above" in told
    assert "not yet, three of them cannot" in [fact.text for fact in await scene.facts(f.Noted)]
    assert "summary" in slip
    assert ["words", "not over"] == [fact.answer for fact in await scene.facts(f.QuestionAnswered)]
    assert "Not over, then." in scene.whispers("leo")[-1]


async def test_what_was_typed_meanwhile_needs_no_answer(scene: Scene) -> None:
    await scene.staffed()
    await scene.types("leo", "/incident customer Northwind cannot send documents")
    await scene.while_there(63)

    assert scene.asked("leo") == []


async def test_without_an_answer_it_is_asked_of_the_one_last_heard_and_then_of_nobody(scene: Scene) -> None:
    await scene.staffed("sev4 Documents missing", logs="ana")
    await scene.says("ana", "hm")
    await scene.after(25)
    first = scene.dms("leo")
    await scene.after(15)

    assert ["I asked @ana instead, at 09:25. (INC-1)"] == first
    assert ["I asked, and wait no longer for an answer"] == [line.partition(".")[0] for line in scene.dms("ana")]
    assert "Who is hurt was asked of lead at 11:10 and of logs at 11:25, no answer." in await page(scene)


async def test_an_answer_that_comes_late_says_what_stands(scene: Scene) -> None:
    """The form for one's own words was open before another tapped; what it says then is true."""
    await scene.staffed()
    await scene.after(10)
    await scene.presses("leo", "In my words", where="dm")
    await scene.after(8)
    answer = await scene.submits("leo", "In your words", words="Northwind cannot send")

    assert "I stopped waiting for that at" in answer
    assert "/incident impact …" in answer
    assert [] == await scene.facts(f.Noted)


async def test_a_question_is_asked_once_however_often_the_bot_dies(scene: Scene) -> None:
    await scene.start()
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(minutes=25))
    await scene.starts_again()
    await scene.stops()
    await scene.starts_again()

    assert 1 == len(scene.asked("leo"))
    assert 1 == len(await scene.facts(f.QuestionAsked))


async def test_an_executive_who_asks_has_the_lead_look_at_an_old_page_once(scene: Scene) -> None:
    await scene.staffed(customers="cleo")
    await scene.types("cleo", "/incident customer Northwind cannot send documents")
    await scene.types("cleo", "/incident told Northwind we are on it next 60m")
    await scene.types("leo", "/incident report 14 documents of Northwind are gone")
    await scene.while_there(31)
    await page(scene, "eva")
    await page(scene, "eva")
    (asked,) = [line for line in scene.dms("leo") if "asks where we stand" in line]
    await scene.presses("leo", "One line to add…", where="dm")
    await scene.submits("leo", "In your words", words="12 of 14 are restored")

    assert "@eva asks where we stand. The page says:" in asked
    assert "“14 documents of Northwind are gone” (lead, 09:00)" in asked
    assert "12 of 14 are restored" in await page(scene)


async def test_a_line_that_says_confirmed_or_is_marked_as_the_reason_is_asked_about_of_its_author(scene: Scene) -> None:
    """What it becomes is the whole reason, of which the question shows the first sentence."""
    how = "It reads the list of last week, and writes whatever stands there over all that people have put right since."
    await scene.staffed(code="bo", logs="ana")
    await scene.joins("eva")
    await scene.says("eva", "confirmed, exports fail here too")
    await scene.says("bo", f"Confirmed: the rename job rewrote 14 owners. {how}")
    asked = scene.dms("bo")
    answer = await scene.presses("bo", "Likely", where="dm")
    raised = [entry for entry in await scene.entries() if isinstance(entry.fact, f.HypothesisRaised)]

    assert ["Is this why it happened?"] == [line.splitlines()[0] for line in asked]
    assert "“Confirmed: the rename job rewrote 14 owners.” (code, 09:00)" in asked[0]
    assert "*H1*" not in answer
    assert [(f"the rename job rewrote 14 owners. {how}", "likely")] == [
        (entry.fact.text, entry.fact.likelihood)
        for entry in raised  # type: ignore[union-attr]
    ]
    assert raised[0].message is not None
    assert scene.dms("eva") == []

    for who in ("bo", "ana"):
        await scene.types(who, "/incident report looking next 60m")
    ts = await scene.says("bo", "the rename took the owner along")
    await scene.does("reacts", "leo", "mag_right", ts)
    await scene.does("reacts", "ana", "mag", ts)
    await scene.after(11)  # he was just asked
    (marked,) = [line for line in scene.asked("bo") if "the rename took the owner along" in line]
    await scene.presses("bo", "Yes, and this shows it…", where="dm")
    await scene.submits("bo", "In your words", words="all 14 carry the old id")
    confirmed = [entry for entry in await scene.entries() if isinstance(entry.fact, f.HypothesisConfirmed)]

    assert "Is this why it happened?" == marked.splitlines()[0]
    assert "“the rename took the owner along” (code, 09:00)" in marked
    assert [(scene.id("bo"), ts)] == [(entry.by, entry.message and entry.message.ts) for entry in confirmed]


async def test_a_line_that_is_marked_as_over_asks_the_lead_who_says_since_when(scene: Scene) -> None:
    await scene.staffed("sev4 Exports fail", code="bo")
    await scene.joins("eva")
    await scene.types("leo", "/incident customer Northwind cannot export")
    await scene.after(2)
    ts = await scene.says("eva", "exports arrive again")
    await scene.after(3)
    before = await scene.said_in_channel()
    await scene.does("reacts", "eva", "checkered_flag", ts)
    await scene.after(1)
    (asked,), meanwhile = scene.dms("leo"), await scene.said_in_channel()
    await scene.presses("leo", "Over since 11:02", where="dm")
    (ended,) = [entry for entry in await scene.entries() if isinstance(entry.fact, f.TimeSet)]

    assert "“exports arrive again” (somebody without a role, 09:02)" in asked
    assert "mitigated" == (await scene.incident()).status
    assert (scene.id("leo"), ts) == (ended.by, ended.message and ended.message.ts)
    assert before == meanwhile


async def test_what_is_marked_as_done_asks_twenty_minutes_later_and_a_mark_taken_off_in_time_nobody(
    scene: Scene,
) -> None:
    await scene.staffed("sev4 Exports fail", code="bo")
    await scene.types("leo", "/incident customer Northwind cannot export")
    ts = await scene.says("bo", "rolled the queue back")
    for emoji in ("wrench", "mag", "checkered_flag"):
        await scene.does("reacts", "bo", emoji, ts)
        await scene.does("unreacts", "bo", emoji, ts)
    await scene.after(21)
    taken_off = scene.dms("leo") + scene.dms("bo")
    await scene.does("reacts", "bo", "wrench", ts)
    await scene.after(19)
    early = scene.dms("leo")
    await scene.after(1)

    assert [] == taken_off == early
    assert ["Is it over for those it hurt? The last words:"] == [m.splitlines()[0] for m in scene.dms("leo")]


async def test_a_mark_asks_once_however_often_the_bot_dies(scene: Scene) -> None:
    await scene.staffed("sev4 Exports fail", code="bo")
    await scene.types("leo", "/incident customer Northwind cannot export")
    ts = await scene.says("bo", "exports arrive again")
    await scene.does("reacts", "bo", "checkered_flag", ts)
    for _ in range(2):
        await scene.stops()
        await scene.starts_again()
    await scene.after(1)

    assert 1 == len(scene.dms("leo"))


# ---- the form at the end ---------------------------------------------------------------------------


async def chat_only(scene: Scene) -> None:
    """Only start and resolve are typed; everything else is chat."""
    await scene.staffed("sev4 Exports fail", code="bo")
    await scene.joins("eva")
    await scene.says("eva", "since nine none of our exports arrives")
    await scene.after(4)
    await scene.says("bo", "the deploy of 8:55 switched the queue")
    await scene.after(2)
    await scene.says("bo", "rolled back the deploy")
    await scene.after(2)
    await scene.says("eva", "exports arrive again")
    await scene.types("leo", "/incident resolve exports arrive")


async def test_nothing_is_blocked_and_the_form_holds_what_was_said_and_may_come_back_empty(scene: Scene) -> None:
    await chat_only(scene)
    await scene.presses("leo", "Fill in", where="dm")
    form = scene.form("leo")
    empty = await scene.submits("leo", "For the summary")

    assert "Thank you" in empty
    assert "resolved" == (await scene.incident()).status
    for words in ("since nine none of our exports arrives", "rolled back the deploy", "the deploy of 8:55 switched"):
        assert words in form


async def test_what_is_filled_in_stands_on_page_and_summary_with_who_confirmed_it(scene: Scene) -> None:
    await chat_only(scene)
    await scene.presses("leo", "Fill in", where="dm")
    wrong = await scene.submits(
        "leo",
        "For the summary",
        harm="① since nine none of our exports arrives",
        done="③ rolled back the deploy",
        why="the deploy of 8:55 switched the queue",
        evidence="the log of the deploy",
        since="09:00 UTC",
    )
    told, account = await page(scene), await scene.types("leo", "/incident review")

    assert "Brief and summary have it now" in wrong
    assert "Marked as the harm: “since nine none of our exports arrives” (somebody without a role, 11:00)" in told
    assert "Said to have ended it: “rolled back the deploy” (code, 11:06)" in told
    assert "the deploy of 8:55 switched the queue" in told
    assert "confirmed by Leo Torres" in account


async def test_one_line_may_be_what_ended_it_and_why(scene: Scene) -> None:
    """What it raises as an idea is a record of its own; the line keeps its place among what was done."""
    await chat_only(scene)
    await scene.presses("leo", "Fill in", where="dm")
    await scene.submits("leo", "For the summary", done="③ rolled back the deploy", why="② rolled back the deploy")
    told = await page(scene)

    assert "Said to have ended it: “rolled back the deploy” (code, 11:06)" in told
    assert ["rolled back the deploy"] == [fact.text for fact in await scene.facts(f.HypothesisRaised)]


async def test_the_form_comes_once_whatever_is_taken_back_and_once_more_the_next_working_morning(scene: Scene) -> None:
    await chat_only(scene)
    await scene.presses("leo", "Undo: not resolved")
    await scene.types("leo", "/incident resolve now it does")
    at_once = scene.dms("leo")
    await scene.after(23 * 60)

    assert 1 == sum("Five lines and the summary stands" in line for line in at_once)
    assert 2 == sum("Five lines and the summary stands" in line for line in scene.dms("leo"))
    assert 1 == sum("Five lines and the summary stands" in line for line in scene.dms("bo"))


async def test_two_hours_of_silence_ask_little(scene: Scene) -> None:
    """Six to the lead and two to anybody else are the most; of one who never answers it is less."""
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo", customers="cleo")
    await scene.after(120)
    asked = await scene.facts(f.QuestionAsked)

    assert len([one for one in asked if one.person == scene.id("leo")]) <= 6
    for who in ("ana", "bo", "cleo"):
        assert len([one for one in asked if one.person == scene.id(who)]) <= 2
