"""Checklists: the playbook of a past incident as steps to take in a running one, and whether it was right.

Law: its words are people's, of another incident: here they are steps to take, and nothing that is known. A number means
one step of the incident, whatever is used, taken back or redacted in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.incident import checks, reviews
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Entry, Saying
from bot.incident.playbooks import PlaybookVersion, count_steps, lines_of, numbered, versions
from bot.incident.state import Case, Incident

_ENDED = frozenset({"resolved", "closed"})
_CHANGES = f.PlaybookUsed | f.StepTicked | f.Struck | f.Redacted


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistStep:
    """A line of a checklist; `by` and `at` say who ticked it off and when, `words` what it showed."""

    number: int | None
    text: str = ""
    by: str = ""
    at: datetime | None = None
    words: str = ""

    @property
    def is_done(self) -> bool:
        return self.at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A playbook in use, by the entry `seq`; one that was taken back is a checklist no more."""

    seq: int
    past: str
    version: int
    title: str
    lines: tuple[ChecklistStep, ...]
    by: str
    at: datetime
    is_taken_back: bool

    @property
    def steps(self) -> tuple[ChecklistStep, ...]:
        """The lines that can be ticked off."""
        return tuple(line for line in self.lines if line.number is not None)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def left(self) -> tuple[int, ...]:
        """The numbers of the steps that nobody ticked off."""
        return tuple(step.number for step in self.steps if step.number is not None and not step.is_done)


def checklists(incident: Incident) -> tuple[Checklist, ...]:
    """Every playbook that is used here, the oldest first; those that were taken back among them."""
    ticked = _ticks(incident)
    struck = {entry.seq for entry in incident.struck}
    return tuple(
        _checklist(entry, entry.fact, ticked, is_taken_back=entry.seq in struck)
        for entry in incident.logbook
        if isinstance(entry.fact, f.PlaybookUsed)
    )


def _ticks(incident: Incident) -> dict[int, ChecklistStep]:
    """By number, who ticked it first and when, with what was said last of what it showed."""
    ticked: dict[int, ChecklistStep] = {}
    for entry, fact in incident.of(f.StepTicked):
        first = ticked.get(fact.step) or ChecklistStep(number=fact.step, by=entry.by, at=entry.at)
        ticked[fact.step] = replace(first, words=fact.words or first.words)
    return ticked


def _checklist(
    entry: Entry, used: f.PlaybookUsed, ticked: Mapping[int, ChecklistStep], *, is_taken_back: bool
) -> Checklist:
    known = numbered(lines_of(used.steps), first=used.first)
    lines = (
        replace(ticked.get(line.number or 0) or ChecklistStep(number=line.number), text=line.text) for line in known
    )
    return Checklist(
        seq=entry.seq,
        past=used.past,
        version=used.version,
        title=used.title,
        lines=tuple(lines),
        by=entry.by,
        at=entry.at,
        is_taken_back=is_taken_back,
    )


def in_use(incident: Incident) -> tuple[Checklist, ...]:
    """Every playbook that is used here and was not taken back."""
    return tuple(one for one in checklists(incident) if not one.is_taken_back)


def uses(incident: Incident, past: str) -> list[tuple[str, int]]:
    """Where it uses this playbook: its name and the entry, by which the steps can be taken out there."""
    return [(incident.name, one.seq) for one in in_use(incident) if one.past == past]


def step(incident: Incident, number: int) -> ChecklistStep | None:
    """The step of this number; None where there is none, or its checklist was taken back."""
    return next((each for one in in_use(incident) for each in one.steps if each.number == number), None)


def use(case: Case, *, known: PlaybookVersion) -> list[Saying]:
    """Make its steps a checklist here, once. Refuses `not_running`, `playbook_in_use`, whom the house lets use none."""
    if not case.incident.is_open:
        raise Refused("not_running", incident=case.incident.name, status=case.incident.status)
    checks.require(case, "playbook")
    standing = next((one for one in in_use(case.incident) if one.past == known.past), None)
    if standing is not None:
        raise Refused("playbook_in_use", past=known.past, by=standing.by, at=standing.at)
    return [
        f.PlaybookUsed(
            past=known.past,
            version=known.version,
            title=known.title,
            steps=known.text,
            first=_next_number(case.incident),
        )
    ]


