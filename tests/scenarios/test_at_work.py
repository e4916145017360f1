"""Who is plainly at it is left in peace for a while, and the card says so: nobody reads a wrong next update."""

from tests.scenarios.conftest import Scene
from tests.scenarios.test_reminders import reminded

COMPARING = "I am comparing the list of receipts with the archive, line by line"


async def test_a_message_of_substance_is_said_on_the_card_with_the_time_that_it_moves_until_a_report(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", COMPARING)
    await scene.after(0.1)
    card = await scene.card()
    await scene.types("ana", "/incident report all receipts are there")

    assert "wrote 09:08" in card
    assert "due 09:15" in card
    assert "Next update by 09:15" in card
    assert "wrote" not in await scene.card()


async def test_an_open_form_is_said_on_the_card_with_the_time_that_it_moves(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(9)
    await scene.presses("ana", "Report")
    await scene.after(0.1)

    assert "writing 09:09 · due 09:15" in await scene.card()


async def test_each_sign_puts_a_report_off_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", COMPARING)
    await scene.after(5)
    await scene.says("ana", f"{COMPARING}, and by customer")
    await scene.after(2)

    assert await reminded(scene) == [(scene.id("ana"), "due", "09:15:00")]


async def test_the_form_that_answers_a_reminder_moves_nothing_and_is_said(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(12)
    await scene.presses("ana", "Report", where="dm")
    await scene.after(0.1)

    assert "writing 09:12 · due 09:10" in await scene.card()


async def test_a_sign_survives_a_restart(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", COMPARING)
    await scene.stops()
    scene.turns(4)
    await scene.starts_again()
    await scene.after(3.1)

    assert await reminded(scene) == [(scene.id("ana"), "due", "09:15:00")]
