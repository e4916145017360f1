"""The lead's quiet prompts: what is easily overlooked, to the lead alone, now and then, and off at a tap."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from bot.incident.prompts import PROMPTS
from tests.scenarios.conftest import Scene

SAYS = {
    "no-logs": "Nobody has logs.",
    "untested": "ideas, and none is tested.",
    "deadline": "The deadline of",
    "no-change": "Nothing changed on record for two hours.",
    "nothing-new": "had nothing new",
}


def prompted(scene: Scene, name: str, who: str = "leo") -> list[str]:
    return [line for line in scene.dms(who) if SAYS[name] in line]


def test_every_prompt_is_played_here() -> None:
    assert set(SAYS) == {prompt.name for prompt in PROMPTS}


async def test_nobody_on_logs_for_twelve_minutes(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", code="bo")
    await scene.types("bo", "/incident report a rename job ran on Monday next 60m")
    await scene.types("leo", "/incident impact 14 documents")
    await scene.after(11.9)
    early = prompted(scene, "no-logs")
    await scene.after(0.2)
    (said,) = prompted(scene, "no-logs")
    await scene.picks("leo", "Offer logs to…", "ana")

    assert [] == early
    assert "Who looks at the evidence?" in said
    assert (await scene.incident()).offered_to(scene.id("ana")) == ("logs",)


async def test_three_ideas_and_none_tested(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    for idea in ("wrong owner", "bad mapping", "old index"):
        await scene.types("ana", f"/incident think {idea} / likely")
    await scene.after(0.1)
    (said,) = prompted(scene, "untested")
    await scene.types("ana", "/incident rule out H2 none carries it")

    assert "H3 old index" in said
    assert [] == prompted(scene, "untested")


async def test_a_deadline_in_forty_minutes(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident customer Northwind cannot send deadline 12:30")
    await scene.after(25)
    await scene.says("leo", "go on")
    await scene.after(24.9)
    early = prompted(scene, "deadline")
    await scene.after(0.2)

    assert [] == early
    assert "“Northwind” is 10:30" in prompted(scene, "deadline")[0]


async def test_two_hours_without_change_slow_down_at_a_tap_of_the_lead_alone_and_back(scene: Scene) -> None:
    """Ana has the logs and says for two hours that there is nothing new."""
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.types("ana", "/incident report two of fourteen")
    for _ in range(8):
        await scene.after(14.5)
        await scene.types("ana", "/incident report nothing new")
    await scene.after(25)
    reminders = (await scene.incident()).reminders
    asked = [r for r in reminders if r.rung == "prompt" and r.about == "nothing-new logs"]
    change_of_approach = prompted(scene, "nothing-new")[-1]
    (said,) = prompted(scene, "no-change")
    await scene.types("leo", "/incident role lead @ana")
    await scene.presses("ana", "Accept")
    of_another = await scene.presses("leo", "Half as often", where="dm")
    await scene.types("ana", "/incident role lead @leo")
    await scene.presses("leo", "Accept")
    answer = await scene.presses("leo", "Half as often", where="dm")
    slowed = (await scene.incident()).slower
    await scene.presses("leo", "As before", where="dm")

    assert 2 == len(asked), "after the third and after the sixth time"
    assert "Change the approach, or the person?" in change_of_approach
    assert "[Reassign]" in change_of_approach
    assert "Reports are due every 15 min" in said
    assert "Only the lead" in of_another
    assert "half as often" in answer
    assert (2, 1) == (slowed, (await scene.incident()).slower)
    assert [line for line in scene.dms("leo") if "Reports are due as before since" in line and "[" not in line]


async def test_in_hours_of_silence_they_are_few_and_apart_and_none_asks_whether_it_may_be_longer(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    for idea in ("wrong owner", "bad mapping", "old index"):
        await scene.types("leo", f"/incident think {idea} / likely")
    await scene.types("leo", "/incident customer Northwind cannot send deadline 12:30")
    await scene.after(180)
    told = [e.recorded_at for e in await scene.entries() if isinstance(e.fact, f.Reminded) and e.fact.rung == "prompt"]

    assert [] == prompted(scene, "no-change")
    assert len(told) > 1
    assert all(later - one >= timedelta(minutes=10) for one, later in pairwise(told))
    assert all(sum(at <= other < at + timedelta(hours=1) for other in told) <= 2 for at in told)


async def test_a_prompt_is_switched_off_for_this_incident_from_itself(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.types("ana", "/incident report two of fourteen")
    for times in range(6):
        await scene.after(14)
        await scene.types("ana", "/incident report nothing new")
        if times == 2:
            await scene.after(0.2)
            await scene.presses("leo", "Not again here", where="dm")
    await scene.after(5)

    assert [line for line in scene.dms("leo") if "Such prompts are off in INC-1" in line and "[" not in line]
    assert 1 == len([r for r in (await scene.incident()).reminders if r.about == "nothing-new logs"])


async def test_the_house_switches_prompts_off(scene: Scene) -> None:
    await scene.stops()
    await scene.starts_again(policy=replace(DEFAULT, prompts_off=("no-logs", "no-change")))
    await scene.staffed("sev1 Documents missing", code="bo")
    await scene.types("bo", "/incident report a rename job ran on Monday next 60m")
    await scene.types("leo", "/incident impact 14 documents")
    await scene.after(13)

    assert [] == [r for r in (await scene.incident()).reminders if r.rung == "prompt"]


async def test_a_prompt_is_not_said_right_after_something_else(scene: Scene) -> None:
    await scene.start("Documents missing")
    await scene.stops()
    scene.turns(40)
    await scene.starts_again()

    assert ["severity"] == [fact.rung for fact in await scene.facts(f.Reminded)]
