"""`list`: the open incidents, those that ended, or all; what does not fit is counted, and one tap away."""

from functools import partial

from bot.cli.incident import answer
from bot.cli.simulation import LOBBY
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident import lifecycle
from bot.requests.verbs.readings import LIST_PAGE
from tests.scenarios.conftest import Scene

MORE = 3
NAMES = ("list", "list resolved", "list all")


async def many_open(scene: Scene, *, title: str, severity: int) -> None:
    """More open incidents than a page holds, a minute apart."""
    for number in range(1, LIST_PAGE + MORE + 1):
        words = f"{title} {number}"
        rule = partial(lifecycle.open_incident, title=words, severity=severity)
        await scene.stage.app.desk.start(rule, title=words, by=scene.id("leo"), cause=f"cmd:{number}")
    await scene.after(1)


async def listed(scene: Scene, typed: str) -> str:
    return await scene.types("eva", f"/incident {typed}", where=LOBBY)


async def test_what_ended_is_in_its_own_list_and_in_the_list_of_all(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    await scene.start("sev3 Login broken")
    await scene.types("leo", "/incident resolve it works again")
    shown = [await listed(scene, typed) for typed in NAMES]

    assert [(True, False), (False, True), (True, True)] == [
        ("INC-1 · SEV2 · investigating" in told, "INC-2 · SEV3 · resolved, ended" in told) for told in shown
    ]


async def test_the_open_ones_say_how_many_ended_where_they_are_and_how_long_the_list_is(scene: Scene) -> None:
    empty = await listed(scene, "list")
    await scene.start("sev2 Documents missing")
    await scene.types("leo", "/incident resolve it works again")

    assert "No incident is open" in empty
    assert "1 has ended: /incident list resolved" in await listed(scene, "list")
    assert "There is no such page: the list has 1." in await listed(scene, "list all page 4")


async def test_what_is_private_is_in_no_list_and_in_no_count_of_an_outsider(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    await scene.types("leo", "/incident resolve it works again")

    assert [
        "No incident is open. /incident start <what is wrong> opens one.",
        "No incident has ended yet.",
        "There is no incident yet. /incident start <what is wrong> opens one.",
    ] == [await listed(scene, typed) for typed in NAMES]


async def test_a_long_list_counts_what_it_leaves_out_a_button_shows_it_and_its_reminder_is_answered(
    scene: Scene,
) -> None:
    """However long its titles are when they are sent, each page arrives whole; the old one is on the second."""
    await scene.staffed("sev3 Old one", logs="ana")
    await scene.after(61)
    await many_open(scene, title="&" * 140, severity=1)
    first = await listed(scene, "list")
    second = await scene.presses("eva", f"Show {MORE + 1} more")

    assert f"And {MORE + 1} more: /incident list open page 2" in first
    assert [LIST_PAGE, MORE] == [told.count("· &&&") for told in (first, second)]
    assert [False, True] == ["Old one" in told for told in (first, second)]
    assert "more:" not in second

    direct = next(c for c in scene._channels() if c.kind == "im" and scene.id("ana") in c.members)
    await scene.says("ana", "two of fourteen found", where=direct.id)

    assert ["two of fourteen found"] == [
        entry.fact.conditions for entry in await scene.stage.app.desk.entries(1) if isinstance(entry.fact, f.Reported)
    ]


async def test_a_terminal_names_the_channel_and_no_id(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    url = scene.stage.app._settings.database_url
    printed = await answer(
        ["list"], who="leo", zone="Europe/Berlin", database_url=url, clock=scene.stage.clock, ids=Ids(9)
    )

    assert "#inc-1-documents-missing" in printed.text
    assert (await scene.incident()).channel not in printed.text
