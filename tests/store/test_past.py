"""Past incidents in the database: what is kept of one's own and of imported ones, and what a question finds of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import hypotheses, imports, lifecycle, records, redaction
from bot.incident.logbook import Saying
from bot.incident.policy import Policy
from bot.store import past
from bot.store.engine import Store
from bot.store.past import ImportCounts
from bot.store.recollection import AT_ONCE_MAX
from bot.store.tables import past_incidents
from bot.store.transcript import Said
from bot.story.course import Course, OnTime
from bot.story.recall.past import DeadEnd, MarkedWords, Past, PastPlaybook
from tests.incident.given import imported

MORNING = datetime(2026, 5, 14, 9, tzinfo=UTC)
LEO = "U0LEO"
FERRY = Past(name="ferry", title="Ferry late", cause="fog over the harbour", imported=True)


class House:
    """A desk, and what people do at it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = HandClock(MORNING)
        self.desk = self.another()
        self._causes = 0

    def another(self) -> Desk:
        """The desk of another process on the same database."""
        return Desk(self.store, clock=self.clock, ids=Ids(7), policy=Policy())

    async def opened(self, title: str, **how: bool) -> int:
        rule = partial(lifecycle.open_incident, title=title, **how)
        started = await self.desk.start(rule, title=title, by=LEO, cause=self._cause())
        return started.outcome.incident.number

    async def does(self, number: int, rule: partial[list[Saying]]) -> None:
        await self.desk.act(number, rule, by=LEO, cause=self._cause())

    def _cause(self) -> str:
        self._causes += 1
        return f"cmd:{self._causes}"

    async def resolved(self, title: str, **how: bool) -> int:
        """An incident with a dead end of 20 minutes and a cause after 50."""
        number = await self.opened(title, **how)
        await self.does(number, partial(hypotheses.think, text="the lock gate jams"))
        self.clock.turn(self.clock.now() + timedelta(minutes=20))
        await self.does(number, partial(hypotheses.rule_out, id="H1", evidence="it moves"))
        await self.does(number, partial(hypotheses.think, text="fog over the harbour"))
        self.clock.turn(self.clock.now() + timedelta(minutes=30))
        await self.does(number, partial(hypotheses.confirm, id="H2", evidence="nobody sees the buoy"))
        await self.does(number, partial(records.decide, what="Sail by radar", because="fog stays till noon"))
        await self.does(number, partial(lifecycle.set_status, status="resolved", why="ferries sail"))
        return number


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


async def anybody(_: Past, __: int | None) -> bool:
    return True


async def found(desk: Desk, words: str) -> Sequence[str]:
    return [one.past.name for one in await desk.past.first(words, limit=10, may_see=anybody)]


async def test_an_incident_is_past_once_it_has_ended_and_no_longer_when_it_goes_on(house: House) -> None:
    number = await house.opened("Ferry late")
    seen = [await found(house.desk, "ferry")]
    await house.does(number, partial(lifecycle.set_status, status="resolved", why="ferries sail"))
    seen.append(await found(house.desk, "ferry"))
    await house.does(number, partial(lifecycle.set_status, status="investigating", why="late again"))
    seen.append(await found(house.desk, "ferry"))

    assert [[], ["INC-1"], []] == seen


async def test_its_document_is_what_is_on_record(house: House) -> None:
    await house.resolved("Ferry late")
    (one,) = await house.desk.past.first("ferry", limit=1, may_see=anybody)

    assert one.past == Past(
        name="INC-1",
        title="Ferry late",
        happened_on="2026-05-14",
        cause="fog over the harbour: nobody sees the buoy",
        fix="Sail by radar because fog stays till noon\nferries sail",
        dead_ends=(DeadEnd("the lock gate jams: it moves", 20),),
        minutes_to_cause=50,
        course=Course(end="over", drill=False, minutes={"cause": 50, "end": 50}),
    )


async def test_what_is_said_after_the_end_is_found_by_other_processes_too(house: House) -> None:
    number = await house.resolved("Ferry late")
    other = house.another()
    before = await found(other, "walrus")
    await house.does(number, partial(records.note, text="a walrus sat on the buoy"))

    assert ([], ["INC-1"]) == (before, await found(other, "walrus"))


async def test_words_that_were_removed_are_found_no_more(house: House) -> None:
    await house.resolved("Ferry late")
    assert ["INC-1"] == await found(house.desk, "radar")
    await house.does(1, partial(redaction.redact, called="D1", why="names a person"))
    async with house.store.read() as tx:
        bodies = [row.body for row in await tx.all(sa.select(past_incidents))]

    assert [] == await found(house.desk, "radar")
    assert [False] == ["radar" in body.lower() for body in bodies]


@pytest.mark.parametrize("how", ["drill", "cancelled"])
async def test_a_drill_and_a_false_alarm_help_nobody(house: House, how: str) -> None:
    number = await house.opened("Ferry late", drill=how == "drill")
    status = "cancelled" if how == "cancelled" else "resolved"
    await house.does(number, partial(lifecycle.set_status, status=status, why="over"))
    (one,) = await house.desk.past.first("ferry", limit=1, may_see=anybody)

    assert not one.past.helps


