"""The outbox: posts, each once and in order, and surfaces, shown again while the record moves on.

Law: of a lane only the oldest waiting post can be taken, and by one carrier at a time. The lease belongs to the lane;
its token proves, at the end, that the parcel was still ours. A surface is a lane of its own. What only a newer version
knows stays as it is, until that version takes it.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from bot.incident.deliveries import Delivered
from bot.incident.effects import CARD, CHANNEL, TO_MAIL, Json, Post, Surface
from bot.store import catalogue
from bot.store.tables import incidents, is_waiting, lanes, outbox
from bot.store.transactions import Reading, Upsert, Writing, insert_into

ParcelKind: TypeAlias = Literal["post", "surface"]

# A post that only a newer version can say keeps those behind it waiting for so long: an update is through by then, or
# was taken back.
PASSED_OVER_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A post or surface to be carried out, as it was when it was claimed.

    `name` is the surface's name or the post's message; `id` the block_id under which Slack's history can be searched
    for it; `claimed_seq` the seq that the carrier shows. `attempts` counts this one; `attempts_held_back` equals the
    attempts before it if all of them certainly had no effect. `channel` and `ts` are where it stands already, empty for
    what is not in Slack yet.
    """

    id: str
    number: int
    kind: ParcelKind
    name: str
    to: str
    values: dict[str, Json]
    shows_seq: int | None
    also_in_channel: bool
    lane: str
    priority: int
    wanted_seq: int
    shown_seq: int
    attempts: int
    attempts_held_back: int
    first_tried_at: datetime | None
    last_error: str
    token: str
    claimed_seq: int
    channel: str = ""
    ts: str = ""

    @property
    def effect(self) -> str:
        """What it is called in the record; of an e-mail, with its address."""
        return f"{self.name}:{self.address}" if self.address else self.name

    @property
    def address(self) -> str:
        """Where it goes, if that is an e-mail address."""
        way, _, address = self.to.partition(":")
        return address if way == TO_MAIL else ""

    @property
    def may_have_arrived(self) -> bool:
        """Whether an earlier attempt may have reached Slack: not if every one of them was held back before."""
        return self.attempts - 1 != self.attempts_held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A post and where it stands in line. `waits_for` is CHANNEL, CARD or empty: what must exist in Slack before."""

    id: str
    post: Post
    lane: str
    waits_for: str
    priority: int


@dataclass(frozen=True, slots=True)
class FromNewerVersion:
    """What only a newer version can carry: messages and surfaces by kind and name, incidents by number."""

    names: frozenset[tuple[str, str]] = frozenset()
    numbers: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers)


NOTHING_NEWER = FromNewerVersion()


async def add_posts(tx: Writing, *, number: int, orders: Sequence[Order], now: datetime) -> None:
    """The posts stand at the end of their lanes from now on, in this order."""
    rows = [
        _blank(id=order.id, number=number, now=now)
        | {
            "kind": "post",
            "name": order.post.message,
            "address": order.post.to,
            "values_json": json.dumps(dict(order.post.values), ensure_ascii=False, sort_keys=True),
            "shows_seq": order.post.shows_seq,
            "also_in_channel": order.post.also_in_channel,
            "lane": order.lane,
            "waits_for": order.waits_for,
            "priority": order.priority,
            "wanted_seq": 1,
        }
        for order in orders
    ]
    tx.put_off(_ADDING, rows)


_ADDING = sa.insert(outbox)


async def want(tx: Writing, *, number: int, surfaces: Sequence[tuple[str, Surface]], seq: int, now: datetime) -> None:
    """The surfaces are to look as the record says at `seq`, or later: (id, surface), a known one keeps its first id.

    One that was given up is tried once more: its channel may have been opened again since.
    """
    rows = [
        _blank(id=surface_id, number=number, now=now)
        | {
            "kind": "surface",
            "name": surface.name,
            "lane": f"surface:{number}:{surface.name}",
            "waits_for": surface.waits_for,
            "priority": surface.priority,
            "wanted_seq": seq,
        }
        for surface_id, surface in surfaces
    ]
    tx.put_off(_wanting(on_postgres=tx.on_postgres), rows)


@cache
def _wanting(*, on_postgres: bool) -> Upsert:
    """Made once: SQLAlchemy takes longer to build this statement than the database to run it."""
    insert = insert_into(outbox, on_postgres=on_postgres)
    upsert: Upsert = insert.on_conflict_do_update(
        index_elements=["number", "name"],
        index_where=sa.text("kind = 'surface'"),
        set_={"wanted_seq": insert.excluded.wanted_seq, "given_up": False},
        where=outbox.c.wanted_seq < insert.excluded.wanted_seq,
    )
    return upsert


async def claim(  # noqa: PLR0913 - who takes what, when and for how long
    tx: Writing,
    now: datetime,
    *,
    token: Callable[[], str],
    limit: int,
    lease: timedelta,
    excluding: FromNewerVersion = NOTHING_NEWER,
) -> list[Parcel]:
    """Up to `limit` parcels that can go out now, most urgent first, then of the worst incident, then oldest.

    Each lane is ours for `lease`.

    1. Every lane with something waiting gets a row, so that it can be locked. On SQLite, where nobody else writes
       meanwhile, it is looked at once what stands first in the lanes that are free, and taken.
    2. Free lanes are locked, as many as parcels are wanted. Lanes that another process locks just now are skipped.
    3. With the lanes held, it is looked afresh at what stands first in them. In one statement with the second step,
       PostgreSQL would look again at the lane it had to wait for, and not at the posts joined to it: one that another
       process had just sent would be taken once more.
    4. The attempt is counted, and the lane leased (e.g. at 03:00:00 for five seconds: unless it is renewed, anybody may
       take the lane from 03:00:05 on).

    What is `excluding` is not taken. A lane waits for it as for any other post, but no longer than PASSED_OVER_AFTER
    (e.g. added at 03:00: from 03:10 on what stands behind it is taken).
    """
    some, when = bool(excluding), {"now": now, **_excluded(excluding, now)}
    if tx.on_postgres:
        tx.put_off(_laying_lanes(), [{}])
        held = [row.lane for row in await tx.all(_free_lanes(excluding_some=some), {**when, "most": limit})]
        rows = await tx.all(_heads_of_lanes(excluding_some=some), {**when, "held": held}) if held else []
    else:
        rows = await tx.all(_first_heads(excluding_some=some), {**when, "most": limit})
    parcels = [_claimed(row, now, token()) for row in rows]
    until = now + lease
    tx.put_off(_noting_attempts(), [_tried(parcel) for parcel in parcels])
    leases = [{"lane": parcel.lane, "token": parcel.token, "leased_until": until} for parcel in parcels]
    tx.put_off(_leasing(on_postgres=tx.on_postgres), leases)
    return parcels


async def renew(tx: Writing, parcels: Collection[Parcel], until: datetime) -> None:
    """The lanes stay ours until then; one that is ours no longer stays whose it is."""
    ours = await _locked(tx, parcels)
    tx.put_off(_RENEWING, [{"of_lane": lane, "until": until} for lane, _ in ours])


async def done_all(tx: Writing, arrived: Sequence[tuple[Parcel, Delivered]]) -> frozenset[str]:
    """The ids of those of these parcels that were still ours; they are out, and nothing is written of the others.

    Each is out at the message that was delivered, if it is one.
    """
    freed = await _free_all(tx, [parcel for parcel, _ in arrived])
    tx.put_off(_NOTING_DONE, [_out(parcel, delivered) for parcel, delivered in arrived if parcel.id in freed])
    return freed


async def again(tx: Writing, parcel: Parcel, *, not_before: datetime, error: str, was_held_back: bool = False) -> bool:
    """The parcel did not get out; anybody may try it again from then on. False when it was no longer ours.

    `was_held_back` says that this attempt certainly had no effect.
    """
    if not await _free(tx, parcel):
        return False
    changes: dict[str, Any] = {"not_before": not_before, "last_error": error}
    if was_held_back and not parcel.may_have_arrived:
        changes |= {"attempts_held_back": parcel.attempts}
    await _note(tx, parcel, changes)
    return True


async def give_up(tx: Writing, parcel: Parcel, *, error: str) -> bool:
    """The parcel can never get out: it makes way for what waits behind it. False when it was no longer ours."""
    if not await _free(tx, parcel):
        return False
    await _note(tx, parcel, {"given_up": True, "last_error": error})
    return True


async def leave(tx: Writing, parcel: Parcel) -> bool:
    """The parcel is as if nobody had claimed it, for it is not for us. False when it was no longer ours."""
    if not await _free(tx, parcel):
        return False
    first_tried_at = parcel.first_tried_at if parcel.attempts > 1 else None
    await _note(tx, parcel, {"attempts": parcel.attempts - 1, "first_tried_at": first_tried_at})
    return True


async def move(tx: Writing, channel: str, new_channel: str) -> None:
    """What stands in the channel stands there under its new id."""
    await tx.run(sa.update(outbox).where(outbox.c.channel == channel).values(channel=new_channel))


async def void_leases(tx: Writing) -> None:
    """Every lane is free: whoever held one is known to be gone."""
    await tx.run(sa.update(lanes).where(lanes.c.token != "").values(token="", leased_until=None))


async def set_back(tx: Writing, now: datetime, by: timedelta) -> None:
    """The clock was set back by so much to `now`: nothing waits for a time, and no lane for a lease, of the old clock.

    What has a reason to wait for longer, such as its reader's morning, is put off anew by whoever carries it.
    """
    later = now + by
    await tx.run(sa.update(outbox).where(is_waiting, outbox.c.not_before > now).values(not_before=None))
    await tx.run(sa.update(lanes).where(lanes.c.leased_until > later).values(token="", leased_until=None))


async def next_due_at(tx: Reading, now: datetime) -> datetime | None:
    """When the next parcel that only waits for time can be claimed; None when none does."""
    at: datetime | None = await tx.value(_next_due(), {"now": now})
    return at


async def count_ready(tx: Reading, now: datetime) -> int:
    """How many parcels could be claimed at this moment."""
    count: int = await tx.value(_how_many_ready(), {"now": now})
    return count


async def has_waiting(tx: Reading, number: int, *, besides: str, until: datetime) -> bool:
    """Whether a parcel of the incident but this one is still to be carried, and not put off beyond that time."""
    is_soon = sa.or_(outbox.c.not_before.is_(None), outbox.c.not_before <= until)
    others = sa.and_(outbox.c.number == number, outbox.c.id != besides, is_waiting, is_soon)
    return await tx.first(sa.select(outbox.c.id).where(others).limit(1)) is not None


async def with_surfaces(tx: Reading, kind: str) -> dict[int, int]:
    """The incidents of which a surface of this kind was ever wanted, by number, each with its last seq."""
    first, behind = f"{kind}:", f"{kind};"  # ";" is the character that follows ":"
    wanted = sa.and_(outbox.c.kind == "surface", outbox.c.name >= first, outbox.c.name < behind)
    of_incidents = outbox.join(incidents, incidents.c.number == outbox.c.number)
    rows = sa.select(incidents.c.number, incidents.c.last_seq).select_from(of_incidents).where(wanted).distinct()
    return {row.number: row.last_seq for row in await tx.all(rows.order_by(incidents.c.number))}


async def take_lane(tx: Writing, lane: str, *, token: str, now: datetime, until: datetime) -> bool:
    """A lane on which nothing is carried, or that has this token already, is ours until then; else False."""
    insert = tx.insert(lanes)
    await tx.run(insert.values(lane=lane, token="", leased_until=None).on_conflict_do_nothing())
    is_free = sa.or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= now, lanes.c.token == token)
    taking = sa.update(lanes).where(lanes.c.lane == lane, is_free).values(token=token, leased_until=until)
    return await tx.run(taking) == 1


async def forget(tx: Writing, number: int, words: Collection[str], *, instead: str) -> None:
    """These words stand in no post of the incident any more, be it out already or still to go."""
    for row in await tx.all(sa.select(outbox.c.id, outbox.c.values_json).where(outbox.c.number == number)):
        values = json.loads(row.values_json)
        without = _without(values, words, instead)
        if without != values:
            said = json.dumps(without, ensure_ascii=False, sort_keys=True)
            await tx.run(sa.update(outbox).where(outbox.c.id == row.id).values(values_json=said))


def _without(value: Any, words: Collection[str], instead: str) -> Any:
    match value:
        case str():
            return instead if value in words else value
        case list():
            return [_without(item, words, instead) for item in value]
        case dict():
            return {name: _without(item, words, instead) for name, item in value.items()}
        case _:
            return value


async def named(tx: Reading, ids: Collection[str]) -> dict[str, Parcel]:
    """The posts and surfaces of these ids, and where they stand; their token is empty, they are nobody's to carry."""
    return {row.id: _parcel(row, token="") for row in await tx.all(_OF_IDS, {"ids": list(ids)})}


