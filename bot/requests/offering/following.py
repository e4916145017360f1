"""What can be pressed beside a follow-up: what becomes of it, who does it, and by when; and a line that may be one.

Law: a line that was only said is offered, and is a follow-up once somebody takes it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.incident.follow_ups import DAYS_OFFERED
from bot.incident.parts import FollowUp
from bot.incident.state import Incident
from bot.render.plain import day_words
from bot.requests.actions import AnswerFollowUp, AssignFollowUp, Clarify, FileFollowUp, Tap
from bot.requests.reply import Choice
from bot.requests.wording import Wording
from bot.story.asking import Offered

NUMBERS = "①②③"
SATURDAY = 5  # of date.weekday


def of_one(incident: Incident, one: FollowUp, *, may_file: bool = False) -> list[Choice]:
    """What becomes of it; that it goes to the house's issue tracker, if it has one; and who does it, if nobody does."""
    name = f"{incident.name} {one.id}"
    ways: list[tuple[str, Tap]] = [
        (f"{name}: done", AnswerFollowUp(one.id, "done")),
        ("Not to be done…", AnswerFollowUp(one.id, "will not do")),
        ("Move date…", AnswerFollowUp(one.id, "move")),
    ]
    if may_file and (one.issue is None or one.issue.failed_at is not None) and not one.is_filed:
        ways.append(("File it…", FileFollowUp(one.id)))
    made = [Choice(label=label, means=means, incident=incident.number, row=name) for label, means in ways]
    return made if one.owner else [*made, _who(incident, one, f"Who does {name}?")]


def asks(incident: Incident, one: FollowUp, *, by: str, today: date) -> tuple[Wording, list[Choice]] | None:
    """Who does it, and by when, as far as nobody said; for whoever raised it."""
    if not one.is_outstanding or (one.owner and one.due_on):
        return None
    choices: list[Choice] = []
    if one.owner is None:
        me = AssignFollowUp(one.id, owner=by)
        choices += [
            _who(incident, one, "Who does it?"),
            Choice(label="I do it", means=me, incident=incident.number, row="who"),
        ]
    if one.due_on is None:
        days = dict.fromkeys(_at_work(today + timedelta(days=days)) for days in DAYS_OFFERED)
        choices += [
            Choice(
                label=f"By {day_words(day, today)}",
                means=AssignFollowUp(one.id, due_on=day),
                incident=incident.number,
                row="day",
            )
            for day in days
        ]
        other = AnswerFollowUp(one.id, "move")
        choices.append(Choice(label="Another day…", means=other, incident=incident.number, row="day"))
    return Wording("asked/follow_up", {"id": one.id, "owner": one.owner, "due_on": one.due_on}), choices


def _who(incident: Incident, one: FollowUp, label: str) -> Choice:
    return Choice(label=label, means=AssignFollowUp(one.id), incident=incident.number, picks_person=True)


def _at_work(day: date) -> date:
    """The Monday after, for a day of the weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def may_be(number: int, lines: Sequence[Offered]) -> tuple[Wording, list[Choice]]:
    """Lines of the incident that may be meant as follow-ups, each with a button that takes it."""
    choices = [
        Choice(
            label=f"{NUMBERS[n]} Make it a follow-up",
            means=Clarify("follow up", line=line.ref),
            incident=number,
            row="said",
        )
        for n, line in enumerate(lines)
    ]
    return Wording("follow_ups/said", {"lines": lines}), choices
