"""Forms: filled wherever they were opened, answered where the person can read it."""

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
