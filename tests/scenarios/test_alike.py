"""Two people declare the same: both incidents are open at once, and both declarers are told, each alone."""

from bot.cli.simulation import LOBBY
from tests.scenarios.conftest import Scene

ALIKE = "looks like"


async def test_both_declarers_are_told_alone_also_in_other_words_and_nobody_waits(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    before = await scene.said_in_channel(), await scene.card_thread()
    answer = await scene.start("sev2 documents missing!", who="eva")
    (told,) = scene.duties("leo")

    assert "It looks like INC-1" in answer
    assert "@eva opened INC-2, which looks like your INC-1 “Documents missing”" in told
    assert [1, 2] == [row.number for row in await scene.rows()]
    assert before == (await scene.said_in_channel(1), await scene.card_thread(1))
    assert not any(ALIKE in line for line in await scene.said_in_channel(2))

    await scene.start("sev2 Checkout down")
    answer = await scene.start("sev2 Checkout is down for all", who="eva")

    assert "It looks like INC-3" in answer
    assert "@eva opened INC-4, which looks like your INC-3" in scene.dms("leo")[-1]


async def test_what_shares_a_word_is_another(scene: Scene) -> None:
    await scene.start("sev2 Checkout down")
    answer = await scene.start("sev2 Search down", who="eva")

    assert ALIKE not in answer
    assert [] == scene.dms("leo")


async def test_a_private_one_is_not_named_to_whoever_opens_or_opened_the_same(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    answer = await scene.start("sev1 Payroll leaked", who="eva")
    (told,) = scene.duties("leo")

    assert ALIKE not in answer
    assert "@eva opened INC-2" in told
    assert "INC-1" not in scene.sees("eva")

    await scene.start("sev1 Badges copied", who="ana")
    answer = await scene.start("sev1 Badges copied +private", who="eva")

    assert "It looks like INC-3" in answer
    assert scene.duties("ana") == []
    assert "INC-4" not in scene.sees("ana")


async def test_whoever_opens_the_same_again_is_not_told_of_themselves_and_of_what_is_over_nobody_is(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing")
    await scene.after(11)
    answer = await scene.start("sev2 Documents missing")

    assert "It looks like INC-1" in answer
    assert not any(ALIKE in line for line in scene.duties("leo"))

    for number in (1, 2):
        await scene.types("leo", f"/incident INC-{number} resolve it works", where=LOBBY)
    before = scene.duties("leo")
    await scene.start("sev2 Documents missing", who="eva")

    assert scene.duties("leo") == before


async def test_a_crowd_that_declares_the_same_tells_each_at_most_once(scene: Scene) -> None:
    for who in ("leo", "eva", "cleo", "bo"):
        await scene.start("sev2 Documents missing", who=who)

    told = [len(scene.duties(who)) for who in ("leo", "eva", "cleo", "bo")]
    assert told == [1, 1, 1, 0]
