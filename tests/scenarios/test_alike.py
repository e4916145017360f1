"""Two people declare the same: both incidents are open at once, and both declarers are told, each alone."""

from tests.scenarios.conftest import Scene

ALIKE = "looks like"


async def test_both_declarers_are_told_and_nobody_waits(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    answer = await scene.start("sev2 documents missing!", who="eva")
    (told,) = scene.duties("leo")

    assert "It looks like INC-1" in answer
    assert "@eva opened INC-2, which looks like your INC-1 “Documents missing”" in told
    assert [1, 2] == [row.number for row in await scene.rows()]


async def test_other_words_for_the_same_are_told_too_and_both_are_open(scene: Scene) -> None:
    await scene.start("sev2 Checkout down")
    answer = await scene.start("sev2 Checkout is down for all", who="eva")

    assert "It looks like INC-1" in answer
    assert "@eva opened INC-2, which looks like your INC-1" in scene.dms("leo")[-1]


async def test_what_shares_a_word_is_another(scene: Scene) -> None:
    await scene.start("sev2 Checkout down")
    answer = await scene.start("sev2 Search down", who="eva")

    assert ALIKE not in answer
    assert [] == scene.dms("leo")


async def test_no_channel_hears_of_it(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    before = await scene.said_in_channel(), await scene.card_thread()
    await scene.start("sev2 Documents missing", who="eva")

    assert before == (await scene.said_in_channel(1), await scene.card_thread(1))
    assert not any(ALIKE in line for line in await scene.said_in_channel(2))


async def test_a_private_one_is_not_named_to_whoever_opens_the_same(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked +private")
    answer = await scene.start("sev1 Payroll leaked", who="eva")
    (told,) = scene.duties("leo")

    assert ALIKE not in answer
    assert "@eva opened INC-2" in told
    assert "INC-1" not in scene.sees("eva")


async def test_a_private_one_is_not_named_to_whoever_opened_the_same_before(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked")
    answer = await scene.start("sev1 Payroll leaked +private", who="eva")

    assert "It looks like INC-1" in answer
    assert scene.duties("leo") == []
    assert "INC-2" not in scene.sees("leo")


async def test_whoever_opens_the_same_again_is_not_told_of_themselves(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    await scene.after(11)
    answer = await scene.start("sev2 Documents missing")

    assert "It looks like INC-1" in answer
    assert not any(ALIKE in line for line in scene.duties("leo"))


async def test_of_what_is_over_nobody_is_told(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    await scene.types("leo", "/incident resolve it works")
    await scene.start("sev2 Documents missing", who="eva")

    assert scene.duties("leo") == []


async def test_a_crowd_that_declares_the_same_tells_each_at_most_once(scene: Scene) -> None:
    for who in ("leo", "eva", "cleo", "bo"):
        await scene.start("sev2 Documents missing", who=who)

    told = [len(scene.duties(who)) for who in ("leo", "eva", "cleo", "bo")]
    assert told == [1, 1, 1, 0]
