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
from bot.requests import forms as f
from bot.requests.actions import HypothesisVerdict, Newer
from bot.requests.wording import Wording
from bot.slack.messages.blocks import unpacked
from bot.slack.messages.buttons import words_wanted_by

SentForm: TypeAlias = Mapping[str, Any]  # JSON that Slack defines, not we

SEVERITIES = ("1", "2", "3", "4")
ALL_ROLES = "*"  # the answer "all that I hold" in a report form
NEWER = Wording("unfilled/newer")
_UNSEEN = " \n\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # of these alone nobody sees anything


def read(view: SentForm) -> f.Filled | Newer:
    """The answers of a form that was sent, or which of its lines are missing or not understood.

    A form of another version that has no line to say so beside is Newer.
    """
    answers = _Answers(view["state"]["values"], carried=metadata(view))
    reader = _READERS.get(view["callback_id"])
    if reader is None:
        return f.UnfilledForm({answers.first_line: NEWER}) if answers.first_line else Newer()
    try:
        read = reader(answers)
    except f.Unfilled as unfinished:
        return f.UnfilledForm(unfinished.errors)
    return f.UnfilledForm(dict.fromkeys(answers.unheard, NEWER)) if answers.unheard else read


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
        if not text.strip(_UNSEEN):
            raise f.unfilled(name, code)
        return text

    def choice(self, name: str) -> str:
        return str((self._line(name).get("selected_option") or {}).get("value", ""))

    def choice_of(self, name: str, words: Collection[str]) -> str:
        """One of the words or nothing; another one is a newer version's, and nobody could read it on record."""
        chosen = self.choice(name)
        if chosen and chosen not in words:
            raise f.Unfilled({name: NEWER})
        return chosen

    def person(self, name: str) -> f.PersonId:
        return f.PersonId(self._line(name).get("selected_user") or "")

    def ticked(self, name: str, words: Collection[str]) -> frozenset[str]:
        ticked = frozenset(option["value"] for option in self._line(name).get("selected_options") or ())
        if not ticked <= frozenset(words):
            raise f.Unfilled({name: NEWER})
        return ticked

    def all_ticked(self, name: str) -> tuple[str, ...]:
        """Every tick of a line whose choices are those of the moment, in their order."""
        return tuple(str(option["value"]) for option in self._line(name).get("selected_options") or ())

    def people(self) -> tuple[tuple[str, f.PersonId], ...]:
        named = ((name.removeprefix(f.ROLE_PREFIX), self.person(name)) for name in self._given if _is_role(name))
        return tuple((role, person) for role, person in named if person)


def _says_something(answer: Mapping[str, Any]) -> bool:
    return any(value for name, value in answer.items() if name != "type")


def _is_role(name: str) -> bool:
    return name.startswith(f.ROLE_PREFIX)


