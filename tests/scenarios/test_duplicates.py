"""A duplicate is cancelled and linked with what it doubles, both ways, until it is reopened."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def two(scene: Scene) -> None:
    """INC-1 is Ana's, INC-2 is Leo's, with Bo on the logs."""
    await scene.start("sev2 Documents missing", who="ana")
    await scene.start("sev2 Papers gone @bo:logs")
    await scene.presses("bo", "Accept")


async def test_it_is_typed_as_people_say_it_and_words_that_only_mention_another_one_link_nothing(scene: Scene) -> None:
    await two(scene)
    await scene.types("leo", "/incident INC-2 cancel false alarm, not a duplicate of INC-1", where=LOBBY)
    linked = await scene.facts(f.MarkedDuplicate)

    assert [] == linked
    assert "cancelled" == (await scene.incident(2)).status

    await scene.types("leo", "/incident INC-2 reopen", where=LOBBY)
    for typed in (
        "duplicate of #1, Ana was first",
        "this is a duplicate of INC-1",
        "cancelled: dup of inc 1",
        "status cancelled duplicate of 1",
        "close duplicate of INC-1",
        "resolve: duplicate of INC-1",
    ):
        answer = await scene.types("leo", f"/incident INC-2 {typed}", where=LOBBY)
        status = (await scene.incident(2)).status
        await scene.types("leo", "/incident INC-2 reopen", where=LOBBY)

        assert "duplicate of INC-1" in answer, typed
        assert status == "cancelled", typed

    await scene.types("leo", "/incident cancel duplicate of INC-1")
    reminded = len(scene.dms("bo"))
    told = "\n".join(await scene.said_in_channel(2))
    await scene.after(60)
    await scene.types("ana", "/incident resolve", where=(await scene.incident(1)).channel)
    await scene.types("ana", "/incident review INC-1", where=LOBBY)

    assert "#inc-1-documents-missing" in told  # its channel is told where to go
    assert reminded == len(scene.dms("bo"))
    assert "INC-2" in scene.dms("ana")[-1]


async def test_both_name_each_other_on_every_page_until_it_is_reopened(scene: Scene) -> None:
    await two(scene)
    answer = await scene.types("leo", "/incident INC-2 cancel duplicate of INC-1", where=LOBBY)
    listed = await scene.types("eva", "/incident list all", where=LOBBY)
    pages = [await scene.types("eva", f"/incident summary INC-{n}", where=LOBBY) for n in (1, 2)]
    timelines = [await scene.types("eva", f"/incident timeline INC-{n}", where=LOBBY) for n in (1, 2)]

    assert "duplicate of INC-1" in answer
    assert "/incident reopen" in answer
    assert "cancelled" == (await scene.incident(2)).status
    assert "investigating" == (await scene.incident(1)).status
    assert "Duplicate of INC-1" in await scene.card(2)
    assert "INC-2" in await scene.card(1)
    assert "duplicate of INC-1" in listed
    assert "duplicate of INC-1" in pages[1]
    assert "INC-2" in pages[0]
    assert "INC-2" in timelines[0]
    assert "INC-1" in timelines[1]
    assert "duplicate of INC-1" in "\n".join(scene.announcements())

    await scene.types("leo", "/incident INC-2 reopen it is another one", where=LOBBY)

    assert "INC-2" not in await scene.card(1)
    assert "uplicate" not in await scene.card(2)
    assert "duplicate of" not in await scene.types("eva", "/incident list", where=LOBBY)
    assert [1, 1] == [len(await scene.facts(kind)) for kind in (f.DuplicateFound, f.DuplicateReleased)]


async def test_nonsense_chains_and_who_is_neither_lead_nor_declarer_are_refused(scene: Scene) -> None:
    await two(scene)
    before = await scene.entries()
    for who, other, said in (
        ("leo", "INC-99", "There is no INC-99"),
        ("leo", "INC-2", "INC-2 cannot be a duplicate of itself"),
        ("bo", "INC-1", "may cancel it"),
    ):
        assert said in await scene.types(who, f"/incident INC-2 cancel duplicate of {other}", where=LOBBY)
    assert before == await scene.entries()

    await scene.start("sev2 Files lost")
    await scene.types("leo", "/incident INC-2 cancel duplicate of INC-1", where=LOBBY)
    behind = await scene.types("leo", "/incident INC-3 cancel duplicate of INC-2", where=LOBBY)
    ahead = await scene.types("ana", "/incident INC-1 cancel duplicate of INC-3", where=LOBBY)

    assert "cancel duplicate of INC-1" in behind
    assert "INC-2" in ahead
    assert ["investigating", "investigating"] == [(await scene.incident(n)).status for n in (1, 3)]


async def test_a_private_one_is_as_one_that_is_not_there_to_who_is_outside_and_named_to_its_own_people_only(
    scene: Scene,
) -> None:
    await scene.start("sev1 Payroll leaked +private", who="ana")
    await scene.start("sev2 Papers gone")
    await scene.start("sev1 Salaries leaked +private")
    answers = [
        await scene.types("leo", f"/incident INC-2 cancel duplicate of INC-{n}", where=LOBBY) for n in (1, 99, 3)
    ]
    status = (await scene.incident(2)).status

    assert answers[0].replace("INC-1.", "INC-99.") == answers[1]
    assert "private" in answers[2]  # what everybody reads does not point to it
    assert "investigating" == status
    assert "INC-3" not in await scene.card(2)

    await scene.types("leo", "/incident INC-3 cancel duplicate of INC-2", where=LOBBY)

    assert "Duplicate of INC-2" in await scene.card(3)
    assert "INC-3" not in await scene.card(2) + await scene.types("eva", "/incident timeline INC-2", where=LOBBY)
