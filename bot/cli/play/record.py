"""What was played, by the story and at the page, written down as a story that plays again.

Law: what a story has no words for stands in its note, and is not left out in silence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from bot.cli.simulation import LOBBY
from bot.cli.story import Act, Step
from workspace.people.visibility import DIRECT

# What has no consequence that anybody else sees: looking, reading, putting a form away, letters on the way into one.
_UNTOLD = frozenset({"reads", "searches", "opens_home", "fills"})
_FORM = "form"
Told = dict[str, Any]


@dataclass(slots=True)
class Recording:
    """The steps so far. `place_of` says how a story calls a channel: empty for that of the incident."""

    opens_at: datetime
    place_of: Callable[[str], str]
    steps: list[Told] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    _messages: dict[str, Told] = field(default_factory=dict)

    def played(self, step: Step, ts: str) -> None:
        """A step of the story itself; `ts` is of the message that it left, if any."""
        who = {"who": step.who} if step.who else {}
        told = {"at": _at(step.after.total_seconds())} | who | {str(step.act): step.value} | dict(step.more)
        self._keep(told, ts)

    def did(self, now: datetime, who: str, act: str, given: Mapping[str, Any], answer: Any) -> None:
        """Something that somebody did at the page."""
        if act in _UNTOLD:
            return
        made = _WAYS[act](self, given) if act in _WAYS else None
        if made is None:
            self.beyond.append(f"{who} {act}")
            return
        head: Told = {"at": _at((now - self.opens_at).total_seconds()), "who": who}
        self._keep(head | made, str(answer) if act in {"says", "uploads"} else "")

    def yaml(self, title: str, people: Mapping[str, Any]) -> str:
        """The file; a story without a step is none, so that there is always one at least."""
        note = "Played at the page."
        if self.beyond:
            note += f" A story has no words for: {', '.join(self.beyond)}."
        about = {"title": title, "note": note, "clock": self.opens_at.isoformat(), "people": _plain(people)}
        head = yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=120)
        return f"{head}steps:\n" + "".join(f"  - {_line(step)}\n" for step in self.steps)

    def _keep(self, told: Told, ts: str) -> None:
        self.steps.append(told)
        if ts:
            self._messages[ts] = told

    def _named(self, ts: str) -> str:
        """What the story calls this message; empty for one that no step has left, such as the bot's."""
        told = self._messages.get(ts)
        if told is None:
            return ""
        taken = {step.get("as") for step in self.steps}
        told.setdefault("as", next(name for n in range(1, len(taken) + 2) if (name := f"m{n}") not in taken))
        return str(told["as"])

    def _where(self, given: Mapping[str, Any]) -> Told:
        place = self.place_of(str(given.get("channel") or LOBBY))
        return {"where": place} if place else {}

    def _typed(self, given: Mapping[str, Any]) -> Told:
        return {"types": given["text"]} | self._where(given)

    def _said(self, given: Mapping[str, Any]) -> Told | None:
        thread = given.get("thread")
        place: Told = self._where(given)
        if thread:
            name = self._named(thread)
            if not name:
                return None
            place = {"in": name}
        if files := list(given.get("files") or ()):
            return {"uploads": files} | ({"says": given["text"]} if given.get("text") else {}) | place
        return {"says": given["text"]} | place

    def _on(self, act: str) -> Callable[[Mapping[str, Any]], Told | None]:
        def made(given: Mapping[str, Any]) -> Told | None:
            name = self._named(given["ts"])
            if not name:
                return None
            if act in {"reacts", "unreacts"}:
                return {act: given["name"], "to": name}
            return {act: name} | ({"says": given["text"]} if act == "edits" else {})

        return made

    def _pressed(self, given: Mapping[str, Any]) -> Told:
        where = given.get("channel")
        return {"presses": given["label"]} | ({} if where in {None, _FORM} else self._where(given))

    def _submitted(self, given: Mapping[str, Any]) -> Told:
        return {"submits": given.get("form") or _FORM, "with": dict(given.get("values") or {})}

    def _moved(self, act: str) -> Callable[[Mapping[str, Any]], Told]:
        return lambda given: {act: self.place_of(str(given["channel"])) or "the channel"}


_WAYS: Mapping[str, Callable[[Recording, Mapping[str, Any]], Told | None]] = (
    {
        "types": Recording._typed,  # noqa: SLF001 -- the record's own table
        "says": Recording._said,  # noqa: SLF001
        "presses": Recording._pressed,  # noqa: SLF001
        "submits": Recording._submitted,  # noqa: SLF001
    }
    | {
        act: (lambda record, given, act=act: record._on(act)(given))  # noqa: SLF001
        for act in ("edits", "deletes", "reacts", "unreacts", "pins", "unpins")
    }
    | {
        act: (lambda record, given, act=act: record._moved(act)(given))  # noqa: SLF001
        for act in ("joins", "leaves")
    }
)


def place_name(channel: Any, *, incident: str, bot: str) -> str:
    """How a story calls a channel: empty for the incident's, `dm` for the direct message with Sitrep, else its name."""
    if channel.id == incident:
        return ""
    return DIRECT if channel.kind == "im" and bot in channel.members else str(channel.name)


def _at(seconds: float) -> str:
    return f"{max(0, int(seconds))}s"


def _line(step: Told) -> str:
    return yaml.safe_dump(step, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000).strip()


def _plain(people: Mapping[str, Any]) -> Mapping[str, Any]:
    return {handle: person if isinstance(person, str) else dict(person) for handle, person in people.items()}


__all__ = ["Act", "Recording", "place_name"]
