"""Matters as Slack shows them: a draft of the brief, a customer who waits, help that is wanted, a prompt of the lead.

Law: as of prompts: each stands once, where its person is, and is edited to a line of result when it is settled.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.grammar import Close, LookBack, Review
from bot.incident import looking_back, reviews
from bot.incident import prompts as rules
from bot.incident.ask_lead import askers
from bot.incident.briefs import is_on_change, sent_to
from bot.incident.closing import loose_ends
from bot.incident.contacts import clock_of
from bot.incident.effects import Json
from bot.incident.facts import HelpAnswered, PlanStage, Rung, UnknownRaised
from bot.incident.help import asked_by
from bot.incident.parts import Reminder
from bot.incident.policy import LOGS
from bot.incident.reports import phase_interval
from bot.incident.state import Case, Incident
from bot.incident.unknowns import answers
from bot.render.plain import TITLE_CHARS_MAX, one_line
from bot.render.words import Reader, Words
from bot.requests.actions import AnswerQuestion, SayAgain
from bot.requests.documents import Page
from bot.requests.reply import Choice
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import answering
from bot.slack.messages.buttons import button as drawn_button
from bot.slack.messages.documents import drawn
from bot.slack.messages.forms import LOOK_BACK_ASKED
from bot.slack.messages.message import SlackMessage, above, keyed, of_incident, outgoing, with_widgets
from bot.story.brief import Brief

PLAN_CHARS_MAX = 300
PLAN_TAPS: tuple[tuple[str, PlanStage], ...] = (
    ("Start plan B", "begun"),
    ("Not yet: until…", "later"),
    ("Not needed", "not needed"),
)


def _about(incident: Incident, reminder: Reminder) -> dict[str, Any]:
    return {
        **of_incident(incident),
        "is_open": reminder.is_open,
        "answer": reminder.answer,
        "answered_at": reminder.answered_at,
    }


def _buttons(*buttons: b.Block) -> list[b.Block]:
    return [b.actions(buttons)] if buttons else []


def brief_due(  # noqa: PLR0913 - the record, the page, and how to say it
    incident: Incident, reminder: Reminder, page: Page[Brief], *, words: Words, reader: Reader, key: str
) -> SlackMessage:
    """The page as it is sent, under a line that says to whom; a button while it was not."""
    going = sent_to(incident, reminder.seq) or [(place, "") for place in incident.policy.brief_to]
    text = words.slack(
        "brief_due",
        reader=reader,
        **_about(incident, reminder),
        as_of=reminder.decided_at,
        on_change=is_on_change(Case(incident, reminder.decided_at, reminder.person)),
        places=[{"id": place, "name": name} for place, name in going],
    )
    if not reminder.is_open:
        return outgoing(text, key=key)
    send = b.button("Send", b.SEND_BRIEF, {"incident": incident.number, "draft": reminder.seq}, style="primary")
    prepare = Choice(label="Prepare", means=SayAgain("prepare"), incident=incident.number)
    shown = above(drawn(page, words=words, reader=reader), text)
    return keyed(with_widgets(shown, [b.actions([send, drawn_button(prepare)])]), key)


def contact(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """The customers who wait for a word, with what each heard last; a button that takes down what they are told."""
    waiting = [_waiting(incident, reminder, name) for name in reminder.pending or reminder.customers]
    text = words.slack(
        "contact",
        reader=reader,
        **_about(incident, reminder),
        customers=[one for one in waiting if one is not None],
        rung=reminder.rung,
    )
    told = b.button("Told…", b.TOLD, {"incident": incident.number}, style="primary")
    return outgoing(text, key=key, widgets=_buttons(told) if reminder.is_open else [])


def _waiting(incident: Incident, reminder: Reminder, name: str) -> dict[str, Any] | None:
    """What the customer waits for, as of when it was decided; None when the register has it no more."""
    customer = next((c for c in incident.customers if c.id == name), None)
    if customer is None:
        return None
    last = customer.contacts[-1] if customer.contacts else None
    clock = clock_of(Case(incident, reminder.decided_at, reminder.person), customer)
    return {
        "name": one_line(customer.name, TITLE_CHARS_MAX),
        "what": one_line(last.what, TITLE_CHARS_MAX) if last else "",
        "told_at": last.at if last else None,
        "due_at": clock.due_at if clock else reminder.due_at,
        "promised": clock is not None and clock.is_promised,
    }


def help_wanted(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Somebody who has a duty needs help with it; a button for yes, and one for no."""
    asked = asked_by(incident, reminder.about)
    answers = [(entry.by, fact.can) for entry, fact in incident.of(HelpAnswered) if fact.id == reminder.about]
    helper = next((person for person, can in answers if can), "")
    is_asked = reminder.is_open and asked is not None
    text = words.slack(
        "help_wanted",
        reader=reader,
        **_about(incident, reminder),
        asker=asked[0].by if asked else "",
        what=asked[1].what if asked else "help",
        helper=helper,
        state="open" if is_asked else "yours" if helper == reminder.person else reminder.answer,
    )
    about: dict[str, Json] = {"incident": incident.number, "need": reminder.about}
    yes = b.button("I can help", b.action_id(b.CAN_HELP, "yes"), {**about, "can": True}, style="primary")
    no = b.button("Not now", b.action_id(b.CAN_HELP, "no"), {**about, "can": False})
    return outgoing(text, key=key, widgets=_buttons(yes, no) if is_asked else [])


