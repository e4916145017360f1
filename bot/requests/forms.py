"""Forms as values: a blank is what a door asks somebody to fill in, a filled form is what they wrote.

Law: a line of a form has one name: the door's, the field of the value, and the key of its error. Typed times and
figures stay as typed until the grammar reads them here, as it reads a command.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NewType, TypeAlias, TypeVar, get_type_hints

from bot import grammar as g
from bot.incident.facts import Likelihood, LookBackTopic, MoneyKind, PlanName
from bot.incident.meanings import Mark
from bot.incident.playbooks import PlaybookText
from bot.incident.state import Incident
from bot.requests.actions import (
    AnswerFollowUp,
    AnswerQuestion,
    AnswerTask,
    AskLead,
    Clarify,
    HypothesisVerdict,
    SayBack,
    SayVerb,
)
from bot.requests.wording import Wording
from bot.story.asking import Offered

T = TypeVar("T")
# What wants one line of words.
WantsWords: TypeAlias = (
    AnswerQuestion
    | AnswerTask
    | AnswerFollowUp
    | SayBack
    | SayVerb
    | Clarify
    | AskLead
    | g.AnswerUnknown
    | g.StepPlan
    | g.Fix
)

# The names of the forms. A record form is `record:` and what it records.
START = "start"
REPORT = "report"
HAND_OVER = "hand_over"
WORDS = "words"
SUMMARY = "summary"
LOOK_BACK = "look_back"
PLAYBOOK = "playbook"
RECORD = "record"
THINK = "record:think"
UNKNOWN = "record:unknown"
CUSTOMER = "record:customer"
IMPACT = "record:impact"
MONEY = "record:money"
PLAN = "record:plan"
TOLD = "record:told"
NOTE = "record:note"
FOLLOW_UP = "record:follow-up"
SETTLE = "settle"
RECORD_FORMS = (THINK, UNKNOWN, CUSTOMER, IMPACT, MONEY, PLAN, TOLD, NOTE, FOLLOW_UP)


PersonId = NewType("PersonId", str)
"""Somebody picked from Slack's list, which holds bots and people who have left; empty for nobody."""

ROLE_PREFIX = "role-"  # the line of a person for a role: `role-logs`


