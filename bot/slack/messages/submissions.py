"""A form that came back from Slack: its answers as values, or why it cannot be taken yet.

Law: a line's block_id is the field of the value read, and the key of its error. While an update is under way a form may
be newer than whoever reads it: then it stays open, for no written word is dropped.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, cast, get_args

from bot import grammar as g
from bot.incident.facts import Likelihood, LookBackTopic, MoneyKind, PlanName
from bot.render.plain import storable
from bot.requests.actions import HypothesisVerdict, Newer
from bot.requests.forms import (
    CUSTOMER,
    FOLLOW_UP,
    HAND_OVER,
    IMPACT,
    LOOK_BACK,
    MONEY,
    NOTE,
    PLAN,
    PLAYBOOK,
    RECORD,
    RECORD_FORMS,
    REPORT,
    ROLE_PREFIX,
    SETTLE,
    START,
    SUMMARY,
    THINK,
    TOLD,
    UNKNOWN,
    WORDS,
    CustomerForm,
    Filled,
    FollowUpForm,
    HandOverForm,
    ImpactForm,
    LookBackForm,
    MoneyForm,
    NoteForm,
    PersonId,
    PlanForm,
    PlaybookForm,
    RecordForm,
    ReportForm,
    SettleForm,
    StartForm,
    SummaryForm,
    ThinkForm,
    ToldForm,
    Unfilled,
    UnfilledForm,
    UnknownForm,
    WordsForm,
    unfilled,
)
from bot.requests.wording import Wording
from bot.slack.messages.blocks import unpacked
from bot.slack.messages.buttons import words_wanted_by

SentForm: TypeAlias = Mapping[str, Any]  # JSON that Slack defines, not we

SEVERITIES = ("1", "2", "3", "4")
ALL_ROLES = "*"  # the answer "all that I hold" in a report form
NEXT_MAX_MIN = 24 * 60  # a promise of more than a day is a plan, not a report's next time
NEWER = Wording("unfilled/newer")


def read(view: SentForm) -> Filled | Newer:
    """The answers of a form that was sent, or which of its lines are missing or not understood.

    A form of another version that has no line to say so beside is Newer.
    """
    answers = _Answers(view["state"]["values"], carried=metadata(view))
    reader = _READERS.get(view["callback_id"])
    if reader is None:
        return UnfilledForm({answers.first_line: NEWER}) if answers.first_line else Newer()
    try:
        read = reader(answers)
    except Unfilled as unfinished:
        return UnfilledForm(unfinished.errors)
    return UnfilledForm(dict.fromkeys(answers.unheard, NEWER)) if answers.unheard else read


def metadata(view: SentForm) -> dict[str, Any]:
    """What the form was opened for: the incident, the channel, the reminder."""
    return unpacked(view.get("private_metadata"))


class _Answers:
    """The answers by the name of their line; a line that was left empty, or never shown, is empty."""

    def __init__(self, values: Mapping[str, Mapping[str, Mapping[str, Any]]], *, carried: Mapping[str, Any]) -> None:
        self.carried = carried
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

    def needed(self, name: str, code: str) -> str:
        """What stands in a line that must not be empty; `code` asks for it."""
        text = self.text(name)
        if not text:
            raise unfilled(name, code)
        return text

    def choice(self, name: str) -> str:
        return str((self._line(name).get("selected_option") or {}).get("value", ""))

    def choice_of(self, name: str, words: Collection[str]) -> str:
        """One of the words or nothing; another one is a newer version's, and nobody could read it on record."""
        chosen = self.choice(name)
        if chosen and chosen not in words:
            raise Unfilled({name: NEWER})
        return chosen

    def person(self, name: str) -> PersonId:
        return PersonId(self._line(name).get("selected_user") or "")

    def ticked(self, name: str, words: Collection[str]) -> frozenset[str]:
        ticked = frozenset(option["value"] for option in self._line(name).get("selected_options") or ())
        if not ticked <= frozenset(words):
            raise Unfilled({name: NEWER})
        return ticked

    def all_ticked(self, name: str) -> tuple[str, ...]:
        """Every tick of a line whose choices are those of the moment, in their order."""
        return tuple(str(option["value"]) for option in self._line(name).get("selected_options") or ())

    def people(self) -> tuple[tuple[str, PersonId], ...]:
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
        title=answers.needed("title", "title"),
        severity=int(severity) if severity else None,
        people=answers.people(),
        others=tuple(_other(*carried) for carried in answers.carried.get("others", ())),
        private="private" in marks,
        drill="drill" in marks,
        over=answers.text("over"),
    )


