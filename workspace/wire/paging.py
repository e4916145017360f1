"""Slack's cursors: base64 of what comes next.

Law: a cursor that this server did not write is `invalid_cursor`.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import TypeVar

from workspace.state.refusals import Refusal

Row = TypeVar("Row")


def cursor(kind: str, value: str) -> str:
    return b64encode(f"{kind}:{value}".encode()).decode()


def read_cursor(text: str, kind: str) -> str:
    """What a cursor of this kind points at; an empty one points at the beginning."""
    if not text:
        return ""
    try:
        found_kind, _, value = b64decode(text, validate=True).decode().partition(":")
    except ValueError as unreadable:
        raise Refusal("invalid_cursor") from unreadable
    if found_kind != kind or not value:
        raise Refusal("invalid_cursor")
    return value


def page(rows: Sequence[Row], ids: Sequence[str], *, cursor_text: str, kind: str, limit: int) -> tuple[list[Row], str]:
    """One page of rows and the cursor of the next; `ids` names each row, the cursor the first that is missing."""
    first = read_cursor(cursor_text, kind)
    if first and first not in ids:
        raise Refusal("invalid_cursor")
    start = ids.index(first) if first else 0
    end = start + limit if limit else len(rows)
    return list(rows[start:end]), cursor(kind, ids[end]) if end < len(rows) else ""
