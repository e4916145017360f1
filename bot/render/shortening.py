"""What gives way when a page is too long, and in which order.

Law: a page never has more words than it may have, and each section keeps what it begins with. First goes what matters
least; then, of what must be said, all but the first of a kind, from the kind of which there is most; then what else
stands beside the beginning of a section, the shortest that makes room enough, and what is not known last. Whoever
shortens says what went and where it stands.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.story.sentences import Label

# Who cannot do what, whether that goes on, and what the executive is asked: one sentence of each is on every page.
STAYS = frozenset({"harm_customer", "harm_figure", "harm_unknown", "act", "imported", "decision", "decision_none"})
GAPS = frozenset({"unknown", "part_unknown"})  # one that is left out looks like knowledge
_SLACK_TOKEN = re.compile(r"<[^<>|]*\|([^<>]*)>")  # <!date^…|14:05 CEST>, <https://…|label>


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence in words, with the entries that it comes from and how much it matters.

    `place` is its place among the sentences that were worded together, `kind` its words_id.
    """

    text: str
    sources: tuple[Label, ...]
    weight: int
    place: int = 0
    kind: str = ""
    section: str = ""


def words_in(text: str) -> int:
    """How many words a reader reads; a token of Slack counts as what it shows."""
    return sum(1 for word in _SLACK_TOKEN.sub(r"\1", text).split() if any(c.isalnum() for c in word))


def total(sentences: Sequence[Worded]) -> int:
    return sum(words_in(sentence.text) for sentence in sentences)


def fit(sentences: Sequence[Worded], words_max: int) -> tuple[Worded, ...]:
    """The sentences that fit, in their order.

    What each section begins with stays, and what is in `STAYS`: only they can be too long together.
    """
    kept, words = list(sentences), total(sentences)
    for gives_way in (_lightest, _last_of_a_kind, _enough):
        while words > words_max and (one := gives_way(kept, words - words_max)) is not None:
            kept = [other for other in kept if other is not one]
            words -= words_in(one.text)
    return tuple(kept)


def _lightest(kept: Sequence[Worded], _: int) -> Worded | None:
    """The least important, of two the later; nothing of what weighs most."""
    heaviest = max((sentence.weight for sentence in kept), default=0)
    lighter = [sentence for sentence in reversed(kept) if sentence.weight < heaviest]
    return min(lighter, key=lambda sentence: sentence.weight, default=None)


def _last_of_a_kind(kept: Sequence[Worded], _: int) -> Worded | None:
    """The last of the kind of which a section has most; of what must stay only when there is no other."""
    rows = Counter((sentence.section, sentence.kind) for sentence in kept if sentence.kind)
    several = [row for row, count in rows.items() if count > 1]
    longest = max(several, key=lambda row: (row[1] not in STAYS, rows[row]), default=None)
    return next((s for s in reversed(kept) if (s.section, s.kind) == longest), None)


def _enough(kept: Sequence[Worded], over: int) -> Worded | None:
    """The shortest of so many words that neither begins its section nor must stay, else the longest; gaps last."""
    begin = {sentence.section: sentence for sentence in reversed(kept)}
    free = [s for s in kept if s.kind not in STAYS and begin[s.section] is not s]
    free = [s for s in free if s.kind not in GAPS] or free
    by_words = sorted(free, key=lambda sentence: words_in(sentence.text))
    return next((s for s in by_words if words_in(s.text) >= over), by_words[-1] if by_words else None)
