"""Figures over all incidents, in the answer to whoever asks: of those they may see, and of nobody."""

from bot.cli.simulation import LOBBY
from tests.scenarios.conftest import Scene
from tests.scenarios.test_recall import FERRY, remembers


async def over(scene: Scene, title: str, *, flags: str = "") -> None:
    """An incident that lasts for 20 minutes, with a cause after 8 and a follow-up."""
    await scene.start(f"sev2 {title} {flags}")
    await scene.types("leo", "/incident think the bucket was readable for all")
    await scene.after(8)
    await scene.types("leo", "/incident confirm H1 the access log shows it")
    await scene.types("leo", "/incident follow-up @leo by 1 January 2027 ask for a review of every bucket")
    await scene.after(12)
    await scene.types("leo", "/incident resolve nobody reads it any more")


async def short(scene: Scene, title: str, *, flags: str = "") -> None:
    """An incident that is over at once."""
    await scene.start(f"sev2 {title} {flags}")
    await scene.types("leo", "/incident resolve nobody reads it any more")


async def stats(scene: Scene, who: str, asked: str = "") -> str:
    return await scene.types(who, f"/incident stats {asked}", where=LOBBY)


async def test_figures_say_over_how_many_and_from_when(scene: Scene) -> None:
    await remembers(scene, FERRY)
    await over(scene, "Payroll export leaked")
    await over(scene, "Fire drill", flags="+drill")
    told = await stats(scene, "eva", "all")

    assert "1 incident of all time" in told
    assert "Counted apart: 1 drill, 1 imported report" in told
    assert "Until the cause was known: 8 min (1 of 1, from the declaration)" in told
    assert "Until the harm was over: 20 min (1 of 1, from the declaration)" in told
    assert "Until somebody led: not on record" in told
    assert "Follow-ups: 0 of 1 done, 1 outstanding" in told
    assert "Leo" not in told


async def test_to_outsiders_a_private_one_changes_no_figure_nor_does_what_is_older_than_the_period(
    scene: Scene,
) -> None:
    await short(scene, "Payroll export leaked")
    before = await stats(scene, "eva")
    await short(scene, "Board minutes leaked", flags="+private")
    after = {who: await stats(scene, who) for who in ("eva", "leo")}
    await scene.after(60 * 24 * 8)

    assert before == after["eva"]
    assert "2 incidents" in after["leo"]
    assert "0 incidents" in await stats(scene, "eva", "last week")
    assert "1 incident" in await stats(scene, "eva", "last 9 days")
    assert "such as last 90 days" in await stats(scene, "eva", "since the flood")


async def test_a_guest_counts_nothing_that_they_are_not_in(scene: Scene) -> None:
    await remembers(scene, FERRY)
    await short(scene, "Payroll export leaked")
    await scene.start("sev2 Ferry late @gus:logs")
    told = await scene.types("gus", "/incident stats all")

    assert "0 incidents of all time that you may see and that are over; 1 still open." in told
    assert "imported" not in told
