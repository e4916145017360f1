"""What went between the workspace and the app, call by call and event by event, for the panel that shows it."""

import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workspace.state.records import Json
from workspace.state.world import World
from workspace.wire.socket import Answer

KEPT_MAX = 500  # of each kind: what a panel shows, not a record
_SAID_MAX_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that the workspace sent to the app, at which time of the clock."""

    number: int
    at: datetime
    what: str
    body: Json


class Traffic:
    """Stands between those who deliver and the wire, and remembers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sent: deque[Delivery] = deque(maxlen=KEPT_MAX)
        self._number = 0

    def event(self, deliver: Callable[[Json], None]) -> Callable[[Json], None]:
        def noted(envelope: Json) -> None:
            event = envelope["event"]
            self._note(".".join(filter(None, (event["type"], event.get("subtype")))), event)
            deliver(envelope)

        return noted

    def asking(self, ask: Callable[[str, Json, bool], Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
        async def noted(kind: str, payload: Json, waits: bool) -> Answer:  # noqa: FBT001 -- as Interactions asks
            self._note(str(payload.get("command") or payload.get("type") or kind), payload)
            return await ask(kind, payload, waits)

        return noted

    def lines(self) -> list[Json]:
        """Newest first: `way` is "call" (from the app) or "event" (to it)."""
        found = sorted([*self._calls(), *self._events()], key=lambda line: (line["at"], line["key"]), reverse=True)
        return found[:KEPT_MAX]

    def _note(self, what: str, body: Json) -> None:
        self._number += 1
        self._sent.append(Delivery(self._number, self._world.clock.now(), what, body))

    def _calls(self) -> Iterator[Json]:
        start = max(0, len(self._world.calls) - KEPT_MAX)
        for number, call in enumerate(self._world.calls[start:], start=start):
            told = {"key": f"c{number:09}", "at": call.at, "what": call.method, "said": _said(dict(call.args))}
            yield {"way": "call", "ok": call.ok, "error": call.error, **told}

    def _events(self) -> Iterator[Json]:
        for each in self._sent:
            told = {"key": f"e{each.number:09}", "at": each.at, "what": each.what, "said": _said(each.body)}
            yield {"way": "event", "ok": True, "error": "", **told}


def _said(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return text if len(text) <= _SAID_MAX_CHARS else f"{text[:_SAID_MAX_CHARS]} …"
