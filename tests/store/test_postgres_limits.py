"""What another replica holds and does not let go is not waited for without end."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.store.database import postgres
from bot.store.engine import Store, Unavailable


async def test_a_lock_that_is_not_let_go_is_waited_for_only_so_long(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_LIMITS", ("lock_timeout = '50ms'",))
    store = await Store.open(postgres_url)
    held, over = asyncio.Event(), asyncio.Event()

    async def holds() -> None:
        async with store.write("the one that stays") as tx:
            await tx.lock("INC-1")
            held.set()
            await over.wait()

    holding = asyncio.create_task(holds())
    await held.wait()
    with pytest.raises(Unavailable, match="lock timeout"):
        async with store.write("the one that waits") as tx:
            await tx.lock("INC-1")
    over.set()
    await holding
    await store.close()


async def test_the_limits_outlast_a_transaction_that_was_undone(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    with pytest.raises(LookupError):
        async with store.write("undone"):
            raise LookupError
    async with store.read() as tx:
        limits = [await tx.value(sa.text(f"SHOW {name}")) for name in ("lock_timeout", "statement_timeout")]
    await store.close()

    assert ["2s", "10s"] == limits
