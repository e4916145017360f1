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


async def test_who_asks_reads_ten_lines_and_who_comes_or_is_brought_in_is_told_once_in_their_own_hours(
    scene: Scene,
) -> None:
    channel = await known(scene)
    before = await scene.said_in_channel()
    answer = await scene.types("leo", "/incident catchup")

    assert "Likely: the rename lost them (lead, 11:00)." in answer
    assert "“2 of 14 are there” (logs, 11:00)" in answer
    assert "Who has what: lead: @leo; logs: @ana; nobody: code, customer liaison." in answer
    assert len(answer.strip().splitlines()) <= 10
    assert before == await scene.said_in_channel()

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


async def test_while_nothing_has_happened_there_is_nothing_to_tell_a_pinned_line_is_enough_and_the_end_ends_it(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    channel = (await scene.incident()).channel
    await scene.does("joins", "eva", channel)
    ts = await scene.says("ana", "two of the fourteen are there")
    await scene.does("reacts", "ana", "pushpin", ts)
    await scene.does("joins", "cleo", channel)
    await scene.after(2)

    assert [[], [], []] == [told(scene, who) for who in ("eva", "leo", "ana")]  # nor who was there from the beginning
    assert "“two of the fourteen are there”" in told(scene, "cleo")[0]

    await scene.types("leo", "/incident resolve all are back")
    await scene.does("joins", "bo", channel)

    assert told(scene, "bo") == []


async def test_an_answer_that_is_lost_sends_no_second_message_and_who_came_unheard_is_told_by_the_next_process(
    scene: Scene,
) -> None:
    channel = await known(scene)
    scene.stage.slack.faults.answer_lost("chat.postMessage")
    await scene.does("joins", "eva", channel)
    await scene.stops()
    await scene.people.joins("cleo", channel)
    await scene.starts_again()
    await scene.after(2)

    assert [1, 1] == [len(told(scene, who)) for who in ("eva", "cleo")]


async def test_a_private_incident_is_told_only_to_those_in_it(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    await scene.types("leo", "/incident report one list is outside")
    await scene.does("invites", "leo", "eva", (await scene.incident()).channel)

    assert len(told(scene, "eva")) == 1
    assert "There is no INC-1" in await scene.types("bo", "/incident catchup INC-1", where=LOBBY)
