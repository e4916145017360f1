"""Words behind a verb that ends an incident or sets its severity may be a line of their own: then it is asked."""

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import Scene

SENTENCES = [
    ("close button does not work", "Close"),
    ("cancel order fails with 500", "Cancel"),
    ("resolve button broken on the order page", "Resolve"),
    ("resolved tickets come back", "Resolve"),
    ("resolve ticket 4711 is stuck", "Resolve"),
    ("closed accounts can still log in", "Close"),
    ("resolve it does not work yet", "Resolve"),
    ("cancel subscription throws an error", "Cancel"),
    ("close dialog stopped responding", "Close"),
    ("priority high latency in EU", "SEV2"),
    ("severity low disk space", "SEV4"),
]
REASONS = [
    ("resolve", "resolved"),
    ("resolve the customer has filed and confirmed", "resolved"),
    ("resolve db is back", "resolved"),
    ("resolve exports arrive", "resolved"),
    ("resolve customers can log in", "resolved"),
    ("resolve Nell has all forty parcels on the lorry", "resolved"),
    ("resolve Northgate Shipping sees all fourteen", "resolved"),
    ("resolve Odense packs and makes the truck", "resolved"),
    ("resolve: rollback out, not our fault", "resolved"),
    ("resolved, all quiet", "resolved"),
    ("resolve works again", "resolved"),
    ("resolve fixed by the rollback", "resolved"),
    ("status resolved tickets are back", "resolved"),
    ("cancel false alarm", "cancelled"),
    ("cancel duplicate alert", "cancelled"),
    ("false alarm", "cancelled"),
    ("cancel not an incident", "cancelled"),
    ("cancel test", "cancelled"),
]


@pytest.mark.parametrize("resolved", [False, True])
async def test_a_sentence_ends_nothing_and_one_tap_keeps_it_as_a_note(scene: Scene, resolved: bool) -> None:  # noqa: FBT001
    await scene.staffed("Documents missing", logs="ana")
    if resolved:
        await scene.types("leo", "/incident resolve")
    sentences = {typed: label for typed, label in SENTENCES if (label == "Close") == resolved}
    for typed, label in sentences.items():
        before = await scene.standing()
        answer = await scene.types("leo", f"/incident {typed}")

        assert before == await scene.standing()
        assert "Did you mean" in answer, typed
        assert f"[{label}]" in scene.whispers("leo")[-1]
        await scene.presses("leo", "Add as a note")
    assert [*sentences] == [note.text for note in await scene.facts(f.Noted)]


async def test_by_our_name_it_is_asked_too(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    before = await scene.entries()
    await scene.says("leo", "@Sitrep cancel button does not work")

    assert before == await scene.entries()
    assert "Did you mean" in scene.whispers("leo")[-1]


async def test_a_reason_is_a_reason(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    became = []
    for typed, _ in REASONS:
        await scene.types("leo", f"/incident {typed}")
        became.append((typed, (await scene.incident()).status))
        await scene.types("leo", "/incident reopen")

    assert REASONS == became


@pytest.mark.parametrize("typed", ["close review done, no follow-ups", "close", "close: notes sent", "close anyway"])
async def test_a_resolved_one_is_closed_with_its_reason(scene: Scene, typed: str) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident resolve")
    answer = await scene.types("leo", f"/incident {typed}")

    assert "Did you mean" not in answer


async def test_one_tap_does_what_was_meant_with_the_words_as_its_reason(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident cancel ticket batch late")
    await scene.presses("leo", "Cancel")
    await scene.presses("leo", "Cancel")

    assert [(fact.status, fact.why) for fact in await scene.facts(f.StatusSet)] == [("cancelled", "ticket batch late")]


async def test_pressed_late_it_says_what_is_true(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident cancel button does not work")
    await scene.types("ana", "/incident resolve it works")
    answer = await scene.presses("leo", "Cancel")

    assert "INC-1 is resolved since" in answer
    assert "resolved" == (await scene.incident()).status


@pytest.mark.parametrize("typed", ["sev 1 checkout is down", "sev 1 a second customer is hurt", "sev high", "sev 1"])
async def test_a_number_is_no_sentence(scene: Scene, typed: str) -> None:
    await scene.staffed("Documents missing", logs="ana")
    await scene.types("ana", f"/incident {typed}")

    assert 1 == len(await scene.facts(f.SeveritySet))


async def test_what_names_no_role_and_no_severity_can_be_kept_as_a_note(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    sentences = ["take logs offline", "make sure backups run", "release notes are wrong", "priority queue is stuck"]
    for typed in sentences:
        before = await scene.entries()
        await scene.types("ana", f"/incident {typed}")

        assert before == await scene.entries(), typed
        await scene.presses("ana", "Add as a note")
    assert sentences == [note.text for note in await scene.facts(f.Noted)]


# ---- one word in answer to a reminder ------------------------------------------------------------


async def test_one_word_that_asks_to_read_is_the_command(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    for typed in ("help", "?", "list", "Summary", "timeline", "help!", "card."):
        await scene.says("ana", typed, where="dm")

    assert [] == await scene.facts(f.Reported)


@pytest.mark.parametrize(
    "typed", ["resolved", "monitoring", "help me with the archive", "list of 14 is complete", "same"]
)
async def test_what_tells_how_it_stands_is_the_report(scene: Scene, typed: str) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.says("ana", typed, where="dm")

    assert [typed] == [report.conditions for report in await scene.facts(f.Reported)]


@pytest.mark.parametrize("typed", ["report", "update"])
async def test_the_word_report_alone_opens_the_form(scene: Scene, typed: str) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.says("ana", typed, where="dm")

    assert [] == await scene.facts(f.Reported)
    assert "[Open the form]" in scene.whispers("ana")[-1]
