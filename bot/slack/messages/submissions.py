"""A form that came back: its answers as values, or why it cannot be taken yet.

Law: a line of a form has one name: its block_id, the field of the value read, and the key of its error. Typed times and
figures stay as typed; the grammar reads them, as it reads a command. While an update is under way a form may be newer
than whoever reads it: then it stays open, for no written word is dropped.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias, cast, get_args

from bot.incident.errors import Refused
from bot.incident.facts import Likelihood, PlanName
from bot.slack.messages.blocks import unpacked
from bot.slack.messages.mrkdwn import storable

View: TypeAlias = Mapping[str, Any]  # JSON that Slack defines, not we

# callback_ids. A record form is `record:` and what it records.
START = "start"
REPORT = "report"
HAND_OVER = "hand_over"
RECORD = "record"
THINK = "record:think"
UNKNOWN = "record:unknown"
CUSTOMER = "record:customer"
IMPACT = "record:impact"
PLAN = "record:plan"
TOLD = "record:told"
NOTE = "record:note"
RECORD_FORMS = (THINK, UNKNOWN, CUSTOMER, IMPACT, PLAN, TOLD, NOTE)

SEVERITIES = ("1", "2", "3", "4")
ALL_ROLES = "*"  # the answer "all that I hold" in a report form
NEXT_MAX_MIN = 24 * 60  # a promise of more than a day is a plan, not a report's next time
NEWER = "Sitrep is being updated, and this is new to the one that answered. Send it again in a minute; it stays here."
ROLE_PREFIX = "role-"  # a person picker per role: block_id `role-logs`


class Unfilled(Exception):
    """The form cannot be taken yet; `errors` says why, by block_id, as Slack shows it beside the line."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartForm:
    """`people` are (role, person), in the order of the form."""

    title: str
    severity: int | None
    people: tuple[tuple[str, str], ...]
    private: bool
    drill: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """`role` is empty for all roles that the person holds; `next_min` is a promise in minutes, if one was made."""

    role: str
    conditions: str
    actions: str
    needs: str
    next_min: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverForm:
    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkForm:
    text: str
    likelihood: Likelihood | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownForm:
    what: str
    owner: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerForm:
    name: str
    cannot: str
    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactForm:
    figure: str
    what: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm:
    plan: PlanName
    what: str
    eta: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldForm:
    """`customer` is the record's id, such as C1."""

    customer: str
    what: str
    next: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteForm:
    text: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForm:
    """The answer to "what is it?": the callback_id of the form to open next."""

    kind: str


Filled: TypeAlias = (
    StartForm
    | ReportForm
    | HandOverForm
    | ThinkForm
    | UnknownForm
    | CustomerForm
    | ImpactForm
    | PlanForm
    | ToldForm
    | NoteForm
    | RecordForm
)


def read(view: View) -> Filled:
    """The answers of a form that was sent. Unfilled when a line is missing or not understood.

    Refused for a form of another version that has no line to say so beside.
    """
    answers = _Answers(view["state"]["values"])
    reader = _READERS.get(view["callback_id"])
    if reader is None:
        raise Unfilled({answers.first_line: NEWER}) if answers.first_line else Refused("button_gone")
    read = reader(answers)
    if answers.unheard:
        raise Unfilled(dict.fromkeys(answers.unheard, NEWER))
    return read


def metadata(view: View) -> dict[str, Any]:
    """What the form was opened for: the incident, the channel, the reminder."""
    return unpacked(view.get("private_metadata"))


