"""A page without what nobody has confirmed: for readers who take whatever they read for certain.

Law: it only leaves out, and counts what. A place that had nothing else says that nothing is confirmed there, never that
nothing is on record; a quotation that stood in full at a place that is gone stands in full at its next.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.story.brief import Brief, Section
from bot.story.feeding import TABLE
from bot.story.glance import Glance
from bot.story.sentences import MUST, Label, Sentence
from bot.story.summary import Summary, placed

# What the brief itself calls unconfirmed: causes that are believed or only said, and ends of which nobody has said that
# they were the end.
_OF_THE_CAUSE = frozenset(source.lead_in for row in TABLE if row.place == "cause" for source in row.feeds)
_OF_THE_END = frozenset({"last_before_mitigated", "also_before_mitigated", "marked_done_at_the_end"})
_OPENS_CAUSE = frozenset({"not_confirmed", "cause_believed"})
_IN_BRIEF = _OF_THE_CAUSE | _OF_THE_END | _OPENS_CAUSE | {"other_causes"}
_IN_SHORT = {"said_harm": "harm", "said_cause": "cause", "short_cause_believed": "cause", "said_fix": "fix"}
_NOTHING = Sentence("nothing_confirmed", weight=MUST)

Told = TypeVar("Told", Brief, Summary)


def without(told: Told) -> Told:
    """The page without the lines that nobody has confirmed; it holds how many those were, counted by record."""
    return _brief(told) if isinstance(told, Brief) else _summary(told)


def pictured(told: Glance) -> Glance:
    """The picture beside such a page: without the rows of ideas that are still open."""
    return replace(told, lanes=tuple(lane for lane in told.lanes if lane.head.values.get("outcome") != "open"))


def _brief(told: Brief) -> Brief:
    gone = [s for section in told.sections for s in section.sentences if s.words_id in _IN_BRIEF]
    kept = [
        replace(section, sentences=tuple(_instead(s) for s in section.sentences if s not in gone or _opens(s)))
        for section in told.sections
    ]
    sections = tuple(replace(section, sentences=_standing(section, kept)) for section in kept)
    labels = {label for section in sections for s in section.sentences for label in s.sources}
    return replace(
        told,
        sections=sections,
        refs={label: ref for label, ref in told.refs.items() if label in labels},
        unconfirmed_left_out=len({label for sentence in gone for label in sentence.sources}),
    )


def _standing(section: Section, kept: Sequence[Section]) -> tuple[Sentence, ...]:
    """Its sentences; where there is none, or where its words stood is gone as well, that nothing is confirmed."""
    stays = tuple(s for s in section.sentences if s.words_id != "quoted_in" or _quotes(s.values["section"], kept))
    return stays or (_NOTHING,)


def _opens(sentence: Sentence) -> bool:
    return sentence.words_id in _OPENS_CAUSE


def _instead(sentence: Sentence) -> Sentence:
    return _NOTHING if _opens(sentence) else sentence


def _quotes(number: object, kept: Sequence[Section]) -> bool:
    """Whether the section of this number, from 1 on, still quotes anybody."""
    named = (section for n, section in enumerate(kept, start=1) if n == number)
    return any("quotes" in sentence.values for section in named for sentence in section.sentences)


def _summary(told: Summary) -> Summary:
    in_short = tuple(_confirmed_in_short(sentence) for sentence in told.in_short)
    gone: set[Label] = {q.label for quotes in told.candidates.values() for q in quotes}
    gone |= {label for was, now in zip(told.in_short, in_short, strict=True) if was != now for label in was.sources}
    return placed(
        replace(
            told,
            in_short=in_short,
            candidates=dict.fromkeys(told.candidates, ()),
            unconfirmed_left_out=len(gone),
        )
    )


def _confirmed_in_short(sentence: Sentence) -> Sentence:
    about = _IN_SHORT.get(sentence.words_id)
    has_some = sentence.sources or sentence.values.get("see")  # a line that had no room has no source here
    if about is None or sentence.values.get("is_settled") or not has_some:
        return sentence
    return Sentence("unconfirmed", {"about": about}, (), sentence.weight)
