"""What one process has in mind of an incident, when another one wrote into it meanwhile."""

from functools import partial

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import lifecycle, records, taking_back
from bot.incident.facts import Noted
from bot.incident.policy import Policy
from bot.incident.replay import replay
from bot.store.engine import Store

LEO = "U0LEO"


async def test_what_another_process_wrote_and_struck_is_folded_on(desk: Desk, store: Store, clock: HandClock) -> None:
    other = Desk(store, clock=clock, ids=Ids(2), policy=Policy())
    rule = partial(lifecycle.open_incident, title="Lost", severity=1, offers=[])
    number = (await desk.start(rule, title="Lost", by=LEO, cause="cmd:1")).outcome.incident.number
    await other.act(number, partial(records.note, text="kept"), by=LEO, cause="cmd:2")
    await other.act(number, partial(records.note, text="taken back"), by=LEO, cause="cmd:3")
    await other.act(number, taking_back.undo, by=LEO, cause="cmd:4")

    in_mind = await desk.read(number)
    assert replay(number, await desk.entries(number)) == in_mind
    assert ["taken back"] == [entry.fact.text for entry in in_mind.struck if isinstance(entry.fact, Noted)]
