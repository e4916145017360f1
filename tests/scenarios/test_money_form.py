"""The form for a sum, and what was typed already in whatever form opens."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_money_without_a_sum_opens_the_form_and_fix_opens_it_filled(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident money lost source Jo")
    opened = scene.form("leo")
    wrong = await scene.submits("leo", "record:money", low="lots", currency="EUR")
    answer = await scene.submits("leo", "record:money", low="60.000", high="180k", marks="Finance checked it")
    await scene.types("leo", "/incident fix M1")
    filled = scene.form("leo")
    await scene.submits("leo", "record:money", high="150k", marks=[])
    first, second = await scene.facts(f.MoneyStated)

    assert "Jo" in opened
    assert "I do not read that as a sum" in wrong
    assert "EUR 60,000 to 180,000; checked by Finance" in answer
    assert "<60000>" in filled
    assert ("M1", "lost", 60_000, 180_000, "Jo", "Finance") == (
        first.id, first.kind, first.low, first.high, first.source, first.checked,
    )  # fmt: skip
    assert ("M1", 60_000, 150_000, "") == (second.id, second.low, second.high, second.checked)


async def test_an_owner_and_a_day_without_words_are_kept_in_the_form_that_asks_for_them(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident follow-up @bo by 28 May")
    await scene.submits("leo", "record:follow-up", text="the rename job checks the owner")
    (raised,) = await scene.facts(f.FollowUpRaised)

    assert (scene.id("bo"), 28, 5) == (raised.owner, raised.due_on and raised.due_on.day, raised.due_on.month)
