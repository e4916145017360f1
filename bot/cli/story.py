"""The form of a story: what its file may say, and in one sentence what is wrong with a file that says something else.

Law: a story that was read can be begun. What its people then cannot do in Slack, the local Slack says at that step.
"""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import yaml

from bot.cli.other_apps import is_app
from workspace.people.visibility import DIRECT
from workspace.wire.faults import FAULTS, Faults

INCIDENT_CHANNEL = ("the channel", "channel")  # how a story calls the channel of its incident
NO_FAULT = "none"
# Not `deaf`: that a socket has fallen silent is noticed after real seconds, and a story's clock stands still in these.
STORY_FAULTS = tuple(sorted(FAULTS - {"deaf", "over", "clear"}))
APP_MESSAGE = ("text", "blocks", "attachments")  # what another app may post, in Slack's own words

ABOUT = ("title", "note", "clock", "people", "steps")
OPTIONAL = frozenset({"note"})
PERSON = ("name", "tz", "email", "guest", "deleted", "bot")

_AT = re.compile(r"(?:\d+(?:\.\d+)?[dhms])+")
_PART = re.compile(r"([\d.]+)([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_CHANNEL_NAME = re.compile(r"#?[a-z0-9_-]{1,80}")


class BadStory(ValueError):
    """The file is no story; the message is a sentence with the file, the step, and what would be known."""


class Act(StrEnum):
    """What a step can do."""

    TYPES = "types"
    SAYS = "says"
    EDITS = "edits"
    DELETES = "deletes"
    UPLOADS = "uploads"
    REACTS = "reacts"
    UNREACTS = "unreacts"
    TAPS = "taps"
    PINS = "pins"
    UNPINS = "unpins"
    PRESSES = "presses"
    SUBMITS = "submits"
    JOINS = "joins"
    LEAVES = "leaves"
    FAULT = "fault"


class Value(StrEnum):
    """What can stand behind a key, in the words of the page about stories."""

    TEXT = "text"
    POST = "text; of an app also its `text`, `blocks`, `attachments`"
    FILES = "a file's name, or several"
    EMOJI = "an emoji"
    LABEL = "a button's label"
    FORM = "a form"
    FIELDS = "its fields and what is entered"
    MESSAGE = "a message's name"
    NAME = "a new name"
    CHANNEL = "`the channel`, or a channel's name"
    PLACE = "`the channel`, `dm`, or a channel's name"
    SWITCH = "`true` or `false`"
    FAULT = "a fault and its arguments, or `none`"


@dataclass(frozen=True, slots=True)
class Form:
    """How a step is written: the value of its own key, the keys beside it, and who can do it.

    `told` is the step in a sentence behind the person's name; `does` is the page's.
    """

    value: Value
    told: str
    does: str
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    by_apps: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key beside an act: its value, and what it says."""

    value: Value
    does: str


KEYS: Mapping[str, Key] = {
    "says": Key(Value.POST, "The words."),
    "to": Key(Value.MESSAGE, "The message that it is put on."),
    "in": Key(Value.MESSAGE, "The message in whose thread it is."),
    "as": Key(Value.NAME, "What later steps call this message."),
    "with": Key(Value.FIELDS, "What is entered into the form."),
    "where": Key(Value.PLACE, "Where it is done; `dm` is the direct message with Sitrep."),
    "raw": Key(Value.SWITCH, "Whether `@name` stays as typed and is not picked from Slack's list."),
}

FORMS: Mapping[Act, Form] = {
    Act.TYPES: Form(
        Value.TEXT,
        "types {}",
        "A command is typed; other words are said. In the incident's channel by whoever is in it, else in general.",
        may=frozenset({"where", "raw", "as"}),
    ),
    Act.SAYS: Form(
        Value.POST,
        "says {}",
        "A message, in the incident's channel, or in general before there is one. Who is not in it joins it first.",
        may=frozenset({"in", "as", "where", "raw"}),
        by_apps=True,
    ),
    Act.EDITS: Form(
        Value.MESSAGE,
        "edits a message: {}",
        "The author gives a message other words.",
        needs=frozenset({"says"}),
        by_apps=True,
    ),
    Act.DELETES: Form(Value.MESSAGE, "deletes a message", "The author takes a message away.", by_apps=True),
    Act.UPLOADS: Form(
        Value.FILES,
        "uploads {}",
        "A message with files, and with the words of `says` if it has any.",
        may=frozenset({"says", "in", "as", "where"}),
    ),
    Act.REACTS: Form(Value.EMOJI, "puts {}", "A reaction is put on a message.", needs=frozenset({"to"})),
    Act.UNREACTS: Form(Value.EMOJI, "takes off {}", "A reaction is taken off again.", needs=frozenset({"to"})),
    Act.TAPS: Form(
        Value.MESSAGE,
        "taps what is suggested",
        "The emoji that Sitrep put under a message are clicked; nothing is done where there is none.",
    ),
    Act.PINS: Form(Value.MESSAGE, "pins a message", "Slack's own pin is put on a message."),
    Act.UNPINS: Form(Value.MESSAGE, "unpins a message", "Slack's own pin is taken off."),
    Act.PRESSES: Form(
        Value.LABEL,
        "presses {}",
        "The newest button of this label that the person sees is pressed.",
        may=frozenset({"where"}),
    ),
    Act.SUBMITS: Form(
        Value.FORM,
        "fills the form {}",
        "The form is filled and sent; `/incident` with its name opens it unless it is open.",
        needs=frozenset({"with"}),
        may=frozenset({"where"}),
    ),
    Act.JOINS: Form(Value.CHANNEL, "joins {}", "The person joins a channel."),
    Act.LEAVES: Form(Value.CHANNEL, "leaves {}", "The person leaves a channel."),
    Act.FAULT: Form(
        Value.FAULT,
        "fails: {}",
        "Something goes wrong with Slack, until `none` ends all of it. Nobody does it, so there is no `who`.",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What one person does, this long after the story begins; `who` is empty for a fault."""

    number: int
    after: timedelta
    who: str
    act: Act
    value: Any
    more: Mapping[str, Any]

    @property
    def told(self) -> str:
        """The step as the end of a sentence."""
        if self.value == NO_FAULT and self.act is Act.FAULT:
            return "works again"
        shown = self.more["says"] if self.act is Act.EDITS else self.value
        return FORMS[self.act].told.format(_shown(shown))


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its file tells it: who is in it, when it begins, and what each person does after how long."""

    title: str
    opens_at: datetime
    people: Mapping[str, Any]
    steps: Sequence[Step]

    @classmethod
    def read(cls, path: Path) -> "Story":
        """Raises BadStory."""
        told = _loaded(path)
        wrong = _Wrong(str(path))
        wrong.require(set(ABOUT) - OPTIONAL, told)
        wrong.unknown(told, ABOUT)
        people = _people(told["people"], wrong)
        return cls(str(told["title"]), _clock(told["clock"], wrong), people, _steps(told["steps"], people, wrong))


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Says what is wrong, and where."""

    place: str

    def at(self, place: str) -> "_Wrong":
        return _Wrong(f"{self.place}, {place}")

    def say(self, what: str) -> NoReturn:
        raise BadStory(f"{self.place}: {what}")

    def unknown(self, given: Iterable[Any], known: Collection[str]) -> None:
        for key in given:
            if key not in known:
                self.say(f"{_quoted(key)} is not known here; known are {', '.join(known)}.")

    def require(self, needed: Iterable[str], given: Collection[Any]) -> None:
        for key in sorted(needed):
            if key not in given:
                self.say(f"{key} is missing.")


@dataclass(slots=True)
class _SoFar:
    """What the steps before one have left: the time, and the messages that have a name."""

    after: timedelta = timedelta()
    at: str = "0m"
    names: list[str] = field(default_factory=list)


def _loaded(path: Path) -> Mapping[str, Any]:
    wrong = _Wrong(str(path))
    try:
        told = yaml.safe_load(path.read_text("utf-8"))
    except OSError as failure:
        wrong.say(f"this file cannot be read: {failure.strerror}.")
    except (yaml.YAMLError, UnicodeDecodeError) as failure:
        wrong.say(f"this is not YAML: {' '.join(str(failure).split())}.")
    if not isinstance(told, Mapping):
        wrong.say(f"a story is a mapping of {', '.join(ABOUT)}.")
    return told


def _clock(told: Any, wrong: _Wrong) -> datetime:
    """The instant at which the story begins; one without a zone is in UTC."""
    try:
        at = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    except ValueError:
        wrong.say(f"the clock is an instant such as 2026-05-14T09:00:00Z, not {_quoted(told)}.")
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)


