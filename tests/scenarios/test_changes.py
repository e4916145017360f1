"""Whoever has read a brief before is told what is new, and nobody else."""

from tests.scenarios.conftest import Scene

SUMMARY = "/incident summary INC-1"


async def test_the_second_brief_says_what_changed_since_the_first_of_its_reader_also_after_a_restart(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    place = await scene.place("eva")
    async with scene.stage.app.desk._store.write("somebody else's"):  # until the answer is there, which waits for none
        first = await scene.people.types("eva", SUMMARY, channel=place)
    await scene.stage.settle()
    of_ana = await scene.types("ana", "/incident summary")
    await scene.stops()
    await scene.starts_again()
    again = await scene.types("eva", SUMMARY)
    await scene.after(5)
    await scene.types("leo", "/incident sev 1 a second customer")
    await scene.types("ana", "/incident report two found")
    last = await scene.types("eva", SUMMARY)

    assert first is not None
    assert "Since your last brief" not in first
    assert "Since your last brief" not in of_ana
    assert "Since your last brief (11:00) nothing new is on record." in again
    assert "Since your last brief (11:00): now SEV1, and 1 more line on record." in last


async def test_a_page_of_earlier_has_no_last_one_and_is_none(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(2)
    await scene.types("eva", f"{SUMMARY} at 09:01 UTC")
    newest = await scene.types("eva", SUMMARY)

    assert "Since your last brief" not in newest
    assert "Since your last brief" not in await scene.types("eva", f"{SUMMARY} at 09:01 UTC")
