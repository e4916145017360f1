"""What is offered to somebody who is asked: lines by where they stand, those on record first, then what was only said.

Law: what was only said stays with the one who is asked, who is in the channel where it was said, until they take it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.incident.logbook import MessageRef
from bot.incident.state import Incident
from bot.story import picks
from bot.story.candidates import harm
from bot.story.labels import is_thanks
from bot.story.onrecord import OnRecord, answered, on_record
from bot.story.picks import Pick
from bot.story.quotation import Quotation, quoted, withdrawn
from bot.story.sentences import Label
from bot.story.statements import Statement, statements
from bot.story.timeline import PinnedMessage

# In the answer to what was typed and by direct message; in the form, which has room for more.
OfferTopic: TypeAlias = Literal["harm", "done", "over", "before", "all_harm", "all_done", "all_why", "left"]

OFFERED_MAX = 3  # lines under a question: more of them is a page to read
IN_FORM_MAX = 6  # lines in each part of the form


OF_BEGINNING: frozenset[OfferTopic] = frozenset({"harm", "all_harm"})
FROM_ALL: frozenset[OfferTopic] = frozenset({"all_done", "left"})  # the newest of all: an end is often only said


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
        taken_back = withdrawn(self.heard.said)
        quotes = sorted((line for line in lines), key=lambda line: line.at)
        return tuple(
            Offered(_ref(line), quote, line.by) for line in quotes if (quote := quoted(line, taken_back)).words
        )

    def told(self, quotes: Sequence[Quotation]) -> tuple[Offered, ...]:
        """What stands on a page, as lines that can be named."""
        by = {line.label: line.by for line in self.record.said}
        return tuple(Offered(ref_of(q.label, q.message), q, by.get(q.label, "")) for q in quotes)

    def of(self, ref: str) -> tuple[Offered, ...]:
        """This line alone; nothing when it is gone."""
        line = self.named(ref)
        return () if line is None else (Offered(ref, quoted(line, withdrawn(self.heard.said)), line.by),)

    def named(self, ref: str) -> Statement | None:
        """The line of a reference, in its present words; None when it is gone."""
        return next((line for line in self.heard.said if _ref(line) == ref), None)


def lines(incident: Incident, pinned: Sequence[PinnedMessage], heard: Sequence[PinnedMessage]) -> LinesOnOffer:
    """All lines of the incident; `pinned` are on record, `heard` is what else was said in its channel."""
    return LinesOnOffer(_record(incident, pinned), _record(incident, [*pinned, *heard]))


def _at_most(found: Sequence[Statement], most: int, topic: OfferTopic) -> Sequence[Statement]:
    """Of a beginning the first ones, else the newest."""
    return found[:most] if topic in OF_BEGINNING else found[max(len(found) - most, 0) :]


def _record(incident: Incident, messages: Sequence[PinnedMessage]) -> OnRecord:
    said = statements(incident, messages)
    return on_record(incident, said, answered(said))


def _ref(line: Statement) -> str:
    return ref_of(line.label, line.message)


def ref_of(label: Label, message: MessageRef | None) -> str:
    return str(label) if isinstance(label, int) or message is None else f"ts:{message.ts}"


def _all_harm(record: OnRecord) -> Sequence[Statement]:
    """The first lines of all, the first from outside, and the liaison's first: who is hurt speaks early."""
    until = record.mitigated_at
    early = [line for line in record.said if until is None or line.at <= until]
    outside = [line for line in early if line.is_from_outside]
    return _once([*harm(record), *early[:OFFERED_MAX], *outside[:OFFERED_MAX]])


def _all_why(record: OnRecord) -> Sequence[Statement]:
    """What was called confirmed, what logs and code found before the end and last of all, the idea nobody denied."""
    named = [*picks.said_confirmed(record), *picks.before_identified(record), *picks.eligible_idea(record)]
    found = record.newest(2, picks.is_finding, until=record.ended_at)
    return _once([*named, *found, *record.newest(OFFERED_MAX, picks.is_finding)])


def _all_done(record: OnRecord) -> Sequence[Statement]:
    return record.newest(IN_FORM_MAX, picks.may_have_ended_it, until=record.ended_at)


def _left(record: OnRecord) -> Sequence[Statement]:
    return [] if record.mitigated_at is None else record.newest(IN_FORM_MAX, picks.is_news, since=record.mitigated_at)


def _newest(record: OnRecord) -> Sequence[Statement]:
    return record.newest(OFFERED_MAX, lambda line: bool(line.role) and not is_thanks(line.said))


def _done(record: OnRecord) -> Sequence[Statement]:
    """The last lines before the end; before it was set, the last lines of all."""
    if record.ended_at is not None:
        return picks.before_mitigated(record)
    return record.newest(OFFERED_MAX, picks.may_have_ended_it)


def _once(found: Sequence[Statement]) -> list[Statement]:
    return sorted({line.label: line for line in found}.values(), key=lambda line: line.at)


PICKS: Mapping[OfferTopic, Pick] = {
    "harm": harm,
    "done": _done,
    "over": _newest,
    "before": _newest,
    "all_harm": _all_harm,
    "all_done": _all_done,
    "all_why": _all_why,
    "left": _left,
}