async def test_an_import_twice_is_one_incident_and_a_new_wording_takes_its_place(house: House) -> None:
    done = [await house.desk.bring_in(pasts) for pasts in ([FERRY], [FERRY], [replace(FERRY, cause="ice")])]

    assert [ImportCounts(1, 0, 0), ImportCounts(0, 0, 1), ImportCounts(0, 1, 0)] == done
    assert ([], ["ferry"]) == (await found(house.desk, "fog"), await found(house.desk, "ice"))


async def test_imports_at_once_end_as_one(house: House) -> None:
    done = await asyncio.gather(*(house.another().bring_in([FERRY]) for _ in range(4)))

    assert (1, 0, 3) == (sum(one.new for one in done), sum(one.changed for one in done), sum(one.same for one in done))


async def test_an_import_changes_no_incident(house: House) -> None:
    await house.opened("Ferry late")
    before = (await house.desk.open_incidents(), await house.desk.ended_incidents(), await house.desk.next_due_at())
    await house.desk.bring_in([FERRY])

    assert before == (
        await house.desk.open_incidents(),
        await house.desk.ended_incidents(),
        await house.desk.next_due_at(),
    )


async def test_what_an_earlier_version_closed_is_read_from_its_logbook(house: House) -> None:
    await house.resolved("Ferry late")
    async with house.store.write("an earlier version keeps no past incidents") as tx:
        await tx.run(sa.delete(past_incidents))

    assert ["INC-1"] == await found(house.another(), "radar")


async def test_the_course_of_what_an_earlier_version_kept_is_read_from_its_logbook(house: House) -> None:
    await house.resolved("Ferry late")
    await house.desk.bring_in([FERRY])
    async with house.store.write("an earlier version keeps no course") as tx:
        (body,) = [row.body for row in await tx.all(sa.select(past_incidents)) if row.number]
        known = past.decoded(body)
        assert known is not None
        earlier = past.encoded(replace(known, course=None))
        await tx.run(sa.update(past_incidents).where(past_incidents.c.number == 1).values(body=earlier))
    found = {one.name: one.course for one, _ in await house.another().past.everything()}

    assert {"INC-1": known.course, "ferry": None} == found


async def test_many_at_once_are_all_found(house: House) -> None:
    await found(house.desk, "anything")
    await house.desk.bring_in([replace(FERRY, name=f"F{number}") for number in range(AT_ONCE_MAX + 1)])

    assert 10 == len(await found(house.desk, "fog"))


async def test_who_cannot_wait_gets_nothing_before_they_were_read(house: House) -> None:
    await house.desk.bring_in([FERRY])
    before = await house.desk.past.first("fog", limit=1, may_see=anybody, patiently=False)
    await house.desk.past.prepare()
    after = await house.desk.past.first("fog", limit=1, may_see=anybody, patiently=False)

    assert ([], ["ferry"]) == (before, [one.past.name for one in after])


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    body = past.encoded(FERRY).replace('"cause"', '"mood": "calm", "cause"')

    assert past.decoded(body) == FERRY


def test_a_document_is_read_as_it_was_written() -> None:
    course = Course("over", drill=False, minutes={"end": 3}, reports=(OnTime("logs", 1, 0, 2),))
    whole = replace(FERRY, dead_ends=(DeadEnd("bell", 4), DeadEnd("horn")), minutes_to_cause=0, helps=False)
    whole = replace(whole, course=course, helped_by=("a", "b"), quoted=(MarkedWords("1.2", "a \U0001f4a5", ("harm",)),))
    whole = replace(whole, playbook=PastPlaybook("Fog", "no horn", "ring the bell\nNot this: wait", 2))

    assert past.decoded(past.encoded(whole)) == whole


async def test_a_quotation_of_an_import_stays_through_what_is_stated_since_until_its_message_is_erased(
    house: House,
) -> None:
    said = [Said(channel="C7", ts=f"{at}.000001", author=LEO, text=text) for at, text in ((1, "spooler"), (2, "ferry"))]
    await house.desk.hear_past(said, [])
    rule = partial(imports.bring_in, told=imported().entries[0].fact, moves=())
    quoted = [MarkedWords(one.ts, "as it read then", ("done",)) for one in said]
    opened = await house.desk.open_past(rule, cause="import:T1:C7", quoted=quoted)
    number = opened.incident.number
    await house.does(number, partial(lifecycle.set_title, title="Quay"))
    kept = await found(house.desk, "spooler"), await found(house.desk, "ferry")
    await house.desk.hear_deletion("C7", said[0].ts, event_ts="3.000001")
    await house.does(number, partial(lifecycle.set_title, title="Pier"))

    assert (["INC-1"], ["INC-1"]) == kept
    assert ([], ["INC-1"]) == (await found(house.desk, "spooler"), await found(house.desk, "ferry"))
