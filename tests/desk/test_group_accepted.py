"""Of several who are asked for a role the first to accept has it, whichever replica heard them."""

import asyncio
from collections.abc import Callable
from functools import partial

from bot.desk import Desk
from bot.desk.writing import Outcome
from bot.incident import facts as f
from bot.incident import lifecycle, roles
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, Saying
from bot.incident.state import Case

LEO, ANA, BO = "U0LEO", "U0ANA", "U0BO"


def asked(case: Case) -> list[Saying]:
    """Slack said who is in the group."""
    return [f.GroupAsked(offer_seq=case.incident.personal_offers[-1].seq, people=(ANA, BO))]


async def test_of_two_yeses_at_the_same_time_on_two_replicas_one_counts(
    desk: Desk, another: Callable[[], Desk]
) -> None:
    rule = partial(lifecycle.open_incident, title="Lost", severity=1, offers=[])
    number = (await desk.start(rule, title="Lost", by=LEO, cause="cmd:1")).outcome.incident.number
    offer = partial(roles.offer_to_group, role="code", ids=("S0DBA",))
    offered = await desk.act(number, offer, by=LEO, cause="cmd:2")
    await desk.act(number, asked, by=BOT, cause="effect:1")
    accept = partial(roles.accept, offer=offered.incident.personal_offers[-1].seq)

    answers: list[Outcome | BaseException] = await asyncio.gather(
        desk.act(number, accept, by=ANA, cause="tap:ana"),
        another().act(number, accept, by=BO, cause="tap:bo"),
        return_exceptions=True,
    )
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    (taken,) = [fact for _, fact in (await another().read(number)).of(f.RoleTaken) if fact.role == "code"]

    assert "group_over" == refused.code
    assert taken.person == refused.values["taken_by"]
