"""A surface whose first showing nobody knows of is found again in history; what stands there is a picture of then."""

from datetime import timedelta

from bot.cli.simulation import Stage
from tests.faults.morning import CAST, NINE
from workspace.state.records import Channel


async def test_a_card_found_in_history_is_drawn_as_the_record_is_now() -> None:
    """The answers to the first posts are lost, the card's among them; before the next try the severity changes."""
    async with Stage(people=CAST, opens_at=NINE) as stage:
        stage.slack.faults.answer_lost("chat.postMessage", times=2)
        await stage.slack.people.types("leo", "/incident start sev1 Documents missing")
        await stage.settle()
        await stage.slack.people.types("leo", "/incident INC-1 sev 3 nobody waits for them")
        await stage.turn(NINE + timedelta(seconds=30))

        assert "SEV3" in card(stage)


def card(stage: Stage) -> str:
    room: Channel = next(c for name, c in stage.slack.world.directory.names.items() if name.startswith("inc-"))
    (ts,) = room.pins
    return str(room.messages[ts].body["text"])
