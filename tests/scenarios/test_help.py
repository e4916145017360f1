"""Whoever needs help says so with a tap; who could give it is asked once, and the answer comes back in one line."""

from tests.scenarios.conftest import Scene
from tests.scenarios.test_group_offers import house


async def needed(scene: Scene) -> str:
    """Ana has the logs and needs help with them; what she reads."""
    await scene.staffed(logs="ana", code="bo")
    await scene.after(10)
    return await scene.presses("ana", "Need help", where="dm")


async def test_who_could_help_is_asked_by_one_direct_message_and_a_yes_comes_back_in_one_line(scene: Scene) -> None:
    answer = await needed(scene)
    await scene.after(0.1)

    for who in ("leo", "bo"):
        assert 1 == sum("@ana needs help with logs. Can you?" in line for line in scene.dms(who))
    assert [] == [line for line in scene.dms("ana") if "Can you?" in line]
    assert "help with logs" in answer

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


# ---- whom the house offers the role to -------------------------------------------------------------


async def in_a_house(scene: Scene, *people: str) -> str:
    """Ana needs help with logs, which the house offers to a group of these people; what she reads."""
    await house(scene, *people, role="logs")
    await scene.after(6)  # who is in the group is known by then
    await scene.start("sev2 Documents missing @ana:logs")
    await scene.presses("ana", "Accept")
    await scene.after(10)
    answer = await scene.presses("ana", "Need help", where="dm")
    await scene.after(0.1)
    return answer


def wanted(scene: Scene, who: str) -> int:
    return sum("@ana needs help with logs. Can you?" in line for line in scene.dms(who))


async def test_the_group_of_the_role_is_asked_and_nobody_twice(scene: Scene) -> None:
    answer = await in_a_house(scene, "ana", "bo", "cleo", "leo", "old")
    await scene.after(15)

    assert [0, 1, 1, 1] == [wanted(scene, who) for who in ("ana", "bo", "cleo", "leo")]
    assert "those whom your configuration names for it" in answer


async def test_who_says_yes_from_outside_is_brought_in_and_the_others_are_thanked(scene: Scene) -> None:
    await in_a_house(scene, "bo", "cleo")
    await scene.presses("bo", "I can help", where="dm")
    await scene.after(1)

    assert [line for line in scene.dms("ana") if "@bo can give you help with logs" in line]
    assert scene.stage.is_member((await scene.incident()).channel, "bo")
    assert (0, 0) == (wanted(scene, "cleo"), wanted(scene, "bo"))


async def test_who_heard_enough_is_not_asked_and_others_of_the_group_are(scene: Scene) -> None:
    await scene.staffed("sev1 Payroll is late", code="bo")
    for _ in range(3):
        await scene.types("bo", "/incident report two of fourteen next 1m")
        await scene.after(1.1)
    heard = len(scene.duties("bo"))
    await in_a_house(scene, "bo", "cleo")

    assert (0, 1) == (wanted(scene, "bo"), wanted(scene, "cleo")), heard


async def test_of_a_private_incident_no_group_hears_that_help_is_needed(scene: Scene) -> None:
    await house(scene, "bo", "cleo", role="logs")
    await scene.after(6)
    await scene.start("sev2 Documents missing +private @ana:logs")
    await scene.presses("ana", "Accept")
    await scene.after(10)
    await scene.presses("ana", "Need help", where="dm")
    await scene.after(5)

    assert (0, 1) == (wanted(scene, "bo"), wanted(scene, "leo"))
