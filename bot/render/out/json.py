"""Documents and statistics as JSON, for programs: values before they were worded, instants in ISO 8601 and UTC."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.render.words import Told
from bot.story.stats import Statistics


def document(told: Told | Statistics, *, end: str = "") -> str:
    """The document as indented JSON; durations are in seconds, and every record names its type.

    `end` is what has to be said of it as a whole, as `left_out`.
    """
    values = {"document": type(told).__name__.lower(), **_object(told)} | ({"left_out": end} if end else {})
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _object(record: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(record, field.name)) for field in dataclasses.fields(record)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {"type": type(value).__name__, **_object(value)}
    match value:
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(inner) for inner in value]
        case _:
            return value
