"""Prompts: what Sitrep asks of people (to take a role, to report, to say how bad it is), and what became of it.

Law: a question stands once, where the person is, and is edited when it is answered; then its buttons go. It says why
it is asked, and never blames.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.incident import briefs, standing, undelivered
from bot.incident.closing import loose_ends
from bot.incident.effects import Json
from bot.incident.facts import Postponed, RoleTaken, Rung, TaskAnswer, TaskEnd
from bot.incident.logbook import BOT
from bot.incident.parts import Offer, PersonalOffer, Reminder
from bot.incident.policy import LEAD, UNJUDGED_SEVERITY
from bot.incident.questions import OWES
from bot.incident.roles import became, handed_over, said_back
from bot.incident.state import Case, Incident
from bot.incident.tasks import GIVE_MIN, MORE_MIN
from bot.render.plain import TITLE_CHARS_MAX, one_line, severity_word
from bot.render.words import Reader, Words
from bot.requests.actions import AnswerTask
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import tasking
from bot.slack.messages.message import SlackMessage, of_incident, outgoing
from bot.story.handover import note

LATE_BY = timedelta(minutes=1)  # a reminder later than this was held up, and says so
POSTPONE_MIN = 10


def offer(
    incident: Incident,
    offer: Offer,
    *,
    words: Words,
    reader: Reader,
    key: str,
) -> SlackMessage:
    """The roles offered by one happening, each with what became of it; buttons while one is open."""
    offered = [_offered(incident, offer, role, person) for role, person in offer.offers]
    text = words.slack("offer", reader=reader, offers=offered, by=_by(incident, offer.seq))
    about: dict[str, Json] = {"incident": incident.number, "offer": offer.seq}
    buttons = [b.button("Accept", b.ACCEPT, about, style="primary"), b.button("Decline", b.DECLINE, about)]
    is_open = any(entry["state"] == "offered" for entry in offered)
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if is_open else [])


def _by(incident: Incident, seq: int) -> str:
    """Who offered it; empty for the bot."""
    by = next((entry.by for entry in incident.entries if entry.seq == seq), "")
    return "" if by == BOT else by


def _offered(incident: Incident, offer: Offer, role: str, person: str) -> dict[str, Any]:
    duty = incident.policy.duty(role)
    state, who, at = became(incident, offer, role, person)
    return {"role": role, "person": person, "duty": duty.duty if duty else "", "state": state, "who": who, "at": at}


def reminder(
    incident: Incident,
    reminder: Reminder,
    *,
    words: Words,
    reader: Reader,
    key: str,
) -> SlackMessage:
    """A rung of the ladder as its person sees it; ages are those of the moment when it was decided."""
    text = words.slack(
        "reminder" if reminder.rung in OWES else "silence",
        reader=reader,
        **of_incident(incident),
        roles=[_owed(incident, reminder, role) for role in reminder.pending or reminder.roles],
        due_at=reminder.due_at,
        brief_at=briefs.due_at(Case(incident, reminder.decided_at, reminder.person)),
        late=_is_late(reminder) and reminder.rung in OWES,
        again=reminder.rung == "renewal",
        **_outcome(incident, reminder),
    )
    widgets = [b.actions(_answers(incident, reminder, reader))] if reminder.is_open else []
    return outgoing(text, key=key, widgets=widgets)


def _is_late(reminder: Reminder) -> bool:
    """Whether it could have been asked before, and nobody was there to do it."""
    return reminder.decided_at - (reminder.ripe_at or reminder.due_at) > LATE_BY


def _owed(incident: Incident, reminder: Reminder, name: str) -> dict[str, Any]:
    """A role that owes a report: since when nothing was heard, and how long that was when the reminder was decided."""
    role = incident.role(name)
    since = role.last_report_at or role.held_since
    age_min = int((reminder.decided_at - since).total_seconds()) // 60 if since else 0
    return {
        "role": name,
        "holder": role.holder,
        "since": since,
        "age_min": max(0, age_min),
        "first": not role.reports,
        "finding": one_line(role.last_finding.conditions, TITLE_CHARS_MAX) if role.last_finding else "",
    }


def _outcome(incident: Incident, reminder: Reminder) -> dict[str, Any]:
    """What became of a rung."""
    return {
        "is_open": reminder.is_open,
        "answer": reminder.answer,
        "answered_at": reminder.answered_at,
        "next_at": _next_at(incident, reminder),
        "looks_after": _looks_after(incident, reminder),
    }


def _looks_after(incident: Incident, reminder: Reminder) -> str:
    """Who said last that they look after one of its roles."""
    said = (fact for _, fact in reversed(incident.of(Postponed)) if fact.role in reminder.roles)
    return next((fact.looks_after for fact in said), "")


def _next_at(incident: Incident, reminder: Reminder) -> datetime | None:
    """What a postponement moved the report to."""
    times = [incident.role(name).postponed_until for name in reminder.roles]
    return max((at for at in times if at), default=None)


def _answers(incident: Incident, reminder: Reminder, reader: Reader) -> list[b.Block]:
    """The buttons of an open rung; each is about all roles that have not answered yet."""
    about: dict[str, Json] = {
        "incident": incident.number,
        "reminder": reminder.seq,
        "roles": list[Json](reminder.pending),
    }
    if reminder.rung not in OWES:
        return [
            b.button(f"Extend {POSTPONE_MIN} min", b.POSTPONE, about),
            b.button("Ask", b.ASK, about),
            b.button("Reassign", b.REASSIGN, about),
            *_taking(incident, reminder, reader),
        ]
    has_reported = all(incident.role(name).reports for name in reminder.pending)
    return [
        b.button("Report", b.REPORT, about, style="primary"),
        *([b.button("Nothing new", b.NOTHING_NEW, about)] if has_reported else []),
        b.button(f"+{POSTPONE_MIN} min", b.POSTPONE, about),
        b.button("Need help", b.HELP, about),
        b.button("Hand over", b.HAND_OVER, about),
    ]


def _taking(incident: Incident, reminder: Reminder, reader: Reader) -> list[b.Block]:
    """Whoever hears of a silence takes the role by one tap, of one role at a time."""
    return [
        b.button(
            f"I take {reader.titles.get(role, role)}",
            b.action_id(b.TAKE, role),
            {"incident": incident.number, "role": role},
        )
        for role in (reminder.pending if len(reminder.pending) == 1 else ())
    ]


def stale(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Who in the channel can take what was reported on by nobody for an interval too long; one button per role."""
    text = words.slack(
        "stale",
        reader=reader,
        drill=incident.drill,
        incident=incident.name,
        roles=[_owed(incident, reminder, role) for role in reminder.pending or reminder.roles],
        **_outcome(incident, reminder),
    )
    buttons = _ways_to_take(incident, reminder, reader)
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if reminder.is_open else [])


