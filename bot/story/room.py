"""What of people's words a page has room for, what it lacks, and where the rest stands.

Law: news before gaps. What logs or code said less than an interval ago is on the page, and a page never says that there
is nothing of which it holds a line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot.incident import reports
from bot.incident.facts import ImpactStated, MoneyStated
from bot.incident.state import Case, Incident
from bot.story import labels
from bot.story.cause import is_explained
from bot.story.feeding import PAGE_QUOTES_MAX, Fed, Findable, Place, Quoted, feed, findable
from bot.story.fix import decided_afterwards, is_decided, is_done, standing_plan
from bot.story.onrecord import OnRecord
from bot.story.phase import phase_of
from bot.story.picks import FINDERS, anything
from bot.story.quotation import QUOTED_WORDS_MAX, REASON_WORDS_MAX, Holding, figure_behind_courtesy, quoted
from bot.story.risk import is_judged
from bot.story.sentences import EXTRA, MUST, USEFUL, Label, Sentence, holders
from bot.story.statements import Statement

NEWS_FOR = timedelta(
    minutes=30
)  # where no cadence runs, so long is a line news: as on mitigated at the highest severity

# The typed record that makes quotations of a place needless; a place that is not here always has room for them.
TYPED: Mapping[Place, Callable[[Incident], bool]] = {
    "harm": lambda incident: bool(incident.customers or incident.of(ImpactStated)),
    "customers": lambda incident: bool(incident.of(ImpactStated)),
    "money": lambda incident: bool(incident.of(MoneyStated)),
    "cause": is_explained,
    "running": lambda incident: standing_plan(incident, "a") is not None or is_decided(incident),
    "ended": is_done,
    "plan_b": lambda incident: "b" in incident.plans,
    "prevention": lambda incident: bool(incident.follow_ups),
    "risk": is_judged,
}


_IN_VAIN = frozenset({"no answer", "handed on", "not known"})

# Where a section's words can come from.
PLACES: Mapping[str, tuple[Place, ...]] = {
    "customers": ("customers",),
    "revenue": ("money",),
    "cause": ("cause",),
    "fix": ("estimate", "expected", "running", "doing", "ended", "earlier", "plan_b"),
    "prevention": ("prevention",),
}


# What a page can lack, in the order in which it is said; a place that has lines somewhere lacks it no more.
LACKED: tuple[tuple[str, Place, Callable[[Incident], bool]], ...] = (
    ("who", "harm", TYPED["harm"]),
    ("how_many", "customers", TYPED["customers"]),
    ("cause", "cause", TYPED["cause"]),
    ("fix", "running", lambda incident: phase_of(incident) != "during" or TYPED["running"](incident)),
    ("fix", "ended", lambda incident: phase_of(incident) == "during" or TYPED["ended"](incident)),
    ("plan_b", "plan_b", lambda incident: phase_of(incident) != "during" or TYPED["plan_b"](incident)),
    ("measures", "prevention", lambda incident: phase_of(incident) == "during" or _is_to_be_prevented(incident)),
)


def _is_to_be_prevented(incident: Incident) -> bool:
    return TYPED["prevention"](incident) or bool(decided_afterwards(incident))


def _holding(place: Place, lead_in: str, line: Statement) -> Holding | None:
    """What the words of a line are quoted for; where it was chosen for where it stands, its beginning is."""
    if place == "money":
        return labels.holds_a_sum
    if lead_in == "holding_figure":
        return labels.holds_a_figure
    return figure_behind_courtesy(line) if place in {"harm", "customers"} else None


_OF_NO_USE = frozenset({"fix", "measures"})  # for what was cancelled: a false alarm lacks neither


@dataclass(frozen=True)
class Room:
    """The lines on record that no typed sentence tells, and the page that they are to stand on."""

    case: Case
    record: OnRecord

    @cached_property
    def sated(self) -> frozenset[Place]:
        return frozenset(place for place, is_typed in TYPED.items() if is_typed(self.case.incident))

    @cached_property
    def found(self) -> Findable:
        return findable(self.record, self.sated)

    def quoted(self) -> Quoted:
        """The quotations of the page, none for a place whose lines stand elsewhere on it or have no room.

        News weighs as much as a record; the last words before the end always stay.
        """
        taken_back, since = self.record.taken_back, self._news_since()
        worded: dict[Place, tuple[Sentence, ...]] = dict.fromkeys(self.found.places, ())
        for place, found in self._fed().items():
            for one in found:
                words_max = REASON_WORDS_MAX if place == "cause" else QUOTED_WORDS_MAX
                quotes = tuple(
                    quoted(line, taken_back, words_max=words_max, holding=_holding(place, one.lead_in, line))
                    for line in one.lines
                )
                weight = MUST if place == "ended" or one.lines[-1].at > since else USEFUL
                values = {"quotes": quotes, "state": self.record.ended_as}
                sentence = Sentence(one.lead_in, values, tuple(quote.label for quote in quotes), weight)
                worded[place] = (*worded.get(place, ()), sentence)
        return worded

    def lacking(self) -> tuple[Sentence, ...]:
        """All that the page lacks, in one sentence; but a measure where it would stand, once what is left is judged."""
        incident = self.case.incident
        lacked = tuple(
            what for what, place, is_typed in LACKED if place not in self.found.places and not is_typed(incident)
        )
        if incident.status == "cancelled":
            lacked = tuple(what for what in lacked if what not in _OF_NO_USE)
        if is_judged(incident):
            lacked = tuple(what for what in lacked if what != "measures")
        if not lacked:
            return ()
        asked = self._asked() if "who" in lacked else ()
        return (Sentence("lacking", {"what": lacked}, (), EXTRA), *asked)

    def _asked(self) -> tuple[Sentence, ...]:
        """Of whom it was asked in vain who is hurt, by role and hour."""
        held = holders(self.case.incident)
        vain = [q for q in self.case.incident.questions if q.name == "harm" and q.shown_at and q.answer in _IN_VAIN]
        values = tuple((held.at(q.person, q.asked_at), q.asked_at, q.answer) for q in vain)
        return (Sentence("asked_in_vain", {"asks": values}, (), EXTRA),) if values else ()

    def elsewhere(self, name: str, told: Mapping[str, tuple[Sentence, ...]]) -> tuple[Sentence, ...]:
        """For a section without a sentence: where the lines that it could have stand, or that there are none.

        Of lines that have no room it says that: a page never calls nothing what it leaves out. What a typed sentence
        tells is not left out, and a sum in it is found there. Where somebody judged what is left, that nothing is on
        record of prevention would read as if nothing were left to be done.
        """
        lines = frozenset[Label]().union(*(self.found.places.get(place, ()) for place in PLACES.get(name, ())))
        for number, sentences in enumerate(told.values(), start=1):
            places = (s for s in sentences if "quotes" in s.values or name == "revenue")
            if any(lines & set(sentence.sources) for sentence in places):
                values = {"section": number, "of": name, "phase": phase_of(self.case.incident)}
                return (Sentence("quoted_in", values),)
        if name == "prevention" and not lines and is_judged(self.case.incident):
            return (Sentence("measure_missing"),)
        stands = {label for sentences in told.values() for sentence in sentences for label in sentence.sources}
        return (Sentence("nothing_on_record" if lines <= stands | self.record.taken else "no_room"),)

    def _fed(self) -> dict[Place, tuple[Fed, ...]]:
        """The places in their order, and what logs or code said a moment ago beside them."""
        newest = self._news()
        for room in range(PAGE_QUOTES_MAX, -1, -1):
            fed = feed(self.record, self.found, quotes_max=room)
            shown = {line.label for found in fed.values() for one in found for line in one.lines}
            news = tuple(s for s in newest if s.label not in shown)
            if len(shown) + len(news) <= PAGE_QUOTES_MAX:
                break
        return {**fed, "news": (Fed("news", news),)} if news else dict(fed)

    def _news(self) -> list[Statement]:
        """The newest lines of logs and of code, while they are younger than an interval."""
        since = self._news_since()
        newest = [s for role in FINDERS for s in self.record.newest(1, anything, by=role, since=since)]
        return sorted(newest, key=lambda s: s.at)

    def _news_since(self) -> datetime:
        return self.case.now - (reports.phase_interval(self.case) or NEWS_FOR)