def _people(told: Any, wrong: _Wrong) -> Mapping[str, Any]:
    if not isinstance(told, Mapping) or not told:
        wrong.say("people is a mapping of handles to names, with one person at least.")
    for handle, person in told.items():
        here = wrong.at(f"people, {handle}")
        if isinstance(person, Mapping):
            here.unknown(person, PERSON)
            if "tz" in person and not _is_zone(person["tz"]):
                here.say(f"{_quoted(person['tz'])} is no time zone such as Europe/Berlin.")
        elif not isinstance(person, str):
            here.say(f"a person is a name, or a mapping of {', '.join(PERSON)}.")
    if all(is_app(person) for person in told.values()):
        wrong.say("somebody among the people has to be a person, not an app.")
    return {str(handle): person for handle, person in told.items()}


def _steps(told: Any, people: Mapping[str, Any], wrong: _Wrong) -> Sequence[Step]:
    if not isinstance(told, list) or not told:
        wrong.say("steps is a list of one step at least.")
    so_far = _SoFar()
    return [
        _step(number, step, people, so_far, wrong.at(f"step {number}")) for number, step in enumerate(told, start=1)
    ]


def _step(number: int, told: Any, people: Mapping[str, Any], so_far: _SoFar, wrong: _Wrong) -> Step:
    if not isinstance(told, Mapping):
        wrong.say("a step is a mapping such as {at: 1m, who: ana, presses: Accept}.")
    act = _act(told, wrong)
    after = _after(told, so_far, wrong)
    who = _who(told, act, people, wrong)
    form = FORMS[act]
    known = ("at", *(() if act is Act.FAULT else ("who",)), act, *(key for key in KEYS if key in form.needs | form.may))
    wrong.unknown(told, known)
    wrong.require(form.needs, told)
    more = {key: told[key] for key in KEYS if key in told and key != act}
    for key, value in {act: told[act], **more}.items():
        _check(value, form.value if key == act else KEYS[key].value, so_far, wrong.at(key))
    if not is_app(people.get(who)) and isinstance(told.get("says"), Mapping):
        wrong.say(f"only an app posts {', '.join(APP_MESSAGE)}; {who} says words.")
    if "as" in told:
        if act is Act.TYPES and told[act].startswith("/"):
            wrong.say("a command leaves no message that could have a name.")
        so_far.names.append(told["as"])
    return Step(number, after, who, act, told[act], more)


