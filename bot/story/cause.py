"""Why it happened, as far as it is known: section 4 of the brief. A belief is never worded as a fact."""

from collections.abc import Sequence

from bot.incident.logbook import Entry
from bot.incident.state import Case, Hypothesis, Incident
from bot.story import gaps
from bot.story.freshness import Picture
from bot.story.phase import phase_of
from bot.story.sentences import EXTRA, LIKELIEST_FIRST, MUST, STRONG, USEFUL, Sentence, Source, source

RULED_OUT_MAX = 2  # so many dead ends show that one has looked; the rest are in the post-incident summary


def cause(case: Case, pictures: Sequence[Picture]) -> tuple[Sentence, ...]:
    """Section 4: confirmed, else the likeliest belief with its word, else that it is not known; and what it was not."""
    incident = case.incident
    confirmed = [h for h in incident.hypotheses if h.outcome == "confirmed"]
    believed = by_likelihood(incident)
    if confirmed:
        head = tuple(_confirmed(incident, h) for h in confirmed)
    elif believed:
        head = (_believed(incident, believed[0]), *_others(believed[1:]))
    else:
        head = (Sentence("cause_unknown"), *gaps.answer(case, pictures, "cause"))
    factors = (Sentence("factors_unknown", {}, (), STRONG),) if phase_of(incident) == "final" else ()
    return (*head, *_ruled_out(incident, MUST if not confirmed and not believed else USEFUL), *factors)


def by_likelihood(incident: Incident) -> list[Hypothesis]:
    """The open hypotheses, the likeliest first; of two alike the newer, for it knows more."""
    still_open = [h for h in incident.hypotheses if h.outcome == "open"]
    return sorted(still_open, key=lambda h: (LIKELIEST_FIRST.index(h.likelihood), -h.seq))


def _confirmed(incident: Incident, hypothesis: Hypothesis) -> Sentence:
    entry = last_entry(incident, hypothesis)
    values = {"text": hypothesis.text, "evidence": hypothesis.evidence, "source": source(incident, entry)}
    return Sentence("cause_confirmed", values, (entry.seq,))


def _believed(incident: Incident, hypothesis: Hypothesis) -> Sentence:
    entry = last_entry(incident, hypothesis)
    said: Source = source(incident, entry)
    values = {"text": hypothesis.text, "likelihood": hypothesis.likelihood, "source": said}
    return Sentence("cause_believed", values, (hypothesis.seq,))


def _others(others: Sequence[Hypothesis]) -> tuple[Sentence, ...]:
    return (Sentence("other_causes", {"count": len(others)}, tuple(h.seq for h in others), EXTRA),) if others else ()


def _ruled_out(incident: Incident, weight: int) -> tuple[Sentence, ...]:
    gone = [h for h in incident.hypotheses if h.outcome == "ruled out"]
    shown = gone[-RULED_OUT_MAX:]
    if not gone:
        return ()
    values = {"texts": tuple(h.text for h in shown), "more": len(gone) - len(shown)}
    return (Sentence("ruled_out", values, tuple(h.seq for h in shown), weight),)


def last_entry(incident: Incident, hypothesis: Hypothesis) -> Entry:
    """The newest record about a hypothesis: what settled it, its last likelihood, or the raising itself."""
    return [entry for entry in incident.entries if getattr(entry.fact, "id", "") == hypothesis.id][-1]
