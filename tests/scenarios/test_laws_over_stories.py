"""The eleven laws of how pages get their words and that of the opening, over every page of four stories.

Each is looked at in each of its phases.

The stories: data that are lost, a private incident, a false alarm, nine hours with two causes. Each as it was told,
with nothing but its course, with hostile words, and with a record of every kind besides.

The pages are made from the record that a playing left behind, so that no story is played for them again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.incident import facts as f
from bot.incident import reports
from bot.incident.logbook import BOT, Entry, MessageRef
from bot.incident.replay import replay
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import RECORDS, row_of
from bot.render.words import Words, words_in
from bot.story import brief, sheet, summary
from bot.story.brief import Brief
from bot.story.in_short import WORDS_MAX
from bot.story.labels import is_bare
from bot.story.onrecord import answered
from bot.story.quotation import Quotation
from bot.story.room import NEWS_FOR
from bot.story.sentences import Label, Sentence
from bot.story.sheet import Sheet
from bot.story.statements import Statement, statements
from bot.story.summary import Summary
from tests.examples import EXAMPLES
from tests.scenarios.ended import Ended
from tests.story.carta import ANA, BO, DURING, FINAL, LEO, TWO_FOUND, clock, reader
from tests.story.carta import told as carta

ROOT = Path(__file__).parents[2]
STORIES = ("data-loss", "payslips", "false-alarm", "two-causes")
WORDS = Words()
APART = " q0q "  # a word of nobody's: what stands before and after it is not one piece
SHINGLE = 5  # so many words in a row are somebody's, and not the language's
MOMENT = timedelta(seconds=2)
ENDED: tuple[f.Status, ...] = ("mitigated", "resolved", "closed")
# Before what people wrote: what Slack, Markdown or a reader could take for something else.
HOSTILE = (
    "it is over.” The harm ended at 15:10. “", "[12]: https://x.example ", "Zoe Strand: ", "<!channel> ", "\\ ", "# H ",
    "*b* _x_ ~s~ `c` ", "\u202e", "| a | ", "[12] ", "1. ", "&lt; ", "![](@U1) ",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What one moment of a story tells on every page."""

    story: Ended
    page: Brief
    text: str
    sheet: Sheet
    sheet_text: str
    summary: Summary
    summary_text: str

    @property
    def incident(self) -> Incident:
        return self.story.incident

    @property
    def texts(self) -> tuple[str, ...]:
        return self.text, self.sheet_text, self.summary_text

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [sentence for section in self.page.sections for sentence in section.sentences]

    @cached_property
    def quotes(self) -> list[Quotation]:
        return [*_quotes_in(self.page), *_quotes_in(self.sheet), *_quotes_in(self.summary)]

    @cached_property
    def on_record(self) -> list[Statement]:
        return sorted(statements(self.incident, self.story.pinned), key=lambda line: line.at)

    @cached_property
    def by_label(self) -> Mapping[Label, Statement]:
        return {line.label: line for line in self.on_record}

    @cached_property
    def typed(self) -> str:
        """Every text in a record that is no report."""
        facts = [entry.fact for entry in self.incident.logbook if not isinstance(entry.fact, f.Reported)]
        return APART.join(str(getattr(fact, one.name)) for fact in facts for one in fields(fact))

    def section(self, name: str) -> tuple[Sentence, ...]:
        return next(section.sentences for section in self.page.sections if section.name == name)