def _ways_to_take(incident: Incident, reminder: Reminder, reader: Reader) -> list[b.Block]:
    about: dict[str, Json] = {"incident": incident.number}
    return [
        b.button(f"Take {reader.titles.get(role, role)}", b.action_id(b.TAKE, role), {**about, "role": role})
        for role in reminder.pending
    ]


def escalated(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Roles that nobody is at, as somebody reads of it who was named for that, or declared the incident.

    Where nobody is left whom one could tell, it is the announcement channel: whoever wants to help joins first. Nobody
    can join a channel that was archived.
    """
    archived = undelivered.is_archived(incident)
    text = words.slack(
        "escalated",
        reader=reader,
        **of_incident(incident),
        roles=[_owed(incident, reminder, role) for role in reminder.pending or reminder.roles],
        to_all=not reminder.person,
        archived=archived,
        declared=reminder.person == incident.declarer,
        **_outcome(incident, reminder),
    )
    about: dict[str, Json] = {"incident": incident.number}
    look_after = b.button("I look after it", b.LOOK_AFTER, {**about, "roles": list[Json](reminder.pending)})
    in_person = [*_ways_to_take(incident, reminder, reader), look_after]
    join = [] if archived else [b.button("Join", b.JOIN, about)]
    buttons = in_person if reminder.person else join
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if buttons and reminder.is_open else [])


# ---- what is offered by direct message ----------------------------------------------------------


def personal_offer(  # noqa: PLR0913 - the record, who reads it, and how to say it
    incident: Incident, offer: PersonalOffer, person: str, *, words: Words, reader: Reader, key: str
) -> SlackMessage:
    """A role that is offered to several, or handed over with a note, as one of those who are asked reads it."""
    duty, is_open = incident.policy.duty(offer.role), offer.asks(person)
    back = said_back(incident, offer)
    may_read_back = handed_over(incident, offer.role, person) is offer and not back
    text = words.slack(
        "personal_offer",
        reader=reader,
        **of_incident(incident),
        role=offer.role,
        duty=duty.duty if duty else "",
        holder=offer.holder,
        by=_by(incident, offer.seq),
        others=len(offer.people) - 1,
        person=person,
        is_open=is_open,
        outcome="declined" if person in offer.out and offer.outcome != "taken" else offer.outcome,
        taken_by=offer.taken_by,
        at=offer.ended_at,
        note=note(incident, offer.role, offer.holder) if offer.holder and is_open else None,
        read_back=back,
        may_read_back=may_read_back,
    )
    about: dict[str, Json] = {"incident": incident.number}
    if may_read_back:
        back_button = b.button("Say it back…", b.action_id(b.READ_BACK, offer.role), {**about, "role": offer.role})
        return outgoing(text, key=key, widgets=[b.actions([back_button])])
    about["offer"] = _asked_in(incident, offer, person)
    buttons = [b.button("Accept", b.ACCEPT, about, style="primary"), b.button("Decline", b.DECLINE, about)]
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if is_open else [])


def _asked_in(incident: Incident, offer: PersonalOffer, person: str) -> int:
    """The offer that a yes or no answers: of a hand-over the one that stands in the channel as well."""
    others = [o.seq for o in incident.offers if o.seq <= offer.seq and (offer.role, person) in o.offers]
    return others[-1] if offer.holder and others else offer.seq


# ---- a lead of whom nothing is heard ------------------------------------------------------------


def lead_silent(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Are you there? One tap, or a word in the channel."""
    text = words.slack("lead_silent", reader=reader, **_about_lead(incident, reminder), **_outcome(incident, reminder))
    about: dict[str, Json] = {"incident": incident.number}
    buttons = [
        b.button("I am here", b.HERE, about, style="primary"),
        b.button("Hand over", b.HAND_OVER, {**about, "roles": list[Json](reminder.pending)}),
    ]
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if reminder.is_open else [])


