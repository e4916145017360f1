"""The lines on record with the moments that divide them: what a page reads when a typed record is missing.

Law: a line is known by its place among the moments, its author's role and its kind. An idea that a later line denies is
open no more.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from operator import attrgetter
from typing import Literal, TypeAlias

from bot.incident import facts as f
from bot.incident.facts import Status
from bot.incident.meanings import Mark
from bot.incident.state import Incident
from bot.story import labels
from bot.story.phase import Phase, acts, began_again_at, phase_of, standing
from bot.story.quotation import CORRECTED_WITHIN, Withdrawn, withdrawn
from bot.story.sentences import Label
from bot.story.statements import Kind, Statement, whole_second

Where: TypeAlias = Callable[[Statement], bool]
Machine: TypeAlias = Literal["machine"]

ANSWERED_WITHIN = timedelta(minutes=15)  # later than this a "no" answers something else
SHARED_LETTERS_MIN = 5  # a word of so many letters names a thing; shorter ones stand in every sentence

_OVER: frozenset[Status] = frozenset({"mitigated", "resolved"})
_AT = attrgetter("at")
_PUNCTUATION = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record, oldest first, and the moments that divide it, aware UTC.

    `by_kind` are the same lines for whoever asks for one kind alone, or for what machines said, and `by_role` for what
    holders of one role said. `taken` are the labels of lines that stand somewhere already. Which lines stand nowhere by
    themselves is looked at when a place would take one: of ten thousand, a page asks for a few dozen. `with_plans` are
    the lines and the plans among them. `taken_back` are the figures that a line withdrew. `estimated_at` is when plan A
    was last given a time, and `identified_at` when the cause was last called identified, both since it last began
    again. `mitigated_at` is the first mitigation since then, or the end where nobody set one, and None while the harm
    goes on; `ended_as` is that state, and `ended_by` who set it. `over_at` is when it was last set to mitigated or
    resolved, and `began_again_at` when somebody last set it back to going on.
    """

    said: tuple[Statement, ...]
    phase: Phase
    changed_at: datetime | None
    changed_by: str
    identified_at: datetime | None
    mitigated_at: datetime | None
    ended_as: Status
    ended_by: str
    marks: frozenset[Mark]
    by_kind: Mapping[Kind | Machine, Sequence[Statement]]
    by_role: Mapping[str, Sequence[Statement]]
    answered: Mapping[Label, Statement] = field(default_factory=dict)  # ideas, with what denied them
    taken: frozenset[Label] = frozenset()
    with_plans: tuple[Statement, ...] = ()
    estimated_at: datetime | None = None
    taken_back: Withdrawn = ()
    began_again_at: datetime | None = None
    over_at: datetime | None = None
    title: str = ""

    def first(self, where: Where, *, until: datetime | None = None) -> list[Statement]:
        """The first such line that is free, not later than `until`."""
        found = (s for s in islice(self.said, _end(self.said, until)) if where(s) and self.is_free(s))
        return list(islice(found, 1))

    def very_first(self, where: Where, *, of: Kind | None = None) -> Statement | None:
        """The first such line, wherever it stands."""
        return next(filter(where, self._lines(of)), None)

    def answering(self, mark: Mark) -> Sequence[Statement]:
        """The lines that somebody chose who was asked which of them it is."""
        return [s for s in self.said if mark in s.answers] if mark in self.marks else []

    def after(self, statement: Statement) -> Sequence[Statement]:
        """What was said later than this line."""
        return self.said[bisect_right(self.said, statement.at, key=_AT) :]

    def newest(  # noqa: PLR0913 - a line is known by these
        self,
        count: int,
        where: Where,
        *,
        of: Kind | Machine | None = None,
        by: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Statement]:
        """The newest such lines that are free, from `since` to `until`, oldest first: of a kind, `by` a role or all."""
        lines = self._lines(of) if by is None else self.by_role.get(by, ())
        begin = 0 if since is None else bisect_left(lines, whole_second(since), key=_AT)
        found: list[Statement] = []
        for place in range(_end(lines, until) - 1, begin - 1, -1):
            line = lines[place]
            if where(line) and self.is_free(line):
                found.append(line)
                if len(found) == count:
                    break
        return found[::-1]

    def said_by(self, role: str, *, since: datetime | None, before: datetime | None = None) -> Sequence[Statement]:
        """What holders of a role said from `since` on and `before` that time, wherever it stands."""
        lines = self.by_role.get(role, ())
        begin = 0 if since is None else bisect_left(lines, since, key=_AT)
        end = len(lines) if before is None else bisect_left(lines, before, key=_AT)
        return lines[begin:end]

    def _lines(self, of: Kind | Machine | None) -> Sequence[Statement]:
        return self.said if of is None else self.by_kind.get(of, ())

    def is_free(self, line: Statement) -> bool:
        """Whether it can stand somewhere: it stands nowhere yet, and says something by itself."""
        return line.label not in self.taken and not self.is_set_aside(line)

    def is_set_aside(self, line: Statement) -> bool:
        """Whether it stands nowhere by itself: a bare "Yes", and what its author corrected without naming a figure."""
        return _is_bare(line) or self._is_superseded(line)

    def _is_superseded(self, line: Statement) -> bool:
        """Whether what its author said next is a correction of it."""
        for later in _behind(self.said, line):
            if later.at - line.at > CORRECTED_WITHIN:
                return False
            if later.by == line.by:
                return labels.is_correction(later.said) and not labels.withdrawn(later.said)
        return False

    def agreed(self, line: Statement) -> Statement | None:
        """The decision right after a line, by somebody else, that says too little to stand alone."""
        after = next(_behind(self.with_plans, line), None)
        return after if after and after.by != line.by and _is_bare(after) else None

    def agreements(self) -> Iterator[tuple[Statement, Statement]]:
        """Each line to which somebody agreed, with that, the newest first."""
        pairs = pairwise(reversed(self.with_plans))
        return ((line, yes) for yes, line in pairs if line.kind != "plan" and line.by != yes.by and _is_bare(yes))

    def without(self, labels_taken: Iterable[Label]) -> "OnRecord":
        return replace(self, taken=self.taken.union(labels_taken))


