"""The opening of the summary: at most sixty words, whatever was said, by whom, when, and whoever reads it."""

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from bot.render.words import Reader, Words, words_in
from bot.story.in_short import NAMED_MAX, words_at_most
from bot.story.quotation import Quotation
from bot.story.sentences import Sentence
from tests.tries import tries

WORDS = Words()
BEGUN_AT = datetime(2026, 5, 14, 22, tzinfo=UTC)
LINES = st.lists(st.sampled_from(("gone", "3", "–", "a/b", "42%", "it’s", "(all)", "ok.", "ok,no")), min_size=1)
TEXTS = LINES.map(" ".join)
NAMES = st.lists(TEXTS, max_size=NAMED_MAX).map(tuple)
TIMES = st.integers(0, 40).map(lambda hours: BEGUN_AT + timedelta(hours=hours))
READERS = st.builds(
    lambda zone, now: Reader({}, zone, "https://example.slack.com", now),
    st.sampled_from(("UTC", "Pacific/Auckland", "America/Los_Angeles")),
    TIMES,
)
QUOTES = st.builds(
    Quotation,
    words=TEXTS,
    role=st.sampled_from(("", *DEFAULT.titles)),
    is_machine=st.booleans(),
    at=TIMES,
    label=st.just("m1"),
    message=st.none(),
    edited_at=st.none() | TIMES,
    cut=st.booleans(),
    as_typed=st.booleans(),
    corrected_at=st.none() | TIMES,
)
QUOTED = st.fixed_dictionaries(
    {"quote": QUOTES, "see": st.none(), "is_settled": st.booleans(), "is_nearest": st.booleans()}
)
ELSEWHERE = st.fixed_dictionaries(
    {
        "quote": st.none(),
        "see": st.sampled_from(("", "Impact", "Contributing factors", "What we believed and when")),
        "is_settled": st.booleans(),
        "is_nearest": st.just(value=False),
    }
)
FIGURES = st.builds(
    lambda figure, low, more, what: f.ImpactStated(id="I1", figure=figure, what=what, low=low, high=low + more),
    st.sampled_from(("none", "range", "at least", "exact")),
    st.integers(0, 9_999_999),
    st.integers(0, 999),
    TEXTS,
) | st.builds(lambda words, what: f.ImpactStated(id="I1", figure="in words", what=what, words=words), TEXTS, TEXTS)
SPANS = st.integers(0, 9_999).map(lambda minutes: timedelta(minutes=minutes))
IMPACT = {
    "more": st.integers(0, 9),
    "cannot": st.just("") | TEXTS,
    "others": NAMES,
    "more_others": st.integers(0, 9),
    "figure": FIGURES,
    "title": TEXTS,
    "during": st.booleans(),
}
TOOK = {
    "since": st.sampled_from(("detected", "impact start", "declared")),
    "to": st.sampled_from(("mitigated", "resolved")),
    "ended_at": TIMES,
    "is_stated": st.booleans(),
    "took": SPANS,
    "over": st.just(()) | st.just((1,)),
    "over_for": SPANS,
}
SENTENCES = st.one_of(
    *(st.builds(Sentence, st.just(said), QUOTED | ELSEWHERE) for said in ("said_harm", "said_fix", "said_cause")),
    st.builds(Sentence, st.just("short_impact"), st.fixed_dictionaries({"names": NAMES, **IMPACT})),
    st.builds(
        Sentence,
        st.just("short_fix"),
        st.fixed_dictionaries(
            {"what": TEXTS, "at": st.none() | TIMES, "stage": st.sampled_from(("ahead", "done", "was"))}
        ),
    ),
    st.builds(
        Sentence,
        st.just("short_cause_confirmed"),
        st.fixed_dictionaries({"texts": st.lists(TEXTS, min_size=1, max_size=4).map(tuple)}),
    ),
    st.builds(
        Sentence,
        st.just("short_cause_believed"),
        st.fixed_dictionaries({"text": TEXTS, "likelihood": st.sampled_from(get_args(f.Likelihood))}),
    ),
    st.builds(Sentence, st.just("took"), st.fixed_dictionaries(TOOK)),
)


@settings(max_examples=tries(300), deadline=None)
@given(sentence=SENTENCES, reader=READERS)
def test_a_sentence_of_the_opening_has_no_more_words_than_room_is_kept_for(sentence: Sentence, reader: Reader) -> None:
    told = WORDS.sentence("summary", sentence, form="markdown", reader=reader)

    assert words_in(told) <= words_at_most(sentence, DEFAULT), told
