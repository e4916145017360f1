"""Follow-ups as their owner reads of them, and whoever led when the owner is gone; with what became of each.

Law: as of prompts: each message stands once, where its person is, and is edited when it is answered.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.incident.effects import Json
from bot.incident.facts import FollowUpRaised, Rung
from bot.incident.follow_ups import day_of, state_of
from bot.incident.parts import Reminder
from bot.incident.state import Incident
from bot.render.plain import TITLE_CHARS_MAX, one_line
from bot.render.words import Reader, Words
from bot.requests.actions import AnswerFollowUp, FollowUpAnswer
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import following_up
from bot.slack.messages.message import SlackMessage, of_incident, outgoing

LATE_BY = timedelta(days=4)  # a reminder of a Saturday is sent on Monday; what comes later was held up
WAYS: Sequence[tuple[str, FollowUpAnswer]] = (
    ("Done", "done"),
    ("Not to be done…", "will not do"),
    ("Move date…", "move"),
)


def follow_up(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """What is due soon, or overdue; three ways to answer for each that waits for one."""
    today = reader.local(reminder.delivered_at or reader.now).date()
    text = words.slack(
        "follow_up",
        reader=reader,
        **_about(incident, reminder, reader),
        late=today - day_of(reminder) >= LATE_BY,
    )
    waiting = reminder.pending if reminder.is_open else ()
    several = len(waiting) > 1
    return outgoing(text, key=key, widgets=[b.actions(_ways(incident, one, several=several)) for one in waiting])


def follow_up_back(incident: Incident, reminder: Reminder, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """Whose owner is gone, or was not reached: who does it now, or that nobody will."""
    known = [one for name in reminder.follow_ups if (one := incident.follow_up(name)) is not None]
    text = words.slack(
        "follow_up_back",
        reader=reader,
        **_about(incident, reminder, reader),
        owner=_owner_then(incident, reminder),
        why=next((one.gone_why for one in known if one.gone_why), "unreached"),
        private=incident.private,
    )
    waiting = reminder.pending if reminder.is_open else ()
    return outgoing(text, key=key, widgets=[b.actions(_ways_on(incident, one)) for one in waiting])


def _owner_then(incident: Incident, reminder: Reminder) -> str:
    """Who owned the first of them when this was decided."""
    raised = [fact for entry, fact in incident.of(FollowUpRaised) if entry.seq < reminder.seq]
    return next((fact.owner for fact in reversed(raised) if fact.id in reminder.follow_ups and fact.owner), "")


def _about(incident: Incident, reminder: Reminder, reader: Reader) -> dict[str, Any]:
    return {
        **of_incident(incident),
        "is_open": reminder.is_open,
        "rows": [_row(incident, reminder, one, reader) for one in reminder.follow_ups],
    }


def _row(incident: Incident, reminder: Reminder, name: str, reader: Reader) -> dict[str, Any]:
    """A follow-up as it stands, or what this message no longer asks of it."""
    one = incident.follow_up(name)
    if one is None:
        return {"id": name, "state": "struck"}
    today = reader.local(reminder.delivered_at or reader.now).date()
    state = state_of(one, today)
    if not one.outcome and name not in (reminder.pending if reminder.is_open else ()):
        state = _instead(reminder, one.owner, is_moved=one.set_at > reminder.decided_at)
    return {
        "id": name,
        "text": one_line(one.text, TITLE_CHARS_MAX),
        "owner": one.owner,
        "due_on": one.due_on,
        "is_today": one.due_on == today,
        "state": state,
        "why": one.words,
        "ended_at": one.ended_at,
        "stands_as": one.issue.name if one.issue else "",
        "stands_url": one.issue.url if one.issue else "",
    }


def _instead(reminder: Reminder, owner: str | None, *, is_moved: bool) -> str:
    if owner != reminder.person and reminder.rung == "follow-up":
        return "passed on"
    if reminder.answer == "back":
        return "back"
    return "moved" if is_moved else "asked again"


def _ways(incident: Incident, name: str, *, several: bool) -> list[b.Block]:
    about: dict[str, Json] = {"incident": incident.number}
    return [
        b.button(
            f"{name}: {label[:1].lower()}{label[1:]}" if several else label,
            b.action_id(b.FOLLOW_UP, f"{name}:{answer}"),
            {**about, **following_up(AnswerFollowUp(name, answer))},
            style="primary" if answer == "done" else "",
        )
        for label, answer in WAYS
    ]


def _ways_on(incident: Incident, name: str) -> list[b.Block]:
    action = b.action_id(b.PICK_PERSON, f"{incident.number}:{b.FOLLOW_UP}:{name}")
    not_done = AnswerFollowUp(name, "will not do")
    fields: dict[str, Json] = {"incident": incident.number, **following_up(not_done)}
    return [
        b.person_picker(prompt=f"Who does {name} now?") | {"action_id": action},
        b.button("Not to be done…", b.action_id(b.FOLLOW_UP, f"{name}:will not do"), fields),
    ]


DRAWN: Mapping[Rung, Callable[..., SlackMessage]] = {"follow-up": follow_up, "follow-up back": follow_up_back}
