"""Whether the past incident that would help is found, on labels that stand elsewhere, beside plain BM25 each time.

`SITREP_RECALL` names folders of JSON, separated as in PATH. A file with `relevance` holds the labels: `queries` (id ->
`title`, `early` after ten minutes, `hypothesis`), `relevance` (id of a query -> id of a past incident -> grade 0 to 3)
and perhaps `invented_past`, ids that are also left out in a second count. Every other object with an `id` and a
`title`, or list of such objects, is a past incident, of which the texts of `answer_key` count if it has one; a query is
itself a past incident and is left out where it is asked.

The cross-validated line is of the best of GRID on three quarters of the queries, over three quarters of the past
incidents, tried on the last quarter of the queries over all of them; ours is the formula as it is.
"""

import asyncio
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log, log2, sqrt
from pathlib import Path
from statistics import fmean, stdev
from tempfile import TemporaryDirectory
from typing import Any

from bot.clock import RealClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.store.engine import Store
from bot.store.migrations import migrate
from bot.story.recall.past import Past
from bot.story.recall.ranking import Formula, Index
from bot.story.recall.reports import read
from tests.postgres import Cluster

VARIABLE = "SITREP_RECALL"
NOT_GIVEN = f"not measured: no labels given ({VARIABLE}=folder{os.pathsep}folder)"
FIRST = 3
HELPS = 2  # the grade from which on a past incident is wanted
FOLDS = 4
GRID = [Formula(kind=kind, k=k, b=b) for kind, k, b in product((1.0, 1.5, 2.0), (1.0, 2.0, 3.0), (0.25, 0.5, 0.75))]
MANY = 10_000
ASKED = 21

Rank = Callable[[str, str], list[str]]  # the words of a query, and the id that is left out -> ids, best first


@dataclass(frozen=True)
class Labels:
    queries: Mapping[str, Mapping[str, str]]
    grades: Mapping[str, Mapping[str, int]]
    pasts: Mapping[str, Past]

    def among(self, wanted: Callable[[str], bool]) -> "Labels":
        """The same with these past incidents alone."""
        kept = {query: {name: n for name, n in by.items() if wanted(name)} for query, by in self.grades.items()}
        return Labels(self.queries, kept, {name: past for name, past in self.pasts.items() if wanted(name)})


CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "by title": ("title",),
    "after ten minutes": ("title", "early"),
    "with the cause as an idea": ("title", "early", "hypothesis"),
}


async def measure() -> list[str]:
    folders = [Path(folder) for folder in os.environ.get(VARIABLE, "").split(os.pathsep) if folder]
    return [*(_measured(folders) if folders else [NOT_GIVEN]), *await _timed()]


def _measured(folders: Sequence[Path]) -> Iterator[str]:
    labels, invented = _labels(folders)
    for among, kept in (("all", labels), ("without the invented", labels.among(lambda name: name not in invented))):
        for condition, parts in CONDITIONS.items():
            plain = _scores(kept, parts, plain_bm25(kept.pasts), kept.queries)
            ours = _scores(kept, parts, by_formula(kept.pasts), kept.queries)
            held = _held_back(kept, parts)
            gain = [ours[query][0] - plain[query][0] for query in ours]
            yield (
                f"{among}, {condition}: nDCG@3 / recall@3 of plain BM25 {_mean(plain)}, ours {_mean(ours)} "
                f"(nDCG@3 {fmean(gain):+.3f} ± {stdev(gain) / sqrt(len(gain)):.3f}), cross-validated {_mean(held)}"
            )


def _labels(folders: Sequence[Path]) -> tuple[Labels, frozenset[str]]:
    files = [json.loads(path.read_text("utf-8")) for folder in folders for path in sorted(folder.glob("*.json"))]
    told = next(file for file in files if "relevance" in file)
    objects = [one for file in files if file is not told for one in (file if isinstance(file, list) else [file])]
    pasts = {one["id"]: _past(one) for one in objects if "id" in one and "title" in one}
    known = Labels(told["queries"], told["relevance"], pasts)
    asked = {name for by in known.grades.values() for name in by}
    return known.among(asked.__contains__), frozenset(told.get("invented_past", ()))


def _past(told: Mapping[str, Any]) -> Past:
    known = told.get("answer_key")
    plain = told if known is None else {"id": told["id"], "title": told["title"], **known}
    return read(json.dumps(plain), stem=told["id"], is_json=True)[0]


def by_formula(pasts: Mapping[str, Past], formula: Formula | None = None) -> Rank:
    index = Index(pasts.values(), formula=formula or Formula())
    return lambda words, but: [found.past.name for found in index.similar(words, but=but)]