def _act(told: Mapping[str, Any], wrong: _Wrong) -> Act:
    """The one thing that the step does: `says` beside an edit or an upload is a part of it."""
    found = [act for act in Act if act in told]
    parts = {key for act in found for key in FORMS[act].needs | FORMS[act].may}
    acts = [act for act in found if act not in parts]
    if len(acts) != 1:
        does = f"does {' and '.join(found)}" if found else f"does nothing that is known ({', '.join(map(str, told))})"
        wrong.say(f"a step does one thing of {', '.join(Act)}; this one {does}.")
    return acts[0]


def _after(told: Mapping[str, Any], so_far: _SoFar, wrong: _Wrong) -> timedelta:
    wrong.require({"at"}, told)
    after = elapsed(told["at"])
    if after is None:
        wrong.say(f"at is a time since the clock such as 9m, 1h05m, 90s or 3d, not {_quoted(told['at'])}.")
    if after < so_far.after:
        wrong.say(f"time goes back, from {so_far.at} to {told['at']}.")
    so_far.after, so_far.at = after, str(told["at"])
    return after


def _who(told: Mapping[str, Any], act: Act, people: Mapping[str, Any], wrong: _Wrong) -> str:
    if act is Act.FAULT:
        return ""
    wrong.require({"who"}, told)
    who = str(told["who"])
    if who not in people:
        wrong.say(f"there is nobody called {_quoted(who)}; the people are {', '.join(people)}.")
    if is_app(people[who]) and not FORMS[act].by_apps:
        can = ", ".join(act for act, form in FORMS.items() if form.by_apps)
        wrong.say(f"{who} is an app, and what an app does is {can}.")
    return who


