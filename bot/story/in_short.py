"""What opens the summary: whom it hurt, why, what ended it, and how long it took.

Law: none of them takes the room of another. Each is told in whole sentences, the shortest if need be, before any is
told at length; where not even those have room, it says in which section they stand.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.incident import facts as f
from bot.incident.parts import Customer, Hypothesis
from bot.incident.plans import stepped
from bot.incident.state import Incident
from bot.story.candidates import Confirmed, SummaryTopic
from bot.story.cause import by_likelihood
from bot.story.fix import plan_entry
from bot.story.keytimes import moments, took
from bot.story.phase import phase_of
from bot.story.quotation import Quotation, shortened, wordings
from bot.story.sentences import Label, Sentence

QUOTED_IN_SHORT_MAX = 36  # words: what is left of sixty for people's own, typed or quoted
STRETCHED_WORDS = 6  # so many more, where one of the three would not be told at all without them
OVER_WORDS = 16  # that it was held to be over in between
TYPED_CHARS_MAX = 160  # of a typed text that stands there, as templates/summary/sentences.j2 cuts it

# Of the harm the first that fits, of what ended it the last, and of the cause what the brief would tell first.
_QUOTED: tuple[tuple[SummaryTopic, str, int], ...] = (
    ("harm", "said_harm", 1),
    ("cause", "said_cause", 1),
    ("ended_by", "said_fix", -1),
)


def in_short(
    incident: Incident,
    unsettled: Mapping[SummaryTopic, tuple[Quotation, ...]],
    taken: Mapping[SummaryTopic, tuple[Confirmed, ...]],
    cause: Label | None,
) -> tuple[Sentence, ...]:
    """Impact with its length, cause and fix: a typed record each, else one quotation, first of what was confirmed.

    `cause` is the line that stands alone as the cause, if one does: an older one beside it is often what it was not.
    """
    length = took(incident)
    said = _said(unsettled, taken, cause)
    typed = (_impact(incident), _cause(incident), _fix(incident))
    places = [
        ways or list(_quoting(said.get(topic, ())[::step], words_id, is_settled=topic in taken))
        for ways, (topic, words_id, step) in zip(typed, _QUOTED, strict=True)
    ]
    room = QUOTED_IN_SHORT_MAX - sum(OVER_WORDS for sentence in length if sentence.values["over"])
    return (*_sharing(places, room), *length)


def _said(
    unsettled: Mapping[SummaryTopic, tuple[Quotation, ...]],
    taken: Mapping[SummaryTopic, tuple[Confirmed, ...]],
    cause: Label | None,
) -> Mapping[SummaryTopic, tuple[Quotation, ...]]:
    """What may be quoted of each: only what somebody took for it, if they did, and that nowhere else."""
    settled = {topic: tuple(one.quote for one in lines) for topic, lines in taken.items()}
    taken_up = {quote.label for quotes in settled.values() for quote in quotes}
    said = {topic: tuple(q for q in quotes if q.label not in taken_up) for topic, quotes in unsettled.items()}
    if named := tuple(q for q in said.get("cause", ()) if q.label == cause):
        said["cause"] = named
    return said | settled


def _sharing(places: Sequence[Sequence[Sentence]], room: int) -> Iterator[Sentence]:
    """Of each place the first of its ways to tell it that leaves the later ones room for their shortest.

    What was typed is always told; of what is quoted the longest gives way where there is no room for all of it.
    """
    least = [min(filter(None, map(_words, ways)), default=0) for ways in places]
    longest_first = sorted((n for n, ways in enumerate(places) if _gives_way(ways)), key=lambda n: -least[n])
    for number in longest_first:
        if sum(least) > room + STRETCHED_WORDS:
            least[number] = 0
    stand: set[Label] = set()
    for number, ways in enumerate(places, start=1):
        left = max(room - sum(least[number:]), least[number - 1])
        way = next((way for way in ways if _words(way) <= left and stand.isdisjoint(way.sources)), ways[-1])
        room -= _words(way)
        stand |= {*way.sources}
        yield way


def _gives_way(ways: Sequence[Sentence]) -> bool:
    return not _words(ways[-1])


def _words(sentence: Sentence) -> int:
    """How many of people's words it brings."""
    quote = sentence.values.get("quote")
    if isinstance(quote, Quotation):
        return len(quote.words.split())
    told = (" ".join(value) if isinstance(value, tuple) else value for value in sentence.values.values())
    return sum(len(text[:TYPED_CHARS_MAX].split()) for text in told if isinstance(text, str))


