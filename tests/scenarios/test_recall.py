"""Next time quicker: what was like this one, to whoever asks, and unasked only if it is much alike."""

from bot.cli.simulation import LOBBY
from bot.story.recall.past import DeadEnd, Past
from tests.scenarios.conftest import Scene

FERRY = Past(
    name="ferry-7",
    title="Ferry tickets are not printed",
    happened_on="2025-05-04",
    symptom="No printer on the quay takes a ticket since the driver update",
    cause="The printer driver was updated by the nightly job",
    fix="The old driver was put back",
    dead_ends=(DeadEnd("Paper jam", 15),),
    minutes_to_cause=40,
    imported=True,
)
CRANE = Past(
    name="crane-2", title="Harbour crane takes no orders", cause="The disk of the list server was full", imported=True
)
GRAIN = Past(name="grain-1", title="Grain prices are wrong", cause="Prices came in another currency", imported=True)


async def remembers(scene: Scene, *pasts: Past) -> None:
    await scene.stage.app.desk.bring_in(pasts or (FERRY, CRANE, GRAIN))


async def worked_out(scene: Scene, title: str = "Payroll export leaked", *, flags: str = "") -> None:
    """An incident of the house's own, from its start to its end; the lobby is where people are afterwards."""
    await scene.start(f"sev2 {title} {flags}")
    await scene.types("leo", "/incident think the mail list was wrong")
    await scene.after(12)
    await scene.types("leo", "/incident rule out H1 the list is as before")
    await scene.types("leo", "/incident think the bucket was readable for all")
    await scene.after(8)
    await scene.types("leo", "/incident confirm H2 the access log shows it")
    await scene.types("leo", "/incident decide close the bucket")
    await scene.types("leo", "/incident resolve nobody reads it any more")


async def test_similar_shows_what_it_looked_like_what_it_was_and_what_fixed_it_and_search_what_is_open_too(
    scene: Scene,
) -> None:
    await remembers(scene)
    await scene.start("sev2 Printers on the quay print no tickets")
    told = await scene.types("leo", "/incident similar")
    found = await scene.types("eva", "/incident search printer quay", where=LOBBY)

    for line in (
        "ferry-7 · Ferry tickets are not printed · 2025-05-04 · imported",
        "It looked like: No printer on the quay takes a ticket since the driver update",
        "It was: The printer driver was updated by the nightly job (known after 40 min)",
        "What fixed it: The old driver was put back",
        "Did not help: Paper jam (15 min)",
    ):
        assert line in told
    assert found.index("INC-1 · Printers on the quay") < found.index("· open") < found.index("ferry-7")
    assert "crane-2" not in found
    assert "[Not this time]" not in await scene.types("eva", "/incident similar INC-1", where=LOBBY)


async def test_what_is_not_on_record_not_alike_or_not_asked_for_is_said_so_and_a_quotation_found_as_it_stands(
    scene: Scene,
) -> None:
    await remembers(scene)
    crane, zebra, nothing = [
        await scene.types("eva", f"/incident {asked}", where=LOBBY)
        for asked in ("similar crane", "similar zebra", "search …")
    ]

    assert "What fixed it: not on record" in crane
    assert "No past incident that you may see is like this." in zebra
    assert "no word to look for" in nothing
    for typed, is_found in (('"nightly job"', True), ('"job nightly"', False), ("job nightly", True)):
        assert is_found == ("ferry-7 ·" in await scene.types("eva", f"/incident search {typed}", where=LOBBY)), typed


async def test_what_is_hardly_alike_is_not_told_unasked_and_an_idea_that_was_the_cause_before_is_answered_with_it(
    scene: Scene,
) -> None:
    await remembers(scene)
    hardly = await scene.start("sev2 Wages paid in another country are late")
    told = await scene.types("leo", "/incident think the printer driver was updated by the nightly job")

    assert "Seen before?" not in hardly
    assert "Seen before? ferry-7" in told


async def test_an_idea_leads_to_what_the_title_does_not(scene: Scene) -> None:
    await remembers(scene)
    await scene.start("sev2 Board stays dark")
    before = await scene.types("leo", "/incident similar")
    await scene.types("leo", "/incident think no space left on the server")

    assert ("crane-2" in before, "crane-2" in await scene.types("leo", "/incident similar")) == (False, True)


