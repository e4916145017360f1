"""The forms: what Sitrep asks in a window of Slack.

Law: nothing is asked that is known already, what was typed before is kept, and only what a record cannot do without is
required. How the answers come back is in `submissions`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from bot import grammar as g
from bot.incident.effects import Json
from bot.incident.facts import Likelihood, LookBackTopic, MoneyKind, Reported
from bot.incident.parts import Customer, Role
from bot.incident.playbooks import LINES_MAX
from bot.incident.policy import LEAD, Policy
from bot.incident.reports import states_any
from bot.incident.state import Incident
from bot.render.plain import severity_word
from bot.requests import forms as f
from bot.requests.actions import AnswerFollowUp, AnswerQuestion, AnswerTask, AskLead, Clarify, SayBack, SayVerb
from bot.requests.request import Request
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import answering, clarifying, following_up, tasking
from bot.slack.messages.mrkdwn import escape
from bot.slack.messages.questions import NUMBERS
from bot.slack.messages.submissions import ALL_ROLES
from bot.story.asking import Offered

Modal: TypeAlias = dict[str, Any]  # JSON that Slack defines, not we

TITLE_CHARS_MAX = 150  # a Slack header, where the card shows it
LINE_CHARS_MAX = 1000
ASK_LEAD_TITLE = "Ask the lead"
TIME_CHARS_MAX = 60
OTHERS_MAX = 20  # names that come back with the form: Slack gives them 3000 characters of metadata
LIKELIHOODS: Mapping[Likelihood, str] = MappingProxyType(  # the ranges of ICD 203
    {"unlikely": "20 to 45 %", "roughly even": "45 to 55 %", "likely": "55 to 80 %", "very likely": "80 to 95 %"}
)
RECORDS = (
    (f.THINK, "Hypothesis", "What could explain it"),
    (f.UNKNOWN, "Unknown", "A question, with owner and time"),
    (f.CUSTOMER, "Customer at stake", "Who cannot do what, by when"),
    (f.IMPACT, "Impact", "How many are hurt"),
    (f.MONEY, "Money", "What it costs, and who says so"),
    (f.PLAN, "Plan", "The fix, or what we do if it fails"),
    (f.TOLD, "Told a customer", "What was said, and when they hear next"),
    (f.NOTE, "Note", "A line for the timeline"),
    (f.FOLLOW_UP, "Follow-up", "Work for afterwards, with owner and day"),
)
MONEY_KINDS: Mapping[MoneyKind, tuple[str, str]] = MappingProxyType(
    {
        "lost": ("Lost", "It will not come back"),
        "at risk": ("At risk", "Lost if a deadline is missed or they leave"),
        "delayed": ("Delayed", "It comes later"),
        "penalty": ("Penalties", "And credits that we owe"),
        "response cost": ("Response cost", "Our own work: 12 hours × 90 EUR, or hours alone"),
    }
)
# How and what, never why or who, which make people explain themselves
# (https://extfiles.etsy.com/DebriefingFacilitationGuide.pdf); with an example of an answer.
LOOK_BACK_ASKED: Mapping[LookBackTopic, tuple[str, str]] = MappingProxyType(
    {
        "looked": ("What made you look there?", "the import had run twice that night"),
        "unsaid": ("What did the customer need that we could not say?", "when they can file again"),
        "temporary": ("What of the fix is only for now?", "the job is off until it checks the owner"),
        "helped": ("What helped?", "the log line named the job"),
        "lucky": ("Where were we lucky?", "a copy of the day before was still there"),
        "quicker": ("What would have made it quicker?", "to know who may restore the archive"),
        "surprised": ("What surprised you?", "the dashboard was green all the time"),
        "factors": ("What let it happen, or stay unseen?", "nobody is told when the job fails"),
    }
)
FILLED_HINT = "What you said last. Change what is different."
NEVER = datetime.min.replace(tzinfo=UTC)
FIRST_REPORT_HINT = "“I do not know yet” is a good first report."
PAST_HINT = "A time (12:10, yesterday 22:00) or how long ago (25 min ago). Without a zone it is yours."
WHEN_HINT = "A time (18:00, 18:00 UTC) or minutes from now (25m). Without a zone it is yours."


def view(blank: f.Blank, request: Request, *, policy: Policy) -> Modal:
    """The form that a reply wants, with what it gives back to know where it was opened."""
    place: dict[str, Json] = {"channel": request.channel, "thread": request.thread}
    match blank:
        case f.StartBlank(typed):
            return start(typed, policy=policy, metadata={"channel": request.channel, **_began_with(request)})
        case f.ReportBlank(incident, person, role, filled):
            return _filled(report(incident, person=person, role=role, policy=policy, metadata=place), filled)
        case f.HandOverBlank(roles):
            return hand_over(roles, policy, metadata={"incident": request.incident, **place})
        case f.RecordBlank():
            return record(metadata={"incident": request.incident, **place})
        case f.SettleBlank():
            return settle(blank, metadata={"incident": request.incident, **place})
        case f.KindBlank():
            return record_of(blank, metadata=place)
        case f.WordsBlank(incident, means, said):
            return in_words(incident, means, said, metadata=place)
        case f.SummaryBlank():
            return summary(blank, metadata=place)
        case f.LookBackBlank(incident, topics):
            return look_back(incident, topics, metadata=place)
        case f.PlaybookBlank():
            return playbook(blank, metadata=place)


def _began_with(request: Request) -> Mapping[str, Json]:
    """The message that the form was opened from, which comes back with the form."""
    said = request.message
    return {} if said is None else {"began_with": [said.channel, said.ts, said.thread_ts]}


def start(intent: g.Start, *, policy: Policy, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    """The form to open an incident, with what was already typed; no role is required."""
    people = {offer.role: offer.person.user_id for offer in intent.offers if offer.role and offer.person.user_id}
    others = [offer for offer in intent.offers if not (offer.role and offer.person.user_id)][:OTHERS_MAX]
    lines = [
        b.field(
            "title", "What is wrong?", b.text_box(intent.title, example="Documents missing", chars_max=TITLE_CHARS_MAX)
        ),
        b.field(
            "severity",
            "How bad is it?",
            b.select(
                [
                    b.option(severity_word(level), f"{level}", meaning)
                    for level, meaning in policy.severity_meanings.items()
                ],
                initial=str(intent.severity or ""),
                prompt="Not judged yet",
            ),
            hint="In doubt take the worse; it can be lowered later.",
            optional=True,
        ),
        *(
            b.field(
                f"{f.ROLE_PREFIX}{duty.name}",
                _role_label(duty.name, duty.title),
                b.person_picker(people.get(duty.name) or ""),
                optional=True,
            )
            for duty in policy.duties
        ),
        *_without_a_line(others),
        b.field(
            "over",
            "Is it over? From when to when was it?",
            b.text_box(intent.over.typed if intent.over else "", example="yesterday 22:00-23:30"),
            hint="Then nobody is reminded, and it is not announced.",
            optional=True,
        ),
        b.field("marks", "Which kind?", b.checkboxes([_PRIVATE, _DRILL], initial=_marks(intent)), optional=True),
    ]
    carried = {"others": [_carried(offer) for offer in others]} if others else {}
    return _modal(f.START, "Open an incident", lines, {**metadata, **carried}, submit="Open")


def _without_a_line(others: Sequence[g.Offer]) -> list[b.Block]:
    """Who was typed and fits no line of the form: without a role, or under a name that is not clear."""
    if not others:
        return []
    named = ", ".join(f"<@{o.person.user_id}>" if o.person.user_id else escape(f"@{o.person.handle}") for o in others)
    return [b.context(f"You also named {named}. Pick them above, or I ask about them once the incident is open.")]


def _carried(offer: g.Offer) -> Json:
    return [offer.person.user_id or "", offer.person.handle, offer.role or "", offer.typed]


_PRIVATE = b.option("Private", "private", "Only those invited know that it exists")
_DRILL = b.option("Drill", "drill", "Nobody is hurt; counted nowhere")


def _marks(intent: g.Start) -> list[str]:
    return [name for name, is_set in (("private", intent.private), ("drill", intent.drill)) if is_set]


def _role_label(name: str, title: str) -> str:
    return f"{title} (you lead until they accept)" if name == LEAD else title


def report(
    incident: Incident, *, person: str, role: str, policy: Policy, metadata: Mapping[str, Json] = MappingProxyType({})
) -> Modal:
    """The form for a report of the named role, else of those that the person holds, filled with what they said last.

    What somebody else said in the role stands below as a hint. A need is not said again by itself.
    """
    roles = [incident.role(name) for name in ([role] if role else incident.held_by(person))]
    said = _said_last(roles, person)
    lines = [
        b.field(
            "conditions",
            "Conditions: what is true now?",
            b.text_box(
                said.conditions if said else "",
                example="2 of 14 found, under the old account name",
                multiline=True,
                chars_max=LINE_CHARS_MAX,
            ),
            hint=_hint(roles, said, incident.policy),
        ),
        b.field(
            "actions",
            "Actions: what did you do, what comes next?",
            b.text_box(
                said.actions if said else "",
                example="Comparing Monday's job, read only",
                multiline=True,
                chars_max=LINE_CHARS_MAX,
            ),
            optional=True,
        ),
        b.field(
            "needs",
            "Needs",
            b.text_box(example="Read access to the archive, or none", chars_max=LINE_CHARS_MAX),
            hint=f"Last time: {said.needs}" if said and states_any(said.needs) else "",
            optional=True,
        ),
        _line("evidence", "What shows it?", example="query 8812; a link, a count", optional=True),
        _line("belief", "What could explain it?", example="Wrong owner since Monday's rename job", optional=True),
        b.field("likelihood", "How likely is that?", b.radio(_likelihoods()), optional=True),
        b.field(
            "next_min",
            "When is your next report?",
            b.text_box(example="As usual", chars_max=TIME_CHARS_MAX),
            hint="Minutes from now (25m) or a time (14:30). A promise; it replaces the clock once.",
            optional=True,
        ),
    ]
    if len(roles) > 1:
        everything = b.option("all that I hold", ALL_ROLES)
        choices = [everything, *(b.option(_title(policy, held.name), held.name) for held in roles)]
        lines.insert(0, b.field("role", "Reporting for", b.select(choices, initial=ALL_ROLES)))
    carried: dict[str, Json] = {"incident": incident.number, **metadata}
    if len(roles) == 1:
        carried["role"] = roles[0].name
    return _modal(f.REPORT, "Report", lines, carried)


def _said_last(roles: Sequence[Role], person: str) -> Reported | None:
    """Their own newest finding in one of these roles."""
    own = [role for role in roles if role.last_finding is not None and role.last_finding_by == person]
    return max(own, key=lambda role: role.last_finding_at or NEVER).last_finding if own else None


def _hint(roles: Sequence[Role], said: Reported | None, policy: Policy) -> str:
    """That it is their own words which stand there; what somebody else said, or what the house wants to read."""
    if said is not None:
        return FILLED_HINT
    wanted = [duty.reports for role in roles if (duty := policy.duty(role.name)) and duty.reports]
    findings = [role.last_finding.conditions for role in roles if role.last_finding and role.last_finding.conditions]
    return f"Last time: {findings[-1]}" if findings else "; ".join(wanted) or FIRST_REPORT_HINT


def hand_over(roles: Sequence[str], policy: Policy, *, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    lines = [
        b.field("role", "Which role?", b.select([b.option(_title(policy, r), r) for r in roles], initial=roles[0])),
        b.field("person", "To whom?", b.person_picker(), hint="It stays yours until they accept."),
    ]
    return _modal(f.HAND_OVER, "Hand over", lines, metadata, submit="Offer")


def settle(blank: f.SettleBlank, *, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    """What shows that it is so, or that it is not."""
    line = b.field(
        "evidence",
        "What shows it?" if blank.verdict == "confirm" else "What speaks against it?",
        b.text_box(example="query 8812", chars_max=LINE_CHARS_MAX),
        hint=f"H{blank.hypothesis}: {blank.text}",
    )
    carried = {"verdict": blank.verdict, "hypothesis": blank.hypothesis, "seen": blank.seen, **metadata}
    verdict = blank.verdict.capitalize()
    return _modal(f.SETTLE, f"{verdict} H{blank.hypothesis}", [line], carried, submit=verdict)


def record(*, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    """Asks what is to be recorded; its answer opens the form for that."""
    choices = [b.option(label, kind, meaning) for kind, label, meaning in RECORDS]
    return _modal(f.RECORD, "Record", [b.field("kind", "What is it?", b.radio(choices))], metadata, submit="Next")


def record_of(blank: f.KindBlank, *, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    """The form of one kind of record."""
    title = next(label for name, label, _ in RECORDS if name == blank.kind)
    match blank.kind:
        case f.THINK:
            lines = _think()
        case f.UNKNOWN:
            lines = _unknown()
        case f.CUSTOMER:
            lines = _customer()
        case f.IMPACT:
            lines = _impact()
        case f.MONEY:
            lines = _money()
        case f.PLAN:
            lines = _plan()
        case f.FOLLOW_UP:
            lines = _follow_up()
        case f.TOLD:
            lines = _told([customer for customer in blank.incident.customers if not customer.done])
        case _:
            lines = _note()
    return _filled(_modal(blank.kind, title, lines, {"incident": blank.incident.number, **metadata}), blank.filled)


def _think() -> list[b.Block]:
    return [
        _line("text", "What could explain it?", example="Wrong owner since Monday's rename job"),
        b.field("likelihood", "How likely is it?", b.radio(_likelihoods()), optional=True),
    ]


def _likelihoods() -> list[b.Block]:
    return [b.option(f"{word} ({share})", word) for word, share in LIKELIHOODS.items()]


def _unknown() -> list[b.Block]:
    return [
        _line("what", "What do we not know?", example="Are other customers affected?"),
        b.field("owner", "Who finds out?", b.person_picker(), optional=True),
        _time("by", "By when?"),
    ]


def _follow_up() -> list[b.Block]:
    """Only the words are needed; who and when is asked again in the answer."""
    return [
        _line("text", "What is to be done afterwards?", example="the rename job checks the owner"),
        b.field("owner", "Who does it?", b.person_picker(), optional=True),
        b.field(
            "by",
            "By which day?",
            b.text_box(example="28 May", chars_max=TIME_CHARS_MAX),
            hint="“28 May”, “Friday”, “in 2 weeks”",
            optional=True,
        ),
    ]


def _customer() -> list[b.Block]:
    return [
        _line("name", "Which customer?", example="Northwind"),
        _line("cannot", "What can they not do?", example="send the documents", optional=True),
        _time("deadline", "Their deadline"),
        b.field("owner", "Who answers for them?", b.person_picker(), optional=True),
        _line("workaround", "What can they do meanwhile?", example="send them by e-mail", optional=True),
    ]


def _impact() -> list[b.Block]:
    return [
        _line("figure", "How many?", example="14 · 10-20 · about 500 · 0.5% of · none"),
        _line("what", "Of what?", example="documents not found"),
        _line("source", "Where is that from?", example="query 8812; empty: from you", optional=True),
    ]


def _money() -> list[b.Block]:
    kinds = [b.option(label, kind, meaning) for kind, (label, meaning) in MONEY_KINDS.items()]
    checked = b.option("Finance checked it", "checked")
    return [
        b.field("money", "Which money?", b.radio(kinds, initial="at risk")),
        _line("low", "How much, at least?", example="60k · 12k an hour × 10-20% × 3h"),
        _line("high", "At most? Empty: as much", example="180k", optional=True),
        _line("currency", "In which currency?", example="EUR", optional=True),
        _line("what", "What is it for, or based on?", example="their yearly contract", optional=True),
        _line("source", "Where is that from?", example="account manager; empty: from you", optional=True),
        b.field("marks", "Is it checked?", b.checkboxes([checked]), optional=True),
    ]


def _plan() -> list[b.Block]:
    plans = [b.option("Plan A: the fix", "a"), b.option("Plan B: if the fix fails", "b")]
    return [
        b.field("plan", "Which plan?", b.radio(plans, initial="a")),
        _line("what", "What will be done?", example="recover the 14 from the archive"),
        _line("eta", "How long does it take?", example="20-40m", optional=True),
        _line("basis", "What is that based on?", example="the last import took 45", optional=True),
        _time("at", "When does it start?"),
    ]


def _told(customers: Sequence[Customer]) -> list[b.Block]:
    if not customers:
        nobody = "No customer is recorded yet. Record one first: Customer at stake."
        return [{"type": "section", "text": b.plain_text(nobody)}]
    choices = [b.option(f"{customer.id} {customer.name}", customer.id) for customer in customers]
    return [
        b.field("customer", "Who was told?", b.select(choices, initial=choices[0]["value"])),
        _line("what", "What do they know now?", example="documents are safe, sending resumes this afternoon"),
        _time("next", "When do they hear from us next?"),
        b.field(
            "marks", "Is that all?", b.checkboxes([b.option("They need nothing more from us", "done")]), optional=True
        ),
    ]


def _note() -> list[b.Block]:
    return [
        _line("text", "What happened?", example="rename job stopped"),
        _time("at", "When? Empty: now", hint=PAST_HINT),
    ]


# What the one line of an answer asks for, with an example.
_WANTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "words": ("Who cannot do what?", "Northwind cannot send 14 documents"),
        "confirmed": ("What shows it?", "all 14 carry the old id; none outside the job does"),
        "explains": ("What shows it?", "all 14 carry the old id; none outside the job does"),
        "over for some": ("Whom does it still hurt, and how?", "accounts in the US cannot export yet"),
        "done": ("What was done, and what shows it?", "restarted at 12:07, the queue is shrinking"),
        "blocked": ("What is in the way?", "no access to the host; Ana has the key"),
        b.READ_BACK: ("What do you go on with?", "comparing the rename job; if it is not that by 14:00, plan B"),
        "will not do": ("Why will it not be done?", "the job goes away in June"),
        "move": ("By which day?", "12 June"),
        b.STEP_PLAN: ("Until when does it wait?", "16:00, or 20m"),
        b.ANSWER_UNKNOWN: ("What is known now?", "no other customer is hurt: all 212 accounts are checked"),
        b.FIX: ("How should it read?", "the change removed the owner of archived documents"),
        b.ASK_LEAD: ("What do you want to know?", "Can customers file by 18:00?"),
        "added": ("Your line for the page", "12 of 14 are restored, the last two by noon"),
    }
)


def in_words(
    incident: Incident, means: f.WantsWords, said: str = "", *, metadata: Mapping[str, Json] = MappingProxyType({})
) -> Modal:
    """The one line of words that an answer wants."""
    what, carried = _carried_by(means)
    if isinstance(means, SayVerb):
        return _behind(means, {"incident": incident.number, **carried, **metadata})
    label, example = _WANTED[what]
    line = b.field("words", label, b.text_box(said, example=example, multiline=True, chars_max=LINE_CHARS_MAX))
    title = ASK_LEAD_TITLE if isinstance(means, AskLead) else "In your words"
    return _modal(f.WORDS, title, [line], {"incident": incident.number, **carried, **metadata})


def _behind(means: SayVerb, metadata: Mapping[str, Json]) -> Modal:
    """What is typed behind a verb, as its row says: what it is for, how it is written, an example."""
    verb = g.verb_named(means.verb)
    assert verb is not None
    example, usage = (text.removeprefix(verb.name).strip() for text in (verb.example, verb.usage))
    box = b.text_box(example=example, multiline=True, chars_max=LINE_CHARS_MAX)
    line = b.field("words", verb.meaning.replace("`", ""), box, hint=f"As behind the command: {usage}")
    return _modal(f.WORDS, verb.name.capitalize(), [line], metadata)


def _carried_by(means: f.WantsWords) -> tuple[str, dict[str, Json]]:
    match means:
        case AnswerQuestion():
            return means.answer, answering(means)
        case AnswerTask():
            return means.answer, tasking(means)
        case AnswerFollowUp():
            return means.answer, following_up(means)
        case SayBack(role):
            return b.READ_BACK, {b.READ_BACK: role}
        case g.StepPlan(which):
            return b.STEP_PLAN, {b.STEP_PLAN: which, "stage": means.stage}
        case g.AnswerUnknown(unknown):
            return b.ANSWER_UNKNOWN, {b.ANSWER_UNKNOWN: unknown}
        case g.Fix(record):
            return b.FIX, {b.FIX: record}
        case SayVerb(verb):
            return b.SAY_VERB, {b.SAY_VERB: verb}
        case AskLead():
            return b.ASK_LEAD, {b.ASK_LEAD: True}
        case Clarify():
            return means.how, clarifying(means)


def summary(blank: f.SummaryBlank, *, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    """What the summary lacks, in five parts, each optional; the full quotations stand above what can be chosen."""
    lines = [
        *_part("harm", "1 Who could not do what, and how many?", blank.harm, blank.marked.get("harm", "")),
        _line("harm_words", "In your words", example="Northwind could not send 14 documents", optional=True),
        *_part("done", "2 What ended it?", blank.done, blank.marked.get("done", "")),
        _line("done_words", "In your words", example="rolled back to 4.11", optional=True),
        *_part("why", "3 Why did it happen?", blank.why, blank.marked.get("why", "")),
        _line("why_words", "In your words", example="the rename job took the owner along", optional=True),
        b.field("sure", "How sure is that?", b.select(_likelihoods(), prompt="Not judged"), optional=True),
        _line("evidence", "What shows it? Then it is confirmed.", example="all 14 carry the old id", optional=True),
        _time("since", "4 Since when did it hurt?", blank.since, hint=PAST_HINT),
        _time("until", "Until when?", blank.until, hint=PAST_HINT),
        *_part("over", "Who says that it is over?", blank.over, blank.marked.get("over", "")),
        *_ticked("left", "5 What is only for now, or still missing?", blank.left),
        _line("left_words", "In your words", example="the job is off until it is mended", optional=True),
    ]
    carried: dict[str, Json] = {"incident": blank.incident.number, "asked": blank.asked, **metadata}
    if blank.asked:
        return _modal(f.SUMMARY, "For the summary", lines, carried)
    return _modal(f.SUMMARY, "What was compiled", lines, carried, submit="Confirm")


def look_back(
    incident: Incident, topics: Sequence[LookBackTopic], *, metadata: Mapping[str, Json] = MappingProxyType({})
) -> Modal:
    """What only people know, a line for each question; none is required."""
    lines = [
        b.field(topic, LOOK_BACK_ASKED[topic][0], b.text_box(example=example, chars_max=LINE_CHARS_MAX), optional=True)
        for topic in topics
        for example in LOOK_BACK_ASKED[topic][1:]
    ]
    return _modal(f.LOOK_BACK, "Looking back", lines, {"incident": incident.number, **metadata})


def playbook(blank: f.PlaybookBlank, *, metadata: Mapping[str, Json] = MappingProxyType({})) -> Modal:
    """What the next team gets; only a title and one step are needed."""
    draft = blank.draft
    lines = [
        b.field(
            "title",
            "What are the steps for?",
            b.text_box(draft.title, example="Documents missing after a rename", chars_max=TITLE_CHARS_MAX),
        ),
        b.field(
            "looks_like",
            "What does it look like?",
            b.text_box(draft.looks_like, example="Customers say that their documents are gone", multiline=True),
            hint="By these words it is found again.",
            optional=True,
        ),
        b.field(
            "steps",
            "Steps, one a line; “Not this: …” is a warning",
            b.text_box(draft.steps, example="Ask the index for the old owner", multiline=True),
            hint=_hint_for_steps(blank),
        ),
        _line("link", "Where is more?", draft.link, example="https://wiki.example.com/renames", optional=True),
    ]
    about: dict[str, Json] = {"incident": blank.incident.number, "of": blank.of, "seen": blank.seen}
    return _modal(f.PLAYBOOK, f"Playbook of INC-{blank.of}", lines, {**about, **metadata}, submit="Keep")


def _hint_for_steps(blank: f.PlaybookBlank) -> str:
    """Where the lines come from, and what became of them where it was used."""
    if blank.of == blank.incident.number:
        return f"At most {LINES_MAX}. Filled in from the record: keep what helps, and say what does not."
    name = blank.incident.name
    unused = ", ".join(map(str, blank.not_ticked))
    told = [
        f"INC-{blank.of} is public: all may read this." if blank.incident.private else "",
        f"Not ticked off in {name}: {unused}." if unused else f"All of them were ticked off in {name}.",
        f"The last {blank.added} were done there and are not in it yet." if blank.added > 1 else "",
        "The last one was done there and is not in it yet." if blank.added == 1 else "",
    ]
    return " ".join(filter(None, told))


def _filled(modal: Modal, values: Mapping[str, str]) -> Modal:
    """The form with what is known of its lines; a choice by its value, a person by the id."""
    for block in modal["blocks"]:
        value = values.get(block.get("block_id", ""), "")
        if value:
            block["element"] |= b.initially(block["element"], value)
    return modal


def _part(name: str, label: str, offered: Sequence[Offered], marked: str = "") -> list[b.Block]:
    """The lines that are on offer in full, and a menu of them, on the one that somebody marked."""
    if not offered:
        return [{"type": "section", "text": b.plain_text(label)}]
    menu = b.select(_options(offered), initial=marked, prompt="None of these")
    return [_quotes(offered), b.field(name, label, menu, optional=True)]


def _ticked(name: str, label: str, offered: Sequence[Offered]) -> list[b.Block]:
    if not offered:
        return [{"type": "section", "text": b.plain_text(label)}]
    return [_quotes(offered), b.field(name, label, b.checkboxes(_options(offered)), optional=True)]


def _quotes(offered: Sequence[Offered]) -> b.Block:
    text = "\n".join(f"{NUMBERS[n]} “{line.quote.words}”" for n, line in enumerate(offered))
    return {"type": "section", "text": b.plain_text(text, b.SECTION_CHARS_MAX)}


def _options(offered: Sequence[Offered]) -> list[b.Block]:
    return [b.option(f"{NUMBERS[n]} {line.quote.words}", line.ref) for n, line in enumerate(offered)]


def _line(name: str, label: str, text: str = "", *, example: str, optional: bool = False) -> b.Block:
    return b.field(name, label, b.text_box(text, example=example, chars_max=LINE_CHARS_MAX), optional=optional)


def _time(name: str, label: str, text: str = "", *, hint: str = WHEN_HINT) -> b.Block:
    box = b.text_box(text, example="18:00", chars_max=TIME_CHARS_MAX)
    return b.field(name, label, box, hint=hint, optional=True)


def _title(policy: Policy, role: str) -> str:
    duty = policy.duty(role)
    return duty.title if duty else role


def _modal(
    callback_id: str, title: str, lines: list[b.Block], metadata: Mapping[str, Json], *, submit: str = "Send"
) -> Modal:
    """A window; without anything to fill in it has no button to send."""
    made: Modal = {
        "type": "modal",
        "callback_id": callback_id,
        "title": b.plain_text(title, b.VIEW_TITLE_CHARS_MAX),
        "close": b.plain_text("Close", b.VIEW_TITLE_CHARS_MAX),
        "blocks": lines,
        "private_metadata": b.packed(dict(metadata), b.METADATA_CHARS_MAX),
    }
    asks = any(line["type"] == "input" for line in lines)
    return made | ({"submit": b.plain_text(submit, b.VIEW_TITLE_CHARS_MAX)} if asks else {})
