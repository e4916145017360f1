"""Past incidents for whoever asks: those that they may see and that help, as values that a message is filled from.

Law: what somebody may not see is left out before anything is counted or cut.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.desk import Desk
from bot.incident import checklists, playbooks
from bot.incident.state import Incident
from bot.render.plain import one_line, playbook_of
from bot.requests.actions import SayAgain, WeighPast
from bot.requests.context import Context
from bot.requests.permissions import Permissions
from bot.requests.reply import Choice, Reply
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.store.engine import Unavailable
from bot.story.recall.past import LeftToDo, Past
from bot.story.recall.ranking import STRONG, Recalled
from bot.story.recall.wanted import Wanted

SIMILAR_MAX = 3  # more than three are not read at three in the morning
PART_CHARS_MAX = 240  # three lines on a telephone
DEAD_END_CHARS_MAX = 100
DEAD_ENDS_MAX = 3
PLAYBOOK_CHARS_MAX = 100
NAME_CHARS_MAX = 60  # of a button that takes 75
LABEL_CHARS_MAX = 75


async def first(  # noqa: PLR0913 - who asks what, and how much of it
    desk: Desk,
    permissions: Permissions,
    request: Request,
    query: str,
    *,
    limit: int = SIMILAR_MAX,
    but: str = "",
    to_help: bool = True,
    wanted: Wanted | None = None,
    patiently: bool = True,
    not_now: Collection[str] = (),
) -> list[Recalled]:
    """The past incidents most like the words.

    `to_help` leaves out drills and false alarms, `wanted` those in which it is not said. Not `patiently`, nothing is
    found while past incidents are not ready yet, as in the first seconds of a bot. `not_now` are left out, by name.
    """

    async def may_see(past: Past, number: int | None) -> bool:
        if past.name in not_now or (to_help and not past.helps) or (wanted is not None and not wanted.is_met_by(past)):
            return False
        if number is None:
            return await permissions.may_see_reports(request)
        row = await desk.row(number)
        return row is not None and await permissions.may_see(request, row)

    return await desk.past.first(query, limit=limit, may_see=may_see, but=but, patiently=patiently)


async def strongly(context: Context, request: Request, query: str, *, but: Collection[str] = ()) -> list[Recalled]:
    """The past incidents that are much like the words: what is only a little alike is not worth a line.

    Nothing while past incidents are not ready yet, or the database is away: no answer waits for a hint.
    """
    with suppress(Unavailable):
        found = await first(context.desk, context.permissions, request, query, limit=2, patiently=False, not_now=but)
        return [one for one in found if one.strength >= STRONG]
    return []


def with_hint(reply: Reply, found: Sequence[Recalled], incident: Incident) -> Reply:
    """The answer about the incident, and one line more for what is most like it and not itself."""
    others = [one for one in found if one.past.name != incident.name][:1]
    lines = [*reply.lines, *(Wording("seen_before", {"past": values_of(one)}) for one in others)]
    return replace(reply, lines=lines, choices=[*reply.choices, *weighing(others, incident)])


def not_now(incident: Incident) -> Collection[str]:
    """The past incidents of which somebody said that they do not help in this one."""
    return [name for name, helped in incident.pasts.items() if not helped]


def weighing(found: Sequence[Recalled], incident: Incident) -> list[Choice]:
    """What whoever is inside can say of each past incident that is shown, unless that was said."""
    weighed = [
        Choice(label=label, means=WeighPast(name, helped), incident=incident.number, row=f"past {name}")
        for name in (one.past.name for one in found if one.past.name not in incident.pasts)
        for label, helped in ((f"{one_line(name, NAME_CHARS_MAX)}: useful", True), ("Not this time", False))
    ]
    return [*using(found, incident), *weighed]


def using(found: Sequence[Recalled], incident: Incident) -> list[Choice]:
    """To use what was distilled from those that are shown, while it goes on; once each.

    What a private one left is shown and not offered: it would be read by whoever is in this channel.
    """
    used = {one.past for one in checklists.in_use(incident)}
    offered = [one.past.name for one in found if one.past.playbook is not None and not one.private]
    return [
        Choice(label=use_label(name), means=SayAgain(f"use playbook {name}"), incident=incident.number)
        for name in offered
        if incident.is_open and name not in used
    ]


def values_of(found: Recalled) -> Mapping[str, object]:
    """What the message shows of it; a part of which nothing is on record is empty."""
    past = found.past
    return {
        "name": past.name,
        "title": past.title,
        "happened_on": past.happened_on,
        "imported": past.imported,
        "is_playbook": past.is_playbook,
        "symptom": _told(past.symptom or past.summary or _helps_when(past), past),
        "cause": _told(past.cause, past),
        "fix": _told(past.fix, past),
        "said_of": {part: _short(past.said_of(part)) for part in ("symptom", "cause", "fix")},
        "minutes_to_cause": past.minutes_to_cause,
        "dead_ends": [(one_line(end.text, DEAD_END_CHARS_MAX), end.minutes) for end in past.dead_ends[:DEAD_ENDS_MAX]],
        "more_dead_ends": max(0, len(past.dead_ends) - DEAD_ENDS_MAX),
        "follow_ups": [_left_to_do(one) for one in past.follow_ups],
        "playbook": _playbook(past),
        "kinds": found.kinds,
        "words": found.words,
    }


def _playbook(past: Past) -> Mapping[str, object] | None:
    known = past.playbook
    if known is None:
        return None
    return {"title": one_line(known.title, PLAYBOOK_CHARS_MAX), "steps": playbooks.count_steps(known.steps)}


def _helps_when(past: Past) -> str:
    return past.playbook.looks_like if past.playbook is not None and past.is_playbook else ""


def use_label(name: str) -> str:
    """What the button says with which a playbook becomes a checklist."""
    return one_line(f"Use the {playbook_of(name)}", LABEL_CHARS_MAX)


def _left_to_do(one: LeftToDo) -> Mapping[str, object]:
    due_on = date.fromisoformat(one.due_on) if one.due_on else None
    return {"text": one_line(one.text, DEAD_END_CHARS_MAX), "due_on": due_on, "outcome": one.outcome}


def all_of(found: Sequence[Recalled]) -> list[Mapping[str, object]]:
    return [values_of(one) for one in found]


def _told(text: str, past: Past) -> str:
    """What we compiled is a statement a line; what was brought in has its lines as its author broke them."""
    if past.imported:
        return _short(text)
    return _short("; ".join(line.strip().rstrip(".;") for line in text.splitlines() if line.strip()))


def _short(text: str) -> str:
    return one_line(text, PART_CHARS_MAX)