_OF_IDS = sa.select(outbox).where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)))


def _blank(*, id: str, number: int, now: datetime) -> dict[str, Any]:  # noqa: A002 - the outbox's own word
    """A row that nobody has tried yet."""
    return {
        "id": id,
        "number": number,
        "address": "",
        "values_json": "{}",
        "also_in_channel": False,
        "shown_seq": 0,
        "given_up": False,
        "attempts": 0,
        "attempts_held_back": 0,
        "added_at": now,
        "last_error": "",
        "channel": "",
        "ts": "",
    }


# A lane that was never carried from has no row yet, and is free. Only laid lanes can be locked.
_ALL_LANES = outbox.outerjoin(lanes, lanes.c.lane == outbox.c.lane)
_LAID_LANES = outbox.join(lanes, lanes.c.lane == outbox.c.lane)


_IS_EXCLUDED = sa.or_(
    outbox.c.number.in_(sa.bindparam("excluded_numbers", expanding=True)),
    sa.tuple_(outbox.c.kind, outbox.c.name).in_(sa.bindparam("excluded_names", expanding=True)),
)
_IS_PASSED_OVER = sa.and_(_IS_EXCLUDED, outbox.c.added_at <= sa.bindparam("long_ago"))

# The position at which each lane's oldest waiting row stands.
_OLDEST = sa.select(sa.func.min(outbox.c.position)).where(is_waiting).group_by(outbox.c.lane)
_OLDEST_NOT_PASSED_OVER = _OLDEST.where(sa.not_(_IS_PASSED_OVER))


