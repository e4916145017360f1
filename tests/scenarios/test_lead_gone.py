"""The lead is gone: others are asked to lead in a stated order, one after the other, and the channel is told once."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def offered(scene: Scene) -> list[str]:
    """Who was asked to lead, in order."""
    names = {scene.id(who): who for who in ("leo", "ana", "bo", "cleo")}
    return [names[offer.person] for offer in await scene.facts(f.RoleOffered) if offer.role == "lead"]


async def leaves(scene: Scene, who: str) -> None:
    await scene.does("leaves", who, (await scene.incident()).channel)
    await scene.after(0.1)


async def test_whoever_holds_a_role_is_asked_a_no_passes_it_on_at_once_silence_after_its_time_and_nobody_twice(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana", code="bo", customers="cleo")
    await leaves(scene, "leo")
    told = [line for line in await scene.said_in_channel() if "Nobody leads INC-1 now" in line]
    first = await offered(scene)
    await scene.presses("ana", "Decline")
    await scene.after(0.1)
    after_no = await offered(scene)
    await scene.after(10.5)
    after_silence = await offered(scene)
    await scene.presses("cleo", "Decline")
    await scene.after(60)

    assert ["@ana is asked first. Whoever takes it types /incident role lead" in line for line in told] == [True]
    assert (["ana"], ["ana", "bo"], ["ana", "bo", "cleo"]) == (first, after_no, after_silence)
    assert after_silence == await offered(scene)


async def test_a_declarer_who_handed_the_lead_on_is_asked_when_the_new_one_leaves(scene: Scene) -> None:
    await scene.start("sev2 Documents missing @ana:lead")
    await scene.presses("ana", "Accept")
    await leaves(scene, "ana")

    assert ["ana", "leo"] == await offered(scene)


async def test_who_holds_another_role_and_leaves_is_nobodys_next_lead_and_who_is_asked_leads_once_they_accept(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana", code="bo")
    await leaves(scene, "ana")
    await leaves(scene, "leo")
    before = (await scene.incident()).lead
    await scene.presses("bo", "Accept")

    assert ["bo"] == await offered(scene)
    assert (None, scene.id("bo")) == (before, (await scene.incident()).lead)


# ---- roles that change hands without their holder --------------------------------------------------


async def test_two_roles_in_one_hand_are_said_to_whoever_has_them_and_to_the_lead_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.types("ana", "/incident role code")
    again = await scene.types("ana", "/incident role customers")

    assert "You hold logs and code now. That is allowed" in answer
    assert "That is allowed" not in again
    assert 1 == len([line for line in scene.duties("leo") if "@ana holds logs and code of INC-1." in line])


async def test_the_lead_takes_a_silent_role_by_one_tap_and_who_was_silent_is_told_kindly_and_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(15.5)
    await scene.presses("leo", "I take logs")
    told = [line for line in scene.duties("ana") if "logs of INC-1 is with @leo now" in line]

    assert scene.id("leo") == (await scene.incident()).role("logs").holder
    assert ["so nothing waits for you there" in line and "Thank you for holding it." in line for line in told] == [True]
