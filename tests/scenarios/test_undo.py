"""`undo` right after something that is no record: that is taken back, or named, and no record goes in its place."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_undo_is_of_the_last_thing_that_one_did(scene: Scene) -> None:
    await scene.start("sev1 Documents missing @ana:logs")
    await scene.presses("ana", "Accept")
    await scene.types("ana", "/incident note the bank was called")
    await scene.after(6)  # her first report is due, and she is reminded
    await scene.types("ana", "/incident snooze 20m on the phone")
    put_off = scene.dms("ana")[-1]
    taken_back = await scene.types("ana", "/incident undo")
    asked_again = scene.dms("ana")[-1]
    await scene.types("leo", "/incident note nobody waits for them")
    await scene.types("leo", "/incident sev 2 nobody waits for them")
    asked = await scene.types("leo", "/incident undo")
    kept = len(await scene.facts(f.Struck))
    await scene.presses("leo", "Strike it")

    assert "Taken back: that a report was put off" in taken_back
    assert put_off != asked_again
    assert "you set the severity to SEV2" in asked
    assert "a note: “nobody waits for them”. Should that be taken back?" in asked
    assert 1 == kept
    assert 2 == len(await scene.facts(f.Struck))
    assert ["the bank was called"] == [one.text for one in (await scene.incident()).of(f.Noted)[0][1:]]
