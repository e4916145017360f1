"""Plan B has a time: then the lead is asked once what becomes of it, and every page tells how far both plans are."""

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


@pytest.fixture
async def planned(scene: Scene) -> Scene:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident plan b: export the documents by hand at 09:30 UTC")
    return scene


def asked(scene: Scene) -> list[str]:
    return [line for line in scene.dms("leo") if "plan B" in line or "Plan B" in line]


async def test_at_its_time_the_lead_is_asked_once_and_once_it_is_started_card_brief_and_thread_say_so(
    planned: Scene,
) -> None:
    await planned.while_there(29)
    early = asked(planned)
    await planned.while_there(15)
    (question,) = asked(planned)

    assert [] == early
    assert "It is time for plan B: “export the documents by hand”. Does it start?" in question
    assert "[Start plan B] [Not yet: until…] [Not needed]" in question

    await planned.presses("leo", "Start plan B", where="dm")
    (question,) = asked(planned)

    assert [f.PlanStepped(plan="b", stage="begun")] == await planned.facts(f.PlanStepped)
    assert "begun 09:44" in await planned.card()
    assert "Plan B, begun at 11:44" in await planned.types("ana", "/incident summary")
    assert "Plan B begun · @leo: export the documents by hand" in (await planned.card_thread())[-1]
    assert question.startswith("Plan B begun 09:44.")


async def test_put_off_to_no_time_it_stands_and_to_a_time_it_is_asked_again_then(planned: Scene) -> None:
    await planned.while_there(31)
    await planned.presses("leo", "Not yet: until…", where="dm")
    await planned.submits("leo", "In your words", words="when Ana is back")
    none = await planned.facts(f.PlanStepped)
    await planned.presses("leo", "Not yet: until…", where="dm")
    await planned.submits("leo", "In your words", words="09:50 UTC")
    await planned.while_there(18)
    between = [line for line in asked(planned) if "Does it start?" in line]
    await planned.while_there(3)

    assert [] == none == between
    assert 1 == len([line for line in asked(planned) if "Does it start?" in line])
    assert "Plan B starts at 11:50" in await planned.types("ana", "/incident summary at 09:40 UTC")


async def test_what_is_not_needed_is_asked_about_no_more(planned: Scene) -> None:
    await planned.types("leo", "/incident plan b not needed")
    await planned.while_there(31)

    assert [] == asked(planned)
    assert "Plan B is not needed (lead, 11:00)." in await planned.types("ana", "/incident summary")


async def test_plan_a_is_begun_and_done_by_a_tap_or_by_command_and_stands_on_the_pages(planned: Scene) -> None:
    await planned.types("leo", "/incident plan a: restore the owner")
    pressed = await planned.presses("leo", "Plan A: begun")
    before = len(await planned.said_in_channel())
    await planned.presses("ana", "Plan A: done")
    late = await planned.presses("leo", "Plan A: begun")

    assert "Plan A has begun: “restore the owner”" in pressed
    assert "Plan A is done since 09:00 (@ana). Nothing was changed" in late
    assert [fact.stage for fact in await planned.facts(f.PlanStepped)] == ["begun", "done"]
    assert "Plan A: " not in "".join(line for line in await planned.said_in_channel() if line.startswith("["))
    assert before == len(await planned.said_in_channel())

    await planned.types("leo", "/incident plan a: import them again eta 20-40m")
    typed = await planned.types("ana", "/incident plan a begun")
    begun = await planned.types("leo", "/incident summary")
    await planned.types("ana", "/incident plan a done")

    assert "Plan A has begun: “import them again”" in typed
    assert "Plan A, begun at 11:00" in begun
    assert "Plan A, done at 11:00" in await planned.types("leo", "/incident summary")
    assert "plan A: done" in await planned.types("leo", "/incident timeline")


async def test_what_an_estimate_is_based_on_stands_with_it_wherever_it_is_told(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    unplanned = await scene.types("leo", "/incident plan b begun")
    bare = await scene.types("bo", "/incident plan a: import again eta 30-60m")
    without = await scene.types("ana", "/incident summary")
    answer = await scene.types("bo", "/incident plan a eta 30–60 min because the last import took 45")
    brief = await scene.types("ana", "/incident summary")

    assert "/incident plan b: <what> at 15:30" in unplanned
    assert "takes 30 min to 1 h." in bare
    assert "30 to 60 minutes from its start. That is the estimate of code, no basis given." in without
    assert "Plan A: “import again”, takes 30 min to 1 h, based on: the last import took 45." in answer
    assert "30 to 60 minutes from its start. That is based on: the last import took 45." in brief
    assert "takes 30 min to 1 h, based on: the last import took 45" in (await scene.card_thread())[-1]
    assert "based on: “the last import took 45”" in await scene.types("ana", "/incident timeline")
    assert "based on: the last import took 45" in await scene.types("ana", "/incident prepare")


async def test_a_step_may_be_told_later_with_its_time(planned: Scene) -> None:
    await planned.types("leo", "/incident plan a: restore the owner")
    await planned.while_there(20)
    begun = await planned.types("ana", "/incident plan a begun at 09:10 UTC")
    ahead = await planned.types("ana", "/incident plan a done at 11:00 UTC")
    put_off = await planned.types("leo", "/incident plan b starts at 10:00 UTC")

    assert "has begun" in begun
    assert "at 11:10 CEST, 10 min ago" in begun
    assert "Plan A, begun at 11:10" in await planned.types("ana", "/incident summary")
    assert "still ahead" in ahead
    assert "does not start before" in put_off
    assert [f.PlanStepped] * 2 == [type(fact) for fact in await planned.facts(f.PlanStepped)]
