"""A reader's checks of the pages: brief and summary of every story, by the numbers of the rubric that people read by.

What of the rubric needs a person's judgement is not here: whether a lay reader understands the cause (R14), whether the
first two sentences stand alone (R06), whether the risk is the risk (R19). Of R16 and R27 the form is checked, that what
was given up is called so and that factors, trigger and what helped have their places; whether the fix that is told is
what ended it, and whether the factors are those that mattered, a person says. What people wrote is theirs: a check of
our own words looks at the page without quotations and without the words on record.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest
import yaml

from bot.render.words import words_in
from bot.story.language import _FLAGS
from bot.story.phase import WORDS_MAX
from tests.scenarios.conftest import Played

ROOT = Path(__file__).parents[2]
STORIES = sorted([*(ROOT / "workspace" / "stories").glob("*.yaml"), *Path(__file__).parent.glob("stories/*.yaml")])
TITLES = ("Executive summary", "Customers affected", "Revenue", "Cause in plain words", "Fix, time and plan B")
TITLES = (*TITLES, "Prevention", "Overall risk")
STATES = ("investigating", "identified", "mitigated", "resolved", "closed", "cancelled")
FINAL = ("resolved", "closed", "cancelled")
# ICD 203, D.6.e.2
LIKELIHOOD = r"almost no chance|very unlikely|unlikely|roughly even|likely|very likely|almost certain"
SENTENCE_WORDS_MAX, SENTENCE_WORDS_MEAN = 25, 20
OPENING_WORDS_MAX = 60 + 25  # of ours, and a sentence that nothing may be cut off
MISSED_BY_MAX = timedelta(minutes=2)
NAMES = {"customers": "customer liaison"}
MONEY_KINDS = 4  # lost, at risk, delayed, penalty
# What is counted or reckoned from the record, in a form that no other sentence has.
RECKONED = re.compile(
    r"\d+ (?:people|person) holds? (?:a role|roles)|\d+ messages? by \d+ (?:people|person)|\d+ more customers?"
    r"|\d+ customers? (?:is|are) on our list|At least \d+ customers?, by our list|\d+ other ideas?|\d+ d(?: \d+ h)?"
    r"|\d+ h(?: \d+ min)?|\d+ min\b|\(×\d+\)|sections? \d"
)
CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2} [A-Z][a-z]+(?: \d{4})?\b")

Entry: TypeAlias = dict[str, Any]
Finds: TypeAlias = Callable[["Page"], Iterator[str]]


@dataclass(frozen=True)
class Page:
    """A page in Markdown, the record behind it, the names of whoever plays, and the time that it tells."""

    text: str
    logbook: tuple[Entry, ...]
    people: tuple[str, ...]
    as_of: datetime  # to the minute

    @cached_property
    def known(self) -> tuple[Entry, ...]:
        """The entries that were written by the time that the page tells."""
        return tuple(e for e in self.logbook if instant(e, "recorded_at") < self.as_of + timedelta(minutes=1))

    @cached_property
    def raw_sections(self) -> dict[str, str]:
        """Of the brief, each section as it stands."""
        body = re.split(r"\n\n\*(?:Last|A number)|\n\n(?:Left out|Bridge)", self.text)[0]
        parts = re.split(r"\n*\*\*\d\. ([^*]+)\.\*\* ?", body)
        return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))

    @cached_property
    def sections(self) -> dict[str, str]:
        """The same without its sources' numbers."""
        return {title: re.sub(r"(?: \[m?\d+\])+", "", text) for title, text in self.raw_sections.items()}

    @cached_property
    def status(self) -> str:
        """As the head says it."""
        head = self.text.splitlines()[0 if self.text.startswith("**") else 2]
        return next(state for state in STATES if re.search(rf"· {state}\b", head, re.IGNORECASE))

    @cached_property
    def written(self) -> tuple[str, ...]:
        """Every text that somebody put on record, the longest first."""
        texts = {value for entry in self.logbook for value in entry.values() if isinstance(value, str) and " " in value}
        return tuple(sorted(texts, key=len, reverse=True))

    def ours(self, text: str) -> str:
        """The text without what people said or wrote; `…` stands where that was."""
        text = re.sub(r"“[^”]*”", "…", text)
        for words in (word.rstrip(".?") for word in self.written):
            text = text.replace(words, "…").replace(words[:1].upper() + words[1:], "…")
        return text

    def facts(self, kind: str) -> list[Entry]:
        return [entry for entry in self.known if entry["fact"] == kind]

    def part(self, title: str) -> str:
        """Of the summary, a section."""
        return self.text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def instant(entry: Entry, name: str) -> datetime:
    return datetime.fromisoformat(entry[name])


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!…])\s+(?=[A-Z…“\d])", text) if one.strip()]


