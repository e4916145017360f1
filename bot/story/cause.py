"""Why it happened, as far as it is known: section 4 of the brief. A belief is never worded as a fact."""

from collections.abc import Container

from bot.incident.logbook import Entry
from bot.incident.parts import Hypothesis
from bot.incident.state import Case, Incident
from bot.story import gaps
from bot.story.feeding import Quoted
from bot.story.phase import began_again_at
from bot.story.sentences import EXTRA, LIKELIEST_FIRST, MUST, USEFUL, Label, Sentence, source

RULED_OUT_MAX = 2  # so many dead ends show that one has looked; the rest are in the post-incident summary


def cause(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 4: what is known of it, and what a machine or another house said meanwhile, which settles nothing."""
    beside = quoted.get("beside", ())
    known = _known(case, quoted)
    return (*(known or (Sentence("nothing_on_record"),)), *beside) if beside else known


def _known(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Confirmed, else the likeliest belief with its word, else who said what; and what it was not.

    What was confirmed before it began again explains the time before: what is believed since stands beside it.
    """
    incident = case.incident
    confirmed = [h for h in incident.hypotheses if h.outcome == "confirmed"]
    judged = [h for h in by_likelihood(incident) if h.likelihood]
    unknown = gaps.answers(case, "cause")
    if is_confirmed(incident):
        return (*(_confirmed(incident, h) for h in confirmed), *_ruled_out(incident, USEFUL))
    earlier = tuple(_confirmed(incident, h, "cause_confirmed_earlier") for h in confirmed)
    if judged:
        others = _others(incident, excluding={judged[0].seq})
        return (*earlier, _believed(incident, judged[0]), *others, *unknown, *_ruled_out(incident, USEFUL))
    said = quoted.get("cause", ())
    lead_in = (Sentence("not_confirmed"),) if said else ()
    others = _others(incident, excluding={label for sentence in said for label in sentence.sources})
    return (*earlier, *lead_in, *said, *others, *unknown, *_ruled_out(incident, MUST))


def is_confirmed(incident: Incident) -> bool:
    """Whether a cause is confirmed of what goes on, or went on last: since it began again, if it did."""
    again_at = began_again_at(incident)
    settled = [h.settled_at for h in incident.hypotheses if h.outcome == "confirmed"]
    return any(again_at is None or (at is not None and at >= again_at) for at in settled)


def is_explained(incident: Incident) -> bool:
    """Whether a cause is confirmed, or an explanation was judged that nothing on record denies."""
    return is_confirmed(incident) or any(h.outcome == "open" and h.likelihood for h in incident.hypotheses)


def by_likelihood(incident: Incident) -> list[Hypothesis]:
    """The open hypotheses, the likeliest first; of two alike the newer, for it knows more."""
    still_open = [h for h in incident.hypotheses if h.outcome == "open"]
    return sorted(still_open, key=lambda h: (LIKELIEST_FIRST.index(h.likelihood), -h.seq))


def _confirmed(incident: Incident, hypothesis: Hypothesis, words_id: str = "cause_confirmed") -> Sentence:
    entry = last_entry(incident, hypothesis)
    values = {"text": hypothesis.text, "evidence": hypothesis.evidence, "source": source(incident, entry)}
    return Sentence(words_id, values, (entry.seq,))


def _believed(incident: Incident, hypothesis: Hypothesis) -> Sentence:
    """The words are those of whoever had the idea, and the likelihood of whoever judged it, if that is another."""
    raised, last = (entries := _entries(incident, hypothesis))[0], entries[-1]
    is_judged_by_another = last.by != raised.by
    values = {
        "text": hypothesis.text,
        "likelihood": hypothesis.likelihood,
        "source": source(incident, raised if is_judged_by_another else last),
        "judged": source(incident, last) if is_judged_by_another else None,
    }
    return Sentence("cause_believed", values, (hypothesis.seq,))


def _others(incident: Incident, *, excluding: Container[Label]) -> tuple[Sentence, ...]:
    """How many ideas nobody settled, beside those that the page tells."""
    others = [h for h in by_likelihood(incident) if h.seq not in excluding]
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
    return _entries(incident, hypothesis)[-1]


def _entries(incident: Incident, hypothesis: Hypothesis) -> list[Entry]:
    return [entry for entry in incident.entries if getattr(entry.fact, "id", "") == hypothesis.id]