def on_record(incident: Incident, said: Sequence[Statement], denied: Mapping[Label, Statement]) -> OnRecord:
    """The lines with the moments of the incident's life; `denied` are the ideas that lines deny."""
    changes, again_at = acts(incident), began_again_at(incident)
    held = standing(incident)
    ended_as: Status = "mitigated" if any(fact.status == "mitigated" for _, fact in held) else "resolved"
    ending = [entry for entry, fact in held if fact.status == ended_as]
    ends = [entry.at for entry in ending]
    over = [entry.at for entry, fact in held if fact.status in _OVER]
    identified = [entry.at for entry, fact in held if fact.status == "identified"]
    lines = tuple(s for s in said if s.kind != "plan")
    by_kind, by_role = _sorted_out(lines)
    planned = [(entry.at, fact) for entry, fact in incident.of(f.Planned) if fact.plan == "a"]
    estimates = [at for at, plan in planned if plan.eta_low_min is not None and _since(at, again_at)]
    return OnRecord(
        said=lines,
        phase=phase_of(incident),
        changed_at=changes[-1][0].at if changes else None,
        changed_by=changes[-1][0].by if changes else "",
        identified_at=identified[-1] if identified else None,
        mitigated_at=ends[0] if ends else None,
        ended_as=ended_as,
        ended_by=ending[0].by if ending else "",
        marks=frozenset(mark for s in said if s.marks for mark in s.marks),
        by_kind=by_kind,
        by_role=by_role,
        answered=denied,
        with_plans=tuple(said),
        estimated_at=estimates[-1] if estimates else None,
        taken_back=withdrawn(lines),
        began_again_at=again_at,
        over_at=over[-1] if over else None,
        title=incident.title,
    )


def _sorted_out(
    said: Iterable[Statement],
) -> tuple[Mapping[Kind | Machine, Sequence[Statement]], Mapping[str, Sequence[Statement]]]:
    """The lines of each kind, and those of each role; a machine holds none."""
    by_kind: defaultdict[Kind | Machine, list[Statement]] = defaultdict(list)
    by_role: defaultdict[str, list[Statement]] = defaultdict(list)
    for line in said:
        by_kind[line.kind].append(line)
        if line.role:
            by_role[line.role].append(line)
        elif line.is_machine:
            by_kind["machine"].append(line)
    return by_kind, by_role


def _end(lines: Sequence[Statement], until: datetime | None) -> int:
    return len(lines) if until is None else bisect_right(lines, whole_second(until), key=_AT)


def _since(at: datetime, again_at: datetime | None) -> bool:
    return again_at is None or at >= again_at


def _is_bare(line: Statement) -> bool:
    """A decision that says nothing without the line before it, or a message that does nothing but answer."""
    if line.kind == "message":
        return labels.only_answers(line.said)
    return line.kind == "decision" and labels.is_bare(line.said)


def _behind(said: Sequence[Statement], line: Statement) -> Iterator[Statement]:
    """What stands behind a line; many may be of its second."""
    place = bisect_left(said, line.at, key=_AT)
    while said[place].label != line.label:
        place += 1
    return (said[later] for later in range(place + 1, len(said)))


def answered(said: Sequence[Statement]) -> dict[Label, Statement]:
    """Every idea that a holder of a role soon denies, with that line: in its thread or about the same thing."""
    found: dict[Label, Statement] = {}
    idea: Statement | None = None
    for line in said:
        if line.kind == "idea":
            idea, until = line, line.at + ANSWERED_WITHIN
        elif line.role and idea and line.at <= until and labels.denies(line.said) and _are_about_the_same(line, idea):
            found[idea.label] = line
            idea = None
    return found


def _are_about_the_same(line: Statement, idea: Statement) -> bool:
    return line.thread == idea.thread or not long_words(line.said).isdisjoint(long_words(idea.said))


def without_denied(incident: Incident, denied: Container[Label]) -> Incident:
    """The incident without the ideas that somebody denied on record and nobody settled: they are open no more."""
    standing = tuple(h for h in incident.hypotheses if h.outcome != "open" or h.seq not in denied)
    return replace(incident, hypotheses=standing)


@lru_cache(maxsize=labels.KEPT_MAX)
def long_words(text: str) -> frozenset[str]:
    """The words that name what a line is about; of one thing and of several it is the same."""
    words = _PUNCTUATION.sub("", text.casefold()).split()
    return frozenset(word.removesuffix("s") for word in words if len(word) >= SHARED_LETTERS_MIN)