# ---- the brief -----------------------------------------------------------------------------------


def head_line(page: Page) -> Iterator[str]:
    head, _, as_of = page.text.splitlines()[:3]
    if not re.search(r"INC-\d+ · .+ · (?:SEV[1-4]|severity not set) · \w+", head):
        yield head
    if not re.match(r"(?:Final, as|As) of \d+ \w+ \d{4}, \d\d:\d\d [A-Z]{2,5}", as_of):
        yield as_of
    if page.status in FINAL and "approv" not in as_of:
        yield f"no word of an approval: {as_of}"


def seven_sections(page: Page) -> Iterator[str]:
    if tuple(page.sections) != TITLES:
        yield f"{tuple(page.sections)}"
    yield from (f"{name} is empty" for name, text in page.sections.items() if not text)


def room(page: Page) -> Iterator[str]:
    phase: Literal["during", "mitigated", "final"]
    phase = "final" if page.status in FINAL else "mitigated" if page.status == "mitigated" else "during"
    words = sum(words_in(text) for text in page.sections.values())
    if words > WORDS_MAX[phase]:
        yield f"{words} words"


def short_sentences(page: Page) -> Iterator[str]:
    told = [one for text in page.sections.values() for one in sentences(page.ours(text))]
    yield from (one for one in told if words_in(one) > SENTENCE_WORDS_MAX)
    if told and sum(map(words_in, told)) / len(told) > SENTENCE_WORDS_MEAN:
        yield "its sentences are long on average"


def no_technical_name(page: Page) -> Iterator[str]:
    for text in page.sections.values():
        yield from re.findall(r"\b\w+_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[a-z]+-(?:svc|db|prod|api)\b", page.ours(text))


def cited_figures(page: Page) -> Iterator[str]:
    """A sentence of ours with a figure names its record, unless the figure is reckoned."""
    yield from _without_source(page, page.raw_sections.values())


