"""How the brief is told aloud: in fifteen seconds, in one minute, and in five.

Law: a telling takes whole passages of the page, the most important first, and no more than are said in its time. A
sentence that says nothing without the one before it stands behind that one, or nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.story.brief import Brief
from bot.story.sentences import EXTRA, Sentence

WORDS_A_MINUTE = 140
"""How fast one speaks so that others can follow: 125 to 150 are usual (S. E. Lucas, "The Art of Public Speaking", 8th
edition, 2004, page 300)."""

# What is told first, and what in how short a time: each row is worth telling before any of the rows below it.
_WITHIN_S: Mapping[tuple[str, ...], int] = {
    ("harm_customer", "harm_figure", "harm_unknown"): 15,
    ("first_on_record", "marked_harm", "from_outside"): 15,
    ("act",): 15,
    ("decision",): 15,
    (
        "plan_begun",
        "plan_done",
        "plan_a",
        "plan_a_done",
        "marked_done",
        "said_to_have_ended_it",
        "decided",
        "agreed",
        "expected",
    ): 15,
    ("newest_on_record", "last_before_mitigated", "marked_done_at_the_end", "plan_a_over", "doing"): 15,
    ("harm_deadline",): 15,
    ("cause_confirmed", "cause_believed", "said_confirmed", "marked_why"): 60,
    (
        "before_identified",
        "found_since",
        "cause_confirmed_earlier",
        "found_after_the_end",
        "told_after_the_end",
        "newest_finding",
        "unjudged_idea",
    ): 60,
    ("affected", "at_least_registered", "liaison", "holding_figure"): 60,
    ("risk_judged", "deadline"): 60,
    ("plan_b", "plan_b_after", "plan_not_needed", "proposed", "marked_done_earlier", "plan_a_earlier"): 60,
    ("money", "said_of_money", "money_unknown"): 60,
    ("unknown", "part_unknown", "since_then", "since_mitigated", "news"): 60,
    ("times", "took", "declared_after", "begin_not_entered", "for_afterwards", "said_for_afterwards"): 60,
}
_RANK = {words_id: rank for rank, row in enumerate(_WITHIN_S) for words_id in row}
_SECONDS = {words_id: seconds for row, seconds in _WITHIN_S.items() for words_id in row}
TELLINGS_S = tuple(sorted(set(_WITHIN_S.values())))
WHOLE_S = 300  # all of it: the answers to what is always asked, one after the other

# These say nothing without the sentence before them, and those others change what the next one says.
_LEANS_BACK = frozenset(
    {"harm_more", "complete_or_not", "money_unknown", "plan_a_takes", "plan_a_basis", "since_estimate", "fix_applied"}
)
_LEADS_ON = frozenset({"not_confirmed", "not_planned"})


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of a section, told together: at least the first `least` of them. The lowest `rank` is told first."""

    section: str
    sentences: tuple[Sentence, ...]
    rank: int
    least: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What is worth telling in so many seconds, in the order of the page, and how many words that may be."""

    seconds: int
    words_max: int
    passages: tuple[Passage, ...]


def words_within(seconds: int) -> int:
    return seconds * WORDS_A_MINUTE // 60


def tellings(brief: Brief) -> tuple[Telling, ...]:
    """The short tellings of a page, the shortest first."""
    together = [(section.name, group) for section in brief.sections for group in _together(section.sentences)]
    return tuple(Telling(seconds, words_within(seconds), tuple(_worth(together, seconds))) for seconds in TELLINGS_S)


def _worth(together: Sequence[tuple[str, tuple[Sentence, ...]]], seconds: int) -> Iterator[Passage]:
    for section, group in together:
        known = [s for s in group if not _is_opening(s) and (seconds > TELLINGS_S[0] or s.weight > EXTRA)]
        told = [s.words_id for s in known if _SECONDS.get(s.words_id, WHOLE_S) <= seconds]
        if told:
            least = 1 + (group[0].words_id in _LEADS_ON)
            yield Passage(section, group, min(_RANK[words_id] for words_id in told), least)


def _is_opening(sentence: Sentence) -> bool:
    """That it was opened is no news of how it stands."""
    return sentence.words_id == "act" and sentence.values["is_first"] is True


def _together(sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    groups: list[tuple[Sentence, ...]] = []
    for sentence in sentences:
        if groups and (sentence.words_id in _LEANS_BACK or groups[-1][-1].words_id in _LEADS_ON):
            groups[-1] = (*groups[-1], sentence)
        else:
            groups.append((sentence,))
    return groups
