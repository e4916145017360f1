"""Who hears of a silence, when, and in which words: the ladder of reports, on the hand-turned clock."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from tests.scenarios.test_quiet import TOP_LEVEL_MAX
from tests.scenarios.test_reminders import reminded


async def test_a_silence_climbs_from_the_holder_to_the_lead_to_the_channel_and_stays_there(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(120)
    lines = await scene.said_in_channel()

    assert await reminded(scene) == [
        (scene.id("ana"), "due", "09:05:00"),
        (scene.id("leo"), "lead", "09:07:30"),
        ("", "channel", "09:10:00"),
    ]
    assert 1 == sum("Nothing heard from logs" in line for line in lines)
    assert len(lines) <= TOP_LEVEL_MAX
    assert "stale" in await scene.card()
    assert scene.errors() == []


async def test_the_channel_reads_of_roles_that_are_silent_together_in_one_line(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo")
    await scene.after(10)
    line = (await scene.said_in_channel())[-1]

    assert "Nothing heard from logs (Ana Lima) since 09:00 (10 min)." in line
    assert "Nothing heard from code (Bo Chen)" in line
    assert "[Take logs]" in line
    assert "[Take code]" in line
    assert "@" not in line


async def test_somebody_in_the_channel_takes_a_stale_role_with_one_tap(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.joins("eva")
    await scene.after(10)
    await scene.presses("eva", "Take logs", where=(await scene.incident()).channel)
    line = (await scene.said_in_channel())[-1]

    assert (await scene.incident()).role("logs").holder == scene.id("eva")
    assert "logs is with Eva Ruiz since" in line
    assert "[" not in line


async def test_a_report_takes_the_line_and_the_mark_of_a_stale_role_away(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(12)
    stale = await scene.card()
    await scene.types("ana", "/incident report 2 of 14 found")
    line = (await scene.said_in_channel())[-1]

    assert "stale" in stale
    assert "stale" not in await scene.card()
    assert "logs reported" in line


async def test_the_line_in_the_channel_is_said_once_whatever_stops_in_between(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(9)
    await scene.stops()
    scene.turns(30)
    await scene.starts_again()
    await scene.after(10)

    assert 1 == sum("Nothing heard from logs" in line for line in await scene.said_in_channel())


async def test_after_a_long_sleep_nobody_hears_more_than_one_thing_at_once(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo", customers="cleo")
    await scene.stops()
    scene.turns(180)
    await scene.starts_again()

    assert sorted(await reminded(scene)) == sorted((scene.id(who), "due", "12:00:00") for who in ("ana", "bo", "cleo"))


async def test_while_slack_takes_no_message_nobody_upstairs_is_told_of_who_was_never_asked(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    scene.stage.slack.faults.status("chat.postMessage", status=503, times=10_000)
    await scene.after(60)
    meanwhile = await reminded(scene)
    scene.stage.slack.faults.clear()
    await scene.after(30)
    asked, *upstairs = [entry.at for entry in await scene.entries() if isinstance(entry.fact, f.ReminderDelivered)]

    assert meanwhile == [(scene.id("ana"), "due", "09:05:00")]
    assert [rung for _, rung, _ in await reminded(scene)] == ["due", "lead", "channel"]
    assert [2.5, 5] == [(at - asked).total_seconds() // 6 / 10 for at in upstairs]


async def test_of_a_lead_who_holds_a_silent_role_the_channel_hears_at_the_same_time_as_of_anybody(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="leo", code="ana")
    await scene.after(120)

    assert await reminded(scene) == [
        (scene.id("leo"), "due", "09:05:00"),
        (scene.id("ana"), "due", "09:05:00"),
        (scene.id("leo"), "lead", "09:07:30"),
        ("", "channel", "09:10:00"),
    ]
    assert len(scene.duties("leo")) == 2


async def test_of_the_lines_of_one_hour_the_channel_is_shown_the_first(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(12)
    await scene.types("ana", "/incident report 2 of 14 found")
    shown = len(await scene.said_in_channel())
    await scene.after(25)

    assert [rung for _, rung, _ in await reminded(scene)] == ["due", "lead", "channel"] * 2
    assert shown == len(await scene.said_in_channel())
    assert "Nothing heard from logs" in (await scene.card_thread())[-1]
    assert "stale" in await scene.card()


async def test_the_line_in_the_channel_says_when_the_role_is_no_longer_asked_about(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(12)
    await scene.types("leo", "/incident resolve it works again")
    (line,) = [line for line in await scene.said_in_channel() if line.startswith("logs:")]

    assert "[" not in line
