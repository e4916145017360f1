"""Slower at night, only if the file says so: by the holder's own clock, and what holds stands on the card."""

from dataclasses import replace

from bot.incident import reports
from bot.incident.logbook import BOT
from bot.incident.policy import DEFAULT
from bot.incident.state import Case
from tests.scenarios.conftest import Scene

NIGHTS = replace(DEFAULT, night_slower=3)


async def reported(scene: Scene, words: str = "sev2 Documents missing", *, policy: object = NIGHTS) -> None:
    """At 09:05, which is 11:05 for Ana in Berlin and 05:05 for Bo in New York, both have reported."""
    await scene.stops()
    await scene.starts_again(policy=policy)
    await scene.staffed(words, logs="ana", code="bo")
    await scene.after(5)
    for who in ("ana", "bo"):
        await scene.types(who, "/incident report two of fourteen are found")


async def due(scene: Scene) -> dict[str, str]:
    incident = await scene.incident()
    case = Case(incident, scene.stage.clock.now(), BOT)
    times = {role: reports.due_at(case, role) for role in ("logs", "code")}
    return {role: f"{at:%H:%M}" for role, at in times.items() if at is not None}


async def test_whoever_has_night_is_asked_later_and_whoever_has_day_as_ever_as_it_was_when_it_was_opened(
    scene: Scene,
) -> None:
    await reported(scene)
    asked_at = await due(scene)
    await scene.stops()
    await scene.starts_again(policy=DEFAULT)
    before = [len(scene.duties(who)) for who in ("ana", "bo")]
    await scene.after(16)
    after = [len(scene.duties(who)) for who in ("ana", "bo")]

    assert {"logs": "09:20", "code": "09:50"} == asked_at == await due(scene)
    assert ([1, 0]) == [now - was for was, now in zip(before, after, strict=True)]
    assert "09:50" in await scene.card()


async def test_unless_the_file_says_so_the_night_is_as_the_day(scene: Scene) -> None:
    await reported(scene, policy=DEFAULT)

    assert {"logs": "09:20", "code": "09:20"} == await due(scene)


async def test_a_sev1_knows_no_night(scene: Scene) -> None:
    await reported(scene, "sev1 Documents missing")

    assert {"logs": "09:15", "code": "09:15"} == await due(scene)


async def test_a_deadline_and_a_promise_go_before_the_night(scene: Scene) -> None:
    await reported(scene)
    await scene.types("leo", "/incident customer Northwind cannot send deadline 10:25 UTC")
    for_the_deadline = await due(scene)
    await scene.types("bo", "/incident report looking next 35m")

    assert ("09:25", "09:40") == (for_the_deadline["code"], (await due(scene))["code"])


async def test_an_interval_that_outlasts_the_night_ends_an_ordinary_one_after_it(scene: Scene) -> None:
    await reported(scene)
    await scene.after(105)  # 06:50 in New York
    await scene.types("bo", "/incident report four of fourteen are found")

    assert "11:15" == (await due(scene))["code"]
