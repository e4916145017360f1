"""Whoever needs help says so with a tap; who could give it is asked once, and the answer comes back in one line."""

from tests.scenarios.conftest import Scene


async def needed(scene: Scene) -> str:
    """Ana has the logs and needs help with them; what she reads."""
    await scene.staffed(logs="ana", code="bo")
    await scene.after(10)
    return await scene.presses("ana", "Need help", where="dm")


async def test_who_could_help_is_asked_by_one_direct_message(scene: Scene) -> None:
    answer = await needed(scene)
    await scene.after(0.1)

    for who in ("leo", "bo"):
        assert 1 == sum("@ana needs help with logs. Can you?" in line for line in scene.dms(who))
    assert [] == [line for line in scene.dms("ana") if "Can you?" in line]
    assert "help with logs" in answer


async def test_a_yes_comes_back_in_one_line_and_ends_the_asking(scene: Scene) -> None:
    await needed(scene)
    await scene.after(0.1)
    before = len(await scene.said_in_channel())
    await scene.presses("bo", "I can help", where="dm")
    await scene.after(5)

    assert [line for line in scene.dms("ana") if "@bo can give you help with logs" in line]
    assert [line for line in scene.dms("leo") if "Bo Chen helps Ana Lima: help with logs" in line and "[" not in line]
    assert before == len(await scene.said_in_channel())


async def test_only_the_last_no_is_told(scene: Scene) -> None:
    await needed(scene)
    await scene.after(0.1)
    await scene.presses("bo", "Not now", where="dm")
    first = [line for line in scene.dms("ana") if "Nobody whom I asked" in line]
    await scene.presses("leo", "Not now", where="dm")

    assert [] == first
    assert 1 == sum("Nobody whom I asked for help with logs can right now" in line for line in scene.dms("ana"))


async def test_nobody_is_asked_for_help_with_what_is_over(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    await scene.after(10)
    scene.stage.slack.faults.status("chat.postMessage", status=503, times=10_000)
    await scene.presses("ana", "Need help")
    await scene.types("leo", "/incident resolve it works again")
    scene.stage.slack.faults.clear()
    await scene.after(5)

    assert [] == [line for line in scene.dms("bo") if "Can you?" in line]
