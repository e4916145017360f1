"""A fact as text and back: canonical JSON, driven by the dataclasses' own types.

Law: a body once written is never written again, so what decodes today decodes for ever. Fields that were added later
come from their defaults; what was renamed is put right in UPCASTS and nowhere else. A field that only a newer version
knows is left where it stands: whoever ignores it is poorer, not wrong. A fact or word of a newer version makes an
`Unread`: readers pass it over, and nobody may act on top of it.
"""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any, Literal, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

from bot.incident import facts
from bot.incident.facts import Fact

Body: TypeAlias = dict[str, Any]

_KIND = "fact"  # the key under which a body names its fact; no fact has a field of this name
_FACTS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(facts.Fact)}

# From the name a fact had when it was written to what makes of its body one of today's, `fact` included.
UPCASTS: Mapping[str, Callable[[Body], Body]] = {}


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry whose fact this version cannot read, as it was written."""

    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Emptied:
    """An entry whose body is gone, and no `Redacted` says what is left of it; its place, time and author remain."""

    kind: str


class _Unknown(Exception):
    """The body says something that this version has no word for."""


def encode(fact: Fact) -> str:
    """The fact as JSON with sorted keys, no spaces and UTC instants. Raises ValueError for a naive instant."""
    return json.dumps(
        {_KIND: type(fact).__name__, **fields(fact)},
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def fields(fact: Fact | Unread | Emptied) -> Body:
    """The fields of the fact as JSON values; those of a fact that cannot be read as they were written."""
    if isinstance(fact, Unread):
        body: Body = json.loads(fact.body)
        return {name: value for name, value in body.items() if name != _KIND}
    if isinstance(fact, Emptied):
        return {}
    return {field.name: _plain(getattr(fact, field.name)) for field in fields_of(fact)}


def name_of(fact: Fact | Unread | Emptied) -> str:
    """The name of the fact, also of one that cannot be read here."""
    return fact.kind if isinstance(fact, Unread | Emptied) else type(fact).__name__


def instant(at: datetime) -> str:
    """The instant in UTC, ISO 8601 with its offset. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"{at} says no time zone; instants are aware")
    return at.astimezone(UTC).isoformat()


def decode(text: str) -> Fact | Unread:
    body: Body = json.loads(text)
    try:
        return _read(upcast(body, UPCASTS))
    except _Unknown:
        return Unread(str(body.get(_KIND, "")), text)


def upcast(body: Body, upcasts: Mapping[str, Callable[[Body], Body]]) -> Body:
    """The body under its present name; a fact renamed twice passes through both steps."""
    for _ in range(len(upcasts) + 1):
        step = upcasts.get(str(body.get(_KIND, "")))
        if step is None:
            return body
        body = step(body)
    raise ValueError(f"the upcasts go round in a circle at {body.get(_KIND)!r}")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields_of(value)}
    return value


def _read(body: Body) -> Fact:
    name = str(body.get(_KIND, ""))
    if name not in _FACTS:
        raise _Unknown
    return cast("Fact", _record(_FACTS[name], body))


def _record(kind: Any, body: Any) -> Any:
    """A fact, or what stands in one."""
    readers, required = _readers(kind)
    if not isinstance(body, dict) or not required <= body.keys():
        raise _Unknown
    return kind(**{field: read(body[field]) for field, read in readers.items() if field in body})


@cache
def _readers(kind: Any) -> tuple[Mapping[str, Callable[[Any], Any]], frozenset[str]]:
    """How to read each field of the fact, and which fields it cannot be without."""
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields_of(kind)}
    required = frozenset(field.name for field in fields_of(kind) if field.default is MISSING)
    return readers, required


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin = get_origin(hint)
    if origin is Literal:
        return _one_of(get_args(hint))
    if origin in {Union, types.UnionType}:
        (inner,) = (option for option in get_args(hint) if option is not types.NoneType)
        return _or_none(_reader(inner))
    if origin is tuple:
        return _tuple_of(_reader(get_args(hint)[0]))
    if hint is datetime:
        return _instant
    if hint is date:
        return _day
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(_record, hint)
    return _just(hint)


def _one_of(words: tuple[Any, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in words:
            raise _Unknown
        return value

    return read


def _or_none(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else inner(value)


def _tuple_of(inner: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _Unknown
        return tuple(inner(item) for item in value)

    return read


def _instant(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (TypeError, ValueError) as error:
        raise _Unknown from error


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _Unknown from error


def _just(kind: type[Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:  # not isinstance: True is no number of customers
            raise _Unknown
        return value

    return read