def _other(user_id: str, handle: str, role: str, typed: str) -> g.Offer:
    return g.Offer(g.Name(user_id or None, handle), role or None, typed)


def _report(answers: _Answers) -> ReportForm:
    role = answers.choice("role")
    return ReportForm(
        role=str(answers.carried.get("role") or "") if role in {"", ALL_ROLES} else role,
        conditions=answers.needed("conditions", "conditions"),
        actions=answers.text("actions"),
        needs=answers.text("needs"),
        next_min=_minutes(answers.text("next_min")),
        evidence=answers.text("evidence"),
        belief=_belief(answers),
        likelihood=_likelihood(answers),
    )


def _belief(answers: _Answers) -> str:
    """What is believed; how likely it is says nothing without it."""
    return answers.needed("belief", "hypothesis") if answers.choice("likelihood") else answers.text("belief")


def _likelihood(answers: _Answers) -> Likelihood | None:
    return cast("Likelihood | None", answers.choice_of("likelihood", get_args(Likelihood)) or None)


def _minutes(typed: str) -> int | None:
    digits = typed.removesuffix("min").removesuffix("m").strip()
    if not digits:
        return None
    if not (digits.isdecimal() and digits.isascii() and 1 <= int(digits[:5]) <= NEXT_MAX_MIN):
        raise unfilled("next_min", "next_min", most=NEXT_MAX_MIN)
    return int(digits)


def _hand_over(answers: _Answers) -> HandOverForm:
    person = answers.person("person")
    if not person:
        raise unfilled("person", "hand_over_to")
    return HandOverForm(role=answers.choice("role"), person=person)


def _think(answers: _Answers) -> ThinkForm:
    return ThinkForm(text=answers.needed("text", "hypothesis"), likelihood=_likelihood(answers))


def _unknown(answers: _Answers) -> UnknownForm:
    what = answers.needed("what", "unknown")
    return UnknownForm(what=what, owner=answers.person("owner"), by=answers.text("by"))


def _customer(answers: _Answers) -> CustomerForm:
    name = answers.needed("name", "customer")
    return CustomerForm(
        name=name,
        cannot=answers.text("cannot"),
        deadline=answers.text("deadline"),
        owner=answers.person("owner"),
        workaround=answers.text("workaround"),
    )


def _impact(answers: _Answers) -> ImpactForm:
    return ImpactForm(
        figure=answers.needed("figure", "figure"),
        what=answers.needed("what", "impact_of"),
        source=answers.text("source"),
    )


def _money(answers: _Answers) -> MoneyForm:
    kind = answers.choice_of("money", get_args(MoneyKind))
    if not kind:
        raise unfilled("money", "kind")
    return MoneyForm(
        money=cast("MoneyKind", kind),
        low=answers.needed("low", "figure"),
        high=answers.text("high"),
        currency=answers.text("currency"),
        what=answers.text("what"),
        source=answers.text("source"),
        checked="checked" in answers.ticked("marks", ("checked",)),
    )


def _plan(answers: _Answers) -> PlanForm:
    what = answers.needed("what", "plan")
    plan = cast("PlanName", answers.choice_of("plan", get_args(PlanName)) or "a")
    return PlanForm(plan=plan, what=what, eta=answers.text("eta"), basis=answers.text("basis"), at=answers.text("at"))