def _without_source(page: Page, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        *before, last = re.split(r"(?: \[m?\d+\])+", text)
        without = [one for part in before for one in sentences(page.ours(part))[:-1]] + sentences(page.ours(last))
        yield from (one for one in without if re.search(r"\d", CLOCK.sub("", RECKONED.sub("", one))))


def figures_of_the_record(page: Page) -> Iterator[str]:
    """Every number is somebody's, or reckoned."""
    yield from _of_nobody(page, page.sections.values())


def _of_nobody(page: Page, texts: Iterable[str]) -> Iterator[str]:
    said = " ".join(str(value) for entry in page.known for value in entry.values())
    numbers = set(re.findall(r"\d+", said.replace(",", "")))
    for text in texts:
        plain = CLOCK.sub("", RECKONED.sub("", page.ours(text))).replace(",", "")
        yield from (f"{number} in {plain}" for number in re.findall(r"\d+", plain) if number not in numbers)


def corrected_figures(page: Page) -> Iterator[str]:
    stated: dict[str, list[Entry]] = {}
    for entry in page.facts("ImpactStated"):
        stated.setdefault(entry["id"], []).append(entry)
    for old, new in (pair for entries in stated.values() for pair in pairwise(entries)):
        was = f"{old['low']} {old['what']}"
        if old["low"] != new["low"] and was in page.sections[TITLES[1]]:
            yield f"{was}, which is {new['low']} by now"


def customers_counted(page: Page) -> Iterator[str]:
    text = page.sections[TITLES[1]]
    if re.match(r"0\b|none\b", text, re.IGNORECASE):
        yield text
    if page.facts("ImpactStated") and text.startswith("Not on record"):
        yield f"a figure is on record: {text}"


def money_labelled(page: Page) -> Iterator[str]:
    text = page.sections[TITLES[2]]
    if re.search(r"\b0(?:\.0+)? ?(?:EUR|USD|GBP)|(?:EUR|USD|GBP) 0\b", text):
        yield text
    sums = page.facts("MoneyStated")
    if not sums and not re.match("No sum is on record|Not entered", text):
        yield text
    yield from (text for _ in sums[:1] if not re.search(r"(?:Lost|At risk|Delayed|Penalt)\w*", text))


def cause_has_its_word(page: Page) -> Iterator[str]:
    text = page.ours(page.sections[TITLES[3]])
    if not re.search(
        rf"[Cc]onfirmed|{LIKELIHOOD}|(?:Not|not) (?:on record|known)|[Qq]uoted in|Marked|Ruled out|idea|finding", text
    ):
        yield text
    yield from (one for one in sentences(text) if re.search(LIKELIHOOD, one) and re.search(r"\bconfiden", one))


def plans_told(page: Page) -> Iterator[str]:
    text, plans = page.sections[TITLES[4]], {entry["plan"]: entry for entry in page.facts("Planned")}
    for name, plan in plans.items():
        if plan["what"].rstrip(".")[:60] not in text:
            yield f"plan {name} is not told: {plan['what']}"
    if (
        page.status in STATES[:2]
        and plans.get("a", {}).get("eta_low_min")
        and not re.search(r"min|since then|Earlier plan A|Marked earlier as done", text)
    ):
        yield f"no estimate: {text}"


def state_is_the_record_s(page: Page) -> Iterator[str]:
    yield from head_is_the_record_s(page)
    text = page.sections[TITLES[0]]
    if page.status in STATES[:2] and "the harm ended" in text:
        yield text


def head_is_the_record_s(page: Page) -> Iterator[str]:
    acts = [entry["status"] for entry in page.facts("StatusSet")]
    if page.status != (acts[-1] if acts else "investigating"):
        yield f"{page.status}, and the record says {acts[-1:]}"


def duration_is_the_record_s(page: Page) -> Iterator[str]:
    found = re.search(
        r"(?:(\d+) days? ?)?(?:(\d+) h ?)?(?:(\d+) min)? ?passed from ([^,.]+) until it was set to (\w+) at", page.text
    )
    if found is None:
        return
    told = timedelta(days=int(found[1] or 0), hours=int(found[2] or 0), minutes=int(found[3] or 0))
    missed_by_max = timedelta(hours=1) if found[1] else MISSED_BY_MAX  # nobody counts the minutes of days
    ends = [instant(entry, "at") for entry in page.facts("StatusSet") if entry["status"] == found[5]]
    which = {"the start of the harm": "impact start", "the first sign": "detected"}.get(found[4])
    stated = [instant(entry, "time") for entry in page.facts("TimeSet") if entry["which"] == which]
    begins = stated[-1] if stated else instant(page.logbook[0], "at")
    if not any(abs(end - begins - told) <= missed_by_max for end in ends):
        yield found[0]


def prevention_told(page: Page) -> Iterator[str]:
    text = page.sections[TITLES[5]]
    if page.status in STATES[:2] and "review" not in text:
        yield text
    for entry in page.facts("FollowUpRaised"):
        owned, due = entry.get("owner"), entry.get("due_on")
        is_over = any(end["id"] == entry["id"] for end in page.facts("FollowUpEnded"))
        if page.status in FINAL and owned and due and not is_over and "by " not in text:
            yield f"{entry['text']} has a day, and the page none"


def decision_asked(page: Page) -> Iterator[str]:
    if not re.search(r"No decision has been asked of you|Decision needed from you", page.sections[TITLES[0]]):
        yield page.sections[TITLES[0]]


def ages_of_reports(page: Page) -> Iterator[str]:
    if page.status in FINAL:
        return
    foot = page.text.partition("*Last reports:")[2].partition("\n")[0]
    yield from (f"{role} is missing: {foot}" for role in ("logs:", "code:", "customer liaison:") if role not in foot)


def no_name_in_a_cause(page: Page) -> Iterator[str]:
    text = re.sub(r"\([^()]*\)", "", page.ours(page.sections[TITLES[3]]))
    yield from (name for name in page.people if name in text)


def no_blame(page: Page) -> Iterator[str]:
    text = (
        page.ours(page.text.partition("## Wording to look at again")[0])
        .replace("Just before", "")
        .replace("just before", "")
    )
    yield from (found[0] for pattern, _ in _FLAGS if (found := pattern.search(text)))


def open_questions(page: Page) -> Iterator[str]:
    answered = {entry["id"] for entry in page.facts("UnknownAnswered")}
    raised = {entry["id"]: entry for entry in page.facts("UnknownRaised")}
    for name, entry in raised.items():
        if name not in answered and entry["what"].rstrip(".?").lower() not in page.text.lower():
            yield entry["what"]


def given_up_is_no_fix(page: Page) -> Iterator[str]:
    """What was tried and given up: a plan that is not needed, a proposal, what came before it began again."""
    text = page.sections[TITLES[4]]
    steps = {(entry["plan"]): entry["stage"] for entry in page.facts("PlanStepped")}
    for plan in page.facts("Planned"):
        told = re.search(
            rf"(?:Plan [AB], (?:done|begun)|Said to have ended it)[^.]*{re.escape(plan['what'][:60])}", text
        )
        if told and steps.get(plan["plan"]) in {None, "not needed"}:
            yield told[0]
    undone = {entry["id"] for entry in page.facts("Decided") if entry.get("proposed")}
    yield from (
        entry["what"]
        for entry in page.facts("Decided")
        if entry["id"] in undone and f"Decided: {entry['what']}" in text
    )


# ---- the summary ---------------------------------------------------------------------------------


def figures_are_cited(page: Page) -> Iterator[str]:
    """In the opening each sentence with a figure names its record; of the impact each figure, with its hour."""
    yield from _without_source(page, page.part("Summary").strip().splitlines())
    for row in _impact(page):
        if not re.search(r"\d\d:\d\d [A-Z]{2,5} \[m?\d+\] \|", row):
            yield row


def _impact(page: Page) -> list[str]:
    """The rows of its figures."""
    return re.findall(r"^\| (?!figure \||---).*$", page.part("Impact"), re.MULTILINE)


def figures_are_of_the_record(page: Page) -> Iterator[str]:
    sections = (re.sub(r"\[m?\d+\]|\d\d:\d\d", "", page.part(title)) for title in ("Summary", "Impact", "Fix"))
    yield from _of_nobody(page, [line for text in sections for line in text.splitlines()])


def corrections_noted(page: Page) -> Iterator[str]:
    """A figure stands as it is by now, and its row tells what it was."""
    stated: dict[str, list[Entry]] = {}
    for entry in page.facts("ImpactStated"):
        stated.setdefault(entry["id"], []).append(entry)
    for first, *later in stated.values():
        last = (later or [first])[-1]
        row = next((row.replace(",", "") for row in _impact(page) if last["what"] in row), "no row")
        figure, _, correction = row.partition("] |")
        if not re.search(rf"\b{last['low'] or 'no'}\b", figure):
            yield f"not as it is: {row}"
        if last["low"] != first["low"] and str(first["low"]) not in correction:
            yield f"not what it was: {row}"


def harm_is_counted(page: Page) -> Iterator[str]:
    """Who is affected has a figure or a quotation, or is said not to be on record; never none, and never nothing."""
    if not re.search(r"^\| .*\d|^- (?:Who could not do what|How many)[^:]*: \S", page.part("Impact"), re.MULTILINE):
        yield page.part("Impact")
    yield from re.findall(r"^(?:\| 0 .*|- How many: (?:0|none)\b.*)$", page.part("Impact"), re.MULTILINE)


def money_is_told(page: Page) -> Iterator[str]:
    """A sum has its kind; kinds without one are said not to be on record."""
    text = page.part("Impact")
    if re.search(r"\b0(?:\.0+)? ?(?:EUR|USD|GBP)|(?:EUR|USD|GBP) 0\b", text):
        yield text
    kinds = {entry["kind"] for entry in page.facts("MoneyStated")}
    if len(kinds) < MONEY_KINDS and not re.search(
        r"^- (?:Lost|At risk|Delayed|Penalties)[^:]*: \S", text, re.MULTILINE | re.IGNORECASE
    ):
        yield text


def opening_has_its_cause(page: Page) -> Iterator[str]:
    """What the opening calls confirmed was confirmed, and a likelihood stands without a confidence."""
    text = page.part("Summary")
    if "The confirmed cause" in text and not page.facts("HypothesisConfirmed"):
        yield f"nothing was confirmed: {text}"
    yield from (one for one in sentences(text) if re.search(LIKELIHOOD, one) and re.search(r"\bconfiden", one))


def measures_have_owners(page: Page) -> Iterator[str]:
    """Each that is outstanding has owner and day, or it says of which nobody said so."""
    text = page.part("Follow-ups")
    for entry in page.facts("FollowUpRaised"):
        row = next(iter(re.findall(rf"^\| {entry['id']}: .*$", text, re.MULTILINE)), "no row")
        if not all(cell.strip() for cell in row.strip("| ").split(" | ")) or row == "no row":
            yield f"{entry['id']}: {row}"


def every_role_s_reports_are_counted(page: Page) -> Iterator[str]:
    """Who owed reports and gave none has a row as well."""
    text = page.part("Reports on time")
    asked = {role for entry in page.facts("Reminded") if entry["rung"] == "due" for role in entry["roles"]}
    names = {NAMES.get(role, role) for role in asked}
    yield from (name for name in names if not re.search(rf"^\| {re.escape(name)} \|", text, re.MULTILINE))


def failed_attempts_named(page: Page) -> Iterator[str]:
    """An explanation that was ruled out is called a dead end; the trigger is none of them."""
    believed, factors = page.part("What we believed and when"), page.part("Contributing factors")
    texts = {entry["id"]: entry["text"] for entry in page.facts("HypothesisRaised")}
    for name in {entry["id"] for entry in page.facts("HypothesisRuledOut")}:
        if not re.search(rf"^\| {name}: .*ruled out: a dead end", believed, re.MULTILINE):
            yield f"{name} is not called a dead end"
        if f"Trigger: “{texts.get(name, '')}”" in factors:
            yield f"{name} is the trigger"


def factors_beside_the_trigger(page: Page) -> Iterator[str]:
    """The trigger is one line, what let it happen another; what helped and where one was lucky is told or asked for."""
    factors, response = page.part("Contributing factors"), page.part("Detection and response")
    if not re.search(r"^- (?:Trigger|Cause|Why): ", factors, re.MULTILINE):
        yield "no trigger"
    if not re.search(r"^- What let it happen, what let it stay unseen, what made it worse: \S", factors, re.MULTILINE):
        yield "no factors beside it"
    if re.search(r"root cause", page.ours(factors), re.IGNORECASE):
        yield "a root cause"
    if not re.search(r"^- (?:What helped|Where we were lucky)", response, re.MULTILINE):
        yield "nothing of what helped, nor that it is asked"


def short_opening(page: Page) -> Iterator[str]:
    words = words_in(re.sub(r" \[m?\d+\]", "", page.part("Summary")))
    if words > OPENING_WORDS_MAX:
        yield f"{words} words"


def forward_timeline(page: Page) -> Iterator[str]:
    rows = re.findall(r"^(?:\| \[?(\d\d:\d\d)\]?[^|]*\|.*|\*(\d+ \w+ \d{4})\*)$", page.part("Timeline"), re.MULTILINE)
    times: list[str] = []
    for clock, day in rows:
        times = [] if day else times
        if clock and times and clock < times[-1]:
            yield f"{clock} after {times[-1]}"
        times += [clock] if clock else []
    for entry in (*page.facts("Decided"), *page.facts("StatusSet")):
        words = entry.get("what") or entry.get("why") or entry.get("status", "")
        if words.rstrip(".")[:40] not in page.part("Timeline").replace("\\", ""):
            yield f"not told: {words}"


def hypotheses_have_outcomes(page: Page) -> Iterator[str]:
    text = page.part("What we believed and when")
    for name in {entry["id"] for entry in page.facts("HypothesisRaised")}:
        row = re.search(rf"^\| {name}: .*$", text, re.MULTILINE)
        if row is None or not re.search(r"\| (?:confirmed|ruled out|[^|]*open)[^|]* \|", row[0]):
            yield f"{name}: {row[0] if row else 'no row'}"


def decisions_have_reasons(page: Page) -> Iterator[str]:
    text = page.part("Decisions")
    for name in {entry["id"] for entry in page.facts("Decided")}:
        row = re.search(rf"^\| {name}: .*$", text, re.MULTILINE)
        if row is None or len([cell for cell in row[0].split(" | ") if cell.strip(" |")]) < len(("what", "who", "why")):
            yield f"{name}: {row[0] if row else 'no row'}"


def punctuality_adds_up(page: Page) -> Iterator[str]:
    for row in re.findall(
        r"^\| [\w ]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", page.part("Reports on time"), re.MULTILINE
    ):
        due, on_time, late, never = map(int, row)
        if due != on_time + late + never:
            yield f"{due} due, {on_time} on time, {late} late, {never} never"


def follow_ups_owned(page: Page) -> Iterator[str]:
    text = page.part("Follow-ups")
    raised = {entry["id"] for entry in page.facts("FollowUpRaised")}
    yield from (f"{name} has no row" for name in raised if not re.search(rf"^\| {name}: ", text, re.MULTILINE))


def walkthrough_is_there(page: Page) -> Iterator[str]:
    if not page.part("Walkthrough").strip():
        yield "no walkthrough"


def open_questions_listed(page: Page) -> Iterator[str]:
    if not page.part("Open questions and contradictions").strip():
        yield "the section is empty"
    yield from open_questions(page)


@dataclass(frozen=True)
class Check:
    """`number` of the rubric, what it asks, of which page, and what it finds wrong there."""

    number: str
    asks: str
    of: Literal["brief", "summary"]
    finds: Finds


CHECKS = (
    Check(
        "R01", "the head has id, severity, state and when it is of; the last one, who approved it", "brief", head_line
    ),
    Check("R02", "the seven sections stand in their order, none empty", "brief", seven_sections),
    Check("R03", "the page has its length", "brief", room),
    Check("R03", "the opening has its length", "summary", short_opening),
    Check("R04", "our sentences are short", "brief", short_sentences),
    Check("R05", "we say no technical name", "brief", no_technical_name),
    Check("R07", "a figure names its record", "brief", cited_figures),
    Check("R07", "a figure names its record and its hour", "summary", figures_are_cited),
    Check("R08", "a figure is on record or reckoned", "brief", figures_of_the_record),
    Check("R08", "a figure is on record or reckoned", "summary", figures_are_of_the_record),
    Check("R09", "a corrected figure stands corrected", "brief", corrected_figures),
    Check("R09", "a corrected figure stands corrected, with what it was", "summary", corrections_noted),
    Check("R10", "customers are counted, or said not to be", "brief", customers_counted),
    Check("R10", "harm is counted, or said not to be", "summary", harm_is_counted),
    Check("R11", "money is labelled, and unknown is not 0", "brief", money_labelled),
    Check("R11", "money is labelled, and unknown is not 0", "summary", money_is_told),
    Check("R12", "a cause is confirmed or has its word", "brief", cause_has_its_word),
    Check("R12", "a cause is confirmed or has its word", "summary", opening_has_its_cause),
    Check("R15", "plans are told, plan A with its time", "brief", plans_told),
    Check("R16", "what was given up, or only proposed, is not told as the fix", "brief", given_up_is_no_fix),
    Check("R16", "what was ruled out is a dead end", "summary", failed_attempts_named),
    Check("R17", "the state is that of the record", "brief", state_is_the_record_s),
    Check("R17", "a duration is that of the record", "brief", duration_is_the_record_s),
    Check("R17", "the state is that of the record", "summary", head_is_the_record_s),
    Check("R17", "a duration is that of the record", "summary", duration_is_the_record_s),
    Check("R18", "prevention is a review, or measures with a day", "brief", prevention_told),
    Check("R18", "measures have owner and day", "summary", measures_have_owners),
    Check("R20", "the decision that is needed is told, or that none is", "brief", decision_asked),
    Check("R21", "every role's last report has its age", "brief", ages_of_reports),
    Check("R21", "who gave no report is counted", "summary", every_role_s_reports_are_counted),
    Check("R22", "the timeline runs forward and leaves out no decision and no state", "summary", forward_timeline),
    Check("R23", "every idea has its outcome", "summary", hypotheses_have_outcomes),
    Check("R24", "every decision has who and why", "summary", decisions_have_reasons),
    Check("R25", "reports on time add up", "summary", punctuality_adds_up),
    Check("R26", "no person is named in a cause", "brief", no_name_in_a_cause),
    Check("R26", "our words blame nobody", "brief", no_blame),
    Check("R26", "our words blame nobody", "summary", no_blame),
    Check("R27", "factors stand beside the trigger, and what helped", "summary", factors_beside_the_trigger),
    Check("R28", "every follow-up is listed", "summary", follow_ups_owned),
    Check("R29", "there is a walkthrough", "summary", walkthrough_is_there),
    Check("R30", "what is not known is on the page", "brief", open_questions),
    Check("R30", "what is not known is listed", "summary", open_questions_listed),
)


def pages(out: Path, story: Path) -> Iterator[tuple[str, Page]]:
    """Every brief and the summary that came out of it, with the file's name."""
    lines = (out / "logbook.jsonl").read_text("utf-8").splitlines()
    logbook = tuple(entry for entry in map(json.loads, lines))
    cast = yaml.safe_load(story.read_text("utf-8"))["people"].values()
    names = tuple(one if isinstance(one, str) else one["name"] for one in cast)
    last_at = instant(logbook[-1], "recorded_at")
    for path in sorted((out / "briefs").glob("*.md")):
        text = path.read_text("utf-8")
        yield path.name, Page(text, logbook, names, _asked_at(path.stem, text))
    yield "summary.md", Page((out / "summary.md").read_text("utf-8"), logbook, names, last_at)


def _asked_at(name: str, text: str) -> datetime:
    """By the hour in UTC that names the file, and the day that the page tells in a zone of its own."""
    found = re.search(r"[Aa]s of (\d+ \w+ \d{4}), (\d\d:\d\d)", text)
    assert found is not None
    local = datetime.strptime(f"{found[1]} {found[2]}", "%d %B %Y %H:%M").replace(tzinfo=UTC)
    at = local.replace(hour=int(name[-4:-2]), minute=int(name[-2:]))
    days = round(
        (local - at) / timedelta(days=1)
    )  # less than half a day lies between any clock and UTC, but for some islands
    return at + timedelta(days=days)


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_a_reader_finds_nothing_wrong_with_its_pages(play: Played, story: Path) -> None:
    wrong = [
        f"{name}, {check.number}, {check.asks}: {found}"
        for name, page in pages(play(story), story)
        for check in CHECKS
        if (check.of == "summary") == (name == "summary.md")
        for found in check.finds(page)
    ]

    assert [] == wrong


# ---- that each of them can find something -----------------------------------------------------------

NOON = "2026-05-14T12:00:00+00:00"
RECORD: tuple[Entry, ...] = tuple(
    {"seq": seq, "at": NOON, "recorded_at": NOON, "by": "U1", **fact}
    for seq, fact in enumerate(
        (
            {"fact": "Opened", "title": "Papers are gone"},
            {"fact": "StatusSet", "status": "mitigated", "why": "they are back"},
            {"fact": "ImpactStated", "id": "I1", "low": 9, "what": "papers"},
            {"fact": "ImpactStated", "id": "I1", "low": 5, "what": "papers"},
            {"fact": "Planned", "plan": "b", "what": "export by hand"},
            {"fact": "UnknownRaised", "id": "U1", "what": "whether others miss papers"},
            {"fact": "HypothesisRaised", "id": "H1", "text": "the rename did it"},
            {"fact": "Decided", "id": "D1", "what": "wait for Bo"},
            {"fact": "FollowUpRaised", "id": "F1", "text": "write a test"},
            {"fact": "HypothesisRuledOut", "id": "H1", "evidence": "it did not"},
            {"fact": "Planned", "plan": "a", "what": "restart it"},
            {"fact": "PlanStepped", "plan": "a", "stage": "not needed"},
            {"fact": "Reminded", "rung": "due", "roles": ("customers",)},
        ),
        start=1,
    )
)
# Of each section what no page may say, in a wrong order.
BAD_SECTIONS = {
    "Customers affected": "0 customers. 9 papers.",
    "Executive summary": "and on and on " * 140
    + ". 9 h 1 min passed from when it was declared until it was set to mitigated at 12:00.",
    "Revenue": "We lost EUR 0.",
    "Cause in plain words": "Leo Varga made the docs-svc slow. We just guess, with confidence.",
    "Fix, time and plan B": "We look at 77 papers. Plan A, done at 12:00: restart it.",
    "Prevention": "None.",
    "Overall risk": "None.",
}
BAD: dict[str, str] = {
    "brief": "**Papers · Investigating**\n\nAt noon\n\n"
    + "\n\n".join(
        f"**{number}. {title}.** {text}" for number, (title, text) in enumerate(BAD_SECTIONS.items(), start=1)
    )
    + "\n\n*Last reports: lead: no report.*",
    "summary": "# INC-1\n\n**SEV2 · Resolved**\n\n## Summary\n\n"
    + "and on " * 60
    + ".\n9 h 1 min passed from when it was declared until it was set to mitigated at 12:00, for 77 papers.\n"
    + "The confirmed cause: the rename did it.\n"
    + "\n## Impact\n\n| 0 papers | a list, 12:00 |\n- Lost: EUR 0"
    + "\n\n## Timeline\n\n| 12:05 | x |\n| 12:01 | x |\n\n## Decisions\n\nWe just decided.\n"
    + "\n## Reports on time\n\n| logs | 3 | 0 | 1 | 1 | x |\n",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.number}-{check.finds.__name__}-{check.of}")
def test_every_check_finds_what_is_wrong_with_a_bad_page(check: Check) -> None:
    page = Page(BAD[check.of], RECORD, ("Leo Varga",), datetime.fromisoformat(NOON))

    assert [*check.finds(page)]