def _next_number(incident: Incident) -> int:
    """Behind every step that there was, or was ticked, lest a number that was typed before mean another one."""
    numbers = (each.number or 0 for one in checklists(incident) for each in one.steps)
    ticked = (entry.fact.step for entry in incident.logbook if isinstance(entry.fact, f.StepTicked))
    return 1 + max((*numbers, *ticked), default=0)


def tick(case: Case, *, steps: Sequence[int], words: str = "") -> list[Saying]:
    """These steps are done. Refuses `no_checklist`, `no_such_step`, `step_ticked`, `closed`."""
    checks.not_closed(case)
    known = [each for one in in_use(case.incident) for each in one.steps]
    if not known:
        raise Refused("no_checklist", incident=case.incident.name)
    return [_ticked(case.incident, number, words.strip()) for number in dict.fromkeys(steps)]


def _ticked(incident: Incident, number: int, words: str) -> f.StepTicked:
    known = step(incident, number)
    if known is None:
        first, last = _numbers(incident)
        raise Refused("no_such_step", step=number, first=first, last=last)
    if known.is_done and not words:
        raise Refused("step_ticked", step=number, by=known.by, at=known.at)
    return f.StepTicked(step=number, words=words)


def _numbers(incident: Incident) -> tuple[int, int]:
    numbers = [each.number or 0 for one in in_use(incident) for each in one.steps]
    return min(numbers), max(numbers)


# ---- looked at again ------------------------------------------------------------------------------


def to_check(incident: Incident) -> tuple[Checklist, ...]:
    """What was used in an incident that is over, and of which nobody said since whether it is right."""
    if incident.status not in _ENDED:
        return ()
    checked = {fact.past: entry.seq for entry, fact in incident.of(f.PlaybookChecked)}
    return tuple(one for one in in_use(incident) if checked.get(one.past, 0) < one.seq)


def asked_of(case: Case) -> tuple[Checklist, ...]:
    """The same for whoever led, else who declared it, and for whoever has its review; nobody else is asked."""
    incident = case.incident
    asked = {incident.lead or incident.declarer, reviews.review(incident).owner}
    return to_check(incident) if case.by in asked else ()


def check(case: Case, *, past: str, corrected: bool) -> list[Saying]:
    """Say that a playbook that was used here is right, or was put right. Refuses `playbook_not_used`, `already_so`."""
    checks.require(case, "playbook")
    if not any(one.past == past for one in in_use(case.incident)):
        raise Refused("playbook_not_used", past=past, incident=case.incident.name)
    if not corrected and not any(one.past == past for one in to_check(case.incident)):
        raise Refused("already_so", what="checked")
    return [f.PlaybookChecked(past=past, corrected=corrected)]


# ---- shown ----------------------------------------------------------------------------------------


def redrawn(before: Incident, after: Incident, written: Sequence[Entry]) -> Iterator[int]:
    """The checklists that look different after these entries, by seq."""
    ends = before.is_open != after.is_open  # then there are no buttons, or there are again
    if not (ends or any(isinstance(entry.fact, _CHANGES) for entry in written)):
        return
    known = {one.seq: one for one in checklists(before)}
    yield from (one.seq for one in checklists(after) if known.get(one.seq) != one or (ends and not one.is_taken_back))


def is_checklist(incident: Incident, seq: int) -> bool:
    """Whether the entry is a playbook that was used, so that its message is drawn anew as a whole."""
    return any(isinstance(entry.fact, f.PlaybookUsed) for entry in incident.logbook if entry.seq == seq)


def behind(incident: Incident, entry: Entry) -> dict[str, str | int]:
    """What an entry about a playbook says beside its fields: which version, how many steps, or the words of a step."""
    match entry.fact:
        case f.PlaybookWritten(steps=steps):
            version = next((one.version for one in versions(incident) if one.seq == entry.seq), 0)
            return {"incident": incident.name, "count": count_steps(steps), "version": version}
        case f.PlaybookUsed(steps=steps):
            return {"incident": incident.name, "count": count_steps(steps)}
        case f.StepTicked(step=number):
            ticked = step(incident, number)
            return {"incident": incident.name, "text": ticked.text if ticked else ""}
        case _:
            return {}
