"""Nobody has to judge before they open; five minutes later the lead is asked once, with one tap to answer."""

from datetime import timedelta

from bot.incident import facts as f
from tests.scenarios.conftest import MORNING, Scene


async def test_the_lead_is_asked_once_after_five_minutes_what_each_severity_means_and_a_tap_sets_it(
    scene: Scene,
) -> None:
    await scene.start("Documents missing")
    before = await scene.said_in_channel()
    await scene.after(5 - 1 / 60)
    early = scene.duties("leo")
    await scene.after(1 / 60)
    (message,) = scene.duties("leo")

    assert early == []
    assert all(f"[{label}]" in message for label in ("SEV1", "SEV2", "SEV3", "SEV4"))
    assert "SEV1 A vital customer, or many, cannot work" in message
    assert await scene.said_in_channel() == before

    await scene.after(55)
    assert 1 == [fact.rung for fact in await scene.facts(f.Reminded)].count("severity")

    answer = await scene.presses("leo", "SEV1", where="dm")
    (message,) = (line for line in scene.duties("leo") if "SEV1 since 10:00" in line)

    assert "SEV1 now" in answer
    assert (await scene.incident()).severity == 1
    assert "[" not in message


async def test_nobody_is_asked_when_it_is_set_or_over_by_then(scene: Scene) -> None:
    for number, typed in enumerate(("sev 4 nobody is hurt", "cancel false alarm", "resolve it works"), start=1):
        await scene.start(f"Case {number}")
        await scene.types("leo", f"/incident INC-{number} {typed}")
    await scene.after(30)

    assert scene.duties("leo") == []


async def test_a_new_lead_is_the_one_who_is_asked_until_somebody_else_sets_it(scene: Scene) -> None:
    await scene.start("Documents missing @ana:lead @bo:logs")
    for who in ("ana", "bo"):
        await scene.presses(who, "Accept")
    await scene.after(5)
    asked = scene.duties("leo"), len(scene.duties("ana"))
    await scene.types("bo", "/incident sev 3 a nuisance")
    (message,) = scene.duties("ana")

    assert ([], 1) == asked
    assert "SEV3 since 09:05" in message
    assert "[" not in message


async def test_what_fell_due_while_nobody_was_running_is_asked_once(scene: Scene) -> None:
    await scene.start("Documents missing")
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(minutes=25))
    await scene.starts_again()

    assert len(scene.duties("leo")) == 1
    assert [fact.rung for fact in await scene.facts(f.Reminded)] == ["severity"]


async def test_a_severity_of_another_scale_opens_at_once_and_is_said(scene: Scene) -> None:
    for typed, title, level, told in (
        ("SEV0 checkout is down", "checkout is down", 1, "“SEV0” is read as SEV1."),
        ("critical: login is down", "login is down", 1, "“critical” is read as SEV1."),
        ("SEV5 search is down", "search is down", None, "There is no severity “SEV5”, so none is set yet."),
    ):
        answer = await scene.start(typed)
        incident = await scene.incident()

        assert (incident.title, incident.severity) == (title, level)
        assert told in answer


async def test_a_severity_brings_nobody(scene: Scene) -> None:
    await scene.start("sev1 Documents missing")

    assert set((await scene.channel()).members) == {scene.id("leo"), scene.stage.slack.bot_user_id}
