"""A user group where one person is wanted: those in it stand beside the refusal, and one tap means one of them.

Law: a group is never given a duty: one of it is chosen by whoever named it, or the first of them to accept.
"""

from collections.abc import Sequence

from bot import grammar as g
from bot.incident import standing
from bot.incident.state import Incident
from bot.requests.actions import AskGroup, Entrust, SayAgain, SayWhile, Tap
from bot.requests.reply import Choice
from bot.store.people import Person

HANDFUL = 5  # people of a group with a button each; of more, one is picked from Slack's list


def all_of_them(incident: Incident, role: str, group: str, people: Sequence[Person]) -> list[Choice]:
    """All of them are asked at once, where somebody has picked the group, nobody has the role, and all may know."""
    is_picked, is_free = group.startswith("S"), incident.role(role).holder is None
    if not (is_picked and is_free and len(people) > 1) or incident.private:
        return []
    return [Choice(label="Ask them all, the first has it", means=AskGroup(role, group), incident=incident.number)]


def for_role(incident: Incident, role: str, title: str, people: Sequence[Person], *, prefix: str = "") -> list[Choice]:
    """Who of them is offered the role, as long as it is with whom it is now."""
    subject = f"{standing.ROLE}{role}"
    seen = standing.seen(incident, subject)
    if len(people) > HANDFUL:
        means: Tap = Entrust(role, "", seen)
        return [Choice(label=f"Who takes {title}?", means=means, incident=incident.number, picks_person=True)]
    return [
        Choice(
            label=f"{prefix}{one.shown}",
            means=SayWhile(f"role {role} {_picked(one)}", subject, seen),
            incident=incident.number,
            row=role,
        )
        for one in people
    ]


def instead(text: str, group: g.Name, people: Sequence[Person], *, incident: int | None, once: str) -> list[Choice]:
    """The command said again with one of them in its place; of a large group nobody, for there is no list of it."""
    few = people if len(people) <= HANDFUL else ()
    return [
        Choice(label=one.shown, means=SayAgain(g.with_name(text, group, _picked(one)), once), incident=incident)
        for one in few
    ]


def _picked(one: Person) -> str:
    return f"<@{one.id}|{one.shown}>"
