"""A document in Slack is what a message holds of it, whether or not all of it was rendered."""

from dataclasses import replace

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.out.markdown import without_references
from bot.render.words import Reader
from bot.requests.documents import Page
from bot.slack.messages import blocks as b
from bot.slack.messages import documents as d
from bot.slack.messages import message as m
from bot.story import brief, sheet, summary
from tests.incident.given import LEO, minute
from tests.slack.drawn import WORDS, declared, reader
from tests.story import carta

IN_UTC: Reader = replace(reader(), zone="UTC", people={LEO: "L"})  # whose lines are the shortest


def test_a_summary_is_cut_as_if_all_of_it_had_been_rendered() -> None:
    book = declared().says(1, LEO, *(f.Noted(text="x") for _ in range(d.ROWS_MAX + 50)))
    told = summary.of(book.incident, now=minute(45), policy=Policy())
    whole = m.markdown_document(without_references(WORDS.document(told, reader=IN_UTC)))

    assert len(told.lines) > d.ROWS_MAX
    assert whole == d.drawn(Page(told), words=WORDS, reader=IN_UTC)
    assert "## What we believed and when" not in str(whole.blocks[0]["text"])


def test_a_sheet_that_is_too_long_leaves_whole_answers_out_and_keeps_what_is_to_be_left_unsaid() -> None:
    long = f"{'&' * 60}a " * 8  # few words, and many characters when they are sent
    risks = [("13:26", carta.CLEO, f.RiskStated(id=f"R{n}", words=long)) for n in range(1, 6)]
    decisions = [("13:27", carta.LEO, f.Decided(id=f"D{n}", what=long)) for n in range(5, 9)]
    incident = carta.told(*carta.DURING, *risks, *decisions)
    page = brief.of(incident, now=carta.clock("14:05"), policy=Policy(), due={}, next_brief_at=None)
    told = sheet.of(page, incident, policy=Policy())
    shown = d.drawn(Page(told), words=WORDS, reader=carta.reader())
    text = "".join(block["text"]["text"] for block in shown.blocks)

    assert "more questions are in the file: `/incident export INC-42 sheet`" in text
    assert "a supplier’s included." in text
    assert b.chars(shown.blocks) <= b.MESSAGE_CHARS_MAX