def _heads(columns: sa.Select[Any], along: sa.Join, oldest: sa.Select[Any] = _OLDEST) -> sa.Select[Any]:
    """The first row of each lane, unless what it waits for is not in Slack yet."""
    exists_already = sa.or_(
        outbox.c.waits_for == "",
        sa.and_(outbox.c.waits_for == CHANNEL, incidents.c.channel != ""),
        sa.and_(outbox.c.waits_for == CARD, incidents.c.card_ts != ""),
    )
    places = along.outerjoin(incidents, incidents.c.number == outbox.c.number)
    return columns.select_from(places).where(outbox.c.position.in_(oldest), exists_already)


def _ready(
    columns: sa.Select[Any],
    along: sa.Join,
    oldest: sa.Select[Any] = _OLDEST,
) -> sa.Select[Any]:
    """Of the heads, those whose time has come and whose lane is free."""
    return _heads(columns, along, oldest).where(
        sa.or_(outbox.c.not_before.is_(None), outbox.c.not_before <= _NOW),
        sa.or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= _NOW),
    )


def _claimable(columns: sa.Select[Any], along: sa.Join, *, excluding_some: bool) -> sa.Select[Any]:
    """What is ready in these lanes, most urgent first; what is excluded is not, and is passed over once it is old."""
    if not excluding_some:
        return _ready(columns, along).order_by(*_URGENCY)
    ready = _ready(columns, along, _OLDEST_NOT_PASSED_OVER).where(sa.not_(_IS_EXCLUDED))
    return ready.order_by(*_URGENCY)


