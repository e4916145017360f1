"""What is offered to somebody who is asked: lines by where they stand, those on record first, then what was only said.

Law: what was only said stays with the one who is asked, who is in the channel where it was said, until they take it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.incident.logbook import MessageRef
from bot.incident.meanings import Mark
from bot.incident.policy import CODE, CUSTOMERS, LEAD
from bot.incident.state import Incident
from bot.story import picks
from bot.story.candidates import VERIFIED_WITHIN, harm
from bot.story.cues import is_for_afterwards
from bot.story.labels import is_question, is_thanks
from bot.story.onrecord import OnRecord, Where, answered, on_record
from bot.story.picks import Pick
from bot.story.quotation import Quotation, quoted
from bot.story.sentences import Label
from bot.story.statements import Statement, statements
from bot.story.timeline import PinnedMessage

# In the answer to what was typed and by direct message; in the form, which has room for more.
OfferTopic: TypeAlias = Literal[
    "harm", "done", "over", "before", "all_harm", "all_done", "all_why", "all_over", "left",
    "afterwards",
]  # fmt: skip

OFFERED_MAX = 3  # lines under a question: more of them is a page to read
# In each part of the form: of eight, three quarters of conversations had the line that a careful reader would choose.
IN_FORM_MAX = 8


# What the form offers is chosen from all that was said: an end is often only said, and so is a reason.
IN_FORM: frozenset[OfferTopic] = frozenset({"all_harm", "all_why", "all_done", "all_over"})
FROM_ALL: frozenset[OfferTopic] = IN_FORM | {"left", "afterwards"}
BEST_FIRST: frozenset[OfferTopic] = IN_FORM | {"harm"}  # as these are picked; the others are oldest first

REPAIRERS = frozenset({LEAD, CODE})
OVER_WORDS_MIN = 3  # "booking works again"; fewer say nothing by themselves
OUTSIDE_LATE_MAX = 2  # who thanks at length does not take the place of who tells why
LOOKED_MAX = 2
SEEN_WITHIN = timedelta(minutes=30)  # of the end, somebody looks whether it is so
OUTSIDE_MAX = 3  # of eight: who leads or repairs says it as often


@dataclass(frozen=True, slots=True)
class Offered:
    """A line that can be taken. `ref` is what a button carries: the seq of its entry, or `ts:` and its message's ts."""

    ref: str
    quote: Quotation
    by: str


@dataclass(frozen=True, slots=True)
class LinesOnOffer:
    """The lines on record, and those with all that was only said."""

    record: OnRecord
    heard: OnRecord

    def offered(self, topic: OfferTopic, *, most: int = OFFERED_MAX) -> tuple[Offered, ...]:
        """The lines for a topic, oldest first."""
        pick = PICKS[topic]
        found = list(pick(self.heard if topic in FROM_ALL else self.record))
        known = {_ref(line) for line in found}
        more = [line for line in pick(self.heard) if _ref(line) not in known]
        chosen = _at_most(found, most, topic)
        lines = [*chosen, *_at_most(more, most - len(chosen), topic)]
        taken_back = self.heard.taken_back
        quotes = sorted((line for line in lines), key=lambda line: line.at)
        return tuple(
            Offered(_ref(line), quote, line.by) for line in quotes if (quote := quoted(line, taken_back)).words
        )

    @property
    def marked(self) -> Mapping[Mark, str]:
        """By the mark, the newest line that somebody put it under."""
        return {mark: _ref(line) for line in self.record.said for mark in line.marks}

    def told(self, quotes: Sequence[Quotation]) -> tuple[Offered, ...]:
        """What stands on a page, as lines that can be named."""
        by = {line.label: line.by for line in self.record.said}
        return tuple(Offered(ref_of(q.label, q.message), q, by.get(q.label, "")) for q in quotes)

    def of(self, ref: str) -> tuple[Offered, ...]:
        """This line alone; nothing when it is gone."""
        line = self.named(ref)
        return () if line is None else (Offered(ref, quoted(line, self.heard.taken_back), line.by),)

    def named(self, ref: str) -> Statement | None:
        """The line of a reference, in its present words; None when it is gone."""
        return next((line for line in self.heard.said if _ref(line) == ref), None)


def lines(incident: Incident, pinned: Sequence[PinnedMessage], heard: Sequence[PinnedMessage]) -> LinesOnOffer:
    """All lines of the incident; `pinned` are on record, `heard` is what else was said in its channel."""
    return LinesOnOffer(_record(incident, pinned), _record(incident, [*pinned, *heard]))


def _at_most(found: Sequence[Statement], most: int, topic: OfferTopic) -> Sequence[Statement]:
    """The best ones, else the newest."""
    return found[:most] if topic in BEST_FIRST else found[max(len(found) - most, 0) :]


def _record(incident: Incident, messages: Sequence[PinnedMessage]) -> OnRecord:
    said = statements(incident, messages)
    return on_record(incident, said, answered(said))


def _ref(line: Statement) -> str:
    return ref_of(line.label, line.message)


def ref_of(label: Label, message: MessageRef | None) -> str:
    return str(label) if isinstance(label, int) or message is None else f"ts:{message.ts}"


def _all_harm(record: OnRecord) -> Sequence[Statement]:
    """The very first line, the first record, and the longest of those who feel it: from outside, and the liaison."""
    until = record.mitigated_at
    early = [line for line in record.said if until is None or line.at <= until]
    told = [line for line in early if (line.is_from_outside or line.role == CUSTOMERS) and not is_thanks(line.said)]
    recorded = [line for line in early if line.kind != "message"]
    return _best("harm", record, [*early[:1], *recorded[:1], *_longest(told)])