def plain_bm25(pasts: Mapping[str, Past], k: float = 1.5, b: float = 0.75) -> Rank:
    """BM25 as the textbook has it: lower case, every word of the record alike."""
    counts = {name: Counter(_tokens("\n".join(past.parts.values()))) for name, past in pasts.items()}
    mean = fmean(count.total() for count in counts.values())
    there = Counter(word for count in counts.values() for word in count)

    def score(name: str, words: set[str]) -> float:
        count = counts[name]
        slack = k * (1 - b + b * count.total() / mean)
        idf = {word: log(1 + (len(counts) - there[word] + 0.5) / (there[word] + 0.5)) for word in words}
        return sum(idf[word] * count[word] * (k + 1) / (count[word] + slack) for word in words if word in count)

    def rank(words: str, but: str) -> list[str]:
        said = set(_tokens(words))
        return sorted(counts.keys() - {but}, key=lambda name: (-score(name, said), name))

    return rank


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _scores(
    labels: Labels, parts: Sequence[str], rank: Rank, queries: Mapping[str, Any]
) -> Mapping[str, tuple[float, float]]:
    """By query with something that helps, nDCG@3 and recall@3."""
    scores = {}
    for query in queries:
        grades = labels.grades[query]
        wanted = sum(grade >= HELPS for grade in grades.values())
        if wanted:
            ranked = rank(". ".join(labels.queries[query][part] for part in parts), query)
            first = [grades[name] for name in ranked if name in grades][:FIRST]
            best = _gain(sorted(grades.values(), reverse=True)[:FIRST])
            scores[query] = _gain(first) / best, sum(grade >= HELPS for grade in first) / wanted
    return scores


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _held_back(labels: Labels, parts: Sequence[str]) -> Mapping[str, tuple[float, float]]:
    """What the best of the grid on the other folds gets on each fold."""
    held: dict[str, tuple[float, float]] = {}
    fold_of = {name: place % FOLDS for place, name in enumerate(sorted(labels.pasts))}
    for fold in range(FOLDS):
        chosen_by = labels.among(lambda name, fold=fold: fold_of[name] != fold)  # type: ignore[misc]
        others = {query: one for query, one in labels.queries.items() if fold_of[query] != fold}

        def worth(formula: Formula, known: Labels = chosen_by, others: Mapping[str, Any] = others) -> float:
            found = [_scores(known, told, by_formula(known.pasts, formula), others) for told in CONDITIONS.values()]
            return fmean(ndcg for scores in found for ndcg, _ in scores.values())

        best = max(GRID, key=worth)
        mine = {query: one for query, one in labels.queries.items() if fold_of[query] == fold}
        held |= _scores(labels, parts, by_formula(labels.pasts, best), mine)
    return held


def _mean(scores: Mapping[str, tuple[float, float]]) -> str:
    return f"{fmean(ndcg for ndcg, _ in scores.values()):.3f} / {fmean(recall for _, recall in scores.values()):.3f}"


async def _timed() -> list[str]:
    """How long it takes to keep so many past incidents ready, and to ask once, on both databases."""
    cluster = await asyncio.to_thread(Cluster)
    try:
        with TemporaryDirectory() as folder:
            return [
                f"on {name}, {await _timed_on(url)}"
                for name, url in (("SQLite", f"sqlite:///{folder}/many.db"), ("PostgreSQL", cluster.create("many")))
            ]
    finally:
        await asyncio.to_thread(cluster.stop)


async def _timed_on(url: str) -> str:
    migrate(url)
    store = await Store.open(url)
    try:
        desk = Desk(store, clock=RealClock(), ids=Ids(), policy=Policy())
        await desk.bring_in([_made_up(number) for number in range(MANY)])
        begun = time.perf_counter(), time.process_time()
        await desk.past.prepare()
        ready_s, ready_cpu_s = time.perf_counter() - begun[0], time.process_time() - begun[1]
        asked = sorted([await _asking(desk) for _ in range(ASKED)])
        cpu_ms = 1000 * sorted(cpu for _, cpu in asked)[ASKED // 2]
    finally:
        await store.close()
    return (
        f"{MANY:,} past incidents are ready in {ready_s:.1f} s ({ready_cpu_s:.1f} s of a processor) and asked in "
        f"{asked[ASKED // 2][0] * 1000:.0f} ms ({cpu_ms:.0f} of a processor; goal 50), the slowest of {ASKED} "
        f"{asked[-1][0] * 1000:.0f}"
    )


_SAID = (
    *("checkout answers with errors", "the disk of the build host is full", "customers cannot log in since noon"),
    *(
        "a deployment was rolled back",
        "the queue of invoices grows",
        "the certificate had expired",
        "dns did not resolve",
    ),
    *("a table was deleted by mistake", "pods are stuck in pending", "the provider reports an outage"),
)


def _made_up(number: int) -> Past:
    """One of many records that differ: eighty words, some of them its own."""
    said = [_SAID[(number // 10**place + place) % len(_SAID)] + f" on host-{number % 97}" for place in range(4)]
    said *= 2
    own = f"service{number % 500} release {number}"
    return Past(name=f"p{number}", title=said[0], symptom=f"{said[1]} {own}", cause=said[2], fix=said[3], other=own)


async def _asking(desk: Desk) -> tuple[float, float]:
    """Seconds by the clock, and of a processor."""
    begun = time.perf_counter(), time.process_time()
    await desk.past.first(
        "customers cannot log in. Errors since the deployment of service17, the queue grows and pods hang; "
        "somebody thinks that the disk is full or that the certificate has expired",
        limit=FIRST,
        may_see=_anybody,
    )
    return time.perf_counter() - begun[0], time.process_time() - begun[1]


async def _anybody(_: Past, __: int | None) -> bool:
    return True