def _quotes_in(value: object) -> Iterator[Quotation]:
    """Every quotation anywhere in a page."""
    if isinstance(value, Quotation):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _quotes_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _quotes_in(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _quotes_in(getattr(value, one.name))


def told(story: Ended) -> Told:
    incident, pinned, now = story.incident, story.pinned, story.now
    page = brief.of(incident, pinned, now=now, policy=incident.policy, due={}, next_brief_at=None)
    presented = sheet.of(page, incident, pinned, policy=incident.policy)
    account = summary.of(incident, pinned, now=now, policy=incident.policy)
    pages = (WORDS.document(one, reader=story.reader) for one in (page, presented, account))
    text, sheet_text, summary_text = pages
    return Told(story, page, text, presented, sheet_text, account, summary_text)


# ---- the moments, and what is made of a story ----------------------------------------------------


def moments(story: Ended) -> list[datetime]:
    """Just after it began, just before and after each change of its state, and at the end."""
    acts = [entry.recorded_at for entry, _ in story.incident.of(f.Opened, f.StatusSet)]
    around = {at + apart for at in acts for apart in (-MOMENT, MOMENT)}
    return sorted({*around, story.now} - {acts[0] - MOMENT})


def as_told(story: Ended) -> Ended:
    return story


def with_nothing(story: Ended) -> Ended:
    """Its course alone: nothing that people recorded, and nothing marked."""
    kept = [entry for entry in story.incident.logbook if type(entry.fact) not in RECORDS or _is_course(entry.fact)]
    return replace(story, incident=_again(story, kept), pinned=())


def with_hostile_words(story: Ended) -> Ended:
    """Everything that people wrote begins with something that is no word of theirs to Slack or to Markdown."""
    entries = [replace(entry, fact=_hostile(entry.fact, entry.seq)) for entry in story.incident.logbook]
    pinned = tuple(
        replace(message, text=f"{HOSTILE[place % len(HOSTILE)]}{message.text}")
        for place, message in enumerate(story.pinned)
    )
    return replace(story, incident=_again(story, entries), pinned=pinned)


def with_every_kind(story: Ended) -> Ended:
    """A record of every kind that the story has none of, by its lead, when half of it was over."""
    book, known = list(story.incident.logbook), {type(entry.fact) for entry in story.incident.logbook}
    middle = len(book) // 2
    more = {type(fact): fact for fact in EXAMPLES if type(fact) in RECORDS and type(fact) not in known}
    by, at, here = story.incident.declarer, book[middle - 1].recorded_at, MessageRef(story.incident.channel, "1.0")
    added = [Entry(0, at, at, by, "more", fact, here) for fact in more.values() if not _is_course(fact)]
    renumbered = [replace(entry, seq=seq) for seq, entry in enumerate([*book, *added], start=1)]
    return replace(story, incident=_again(story, renumbered))


def _is_course(fact: f.Fact) -> bool:
    return isinstance(fact, f.Opened | f.StatusSet | f.RoleTaken | f.RoleReleased | f.RoleOffered)


def _again(story: Ended, entries: list[Entry]) -> Incident:
    return replay(story.incident.number, entries)


def _hostile(fact: f.Fact, seq: int) -> f.Fact:
    words = {name: str(getattr(fact, name)) for name in row_of(fact).words if isinstance(getattr(fact, name), str)}
    return replace(fact, **{name: f"{HOSTILE[seq % len(HOSTILE)]}{text}" for name, text in words.items() if text})


Made: TypeAlias = Callable[[Ended], Ended]
MADE: tuple[Made, ...] = (as_told, with_nothing, with_hostile_words, with_every_kind)


# ---- the laws ------------------------------------------------------------------------------------


def whole_sentences(page: Told) -> Iterator[str]:
    for quote in page.quotes:
        source = page.by_label[quote.label].said.strip() if quote.label in page.by_label else ""
        sources = {source, *_fields(page, quote.label)}
        if quote.words and not any(_ends_a_sentence(quote, text) for text in sources):
            yield f"“{quote.words}” of {sources}"


def _fields(page: Told, label: Label) -> Iterator[str]:
    """Each text of the entry behind a label, or of the message."""
    if isinstance(label, int):
        fact = next(entry.fact for entry in page.incident.logbook if entry.seq == label)
        yield from (str(getattr(fact, one.name)).strip() for one in fields(fact))


def _ends_a_sentence(quote: Quotation, text: str) -> bool:
    before, found, rest = text.partition(quote.words)
    is_begun = _is_over(before.rstrip(" "), before[-1:]) if quote.is_later else not before
    if not found or not is_begun:
        return False
    return not rest.strip() or (
        rest[0] in (";:" if quote.cut else " \n") and (quote.cut or _is_over(quote.words, rest))
    )


def _is_over(words: str, rest: str) -> bool:
    return words.rstrip("\"'”’)]")[-1:] in ".!?" or rest.startswith("\n")


def our_own_words_outside_quotations(page: Told) -> Iterator[str]:
    reported = [text for _, fact in page.incident.of(f.Reported) for text in (fact.conditions, fact.actions)]
    said = {message.text for message in page.story.pinned} | set(reported)
    typed = _shingles(page.typed)
    for text in (page.text, page.sheet_text):
        outside = _shingles(re.sub(r"“[^“”]*”", APART, text)) - typed
        yield from (" ".join(shingle) for words in said for shingle in _shingles(words) & outside)


@lru_cache(256)  # what people said is looked for on every page of every moment
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.lower())
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


LEAD_INS = {
    "who": {"first_on_record", "from_outside", "harm_customer", "harm_figure"},
    "how_many": {"affected"},
    "cause": {"said_confirmed", "before_identified", "told_after_the_end", "newest_finding", "cause_confirmed"},
    "fix": {"newest_on_record", "last_before_mitigated", "plan_a", "plan_a_done", "fix_applied"},
    "plan_b": {"plan_b"},
}


