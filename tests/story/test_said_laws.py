"""What holds on every page, whatever people typed, said and pinned: incidents that nobody thought of, by Hypothesis."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeAlias, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.logbook import Entry, MessageRef
from bot.incident.meanings import Mark
from bot.incident.policy import Policy
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.render.words import Reader, Words, labelled, words_in
from bot.story import brief, glance, sheet, summary, timeline
from bot.story.brief import Brief
from bot.story.feeding import PAGE_QUOTES_MAX
from bot.story.labels import is_bare
from bot.story.phase import began_again_at
from bot.story.quotation import Quotation
from bot.story.sentences import Label, Sentence
from bot.story.sheet import Sheet
from bot.story.statements import statements
from bot.story.summary import Summary
from bot.story.timeline import PinnedMessage
from tests.story.carta import ANA, BO, CHANNEL, CLEO, LEO, clock, reader
from tests.tries import tries

WORDS = Words()
ZOE, BOT = "U5ZOE", "U6BOT"  # without a role, and a machine
ROLES = {LEO: "lead", ANA: "logs", BO: "code", CLEO: "customers"}
OPENED_AT = clock("13:20")
# Ways of saying things, as far as a page treats them differently; `{}` makes each its own.
SAYINGS = (
    "line {} says what was seen",
    "is it {}, the archive?",
    "shall we go back to {}?",
    "Confirmed: archive {} lost its owner",
    "no, archive {} has its owner",
    "it is {}5, not {}0",
    "thanks",
    "since 11:{:02} it fails. Nobody can open archive {}; we look into it.",
    "restarted {} and " + "waited a while and " * 8 + "saw nothing change",
    "list {}: " + "one more of them and " * 14 + "but not this one",
)
DEEDS = (
    *("pin", "pin", "pin", "mark told", "mark over", "mark why", "deleted"),
    *("report", "think", "decide", "need", "risk", "affect", "tell", "state"),
)
STATES: tuple[f.Status, ...] = ("investigating", "identified", "mitigated", "resolved")


@dataclass(frozen=True)
class Told:
    """An incident as it came about: its record, the messages pinned into its timeline, and when it is asked for."""

    incident: Incident
    pinned: tuple[PinnedMessage, ...]
    now: datetime

    @cached_property
    def page(self) -> Brief:
        return brief.of(self.incident, self.pinned, now=self.now, policy=Policy(), due={}, next_brief_at=None)

    @cached_property
    def sheet(self) -> Sheet:
        return sheet.of(self.page, self.incident, self.pinned, policy=Policy())

    @cached_property
    def summary(self) -> Summary:
        return summary.of(self.incident, self.pinned, now=self.now, policy=Policy())

    @cached_property
    def text(self) -> str:
        return WORDS.document(self.page, reader=self.reader)

    @cached_property
    def sheet_text(self) -> str:
        return WORDS.document(self.sheet, reader=self.reader)

    @cached_property
    def summary_text(self) -> str:
        return WORDS.document(self.summary, reader=self.reader)

    @cached_property
    def in_words(self) -> list[tuple[Sentence, str]]:
        """Every sentence of the sheet, as it reads."""
        sentences = told_on(self.sheet)
        worded = WORDS._in_words("brief", "markdown", reader())(sentences)
        return list(zip(sentences, (one.text for one in worded), strict=True))

    @property
    def reader(self) -> Reader:
        return replace(reader(), now=self.now)

    def source_of(self, label: Label) -> set[str]:
        """The texts that a quotation behind this label may be a piece of."""
        if isinstance(label, str):
            in_order = sorted({p.ts: p for p in self.pinned}.values(), key=lambda p: p.ts)
            return {in_order[int(label[1:]) - 1].text}
        fact = next(entry.fact for entry in self.incident.entries if entry.seq == label)
        return {str(getattr(fact, name, "")) for name in ("conditions", "actions", "what", "text", "evidence", "words")}


event = st.tuples(
    st.integers(1, 9),  # minutes after the one before
    st.sampled_from((*ROLES, ZOE, BOT)),
    st.sampled_from(DEEDS),
    st.integers(0, len(SAYINGS) - 1),
    st.sampled_from(STATES),
)


def happened(events: list[tuple[int, str, str, int, f.Status]]) -> Told:
    at, entries, pinned = OPENED_AT, [], []

    def record(by: str, fact: f.Fact, when: datetime) -> None:
        seq = len(entries) + 1
        ref = MessageRef(CHANNEL, f"{when.timestamp():.0f}.{seq:06}")
        entries.append(Entry(seq, when, when, by, f"cmd:{seq}", fact, ref))

    record(LEO, f.Opened(title="Papers missing", severity=2), at)
    for person, role in ROLES.items():
        record(person, f.RoleTaken(role=role, person=person), at)
    for number, (minutes, who, deed, saying, state) in enumerate(events):
        at += timedelta(minutes=minutes)
        text = SAYINGS[saying].format(number, number)
        fact = _fact(deed, text, number, ROLES.get(who, ""), state)
        if fact is not None and who != BOT:
            record(who, fact, at)
        else:
            gone = at + timedelta(minutes=1) if deed == "deleted" else None
            ts = f"{at.timestamp():.0f}.{number:06}"
            meant = {mark: (LEO, at) for mark in get_args(Mark) if deed == f"mark {mark}"}
            pinned.append(
                PinnedMessage(CHANNEL, ts, "", who, text, None, gone, LEO, at, is_machine=who == BOT, meant=meant)
            )
    return Told(replay(42, entries), tuple(pinned), at + timedelta(minutes=2))


def _fact(deed: str, text: str, number: int, role: str, state: f.Status) -> f.Fact | None:
    match deed:
        case "report" if role:
            return f.Reported(role=role, conditions=text, actions=f"looking at {number}" if number % 2 else "")
        case "think":
            return f.HypothesisRaised(id=f"H{number}", text=text, likelihood="likely" if number % 3 == 0 else None)
        case "decide":
            return f.Decided(id=f"D{number}", what=text)
        case "need":
            return f.NeedStated(id=f"N{number}", what=text, executive=number % 2 == 0)
        case "risk":
            return f.RiskStated(id=f"R{number}", words=text)
        case "affect":
            return f.CustomerAffected(id=f"C{number % 6}", name=f"Firm {number % 6}")
        case "tell":
            return f.CustomerTold(id="C1", what=text)
        case "state":
            return f.StatusSet(status=state, why=f"reason {number}")
        case _:
            return None


Law: TypeAlias = Callable[[Told], None]
LAWS: list[Law] = []
incidents = st.lists(event, max_size=30).map(happened)


def sentences_of(page: Brief) -> Iterator[Sentence]:
    return (sentence for section in page.sections for sentence in section.sentences)


def quotations_of(page: Brief) -> list[Quotation]:
    found = [s.values.get("quotes", ()) for s in sentences_of(page)]
    return [quote for quotes in found if isinstance(quotes, tuple) for quote in quotes]


def law(holds: Law) -> Law:
    """Decorates what has to hold of every incident; all of them look at the same ones, whose pages are made once."""
    LAWS.append(holds)
    return holds


@law
def every_quotation_is_the_beginning_of_what_somebody_said(told: Told) -> None:
    for quote in quotations_of(told.page):
        assert any(
            quote.words in text if quote.is_later else text.strip().startswith(quote.words)
            for text in told.source_of(quote.label)
        )


@law
def no_line_stands_twice_and_a_page_is_no_transcript(told: Told) -> None:
    labels = [quote.label for quote in quotations_of(told.page)]

    assert len(labels) == len(set(labels)) <= PAGE_QUOTES_MAX


@law
def what_was_pinned_or_reported_stands_only_in_quotation_marks(told: Told) -> None:
    messages = {p.text for p in told.pinned} | {fact.conditions for _, fact in told.incident.of(f.Reported)}
    outside = re.sub(r"“[^”]*”", "", told.text)
    typed = {str(value) for entry in told.incident.entries for value in _typed(entry.fact)}

    assert not [text for text in messages - typed if len(text) > len("thanks") and text in outside]


def _typed(fact: f.Fact) -> list[str]:
    names = () if isinstance(fact, f.Reported) else ("text", "what", "words", "evidence")
    return [getattr(fact, name) for name in names if hasattr(fact, name)]


@law
def a_deleted_message_is_never_quoted(told: Told) -> None:
    gone = {f"m{place}" for place, p in enumerate(sorted(told.pinned, key=lambda p: p.ts), 1) if p.deleted_at}

    assert not gone & {quote.label for quote in quotations_of(told.page)}


@given(incidents, st.data())
@settings(max_examples=tries(50), deadline=None)
def test_messages_may_be_delivered_in_any_order_and_again(told: Told, data: st.DataObject) -> None:
    again = data.draw(st.permutations([*told.pinned, *told.pinned[:3]]))

    assert told.page == replace(told, pinned=tuple(again)).page


@law
def the_page_holds_the_last_line_before_the_end_in_section_5(told: Told) -> None:
    """Unless it is the very first, which may have caused it, a machine's, a proposal, a thought, a need or a fear.

    Nor is a "Yes", which says nothing without the line that it answers, nor what somebody meant as something else. What
    was said before it began again ended nothing.
    """
    page = told.page
    ends = [e.at for e, fact in told.incident.of(f.StatusSet) if fact.status == "mitigated"]
    ends = ends or [e.at for e, fact in told.incident.of(f.StatusSet) if fact.status == "resolved"]
    lines = sorted(statements(told.incident, told.pinned), key=lambda line: line.at)
    since = began_again_at(told.incident) or OPENED_AT
    ends = [at for at in ends if at >= since]
    before = [line for line in lines[1:] if ends and since <= line.at < ends[0] and not line.is_machine]
    deeds = [line for line in before if line.kind not in {"idea", "need", "risk"} and not _proposes(line.said)]
    deeds = [line for line in deeds if line.kind != "decision" or not is_bare(line.said)]
    deeds = [line for line in deeds if not line.marks - {"done"}]
    fix = next(section for section in page.sections if section.name == "fix")

    if page.phase != "during" and deeds:
        assert deeds[-1].label in {label for sentence in fix.sentences for label in sentence.sources}


@law
def what_the_page_says_is_missing_is_not_quoted_on_it(told: Told) -> None:
    page = told.page
    lacked = {what for s in sentences_of(page) if s.words_id == "lacking" for what in s.values["what"]}  # type: ignore[attr-defined]
    lead_ins = {s.words_id for s in sentences_of(page) if "quotes" in s.values}

    assert not ("who" in lacked and lead_ins & {"first_on_record", "from_outside"})
    assert not (
        "cause" in lacked and lead_ins & {"said_confirmed", "before_identified", "told_after_the_end", "newest_finding"}
    )
    assert not ("fix" in lacked and lead_ins & {"newest_on_record", "last_before_mitigated"})


@law
def what_the_picture_says_is_missing_no_line_on_record_answers(told: Told) -> None:
    picture = glance.of(told.incident, told.pinned, now=told.now, policy=Policy())
    heads = WORDS.glance(picture, form="text", reader=told.reader).heads
    lead_ins = {s.words_id for s in sentences_of(told.page) if "quotes" in s.values}

    assert not ("marked_told" in lead_ins and [head for head in heads if "no contact on record" in head])
    assert not ("marked_over" in lead_ins and [head for head in heads if "end not stated" in head])


@law
def nobody_is_told_that_the_harm_ended_unless_somebody_timed_it(told: Told) -> None:
    assert "harm ended" not in told.text


@law
def the_reason_of_the_last_state_stands_on_the_page(told: Told) -> None:
    acts = [fact.why for _, fact in told.incident.of(f.StatusSet)]

    assert not acts or acts[-1] in told.text


@law
def fresh_words_of_logs_and_code_are_never_left_out_for_want_of_room(told: Told) -> None:
    """Whatever stands as a record or a quotation is on the page; the newest of each is, if it is younger than that."""
    page = told.page
    text = told.text
    shown = {label for s in sentences_of(page) for label in s.sources}
    for role in ("logs", "code"):
        person = next(who for who, held in ROLES.items() if held == role)
        fresh = [
            quote for quote in quotations_of(page) if quote.role == role and page.as_of - quote.at < _interval(page)
        ]
        assert all(quote.words in text for quote in fresh[-1:] if "*" not in quote.words)
        newest = [p for p in told.pinned if p.author == person and not p.deleted_at]
        if newest and page.as_of - newest[-1].said_at < _interval(page) and _is_last(newest[-1], told, person):
            place = sorted(p.ts for p in told.pinned).index(newest[-1].ts) + 1
            assert f"m{place}" in shown


def _proposes(text: str) -> bool:
    return text.startswith("shall") or text.endswith("?")


def _interval(page: Brief) -> timedelta:
    return timedelta(minutes={"investigating": 15, "identified": 30, "mitigated": 60}.get(page.status, 30))


def _is_last(message: PinnedMessage, told: Told, person: str) -> bool:
    return not [e for e in told.incident.entries if e.by == person and e.at >= message.said_at]


@law
def no_section_is_empty_and_the_page_has_its_length(told: Told) -> None:
    page = told.page

    assert all(section.sentences for section in page.sections)
    assert not re.search(r"\*\*\d\. [^*]+\*\*\s*\n", told.text)


def test_an_edit_changes_the_next_page_and_never_a_quotation_already_made() -> None:
    told = happened([(3, ANA, "pin", 0, "investigating")])
    before = told.page
    edited = replace(told.pinned[0], text="line 0 says something else", edited_at=told.now)
    after = replace(told, pinned=(edited,)).page

    assert ["line 0 says what was seen"] == [quote.words for quote in quotations_of(before)]
    assert ["line 0 says something else"] == [quote.words for quote in quotations_of(after)]


@law
def the_number_behind_a_quotation_leads_to_the_message_it_is_a_piece_of(told: Told) -> None:
    """The summary's links are those of its timeline, so both have to count the messages alike."""
    links = {row.label: row.line.message for row in labelled(timeline.lines(told.incident, told.pinned))}
    quotes = [quote for quotes in told.summary.candidates.values() for quote in quotes]

    assert all(links[str(quote.label)] == quote.message for quote in quotes)


