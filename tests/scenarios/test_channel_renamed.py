"""A channel that people rename by hand: what Sitrep tells of it is its name of now."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_it_is_told_by_its_new_name_also_where_nobody_heard_of_it(scene: Scene) -> None:
    await scene.start("sev2 Payments fail")
    await scene.does("renames", "leo", "inc-1-payments-fail", "payments-war-room")
    listed = await scene.types("leo", "/incident list", where=LOBBY)

    assert "payments-war-room" == (await scene.incident()).channel_name
    assert "payments-war-room" in listed
    assert "inc-1-payments-fail" not in listed

    await scene.stops()
    await scene.people.renames("leo", "payments-war-room", "payments-quiet-room")
    await scene.starts_again()
    await scene.after(1)

    assert ["payments-war-room", "payments-quiet-room"] == [fact.name for fact in await scene.facts(f.ChannelRenamed)]