def nothing_is_missing_that_stands_there(page: Told) -> Iterator[str]:
    lacked = [what for s in page.sentences if s.words_id == "lacking" for what in _texts(s.values["what"])]
    shown = {s.words_id for s in page.sentences}
    yield from (f"{what}: {LEAD_INS[what] & shown}" for what in lacked if LEAD_INS.get(what, set()) & shown)
    for name in ("customers", "cause", "fix"):
        nothing = [s for s in page.section(name) if s.words_id == "nothing_on_record"]
        yield from (f"{name}: nothing, and {s}" for s in page.section(name) if nothing and "quotes" in s.values)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def the_last_before_the_end_is_told(page: Told) -> Iterator[str]:
    """Of an end in section 5: the last deed on record before it, a typed fix, or a line that somebody marked."""
    ends = [entry.at for entry, fact in page.incident.of(f.StatusSet) if fact.status in ENDED]
    if page.page.status not in ENDED or not ends:
        return
    shown = {label for s in page.section("fix") for label in s.sources}
    typed = {e.seq for e, _ in (*page.incident.of(f.Planned), *page.incident.of(f.PlanStepped))}
    typed |= {e.seq for e, fact in page.incident.of(f.TimeSet) if fact.which == "fix applied"}
    marked = {line.label for line in page.on_record if line.marks & {"done", "over"}}
    deeds = [line for line in page.on_record if line.at <= ends[-1] and _is_deed(line)]
    if deeds and not shown & ({deeds[-1].label} | typed | marked):
        yield f"{deeds[-1].said}, and {shown}"


def _is_deed(line: Statement) -> bool:
    return not line.is_machine and line.kind not in {"idea", "need", "risk"} and not is_bare(line.said)


def no_idea_that_was_denied_is_open(page: Told) -> Iterator[str]:
    denied = set(answered(page.on_record))
    for s in page.section("cause"):
        if s.words_id in {"cause_believed", "other_causes", "ideas"} and denied & set(s.sources):
            yield f"{s.words_id}: {denied & set(s.sources)}"


def an_end_is_timed(page: Told) -> Iterator[str]:
    if any(fact.which == "mitigated" for _, fact in page.incident.of(f.TimeSet)) or "harm ended" in page.typed:
        return
    outside = (re.sub(r"“[^“”]*”", "", text) for text in (page.text, page.sheet_text))
    yield from (text for text in outside if "harm ended" in text)


def who_is_named_was_asked(page: Told) -> Iterator[str]:
    """A person stands on the page as lead, as owner of something on record, or in words that somebody typed."""
    incident, people = page.incident, page.story.reader.people
    owners = {getattr(entry.fact, name, None) for entry in incident.logbook for name in ("owner", "person", "asked")}
    known = {people.get(str(one), "") for one in (*owners, incident.lead)}
    outside = re.sub(r"“[^“”]*”|\([^()]*\)", "", page.text)
    yield from (name for name in people.values() if name in outside and name not in known and name not in page.typed)


def the_reason_of_the_end_stands(page: Told) -> Iterator[str]:
    acts = [fact.why for _, fact in page.incident.of(f.StatusSet)]
    if acts and acts[-1] and not _shingles(acts[-1]) <= _shingles(page.text):
        yield acts[-1]


def fresh_words_of_logs_and_code_stand(page: Told) -> Iterator[str]:
    if page.page.phase != "during" or not any(s.words_id == "lacking" for s in page.sentences):
        return
    case = Case(page.incident, page.story.now, BOT)
    since = page.story.now - (reports.phase_interval(case) or NEWS_FOR)
    shown = {label for s in page.sentences for label in s.sources}
    for role in ("logs", "code"):
        fresh = [line for line in page.on_record if line.role == role and line.at > since and not is_bare(line.said)]
        if fresh and fresh[-1].label not in shown:
            yield f"{role}: {fresh[-1].said}"


def nothing_only_said_leaves(page: Told) -> Iterator[str]:
    typed = _shingles(APART.join([page.typed, *(line.said for line in page.on_record)]))
    for text in page.texts:
        yield from (
            " ".join(one) for said in page.story.only_said for one in (_shingles(said) - typed) & _shingles(text)
        )


def a_figure_has_its_source_and_hour(page: Told) -> Iterator[str]:
    """As it was first told, and as it was put right."""
    at_of = {entry.seq: entry.at for entry in page.incident.logbook}
    for row in page.summary.figures:
        clock = f"{page.story.reader.local(at_of[row.seq]):%H:%M}"
        line = next((one for one in page.summary_text.split("\n") if f" [{row.seq}]" in one and "|" in one), "")
        if row.source.at != at_of[row.seq] or clock not in line:
            yield f"{row.figure}: {line}"
    for s in page.sentences:
        if s.words_id in {"affected", "money"} and len(s.sources) == 1:
            source, seq = s.values["source"], s.sources[0]
            told_at = getattr(source, "at", None)
            if told_at != at_of.get(seq):  # type: ignore[call-overload]
                yield f"{s.values}"


