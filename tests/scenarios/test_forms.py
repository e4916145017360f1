"""Forms: filled wherever they were opened, answered where the person can read it."""

from bot.grammar import VERBS
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


# ---- a record of which only the verb was typed ---------------------------------------------------

RECORDS = [verb for verb in VERBS if verb.is_record and verb.name != "look back"]  # which is for one that is over


async def test_every_verb_for_a_record_opens_a_form_when_nothing_else_is_typed(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident unknown whether others are hurt")
    opened: dict[str, str] = {}
    for verb in RECORDS:
        await scene.types("leo", f"/incident {verb.name}")
        opened[verb.name] = scene.form("leo")
        if opened[verb.name]:
            await scene.people.closes("leo", everything=True)

    assert [] == [name for name, form in opened.items() if not form]
    assert "what the team lacks" in opened["need"]


async def test_what_is_written_there_is_read_as_what_is_typed(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident need")
    answer = await scene.submits("leo", "Need", words="exec approval to export by hand by 15:00 UTC")
    await scene.types("leo", "/incident time")
    wrong = await scene.submits("leo", "Time", words="detected when the phone rang")
    kept = scene.form("leo")
    await scene.types("leo", "/incident plan b")
    await scene.submits("leo", "Plan", what="export by hand")
    (need,), (plan,) = await scene.facts(f.NeedStated), await scene.facts(f.Planned)

    assert "approval to export by hand" in answer
    assert need.executive
    assert need.due_at
    assert "when the phone rang" in wrong
    assert "when the phone rang" in kept
    assert ("b", "export by hand") == (plan.plan, plan.what)


async def test_what_cannot_be_kept_is_said_beside_its_line_and_the_form_stays_with_all_that_stands_in_it(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident follow-up")
    past = await scene.submits("leo", "Follow-up", text="the job checks the owner", owner="bo", by="yesterday")
    still = scene.form("leo")
    await scene.submits("leo", "Follow-up", by="Friday")
    await scene.types("leo", "/incident customer")
    unclear = await scene.submits("leo", "Customer at stake", name="Northwind", deadline="next Friday 17:00")
    await scene.people.closes("leo")
    await scene.presses("ana", "Report")
    await scene.types("leo", "/incident role logs none")
    released = await scene.submits("ana", "report", conditions="2 of 14 found under the old name")
    await scene.types("leo", "/incident start", where="general")
    ahead = await scene.submits("leo", "start", title="Backups fail", over="tomorrow 22:00-23:30")
    await scene.submits("leo", "start", title="sev1 Backups fail +private", over="")

    assert "is over, so nothing was changed" in past
    assert "the job checks the owner" in still
    assert ["the job checks the owner"] == [fact.text for fact in await scene.facts(f.FollowUpRaised)]
    assert "15 May or 22 May" in unclear
    assert "Nobody holds logs" in released
    assert "2 of 14 found under the old name" in scene.form("ana")
    assert "still ahead" in ahead
    assert ("Backups fail", 1, True) == ((i := await scene.incident()).title, i.severity, i.private)


async def test_where_no_form_can_open_it_says_how_to_write_it(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.says("leo", "@Sitrep need")

    assert "/incident need [exec] <what> [by 15:00]" in scene.whispers("leo")[-1]
