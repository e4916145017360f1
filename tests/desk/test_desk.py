import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.clock import HandClock
from bot.desk import Desk, Started
from bot.incident import customers, lifecycle, records, reports, roles
from bot.incident import facts as f
from bot.incident.deliveries import Delivered
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.state import Case
from bot.store import outbox
from bot.store.engine import Store
from bot.store.outbox import Parcel
from bot.store.projection import looks_alike, words_key
from bot.store.tables import incidents, logbook

LEO, ANA = "U0LEO", "U0ANA"


async def opens(desk: Desk, *, by: str = LEO, title: str = "Documents missing", cause: str = "cmd:1") -> Started:
    rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[(ANA, "logs")])
    return await desk.start(rule, title=title, by=by, cause=cause)


async def claimed(store: Store, clock: HandClock) -> list[Parcel]:
    async with store.write("claim") as tx:
        return await outbox.claim(tx, clock.now(), token=lambda: "token", limit=10, lease=timedelta(seconds=5))


async def test_a_start_heard_twice_opens_one_incident(desk: Desk) -> None:
    first, again = await opens(desk), await opens(desk)

    assert first.outcome.incident.number == again.outcome.incident.number
    assert not again.outcome.fresh


async def test_the_same_person_with_the_same_words_joins_the_first_one(desk: Desk) -> None:
    await opens(desk)
    second = await opens(desk, title="  documents MISSING! ", cause="cmd:2")

    assert second.joined
    assert 1 == len(await desk.open_incidents())


async def test_after_ten_minutes_the_same_words_are_another_incident(desk: Desk, clock: HandClock) -> None:
    await opens(desk)
    clock.turn(clock.now() + timedelta(minutes=11))
    second = await opens(desk, cause="cmd:2")

    assert not second.joined


async def test_another_persons_same_words_open_at_once_and_are_told_what_looks_alike(desk: Desk) -> None:
    first = await opens(desk)
    second = await opens(desk, by=ANA, cause="cmd:2")

    assert first.outcome.incident.number == second.alike


async def test_two_desks_that_hear_the_same_words_at_once_open_one_incident(
    desk: Desk, another: Callable[[], Desk]
) -> None:
    await asyncio.gather(opens(desk, cause="cmd:1"), opens(another(), cause="cmd:2"))

    assert 1 == len(await desk.open_incidents())


async def test_what_happened_once_is_written_once_whichever_desk_hears_it(
    desk: Desk, another: Callable[[], Desk]
) -> None:
    number = (await opens(desk)).outcome.incident.number
    note = partial(records.note, text="the rename job ran at two")
    for each in (desk, another(), desk):
        await each.act(number, note, by=LEO, cause="msg:C1:1.0")

    assert 1 == len((await desk.read(number)).of(f.Noted))


async def test_two_desks_never_lose_a_record_of_each_other(desk: Desk, another: Callable[[], Desk]) -> None:
    number = (await opens(desk)).outcome.incident.number
    desks = (desk, another())
    await asyncio.gather(
        *(
            desks[n % 2].act(number, partial(records.note, text=f"line {n}"), by=LEO, cause=f"cmd:n{n}")
            for n in range(20)
        )
    )

    assert {f"line {n}" for n in range(20)} == {note.text for _, note in (await desk.read(number)).of(f.Noted)}


async def test_a_refusal_leaves_nothing_behind(desk: Desk) -> None:
    number = (await opens(desk)).outcome.incident.number
    before = await desk.entries(number)
    with pytest.raises(Refused):
        await desk.act(number, partial(records.note, text="  "), by=LEO, cause="cmd:2")

    assert before == await desk.entries(number)


async def test_a_rule_that_breaks_leaves_nothing_behind(desk: Desk) -> None:
    number = (await opens(desk)).outcome.incident.number
    before = await desk.entries(number)

    def breaks(_: Case) -> list[Saying]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await desk.act(number, breaks, by=LEO, cause="cmd:2")

    assert before == await desk.entries(number)


