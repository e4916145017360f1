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


async def test_roles_late_together_share_one_message(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="ana")
    await scene.after(10)
    (message,) = scene.duties("ana")

    assert "logs and code" in message


async def test_a_rung_addressed_to_the_silent_one_is_skipped(scene: Scene) -> None:
    await scene.start("sev2 Documents missing @leo:logs")
    await scene.after(29)

    assert [rung for _, rung, _ in await reminded(scene)] == ["due", "channel"]


async def test_a_report_on_time_is_followed_by_no_reminder_until_the_next_is_due(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(9)
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(14)
    quiet = await reminded(scene)
    await scene.after(1)

    assert quiet == []
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:24:00")]


async def test_nothing_new_stops_the_ladder(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(15)
    await scene.presses("ana", "Nothing new", where="dm")
    await scene.after(10)

    assert "nothing new" in scene.duties("ana")[0]
    assert scene.duties("leo") == []


async def test_ten_more_minutes_are_ten_more_minutes(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    answer = await scene.presses("ana", "+10 min", where="dm")
    await scene.after(10 - 1 / 60)
    waiting = await reminded(scene)
    await scene.after(1 / 60)

    assert "reports next at 11:20 CEST" in answer
    assert len(waiting) == 1
    assert (await reminded(scene))[-1] == (scene.id("ana"), "due", "09:20:00")


async def test_the_lead_is_told_to_ask_in_person_and_may_extend_for_somebody_silent(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(15)
    asking = await scene.presses("leo", "Ask", where="dm")
    await scene.presses("leo", "Extend 10 min", where="dm")

    assert "@ana has logs" in asking
    assert "logs has until" in scene.duties("leo")[0]
    assert "next report" in scene.duties("ana")[0]


async def test_the_lead_reassigns_somebody_silent(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(15)
    await scene.presses("leo", "Reassign", where="dm")
    await scene.submits("leo", "hand_over", **{"To whom?": "eva"})

    assert (await scene.incident()).offered_to(scene.id("eva")) == ("logs",)


async def test_a_need_for_help_is_put_to_everybody_and_the_report_is_still_owed(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.presses("ana", "Need help", where="dm")

    assert any("help with logs" in line for line in await scene.said_in_channel())
    assert "[Report]" in scene.duties("ana")[-1]


async def test_an_open_form_holds_the_lead_rung_back_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(14)
    await scene.presses("ana", "Report", where="dm")
    await scene.after(1)
    waiting = await reminded(scene)
    await scene.after(5)

    assert [rung for _, rung, _ in waiting] == ["due"]
    assert [rung for _, rung, _ in await reminded(scene)] == ["due", "lead"]


async def test_a_message_of_substance_postpones_by_half_an_interval_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", "I am comparing the list of receipts with the archive, line by line")
    await scene.after(2)
    waiting = await reminded(scene)
    await scene.after(5)

    assert waiting == []
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:15:00")]


async def test_a_customers_deadline_shortens_the_interval(scene: Scene) -> None:
    await scene.staffed("sev3 Documents missing", logs="ana")
    await scene.types("leo", "/incident customer Northgate cannot file deadline 11:45")
    await scene.after(12)

    assert [(rung, at) for _, rung, at in await reminded(scene)] == [("due", "09:11:15")]


async def test_a_promise_replaces_the_clock_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found next 25m")
    await scene.after(24)
    kept = await reminded(scene)
    await scene.after(1)

    assert kept == []
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:25:00")]


async def test_nobody_is_asked_about_what_is_over(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.types("leo", "/incident resolve it works again")
    await scene.after(60)

    assert len(scene.duties("ana")) == 1
    assert "no longer needed" in scene.duties("ana")[0]


async def test_on_demand_means_on_demand(scene: Scene) -> None:
    await scene.staffed("sev4 A typo", logs="ana")
    await scene.after(240)

    assert await reminded(scene) == []


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


async def test_at_most_three_reminders_an_hour(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    for _ in range(5):
        await scene.after(10)
        await scene.types("ana", "/incident report still looking")
    await scene.after(9)

    assert len(scene.duties("ana")) == 3


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
        await scene.types("ana", "/incident report the same next 1m")
    await scene.after(40)

    assert [] == [told for told in scene.dms("ana") if "comes late" in told]
    assert len(scene.dms("ana")) > 3
