"""Words behind a verb that ends an incident or sets its severity may be a line of their own: then it is asked."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene

# Whether words make a sentence is a rule with tables of its own, in tests/grammar/test_reasons.py.
SENTENCES = [
    ("cancel order fails with 500", "Cancel"),
    ("resolved tickets come back", "Resolve"),
    ("priority high latency in EU", "SEV2"),
    ("identified 3 bad disks", "Identified"),
    ("close button does not work", "Close"),
]
REASONS = [
    ("resolve exports arrive", "resolved"),
    ("status resolved tickets are back", "resolved"),
    ("false alarm", "cancelled"),
    ("cancel not an incident", "cancelled"),
]


async def test_a_sentence_ends_nothing_and_one_tap_keeps_it_as_a_note(scene: Scene) -> None:
    await scene.staffed("Documents missing", logs="ana")
    for typed, label in SENTENCES:
        if label == "Close":
            await scene.types("leo", "/incident resolve")
        before = await scene.standing()
        answer = await scene.types("leo", f"/incident {typed}")

        assert before == await scene.standing()
        assert "Did you mean" in answer, typed
        assert f"[{label}]" in scene.whispers("leo")[-1]
        await scene.presses("leo", "Add as a note")
    assert [typed for typed, _ in SENTENCES] == [note.text for note in await scene.facts(f.Noted)]

    answer = await scene.types("leo", "/incident close anyway review done, no follow-ups")

    assert "Did you mean" not in answer
    assert ("closed", "review done, no follow-ups") == (
        (await scene.incident(1)).status,
        (await scene.facts(f.StatusSet))[-1].why,
    )


async def test_what_names_no_role_and_no_severity_can_be_kept_as_a_note_and_a_number_is_no_sentence(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    before = await scene.entries()
    await scene.says("leo", "@Sitrep cancel button does not work")

    assert before == await scene.entries()
    assert "Did you mean" in scene.whispers("leo")[-1]  # by our name it is asked too

    sentences = ["take logs offline", "make sure backups run", "release notes are wrong", "priority queue is stuck"]
    for typed in sentences:
        before = await scene.entries()
        await scene.types("ana", f"/incident {typed}")

        assert before == await scene.entries(), typed
        await scene.presses("ana", "Add as a note")
    await scene.types("ana", "/incident sev 1 checkout is down")

    assert sentences == [note.text for note in await scene.facts(f.Noted)]
    assert 1 == len(await scene.facts(f.SeveritySet))


async def test_a_reason_is_a_reason_and_one_tap_does_what_was_meant_unless_something_else_is_true_by_then(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    became = []
    for typed, _ in REASONS:
        await scene.types("leo", f"/incident {typed}")
        became.append((typed, (await scene.incident()).status))
        await scene.types("leo", "/incident reopen")

    assert REASONS == became

    await scene.types("leo", "/incident cancel button does not work")
    await scene.types("ana", "/incident resolve it works")
    answer = await scene.presses("leo", "Cancel")

    assert "INC-1 is resolved since" in answer
    assert "resolved" == (await scene.incident()).status

    await scene.types("leo", "/incident reopen")
    before = len(await scene.facts(f.StatusSet))
    await scene.types("leo", "/incident cancel ticket batch late")
    await scene.presses("leo", "Cancel")
    await scene.presses("leo", "Cancel")

    assert [("cancelled", "ticket batch late")] == [
        (fact.status, fact.why) for fact in (await scene.facts(f.StatusSet))[before:]
    ]


# ---- one word in answer to a reminder ------------------------------------------------------------


async def test_one_word_that_asks_is_the_command_and_what_tells_how_it_stands_is_the_report(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    for typed in ("help", "?", "list", "Summary", "timeline", "help!", "card."):
        await scene.says("ana", typed, where="dm")
    for typed in ("report", "update"):
        before = scene.whispers("ana")
        await scene.says("ana", typed, where="dm")

        assert "[Open the form]" in "\n".join(line for line in scene.whispers("ana") if line not in before), typed
    assert [] == await scene.facts(f.Reported)

    words = ["resolved", "monitoring", "help me with the archive", "list of 14 is complete", "same"]
    for typed in words:
        await scene.after(25)
        await scene.says("ana", typed, where="dm")

    assert words == [report.conditions for report in await scene.facts(f.Reported)]
