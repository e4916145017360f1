"""Whoever has read a brief before is told what is new, and nobody else."""

from tests.scenarios.conftest import Scene

SUMMARY = "/incident summary INC-1"


async def test_the_second_brief_says_what_changed_since_the_first(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    first = await scene.types("eva", SUMMARY)
    await scene.after(5)
    await scene.types("leo", "/incident sev 1 a second customer")
    await scene.types("ana", "/incident report two found")
    second = await scene.types("eva", SUMMARY)

    assert "Since your last brief" not in first
    assert "Since your last brief (11:00): now SEV1, and 1 more line on record." in second


async def test_it_is_each_readers_own(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("eva", SUMMARY)

    assert "Since your last brief" not in await scene.types("ana", "/incident summary")


async def test_a_page_of_earlier_has_no_last_one_and_is_none(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(2)
    await scene.types("eva", f"{SUMMARY} at 09:01 UTC")
    newest = await scene.types("eva", SUMMARY)

    assert "Since your last brief" not in newest
    assert "Since your last brief" not in await scene.types("eva", f"{SUMMARY} at 09:01 UTC")


async def test_it_is_remembered_when_the_bot_starts_again(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("eva", SUMMARY)
    await scene.stops()
    await scene.starts_again()

    assert "Since your last brief (11:00) nothing new is on record." in await scene.types("eva", SUMMARY)


async def test_it_is_remembered_behind_the_answer_which_waits_for_no_writing(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    place = await scene.place("eva")
    async with scene.stage.app.desk._store.write("somebody else's"):  # until the answer is there
        await scene.people.types("eva", SUMMARY, channel=place)
    await scene.stage.settle()

    assert "Since your last brief (11:00) nothing new is on record." in await scene.types("eva", SUMMARY)