def _start(answers: _Answers) -> f.StartForm:
    severity = answers.choice_of("severity", SEVERITIES)
    marks = answers.ticked("marks", ("private", "drill"))
    return f.StartForm(
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


def _report(answers: _Answers) -> f.ReportForm:
    role = answers.choice("role")
    return f.ReportForm(
        role=str(answers.carried.get("role") or "") if role in {"", ALL_ROLES} else role,
        conditions=answers.needed("conditions", "conditions"),
        actions=answers.text("actions"),
        needs=answers.text("needs"),
        next_min=answers.text("next_min"),
        evidence=answers.text("evidence"),
        belief=_belief(answers),
        likelihood=_likelihood(answers),
    )


def _belief(answers: _Answers) -> str:
    """What is believed; how likely it is says nothing without it."""
    return answers.needed("belief", "hypothesis") if answers.choice("likelihood") else answers.text("belief")


def _likelihood(answers: _Answers) -> Likelihood | None:
    return cast("Likelihood | None", answers.choice_of("likelihood", get_args(Likelihood)) or None)


def _hand_over(answers: _Answers) -> f.HandOverForm:
    person = answers.person("person")
    if not person:
        raise f.unfilled("person", "hand_over_to")
    return f.HandOverForm(role=answers.choice("role"), person=person)


def _think(answers: _Answers) -> f.ThinkForm:
    return f.ThinkForm(text=answers.needed("text", "hypothesis"), likelihood=_likelihood(answers))


def _unknown(answers: _Answers) -> f.UnknownForm:
    what = answers.needed("what", "unknown")
    return f.UnknownForm(what=what, owner=answers.person("owner"), by=answers.text("by"))


def _customer(answers: _Answers) -> f.CustomerForm:
    name = answers.needed("name", "customer")
    return f.CustomerForm(
        name=name,
        cannot=answers.text("cannot"),
        deadline=answers.text("deadline"),
        owner=answers.person("owner"),
        workaround=answers.text("workaround"),
    )


def _impact(answers: _Answers) -> f.ImpactForm:
    return f.ImpactForm(
        figure=answers.needed("figure", "figure"),
        what=answers.needed("what", "impact_of"),
        source=answers.text("source"),
    )


def _money(answers: _Answers) -> f.MoneyForm:
    kind = answers.choice_of("money", get_args(MoneyKind))
    if not kind:
        raise f.unfilled("money", "kind")
    return f.MoneyForm(
        money=cast("MoneyKind", kind),
        low=answers.needed("low", "figure"),
        high=answers.text("high"),
        currency=answers.text("currency"),
        what=answers.text("what"),
        source=answers.text("source"),
        checked="checked" in answers.ticked("marks", ("checked",)),
    )


def _plan(answers: _Answers) -> f.PlanForm:
    what = answers.needed("what", "plan")
    plan = cast("PlanName", answers.choice_of("plan", get_args(PlanName)) or "a")
    return f.PlanForm(plan=plan, what=what, eta=answers.text("eta"), basis=answers.text("basis"), at=answers.text("at"))


def _told(answers: _Answers) -> f.ToldForm:
    customer = answers.choice("customer")
    if not customer:
        raise f.unfilled("customer", "who_was_told")
    return f.ToldForm(
        customer=customer,
        what=answers.needed("what", "told"),
        next=answers.text("next"),
        done="done" in answers.ticked("marks", ("done",)),
    )


def _note(answers: _Answers) -> f.NoteForm:
    return f.NoteForm(text=answers.needed("text", "note"), at=answers.text("at"))


def _follow_up(answers: _Answers) -> f.FollowUpForm:
    text = answers.needed("text", "follow_up")
    return f.FollowUpForm(text=text, owner=answers.person("owner"), by=answers.text("by"))


def _settle(answers: _Answers) -> f.SettleForm:
    verdict, hypothesis, seen = (answers.carried.get(name) for name in ("verdict", "hypothesis", "seen"))
    if verdict not in get_args(HypothesisVerdict) or not isinstance(hypothesis, int) or not isinstance(seen, int):
        raise f.Unfilled({answers.first_line: NEWER})
    evidence = answers.needed("evidence", "evidence")
    return f.SettleForm(verdict=cast("HypothesisVerdict", verdict), hypothesis=hypothesis, seen=seen, evidence=evidence)


def _words(answers: _Answers) -> f.WordsForm:
    means = words_wanted_by(answers.carried)
    words = answers.needed("words", "words")
    if means is None:
        raise f.Unfilled({"words": NEWER})
    return f.WordsForm(means=means, words=words)


def _summary(answers: _Answers) -> f.SummaryForm:
    if (answers.choice("sure") or answers.text("evidence")) and not answers.choice("why"):
        answers.needed("why_words", "hypothesis")
    return f.SummaryForm(
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


def _look_back(answers: _Answers) -> f.LookBackForm:
    said = tuple((topic, answers.text(topic)) for topic in get_args(LookBackTopic))
    if not any(words for _, words in said):
        raise f.unfilled(answers.first_line, "look_back")
    return f.LookBackForm(answers=tuple((topic, words) for topic, words in said if words))


def _playbook(answers: _Answers) -> f.PlaybookForm:
    return f.PlaybookForm(
        title=answers.needed("title", "playbook_title"),
        looks_like=answers.text("looks_like"),
        steps=answers.needed("steps", "playbook_steps"),
        link=answers.text("link"),
        of=int(answers.carried.get("of") or answers.carried.get("incident") or 0),
        seen=int(answers.carried.get("seen") or 0),
    )


def _record(answers: _Answers) -> f.RecordForm:
    kind = answers.choice("kind")
    if kind not in f.RECORD_FORMS:
        raise f.unfilled("kind", "kind")
    return f.RecordForm(kind=kind)


_READERS: Mapping[str, Callable[[_Answers], f.Filled]] = MappingProxyType(
    {
        f.START: _start,
        f.REPORT: _report,
        f.HAND_OVER: _hand_over,
        f.RECORD: _record,
        f.WORDS: _words,
        f.SUMMARY: _summary,
        f.LOOK_BACK: _look_back,
        f.PLAYBOOK: _playbook,
        f.THINK: _think,
        f.UNKNOWN: _unknown,
        f.CUSTOMER: _customer,
        f.IMPACT: _impact,
        f.MONEY: _money,
        f.PLAN: _plan,
        f.TOLD: _told,
        f.NOTE: _note,
        f.FOLLOW_UP: _follow_up,
        f.SETTLE: _settle,
    }
)