@law
def the_summary_opens_in_sixty_words_and_blames_nobody_for_a_gap(told: Told) -> None:
    text = told.summary_text
    opening = re.sub(r" \[m?\d+\]", "", text.partition("## Summary\n\n")[2].partition("\n\n##")[0])

    assert words_in(opening) <= 60
    assert "nobody recorded" not in text.casefold()
    assert not re.search(r"No question .* is entered\.", text) or "*not confirmed*" not in text


@law
def a_walkthrough_is_in_order_and_short_enough_to_be_read_aloud(told: Told) -> None:
    episodes = told.summary.episodes

    assert len(episodes) <= 7
    assert sorted(e.at for e in episodes) == [e.at for e in episodes]
    assert not episodes or all(e.until >= e.at and e.by for e in episodes)


@law
def no_quotation_of_the_summary_stands_in_full_twice(told: Told) -> None:
    """Beside timeline, walkthrough and appendix: where it is needed again, who said it when stands, and never first."""
    sections = re.split(r"\n## ", told.summary_text)
    beside = "\n".join(s for s in sections if not s.startswith(("Timeline", "Walkthrough", "Appendix")))
    shown = re.findall(
        r"(“[^”]*”|a message too long to quote|as quoted above) \((?:[^()]|\([^()]*\))*\)[^[;|]*\[(m?\d+)\]", beside
    )
    in_full = [label for words, label in shown if words != "as quoted above"]

    assert len(in_full) == len(set(in_full))
    assert all(label in in_full for _, label in shown)


