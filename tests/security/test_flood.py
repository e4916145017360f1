"""Nobody keeps an incident from being heard of by opening many others."""

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from bot.incident.lifecycle import OPEN_MAX, OPEN_MAX_SEV1
from tests.scenarios.conftest import Scene

CROWD = {"a": "eva", "b": "bo", "c": "cleo", "d": "kim", "e": "kim.two"}


async def _floods(scene: Scene, words: str) -> None:
    """As many as five people may have open at once, each a private drill that nobody else sees."""
    for who in CROWD.values():
        for number in range(OPEN_MAX):
            await scene.people.types(who, f"/incident start {words} {who} {number}", channel=LOBBY, picks=False)


async def test_who_has_five_open_is_shown_them_and_ends_one_first(scene: Scene) -> None:
    for number in range(OPEN_MAX):
        await scene.start(f"sev4 Case {number}")
    before = await scene.standing()
    refused = await scene.start("sev2 One more")
    unchanged = await scene.standing() == before
    await scene.presses("leo", "Cancel INC-1")

    assert unchanged
    assert "INC-1: “Case 0”" in refused
    assert "#inc-6-one-more" in await scene.start("sev2 One more")


async def test_a_fire_has_room_a_few_times_more(scene: Scene) -> None:
    for number in range(OPEN_MAX):
        await scene.start(f"sev4 Case {number}")
    answers = [await scene.start(f"sev1 Fire {number}") for number in range(OPEN_MAX_SEV1 - OPEN_MAX + 1)]

    assert ["SEV1"] * (OPEN_MAX_SEV1 - OPEN_MAX) == [answer[:4] for answer in answers[:-1]]
    assert answers[-1].startswith("Nothing was opened")


async def test_others_start_whatever_one_person_does(scene: Scene) -> None:
    for number in range(OPEN_MAX + 1):
        await scene.start(f"sev4 Case {number}")

    assert "SEV4" in await scene.start("sev4 Another", who="ana")


async def test_what_others_must_not_see_hides_nothing_that_they_may(scene: Scene) -> None:
    await scene.staffed("sev1 Real", logs="ana")
    await _floods(scene, "sev1 noise +drill +private")
    await scene.after(6)
    await scene.people.says("ana", "2 of 14 found under the old name", "dm")
    await scene.stage.settle()

    assert "Real" in await scene.types("leo", "/incident list", where=LOBBY)
    assert "INC-1 · Real" in await scene.types("leo", "/incident summary", where=LOBBY)
    assert ["2 of 14 found under the old name"] == [
        entry.fact.conditions for entry in await scene.stage.app.desk.entries(1) if isinstance(entry.fact, f.Reported)
    ]


async def test_of_what_ended_lately_others_hide_nothing_either(scene: Scene) -> None:
    await scene.start("sev1 Real")
    await scene.types("leo", "/incident resolve it works again")
    for number in range(21):
        await scene.start(f"sev4 noise {number} +drill +private", who="eva")
        await scene.types("eva", f"/incident INC-{number + 2} resolve", where=LOBBY)

    assert "INC-1 · Real" in await scene.types("leo", "/incident summary", where=LOBBY)


@pytest.mark.parametrize("hidden", ["+drill", "sev4"])
async def test_the_list_begins_with_what_is_worst(scene: Scene, hidden: str) -> None:
    await scene.start("sev2 The real one")
    await scene.start(f"Lesser {hidden}", who="eva")
    told = await scene.types("ana", "/incident list", where=LOBBY)

    assert told.index("The real one") < told.index("Lesser")
