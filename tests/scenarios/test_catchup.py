"""Whoever comes late is told once, and alone, where it stands; nobody else is, and nobody twice."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

STANDS = "Where it stands"


async def known(scene: Scene) -> str:
    """An incident in which something is known already; its channel."""
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report 2 of 14 are there")
    await scene.types("leo", "/incident think the rename lost them / likely")
    await scene.after(3)
    return (await scene.incident()).channel


def told(scene: Scene, who: str) -> list[str]:
    return [line for line in scene.dms(who) if STANDS in line]


async def test_who_asks_reads_ten_lines_and_nobody_else_does(scene: Scene) -> None:
    await known(scene)
    before = await scene.said_in_channel()
    answer = await scene.types("leo", "/incident catchup")

    assert "Likely: the rename lost them (lead, 11:00)." in answer
    assert "“2 of 14 are there” (logs, 11:00)" in answer
    assert "Who has what: lead: @leo; logs: @ana; nobody: code, customer liaison." in answer
    assert len(answer.strip().splitlines()) <= 10
    assert before == await scene.said_in_channel()


async def test_who_comes_or_is_brought_in_is_told_once_where_it_stands_in_their_own_hours(scene: Scene) -> None:
    channel = await known(scene)
    before = await scene.said_in_channel()
    await scene.does("joins", "eva", channel)

    (message,) = told(scene, "eva")
    assert "You joined #" in message
    assert "Likely: the rename lost them" in message
    assert before == await scene.said_in_channel()
    assert [f.CaughtUp(person=scene.id("eva"))] == await scene.facts(f.CaughtUp)

    for deed in ("leaves", "joins"):
        await scene.does(deed, "eva", channel)
    await scene.types("leo", "/incident invite @cleo")
    await scene.does("invites", "leo", "gus", channel)  # a guest
    await scene.does("joins", "bo", channel)

    assert [1, 1, 1, 1] == [len(told(scene, who)) for who in ("eva", "cleo", "gus", "bo")]
    assert "(logs, 05:00)" in scene.sees("bo")  # New York


async def test_nobody_who_was_there_from_the_beginning_is_told(scene: Scene) -> None:
    await scene.start("sev2 Documents missing @ana:logs")
    await scene.types("leo", "/incident report 2 of 14 are there")
    await scene.presses("ana", "Accept")
    await scene.after(2)

    assert [told(scene, who) for who in ("leo", "ana")] == [[], []]


async def test_while_nothing_has_happened_there_is_nothing_to_tell(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.does("joins", "eva", (await scene.incident()).channel)
    await scene.types("ana", "/incident report 2 of 14 are there")

    assert told(scene, "eva") == []


async def test_a_pinned_line_is_enough_to_be_told(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "two of the fourteen are there")
    await scene.does("reacts", "ana", "pushpin", ts)
    await scene.does("joins", "eva", (await scene.incident()).channel)

    assert "“two of the fourteen are there”" in told(scene, "eva")[0]


async def test_once_it_is_over_nobody_is_told(scene: Scene) -> None:
    channel = await known(scene)
    await scene.types("leo", "/incident resolve all are back")
    await scene.does("joins", "eva", channel)

    assert told(scene, "eva") == []


async def test_who_came_while_nobody_listened_is_told_by_the_next_process(scene: Scene) -> None:
    channel = await known(scene)
    await scene.stops()
    await scene.people.joins("eva", channel)
    await scene.starts_again()

    assert len(told(scene, "eva")) == 1


async def test_an_answer_that_is_lost_sends_no_second_message(scene: Scene) -> None:
    channel = await known(scene)
    scene.stage.slack.faults.answer_lost("chat.postMessage")
    await scene.does("joins", "eva", channel)
    await scene.stops()
    await scene.starts_again()
    await scene.after(2)

    assert len(told(scene, "eva")) == 1


async def test_a_private_incident_is_told_only_to_those_in_it(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    await scene.types("leo", "/incident report one list is outside")
    await scene.does("invites", "leo", "eva", (await scene.incident()).channel)

    assert len(told(scene, "eva")) == 1
    assert "There is no INC-1" in await scene.types("bo", "/incident catchup INC-1", where=LOBBY)