# ---- the same of the sheet for whoever presents the page -------------------------------------------


def told_on(sheet: Sheet) -> list[Sentence]:
    passages = [s for telling in sheet.tellings for passage in telling.passages for s in passage.sentences]
    return [*passages, *(s for answer in sheet.answers for s in answer.sentences), *sheet.unsaid]


@law
def the_sheet_quotes_what_somebody_said_from_its_beginning(told: Told) -> None:
    for sentence in told_on(told.sheet):
        quotes = sentence.values.get("quotes", ())
        for quote in quotes if isinstance(quotes, tuple) else ():
            assert any(
                quote.words in text if quote.is_later else text.strip().startswith(quote.words)
                for text in told.source_of(quote.label)
            )


@law
def what_was_pinned_or_reported_stands_on_the_sheet_only_in_quotation_marks(told: Told) -> None:
    messages = {p.text for p in told.pinned} | {fact.conditions for _, fact in told.incident.of(f.Reported)}
    outside = re.sub(r"“[^”]*”", "", told.sheet_text)
    typed = {str(value) for entry in told.incident.entries for value in _typed(entry.fact)}

    assert not [text for text in messages - typed if len(text) > len("thanks") and text in outside]


# What stands in these is computed, or is the same in every incident.
_COMPUTED = {"report_ages", "answer_severity", "team", "unsaid_over", "lacking"}