def _quoting(quotes: Sequence[Quotation], words_id: str, *, is_settled: bool) -> Iterator[Sentence]:
    """Each line at full length and then shorter, those that stand nearest first; at last where they stand."""
    for quote in quotes:
        is_nearest = quote is quotes[0]  # what is nearer to the end, or to the start, may have no room
        for told in shortened(quote):
            values = {"quote": told, "more": True, "is_settled": is_settled, "is_nearest": is_nearest}
            yield Sentence(words_id, values, (quote.label,))
    yield Sentence(words_id, {"quote": None, "more": bool(quotes), "is_settled": is_settled, "is_nearest": False})


def _impact(incident: Incident) -> list[Sentence]:
    harmed, stated = incident.customers, incident.of(f.ImpactStated)
    if not harmed and not stated:
        return []
    cannot = next((customer.cannot for customer in harmed if customer.cannot), "")  # of one, and said of no other
    values = {
        "names": tuple(customer.name for customer in harmed if customer.cannot == cannot),
        "cannot": cannot,
        "others": tuple(customer.name for customer in harmed if customer.cannot != cannot),
        "figure": stated[-1][1] if stated else None,
        "title": "" if harmed else incident.title,  # what is not said needs no room
        "during": phase_of(incident) == "during",
    }
    return [Sentence("short_impact", values, _seqs(harmed) or (stated[-1][0].seq,))]


def _cause(incident: Incident) -> list[Sentence]:
    confirmed = [h for h in incident.hypotheses if h.outcome == "confirmed"]
    judged = [h for h in by_likelihood(incident) if h.likelihood][:1]
    if confirmed:
        told = [(text,) for text in _lengths(confirmed[0].text)]
        texts = told if len(confirmed) == 1 else [tuple(h.text for h in confirmed)]
        return [Sentence("short_cause_confirmed", {"texts": one}, _seqs(confirmed)) for one in texts]
    return [
        Sentence("short_cause_believed", {"text": text, "likelihood": h.likelihood}, (h.seq,))
        for h in judged
        for text in _lengths(h.text)
    ]


def _lengths(text: str) -> list[str]:
    """A typed text and its shorter wordings, of those that are not cut off in the middle."""
    return [told for told in wordings(text) if len(told) <= TYPED_CHARS_MAX] or [text]


def _seqs(records: Sequence[Hypothesis | Customer]) -> tuple[int, ...]:
    return tuple(record.seq for record in records)


def _fix(incident: Incident) -> list[Sentence]:
    """Plan A: what is done, what was, or what it was where nobody said. What it was before it began again is no fix."""
    made, applied, step = plan_entry(incident, "a"), moments(incident).get("fix applied"), stepped(incident, "a")
    began_again = [e.seq for e, fact in incident.of(f.StatusSet) if fact.status == "investigating"][-1:]
    if made is None or (step and step[1].stage == "not needed"):
        return []
    done_at = applied.time if applied else step[0].at if step and step[1].stage == "done" else None
    is_over = phase_of(incident) != "during"
    if is_over and done_at is None and made[0].seq < max(began_again, default=0):
        return []
    stage = "done" if done_at else "was" if is_over else "ahead"
    told = _lengths(made[1].what)
    return [Sentence("short_fix", {"what": what, "at": done_at, "stage": stage}, (made[0].seq,)) for what in told]
