"""What Sitrep asks of people: to take a role, to report, to look after a silent one; and what became of it.

Law: a question stands once, where the person is, and is edited when it is answered; then its buttons go. It says why
it is asked, and never blames.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.incident import facts as f
from bot.incident.effects import Json
from bot.incident.policy import DUTIES, Duty
from bot.incident.state import Incident, Offer, Reminder
from bot.render.plain import TITLE_CHARS_MAX, one_line, severity_word
from bot.render.words import Voice, Words
from bot.slack.messages import blocks as b
from bot.slack.messages.message import Face, face

LATE_BY = timedelta(minutes=1)  # a reminder later than this was held up, and says so
POSTPONE_MIN = 10


def offer(  # noqa: PLR0913 - the record, and how to say it
    incident: Incident,
    offer: Offer,
    *,
    words: Words,
    voice: Voice,
    key: str,
    duties: Sequence[Duty] = DUTIES,
) -> Face:
    """The roles offered by one happening, each with what became of it; buttons while one is open."""
    offered = [_offered(incident, offer, role, person, duties) for role, person in offer.offers]
    text = words.slack("offer", voice=voice, offers=offered, by=_by(incident, offer.seq))
    about: dict[str, Json] = {"incident": incident.number, "offer": offer.seq}
    buttons = [b.button("Accept", b.ACCEPT, about, style="primary"), b.button("Decline", b.DECLINE, about)]
    is_open = any(entry["state"] == "offered" for entry in offered)
    return face(text, key=key, widgets=[b.actions(buttons)] if is_open else [])


def _by(incident: Incident, seq: int) -> str:
    return next((entry.by for entry in incident.entries if entry.seq == seq), "")


def _offered(incident: Incident, offer: Offer, role: str, person: str, duties: Sequence[Duty]) -> dict[str, Any]:
    duty = next((duty.duty for duty in duties if duty.name == role), "")
    state, who, at = became(incident, offer, role, person)
    return {"role": role, "person": person, "duty": duty, "state": state, "who": who, "at": at}


def became(incident: Incident, offer: Offer, role: str, person: str) -> tuple[str, str, datetime | None]:
    """What became of an offer, by whom and when: the first thing that happened to the role after it."""
    for entry in incident.entries:
        if entry.seq <= offer.seq or entry.cause == offer.cause:
            continue
        match entry.fact:
            case f.RoleTaken(role=name, person=who) if name == role:
                return ("accepted" if who == person else "taken"), who, entry.at
            case f.RoleDeclined(role=name) if name == role:
                return "declined", person, entry.at
            case f.OfferLapsed(role=name) if name == role:
                return "lapsed", person, entry.at
            case f.RoleOffered(role=name, person=who) if name == role:
                return "passed on", who, entry.at
            case _:
                pass
    return "offered", person, None


def reminder(  # noqa: PLR0913 - the record, and how to say it
    incident: Incident,
    reminder: Reminder,
    *,
    words: Words,
    voice: Voice,
    key: str,
    brief_at: datetime | None = None,
) -> Face:
    """A rung of the ladder as its person sees it; ages are those of the moment when it was decided."""
    text = words.slack(
        "reminder" if reminder.rung == "due" else "silence",
        voice=voice,
        incident=incident.name,
        title=one_line(incident.title, TITLE_CHARS_MAX),
        channel=incident.channel,
        drill=incident.drill,
        roles=[_owed(incident, reminder, role) for role in reminder.pending or reminder.roles],
        due_at=reminder.due_at,
        brief_at=brief_at,
        late=reminder.decided_at - reminder.due_at > LATE_BY and reminder.rung == "due",
        is_open=reminder.is_open,
        answer=reminder.answer,
        answered_at=reminder.answered_at,
        next_at=_next_at(incident, reminder),
    )
    widgets = [b.actions(_answers(incident, reminder))] if reminder.is_open else []
    return face(text, key=key, widgets=widgets)


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


def _next_at(incident: Incident, reminder: Reminder) -> datetime | None:
    """What a postponement moved the report to."""
    times = [incident.role(name).postponed_until for name in reminder.roles]
    return max((at for at in times if at), default=None)


def _answers(incident: Incident, reminder: Reminder) -> list[b.Block]:
    """The buttons of an open rung; each is about all roles that have not answered yet."""
    about: dict[str, Json] = {
        "incident": incident.number,
        "reminder": reminder.seq,
        "roles": list[Json](reminder.pending),
    }
    if reminder.rung != "due":
        return [
            b.button(f"Extend {POSTPONE_MIN} min", b.POSTPONE, about),
            b.button("Ask", b.ASK, about),
            b.button("Reassign", b.REASSIGN, about),
        ]
    has_reported = all(incident.role(name).reports for name in reminder.pending)
    return [
        b.button("Report", b.REPORT, about, style="primary"),
        *([b.button("Nothing new", b.NOTHING_NEW, about)] if has_reported else []),
        b.button(f"+{POSTPONE_MIN} min", b.POSTPONE, about),
        b.button("Need help", b.HELP, about),
        b.button("Hand over", b.HAND_OVER, about),
    ]


def started(  # noqa: PLR0913 - what start did, and how to say it
    incident: Incident,
    *,
    channel_name: str,
    joined: bool,
    alike: int | None,
    unclear: Sequence[tuple[str, str]],
    text: str,
    words: Words,
    voice: Voice,
) -> Face:
    """What `start` answers: what was understood, the names it could not place, and what looks the same.

    `unclear` are (typed name, typed role); each whose role there is gets a picker. `text` is what was typed, for
    *Open another anyway*.
    """
    said = words.slack(
        "started",
        voice=voice,
        severity=severity_word(incident.severity),
        private=incident.private,
        drill=incident.drill,
        title=one_line(incident.title, TITLE_CHARS_MAX),
        name=incident.name,
        channel=incident.channel,
        channel_name=channel_name,
        opened_at=incident.opened_at,
        offered=[(role.name, role.offered_to) for role in incident.roles.values() if role.offered_to],
        joined=joined,
        alike=alike,
        unclear=[{"typed": typed, "role": role} for typed, role in unclear],
    )
    known = [role for _, role in unclear if role in voice.titles]
    other_ways = _other_ways(incident, joined=joined, alike=alike, text=text)
    return face(said, widgets=[*_pickers(incident, known, voice), *other_ways])


def _pickers(incident: Incident, roles: Sequence[str], voice: Voice) -> list[b.Block]:
    """A picker per role whose name was not clear; having no value, it holds incident and role in its action_id."""
    pickers = [
        b.person_picker(prompt=f"Who takes {voice.titles[role]}?")
        | {"action_id": b.action_id(b.PICK_PERSON, f"{incident.number}:{role}")}
        for role in dict.fromkeys(roles)
    ]
    return [b.actions(pickers)] if pickers else []


def _other_ways(incident: Incident, *, joined: bool, alike: int | None, text: str) -> list[b.Block]:
    if joined:
        again: dict[str, Json] = {"incident": incident.number, "text": text}
        return [b.actions([b.button("Open another anyway", b.OPEN_ANYWAY, again)])]
    if alike is not None:
        return [b.actions([b.button(f"Join INC-{alike}", b.JOIN, {"incident": alike})])]
    return []