def _told(answers: _Answers) -> ToldForm:
    customer = answers.choice("customer")
    if not customer:
        raise unfilled("customer", "who_was_told")
    return ToldForm(
        customer=customer,
        what=answers.needed("what", "told"),
        next=answers.text("next"),
        done="done" in answers.ticked("marks", ("done",)),
    )


def _note(answers: _Answers) -> NoteForm:
    return NoteForm(text=answers.needed("text", "note"), at=answers.text("at"))


def _follow_up(answers: _Answers) -> FollowUpForm:
    text = answers.needed("text", "follow_up")
    return FollowUpForm(text=text, owner=answers.person("owner"), by=answers.text("by"))


def _settle(answers: _Answers) -> SettleForm:
    verdict, hypothesis, seen = (answers.carried.get(name) for name in ("verdict", "hypothesis", "seen"))
    if verdict not in get_args(HypothesisVerdict) or not isinstance(hypothesis, int) or not isinstance(seen, int):
        raise Unfilled({answers.first_line: NEWER})
    evidence = answers.needed("evidence", "evidence")
    return SettleForm(verdict=cast("HypothesisVerdict", verdict), hypothesis=hypothesis, seen=seen, evidence=evidence)


def _words(answers: _Answers) -> WordsForm:
    means = words_wanted_by(answers.carried)
    words = answers.needed("words", "words")
    if means is None:
        raise Unfilled({"words": NEWER})
    return WordsForm(means=means, words=words)


def _summary(answers: _Answers) -> SummaryForm:
    return SummaryForm(
        asked=int(answers.carried.get("asked") or 0),
        harm=answers.choice("harm"),
        harm_words=answers.text("harm_words"),
        done=answers.choice("done"),
        done_words=answers.text("done_words"),
        why=answers.choice("why"),
        why_words=answers.text("why_words"),
        sure=cast("Likelihood | None", answers.choice_of("sure", get_args(Likelihood)) or None),
        evidence=answers.text("evidence"),
        since=answers.text("since"),
        until=answers.text("until"),
        over=answers.choice("over"),
        left=answers.all_ticked("left"),
        left_words=answers.text("left_words"),
    )


def _look_back(answers: _Answers) -> LookBackForm:
    said = tuple((topic, answers.text(topic)) for topic in get_args(LookBackTopic))
    if not any(words for _, words in said):
        raise unfilled(answers.first_line, "look_back")
    return LookBackForm(answers=tuple((topic, words) for topic, words in said if words))


def _playbook(answers: _Answers) -> PlaybookForm:
    return PlaybookForm(
        title=answers.needed("title", "playbook_title"),
        looks_like=answers.text("looks_like"),
        steps=answers.needed("steps", "playbook_steps"),
        link=answers.text("link"),
        of=int(answers.carried.get("of") or answers.carried.get("incident") or 0),
        seen=int(answers.carried.get("seen") or 0),
    )


def _record(answers: _Answers) -> RecordForm:
    kind = answers.choice("kind")
    if kind not in RECORD_FORMS:
        raise unfilled("kind", "kind")
    return RecordForm(kind=kind)


_READERS: Mapping[str, Callable[[_Answers], Filled]] = MappingProxyType(
    {
        START: _start,
        REPORT: _report,
        HAND_OVER: _hand_over,
        RECORD: _record,
        WORDS: _words,
        SUMMARY: _summary,
        LOOK_BACK: _look_back,
        PLAYBOOK: _playbook,
        THINK: _think,
        UNKNOWN: _unknown,
        CUSTOMER: _customer,
        IMPACT: _impact,
        MONEY: _money,
        PLAN: _plan,
        TOLD: _told,
        NOTE: _note,
        FOLLOW_UP: _follow_up,
        SETTLE: _settle,
    }
)
