"""The sheet for whoever presents the brief: what an executive asks with the answers, three tellings, what to leave out.

Law: an answer is made of sentences of the brief and of the record; no question chooses words anew. One that nothing
answers is marked open, with who could know: that somebody was asked is said only where it is on record.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.incident.facts import KeyTime, Status
from bot.incident.logbook import MessageRef
from bot.incident.policy import CODE, CUSTOMERS, LEAD, LOGS, Policy
from bot.incident.state import Incident
from bot.story.brief import Brief, newest_act
from bot.story.catchup import who_has_what
from bot.story.keytimes import moments, out_of_order
from bot.story.onrecord import answered, without_denied
from bot.story.phase import Phase
from bot.story.quotation import quoted, withdrawn
from bot.story.recall.past import Past
from bot.story.sentences import Label, Sentence, refs
from bot.story.statements import Statement, statements
from bot.story.telling import Telling, tellings
from bot.story.timeline import PinnedMessage
from bot.story.unsaid import unsaid

ANSWER_WORDS_MAX = 80  # what the longest section of a brief may be; half a minute of speaking
ALIKE_MAX = 2  # "has this happened before?" is answered by the likest; more is a search
LISTED_MAX = 10  # customers by name; who wants more of them wants the list
GDPR_NOTICE = timedelta(hours=72)  # Regulation (EU) 2016/679, article 33 (1)


@dataclass(frozen=True, slots=True)
class Material:
    """What answers are made of: the page, the record without ideas that a line denied, and past incidents like it."""

    brief: Brief
    said: Sequence[Statement]
    incident: Incident
    policy: Policy
    alike: Sequence[Past]


Told = Callable[[Material], Iterator[Sentence]]


def _nothing(_: Material) -> Iterator[Sentence]:
    return iter(())


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A question of an executive: what of the page answers it, what of the record does, and who could know.

    `name` names its wording; `sections` are told whole, of the others the sentences that `picked` names; `knows` are
    roles, of which the first that somebody holds is named. `is_quoted`: no entry is made for it, so that the newest
    words of that role may hold the answer.
    """

    name: str
    sections: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    told: Told = _nothing
    knows: tuple[str, ...] = (LEAD,)
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """`question` names its wording; `sentences` answer it in order. If it is open, the last says who could know."""

    question: str
    sentences: tuple[Sentence, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet before it is worded. The first `always` answers are what every executive asks, and the whole story.

    `more` answers are left out of it, for want of room.
    """

    incident: str
    title: str
    severity: int | None
    status: Status
    phase: Phase
    private: bool
    drill: bool
    as_of: datetime
    tellings: tuple[Telling, ...]
    answers: tuple[Answered, ...]
    always: int
    unsaid: tuple[Sentence, ...]
    refs: Mapping[Label, MessageRef]
    more: int = 0


def of(
    brief: Brief,
    incident: Incident,
    pinned: Sequence[PinnedMessage] = (),
    *,
    policy: Policy,
    alike: Sequence[Past] = (),
) -> Sheet:
    """The sheet for this page of the incident; `pinned` are the timeline's messages, `alike` past incidents like it."""
    said = [statement for statement in statements(incident, pinned) if statement.at <= brief.as_of]
    material = Material(brief, said, without_denied(incident, answered(said)), policy, alike[:ALIKE_MAX])
    answers = tuple(_answer(rule, material) for rule in (*ALWAYS, *OFTEN))
    left_out = unsaid(brief, material.incident)
    return Sheet(
        incident=brief.incident,
        title=brief.title,
        severity=brief.severity,
        status=brief.status,
        phase=brief.phase,
        private=brief.private,
        drill=brief.drill,
        as_of=brief.as_of,
        tellings=tellings(brief),
        answers=answers,
        always=len(ALWAYS),
        unsaid=left_out,
        refs=_links(material, [*(s for answer in answers for s in answer.sentences), *left_out]),
    )


def shorter(sheet: Sheet, count: int) -> Sheet:
    """The same with the first `count` of its answers."""
    return replace(sheet, answers=sheet.answers[:count], more=len(sheet.answers) - count)


def _links(material: Material, sentences: Sequence[Sentence]) -> dict[Label, MessageRef]:
    """Where each source can be read; of what the page has no link to, as the record has it, or the message itself."""
    said = {s.label: s.message for s in material.said if s.message}
    recorded: dict[Label, MessageRef] = {**said, **dict(refs(material.incident).items()), **material.brief.refs}
    told = {label for sentence in sentences for label in sentence.sources}
    return {label: recorded[label] for label in told if label in recorded}


# ---- the answers -----------------------------------------------------------------------------------

# What says only that something is not on record, or where else it stands: by itself it answers nothing.
_NO_ANSWER = frozenset({"nothing_on_record", "lacking", "asked_in_vain", "quoted_in", "measure_missing"})
_HALF_AN_ANSWER = frozenset(
    {"money_unknown", "complete_or_not", "not_confirmed", "not_planned", "other_causes", "plan_b", "turn_to_plan_b"}
)
_UNTIMED: Mapping[str, str] = {"plan_a_takes": "low", "deadline": "done_at"}  # what they lack while nobody estimated


def _answer(rule: AnswerRule, material: Material) -> Answered:
    sentences = _found(rule, material)
    is_open = not any(_is_answer(s) for s in sentences)
    return Answered(
        rule.name, (*sentences, _could_know(rule, material, is_more=bool(sentences))) if is_open else sentences, is_open
    )


def _found(rule: AnswerRule, material: Material) -> tuple[Sentence, ...]:
    of_sections = [s for name in rule.sections for s in _section(material.brief, name)]
    picked = [s for section in material.brief.sections for s in section.sentences if s.words_id in rule.picked]
    return tuple(s for s in (*of_sections, *picked, *rule.told(material)) if s.words_id not in _NO_ANSWER)


def _is_answer(sentence: Sentence) -> bool:
    lacks = _UNTIMED.get(sentence.words_id)
    return sentence.words_id not in _HALF_AN_ANSWER and (lacks is None or sentence.values[lacks] is not None)


def _section(brief: Brief, name: str) -> Iterator[Sentence]:
    """A section of the page; where it only says in which other one its words are quoted, those."""
    for sentence in next(section.sentences for section in brief.sections if section.name == name):
        number = sentence.values.get("section")
        if sentence.words_id == "quoted_in" and isinstance(number, int):
            yield from (s for s in brief.sections[number - 1].sentences if "quotes" in s.values)
        elif (name, sentence.words_id) not in _ASKED_APART:
            yield sentence


# These have questions of their own.
_ASKED_APART = {("summary", "decision"), ("summary", "decision_none"), ("summary", "team")}


def _could_know(rule: AnswerRule, material: Material, *, is_more: bool) -> Sentence:
    """The first of these roles that somebody holds, and its newest words where those may be the answer, or the rest."""
    held = {role.name: role.holder for role in material.incident.roles.values() if role.holder}
    role = next((name for name in (*rule.knows, LEAD) if name in held), rule.knows[0])
    newest = [s for s in material.said if s.role == role and not s.is_machine and s.kind != "plan"][-1:]
    quotes = tuple(quoted(s, withdrawn(material.said)) for s in newest) if rule.is_quoted else ()
    values = {"role": role, "holder": held.get(role), "quotes": quotes, "is_more": is_more}
    return Sentence("could_know", values, tuple(quote.label for quote in quotes))


# ---- what the record adds to the page --------------------------------------------------------------

_COURSE: tuple[KeyTime, ...] = ("detected", "declared", "lead present", "cause identified", "fix applied")


def _course(material: Material) -> Iterator[Sentence]:
    """The few times that somebody who was not there needs; none while two of them contradict each other."""
    found = [m for m in moments(material.incident).values() if m.which in _COURSE and m.time <= material.brief.as_of]
    by_time = {m.time: m for m in sorted(found, key=lambda m: (m.time, _COURSE.index(m.which)), reverse=True)}
    steps = tuple((m.which, at) for at, m in reversed(by_time.items()))
    if len(steps) > 1 and not out_of_order(material.incident):
        yield Sentence("course", {"steps": steps}, tuple(m.seq for m in reversed(by_time.values())))


def _register(material: Material) -> Iterator[Sentence]:
    """Who is on the list, and whom to speak to before one speaks to them."""
    listed = material.incident.customers
    if listed:
        names = tuple(c.name for c in listed[:LISTED_MAX])
        yield Sentence("on_list", {"names": names, "more": len(listed) - len(names)}, tuple(c.seq for c in listed))
    liaison = material.incident.role(CUSTOMERS).holder
    if liaison:
        yield Sentence("one_voice", {"person": liaison})


def _told_customers(material: Material) -> Iterator[Sentence]:
    for customer in material.incident.customers[:LISTED_MAX]:
        if customer.contacts:
            last = customer.contacts[-1]
            yield Sentence("last_told", {"name": customer.name, "what": last.what, "at": last.at}, (last.seq,))


def _when_over(material: Material) -> Iterator[Sentence]:
    """An estimate stays one; once it is not going on, what was set, when and by whom."""
    if material.brief.phase == "during":
        fix = {s.words_id: s.values for s in _section(material.brief, "fix")}
        if "plan_a_takes" in fix and fix["plan_a_takes"]["low"] is not None:
            yield Sentence("no_promise")
    else:
        yield newest_act(material.incident)


def _team(material: Material) -> Iterator[Sentence]:
    yield replace(who_has_what(material.incident, material.policy), words_id="answer_team")


def _reports(material: Material) -> Iterator[Sentence]:
    """How old the picture is on which all of it stands."""
    if material.brief.phase != "final":
        yield Sentence("report_ages", {"pictures": material.brief.pictures, "as_of": material.brief.as_of})


def _detected(material: Material) -> Iterator[Sentence]:
    found = moments(material.incident).get("detected")
    if found is not None:
        yield Sentence("answer_detected", {"at": found.time, "source": found.source}, (found.seq,))


def _severity(material: Material) -> Iterator[Sentence]:
    yield Sentence("answer_severity", {"severity": material.brief.severity})


def _process(_: Material) -> Iterator[Sentence]:
    yield Sentence("answer_process")


def _before(material: Material) -> Iterator[Sentence]:
    """What the search for past incidents found, or that it found none."""
    if not material.alike:
        yield Sentence("none_alike")
    for past in material.alike:
        values = {"name": past.name, "title": past.title, "on": past.happened_on, "cause": past.cause}
        yield Sentence("happened_before", values)


def _notices(material: Material) -> Iterator[Sentence]:
    """Whether anybody has to be told is for lawyers; when a clock would end can be computed."""
    yield Sentence("answer_ask_legal")
    times = moments(material.incident)
    aware = times.get("detected") or times.get("declared")
    if aware is not None:
        values = {"aware_at": aware.time, "until_at": aware.time + GDPR_NOTICE}
        yield Sentence("gdpr_clock", values, (aware.seq,))


_ENDS = ("plan_a_takes", "plan_a_basis", "since_estimate", "expected", "deadline", "plan_b")

ALWAYS: tuple[AnswerRule, ...] = (
    AnswerRule("what_happened", ("summary",), told=_course),
    AnswerRule("what_caused_it", ("cause",), knows=(CODE, LOGS)),
    AnswerRule("how_fixed", ("fix",), knows=(CODE, LEAD)),
    AnswerRule("how_prevented", ("prevention",)),
    AnswerRule("how_risky", ("risk",)),
    AnswerRule("who_is_affected", ("customers",), told=_register, knows=(CUSTOMERS, LOGS)),
    AnswerRule("how_much_money", ("revenue",), knows=(CUSTOMERS,)),
)
OFTEN: tuple[AnswerRule, ...] = (
    AnswerRule("is_data_lost", knows=(LOGS, CODE), is_quoted=True),
    AnswerRule("when_over", picked=_ENDS, told=_when_over, knows=(CODE, LEAD), is_quoted=True),
    AnswerRule("right_people", told=_team),
    AnswerRule("what_do_you_need", picked=("decision", "decision_none")),
    AnswerRule("why_not_seen_first", told=_detected, knows=(CUSTOMERS, LOGS)),
    AnswerRule("happened_before", told=_before),
    AnswerRule("who_did_it", told=_process),
    AnswerRule("what_do_we_tell", picked=("contact", "marked_told"), told=_told_customers, knows=(CUSTOMERS,)),
    AnswerRule("must_we_notify", told=_notices),
    AnswerRule(
        "how_sure",
        picked=("cause_confirmed", "cause_confirmed_earlier", "cause_believed", "not_confirmed"),
        told=_reports,
        knows=(LOGS, CODE),
    ),
    AnswerRule("so_severe", told=_severity),
    AnswerRule("the_whole_list", told=_register, knows=(CUSTOMERS, LOGS)),
)
