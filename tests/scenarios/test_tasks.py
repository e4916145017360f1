"""One person asks another for something in a time box: taken or declined, asked about once, and never forgotten."""

from datetime import timedelta

from bot.incident import facts as f
from tests.scenarios.conftest import MORNING, Scene

WHAT = "restart the worker?"


async def asked(scene: Scene, words: str = f"@bo 10m {WHAT}") -> str:
    """Leo asks Bo at eleven, which adds nothing to the channel; the answer that Leo reads."""
    await scene.staffed("sev4 Exports fail", code="bo")
    before = await scene.said_in_channel()
    answer = await scene.types("leo", f"/incident ask {words}")
    await scene.after(0.1)

    assert len(before) == len(await scene.said_in_channel())
    return answer


async def outcome(scene: Scene) -> tuple[str, str]:
    (task,) = (await scene.incident()).tasks
    return task.outcome, task.words


async def test_what_was_understood_is_repeated_and_stands_where_people_look(scene: Scene) -> None:
    answer = await asked(scene)
    (told,) = scene.duties("bo")

    assert "T1: @bo is asked until 11:10 CEST, in 10 min: “restart the worker?”" in answer
    assert "@leo asks you until 09:10: “restart the worker?”" in told
    assert "[Take it] [Decline]" in told
    assert "T1 asked of @bo until 09:10: restart the worker? · not taken yet" in await scene.card()
    assert "asked Bo Chen until 11:10, T1: “restart the worker?”" in await scene.types("leo", "/incident timeline")
    assert "Team task: restart the worker? (code, until 11:10)." in await scene.types("leo", "/incident summary")
    assert "restart the worker?" in await scene.types("leo", "/incident catchup")
    assert any(
        "T1 asked · @leo asks @bo until 09:10: restart the worker?" in line for line in await scene.card_thread()
    )


async def test_a_time_may_stand_anywhere_or_be_left_out_who_cannot_answer_is_not_asked_and_both_can_be_put_right(
    scene: Scene,
) -> None:
    await scene.staffed("sev4 Exports fail", code="bo")
    for who, answer in (
        ("old", "no longer in this workspace"),
        ("Sitrep", "a duty needs a person"),
        ("nobody", "Nobody here"),
    ):
        assert answer in await scene.types("leo", f"/incident ask @{who} 10m {WHAT}")
    assert [] == await scene.facts(f.TaskAsked)

    for typed, words, minutes in (
        ("@bo restart both", "restart both", 15),
        ("@bo to look at the queue by 11:20", "look at the queue", 20),
        ("@bo restart within half an hour", "restart", 30),
    ):
        answer = await scene.types("leo", f"/incident ask {typed}")
        fact = (await scene.facts(f.TaskAsked))[-1]

        assert (words, MORNING + timedelta(minutes=minutes)) == (fact.what, fact.due_at)
        assert ("15 minutes, for no time was given" in answer) is (minutes == 15)

    ts = await scene.says("leo", "@Sitrep ask @bo 10m restart the worker")
    await scene.after(3)
    await scene.does("edits", "leo", ts, "@Sitrep ask @bo 10m restart both workers")
    await scene.after(1)
    edited = (await scene.incident()).tasks[-1]
    told = [line.split("“")[1].split("”")[0] for line in scene.duties("bo") if "worker" in line]
    await scene.types("leo", f"/incident fix {edited.id} restart all workers")
    fixed = (await scene.incident()).tasks[-1]

    assert ("restart both workers", MORNING + timedelta(minutes=10)) == (edited.what, edited.due_at)
    assert ["restart both workers"] == told
    assert ("restart all workers", scene.id("bo"), edited.due_at) == (fixed.what, fixed.person, fixed.due_at)


