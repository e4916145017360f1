"""Which past incident helps now: BM25 over the parts of a record (BM25F), whose terms are words and kinds of trouble.

    score = sum over the terms of the query of  √n · v · idf · f / (f + K)
    f     = sum over the parts of  WEIGHTS[part] · (how often the term is there),  divided by  1 - B + B · length / mean
    idf   = ln(1 + (N - d + 0.5) / (d + 0.5))

n is how often the query has the term; v is 1 for a word, and KIND for a kind. What is shown as score is divided by what
a record would get that is full of all the terms, so that 0 is nothing in common and two queries can be compared.

What people found useful in an incident that is itself much like the query (STRONG) gets LIFT of its score on top; of
several such incidents the one most like the query counts. Nothing is raised that has nothing in common with it.
S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), give its reasons.

Law: N, d, the mean and what was useful are of public incidents alone, lest a score tell what a private one holds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop
from itertools import islice
from math import log, sqrt

from bot.story.recall.kinds import kinds
from bot.story.recall.past import Past
from bot.story.recall.terms import stem, terms, words

WEIGHTS: Mapping[str, float] = {
    "title": 3,
    "symptom": 2,
    "cause": 2,
    "summary": 1,
    "system": 1,
    "fix": 1,
    "dead_ends": 0.5,
    "other": 0.25,
}
K = 2.0
B = 0.5
KIND = 1.5
LIFT = 0.1  # measured, in docs/recall.md
QUERY_TERMS_MAX = 200  # the rarest are looked at; a pasted log has thousands
STRONG = 1.0  # `strength` from which on it is worth telling unasked: measured, in docs/recall.md
REASONS_MAX = 4  # of each sort, in one line

_KIND = "kind:"  # no word has a colon


@dataclass(frozen=True, slots=True)
class Formula:
    """The numbers of the formula, so that a benchmark can compare others."""

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    k: float = K
    b: float = B
    kind: float = KIND
    lift: float = LIFT


THE_FORMULA = Formula()


@dataclass(frozen=True, slots=True)
class Recalled:
    """A past incident with its score from 0 to 1, and what it has in common with the query: kinds, and words of it.

    `strength` is the score times the root of the number of terms that were asked, for a long query is never met whole.
    """

    past: Past
    score: float
    strength: float = 0.0
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class _Record:
    past: Past
    private: bool
    counts: Mapping[str, float]
    length: float


class Index:
    """Past incidents, kept ready to be compared with a query. Adding one of the same name replaces it."""

    def __init__(self, pasts: Iterable[Past] = (), *, formula: Formula = THE_FORMULA) -> None:
        self._formula = formula
        self._records: list[_Record | None] = []  # by place; None where one was dropped
        self._free: list[int] = []
        self._places: dict[str, int] = {}
        self._counts: dict[str, dict[int, float]] = defaultdict(dict)  # term -> place -> how often
        self._public: Counter[str] = Counter()
        self._length = 0.0
        self._count = 0
        self._helped: dict[int, tuple[str, ...]] = {}  # by the place of an incident, what helped in it
        self._slack: list[float] = []  # both are made when asked for, and thrown away with every change
        self._saturated: dict[str, list[tuple[int, float]]] = {}
        for past in pasts:
            self.add(past)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Past]:
        return (record.past for record in self._records if record is not None)

    def add(self, past: Past, *, private: bool = False) -> None:
        self.drop(past.name)
        if not self._free:
            self._free.append(len(self._records))
            self._records.append(None)
        place = self._places[past.name] = self._free.pop()
        record = self._records[place] = _Record(past, private, *_counted(past, self._formula.weights))
        for term, count in record.counts.items():
            self._counts[term][place] = count
        if past.helped_by and past.helps and not private:
            self._helped[place] = past.helped_by
        self._tally(record, 1)

    def drop(self, name: str) -> None:
        """Forget the incident of this name, if it is there."""
        place = self._places.pop(name, None)
        if place is None:
            return
        record, self._records[place] = self._records[place], None
        self._helped.pop(place, None)
        self._free.append(place)
        assert record is not None
        for term in record.counts:
            del self._counts[term][place]
        self._tally(record, -1)

    def _tally(self, record: _Record, step: int) -> None:
        self._slack, self._saturated = [], {}
        if not record.private:
            self._count += step
            self._length += step * record.length
            for term in record.counts:
                self._public[term] += step

    def similar(self, query: str, *, but: str = "") -> Iterator[Recalled]:
        """All that have something in common with the query, the most helpful first, those alike by name.

        `but` is the name of the one that is asked about. Reasons are found for those that are taken from here only.
        """
        asked = self._weighed(query)
        best = sum(asked.values()) or 1.0
        words_of = _by_stem(query)
        least = STRONG * best / sqrt(len(asked) or 1)
        for score, records in self._in_order(self._lifted(self._scores(asked), but, least)):
            for record in records:
                if record.past.name != but:
                    yield self._found(record, score / best, asked, words_of)

    def _in_order(self, scores: Sequence[float]) -> Iterator[tuple[float, list[_Record]]]:
        """The records of each score, the highest first: a few are taken of ten thousand."""
        waiting = [(-score, place) for place, score in enumerate(scores) if score]
        heapify(waiting)
        while waiting:
            score, alike = waiting[0][0], []
            while waiting and waiting[0][0] == score:
                record = self._records[heappop(waiting)[1]]
                assert record is not None
                alike.append(record)
            yield -score, sorted(alike, key=lambda one: one.past.name)

    def first(self, query: str, *, limit: int, may_see: Callable[[Past], bool] = lambda _: True) -> list[Recalled]:
        """The first so many of `similar` that may be seen."""
        return list(islice((found for found in self.similar(query) if may_see(found.past)), limit))

    def _weighed(self, query: str) -> dict[str, float]:
        """Each term of the query with √n · v · idf, the rarest terms only if there are very many."""
        said = Counter(terms(query))
        weighed = {term: sqrt(count) * self._idf(term) for term, count in said.items()}
        for kind, count in kinds(query).items():
            term = f"{_KIND}{kind}"
            weighed[term] = sqrt(count) * self._formula.kind * self._idf(term)
        return dict(sorted(weighed.items(), key=lambda one: -one[1])[:QUERY_TERMS_MAX])

    def _idf(self, term: str) -> float:
        there = self._public[term]
        return log(1 + (self._count - there + 0.5) / (there + 0.5))

    def _scores(self, asked: Mapping[str, float]) -> list[float]:
        """By place, the sum of the formula."""
        scores = [0.0] * len(self._records)
        for term, weight in asked.items():
            for place, share in self._shares(term):
                scores[place] += weight * share
        return scores

    def _lifted(self, scores: list[float], but: str, least: float) -> list[float]:
        """The scores, raised by what was useful in others that have a score of `least`; `but` is asked about."""
        lifts: dict[int, float] = {}
        own = self._places.get(but)
        for there, names in self._helped.items():
            if there == own or scores[there] < least:
                continue
            for place in (self._places.get(name, there) for name in names):
                if scores[there] and scores[place] and place != there:
                    lifts[place] = max(lifts.get(place, 0.0), self._formula.lift * scores[there])
        for place, lift in lifts.items():
            scores[place] += lift
        return scores

    def _shares(self, term: str) -> list[tuple[int, float]]:
        """Where the term is, each with f / (f + K)."""
        known = self._saturated.get(term)
        if known is None:
            slack = self._slacks()
            known = [(place, count / (count + slack[place])) for place, count in self._counts.get(term, {}).items()]
            self._saturated[term] = known
        return known

    def _slacks(self) -> list[float]:
        """By place, K times the length beside the mean: f / (f + K) with both sides multiplied by it."""
        if not self._slack:
            mean = self._length / self._count if self._count and self._length else 1.0
            k, b = self._formula.k, self._formula.b
            lengths = [record.length if record else 0.0 for record in self._records]
            self._slack = [k * (1 - b + b * length / mean) for length in lengths]
        return self._slack

    def _found(
        self, record: _Record, score: float, asked: Mapping[str, float], words_of: Mapping[str, str]
    ) -> Recalled:
        slack = self._slacks()[self._places[record.past.name]]
        shared = {term: weight * n / (n + slack) for term, weight in asked.items() if (n := record.counts.get(term))}
        heaviest = sorted(shared, key=lambda term: (-shared[term], term))
        alike = [term.removeprefix(_KIND) for term in heaviest if term.startswith(_KIND)]
        said = [words_of[term] for term in heaviest if not term.startswith(_KIND)]
        return Recalled(
            record.past,
            score,
            score * sqrt(len(asked)),
            tuple(alike[:REASONS_MAX]),
            tuple(said[:REASONS_MAX]),
            record.private,
        )


def _counted(past: Past, weights: Mapping[str, float]) -> tuple[Mapping[str, float], float]:
    """How often each term is there, weighed by its part, and the length of the record in words, weighed alike."""
    counts: dict[str, float] = defaultdict(float)
    length = 0.0
    for part, text in past.parts.items():
        weight, said = weights[part], terms(text)
        length += weight * len(said)
        for term in said:
            counts[term] += weight
        for kind, count in kinds(text).items():
            counts[f"{_KIND}{kind}"] += weight * count
    return dict(counts), length


def _by_stem(query: str) -> Mapping[str, str]:
    """The first word of the query that has each stem, to be shown."""
    return {stem(word): word for word in reversed(words(query))}
