"""The answer to whoever changed something: every acceptance repeats what was understood, and how to take it back.

Law: what is repeated is already committed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.writing import Outcome
from bot.incident import effect_rules, reports, standing, vocabulary
from bot.incident import facts as f
from bot.incident.effects import Json
from bot.incident.logbook import Entry
from bot.incident.state import Case, Incident
from bot.render.plain import instants
from bot.requests.actions import UndoResolve
from bot.requests.offering import pressable
from bot.requests.reply import Choice, Reply
from bot.requests.wording import Wording

# What moves a closed incident, or is what goes on after it.
_NO_CORRECTION = f.StatusSet | f.FollowUpRaised | f.FollowUpEnded | f.PlaybookWritten | f.PlaybookChecked
_STATUS_SET = vocabulary.name_of(f.StatusSet)


def of(outcome: Outcome, *, now: datetime) -> Reply:
    """What a happening did, for the one who did it."""
    incident = outcome.incident
    reply = understood([_told(incident, entry, now=now) for entry in outcome.written], number=incident.number)
    reply = replace(reply, choices=[*reply.choices, *_next(outcome, now=now)])
    stays_closed = incident.status == "closed" and not any(isinstance(fact, _NO_CORRECTION) for fact in outcome.facts)
    return (
        replace(reply, lines=[*reply.lines, Wording("stays_closed", {"incident": incident.name})])
        if stays_closed
        else reply
    )


def understood(facts: Sequence[tuple[str, Mapping[str, Json]]], *, number: int) -> Reply:
    """A line per fact, given by name and values, and how to take it back."""
    known = [(vocabulary.row_named(name), values) for name, values in facts]
    told = [(row, values) for row, values in known if row is not None and row.is_acknowledged]
    lines = [Wording(f"{row.name}/ack", instants(values)) for row, values in told]
    undoable = any(row.is_record for row, _ in told)
    undo = any(_can_be_reopened(row.name, values) for row, values in told)
    return Reply(
        lines=lines or [Wording("unchanged")],
        foot=Wording("undoable") if undoable else None,
        choices=[Choice(label="Undo: not resolved", means=UndoResolve(), incident=number)] if undo else [],
        incident=number,
    )


def _next(outcome: Outcome, *, now: datetime) -> list[Choice]:
    """What becomes of the hypotheses and plans that were spoken of."""
    spoken_of = [subject for fact in outcome.facts if (subject := standing.subject_of(fact))]
    by = outcome.written[-1].by if outcome.written else ""
    case = Case(outcome.incident, now, by)
    return [choice for name in dict.fromkeys(spoken_of) for choice in pressable.of_subject(case, name)]


def _can_be_reopened(name: str, values: Mapping[str, Json]) -> bool:
    return name == _STATUS_SET and values.get("status") == "resolved"


def _told(incident: Incident, entry: Entry, *, now: datetime) -> tuple[str, Mapping[str, Json]]:
    """A fact by name, with what its words are filled from; whoever takes a role is told when it first reports."""
    values = effect_rules.values_of(incident, entry)
    if isinstance(entry.fact, f.RoleTaken):
        due_at = reports.due_at(Case(incident, now, entry.by), role=entry.fact.role)
        duty = incident.policy.duty(entry.fact.role)
        values = {**values, "due_at": due_at.isoformat() if due_at else None, "briefing": duty.briefing if duty else ""}
    if isinstance(entry.fact, f.CustomerAffected):
        values = {**values, **_on_the_register(incident, entry.fact.id)}
    return vocabulary.name_of(type(entry.fact)), values


def _on_the_register(incident: Incident, id_: str) -> Mapping[str, Json]:
    """What is known of a customer now: what a correction leaves out stays as it was."""
    customer = next(one for one in incident.customers if one.id == id_)
    deadline_at = customer.deadline_at.isoformat() if customer.deadline_at else None
    return {
        "cannot": customer.cannot,
        "deadline_at": deadline_at,
        "owner": customer.owner,
        "workaround": customer.workaround,
    }