def _all_why(record: OnRecord) -> Sequence[Statement]:
    """What was called confirmed, the idea that nobody denied, what was said at `identified`, and the longest lines.

    Who names a reason does so right before they set the state or right after, and it takes words. Right after, those
    speak first who looked for it. Where nobody had named one, whoever broke it may tell it when all is over, and may
    hold no role.
    """
    said = [line for line in record.said if line.role and line.role != CUSTOMERS and not is_question(line.said)]
    after = [line for line in said if record.identified_at and line.at > record.identified_at]
    found = [line for line in after if picks.is_finding(line)]
    before = (*picks.before_identified(record)[-1:], *picks.named_from_outside(record))
    named = [*picks.said_confirmed(record), *picks.eligible_idea(record), *before]
    late = _told_late(record)[:OUTSIDE_LATE_MAX]
    return _best("why", record, [*named, *after[:1], *found[:1], *late, *_longest(said)])


def _told_late(record: OnRecord) -> list[Statement]:
    """The longest first of what was said from outside once it was over, where nobody had named a reason before."""
    at = record.mitigated_at
    if at is None or record.identified_at is not None:
        return []
    return _longest([line for line in record.said if line.is_from_outside and line.at > at and _tells(line)])


def _all_done(record: OnRecord) -> Sequence[Statement]:
    """The last lines before the end: of those who decide and repair, and where these said little, of the others.

    Where another firm repaired, its word may come once it was seen here; and where nobody had named a reason by then,
    whoever ended it may not have known that, and tell it with the reason.
    """
    done = record.newest(len(record.said), lambda s: _tells(s) and _may_be_deed(s), until=record.mitigated_at)
    done.reverse()
    right_after = _told_right_after(record, lambda line: line.is_from_outside)[:1]
    late = [*right_after, *_told_late(record)][:OUTSIDE_LATE_MAX]
    return _best("done", record, [*late, *sorted(done, key=lambda line: line.role not in REPAIRERS)])


def _may_be_deed(line: Statement) -> bool:
    """Whether it may be what ended it; a marked message that was taken for an idea tells what was done as well."""
    return picks.may_have_ended_it(line) or (line.kind == "idea" and bool(line.marks))


def _all_over(record: OnRecord) -> Sequence[Statement]:
    """What was said around the end, by those outside before all, who see it first; then the team.

    Of the team those first who looked right after it whether it is so, then the last lines.
    """
    said = record.newest(
        len(record.said), lambda s: not s.is_machine and _tells(s) and len(s.said.split()) >= OVER_WORDS_MIN
    )
    said.reverse()
    around = [line for line in said if _is_around(line, record.mitigated_at)]
    outside = [line for line in around if line.is_from_outside or line.role == CUSTOMERS]
    looked = _told_right_after(record, picks.is_finding)[:LOOKED_MAX]
    return _best("over", record, [*outside[:OUTSIDE_MAX], *looked, *(line for line in said if line.role)])


def _told_right_after(record: OnRecord, where: Where) -> list[Statement]:
    """What was said first within half an hour of the end, oldest first."""
    at = record.mitigated_at
    if at is None:
        return []
    return [line for line in record.said if at < line.at <= at + SEEN_WITHIN and where(line) and _tells(line)]


def _is_around(line: Statement, at: datetime | None) -> bool:
    return at is not None and abs(line.at - at) <= VERIFIED_WITHIN


def _tells(line: Statement) -> bool:
    return not is_thanks(line.said) and not is_question(line.said)


def _longest(said: Sequence[Statement]) -> list[Statement]:
    return sorted(said, key=lambda line: len(line.said), reverse=True)


def _best(mark: Mark, record: OnRecord, ranked: Sequence[Statement]) -> list[Statement]:
    """Those that somebody marked so, the newest first, then the others as they are ranked; each once."""
    marked = [line for line in reversed(record.said) if mark in line.marks]
    return list({line.label: line for line in [*marked, *ranked]}.values())


def _left(record: OnRecord) -> Sequence[Statement]:
    return [] if record.mitigated_at is None else record.newest(IN_FORM_MAX, picks.is_news, since=record.mitigated_at)


def _afterwards(record: OnRecord) -> Sequence[Statement]:
    """What was decided or proposed for afterwards, is needed still, or says so in words, whoever said it."""
    by_place = [*picks.decided_afterwards(record), *picks.open_needs(record), *picks.proposed(record)]
    ended_at = record.mitigated_at
    in_words = record.newest(
        OFFERED_MAX,
        lambda s: not s.is_machine and is_for_afterwards(s.said, ended=ended_at is not None and s.at >= ended_at),
    )
    known = {line.label for line in in_words}
    return [*(line for line in by_place if line.label not in known), *in_words]


def _newest(record: OnRecord) -> Sequence[Statement]:
    return record.newest(OFFERED_MAX, lambda line: bool(line.role) and not is_thanks(line.said))


def _done(record: OnRecord) -> Sequence[Statement]:
    """The last lines before the end; before it was set, the last lines of all."""
    if record.mitigated_at is not None:
        return picks.before_mitigated(record)
    return record.newest(OFFERED_MAX, picks.may_have_ended_it)


PICKS: Mapping[OfferTopic, Pick] = {
    "harm": harm,
    "done": _done,
    "over": _newest,
    "before": _newest,
    "all_harm": _all_harm,
    "all_done": _all_done,
    "all_why": _all_why,
    "all_over": _all_over,
    "left": _left,
    "afterwards": _afterwards,
}