def elapsed(at: object) -> timedelta | None:
    """`9m`, `1h05m`, `90s`, `3d`, or a bare number of minutes; None for anything else."""
    if isinstance(at, int | float) and not isinstance(at, bool) and at >= 0:
        return timedelta(minutes=at)
    if not isinstance(at, str) or not _AT.fullmatch(at):
        return None
    return sum((timedelta(**{_UNITS[unit]: float(count)}) for count, unit in _PART.findall(at)), timedelta())


def _check(value: Any, kind: Value, so_far: _SoFar, wrong: _Wrong) -> None:
    """Raises BadStory unless this can stand behind a key of this kind."""
    if kind is Value.MESSAGE and value not in so_far.names:
        known = f"named so far are {', '.join(so_far.names)}" if so_far.names else "none has a name so far"
        wrong.say(f"no step before this one names a message {_quoted(value)}; {known}.")
    if kind is Value.NAME and value in so_far.names:
        wrong.say(f"a message is called {_quoted(value)} already.")
    if kind is Value.FAULT:
        _check_fault(value, wrong)
    elif isinstance(value, Mapping) and kind is Value.POST:
        wrong.unknown(value, APP_MESSAGE)
    elif not _FITS[kind](value):
        quotes = "" if isinstance(value, str | list | Mapping) else " (YAML takes text as it is only in quotes)"
        wrong.say(f"{_quoted(value)} is not {kind.value.partition(';')[0]}{quotes}.")


def _check_fault(value: Any, wrong: _Wrong) -> None:
    if value == NO_FAULT:
        return
    if not isinstance(value, Mapping) or not value:
        wrong.say(f"a fault is one of {', '.join(STORY_FAULTS)} with its arguments, or {NO_FAULT}.")
    wrong.unknown(value, STORY_FAULTS)
    for name, arguments in value.items():
        signature = inspect.signature(getattr(Faults, name))
        known = [parameter for parameter in signature.parameters if parameter != "self"]
        if not isinstance(arguments or {}, Mapping):
            wrong.at(name).say(f"the arguments are a mapping of {', '.join(known)}.")
        wrong.at(name).unknown(arguments or {}, known)
        try:
            signature.bind(None, **(arguments or {}))
        except TypeError as failure:
            wrong.at(name).say(f"{failure}.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_place(value: object) -> bool:
    return value in INCIDENT_CHANNEL or bool(_CHANNEL_NAME.fullmatch(str(value)))


def _is_zone(value: object) -> bool:
    try:
        ZoneInfo(str(value))
    except (LookupError, ValueError, OSError):
        return False
    return True


_FITS: Mapping[Value, Callable[[Any], bool]] = {
    Value.TEXT: _is_text,
    Value.POST: _is_text,
    Value.FILES: lambda value: (
        _is_text(value) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))
    ),
    Value.EMOJI: _is_text,
    Value.LABEL: _is_text,
    Value.FORM: _is_text,
    Value.FIELDS: lambda value: isinstance(value, Mapping),
    Value.MESSAGE: _is_text,
    Value.NAME: _is_text,
    Value.CHANNEL: lambda value: value != DIRECT and _is_place(value),
    Value.PLACE: _is_place,
    Value.SWITCH: lambda value: isinstance(value, bool),
}


def tables() -> str:
    """The steps and the keys beside them as Markdown, for the page about stories."""
    lines = ["| step | its value | also needs | may have | what happens |", "| --- | --- | --- | --- | --- |"]
    for act, form in FORMS.items():
        needs, may = (", ".join(f"`{key}`" for key in KEYS if key in keys) for keys in (form.needs, form.may))
        who = "" if form.by_apps or act is Act.FAULT else " People only."
        lines.append(f"| `{act}` | {form.value} | {needs} | {may} | {form.does}{who} |")
    lines += ["", "| key | its value | what it says |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {key.value} | {key.does} |" for name, key in KEYS.items()]
    return "\n".join(lines) + "\n"


def _shown(value: Any) -> str:
    """A step's value as words; of what an app posts the line that Slack puts into a notification."""
    if isinstance(value, Mapping) and value.keys() & set(APP_MESSAGE):
        fallback = next((str(each["fallback"]) for each in value.get("attachments") or () if "fallback" in each), "")
        return str(value.get("text") or fallback or "(blocks)")
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(said)}".rstrip() for key, said in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _quoted(value: object) -> str:
    return f'"{value}"'
