"""A hand-over: whoever is asked reads first what goes with the role; whoever gives it reads what was understood."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


def note_to(scene: Scene, who: str = "eva") -> str:
    """The direct message about the role; who is brought in reads besides where it stands."""
    (told,) = [line for line in scene.duties(who) if not line.startswith("You joined")]
    return told


async def offering(scene: Scene) -> None:
    """Ana has logs and offers it to Eva."""
    await scene.after(3)
    assert "is offered to @eva" in await scene.types("ana", "/incident role logs @eva")


async def handing_over(scene: Scene) -> None:
    """Ana hands logs over to Eva, with all that a morning leaves behind."""
    await scene.staffed(logs="ana", code="bo")
    await scene.types("ana", "/incident report C: 2 of 14 found. A: comparing Monday's job. N: access to the archive")
    await scene.types("leo", "/incident plan a restore the owner")
    await scene.types("leo", "/incident plan b restore last night's copy at 14:00")
    await scene.types("bo", "/incident think the rename lost the owner / likely")
    await scene.types("bo", "/incident think the archive is full")
    await scene.types("bo", "/incident rule out H2 it is half empty")
    await scene.types("leo", "/incident ask @ana 20m count the other twelve")
    await scene.types("leo", "/incident ask @bo 20m look at the deploy")
    await scene.types("leo", "/incident customer Carta deadline 18:00")
    await scene.types("leo", "/incident told Carta we are on it next 30m")
    await offering(scene)


async def test_who_is_asked_reads_what_goes_with_it_and_once_they_accept_the_holder_what_they_understood(
    scene: Scene,
) -> None:
    await handing_over(scene)
    note = note_to(scene)

    assert "@ana would like to hand logs over to you." in note
    for line in (
        "SEV2 · Investigating since",
        "Last said: 2 of 14 found",
        "Plan A: restore the owner",
        "Plan B: restore last night's copy",
        "Open idea H1: the rename lost the owner (likely)",
        "Ruled out H2: the archive is full: it is half empty",
        "In flight T1: count the other twelve, @ana by",
        "Outside: Carta hears from us by",
        "has a deadline at",
        "Needed: access to the archive",
    ):
        assert line in note
    assert "look at the deploy" not in note
    assert scene.id("ana") == (await scene.incident()).role("logs").holder

    await scene.presses("eva", "Accept")
    await scene.presses("eva", "Say it back…")
    answer = await scene.submits("eva", "In your words", words="counting the twelve; if not by 14:00, plan B")
    (said,) = await scene.facts(f.ReadBack)

    assert scene.id("eva") == (await scene.incident()).role("logs").holder
    assert ("logs", scene.id("ana")) == (said.role, said.person)
    assert (
        "@ana reads in the card's thread that you go on with: “counting the twelve; if not by 14:00, plan B”" in answer
    )
    assert "@eva has logs from @ana and goes on with: “counting the twelve" in (await scene.card_thread())[-1]
    assert "You go on with: “counting the twelve" in note_to(scene)
    assert "[Say it back…]" not in scene.sees("eva")


async def test_what_nobody_recorded_has_no_line_a_no_leaves_it_where_it_was_and_who_lost_it_says_nothing_back(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing @ana:logs")
    free = scene.duties("ana")
    await scene.presses("ana", "Accept")
    await offering(scene)
    note = note_to(scene)
    await scene.presses("eva", "Decline")

    assert [] == free  # a free role is offered without a note
    assert not [
        word for word in ("Plan", "Open idea", "Ruled out", "In flight", "Outside", "Needed", "Last") if word in note
    ]
    assert scene.id("ana") == (await scene.incident()).role("logs").holder
    assert "Fine, you are not asked any more. (logs, INC-1)" == note_to(scene)

    await offering(scene)
    await scene.presses("eva", "Accept")
    await scene.types("leo", "/incident role logs")
    answer = await scene.presses("eva", "Say it back…")

    assert "Nobody handed logs over to you" in answer
    assert [] == await scene.facts(f.ReadBack)
