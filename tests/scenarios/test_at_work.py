"""Who is plainly at it is left in peace for a while, and the card says so: nobody reads a wrong next update."""

from tests.scenarios.conftest import Scene
from tests.scenarios.test_reminders import reminded

COMPARING = "I am comparing the list of receipts with the archive, line by line"


async def test_a_message_of_substance_is_said_on_the_card_with_the_time_that_it_moves_once_until_a_report(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", COMPARING)
    await scene.after(0.1)
    card = await scene.card()
    await scene.after(4.9)
    await scene.says("ana", f"{COMPARING}, and by customer")
    await scene.after(2)
    asked = await reminded(scene)
    await scene.types("ana", "/incident report all receipts are there")

    assert "wrote 09:08" in card
    assert "due 09:15" in card
    assert "Next update by 09:15" in card
    assert asked == [(scene.id("ana"), "due", "09:15:00")]
    assert "wrote" not in await scene.card()


async def test_an_open_form_is_said_on_the_card_with_the_time_that_it_moves(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    await scene.after(9)
    await scene.presses("ana", "Report")
    await scene.after(0.1)
    moved = await scene.card()
    await scene.after(2.9)
    await scene.presses("bo", "Report", where="dm")
    await scene.after(0.1)

    assert "writing 09:09 · due 09:15" in moved
    assert "writing 09:12 · due 09:10" in await scene.card()  # the one that answers a reminder moves nothing


async def test_a_sign_survives_a_restart(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(8)
    await scene.says("ana", COMPARING)
    await scene.stops()
    scene.turns(4)
    await scene.starts_again()
    await scene.after(3.1)

    assert await reminded(scene) == [(scene.id("ana"), "due", "09:15:00")]