def the_summary_opens_in_sixty_words(page: Told) -> Iterator[str]:
    opening = page.summary_text.partition("## Summary\n\n")[2].partition("\n\n##")[0]
    if words_in(re.sub(r" \[m?\d+\]", "", opening)) > WORDS_MAX:
        yield opening


Finds: TypeAlias = Callable[[Told], Iterator[str]]
LAWS: tuple[Finds, ...] = (
    whole_sentences,
    our_own_words_outside_quotations,
    nothing_is_missing_that_stands_there,
    the_last_before_the_end_is_told,
    no_idea_that_was_denied_is_open,
    an_end_is_timed,
    who_is_named_was_asked,
    the_reason_of_the_end_stands,
    fresh_words_of_logs_and_code_stand,
    nothing_only_said_leaves,
    a_figure_has_its_source_and_hour,
    the_summary_opens_in_sixty_words,
)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("made", MADE, ids=lambda made: made.__name__)
def test_every_law_holds_on_every_page_at_every_phase(ended: Callable[[Path], Ended], name: str, made: Made) -> None:
    story = made(ended(ROOT / "workspace" / "stories" / f"{name}.yaml"))
    wrong = [
        f"at {at:%H:%M:%S}, {law.__name__}: {found}"
        for at in moments(story)
        for page in [told(story.at(at))]
        for law in LAWS
        for found in law(page)
    ]

    assert [] == wrong


# ---- that each of them can find something ----------------------------------------------------------

LATE = clock("16:00")
STRANGER = "Zoe Strand"
LUNCH = "we all go out for lunch at noon today"


def ended_as(*happened: tuple[str, str, f.Fact], now: datetime = LATE) -> Ended:
    as_read = replace(reader(), now=now, people={**reader().people, "U9": STRANGER})
    return Ended(carta(*happened), (), (LUNCH,), as_read, now)


def with_sentence(page: Told, name: str, *sentences: Sentence) -> Told:
    """The page with these sentences instead of those of a section."""
    sections = (replace(s, sentences=sentences) if s.name == name else s for s in page.page.sections)
    return replace(page, page=replace(page.page, sections=tuple(sections)))


def invented(page: Told) -> Told:
    words = Quotation("nobody wrote this", "logs", is_machine=False, at=LATE, label=1, message=None)
    return with_sentence(page, "risk", Sentence("news", {"quotes": (words,)}, (1,)))


def silent(page: Told) -> Told:
    """It says what it lacks, and nothing else."""
    sections = (replace(s, sentences=(Sentence("lacking", {"what": ("cause",)}),)) for s in page.page.sections)
    return replace(page, page=replace(page.page, sections=tuple(sections)))


def lacking(page: Told) -> Told:
    return with_sentence(page, "risk", Sentence("lacking", {"what": ("who",)}))


RESOLVED = ("15:26", LEO, f.StatusSet(status="resolved", why="the customer confirmed that all of them are back"))
FINAL_PAGE = told(ended_as(*FINAL))
DENIED_PAGE = told(
    ended_as(
        *DURING[:5],
        ("13:30", BO, f.HypothesisRaised(id="H1", text="did the cleanup delete the documents?")),
        ("13:33", ANA, f.Reported(role="logs", conditions="No, the cleanup deleted no documents")),
    )
)
FRESH_PAGE = told(
    ended_as(*DURING[:5], ("13:33", ANA, f.Reported(role="logs", conditions="three are found")), now=clock("13:35"))
)
BAD: Mapping[Finds, Told] = {
    whole_sentences: invented(FINAL_PAGE),
    our_own_words_outside_quotations: replace(FINAL_PAGE, text=f"{FINAL_PAGE.text} {TWO_FOUND}"),
    nothing_is_missing_that_stands_there: lacking(FINAL_PAGE),
    the_last_before_the_end_is_told: with_sentence(FINAL_PAGE, "fix", Sentence("nothing_on_record")),
    no_idea_that_was_denied_is_open: with_sentence(DENIED_PAGE, "cause", Sentence("cause_believed", {}, (6,))),
    an_end_is_timed: replace(FINAL_PAGE, text="The harm ended at 15:10."),
    who_is_named_was_asked: replace(FINAL_PAGE, text=f"{STRANGER} looks at it."),
    the_reason_of_the_end_stands: replace(told(ended_as(*FINAL[:-1], RESOLVED)), text=""),
    fresh_words_of_logs_and_code_stand: silent(FRESH_PAGE),
    nothing_only_said_leaves: replace(FINAL_PAGE, summary_text=LUNCH),
    a_figure_has_its_source_and_hour: replace(FINAL_PAGE, summary_text=""),
    the_summary_opens_in_sixty_words: replace(FINAL_PAGE, summary_text=f"## Summary\n\n{LUNCH * 9}\n\n## Impact"),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_finds_what_breaks_it(law: Finds) -> None:
    assert [*law(BAD[law])]