def _excluded(excluding: FromNewerVersion, now: datetime) -> dict[str, Any]:
    if not excluding:
        return {}
    numbers, names = [*excluding.numbers], [*excluding.names]
    return {"excluded_numbers": numbers, "excluded_names": names, "long_ago": now - PASSED_OVER_AFTER}


# The statements of a claim are made once: it takes longer to build them than to run them, and every effect needs them.
# So are those of each tick.
# What comes first within a priority is what is worse, and not what was asked for first: a hundred small incidents keep
# no great one waiting for its channel.
_URGENCY = (outbox.c.priority, *catalogue.URGENCY, outbox.c.position)
_NOW = sa.bindparam("now", type_=outbox.c.not_before.type)
_MOST: sa.BindParameter[int] = sa.bindparam("most")


@cache
def _laying_lanes() -> Upsert:
    """Give every lane that something waits in a row to be locked; in order, so that two processes never wait crosswise.

    Whoever adds a post does not do it: two incidents that post to the same two people could wait for each other.
    """
    laid = sa.select(lanes.c.lane).where(lanes.c.lane == outbox.c.lane).exists()
    missing = sa.select(outbox.c.lane, sa.literal("")).where(is_waiting, ~laid).distinct().order_by(outbox.c.lane)
    insert = insert_into(lanes, on_postgres=True)
    laying: Upsert = insert.from_select(["lane", "token"], missing).on_conflict_do_nothing()
    return laying


