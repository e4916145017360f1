"""Whom the bot has met: a cache of Slack's users, so that a name can be shown or found without asking Slack.

Law: Slack is the truth; a row may be old and may be thrown away.
"""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.tables import people
from bot.store.transactions import Reading, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Slack user: `name` is the display name, `handle` what stands behind the @, `tz` an IANA zone or empty."""

    id: str
    name: str
    handle: str = ""
    tz: str = ""
    is_bot: bool = False
    is_guest: bool = False
    deleted: bool = False


async def put(tx: Writing, person: Person) -> None:
    values = asdict(person) | {"name_key": person.name.casefold(), "handle_key": person.handle.casefold()}
    insert = tx.insert(people).values(values)
    await tx.run(insert.on_conflict_do_update(index_elements=[people.c.id], set_=values))


async def get(tx: Reading, id: str) -> Person | None:  # noqa: A002 - its name in the table
    row = await tx.first(sa.select(people).where(people.c.id == id))
    return None if row is None else _person(row)


async def by_handle(tx: Reading, handle: str) -> tuple[Person, ...]:
    """Everybody whose handle or display name this is, in any letter case, with or without the @; often one."""
    key = handle.removeprefix("@").casefold()
    if not key:
        return ()
    called = sa.select(people).where(sa.or_(people.c.handle_key == key, people.c.name_key == key))
    return tuple(_person(row) for row in await tx.all(called.order_by(people.c.id)))


async def all_known(tx: Reading) -> tuple[Person, ...]:
    """Everybody in the cache, by name."""
    return tuple(_person(row) for row in await tx.all(sa.select(people).order_by(people.c.name_key, people.c.id)))


def _person(row: sa.Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        handle=row.handle,
        tz=row.tz,
        is_bot=row.is_bot,
        is_guest=row.is_guest,
        deleted=row.deleted,
    )
