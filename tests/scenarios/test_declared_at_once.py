"""Several declare at once: each is acknowledged as soon as their words are kept, and told the same as ever, once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.cli.simulation import LOBBY
from bot.store.declared import Declared
from tests.commits import refused, untold
from tests.scenarios.conftest import Scene

CROWD = ("leo", "ana", "bo", "cleo")
LOOK_MIN = 0.1  # until what was kept and not opened is looked at again
WAITS = "I tell you what came of it"


async def at_once(scene: Scene, *said: tuple[str, str]) -> Sequence[str]:
    """What each reads as the acknowledgement; what is told behind it are whispers by then."""
    acknowledged = await asyncio.gather(*(scene.people.types(who, f"/incident {text}") for who, text in said))
    await scene.stage.settle()
    return acknowledged


async def all_start(scene: Scene) -> Sequence[str]:
    return await at_once(scene, *((who, f"start sev2 Lost by {who}") for who in CROWD))


async def kept(scene: Scene, text: str, *, ago_s: float) -> None:
    """A start that a process kept and acknowledged, and died."""
    now = scene.stage.clock.now() - timedelta(seconds=ago_s)
    lobby = scene.stage.slack.world.directory.names[LOBBY].id
    await scene.stage.app.desk.keep(Declared("cmd:kept", now, scene.id("ana"), lobby, text))


async def waiting(scene: Scene) -> list[str]:
    return [start.cause for start in await scene.stage.app.desk.kept_until(scene.stage.clock.now())]


async def test_each_is_told_the_same_words_once_behind_an_acknowledgement_without_any(scene: Scene) -> None:
    alone = await scene.start("sev2 Lost by kim @eva:lead", who="kim")
    acknowledged = await at_once(scene, *((who, f"start sev2 Lost by {who} @eva:lead") for who in CROWD))
    numbers = {row.title: row.number for row in await scene.rows()}

    assert "" in acknowledged
    for who in CROWD:
        (told,) = scene.whispers(who)
        number = numbers[f"Lost by {who}"]
        assert alone.replace("kim", who).replace("inc-1-", f"inc-{number}-") in told


async def test_the_first_lets_in_who_comes_right_behind(scene: Scene) -> None:
    async def behind(turns: int, who: str) -> str:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await scene.people.types(who, f"/incident start sev2 Lost by {who}")

    acknowledged = await asyncio.gather(behind(0, "leo"), behind(2, "ana"), behind(3, "bo"))

    assert ["", "", ""] == acknowledged


async def test_beside_what_is_no_start_of_somebody_else_one_is_answered_as_if_it_were_alone(scene: Scene) -> None:
    """Who reads that it failed, while Slack had no patience, types it again."""
    await scene.start()
    others = [("leo", "note the restart began"), ("bo", "list")]
    *_, first, again = await at_once(scene, *others, *[("ana", "start sev2 Payroll lost")] * 2)

    assert all("Payroll lost" in acknowledged for acknowledged in (first, again))


async def test_what_somebody_asks_next_is_answered_once_theirs_is_open(scene: Scene) -> None:
    async def one_after_the_other(*texts: str) -> list[str]:
        return [await scene.people.types("cleo", f"/incident {text}") for text in texts]

    _, (first, second, again) = await asyncio.gather(
        at_once(scene, *((who, f"start sev2 Lost by {who}") for who in CROWD[:-1])),
        one_after_the_other("start sev2 Lost by cleo", "list", "start sev2 Lost by cleo"),
    )

    assert ("", True) == (first, "Lost by cleo" in second)
    assert "You opened this just now with the same words" in again
    assert len(CROWD) == len(await scene.rows())


async def test_what_is_refused_when_it_is_opened_is_told_as_ever(scene: Scene) -> None:
    for number in range(5):
        await scene.start(f"sev2 Open already {number}", who="cleo")
    before = scene.whispers("cleo")
    await all_start(scene)
    (told,) = [line for line in scene.whispers("cleo") if line not in before]

    assert "Lost by cleo" not in {row.title for row in await scene.rows()}
    assert "open" in told
    assert [] == await waiting(scene)


async def test_a_form_is_opened_at_once_for_each_of_many(scene: Scene) -> None:
    await at_once(scene, *((who, "start sev2") for who in CROWD))

    assert all(scene.form(who) for who in CROWD)
    assert [] == await scene.rows()


async def without_opening(scene: Scene) -> list[str]:
    """Who was put off of a crowd of which none could be opened, and was told of the delay alone."""
    with refused(scene.stage.app, "start"):
        acknowledged = await all_start(scene)
    put_off = [who for who, answer in zip(CROWD, acknowledged, strict=True) if not answer]
    assert [[True] for _ in put_off] == [[WAITS in line for line in scene.whispers(who)] for who in put_off]
    return put_off


async def test_with_no_database_between_keeping_and_opening_each_is_told_so_and_once_what_came_of_it(
    scene: Scene,
) -> None:
    """Also what could have been opened at the first try, and is refused by now."""
    put_off = await without_opening(scene)
    for number in range(5):
        await scene.start(f"sev2 Open already {number}", who="cleo")
    before = {who: len(scene.whispers(who)) for who in put_off}
    await scene.after(LOOK_MIN)
    await scene.after(LOOK_MIN)
    opened = {row.title.removeprefix("Lost by ") for row in await scene.rows() if "Lost" in row.title}

    assert "cleo" in put_off
    assert set(put_off) - {"cleo"} == opened
    assert dict.fromkeys(put_off, 1) == {who: len(scene.whispers(who)) - before[who] for who in put_off}
    assert [] == await waiting(scene)


async def test_with_no_database_for_a_minute_each_is_asked_once_whether_it_still_holds(scene: Scene) -> None:
    put_off = await without_opening(scene)
    scene.turns(1)
    await scene.after(LOOK_MIN)
    await scene.after(LOOK_MIN)
    asked = {who: sum("had no database" in line for line in scene.dms(who)) for who in put_off}

    assert (dict.fromkeys(put_off, 1), []) == (asked, await scene.rows())
    assert [] == await waiting(scene)


async def test_whose_commit_was_not_told_of_is_answered_once(scene: Scene) -> None:
    """Kept or not, opened or not, taken out or not: nobody knew at first."""
    with untold(scene.stage.app, "keep", "start", "take out") as left:
        acknowledged = await all_start(scene)
    await scene.after(LOOK_MIN)
    told = {
        who: [*filter(None, [answer]), *scene.whispers(who), *scene.dms(who)]
        for who, answer in zip(CROWD, acknowledged, strict=True)
    }

    assert set() == left
    assert dict.fromkeys(CROWD, 1) == {who: len(lines) for who, lines in told.items()}, told
    assert len(CROWD) == len(await scene.rows())
    assert [] == await waiting(scene)


@pytest.mark.parametrize("ago_s", [6, 29])
async def test_what_a_process_that_died_has_kept_the_next_one_opens_once(scene: Scene, ago_s: float) -> None:
    await kept(scene, "start sev2 Payroll lost +private", ago_s=ago_s)
    await scene.stops()
    await scene.starts_again()
    await scene.after(1)
    (opened,) = await scene.rows()
    (told,) = scene.dms("ana")  # the bot is not where it was typed, and has no other address by now

    assert ("Payroll lost", True) == (opened.title, opened.private)
    assert "private · real · “Payroll lost”" in told


async def test_long_after_it_was_kept_whoever_declared_it_is_asked(scene: Scene) -> None:
    await kept(scene, "start sev2 Payroll lost +private", ago_s=31)
    await scene.stops()
    await scene.starts_again()
    (asked,) = scene.dms("ana")

    assert [] == await scene.rows()
    assert "Payroll lost" in asked
    assert "Payroll" not in scene.sees("leo")

    await scene.presses("ana", "Start it now")
    await scene.after(1)

    assert ["Payroll lost"] == [row.title for row in await scene.rows()]
    assert asked in scene.dms("ana")


async def test_what_was_opened_and_not_told_is_told_as_open_however_late(scene: Scene) -> None:
    await kept(scene, "start sev2 Payroll lost", ago_s=20)
    with refused(scene.stage.app, "take out"):
        await scene.after(LOOK_MIN)
    meanwhile = scene.dms("ana")
    await scene.after(1)
    (told,) = scene.dms("ana")

    assert [] == meanwhile
    assert "real · “Payroll lost”" in told
    assert ["Payroll lost"] == [row.title for row in await scene.rows()]
