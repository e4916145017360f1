"""Playbooks: steps for the next team, distilled by somebody from an incident that is over.

Law: a playbook belongs to the incident that it came from, and every version of it stays on record.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.incident import checks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Entry, Saying
from bot.incident.state import Case, Incident

LINES_MAX = 20  # each is a block of one message, of which Slack takes 50; who needs more has two playbooks
_NOT_THIS = re.compile(r"not this\b", re.IGNORECASE)  # how the form begins a dead end
_INCIDENT = re.compile(r"INC-\d+")
_LIST_MARK = re.compile(r"\A(?:(?:\d{1,2}[.)]|[-*•–☐☑✗]|\[[ xX]?\])\s+){1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookText:
    """A playbook as somebody would have it, `steps` a step a line."""

    title: str = ""
    looks_like: str = ""
    steps: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PlaybookLine:
    """A step with its number, or what not to do, which has none: nobody ticks that off."""

    number: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookVersion:
    """One version of the playbook of the incident `past`; versions count from 1, and a struck one keeps its number.

    One that was imported is of no incident: `past` is its own name, and nobody here is its author at any time.
    """

    past: str
    title: str
    looks_like: str
    lines: tuple[PlaybookLine, ...]
    link: str
    author: str
    at: datetime | None
    version: int
    seq: int
    used_in: str = ""

    @property
    def text(self) -> str:
        """Its lines as they were written."""
        return "\n".join(line.text for line in self.lines)


def is_of_incident(past: str) -> bool:
    """Whether a playbook of this name came from an incident, and not from a file."""
    return _INCIDENT.fullmatch(past) is not None


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text in which something stands, without the marks of a list."""
    lines = (_LIST_MARK.sub("", line.strip()).strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def numbered(lines: Iterable[str], *, first: int = 1) -> tuple[PlaybookLine, ...]:
    """The lines with the numbers of the steps among them."""
    numbers = itertools.count(first)
    return tuple(PlaybookLine(None if _NOT_THIS.match(line) else next(numbers), line) for line in lines)


def count_steps(text: str) -> int:
    return sum(line.number is not None for line in numbered(lines_of(text)))


def versions(incident: Incident) -> tuple[PlaybookVersion, ...]:
    """Every version that stands, the oldest first."""
    written = [entry for entry in incident.logbook if isinstance(entry.fact, f.PlaybookWritten)]
    struck = {entry.seq for entry in incident.struck}
    return tuple(
        _playbook(incident, entry, number) for number, entry in enumerate(written, start=1) if entry.seq not in struck
    )


def _playbook(incident: Incident, entry: Entry, version: int) -> PlaybookVersion:
    fact = entry.fact
    assert isinstance(fact, f.PlaybookWritten)
    return PlaybookVersion(
        past=incident.name,
        title=fact.title,
        looks_like=fact.looks_like,
        lines=numbered(lines_of(fact.steps)),
        link=fact.link,
        author=fact.author,
        at=entry.at,
        version=version,
        seq=entry.seq,
        used_in=fact.used_in,
    )


def playbook(incident: Incident) -> PlaybookVersion | None:
    """The one that holds; None where nobody wrote any."""
    return (versions(incident) or (None,))[-1]


def require_over(case: Case) -> None:
    """Refuse `playbook_too_early`: what helped is known once it is over."""
    if case.incident.is_open:
        raise Refused("playbook_too_early", incident=case.incident.name, status=case.incident.status)


def write(case: Case, *, draft: PlaybookText, seen: int) -> list[Saying]:
    """Keep the playbook of an incident that is over, or its next version.

    `seen` is the version that was changed, 0 for none. Refuses `playbook_too_early`, `playbook_moved`, `already_so`,
    `too_many_steps`, `no_step`, `words_missing`, and whom the house lets write none.
    """
    require_over(case)
    checks.require(case, "playbook")
    return _written(case, draft, seen=seen, author=case.by)


def _written(case: Case, draft: PlaybookText, *, seen: int, author: str, used_in: str = "") -> list[Saying]:
    known, lines = playbook(case.incident), lines_of(draft.steps)
    if known is not None and known.version != seen:
        raise Refused("playbook_moved", version=known.version, by=known.author, at=known.at)
    if len(lines) > LINES_MAX:
        raise Refused("too_many_steps", steps=len(lines), most=LINES_MAX)
    title = checks.some_words(draft.title, otherwise="words_missing")
    if not count_steps(draft.steps):
        raise Refused("no_step")
    told = replace(
        draft, title=title, looks_like=draft.looks_like.strip(), steps="\n".join(lines), link=draft.link.strip()
    )
    if known is not None and told == as_draft(known):
        raise Refused("already_so", what="the playbook")
    return [
        f.PlaybookWritten(
            title=told.title,
            looks_like=told.looks_like,
            steps=told.steps,
            link=told.link,
            author=author,
            used_in=used_in,
        )
    ]


def put_right(case: Case, *, draft: PlaybookText, seen: int, author: str, used_in: str) -> list[Saying]:
    """The next version, by somebody who used it in another incident, of which they may see this one. As `write`."""
    return _written(case, draft, seen=seen, author=author, used_in=used_in)


def as_draft(known: PlaybookVersion) -> PlaybookText:
    """A version, to be changed."""
    return PlaybookText(title=known.title, looks_like=known.looks_like, steps=known.text, link=known.link)
