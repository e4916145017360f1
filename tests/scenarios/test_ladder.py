"""Who hears of a silence, when, and in which words: the ladder of reports, on the hand-turned clock."""

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
