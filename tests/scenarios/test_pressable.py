"""What can be typed about a hypothesis, the status and the severity can be pressed as well, where it is said."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from bot.incident.effects import Json
from bot.slack.messages import blocks as b
from tests.scenarios.conftest import Scene


def offered(scene: Scene, who: str, label: str) -> bool:
    """Whether the person sees it among buttons or in a menu."""
    return any(label in line for line in scene.whispers(who)[-1].splitlines() if line.startswith(("[", "<")))


async def thought(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    await scene.types("bo", "/incident think a bad disk")


# ---- what a hypothesis can become ----------------------------------------------------------------


async def test_the_answer_to_a_thought_takes_its_likelihood_as_if_it_were_typed(scene: Scene) -> None:
    await thought(scene)
    before = len(await scene.said_in_channel())
    answer = await scene.picks("bo", "How likely is H1?", "very likely")

    assert "H1 is now very likely" in answer
    assert [(fact.id, fact.likelihood) for fact in await scene.facts(f.HypothesisJudged)] == [("H1", "very likely")]
    assert len(await scene.said_in_channel()) == before

    await scene.types("bo", "/incident H1 likely")
    pressed, typed = [entry for entry in await scene.entries() if isinstance(entry.fact, f.HypothesisJudged)]

    assert (type(pressed.fact), pressed.by, pressed.message) == (type(typed.fact), typed.by, typed.message)


async def test_confirming_asks_what_shows_it_and_ruling_out_what_speaks_against_it_if_it_is_not_too_late(
    scene: Scene,
) -> None:
    await thought(scene)
    await scene.presses("bo", "Confirm H1…")
    answer = await scene.submits("bo", "settle", evidence="smartctl says so")

    assert "H1" in answer
    assert [(fact.id, fact.evidence) for fact in await scene.facts(f.HypothesisConfirmed)] == [
        ("H1", "smartctl says so")
    ]

    await scene.types("bo", "/incident think a bad cable")
    await scene.presses("bo", "Rule out H2…")
    await scene.submits("bo", "settle", evidence="the cable is new")

    assert [(fact.id, fact.evidence) for fact in await scene.facts(f.HypothesisRuledOut)] == [
        ("H2", "the cable is new")
    ]

    await scene.types("bo", "/incident think a bad fan")
    await scene.presses("bo", "Confirm H3…")
    await scene.types("leo", "/incident rule out H3 the fan is new")
    before = await scene.entries()
    wrong = await scene.submits("bo", "settle", evidence="it rattles")

    assert "H3 is ruled out since" in wrong
    assert "it rattles" in scene.form("bo")
    assert before == await scene.entries()


async def test_pressed_again_or_after_somebody_else_judged_it_says_what_is_true_and_writes_nothing(
    scene: Scene,
) -> None:
    await thought(scene)
    await scene.picks("bo", "How likely is H1?", "likely")
    first = next(line for line in scene.whispers("bo") if "How likely is H1?" in line)
    before = await scene.entries()
    await scene.people.picks("bo", "How likely is H1?", "likely", message=first.split(" ", 1)[0])
    await scene.stage.settle()

    assert before == await scene.entries()
    assert "H1 is likely since" in scene.whispers("bo")[-1]
    assert "Nothing was changed" in scene.whispers("bo")[-1]

    await scene.types("bo", "/incident think a bad cable")
    await scene.types("ana", "/incident H2 unlikely")
    before = await scene.entries()
    answer = await scene.picks("bo", "How likely is H2?", "very likely")

    assert before == await scene.entries()
    assert "H2 is unlikely since" in answer
    assert "@ana" in answer
    assert offered(scene, "bo", "very likely")


async def test_a_late_choice_says_what_is_now_true(scene: Scene) -> None:
    await thought(scene)
    for ending, true_now in (
        ("confirm H1 smartctl says so", "H1 is confirmed since"),
        ("rule out H1 the disk is new", "H1 is ruled out since"),
        ("resolve", "INC-1 is resolved since"),
        ("cancel false alarm", "INC-1 is cancelled since"),
    ):
        await scene.types("leo", f"/incident {ending}")
        before = await scene.entries()
        answers = [
            await scene.picks("bo", "How likely is H1?", "likely"),
            await scene.presses("bo", "Confirm H1…"),
            await scene.presses("bo", "Rule out H1…"),
        ]

        assert [] == [answer for answer in answers if true_now not in answer]
        assert before == await scene.entries()
        assert scene.form("bo") == ""
        await scene.types("leo", "/incident undo")


async def test_the_board_has_a_row_for_each_open_hypothesis_with_buttons_for_who_is_inside(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    empty = await scene.types("ana", "/incident hypotheses")
    await scene.types("bo", "/incident think a bad disk / likely")
    await scene.types("bo", "/incident think the rename")
    await scene.types("bo", "/incident think cosmic rays")
    await scene.types("bo", "/incident rule out H3 there is a roof")
    answer = await scene.types("ana", "/incident hypotheses")
    outside = await scene.types("eva", "/incident INC-1 hypotheses", where=LOBBY)

    assert "/incident think" in empty
    assert "a bad disk" in answer
    assert "cosmic rays" in answer
    assert [offered(scene, "ana", f"Confirm H{number}…") for number in (1, 2, 3)] == [True, True, False]
    assert "a bad disk" in outside
    assert not offered(scene, "eva", "Confirm H1…")


# ---- severity and status -------------------------------------------------------------------------


async def test_a_severity_without_a_number_is_asked_with_what_each_means_of_those_the_caller_may_set(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.types("ana", "/incident sev")
    hers = [offered(scene, "ana", label) for label in ("SEV1", "SEV2", "SEV3", "SEV4")]
    await scene.types("leo", "/incident sev")
    his = [offered(scene, "leo", label) for label in ("SEV1", "SEV2", "SEV3", "SEV4")]
    await scene.presses("ana", "SEV1")

    assert "A vital customer" in answer
    assert (await scene.incident()).severity == 1
    assert (hers, his) == ([True, False, False, False], [True, False, True, True])


async def test_the_card_leads_to_severity_status_and_board_without_a_line_and_sets_no_status_that_moved_on(
    scene: Scene,
) -> None:
    await thought(scene)
    await scene.presses("ana", "Status…")
    await scene.types("leo", "/incident status identified the disk is bad")
    entries = await scene.entries()
    moved_on = await scene.presses("ana", "Mitigated")

    assert "INC-1 is identified since" in moved_on
    assert entries == await scene.entries()

    before = len(await scene.said_in_channel())
    await scene.presses("ana", "Status…")
    await scene.presses("ana", "Mitigated")
    await scene.presses("ana", "Severity…")
    await scene.presses("ana", "SEV1")
    board = await scene.presses("ana", "Hypotheses…")
    incident = await scene.incident()
    lines = (await scene.said_in_channel())[before:]

    assert (incident.status, incident.severity) == ("mitigated", 1)
    assert "a bad disk" in board
    assert [] == [line for line in lines if "topic" not in line]  # that is Slack's own, as when it is typed


async def test_the_menu_sets_severity_and_status_and_resolves_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident")
    await scene.picks("leo", "Severity: SEV2", "SEV3")
    await scene.types("leo", "/incident")
    await scene.picks("leo", "Status: investigating", "Identified")
    await scene.types("ana", "/incident")
    await scene.types("leo", "/incident")
    answer = await scene.presses("leo", "Resolve")
    incident, before = await scene.incident(), await scene.entries()
    twice = await scene.presses("ana", "Resolve")

    assert (incident.severity, incident.status) == (3, "resolved")
    assert "take it back within 5 minutes" in answer
    assert [fact.status for fact in await scene.facts(f.StatusSet)] == ["identified", "resolved"]
    assert "INC-1 is resolved since" in twice
    assert before == await scene.entries()


async def test_the_question_for_the_severity_is_not_answered_over_somebody_elses_answer(scene: Scene) -> None:
    await scene.staffed("Documents missing", logs="ana")
    await scene.after(5)
    scene.stage.slack.faults.error("chat.update", error="internal_error", times=50)
    await scene.types("ana", "/incident sev 3 a nuisance")
    answer = await scene.presses("leo", "SEV1", where="dm")

    assert (await scene.incident()).severity == 3
    assert "INC-1 is SEV3 since" in answer


async def test_who_left_the_channel_presses_nothing(scene: Scene) -> None:
    await thought(scene)
    await scene.does("joins", "eva", (await scene.incident()).channel)
    await scene.presses("eva", "Status…")
    await scene.does("leaves", "eva", (await scene.incident()).channel)
    before = await scene.entries()
    about: dict[str, Json] = {"incident": 1, "text": "status mitigated", "subject": "status", "seen": 0}
    kept = [b.actions([b.button("Mitigated", b.SAY_WHILE, about)])]
    lobby = scene.stage.channel_id(LOBBY)
    await scene.stage.app._line.wire.call("chat.postMessage", channel=lobby, text="Kept", blocks=kept)
    answer = await scene.presses("eva", "Mitigated")

    assert before == await scene.entries()
    assert "Only people in its channel" in answer
