"""`private` takes an incident out of every public place at once; what only a person can do in Slack is said plainly."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

SECRET = "Payroll leaked"


async def test_from_then_on_it_exists_for_those_in_it_alone(scene: Scene) -> None:
    await scene.staffed(f"sev1 {SECRET}", logs="ana")
    answer = await scene.types("ana", "/incident make it private")
    await scene.types("leo", "/incident sev 2 smaller than thought")
    answers = [await scene.types("eva", f"/incident {words}", where=LOBBY) for words in ("summary INC-1", "card INC-9")]

    assert "There is no INC-1." in answers[0]
    assert answers[0].replace("INC-1", "INC-9") == answers[1]
    assert "No incident is open" in await scene.types("eva", "/incident list", where=LOBBY)
    assert ["An incident was announced here. It is private now."] == scene.announcements()
    assert "Change to a private channel" in answer
    assert "private" in await scene.card()
    assert SECRET in await scene.types("leo", "/incident list", where=LOBBY)


async def test_while_the_channel_is_public_it_is_said_again_what_to_click_and_converted_it_is_done(
    scene: Scene,
) -> None:
    await scene.start(f"sev1 {SECRET}")
    await scene.types("leo", "/incident private")
    again = await scene.types("leo", "/incident private")
    await scene.does("converts", "leo", (await scene.incident()).channel)
    answer = await scene.types("leo", "/incident private")

    assert "Change to a private channel" in again
    assert [1, 1] == [len(await scene.facts(kind)) for kind in (f.DeclaredPrivate, f.MadePrivate)]
    assert "so already" in answer


async def test_of_one_that_was_opened_private_there_is_nothing_to_do(scene: Scene) -> None:
    await scene.start(f"sev1 {SECRET} +private")

    assert "so already" in await scene.types("leo", "/incident private")


async def test_nobody_outside_makes_one_private_nor_does_a_title_that_begins_with_the_word(scene: Scene) -> None:
    await scene.start(f"sev1 {SECRET}")

    assert "Only people in its channel" in await scene.types("eva", "/incident INC-1 private", where=LOBBY)

    await scene.types("leo", "/incident private link sharing is down", where=LOBBY)
    await scene.types("leo", "/incident private link sharing is down")

    assert not (await scene.incident(1)).private
