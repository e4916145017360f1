"""Who was reminded when, of all incidents: what counts, what does not any more, and that it is found by its index."""

import sqlalchemy as sa

from bot.incident.facts import Noted, Reminded, ReminderDropped
from bot.store import reminded
from bot.store.engine import Store
from tests.store.examples import ANA, LEO, entry, minutes


def told(person: str, rung: str = "due") -> Reminded:
    return Reminded(roles=("logs",), person=person, rung=rung, due_at=minutes(0))  # type: ignore[arg-type]


async def test_what_was_heard_elsewhere_lately_is_told_by_person(store: Store) -> None:
    async with store.write("reminded") as tx:
        await reminded.note(tx, 1, [entry(1, told(ANA)), entry(2, Noted(text="hm")), entry(3, told(LEO, "lead"))])
        await reminded.note(tx, 2, [entry(1, told(ANA, "renewal"))])
        at, later = entry(1).at, entry(3).at

        assert {ANA: [at]} == await reminded.elsewhere(tx, 1, {ANA, LEO}, since=minutes(-60))
        assert {ANA: [at], LEO: [later]} == await reminded.elsewhere(tx, 2, {ANA, LEO}, since=minutes(-60))
        assert {} == await reminded.elsewhere(tx, 1, {LEO}, since=minutes(-60))
        assert {} == await reminded.elsewhere(tx, 1, {ANA}, since=at)
        assert {} == await reminded.elsewhere(tx, 1, (), since=minutes(-60))


async def test_what_counts_for_nothing_is_not_kept(store: Store) -> None:
    asked = Reminded(roles=(), person=ANA, rung="task", due_at=minutes(0), task="T1")
    async with store.write("reminded") as tx:
        await reminded.note(tx, 1, [entry(1, told("", "channel")), entry(2, asked)])

        assert {} == await reminded.elsewhere(tx, 2, {ANA, ""}, since=minutes(-60))


async def test_a_dropped_reminder_was_never_heard(store: Store) -> None:
    async with store.write("reminded") as tx:
        await reminded.note(tx, 1, [entry(1, told(ANA))])
        await reminded.note(tx, 2, [entry(1, told(ANA))])
        await reminded.note(tx, 1, [entry(2, ReminderDropped(reminder_seq=1, why="reported"))])

        assert {} == await reminded.elsewhere(tx, 2, {ANA}, since=minutes(-60))
        assert {ANA: [entry(1).at]} == await reminded.elsewhere(tx, 1, {ANA}, since=minutes(-60))


async def test_it_is_looked_up_by_person_and_time(store: Store) -> None:
    """However much was ever reminded: a sweep asks this within a second, of a hundred thousand incidents."""
    async with store.write("explain") as tx:
        await tx.run(sa.text("SET LOCAL enable_seqscan = off")) if tx.on_postgres else None
        explain = "EXPLAIN" if tx.on_postgres else "EXPLAIN QUERY PLAN"
        found = "SELECT at FROM reminded WHERE person IN ('a', 'b') AND at > '2026-05-14' AND number != 1"
        plan = " ".join(str(row) for row in await tx.all(sa.text(f"{explain} {found}")))

    assert "ix_reminded_person_at" in plan
