"""What opens the summary in sixty words: whom it hurt, what ended it, why, and how long it took.

Law: the earlier is told first. Each is told in whole sentences, the shortest if need be, before any is told at length;
where not even those have room, it says in which section they stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot.incident import facts as f
from bot.incident.parts import Customer, Hypothesis
from bot.incident.plans import stepped
from bot.incident.policy import Policy
from bot.incident.state import Case, Incident
from bot.story.candidates import Confirmed, SummaryTopic
from bot.story.cause import by_likelihood
from bot.story.fix import plan_entry
from bot.story.keytimes import moments, took
from bot.story.labels import has_words
from bot.story.phase import phase_of
from bot.story.quotation import Quotation, shortened, wordings
from bot.story.sentences import Label, Sentence

WORDS_MAX = 60
TYPED_CHARS_MAX = 160  # of a typed text that stands there, as templates/summary/sentences.j2 cuts it
NAMED_MAX = 2  # of the customers who are hurt alike, and of the others

# How many words templates/summary/sentences.j2 puts around people's own, at most: a test counts what it makes of them.
_OURS: Mapping[str, int] = {
    "said_harm": 2,
    "said_fix": 3,
    "said_cause": 3,
    "short_impact": 3,
    "short_fix": 3,
    "short_cause_confirmed": 2,
    "short_cause_believed": 3,
}
_ELSEWHERE: Mapping[str, int] = {"said_harm": 6, "said_fix": 4, "said_cause": 2}
_MACHINE_WORDS, _NO_ROLE_WORDS = 3, 4  # "an automatic message", "somebody without a role"
_HOUR_WORDS = 3  # `28 May 14:05`: on a page of the same day it is one, but where the day ends the reader's zone decides
_AS_TYPED_WORDS = 3  # "hour as typed"
_CHANGED_WORDS = 2 + _HOUR_WORDS  # "edited at 28 May 14:20", "corrected at 28 May 14:20"
_IN_PLACE_WORDS = 3 + _HOUR_WORDS  # "in place at 28 May 14:20"
_SINCE_WORDS: Mapping[str, int] = {"detected": 2, "impact start": 4}  # "First sign"; else "Declared"

# Of the harm the first that fits, of what ended it the last, and of the cause what the brief would tell first. Where
# not even that has room, the section of the summary in which it stands.
_QUOTED: tuple[tuple[SummaryTopic, str, int, str], ...] = (
    ("harm", "said_harm", 1, "Impact"),
    ("ended_by", "said_fix", -1, "Fix"),
    ("cause", "said_cause", 1, "Contributing factors"),
)


def in_short(
    case: Case,
    unsettled: Mapping[SummaryTopic, tuple[Quotation, ...]],
    taken: Mapping[SummaryTopic, tuple[Confirmed, ...]],
    cause: Label | None,
) -> tuple[Sentence, ...]:
    """Impact, fix, cause and length: of each a typed record, else one quotation, first of what was confirmed.

    `cause` is the line that stands alone as the cause, if one does: an older one beside it is often what it was not.
    """
    incident = case.incident
    length = took(incident)
    said = _said(unsettled, taken, cause)
    typed = (_impact(incident), _fix(incident), _cause(incident))
    places = [
        ways or list(_quoting(said.get(topic, ())[::step], words_id, section, is_settled=topic in taken))
        for ways, (topic, words_id, step, section) in zip(typed, _QUOTED, strict=True)
    ]
    room = WORDS_MAX - sum(words_at_most(sentence, case.policy) for sentence in length)
    return (*_sharing(places, room, case), *length)


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
    said["harm"] = tuple(sorted(said.get("harm", ()), key=lambda q: q.is_machine))  # whom it hurts, people say
    return said | settled


def _sharing(places: Sequence[Sequence[Sentence]], room: int, case: Case) -> Sequence[Sentence]:
    """Of each place one of its ways to tell it, the last of which says where it stands.

    The earlier place is told rather than a later one, and each in the shortest way of its nearest line that fits before
    any is told at length.
    """

    def words(way: Sentence) -> int:
        return words_at_most(way, case.policy)

    told = [ways[-1] for ways in places]
    for is_at_length in (False, True):
        for number, ways in enumerate(places):
            others = [*told[:number], *told[number + 1 :]]
            left = room - sum(map(words, others))
            stand = {label for other in others for label in other.sources}
            fitting = [way for way in ways[:-1] if words(way) <= left and stand.isdisjoint(way.sources)]
            nearest = [way for way in fitting if way.sources == fitting[0].sources]
            if fitting:
                told[number] = fitting[0] if is_at_length else min(nearest, key=words)
    return told


def words_at_most(sentence: Sentence, policy: Policy) -> int:
    """How many words it takes on the page, whoever reads it and when."""
    values, see = sentence.values, sentence.values.get("see")
    if sentence.words_id == "took":
        return _words_of_length(sentence)
    if isinstance(see, str):
        return _ELSEWHERE[sentence.words_id] + (_count(see) or 3)
    ours, quote = _OURS[sentence.words_id], values.get("quote")
    if isinstance(quote, Quotation):
        role = _count(policy.titles.get(quote.role, quote.role)) if quote.role else _NO_ROLE_WORDS
        changes = sum(at is not None for at in (quote.edited_at, quote.corrected_at))
        remarks = _AS_TYPED_WORDS * quote.as_typed + _CHANGED_WORDS * changes
        return ours + _count(quote.words) + (_MACHINE_WORDS if quote.is_machine else role) + _HOUR_WORDS + remarks
    match sentence.words_id:
        case "short_impact":
            ours += _ours_of_impact(values)
        case "short_fix" if values["at"]:
            ours += _IN_PLACE_WORDS
        case "short_cause_confirmed" if isinstance(texts := values["texts"], tuple):
            ours += len(texts) - 1  # each but the first behind an "and"
        case _:
            pass
    told = (value if isinstance(value, tuple) else (value,) for value in values.values())
    return ours + sum(_count(text[:TYPED_CHARS_MAX]) for texts in told for text in texts if isinstance(text, str))


def _ours_of_impact(values: Mapping[str, object]) -> int:
    """Such as "and 3 more", "as well", and what a figure of numbers says."""
    joins = sum(len(names) - 1 for key in ("names", "others") if (names := values[key]) and isinstance(names, tuple))
    more = 3 * bool(values["more"]) + 3 * bool(values["more_others"]) + 4 * bool(values["others"])
    figure = values["figure"] if not values["names"] else None
    stated = 5 + _count(f"{figure.words} {figure.what}") if isinstance(figure, f.ImpactStated) else 0
    return joins + more + stated


def _words_of_length(length: Sentence) -> int:
    values = length.values
    until = 3 if values["is_stated"] else 2
    over = 6 + _span_words(values["over_for"]) if values["over"] else 0
    return _span_words(values["took"]) + _SINCE_WORDS.get(str(values["since"]), 1) + until + over


def _span_words(span: object) -> int:
    """Of "20 min" and of "1 h 20 min"."""
    return 2 if isinstance(span, timedelta) and span < timedelta(hours=1) else 4


def _count(text: str) -> int:
    return sum(1 for word in text.split() if has_words(word))


def _quoting(quotes: Sequence[Quotation], words_id: str, section: str, *, is_settled: bool) -> Iterator[Sentence]:
    """Each line at full length and then shorter, those that stand nearest first; at last where they stand."""
    for quote in (quote for quote in quotes if quote.words):
        is_nearest = quote is quotes[0]  # what is nearer to the end, or to the start, may have no room
        for told in shortened(quote):
            values = {"quote": told, "see": None, "is_settled": is_settled, "is_nearest": is_nearest}
            yield Sentence(words_id, values, (quote.label,))
    yield _elsewhere(words_id, section if quotes else "", is_settled=is_settled)


def _elsewhere(words_id: str, section: str, *, is_settled: bool) -> Sentence:
    """In which section it stands, or that it is not on record."""
    return Sentence(words_id, {"quote": None, "see": section, "is_settled": is_settled, "is_nearest": False})


def _impact(incident: Incident) -> list[Sentence]:
    harmed, stated = incident.customers, incident.of(f.ImpactStated)
    if not harmed and not stated:
        return []
    cannot = next((customer.cannot for customer in harmed if customer.cannot), "")  # of one, and said of no other
    alike = [customer.name for customer in harmed if customer.cannot == cannot]
    others = [customer.name for customer in harmed if customer.cannot != cannot]
    values = {
        "names": tuple(alike[:NAMED_MAX]),
        "more": len(alike[NAMED_MAX:]),
        "cannot": cannot,
        "others": tuple(others[:NAMED_MAX]),
        "more_others": len(others[NAMED_MAX:]),
        "figure": stated[-1][1] if stated else None,
        "title": "" if harmed else incident.title,  # what is not said needs no room
        "during": phase_of(incident) == "during",
    }
    told = Sentence("short_impact", values, _seqs(harmed) or (stated[-1][0].seq,))
    return [told, _elsewhere("said_harm", "Customers" if harmed else "Impact", is_settled=True)]


def _cause(incident: Incident) -> list[Sentence]:
    confirmed = [h for h in incident.hypotheses if h.outcome == "confirmed"]
    judged = [h for h in by_likelihood(incident) if h.likelihood][:1]
    if confirmed:
        told = [(text,) for text in _lengths(confirmed[0].text)]
        texts = told if len(confirmed) == 1 else [tuple(h.text for h in confirmed)]
        ways = [Sentence("short_cause_confirmed", {"texts": one}, _seqs(confirmed)) for one in texts]
        return [*ways, _elsewhere("said_cause", "Contributing factors", is_settled=True)]
    ways = [
        Sentence("short_cause_believed", {"text": text, "likelihood": h.likelihood}, (h.seq,))
        for h in judged
        for text in _lengths(h.text)
    ]
    return [*ways, _elsewhere("said_cause", "What we believed and when", is_settled=False)] if ways else []


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
    ways = [Sentence("short_fix", {"what": what, "at": done_at, "stage": stage}, (made[0].seq,)) for what in told]
    return [*ways, _elsewhere("said_fix", "Fix", is_settled=True)]