async def test_done_is_kept_in_a_line_and_five_more_is_asked_about_once_more(scene: Scene) -> None:
    await asked(scene)
    taken = await scene.presses("bo", "Take it", where="dm")
    await scene.after(8)
    await scene.presses("bo", "Done…", where="dm")
    answer = await scene.submits("bo", "In your words", words="restarted at 11:07, the queue shrinks")
    await scene.after(12)

    assert "T1 is yours" in taken
    assert "on record as: “restarted at 11:07, the queue shrinks”" in answer
    assert ("done", "restarted at 11:07, the queue shrinks") == await outcome(scene)
    assert any("T1 done · @bo: restarted at 11:07, the queue shrinks" in line for line in await scene.card_thread())
    assert ["Done, 09:08: “restart the worker?” (INC-1)"] == scene.duties("bo")
    assert [] == scene.duties("leo")
    assert "T1" not in await scene.card()
    assert "restarted at 11:07" in await scene.types("leo", "/incident summary")

    await scene.types("leo", "/incident ask @bo empty the queue by 11:30")
    await scene.after(0.1)
    await scene.presses("bo", "Take it", where="dm")
    await scene.after(10)
    (*_, due) = scene.duties("bo")
    await scene.presses("bo", "+5 min", where="dm")
    more = scene.duties("bo")
    await scene.after(5)

    assert "How far is it? @leo asked until 09:30: “empty the queue”" in due
    assert "Needing more of it is fine." in due
    assert "Fine, until 09:35: “empty the queue” (INC-1)" == more[2]
    assert 4 == len(scene.duties("bo"))
    assert [] == scene.duties("leo")


async def test_it_is_answered_in_words_too_and_what_is_not_clear_is_asked(scene: Scene) -> None:
    await asked(scene)
    await scene.says("bo", "on it", where="dm")
    taken = scene.whispers("bo")[-1]
    await scene.after(10)
    await scene.says("bo", "thanks", where="dm")
    unclear = scene.whispers("bo")[-1]
    await scene.says("bo", "the queue is shrinking", where="dm")
    which = scene.whispers("bo")[-1]
    await scene.says("bo", "5 more minutes", where="dm")
    more = scene.whispers("bo")[-1]
    before = await outcome(scene)
    await scene.presses("bo", "It is done")

    assert "T1 is yours" in taken
    assert "does not say what became of T1" in unclear
    assert "[It is done] [It is blocked] [Add as a note]" in which
    assert "T1 has until 05:15 EDT" in more
    assert ("", "") == before
    assert ("done", "the queue is shrinking") == await outcome(scene)

    await scene.types("leo", "/incident ask @bo 10m count the exports")
    await scene.after(10)
    await scene.says("bo", "done: 212, none is missing", where="dm")

    assert ["the queue is shrinking", "212, none is missing"] == [t.words for t in (await scene.incident()).tasks]


async def test_what_is_blocked_declined_or_of_somebody_who_left_is_back_with_whoever_asked(scene: Scene) -> None:
    await asked(scene)
    await scene.after(10)
    await scene.presses("bo", "Blocked…", where="dm")
    await scene.submits("bo", "In your words", words="no access to the host")
    await scene.after(1)
    blocked, of_bo = scene.duties("leo"), scene.duties("bo")

    assert ["@bo is blocked: “no access to the host”. You asked for “restart the worker?”. (INC-1)"] == blocked
    assert ("blocked", "no access to the host") == await outcome(scene)

    await scene.types("leo", "/incident ask @bo 10m empty the queue")
    await scene.after(0.1)
    answer = await scene.presses("bo", "Decline", where="dm")
    await scene.after(20)
    (_, declined) = scene.duties("leo")

    assert "@leo hears of it." in answer
    assert "@bo cannot do it now: “empty the queue”" == declined.partition(".")[0]
    assert len(of_bo) + 1 == len(scene.duties("bo"))

    await scene.types("leo", "/incident ask @bo 10m stop the import")
    await scene.after(0.1)
    await scene.does("leaves", "bo", (await scene.incident()).channel)
    await scene.after(20)
    (*_, left) = scene.duties("leo")

    assert len(of_bo) + 2 == len(scene.duties("bo"))
    assert "@bo left the channel, so this is yours again: “stop the import”" in left