@cache
def _free_lanes(*, excluding_some: bool) -> sa.Select[Any]:
    ready = _claimable(sa.select(lanes.c.lane), _LAID_LANES, excluding_some=excluding_some)
    return ready.limit(_MOST).with_for_update(of=lanes, skip_locked=True)


@cache
def _heads_of_lanes(*, excluding_some: bool) -> sa.Select[Any]:
    held = outbox.c.lane.in_(sa.bindparam("held", expanding=True))
    heads = _claimable(sa.select(outbox), _LAID_LANES, excluding_some=excluding_some).where(held)
    return heads.with_for_update(of=outbox, skip_locked=True)


@cache
def _first_heads(*, excluding_some: bool) -> sa.Select[Any]:
    return _claimable(sa.select(outbox), _ALL_LANES, excluding_some=excluding_some).limit(_MOST)


@cache
def _how_many_ready() -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(_ready(sa.select(outbox.c.id), _ALL_LANES).subquery())


@cache
def _next_due() -> sa.Select[Any]:
    not_before, leased_until = outbox.c.not_before, lanes.c.leased_until
    free_at = sa.case(
        (sa.or_(not_before.is_(None), leased_until > not_before), leased_until),
        else_=not_before,
    )
    heads = _heads(sa.select(sa.func.min(free_at)), _ALL_LANES)
    return heads.where(sa.or_(not_before > _NOW, leased_until > _NOW))


@cache
def _noting_attempts() -> sa.Update:
    noted = sa.update(outbox).where(outbox.c.id == sa.bindparam("parcel_id"))
    return noted.values(attempts=sa.bindparam("tries"), first_tried_at=sa.bindparam("first_at"))


def _tried(parcel: Parcel) -> dict[str, Any]:
    return {"parcel_id": parcel.id, "tries": parcel.attempts, "first_at": parcel.first_tried_at}


@cache
def _leasing(*, on_postgres: bool) -> Upsert:
    taken = insert_into(lanes, on_postgres=on_postgres)
    held = {"token": taken.excluded.token, "leased_until": taken.excluded.leased_until}
    upsert: Upsert = taken.on_conflict_do_update(index_elements=["lane"], set_=held)
    return upsert


