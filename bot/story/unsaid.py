"""What whoever presents the brief leaves unsaid: causes that nobody confirmed, times that nobody gave, and blame.

Law: each names the record that it is about, or what is not entered; it never says that something is not so.
"""

from collections.abc import Callable, Iterator

from bot.incident.state import Incident
from bot.story.brief import Brief
from bot.story.cause import by_likelihood, is_confirmed, last_entry
from bot.story.figures import impacts, money
from bot.story.fix import standing_plan
from bot.story.keytimes import moments
from bot.story.language import flags
from bot.story.sentences import Sentence, source

IDEAS_MAX = 2  # the likeliest are those that come to mind
RULED_OUT_MAX = 2
WORDS_MAX = 3  # of those that judge; so many show what is meant


def unsaid(brief: Brief, incident: Incident) -> tuple[Sentence, ...]:
    """All of it for a page of this incident, of which ideas that a line denied are left out."""
    return tuple(sentence for rule in _RULES for sentence in rule(brief, incident))


def _ideas(_: Brief, incident: Incident) -> Iterator[Sentence]:
    if is_confirmed(incident):
        return
    for idea in by_likelihood(incident)[:IDEAS_MAX]:
        entry = last_entry(incident, idea)
        values = {"text": idea.text, "likelihood": idea.likelihood, "source": source(incident, entry)}
        yield Sentence("unsaid_idea", values, (idea.seq,))


def _quoted_causes(brief: Brief, incident: Incident) -> Iterator[Sentence]:
    causes = next(section.sentences for section in brief.sections if section.name == "cause")
    quoted = tuple(label for s in causes if "quotes" in s.values for label in s.sources)
    if quoted and not is_confirmed(incident):
        yield Sentence("unsaid_quoted_cause", {}, quoted)


def _ruled_out(_: Brief, incident: Incident) -> Iterator[Sentence]:
    for idea in [h for h in incident.hypotheses if h.outcome == "ruled out"][-RULED_OUT_MAX:]:
        entry = last_entry(incident, idea)
        yield Sentence("unsaid_ruled_out", {"text": idea.text, "source": source(incident, entry)}, (entry.seq,))


def _corrected(_: Brief, incident: Incident) -> Iterator[Sentence]:
    for counted in impacts(incident):
        if counted.corrects:
            values = {"earlier": counted.corrects, "figure": counted.fact}
            yield Sentence("unsaid_figure", values, (counted.entry.seq,))
    for stated in money(incident).values():
        if stated.corrects:
            sums = {"earlier": stated.corrects, "figure": stated.fact}
            yield Sentence("unsaid_sum", sums, (stated.entry.seq,))


def _totals(_: Brief, incident: Incident) -> Iterator[Sentence]:
    for counted in impacts(incident):
        if counted.fact.figure in {"at least", "range", "in words"}:
            yield Sentence("unsaid_total", {"figure": counted.fact}, (counted.entry.seq,))


def _sums(_: Brief, incident: Incident) -> Iterator[Sentence]:
    stated = money(incident)
    seqs = tuple(figure.entry.seq for figure in stated.values())
    yield Sentence("unsaid_bare_sum" if stated else "unsaid_any_sum", {}, seqs)


def _times(brief: Brief, incident: Incident) -> Iterator[Sentence]:
    """When it is over, or was: what we plan is no promise, and the hour of a status is none of the harm."""
    made, ended = standing_plan(incident, "a"), moments(incident).get("mitigated")
    if brief.phase == "during":
        seqs = (made[0].seq,) if made else ()
        is_estimated = made is not None and made[1].eta_low_min is not None
        yield Sentence("unsaid_promise" if is_estimated else "unsaid_time", {}, seqs)
        yield Sentence("unsaid_over", {"status": brief.status})
    elif ended is not None and not ended.stated:
        yield Sentence("unsaid_end", {"at": ended.time}, (ended.seq,))


def _blame(_: Brief, incident: Incident) -> Iterator[Sentence]:
    """Whose doing it was; of the record's own words those that judge."""
    yield Sentence("unsaid_blame")
    judging = {flag.words.casefold(): flag for flag in flags(incident)}
    newest = list(judging.values())[-WORDS_MAX:]
    if newest:
        yield Sentence("unsaid_words", {"words": tuple(f.words for f in newest)}, tuple(f.seq for f in newest))


def _data(_: Brief, __: Incident) -> Iterator[Sentence]:
    yield Sentence("unsaid_data")


_RULES: tuple[Callable[[Brief, Incident], Iterator[Sentence]], ...] = (
    _ideas,
    _quoted_causes,
    _ruled_out,
    _corrected,
    _totals,
    _sums,
    _times,
    _data,
    _blame,
)
