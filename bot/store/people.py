"""Whom the bot has met: a cache of Slack's users, so that a name can be shown or found without asking Slack.

Law: Slack is the truth; a row may be old and may be thrown away.
"""

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.store.tables import people
from bot.store.transactions import Reading, Upsert, Writing, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Slack user, by Slack's three names.

    `display_name` is what others see, and many leave it empty; `name` is the full name; `handle` the legacy name, often
    nobody's word for them. `tz` is an IANA zone or empty. `is_ours`: of our own workspace; None while nobody knows.
    """

    id: str
    name: str
    display_name: str = ""
    handle: str = ""
    tz: str = ""
    is_bot: bool = False
    is_guest: bool = False
    deleted: bool = False
    is_ours: bool | None = None

    @property
    def shown(self) -> str:
        """The name under which Slack shows them."""
        return self.display_name or self.name

    @property
    def is_full_member(self) -> bool:
        """Known to be of our workspace, and no guest there. Unknown means no."""
        return self.is_ours is True and not (self.is_guest or self.deleted)


async def put(tx: Writing, *persons: Person) -> None:
    """Take over what is said of these; of somebody who comes twice, the latter."""
    # Versions before 0003 find people by the two keys.
    rows = [
        asdict(person) | {"name_key": person.name.casefold(), "handle_key": person.handle.casefold()}
        for person in persons
    ]
    await tx.run_each(_putting(on_postgres=tx.on_postgres), rows)


@cache
def _putting(*, on_postgres: bool) -> Upsert:
    """Made once: SQLAlchemy takes longer to build this statement than the database to run it."""
    insert = insert_into(people, on_postgres=on_postgres)
    upsert: Upsert = insert.on_conflict_do_update(
        index_elements=[people.c.id], set_={column.name: insert.excluded[column.name] for column in people.c}
    )
    return upsert


async def get(tx: Reading, id: str) -> Person | None:  # noqa: A002 - its name in the table
    row = await tx.first(sa.select(people).where(people.c.id == id))
    return None if row is None else _person(row)


async def all_known(tx: Reading) -> tuple[Person, ...]:
    """Everybody in the cache, by name."""
    return tuple(_person(row) for row in await tx.all(sa.select(people).order_by(people.c.name_key, people.c.id)))


def _person(row: sa.Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        handle=row.handle,
        tz=row.tz,
        is_bot=row.is_bot,
        is_guest=row.is_guest,
        deleted=row.deleted,
        is_ours=row.is_ours,
    )
