"""Who leads a resolved incident is asked once, at work, whether it can be closed."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene

DAY_MIN = 24 * 60


def asked(scene: Scene, who: str = "leo") -> list[str]:
    return [told for told in scene.dms(who) if "anything left to do" in told]


async def test_the_lead_is_asked_once_after_a_day_also_across_a_restart_and_closes_it_at_a_tap(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident resolve it works again")
    lines = len(await scene.said_in_channel())
    await scene.after(DAY_MIN - 5)
    too_early = asked(scene)
    await scene.after(10)
    await scene.stops()
    await scene.starts_again()
    await scene.after(DAY_MIN)
    (question,) = asked(scene)
    answer = await scene.presses("leo", "Close")
    await scene.presses("leo", "Close all the same")
    await scene.after(7 * DAY_MIN)

    assert [] == too_early
    assert "5 things are still open in it" in question
    assert "no time recorded" in answer
    assert "closed" == (await scene.incident()).status
    assert [] == asked(scene)
    assert any("Closed" in told for told in scene.dms("leo"))
    assert 1 == len([r for r in await scene.facts(f.Reminded) if r.rung == "close"])
    assert len(await scene.said_in_channel()) <= lines + 1  # Slack's own line on the new topic


async def test_on_a_friday_it_waits_for_monday_morning(scene: Scene) -> None:
    await scene.start()
    await scene.after(DAY_MIN)  # Friday, 15 May 2026, 11:00
    await scene.types("leo", "/incident resolve it works again")
    await scene.after(2 * DAY_MIN)
    on_sunday = asked(scene)
    await scene.after(DAY_MIN)

    assert [] == on_sunday
    assert 1 == len(asked(scene))


async def test_one_that_is_closed_or_open_again_or_a_drill_is_not_asked_about(scene: Scene) -> None:
    for number, title in enumerate(("sev4 A typo", "sev4 A blot", "sev2 Documents missing +drill"), start=1):
        await scene.start(title)
        await scene.types("leo", f"/incident INC-{number} resolve")
    await scene.types("leo", "/incident INC-1 close anyway")
    await scene.types("leo", "/incident INC-2 reopen it is back")
    await scene.after(4 * DAY_MIN)

    assert ["closed", "investigating", "resolved"] == [(await scene.incident(number)).status for number in (1, 2, 3)]
    assert [] == asked(scene)


async def test_reopened_the_question_is_taken_back_and_asked_again_a_day_after_the_next_end(scene: Scene) -> None:
    await scene.start("sev4 A typo")
    await scene.types("leo", "/incident resolve")
    await scene.after(DAY_MIN + 5)
    await scene.types("leo", "/incident INC-1 reopen it is back")
    taken_back = asked(scene)
    await scene.types("leo", "/incident INC-1 resolve gone for good")
    await scene.after(3 * DAY_MIN + 5)

    assert [] == taken_back
    assert 1 == len(asked(scene))