class _Answers:
    """The answers by the name of their line; a line that was left empty, or never shown, is empty."""

    def __init__(self, values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._given = {name: next(iter(answer.values()), {}) for name, answer in values.items()}
        self._heard: set[str] = set()

    @property
    def first_line(self) -> str:
        """Empty for a form without lines."""
        return next(iter(self._given), "")

    @property
    def unheard(self) -> list[str]:
        """Lines in which something stands, and that nobody asked for."""
        return [name for name in self._given if name not in self._heard and _says_something(self._given[name])]

    def _line(self, name: str) -> Mapping[str, Any]:
        self._heard.add(name)
        return self._given.get(name, {})

    def text(self, name: str) -> str:
        return storable(self._line(name).get("value") or "").strip()

    def needed(self, name: str, why: str) -> str:
        text = self.text(name)
        if not text:
            raise Unfilled({name: why})
        return text

    def choice(self, name: str) -> str:
        return str((self._line(name).get("selected_option") or {}).get("value", ""))

    def choice_of(self, name: str, words: Collection[str]) -> str:
        """One of the words or nothing; another one is a newer version's, and nobody could read it on record."""
        chosen = self.choice(name)
        if chosen and chosen not in words:
            raise Unfilled({name: NEWER})
        return chosen

    def person(self, name: str) -> str:
        return str(self._line(name).get("selected_user") or "")

    def ticked(self, name: str, words: Collection[str]) -> frozenset[str]:
        ticked = frozenset(option["value"] for option in self._line(name).get("selected_options") or ())
        if not ticked <= frozenset(words):
            raise Unfilled({name: NEWER})
        return ticked

    def people(self) -> tuple[tuple[str, str], ...]:
        named = ((name.removeprefix(ROLE_PREFIX), self.person(name)) for name in self._given if _is_role(name))
        return tuple((role, person) for role, person in named if person)


def _says_something(answer: Mapping[str, Any]) -> bool:
    return any(value for name, value in answer.items() if name != "type")


def _is_role(name: str) -> bool:
    return name.startswith(ROLE_PREFIX)


def _start(answers: _Answers) -> StartForm:
    severity = answers.choice_of("severity", SEVERITIES)
    marks = answers.ticked("marks", ("private", "drill"))
    return StartForm(
        title=answers.needed("title", "A few words are enough: what does the customer see?"),
        severity=int(severity) if severity else None,
        people=answers.people(),
        private="private" in marks,
        drill="drill" in marks,
    )


def _report(answers: _Answers) -> ReportForm:
    role = answers.choice("role")
    return ReportForm(
        role="" if role == ALL_ROLES else role,
        conditions=answers.needed(
            "conditions", "What is true now? If nothing changed, close this and press Nothing new."
        ),
        actions=answers.text("actions"),
        needs=answers.text("needs"),
        next_min=_minutes(answers.text("next_min")),
    )


def _minutes(typed: str) -> int | None:
    digits = typed.removesuffix("min").removesuffix("m").strip()
    if not digits:
        return None
    if not (digits.isdecimal() and digits.isascii() and 1 <= int(digits[:5]) <= NEXT_MAX_MIN):
        raise Unfilled({"next_min": f"Minutes from 1 to {NEXT_MAX_MIN}, such as 25; or leave it empty."})
    return int(digits)


def _hand_over(answers: _Answers) -> HandOverForm:
    person = answers.person("person")
    if not person:
        raise Unfilled({"person": "Pick who is to take over; until they accept, it stays with you."})
    return HandOverForm(role=answers.choice("role"), person=person)


def _think(answers: _Answers) -> ThinkForm:
    text = answers.needed("text", "What could explain it? One sentence.")
    likelihood = answers.choice_of("likelihood", get_args(Likelihood))
    return ThinkForm(text=text, likelihood=cast("Likelihood | None", likelihood or None))


def _unknown(answers: _Answers) -> UnknownForm:
    what = answers.needed("what", "What do we not know? One question.")
    return UnknownForm(what=what, owner=answers.person("owner"), by=answers.text("by"))


def _customer(answers: _Answers) -> CustomerForm:
    name = answers.needed("name", "Which customer?")
    return CustomerForm(name=name, cannot=answers.text("cannot"), deadline=answers.text("deadline"))


def _impact(answers: _Answers) -> ImpactForm:
    return ImpactForm(
        figure=answers.needed(
            "figure", "14, 10-20, “about 500”, “0.5% of” or “none”. Unknown? Record it as an unknown."
        ),
        what=answers.needed("what", "How many of what? For example: documents not found."),
        source=answers.text("source"),
    )


def _plan(answers: _Answers) -> PlanForm:
    what = answers.needed("what", "What will be done?")
    plan = cast("PlanName", answers.choice_of("plan", get_args(PlanName)) or "a")
    return PlanForm(plan=plan, what=what, eta=answers.text("eta"), at=answers.text("at"))


def _told(answers: _Answers) -> ToldForm:
    customer = answers.choice("customer")
    if not customer:
        raise Unfilled({"customer": "Which customer was told?"})
    return ToldForm(
        customer=customer,
        what=answers.needed("what", "What does the customer know now?"),
        next=answers.text("next"),
        done="done" in answers.ticked("marks", ("done",)),
    )


def _note(answers: _Answers) -> NoteForm:
    return NoteForm(text=answers.needed("text", "What happened?"), at=answers.text("at"))


def _record(answers: _Answers) -> RecordForm:
    kind = answers.choice("kind")
    if kind not in RECORD_FORMS:
        raise Unfilled({"kind": "Pick what it is."})
    return RecordForm(kind=kind)


_READERS: Mapping[str, Callable[[_Answers], Filled]] = MappingProxyType(
    {
        START: _start,
        REPORT: _report,
        HAND_OVER: _hand_over,
        RECORD: _record,
        THINK: _think,
        UNKNOWN: _unknown,
        CUSTOMER: _customer,
        IMPACT: _impact,
        PLAN: _plan,
        TOLD: _told,
        NOTE: _note,
    }
)