@law
def every_number_on_the_sheet_is_of_a_sentence_that_names_its_record(told: Told) -> None:
    texts = [text for s, text in told.in_words if not s.sources and s.words_id not in _COMPUTED]

    assert not [text for text in texts if re.search(r"\d", text)]


@law
def every_question_has_an_answer_or_says_who_could_know(told: Told) -> None:
    assert all(answer.sentences for answer in told.sheet.answers)
    assert all(text for _, text in told.in_words)
    assert all(one.is_open == (one.sentences[-1].words_id == "could_know") for one in told.sheet.answers)


@law
def no_telling_is_longer_than_its_time(told: Told) -> None:
    stated = re.findall(r"\((\d+) of (\d+) words\)(.*)", told.sheet_text)

    assert [35, 140, 700] == [int(most) for _, most, _ in stated]
    for words, most, text in stated:
        assert int(words) <= int(most)
        assert "below, in this order" in text or words_in(text) in {int(words), words_in("begin with answer 1") + 6}


@law
def the_sheet_says_that_the_harm_ended_only_where_somebody_timed_it(told: Told) -> None:
    assert "harm ended" not in told.sheet_text


# ---- all of it ------------------------------------------------------------------------------------


@given(incidents)
@settings(deadline=None)
def test_every_law_holds_whatever_happened(told: Told) -> None:
    for holds in LAWS:
        holds(told)