_ARE_OURS = sa.and_(  # the lanes by name as well, for by pairs SQLite would look through all there ever were
    lanes.c.lane.in_(sa.bindparam("of_lanes", expanding=True)),
    sa.tuple_(lanes.c.lane, lanes.c.token).in_(sa.bindparam("leases", expanding=True)),
)
# A lease that has run out is still ours until somebody else takes the lane.
_OURS = sa.select(lanes.c.lane, lanes.c.token).where(_ARE_OURS).order_by(lanes.c.lane).with_for_update()
_FREEING = sa.update(lanes).where(lanes.c.lane == sa.bindparam("of_lane")).values(token="", leased_until=None)
_RENEWING = sa.update(lanes).where(lanes.c.lane == sa.bindparam("of_lane")).values(leased_until=sa.bindparam("until"))
_IS_SURFACE = outbox.c.kind == "surface"  # the next time it is shown is a new beginning
_IS_MESSAGE = sa.bindparam("at_ts", type_=outbox.c.ts.type) != ""
_NOTING_DONE = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("parcel_id"))
    .values(
        shown_seq=sa.bindparam("shown"),
        not_before=None,
        last_error="",
        attempts=sa.case((_IS_SURFACE, 0), else_=outbox.c.attempts),
        attempts_held_back=sa.case((_IS_SURFACE, 0), else_=outbox.c.attempts_held_back),
        first_tried_at=sa.case((_IS_SURFACE, sa.null()), else_=outbox.c.first_tried_at),
        channel=sa.case((_IS_MESSAGE, sa.bindparam("at_channel", type_=outbox.c.channel.type)), else_=outbox.c.channel),
        ts=sa.case((_IS_MESSAGE, sa.bindparam("at_ts", type_=outbox.c.ts.type)), else_=outbox.c.ts),
    )
)


def _out(parcel: Parcel, delivered: Delivered) -> dict[str, Any]:
    at = {"at_channel": delivered.channel, "at_ts": delivered.ts}
    return {"parcel_id": parcel.id, "shown": parcel.claimed_seq, **at}


async def _free(tx: Writing, parcel: Parcel) -> bool:
    return bool(await _free_all(tx, [parcel]))


async def _free_all(tx: Writing, parcels: Collection[Parcel]) -> frozenset[str]:
    """The ids of those whose lanes were still ours, which are anybody's from now on."""
    ours = await _locked(tx, parcels)
    tx.put_off(_FREEING, [{"of_lane": lane} for lane, _ in ours])
    return frozenset(ours.values())


async def _locked(tx: Writing, parcels: Collection[Parcel]) -> dict[tuple[str, str], str]:
    """By (lane, token) the ids of those whose lanes are ours, locked in order, lest two transactions wait crosswise."""
    held = {(parcel.lane, parcel.token): parcel.id for parcel in parcels if parcel.token}
    if not held:
        return {}
    ours = await tx.all(_OURS, {"of_lanes": [lane for lane, _ in held], "leases": list(held)})
    return {(row.lane, row.token): held[row.lane, row.token] for row in ours}


async def _note(tx: Writing, parcel: Parcel, changes: Mapping[str, Any]) -> None:
    await tx.run(sa.update(outbox).where(outbox.c.id == parcel.id).values(**changes))


def _claimed(row: sa.Row[Any], now: datetime, token: str) -> Parcel:
    parcel = _parcel(row, token)
    return replace(parcel, attempts=parcel.attempts + 1, first_tried_at=parcel.first_tried_at or now)


def _parcel(row: sa.Row[Any], token: str) -> Parcel:
    return Parcel(
        id=row.id,
        number=row.number,
        kind=row.kind,
        name=row.name,
        to=row.address,
        values=json.loads(row.values_json),
        shows_seq=row.shows_seq,
        also_in_channel=row.also_in_channel,
        lane=row.lane,
        priority=row.priority,
        wanted_seq=row.wanted_seq,
        shown_seq=row.shown_seq,
        attempts=row.attempts,
        attempts_held_back=row.attempts_held_back,
        first_tried_at=row.first_tried_at,
        last_error=row.last_error,
        token=token,
        claimed_seq=row.wanted_seq,
        channel=row.channel,
        ts=row.ts,
    )
