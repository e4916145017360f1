"""Forms: filled wherever they were opened, answered where the person can read it."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_a_form_opened_where_the_bot_is_no_member_is_answered_by_direct_message(scene: Scene) -> None:
    await scene.types("leo", "/incident start", where="general")
    await scene.people.submits("leo", "start", {"title": "Documents missing", "severity": "SEV2"})
    await scene.stage.settle()

    assert any("SEV2 · public · real · “Documents missing”" in line for line in scene.dms("leo"))


async def test_a_form_without_a_title_says_so_beside_the_line_and_opens_nothing(scene: Scene) -> None:
    await scene.types("leo", "/incident start", where="general")
    answer = await scene.people.submits("leo", "start", {"title": "   "})

    assert "A few words are enough" in answer
    assert [] == await scene.stage.app.desk.open_incidents()


async def test_a_report_by_form_says_what_shows_it_and_raises_what_is_believed(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.presses("ana", "Report")
    answer = await scene.submits(
        "ana", "report", conditions="2 of 14", evidence="query 8812", belief="wrong owner", likelihood="likely"
    )
    await scene.presses("ana", "Report")
    form = scene.form("ana")
    await scene.submits("ana", "report", belief="wrong owner")

    assert "Evidence query 8812" in answer
    assert "2 of 14" in form
    assert [("wrong owner", "likely")] == [(h.text, h.likelihood) for h in (await scene.incident()).hypotheses]
    assert ["2 of 14", "2 of 14"] == [fact.conditions for fact in await scene.facts(f.Reported)]