def who_leads(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Who leads until the lead is back? The rule says who may."""
    text = words.slack("who_leads", reader=reader, **_about_lead(incident, reminder), **_outcome(incident, reminder))
    lead = b.button("I lead", b.action_id(b.TAKE, LEAD), {"incident": incident.number, "role": LEAD})
    return outgoing(text, key=key, widgets=[b.actions([lead])] if reminder.is_open else [])


def _about_lead(incident: Incident, reminder: Reminder) -> dict[str, Any]:
    silent = silent_lead(incident, reminder)
    return {
        **of_incident(incident),
        "silent": silent,
        "lead": incident.lead,
        "since": reminder.due_at,
        "late": _is_late(reminder),
    }


def silent_lead(incident: Incident, reminder: Reminder) -> str:
    """Who led when the reminder was decided."""
    taken = (fact for entry, fact in reversed(incident.of(RoleTaken)) if entry.seq < reminder.seq)
    return next((fact.person for fact in taken if fact.role == LEAD), "")


def named_in(incident: Incident, reminder: Reminder) -> frozenset[str]:
    """Everybody whose name may stand in the message of a rung."""
    holders = (incident.role(name).holder for name in reminder.roles)
    others = (_looks_after(incident, reminder), silent_lead(incident, reminder) if LEAD in reminder.roles else "")
    owners = (one.owner for one in incident.follow_ups if one.id in reminder.follow_ups)
    return frozenset(person for person in (*holders, *owners, *others) if person)


# ---- what the lead alone is asked ---------------------------------------------------------------


def unanswered(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """The offers that nobody answered, each with what became of it since; ways on for those that are still open."""
    offers = [_unanswered_offer(incident, reminder, role) for role in reminder.roles]
    text = words.slack("unanswered", reader=reader, offers=offers, **_about_offers(incident, reminder))
    return outgoing(text, key=key, widgets=_ways_on(incident, reminder, reader))


def not_taken(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """What several were asked to take and none took, each with what became of it; ways on while it is free."""
    offers = [_group_offer(incident, reminder, role) for role in reminder.roles]
    text = words.slack("not_taken", reader=reader, offers=offers, **_about_offers(incident, reminder))
    return outgoing(text, key=key, widgets=_ways_on(incident, reminder, reader))


def _about_offers(incident: Incident, reminder: Reminder) -> dict[str, Any]:
    return {**of_incident(incident), "late": _is_late(reminder), "is_open": reminder.is_open}


def _group_offer(incident: Incident, reminder: Reminder, role: str) -> dict[str, Any]:
    offer = next(o for o in reversed(incident.personal_offers) if o.seq < reminder.seq and o.role == role and o.ids)
    held, offered_to = incident.role(role).holder, incident.role(role).offered_to
    unread = [dict(zip(("group", "why"), one.split(": ", 1), strict=True)) for one in offer.unread]
    return {
        "role": role, "people": len(offer.people), "outcome": offer.outcome, "at": offer.ended_at, "unread": unread,
        "holder": held or "", "offered_to": offered_to or "", "is_open": role in reminder.pending,
    }  # fmt: skip


def _offer_of(incident: Incident, reminder: Reminder, role: str) -> Offer:
    """The offer of the role that the lead was asked about: the last one before the question."""
    before = (o for o in reversed(incident.offers) if o.seq < reminder.seq)
    return next(o for o in before if role in dict(o.offers))


def _unanswered_offer(incident: Incident, reminder: Reminder, role: str) -> dict[str, Any]:
    offer = _offer_of(incident, reminder, role)
    person = dict(offer.offers)[role]
    state, who, at = became(incident, offer, role, person)
    holder = incident.role(role).holder
    return {
        "role": role, "person": person, "since": offer.shown_at, "state": state, "who": who, "at": at, "holder": holder,
    }  # fmt: skip


def _ways_on(incident: Incident, reminder: Reminder, reader: Reader) -> list[b.Block]:
    """A row of buttons for each role that still waits for somebody."""
    waiting = reminder.pending if reminder.is_open else ()
    return [b.actions(_ways_on_with(incident, reminder, role, reader)) for role in waiting]


def _ways_on_with(incident: Incident, reminder: Reminder, role: str, reader: Reader) -> list[b.Block]:
    """Call the person, offer the role to another, or take it, which needs no button for one who holds it."""
    person, title = incident.role(role).offered_to or "", reader.titles.get(role, role)
    about: dict[str, Json] = {"incident": incident.number, "role": role}
    picker = b.person_picker(prompt=f"Offer {title} to…")
    return [
        *([b.button(f"Call {reader.name(person)}", b.action_id(b.CALL, role), about)] if person else []),
        picker | {"action_id": b.action_id(b.PICK_PERSON, f"{incident.number}:{role}")},
        *(
            [b.button(f"I take {title}", b.action_id(b.TAKE, role), about)]
            if incident.role(role).holder != reminder.person
            else []
        ),
    ]


def unjudged(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """How bad is it? One button per severity, and what each means."""
    text = words.slack(
        "unjudged",
        reader=reader,
        **of_incident(incident),
        severities=[{"word": severity_word(level), "meaning": meaning} for level, meaning in reader.severities.items()],
        runs=severity_word(UNJUDGED_SEVERITY),
        severity=severity_word(incident.severity),
        is_open=reminder.is_open,
        answer=reminder.answer,
        answered_at=reminder.answered_at,
    )
    about: dict[str, Json] = {"incident": incident.number, "seen": standing.seen(incident, standing.SEVERITY)}
    buttons = [
        b.button(severity_word(level), b.action_id(b.SEVERITY, f"{level}"), {**about, "severity": level})
        for level in reader.severities
    ]
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if reminder.is_open else [])


def unclosed(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Can it be closed? One button, which lists what is still open if anything is."""
    text = words.slack(
        "unclosed",
        reader=reader,
        **of_incident(incident),
        resolved_at=incident.status_since,
        left=len(loose_ends(incident)),
        is_open=reminder.is_open,
        answer=reminder.answer,
        answered_at=reminder.answered_at,
    )
    close = b.button("Close", b.action_id(b.FORM, "close"), {"incident": incident.number, "text": "close"})
    return outgoing(text, key=key, widgets=[b.actions([close])] if reminder.is_open else [])


def task(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """A task as whoever was asked sees it, or whoever asked; buttons while it waits for an answer of theirs."""
    asked, state = incident.task(reminder.task), _task_state(incident, reminder)
    text = words.slack(
        "task",
        reader=reader,
        **of_incident(incident),
        task=asked,
        state=state,
        rung=reminder.rung,
        late=_is_late(reminder),
        unreached=any(r.task == reminder.task and r.undelivered_at is not None for r in incident.reminders),
    )
    about: dict[str, Json] = {"incident": incident.number}
    buttons = [
        b.button(label, b.action_id(b.TASK, answer), {**about, **tasking(AnswerTask(reminder.task, answer))})
        for label, answer in TASK_BUTTONS.get(state, ())
    ]
    return outgoing(text, key=key, widgets=[b.actions(buttons)] if buttons else [])


def _task_state(incident: Incident, reminder: Reminder) -> str:
    """What the message says: how the task stands, or what became of the question for it."""
    asked, is_back = incident.task(reminder.task), reminder.rung == "task back"
    if asked is None:
        return "struck"
    if not is_back and reminder.person != asked.person:
        return "passed on"
    if asked.outcome or not incident.is_open:
        return asked.outcome or "over"
    if reminder.rung == "task":
        return "taken" if asked.taken_at else "asked"
    if not reminder.is_open:
        return "more"
    return "silent" if is_back else "due"


_WAYS_TO_END: Sequence[tuple[str, TaskAnswer | TaskEnd]] = (
    ("Done…", "done"),
    (f"+{MORE_MIN} min", "more"),
    ("Blocked…", "blocked"),
)
TASK_BUTTONS: Mapping[str, Sequence[tuple[str, TaskAnswer | TaskEnd]]] = {
    "asked": (("Take it", "taken"), ("Decline", "declined")),
    "taken": _WAYS_TO_END,
    "due": _WAYS_TO_END,
    "silent": ((f"Give {GIVE_MIN} min more", "more"), ("Drop it", "dropped")),
}


# How each rung is drawn that is no reminder of a person's.
DRAWN: Mapping[Rung, Callable[..., SlackMessage]] = {
    "channel": stale,
    "escalation": escalated,
    "lead silent": lead_silent,
    "who leads": who_leads,
    "offer": unanswered,
    "group": not_taken,
    "severity": unjudged,
    "close": unclosed,
    "task": task,
    "task due": task,
    "task back": task,
}
