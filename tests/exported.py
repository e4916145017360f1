"""An export of a workspace as Slack writes one, small enough to be read, or as large as a test wants."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

TEAM, CHANNEL, NAME = "T0HARBOUR", "C0FERRY", "inc-7-ferry-tickets"
# The twelfth of March 2025, a quarter to midnight in UTC: the talk goes over midnight, and is on two days.
BEGIN_S = 1_741_823_100


def ts(minute: float, number: int = 1) -> str:
    return f"{BEGIN_S + round(minute * 60)}.{number:06}"


def said(minute: float, user: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts(minute), "team": TEAM, **more}


def person(user_id: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": user_id, "team_id": TEAM, "name": name, "tz": "Europe/Berlin", "profile": {"real_name": name}, **more}


PEOPLE = (person("U0MIA", "mia"), person("U0TOM", "tom"), person("U0BOT", "pager", is_bot=True))
CHANNELS: Sequence[Mapping[str, Any]] = (
    {"id": "C0TALK", "name": "general", "members": ["U0MIA"]},
    {
        "id": CHANNEL,
        "name": NAME,
        "members": ["U0MIA", "U0TOM"],
        "pins": [{"id": ts(20), "type": "C", "created": BEGIN_S + 1800, "user": "U0MIA"}],
    },
)
MESSAGES: Sequence[Mapping[str, Any]] = (
    {"type": "message", "subtype": "channel_join", "user": "U0MIA", "text": "<@U0MIA> joined", "ts": ts(0)},
    said(1, "U0MIA", "Tickets are not printed at pier 4", reactions=[{"name": "boom", "users": ["U0TOM"], "count": 1}]),
    said(2, "U0BOT", "printers down", bot_id="B0PAGER", username="PagerThing", subtype="bot_message"),
    said(5, "U0TOM", "looking at the driver", thread_ts=ts(1)),
    said(16, "U0TOM", "the driver was <@U0MIA|mia>'s update of today", edited={"user": "U0TOM", "ts": ts(17)}),
    said(20, "U0TOM", "rolled the driver back, tickets come out"),
    {"type": "message", "subtype": "channel_topic", "user": "U0MIA", "text": "set the topic", "ts": ts(21)},
    said(25, "U0GONE", "thank you", files=[{"id": "F1", "name": "pier4.png"}]),
)


def export(
    path: Path,
    *,
    messages: Iterable[Mapping[str, Any]] = MESSAGES,
    people: Sequence[Mapping[str, Any]] | None = PEOPLE,
    channels: Sequence[Mapping[str, Any]] = CHANNELS,
    groups: Sequence[Mapping[str, Any]] = (),
    top: str = "",
) -> Path:
    """A zip at `path` that holds these; `messages` are of the channel NAME, in a file for each of their days."""
    days: dict[str, list[Mapping[str, Any]]] = {}
    for message in messages:
        day = datetime.fromtimestamp(int(float(message["ts"])), UTC).date().isoformat()
        days.setdefault(day, []).append(message)
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr(f"{top}channels.json", json.dumps(list(channels)))
        if groups:
            file.writestr(f"{top}groups.json", json.dumps(list(groups)))
        if people is not None:
            file.writestr(f"{top}users.json", json.dumps(list(people)))
        for day, found in days.items():
            file.writestr(f"{top}{NAME}/{day}.json", json.dumps(found))
    return path
