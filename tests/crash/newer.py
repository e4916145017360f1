"""A newer release of the bot, made for tests out of this one: it knows what no release knows yet.

A fact, a message in the card's thread, a surface, a field of a known fact, and a column: whatever a release may add.
`release` lays out what it ships, `learn` teaches a process what it knows, `live` is the bot as that release.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

import bot.slack.door
from bot import resources
from bot.incident import effect_rules, records, vocabulary
from bot.incident import effects as e
from bot.incident import facts as f
from bot.incident.deliveries import Delivered
from bot.incident.effects import Surface
from bot.incident.logbook import Entry
from bot.incident.state import Case, Incident
from bot.slack.delivery import Delivery
from bot.slack.messages import message as m
from bot.store import catalogue, codec, migrations, projection, tables
from bot.store.outbox import Parcel
from tests.crash import mortal

# Whatever this version's newest revision is, the newer one's is one more.
_NEWEST = int(migrations.head().partition(".")[0])
ADDITIVE = f"{_NEWEST + 1:04}.{_NEWEST:04}"  # whoever knows this version's can go on
DOES_MORE = f"{_NEWEST + 1:04}"
ADDS_TO_MORE = f"{_NEWEST + 2:04}.{_NEWEST + 1:04}"
SIREN = "siren"
SAYS_ALARM = "sound the alarm"
MOOD = "calm"
ADDS_COLUMNS = """for table in ("incidents", "outbox"):
        op.add_column(table, sa.Column("alarms", sa.Integer, nullable=False, server_default="0"))"""

_TEMPLATES = {
    "alarm_sounded/slack.j2": "The alarm was sounded by {{ by | person }}.",
    "alarm_sounded/ack/slack.j2": "Alarm sounded.",
    "decided/ack/slack.j2": "Decided, and the siren is on.",
}


def release(folder: Path, *, revision: str = ADDITIVE, upgrade: str = ADDS_COLUMNS) -> Path:
    """The folder of a package whose newest migration is of this name; left alone, it adds a column to two tables."""
    for name in ("templates", "migrations"):
        shutil.copytree(resources.resource(name), folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(resources.resource("manifest.yaml"), folder)
    for name, words in _TEMPLATES.items():
        (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "templates" / name).write_text(words)
    (folder / "migrations" / "versions" / f"{revision}_alarms.py").write_text(
        _MIGRATION.format(revision=revision, before=migrations.head(), upgrade=upgrade)
    )
    return folder


_MIGRATION = '''"""How often the alarm was sounded."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    {upgrade}
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSounded:
    """A fact that no older version knows."""

    loudness: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(f.Noted):
    """A known fact with a field that no older version knows."""

    mood: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(catalogue.Row):
    """A known row with a column that no older version knows."""

    alarms: int = 0


class LouderGateway(Delivery):
    """Knows a surface more: a message in the channel that is edited in place."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._shows = {**self._shows, SIREN: self._show_siren}

    async def _show_siren(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        return await self._show(parcel, m.outgoing("Siren", key=parcel.id), channel=incident.channel, ts=parcel.ts)


def learn(folder: Path) -> None:
    """Make the bot of this process the newer one. There is no way back, so it has to be a process of its own."""
    tables.incidents.append_column(sa.Column("alarms", sa.Integer, nullable=False))
    rows = (
        vocabulary.Row(kind=cast("type[f.Fact]", AlarmSounded), by="person", posted_to=e.TO_CARD, surfaces=(e.CARD,)),
        replace(vocabulary._BY_KIND[f.Noted], kind=Noted),
    )
    for place, name, newer in (
        (resources, "_PACKAGE", folder),
        (catalogue, "Row", Row),
        (projection, "Row", Row),
        (projection, "row", partial(_filed, cast("Callable[..., Row]", projection.row))),
        (f, "Noted", Noted),
        (codec, "_FACTS", {**codec._FACTS, "AlarmSounded": AlarmSounded, "Noted": Noted}),
        (e, "PRIORITY", (*e.PRIORITY, SIREN)),
        (vocabulary, "_BY_KIND", {**vocabulary._BY_KIND, **{row.kind: row for row in rows}}),
        (vocabulary, "_BY_NAME", {**vocabulary._BY_NAME, **{row.name: row for row in rows}}),
        (effect_rules, "_pictures", partial(_pictures, effect_rules._pictures)),
        (records, "note", _note),
        (bot.slack.door, "Delivery", LouderGateway),
    ):
        getattr(place, name)  # what is renamed must not be taught in vain
        setattr(place, name, newer)


def live(told: Mapping[str, str], log: Path) -> None:
    """One life of the newer release, whose files stand beside its log."""
    learn(log.with_name("release"))
    mortal.live(told, log)


def _note(case: Case, *, text: str, at: datetime | None = None) -> list[Any]:
    return [AlarmSounded(loudness=11) if text == SAYS_ALARM else Noted(text=text, mood=MOOD)]


def _filed(known: Callable[..., Row], case: Case, *, key: str, chain: str) -> Row:
    facts: list[object] = [entry.fact for entry in case.incident.entries]
    alarms = sum(isinstance(fact, AlarmSounded) for fact in facts)
    return replace(known(case, key=key, chain=chain), alarms=alarms)


def _pictures(known: Callable[[Entry], tuple[str, ...]], entry: Entry) -> tuple[str, ...]:
    """The siren goes off with every decision, which the older version can read as well."""
    return (*known(entry), SIREN) if isinstance(entry.fact, f.Decided) else known(entry)