async def test_the_houses_own_incident_comes_with_its_dead_end_but_to_itself_or_once_it_is_private(
    scene: Scene,
) -> None:
    await worked_out(scene)
    to_itself = await scene.types("leo", "/incident similar")
    found = await scene.types("eva", "/incident search bucket", where=LOBBY)
    told = await scene.types("eva", "/incident similar bucket readable for everybody", where=LOBBY)

    assert "INC-1 · Payroll export leaked" in told
    assert "It was: the bucket was readable for all: the access log shows it (known after 20 min)" in told
    assert "Did not help: the mail list was wrong: the list is as before (12 min)" in told
    assert "INC-1" not in to_itself

    await scene.types("leo", "/incident private")

    assert "INC-1 ·" in found
    assert "INC-1 ·" not in await scene.types("eva", "/incident search bucket", where=LOBBY)


async def test_who_starts_one_that_is_much_alike_is_told_so_alone_and_once_more_not_if_it_was_not_this_time(
    scene: Scene,
) -> None:
    await remembers(scene)
    told = await scene.start("sev2 Ferry tickets are not printed since the driver update")

    assert "Seen before? ferry-7 · Ferry tickets are not printed" in told
    assert "what fixed it: The old driver was put back" in told
    assert "[ferry-7: useful] [Not this time]" in told
    assert "ferry-7" in await scene.types("leo", "/incident similar")
    assert not any("ferry-7" in line for line in await scene.said_in_channel())

    answer = await scene.presses("leo", "Not this time")
    after = await scene.types("leo", "/incident think the printer driver was updated by the nightly job")

    assert "ferry-7 is not offered again in this incident" in answer
    assert "ferry-7" not in after
    assert "ferry-7" in await scene.types("eva", "/incident similar ferry tickets", where=LOBBY)


async def test_what_was_useful_is_kept_and_comes_first_where_something_alike_begins(scene: Scene) -> None:
    twin = Past(name="a-ferry", title="Ferry tickets", cause="The quay has no power", imported=True)
    other = Past(name="b-ferry", title="Ferry tickets", cause="The roll of paper is wet", imported=True)
    await remembers(scene, twin, other)
    before = await scene.types("eva", "/incident similar ferry tickets come out smeared with ink", where=LOBBY)
    await scene.start("sev2 Ferry tickets come out smeared with ink")
    await scene.types("leo", "/incident similar")
    answer = await scene.presses("leo", "b-ferry: useful")
    await scene.types("leo", "/incident resolve dried")
    after = await scene.types("eva", "/incident similar ferry tickets come out smeared with ink", where=LOBBY)

    assert "Kept: b-ferry helps here." in answer
    assert before.index("a-ferry") < before.index("b-ferry")
    assert after.index("b-ferry") < after.index("a-ferry")
    assert not any("b-ferry" in line for line in await scene.said_in_channel())


ASKED = (
    *("similar", "similar payroll export leaked", "similar bucket readable for all", "search payroll", "search bucket"),
    *('search "the bucket"', "similar INC-1", "list all"),
)


async def answers(scene: Scene, *, who: str = "eva") -> list[str]:
    told = [await scene.types(who, f"/incident {asked}", where=LOBBY) for asked in ASKED]
    return [text.partition(" ")[2] for text in told]  # without the time of the message


async def test_to_outsiders_a_private_one_does_not_exist_in_any_answer_and_its_own_people_find_it(scene: Scene) -> None:
    await remembers(scene)
    before = await answers(scene)
    await worked_out(scene, flags="+private")

    assert before == await answers(scene)
    assert "INC-1 · Payroll export leaked" in await scene.types("leo", "/incident similar bucket readable", where=LOBBY)


async def test_a_guest_is_told_of_no_report(scene: Scene) -> None:
    await remembers(scene)
    await scene.start("sev2 Ferry late @gus:logs")

    assert "ferry-7" not in await scene.types("gus", "/incident similar ferry tickets")
