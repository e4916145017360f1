"""Whoever cannot report for a while says so, and why: they are left in peace, and the lead reads the reason."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def reminded(scene: Scene) -> list[tuple[str, str, str]]:
    """Who was reminded on which rung, and when it was decided."""
    return [
        (entry.fact.person, entry.fact.rung, f"{entry.recorded_at:%H:%M}")
        for entry in await scene.entries()
        if isinstance(entry.fact, f.Reminded)
    ]


async def test_a_snooze_leaves_its_author_in_peace_the_lead_puts_off_too_and_the_card_says_why_and_how_often(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    lines = len(await scene.said_in_channel())
    answer = await scene.types("ana", "/incident snooze 10m waiting for the *query*")
    await scene.after(19)
    early = await reminded(scene)
    await scene.after(1)

    assert "logs reports next at 11:20 CEST, in 20 min" in answer.replace("*", "")
    assert "any report starts the clock anew" in answer
    assert "put off: waiting for the" in await scene.card()
    assert len(await scene.said_in_channel()) == lines
    assert early == []
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:20")]
    assert "put the report of logs off until 11:20" in await scene.types("ana", "/incident timeline")

    for why in ("she restarts the archive", "the archive is slow"):
        await scene.types("leo", f"/incident snooze logs 5m {why}")

    assert "put off (×3): the archive is slow" in await scene.card()
    assert "next report" in scene.duties("ana")[0]
    assert any("put off 3 times since the last report" in line for line in await scene.card_thread())


async def test_a_pause_is_an_hour_in_which_nobody_is_reminded_and_everybody_sees_it(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    before, lines = await reminded(scene), len(await scene.said_in_channel())
    answer = await scene.types("leo", "/incident pause everybody is on the call")
    await scene.after(59)
    quiet, card, asked = await reminded(scene), await scene.card(), scene.duties("ana")
    await scene.after(1)
    again = await scene.card()
    await scene.after(10)

    assert "Reminders are paused until 12:10 CEST, in 1 h" in answer
    assert "Reminders paused until 10:10" in card.replace("*", "")
    assert "everybody is on the call (Leo Torres)" in card.replace("@", "")
    assert before == quiet
    assert "all reminders were paused 09:10" in asked[0]
    assert "[" not in asked[0]
    assert "Reminders paused" not in again
    assert [(scene.id("ana"), "due", "10:20")] == [one for one in await reminded(scene) if one not in before]
    assert len(await scene.said_in_channel()) == lines
    thread = "\n".join(await scene.card_thread()).replace("*", "")
    assert "Reminders paused until 10:10" in thread
    assert "Reminders run again from 10:10" in thread


async def test_whoever_has_a_role_lets_reminders_run_again_and_so_does_a_higher_severity(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident pause everybody is on the call")
    await scene.after(5)
    resumed = await scene.types("ana", "/incident resume")
    await scene.after(10)

    assert "every report has a whole interval from 11:05" in resumed
    assert await reminded(scene) == [(scene.id("ana"), "due", "09:15")]

    await scene.types("leo", "/incident pause everybody is on the call")
    raised = await scene.types("ana", "/incident sev 1")

    assert "Reminders run again, for the severity was raised" in raised
    assert "Reminders paused" not in await scene.card()


async def test_a_pause_that_ends_while_nobody_is_running_ended_at_its_time(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident pause everybody is on the call")
    await scene.stops()
    scene.turns(65)
    await scene.starts_again()
    await scene.after(5)

    assert "Reminders paused" not in await scene.card()
    assert "run again from 10:00" in "\n".join(await scene.card_thread()).replace("*", "")
    assert await reminded(scene) == [(scene.id("ana"), "due", "10:10")]


async def test_customers_and_brief_wait_out_a_pause_and_start_anew(scene: Scene) -> None:
    await scene.staffed(logs="ana", customers="cleo")
    await scene.types("leo", "/incident customer Carta cannot see documents")
    await scene.types("cleo", "/incident told Carta we are on it next 20m")
    await scene.types("leo", "/incident pause everybody is on the call")
    await scene.after(60)
    at_the_end = await reminded(scene)
    await scene.after(60)

    about = {(who, rung): at for who, rung, at in reversed(await reminded(scene))}
    assert at_the_end == []
    assert about[(scene.id("cleo"), "contact")] > "10:10"


async def test_a_task_that_one_asks_of_another_passes_a_pause(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident pause everybody is on the call")
    await scene.types("leo", "/incident ask @ana 10m restart the worker?")
    await scene.after(30)

    assert [(scene.id("ana"), "task", "09:00")] == await reminded(scene)
