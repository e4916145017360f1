"""Who owes a report is asked once, kindly, on time; any report ends it; no restart repeats or forgets it."""

from datetime import timedelta

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import MORNING, Scene


async def reminded(scene: Scene) -> list[tuple[str, str, str]]:
    """Who was reminded of a report, on which rung, and when it was decided."""
    return [
        (entry.fact.person, entry.fact.rung, f"{entry.recorded_at:%H:%M:%S}")
        for entry in await scene.entries()
        if isinstance(entry.fact, f.Reminded) and entry.fact.roles
    ]


async def test_who_is_due_hears_at_the_very_second_the_lead_half_an_interval_later_and_the_channel_nothing(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    quiet = await scene.said_in_channel()
    await scene.after(10 - 1 / 60)
    early = scene.duties("ana")
    await scene.after(1 / 60)
    (asked,) = scene.duties("ana")
    await scene.after(5)
    (told,) = scene.duties("leo")
    loud = await scene.said_in_channel()
    await scene.types("ana", "/incident report 2 of 14 found")
    (answered,) = scene.duties("ana")

    assert early == []
    assert "The first report of logs is due" in asked
    assert "No report from logs (@ana)" in told
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:10:00"), (scene.id("leo"), "lead", "09:15:00")]
    assert loud == quiet
    assert answered.startswith("logs: reported")
    assert "[" not in answered


async def test_each_answer_moves_the_clock_a_report_nothing_new_ten_more_minutes_and_a_promise(scene: Scene) -> None:
    async def asked() -> list[str]:
        return [at for _, rung, at in await reminded(scene) if rung == "due"]

    await scene.staffed(logs="ana")
    await scene.after(9)
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(14)
    on_time = await asked()
    await scene.after(1)
    first = await asked()
    await scene.presses("ana", "Nothing new", where="dm")
    await scene.after(15)
    nothing_new, of_lead = scene.duties("ana"), scene.duties("leo")
    more = await scene.presses("ana", "+10 min", where="dm")
    await scene.after(10 - 1 / 60)
    waiting = await asked()
    await scene.after(1 / 60)
    postponed = await asked()
    await scene.types("ana", "/incident report 3 of 14 found next 40m")
    await scene.after(39)
    kept = await asked()
    await scene.after(1)

    assert on_time == []
    assert first == ["09:24:00"]
    assert "nothing new" in nothing_new[0]
    assert [line for line in of_lead if "No report" in line] == []
    assert "reports next at 11:49 CEST" in more
    assert waiting == [*first, "09:39:00"]
    assert postponed == kept == [*waiting, "09:49:00"]
    assert await asked() == [*kept, "10:29:00"]


async def test_the_lead_is_told_to_ask_in_person_may_extend_for_somebody_silent_and_reassigns(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(15)
    asking = await scene.presses("leo", "Ask", where="dm")
    await scene.presses("leo", "Extend 10 min", where="dm")
    extended, holder = scene.duties("leo")[0], scene.duties("ana")[0]
    await scene.after(15)
    await scene.presses("leo", "Reassign", where="dm")
    await scene.submits("leo", "hand_over", **{"To whom?": "eva"})

    assert "@ana has logs" in asking
    assert "logs has until" in extended
    assert "next report" in holder
    assert (await scene.incident()).offered_to(scene.id("eva")) == ("logs",)


async def test_a_message_of_substance_postpones_by_half_an_interval_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", "I am comparing the list of receipts with the archive, line by line")
    await scene.after(2)
    waiting = await reminded(scene)
    await scene.after(5)

    assert waiting == []
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:15:00")]


async def test_an_open_form_holds_the_lead_rung_back_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(14)
    await scene.presses("ana", "Report", where="dm")
    await scene.after(1)
    waiting = await reminded(scene)
    await scene.after(5)

    assert [rung for _, rung, _ in waiting] == ["due"]
    assert [rung for _, rung, _ in await reminded(scene)] == ["due", "lead"]


async def test_nobody_is_asked_about_what_is_over(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.types("leo", "/incident resolve it works again")
    await scene.after(60)

    assert len(scene.duties("ana")) == 1
    assert "no longer needed" in scene.duties("ana")[0]


async def test_what_was_asked_before_a_restart_is_not_asked_again_and_can_be_answered(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.stops()
    await scene.starts_again()
    await scene.after(4)
    asked = scene.duties("ana")
    await scene.says("ana", "2 of 14 found", where="dm")

    assert len(asked) == 1
    assert "logs: reported" in scene.duties("ana")[0]


async def test_what_fell_due_while_nobody_was_running_goes_out_once_and_late_and_says_so(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(minutes=17))
    await scene.starts_again()
    (message,) = scene.duties("ana")
    late, at_once = await reminded(scene), scene.duties("leo")
    await scene.after(5)

    assert "I was away at" in message
    assert "so this comes late" in message
    assert late == [(scene.id("ana"), "due", "09:17:00")]
    assert at_once == []
    assert len(scene.duties("leo")) == 1  # half an interval after the holder was really asked


@pytest.mark.parametrize(
    "moves", [("leo", "sev 1 a second customer is hurt"), ("ana", "undo")], ids=["severity", "report taken back"]
)
async def test_what_became_due_in_the_past_by_somebodys_word_does_not_come_late(
    scene: Scene, moves: tuple[str, str]
) -> None:
    who, typed = moves
    await scene.staffed("sev3 Documents missing", logs="ana")
    await scene.after(12)
    await scene.types("ana", "/incident report two of fourteen")
    await scene.after(8)
    await scene.types(who, f"/incident {typed}")
    await scene.after(5)
    told = "\n".join(scene.dms("ana"))

    assert "due" in told
    assert "comes late" not in told


async def test_what_was_held_back_for_the_sake_of_the_person_does_not_come_late(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    for _ in range(4):
        await scene.after(10)
        await scene.types("ana", "/incident report still looking next 1m")
    await scene.after(40)

    assert [] == [told for told in scene.dms("ana") if "comes late" in told]
    assert len(scene.dms("ana")) > 3


async def test_a_reply_while_two_incidents_wait_is_asked_in_which_and_in_a_thread_or_with_a_number_it_is_clear(
    scene: Scene,
) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.start("sev2 Payments fail @ana:code", who="bo")
    await scene.presses("ana", "Accept")
    await scene.after(10)
    await scene.says("ana", "half of them fail", where="dm")
    asked = scene.whispers("ana")[-1]
    none = await scene.facts(f.Reported)
    await scene.presses("ana", "INC-2 Payments fail")
    await scene.after(15)
    await scene.says("ana", "INC-1 2 of 14 found", where="dm")

    assert "[INC-2 Payments fail] [INC-1 Documents missing]" in asked
    assert [] == none
    assert {"half of them fail", "2 of 14 found"} == {fact.conditions for fact in await scene.facts(f.Reported)}
    assert "half of them fail" in await scene.card(2)
    assert "2 of 14 found" in await scene.card(1)


async def test_later_and_a_cry_for_help_while_two_incidents_wait_are_asked_in_which_as_well(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.start("sev2 Payments fail @ana:code", who="bo")
    await scene.presses("ana", "Accept")
    await scene.after(10)
    stood, asked = await scene.entries(), []
    for reply in ("later", "need help", "give me 20 minutes"):
        await scene.says("ana", reply, where="dm")
        asked.append(scene.whispers("ana")[-1])

    assert all("[INC-2 Payments fail] [INC-1 Documents missing]" in one for one in asked)
    assert stood == await scene.entries()

    for button in ("need_help:1", "postpone:1", "INC-2 Payments fail"):
        await scene.presses("ana", button)
    entries = [(row.number, await scene.stage.app.desk.entries(row.number)) for row in await scene.rows()]
    done = [(number, entry.fact) for number, written in entries for entry in written]

    assert [("logs", 1)] == [(one.role, number) for number, one in done if isinstance(one, f.Postponed)]
    assert [("code", 2, "give me 20 minutes")] == [
        (one.role, number, one.why) for number, one in done if isinstance(one, f.Snoozed)
    ]
    assert [("help with logs", 1)] == [(one.what, number) for number, one in done if isinstance(one, f.NeedStated)]