async def test_without_an_answer_it_is_back_with_whoever_asked_who_drops_it(scene: Scene) -> None:
    await asked(scene)
    await scene.after(14.8)
    early = scene.duties("leo")
    await scene.after(1)
    (back,) = scene.duties("leo")
    await scene.presses("leo", "Drop it", where="dm")
    await scene.after(60)

    assert [] == early
    assert "@bo has not answered yet: “restart the worker?”, until 09:10." in back
    assert "[Give 10 min more] [Drop it]" in back
    assert ["No longer needed: “restart the worker?” (INC-1)"] * 2 == scene.duties("bo")
    assert ("dropped", "") == await outcome(scene)


async def test_what_is_taken_back_asks_nothing_any_more_nor_does_anything_after_the_end(scene: Scene) -> None:
    await asked(scene)
    answer = await scene.types("leo", "/incident undo")
    await scene.after(20)

    assert "Taken back: a task (T1): “restart the worker?”" in answer
    assert ["That was taken back: nothing is asked of you. (INC-1)"] == scene.duties("bo")
    assert [] == scene.duties("leo")

    await scene.types("leo", f"/incident ask @bo 10m {WHAT}")
    await scene.after(2)
    await scene.types("leo", "/incident resolve exports arrive")
    refused = await scene.types("leo", f"/incident ask @bo 10m {WHAT}")
    await scene.after(20)

    assert "nobody is reminded of anything after the end" in refused
    assert ["No longer needed: “restart the worker?” (INC-1)"] == [line for line in scene.duties("bo") if WHAT in line]


async def test_it_is_asked_once_however_often_the_bot_dies(scene: Scene) -> None:
    await asked(scene)
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(minutes=12))
    await scene.starts_again()
    await scene.stops()
    await scene.starts_again()

    assert 2 == len(scene.duties("bo"))
    assert "I was away when I should have asked" in scene.duties("bo")[1]


async def test_hostile_words_are_text(scene: Scene) -> None:
    await asked(scene, "@bo 10m <!channel> *restart* `x` & <https://evil.example|click> \u202e" + "a" * 3000)
    await scene.after(20)

    assert "<!channel>" not in "".join(scene.mrkdwn())
    assert 2 == len(scene.duties("bo"))


# ---- asked in passing -------------------------------------------------------------------------------


async def test_what_somebody_asks_of_a_holder_in_passing_may_become_a_task_and_any_other_line_asks_nobody(
    scene: Scene,
) -> None:
    await scene.staffed("sev4 Exports fail", code="bo", logs="ana")
    await scene.joins("eva")
    for line in (
        "@bo restarted the worker",
        "can anybody restart the worker?",
        "@eva can you restart the worker?",
        "@leo @bo can you two restart the worker?",
        "@bo ok?",
        "@ana shall I restart the worker?",
        "@Sitrep can you restart the worker?",
    ):
        await scene.says("ana", line)

        assert [] == scene.dms("ana"), line

    before = await scene.said_in_channel()
    ts = await scene.says("ana", "@bo can you restart the worker?")
    (question,) = scene.dms("ana")
    answer = await scene.presses("ana", "Yes, in 15 min", where="dm")
    await scene.after(0.1)
    (entry,) = [one for one in await scene.entries() if isinstance(one.fact, f.TaskAsked)]

    assert "Shall I hold @bo to this?" in question
    assert "can you restart the worker?” (logs, 09:00)" in question
    assert "[Yes, in 15 min] [Yes, in 30] [No]" in question
    assert "T1: @bo is asked until 11:15 CEST" in answer
    assert (scene.id("ana"), ts) == (entry.by, entry.message and entry.message.ts)
    assert [line for line in scene.duties("bo") if "@ana asks you until 09:15" in line]
    assert "[" not in scene.dms("ana")[0]
    assert len(before) == len(await scene.said_in_channel())


async def test_it_is_asked_twice_at_most_and_not_again_about_the_same_line(scene: Scene) -> None:
    await scene.staffed("sev4 Exports fail", code="bo", logs="ana")
    for minutes in range(3):
        ts = await scene.says("ana", f"@bo can you restart worker {minutes}?")
        await scene.does("edits", "ana", ts, f"@bo can you restart worker {minutes} now?")
        await scene.after(11)

    assert 2 == len(scene.dms("ana"))