def prompt(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """What the lead may not see, with what can be done about it at a tap, and a button that ends such prompts."""
    name, subject = rules.name_of(reminder.about), rules.subject_of(reminder.about)
    customer = next((c for c in incident.customers if c.id == subject), None)
    role = incident.role(subject)
    interval = phase_interval(Case(incident, reminder.decided_at, reminder.person))
    text = words.slack(
        "prompt",
        reader=reader,
        **_about(incident, reminder),
        prompt=name,
        role=subject,
        holder=role.holder,
        times=role.nothing_new_in_a_row,
        finding=one_line(role.last_finding.conditions, TITLE_CHARS_MAX) if role.last_finding else "",
        customer=one_line(customer.name, TITLE_CHARS_MAX) if customer else "",
        deadline_at=customer.deadline_at if customer else None,
        plan_b=incident.plans.get("b"),
        ideas=[h for h in incident.hypotheses if h.outcome == "open"],
        interval=interval,
    )
    about: dict[str, Json] = {"incident": incident.number}
    off = b.button("Not again here", b.SWITCH_OFF, {**about, "prompt": name})
    if not reminder.is_open:
        return outgoing(text, key=key, widgets=_buttons(*_undo(incident, reminder, name)))
    return outgoing(text, key=key, widgets=_buttons(*_ways_on(incident, name, subject, reader), off))


def _undo(incident: Incident, reminder: Reminder, name: str) -> list[b.Block]:
    is_slower = incident.is_open and name == "no-change" and reminder.answer == "slower" and incident.slower > 1
    about: dict[str, Json] = {"incident": incident.number}
    return [b.button("As before", b.SLOW_DOWN, {**about, "times": 1})] if is_slower else []


def _ways_on(incident: Incident, name: str, subject: str, reader: Reader) -> list[b.Block]:
    about: dict[str, Json] = {"incident": incident.number}
    match name:
        case "no-logs":
            title = reader.titles.get(LOGS, LOGS)
            picker = b.person_picker(prompt=f"Offer {title} to…")
            return [picker | {"action_id": b.action_id(b.PICK_PERSON, f"{incident.number}:{LOGS}")}]
        case "untested":
            return [b.button("Hypotheses…", b.action_id(b.FORM, "hypotheses"), {**about, "text": "hypotheses"})]
        case "no-change":
            return [b.button("Half as often", b.SLOW_DOWN, {**about, "times": rules.SLOWER})]
        case "nothing-new":
            about_role: dict[str, Json] = {**about, "roles": [subject]}
            return [b.button("Ask", b.ASK, about_role), b.button("Reassign", b.REASSIGN, about_role)]
        case _:
            return []


def lead_asked(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """A reader asks whoever leads; one tap opens the line for the answer."""
    known = answers(incident).get(reminder.about)
    text = words.slack(
        "lead_asked",
        reader=reader,
        **_about(incident, reminder),
        **_question_to_lead(incident, reminder),
        lead=incident.lead or "",
        by=known[0].by if known else "",
        person=reminder.person,
    )
    fields: dict[str, Json] = {"incident": incident.number, b.ANSWER_UNKNOWN: reminder.about}
    answer = b.button("Answer", b.action_id(b.ANSWER_UNKNOWN, reminder.about), fields, style="primary")
    return outgoing(text, key=key, widgets=_buttons(answer) if reminder.is_open else [])


def lead_answered(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """What is known now, for whoever asked; one line once that was put right or taken back."""
    entry, known = answers(incident).get(reminder.about, (None, None))
    text = words.slack(
        "lead_answered",
        reader=reader,
        **_about(incident, reminder),
        **_question_to_lead(incident, reminder),
        by=entry.by if entry else "",
        at=entry.at if entry else None,
        words=known.words if known else "",
    )
    return outgoing(text, key=key)


def lead_unanswered(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """That it ended without an answer, for whoever asked."""
    values = {**_about(incident, reminder), **_question_to_lead(incident, reminder), "ended_at": reminder.due_at}
    return outgoing(words.slack("lead_unanswered", reader=reader, **values), key=key)


def _question_to_lead(incident: Incident, reminder: Reminder) -> dict[str, Any]:
    """As it is worded now; without words where it was taken back."""
    what = next((fact.what for _, fact in incident.latest(UnknownRaised) if fact.id == reminder.about), "")
    return {"id": reminder.about, "what": what, "asker": askers(incident).get(reminder.about, "")}


def plan_due(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Plan B is to start: what becomes of it at one tap."""
    plan = incident.plans.get("b")
    text = words.slack(
        "plan_due",
        reader=reader,
        **_about(incident, reminder),
        what=one_line(plan.what, PLAN_CHARS_MAX) if plan else "plan B",
        due_at=reminder.due_at,
    )
    if not reminder.is_open:
        return outgoing(text, key=key)
    taps = [
        b.button(
            label, b.action_id(b.STEP_PLAN, stage), {"incident": incident.number, b.STEP_PLAN: "b", "stage": stage}
        )
        for label, stage in PLAN_TAPS
    ]
    return outgoing(text, key=key, widgets=_buttons(*taps))


def look_back(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """What only this person knows of one that is over; a form for all of it, and a way to say nothing.

    The form of the summary, where they have not filled it in, is offered in the same message; and to whoever can close
    it, that, as long as nobody has.
    """
    summary = next(
        (q for q in incident.questions if q.is_open and (q.name, q.person) == ("form", reminder.person)), None
    )
    asked = looking_back.topics(incident, reminder.person)
    questions = [LOOK_BACK_ASKED[topic][0] for topic in asked]
    has_form = summary is not None
    has_closing = looking_back.has_closing(incident, reminder)
    text = words.slack(
        "look_back",
        reader=reader,
        **_about(incident, reminder),
        questions=questions,
        has_form=has_form,
        has_closing=has_closing,
        left=len(loose_ends(incident)),
    )
    about: dict[str, Json] = {"incident": incident.number}
    form, skip = LookBack.verb, f"{LookBack.verb} skip"
    taps = [
        b.button("Answer…", b.action_id(b.FORM, form), {**about, "text": form}, style="primary"),
        b.button("Skip", b.action_id(b.FORM, skip), {**about, "text": skip}),
    ]
    if summary is not None:
        fields = answering(AnswerQuestion(summary.seq, "filled"))
        taps.append(b.button("Fill in the summary…", b.action_id(b.ANSWER, "0"), {**about, **fields}))
    close = [b.button("Close", b.action_id(b.FORM, Close.verb), {**about, "text": Close.verb})] if has_closing else []
    offered = [*(taps if reminder.is_open else ()), *close]
    return outgoing(text, key=key, widgets=_buttons(*offered) if offered else [])


def review_due(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """That its day has come; the summary, which says what is missing and holds the approval, at one tap."""
    known = reviews.review(incident)
    text = words.slack(
        "review_due", reader=reader, **_about(incident, reminder), due_on=known.due_on, owner=known.owner
    )
    read = Review.verb
    tap = b.button(
        "Read the summary", b.action_id(b.FORM, read), {"incident": incident.number, "text": read}, style="primary"
    )
    return outgoing(text, key=key, widgets=_buttons(tap) if reminder.is_open else [])


DRAWN: Mapping[Rung, Callable[..., SlackMessage]] = {
    "ask": lead_asked,
    "ask back": lead_answered,
    "unanswered": lead_unanswered,
    "contact": contact,
    "contact late": contact,
    "help": help_wanted,
    "plan b": plan_due,
    "prompt": prompt,
    looking_back.RUNG: look_back,
    reviews.RUNG: review_due,
}
