"""What the lead alone is asked beside the reports: about an offer that nobody answered, and how bad the incident is.

Law: as in `asks`, a question stands once and loses its buttons with its answer. Each answer goes to a rule.
"""

from typing import Any

from bot.incident.effects import Json
from bot.incident.policy import UNJUDGED_SEVERITY
from bot.incident.state import Incident, Offer, Reminder
from bot.render.plain import TITLE_CHARS_MAX, one_line, severity_word
from bot.render.words import Voice, Words
from bot.slack.messages import blocks as b
from bot.slack.messages.forms import SEVERITIES
from bot.slack.messages.message import Face, face
from bot.slack.messages.prompts import LATE_BY, became


def unanswered(incident: Incident, reminder: Reminder, *, words: Words, voice: Voice, key: str) -> Face:
    """The offers that nobody answered, each with what became of it since; buttons for those that are still open."""
    text = words.slack(
        "unanswered",
        voice=voice,
        **_incident(incident),
        offers=[_offered(incident, reminder, role) for role in reminder.roles],
        late=reminder.decided_at - reminder.due_at > LATE_BY,
        is_open=reminder.is_open,
    )
    open_roles = reminder.pending if reminder.is_open else ()
    rows = [b.actions(_answers(incident, reminder, role, voice)) for role in open_roles]
    return face(text, key=key, widgets=rows)


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "incident": incident.name,
        "title": one_line(incident.title, TITLE_CHARS_MAX),
        "channel": incident.channel,
        "drill": incident.drill,
    }


def _offer_of(incident: Incident, reminder: Reminder, role: str) -> Offer:
    """The offer of the role that the lead was asked about: the last one before the question."""
    before = (o for o in reversed(incident.offers) if o.seq < reminder.seq)
    return next(o for o in before if role in dict(o.offers))


def _offered(incident: Incident, reminder: Reminder, role: str) -> dict[str, Any]:
    offer = _offer_of(incident, reminder, role)
    person = dict(offer.offers)[role]
    state, who, at = became(incident, offer, role, person)
    holder = incident.role(role).holder
    return {
        "role": role, "person": person, "since": offer.shown_at, "state": state, "who": who, "at": at, "holder": holder,
    }  # fmt: skip


def _answers(incident: Incident, reminder: Reminder, role: str, voice: Voice) -> list[b.Block]:
    """Call the person, offer the role to another, or take it, which needs no button for one who holds it."""
    person, title = incident.role(role).offered_to or "", voice.titles.get(role, role)
    about: dict[str, Json] = {"incident": incident.number, "role": role}
    picker = b.person_picker(prompt=f"Offer {title} to…")
    return [
        b.button(f"Call {voice.name(person)}", b.action_id(b.CALL, role), about),
        picker | {"action_id": b.action_id(b.PICK_PERSON, f"{incident.number}:{role}")},
        *(
            [b.button(f"I take {title}", b.action_id(b.TAKE, role), about)]
            if incident.role(role).holder != reminder.person
            else []
        ),
    ]


def unjudged(incident: Incident, reminder: Reminder, *, words: Words, voice: Voice, key: str) -> Face:
    """How bad is it? One button per severity, and what each means."""
    text = words.slack(
        "unjudged",
        voice=voice,
        **_incident(incident),
        severities=[{"word": word, "meaning": meaning} for _, word, meaning in SEVERITIES],
        runs=severity_word(UNJUDGED_SEVERITY),
        severity=severity_word(incident.severity),
        is_open=reminder.is_open,
        answer=reminder.answer,
        answered_at=reminder.answered_at,
    )
    buttons = [
        b.button(word, b.action_id(b.SEVERITY, level), {"incident": incident.number, "severity": int(level)})
        for level, word, _ in SEVERITIES
    ]
    return face(text, key=key, widgets=[b.actions(buttons)] if reminder.is_open else [])
