"""The post-incident summary stands in a canvas too, where the house wants it and Slack has it: once, and ours alone."""

import logging
from dataclasses import replace

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state.records import Canvas

LEADS_THERE = "Read the whole of it in its canvas"
PLAIN = "Read the whole of it with /incident review"


@pytest.fixture
async def house(scene: Scene) -> Scene:
    """Summaries are to stand in canvases."""
    await scene.stops()
    await scene.starts_again(canvas=True)
    return scene


async def over(house: Scene, words: str = "sev2 Documents missing") -> None:
    await house.staffed(words, logs="ana")
    await house.types("ana", "/incident note all fourteen are back")
    await house.types("leo", "/incident resolve the customer has filed")
    await house.after(0.1)


def canvases(house: Scene) -> list[Canvas]:
    return list(house.stage.slack.world.directory.canvases.values())


def asked_of_canvases(house: Scene) -> list[str]:
    return [call.method for call in house.stage.slack.calls if "canvases" in call.method]


async def message(house: Scene) -> str:
    """What tells the channel of the summary."""
    incident = await house.incident()
    return house._words((await house.channel()).messages[incident.summary_ts])


async def test_without_being_wanted_there_is_none(scene: Scene) -> None:
    await over(scene)

    assert [] == asked_of_canvases(scene)
    assert PLAIN in await message(scene)


async def test_it_stands_in_the_channel_once_the_message_leads_there_and_who_is_in_it_reads_it_and_nobody_writes(
    house: Scene,
) -> None:
    await over(house, "sev2 +private Payroll read by strangers")
    (canvas,) = canvases(house)
    directory = house.stage.slack.world.directory
    may = {
        who: [level for level in ("read", "write") if directory.may_in_canvas(canvas, house.id(who), level)]
        for who in ("leo", "ana", "eva", "gus")
    }

    assert (await house.incident()).channel == canvas.channel_id
    assert "INC-1, post-incident summary" == canvas.title
    assert canvas.text.startswith("Kept by Sitrep for INC-1:")
    assert "## Timeline" in canvas.text
    assert "“all fourteen are back”" in canvas.text
    assert LEADS_THERE in await message(house)
    assert ["canvases.create", "canvases.access.set"] == asked_of_canvases(house)
    assert [f.CanvasMade(canvas=canvas.id)] == await house.facts(f.CanvasMade)
    assert {"leo": ["read"], "ana": ["read"], "eva": [], "gus": []} == may


async def test_it_follows_the_record_at_most_once_a_minute_until_somebody_takes_it_away_and_removed_words_go_from_it(
    house: Scene,
) -> None:
    await over(house)
    for words in ("the backup was three hours old", "the customer was told", "the job is off"):
        await house.types("leo", f"/incident note {words}")
    (canvas,) = canvases(house)
    soon = canvas.text
    await house.after(1.1)
    edits, followed = asked_of_canvases(house).count("canvases.edit"), canvas.text
    note = next(entry.seq for entry in await house.entries() if isinstance(entry.fact, f.Noted))
    await house.types("leo", f"/incident redact #{note} it names a patient")
    await house.after(2)

    assert "backup" not in soon
    assert all(words in followed for words in ("fourteen are back", "three hours old", "was told", "job is off"))
    assert (1, 1) == (edits, len(canvases(house)))
    assert "fourteen are back" not in canvas.text

    house.stage.slack.faults.error("canvases.edit", error="canvas_editing_locked", times=2)
    await house.types("leo", "/incident note the night shift was told")
    await house.after(2)

    assert "night shift was told" in canvas.text  # another edit under way is waited for

    house.stage.slack.world.directory.canvases.clear()
    before = asked_of_canvases(house).count("canvases.edit")
    for words in ("the bank was told", "the auditor was told"):
        await house.types("leo", f"/incident note {words}")
        await house.after(2)

    assert [] == canvases(house)
    assert [f.CanvasLost(why="canvas_not_found")] == await house.facts(f.CanvasLost)
    assert before + 1 == asked_of_canvases(house).count("canvases.edit")
    assert PLAIN in await message(house)


async def test_the_canvas_that_people_have_is_left_alone(house: Scene) -> None:
    await house.staffed(logs="ana")
    channel = (await house.incident()).channel
    theirs = Canvas("F0THEIRS1", "Links", channel, house.id("ana"), sections={"s": "who to call"}, is_channels=True)
    house.stage.slack.world.directory.canvases[theirs.id] = theirs
    await house.types("leo", "/incident resolve the customer has filed")
    await house.after(0.1)

    assert [theirs.id] == [canvas.id for canvas in canvases(house) if canvas.text == "who to call"]
    assert [False, True] == sorted(canvas.is_channels for canvas in canvases(house))


async def test_answers_that_were_lost_leave_no_second_one_and_slacks_patience_half_way_none_open_to_writers(
    house: Scene,
) -> None:
    for method in ("canvases.create", "canvases.access.set"):
        house.stage.slack.faults.answer_lost(method)
    await over(house)
    await house.after(2)
    (canvas,) = canvases(house)

    assert {(await house.incident()).channel: "read"} == canvas.levels
    assert LEADS_THERE in await message(house)

    house.stage.slack.faults.status("canvases.access.set", status=429, retry_after_s=20)
    await over(house, "sev3 Another one, which is slow")
    await house.after(2)
    _, second = canvases(house)

    assert {(await house.incident()).channel: "read"} == second.levels


@pytest.mark.parametrize(
    ("error", "tried_next_time"),
    [
        ("missing_scope", False),
        ("canvas_creation_failed", True),
    ],
)
async def test_where_slack_has_none_the_message_stands_and_one_line_says_so(
    house: Scene, caplog: pytest.LogCaptureFixture, error: str, *, tried_next_time: bool
) -> None:
    house.stage.slack.faults.error("canvases.create", error=error)
    with caplog.at_level(logging.WARNING):
        await over(house)
        await house.types("leo", "/incident note the backup was three hours old")
        await house.after(3)
    told = await message(house)
    await over(house, "sev3 Another one, which is slow")

    assert 1 == caplog.text.count(error)
    assert PLAIN in told
    assert [] == await house.facts(f.Undelivered)
    assert (1 + tried_next_time) == asked_of_canvases(house).count("canvases.create")
    assert tried_next_time == (LEADS_THERE in await message(house))


async def test_on_a_plan_where_others_could_write_in_it_none_stays(house: Scene) -> None:
    world = house.stage.slack.world
    world.knobs = replace(world.knobs, paid_plan=False)
    await over(house)

    assert [] == canvases(house)
    assert PLAIN in await message(house)