class Unfilled(Exception):
    """The form cannot be taken yet; `errors` says why, by the name of the line."""

    def __init__(self, errors: Mapping[str, Wording]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


def unfilled(line: str, code: str, **values: object) -> Unfilled:
    """One line that cannot be taken yet, for the reason that `templates/unfilled/<code>.j2` says."""
    return Unfilled({line: Wording(f"unfilled/{code}", values)})


# ---- blanks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartBlank:
    """To open an incident, with what was already typed."""

    typed: g.Start


@dataclass(frozen=True, slots=True)
class ReportBlank:
    """For a report of the role; for an empty one, of all that the person holds."""

    incident: Incident
    person: str
    role: str
    filled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandOverBlank:
    """Which of these roles goes to whom."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordBlank:
    """What is to be recorded; its answer wants the blank for that."""


@dataclass(frozen=True, slots=True)
class KindBlank:
    """One kind of record, by the name of its form; `filled` is what is known of its lines, by their names."""

    kind: str
    incident: Incident
    filled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettleBlank:
    """What shows that a hypothesis is so, or is not; `seen` as in `actions.Settle`."""

    verdict: HypothesisVerdict
    hypothesis: int
    text: str
    seen: int


@dataclass(frozen=True, slots=True)
class WordsBlank:
    """One line of words that an answer wants; `means` is the answer, `said` what stands in the line already."""

    incident: Incident
    means: WantsWords
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryBlank:
    """What the summary lacks, in five parts, each with the lines that are on offer for it.

    `asked` is 0 where nobody was asked: somebody confirms what was compiled. `marked` are the lines that people marked
    themselves, by the name of the part; `since` and `until` are what stands, as one would type it.
    """

    incident: Incident
    asked: int
    marked: Mapping[Mark, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    harm: tuple[Offered, ...]
    done: tuple[Offered, ...]
    why: tuple[Offered, ...]
    over: tuple[Offered, ...]
    left: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class LookBackBlank:
    """What only the person knows of an incident that is over: a line for each of these, all optional."""

    incident: Incident
    topics: tuple[LookBackTopic, ...]


@dataclass(frozen=True, slots=True)
class PlaybookBlank:
    """The playbook of the incident `of`, by its number, as it stands or as the record suggests it.

    `seen` is its version, 0 for none. `incident` is that one, or another in which it was used: there these steps were
    not ticked off, and so many lines are `added` to those that it has.
    """

    incident: Incident
    of: int
    draft: PlaybookText
    seen: int
    not_ticked: tuple[int, ...] = ()
    added: int = 0


Blank: TypeAlias = (
    StartBlank
    | ReportBlank
    | HandOverBlank
    | RecordBlank
    | KindBlank
    | SettleBlank
    | WordsBlank
    | SummaryBlank
    | LookBackBlank
    | PlaybookBlank
)


# ---- filled forms --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StartForm:
    """`people` are (role, person), in the order of the form; `others` were typed, and have no line in it."""

    title: str
    severity: int | None
    people: tuple[tuple[str, PersonId], ...]
    others: tuple[g.Offer, ...] = ()
    private: bool
    drill: bool
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """`role` is empty for all roles that the person holds; `next_min` is a promise as typed, in minutes or a time.

    `belief` is what could explain it, if anything is believed, and `likelihood` how likely that is.
    """

    role: str
    conditions: str
    actions: str
    needs: str
    next_min: str
    evidence: str = ""
    belief: str = ""
    likelihood: Likelihood | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverForm:
    role: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkForm:
    text: str
    likelihood: Likelihood | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownForm:
    what: str
    owner: PersonId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerForm:
    name: str
    cannot: str
    deadline: str
    owner: PersonId
    workaround: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactForm:
    figure: str
    what: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyForm:
    """`low` and `high` are as typed: a sum, a range, or what it is reckoned from."""

    money: MoneyKind
    low: str
    high: str
    currency: str
    what: str
    source: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm:
    plan: PlanName
    what: str
    eta: str
    basis: str
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
class FollowUpForm:
    text: str
    owner: PersonId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleForm:
    verdict: HypothesisVerdict
    hypothesis: int
    seen: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsForm:
    means: WantsWords
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryForm:
    """Lines are named as on offer; what was left empty is empty. `since` and `until` are times as typed."""

    asked: int
    harm: str
    harm_words: str
    done: str
    done_words: str
    why: str
    why_words: str
    sure: Likelihood | None
    evidence: str
    since: str
    until: str
    over: str
    left: tuple[str, ...]
    left_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackForm:
    """(topic, words) of each line in which something stands; at least one."""

    answers: tuple[tuple[LookBackTopic, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookForm:
    """`steps` is a step a line; `of` and `seen` as in `PlaybookBlank`."""

    title: str
    looks_like: str
    steps: str
    link: str
    of: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForm:
    """The answer to "what is it?": the name of the form to fill in next."""

    kind: str


@dataclass(frozen=True, slots=True)
class UnfilledForm:
    """A form that came back with lines missing, or not understood; why, by the name of the line."""

    errors: Mapping[str, Wording]


IntentForm: TypeAlias = (
    StartForm
    | ReportForm
    | ThinkForm
    | UnknownForm
    | CustomerForm
    | ImpactForm
    | MoneyForm
    | PlanForm
    | ToldForm
    | NoteForm
    | FollowUpForm
    | SettleForm
)
Filled: TypeAlias = (
    IntentForm | HandOverForm | RecordForm | WordsForm | SummaryForm | LookBackForm | PlaybookForm | UnfilledForm
)


def blank_for(verb: g.Verb, incident: Incident, filled: Mapping[str, str]) -> Blank:
    """The form of a verb that puts something on record: its own, else one line for what is typed behind it."""
    kind = f"{RECORD}:{verb.name}"
    return KindBlank(kind, incident, filled) if kind in RECORD_FORMS else WordsBlank(incident, SayVerb(verb.name))


def lines_for_people(form: type) -> frozenset[str]:
    """The fields of a filled form that hold people, by its type."""
    kinds = {PersonId, tuple[tuple[str, PersonId], ...]}
    return frozenset(name for name, kind in get_type_hints(form).items() if kind in kinds)


def people_in(form: Filled) -> dict[str, PersonId]:
    """Everybody who was picked, by the name of the line."""
    picked: dict[str, PersonId] = {}
    for name in lines_for_people(type(form)):
        value = getattr(form, name)
        picked |= {f"{ROLE_PREFIX}{role}": one for role, one in value} if isinstance(value, tuple) else {name: value}
    return {name: person for name, person in picked.items() if person}


# Lines that hold a time, and the codes that only a time has.
_TIME_LINES = ("by", "deadline", "at", "next", "next_min", "over", "since", "until")
_ABOUT_A_TIME = frozenset(
    {"day_past", "day_unclear", "unknown_zone", "not_ahead", "not_past", "not_over", "time_unclear"}
    | {"promise_in_past", "promise_out_of_range"}
)
FIRST_LINE = ""  # the first one with words, whichever that is where the door drew the form


def line_of(form: Filled, code: str) -> str:
    """The line beside which a refusal is said: that of the time where it is about one, else the first."""
    times = [name for name in _TIME_LINES if getattr(form, name, "")]
    return times[0] if code in _ABOUT_A_TIME and times else FIRST_LINE


def intent_of(form: IntentForm, read: Callable[[str], g.Intent] = g.parse) -> g.Intent:
    """The intent that the same words would have been, typed in one line; `read` reads a line.

    Unfilled for a time or figure that is none, Misread as `read` raises it.
    """
    match form:
        case StartForm():
            return _started(form, read(f"start {form.title}"))
        case ReportForm():
            if not g.says_anything(form.conditions):
                raise unfilled("conditions", "conditions")
            next_min, next_at = _promise("next_min", form.next_min)
            return g.Report(
                role=form.role or None,
                conditions=form.conditions,
                actions=form.actions,
                needs=form.needs,
                next_min=next_min,
                next_at=next_at,
                evidence=form.evidence,
                belief=form.belief,
                likelihood=form.likelihood,
            )
        case ThinkForm():
            return g.Think(text=form.text, likelihood=form.likelihood)
        case UnknownForm():
            return g.Unknown(what=form.what, owner=_owner(form.owner), by=_when("by", form.by, "time"))
        case CustomerForm():
            deadline = _when("deadline", form.deadline, "time")
            name, exact = g.exact_name(form.name)
            several = () if exact else g.names_in(name)
            return g.Customer(name, form.cannot, deadline, _owner(form.owner), form.workaround, exact, several)
        case ImpactForm():
            return g.Impact(figure=_figure(form.figure), what=form.what, source=form.source)
        case MoneyForm():
            return _stated(form)
        case PlanForm():
            return _planned(form)
        case ToldForm():
            next_min, next_at = _promise("next", form.next)
            return g.Told(form.customer, form.what, next_min, form.done, next_at)
        case SettleForm(verdict="confirm"):
            return g.Confirm(hypothesis=form.hypothesis, evidence=form.evidence)
        case SettleForm():
            return g.RuleOut(hypothesis=form.hypothesis, evidence=form.evidence)
        case FollowUpForm():
            return g.FollowUp(text=form.text, owner=_owner(form.owner), by=_when("by", form.by, "day"))
        case NoteForm(at=""):
            return _noted(form.text, read(f"note {form.text}"))
        case NoteForm():
            return g.Note(text=form.text, at=_when("at", form.at, "time"))


def _noted(text: str, typed: g.Intent) -> g.Intent:
    """What is typed behind the command: a time in front is one. Without any the words stand as they are in the form.

    A form holds plain text: what looks like a mention or a link of Slack's in it was typed letter by letter.
    """
    if isinstance(typed, g.Note) and typed.at is None and not typed.more:
        return replace(typed, text=text, typed=text)
    return typed


def _started(form: StartForm, typed: g.Intent) -> g.Start:
    """What was picked, and what the title says beside it: `sev1`, `+private`, a pair. What was picked goes first."""
    if not isinstance(typed, g.Start) or not typed.title:
        raise unfilled("title", "title")
    picked = tuple(g.Offer(g.Name(person, ""), role) for role, person in form.people)
    known, roles = {person for _, person in form.people}, {role for role, _ in form.people}
    named = (*form.others, *typed.offers)
    left = (o for o in named if o.person.user_id not in known and o.role not in roles)
    return replace(
        typed,
        severity=form.severity or typed.severity,
        severity_typed="" if form.severity else typed.severity_typed,
        private=form.private or typed.private,
        drill=form.drill or typed.drill,
        offers=(*picked, *left),
        over=_read("over", form.over, g.read_stretch, "stretch") or typed.over,
    )


def _promise(line: str, typed: str) -> tuple[int | None, g.When | None]:
    """When the next word comes, as minutes or as a time; a bare number is minutes."""
    if not typed:
        return None, None
    minutes = g.read_minutes(typed)
    when = None if minutes is not None else g.read_when(typed) or g.read_week(typed)
    if minutes is None and when is None:
        raise _either_day(line, typed) or unfilled(line, "promise")
    return minutes, when


def _owner(picked: PersonId) -> g.Name | None:
    return g.Name(picked, "") if picked else None


def _stated(form: MoneyForm) -> g.ImpactMoney:
    """The sum, each of its lines read as it would be behind the command."""
    if form.currency and not g.is_currency(form.currency):
        raise unfilled("currency", "currency")
    read = _sum("low", form.money, form.low, form.currency)
    if form.high:
        most = _sum("high", form.money, form.high, form.currency or read.currency)
        ends = (read.low, read.high, most.low, most.high)
        if None in ends or read.product or most.product or ends[0] != ends[1] or ends[2] != ends[3]:
            raise unfilled("high", "sum_end")
        if read.currency != most.currency:
            raise unfilled("currency", "currency")
        low, high = sorted(end for end in (read.low, most.low) if end is not None)
        read = replace(read, low=low, high=high)
    return replace(read, what=form.what or read.what, source=form.source, checked=form.checked)


def _sum(line: str, kind: MoneyKind, typed: str, currency: str) -> g.ImpactMoney:
    """What one line says, with the currency of its own line where it has none."""
    try:
        read = g.parse(f"impact money {kind} {typed}")
    except g.Misread as no:
        if no.code != "currency_missing":
            raise unfilled(line, "sum") from None
        if not currency:
            raise unfilled("currency", "currency") from None
        if typed.endswith(currency):
            raise unfilled(line, "sum") from None
        return _sum(line, kind, f"{typed} {currency}", currency)
    is_all = isinstance(read, g.ImpactMoney) and not read.source and (read.product or not read.what)
    if not isinstance(read, g.ImpactMoney) or not is_all:
        raise unfilled(line, "sum")
    return read


def _planned(form: PlanForm) -> g.Plan:
    """A basis needs what it is the basis of; one behind the length in its line stands where its own line is empty."""
    takes, at = _read("eta", form.eta, g.read_estimate, "span"), _when("at", form.at, "time")
    if takes is None:
        if form.basis:
            raise unfilled("eta", "span")
        return g.Plan(form.plan, form.what, at=at)
    return g.Plan(form.plan, form.what, takes.low_min, takes.high_min, at or takes.at, form.basis or takes.basis)


def _when(line: str, typed: str, code: str) -> g.When | None:
    when = (g.read_when(typed) or g.read_week(typed)) if typed else None
    if typed and when is None:
        raise _either_day(line, typed) or unfilled(line, code)
    return when


def _either_day(line: str, typed: str) -> Unfilled | None:
    """Why a day is not taken that may be one of two, such as "3/4"."""
    days = g.either_day(typed)
    return Unfilled({line: Wording("refused/day_unclear", {"one": days[0], "other": days[1]})}) if days else None


def _read(line: str, typed: str, read: Callable[[str], T | None], code: str) -> T | None:
    """What stands in a line that may be empty."""
    if not typed:
        return None
    value = read(typed)
    if value is None:
        raise unfilled(line, code)
    return value


def _figure(typed: str) -> g.Figure:
    try:
        read = g.read_figure(typed)
    except g.Misread:
        raise unfilled("figure", "figure_unclear") from None
    if read.rest:
        raise unfilled("figure", "figure_only", rest=read.rest)
    return read.figure