async def test_slacks_answer_becomes_a_fact_and_closes_the_effect_together(
    desk: Desk, store: Store, clock: HandClock
) -> None:
    number = (await opens(desk)).outcome.incident.number
    (channel,) = await claimed(store, clock)
    await desk.settle_all([(channel, Delivered(channel="C0INC", name="inc-1-documents-missing"))])

    assert "C0INC" == (await desk.read(number)).channel
    assert "channel" not in {parcel.name for parcel in await claimed(store, clock)}


async def test_an_answer_under_a_lost_lease_changes_nothing(desk: Desk, store: Store, clock: HandClock) -> None:
    number = (await opens(desk)).outcome.incident.number
    (channel,) = await claimed(store, clock)
    clock.turn(clock.now() + timedelta(seconds=6))
    (again,) = await claimed(store, clock)
    late = Parcel(**{**{name: getattr(channel, name) for name in channel.__slots__}, "token": "older"})

    assert again.name == channel.name
    assert [False] == await desk.settle_all([(late, Delivered(channel="C0OLD", name="old"))])
    assert not (await desk.read(number)).channel


async def test_a_reminder_is_decided_once_however_many_desks_sweep(
    desk: Desk, another: Callable[[], Desk], clock: HandClock
) -> None:
    number = (await opens(desk)).outcome.incident.number
    await desk.act(number, roles.accept, by=ANA, cause="press:1")
    clock.turn(clock.now() + timedelta(minutes=5))
    await asyncio.gather(desk.sweep(clock.now()), another().sweep(clock.now()))

    assert 1 == len((await desk.read(number)).of(f.Reminded))


async def test_a_report_moves_the_next_due_time_in_the_catalogue(desk: Desk, clock: HandClock) -> None:
    number = (await opens(desk)).outcome.incident.number
    await desk.act(number, roles.accept, by=ANA, cause="press:1")
    await desk.act(number, partial(customers.affected, name="Northwind"), by=ANA, cause="cmd:known")  # else it is asked
    await desk.act(number, partial(customers.told, customer="Northwind", done=True), by=ANA, cause="cmd:told")
    clock.turn(clock.now() + timedelta(minutes=3))
    await desk.act(number, partial(reports.report, conditions="two found"), by=ANA, cause="cmd:2")

    assert clock.now() + timedelta(minutes=10) == await desk.next_due_at()


async def test_an_incident_that_a_newer_version_wrote_into_is_read_but_not_changed(desk: Desk, store: Store) -> None:
    number = (await opens(desk)).outcome.incident.number
    async with store.write("newer") as tx:
        (last, *_) = await tx.all(sa.select(logbook).where(logbook.c.number == number).order_by(logbook.c.seq.desc()))
        newer = {**last._asdict(), "seq": last.seq + 1, "cause": "cmd:newer", "body": '{"fact":"Teleported"}'}
        await tx.run(sa.insert(logbook).values(newer))
        await tx.run(sa.update(incidents).values(last_seq=last.seq + 1))

    assert "Documents missing" == (await desk.read(number)).title
    with pytest.raises(Refused, match="written_by_a_newer_version"):
        await desk.act(number, partial(records.note, text="blind"), by=LEO, cause="cmd:2")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Documents missing", "documents  MISSING!", True),
        ("Documents missing", "Documents missing again", False),
        ("🔥🔥", "🔥", False),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", True),
    ],
)
def test_case_spacing_and_punctuation_do_not_make_another_title(one: str, other: str, *, same: bool) -> None:
    assert same == (words_key(one) == words_key(other))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Checkout down", "Checkout is down!", True),
        ("Documents missing", "EU: documents missing for one customer", True),
        ("支払い障害", "支払い障害", True),
        ("Checkout", "Checkout down", False),
        ("Checkout down", "Search down", False),
        ("Login is down", "Login is slow", False),
    ],
)
def test_titles_of_which_one_holds_the_words_of_the_other_look_alike(one: str, other: str, *, alike: bool) -> None:
    assert alike == looks_alike(words_key(one), words_key(other))
    assert alike == looks_alike(words_key(other), words_key(one))
