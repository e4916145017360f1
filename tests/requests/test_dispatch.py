"""Whatever a door hands on has somebody who answers it, and words for every reason why not."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from bot import grammar as g
from bot.render.words import Words
from bot.requests import actions, forms
from bot.requests.actions import PickHypothesis, Tap
from bot.requests.dispatch import HANDLERS
from bot.requests.forms import Filled, IntentForm, PlanForm, ToldForm, Unfilled, UnknownForm
from bot.requests.reply import with_id
from bot.requests.verbs.waiting import as_report
from tests.slack.drawn import reader

ROOT = Path(__file__).parents[2]
# These stand for another meaning until their text, or their lines, are read.
READ_FIRST = {
    *(actions.SayAgain, actions.SayWhile, actions.SayVerb, actions.OpenAnyway, actions.AnswerReminder, PickHypothesis),
    forms.UnfilledForm,
}


def test_every_tap_and_every_form_is_answered() -> None:
    meanings = {*get_args(Tap), *get_args(Filled)}

    assert meanings - READ_FIRST - set(get_args(IntentForm)) == set(HANDLERS.by_kind) - set(get_args(g.Intent))


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (UnknownForm(what="since when?", owner="", by="soonish"), "by"),
        (UnknownForm(what="since when?", owner="", by="3/4"), "by"),
        (PlanForm(plan="a", what="recover", eta="", basis="the last one took 45", at=""), "eta"),
        (PlanForm(plan="a", what="recover", eta="a while", basis="", at=""), "eta"),
        (ToldForm(customer="C1", what="safe", next="later", done=False), "next"),
        *(
            (forms.ReportForm(role="", conditions=none, actions="", needs="", next_min=""), "conditions")
            for none in ("🔥", "n/a")
        ),
        (forms.ReportForm(role="", conditions="safe", actions="", needs="", next_min="soon"), "next_min"),
        (forms.ImpactForm(figure="lots", what="files", source=""), "figure"),
        (forms.ImpactForm(figure="14 files", what="files", source=""), "figure"),
    ],
)
def test_a_time_or_figure_that_is_none_is_told_beside_its_line(form: IntentForm, line: str) -> None:
    with pytest.raises(Unfilled) as unfilled:
        forms.intent_of(form)

    assert [line] == list(unfilled.value.errors)


@pytest.mark.parametrize(
    "form",
    [
        forms.UnknownForm(what="since when?", owner="", by="next week"),
        forms.FollowUpForm(text="test the rename", owner="", by="by the next week"),
        forms.PlanForm(plan="a", what="recover", eta="", basis="", at="next week"),
        forms.ToldForm(customer="C1", what="safe", next="next week", done=False),
    ],
)
def test_next_week_in_a_line_is_asked_back_as_behind_a_command_with_two_days(form: IntentForm) -> None:
    with pytest.raises(g.Misread) as unclear:
        g.remarks(forms.intent_of(form), now=datetime(2026, 5, 14, 9, tzinfo=UTC), zone="UTC")

    assert ("day_unclear", "18 May", "22 May") == (unclear.value.code, *unclear.value.values.values())


def start_form(title: str, severity: int | None = None) -> forms.StartForm:
    return forms.StartForm(title=title, severity=severity, people=(), private=False, drill=False)


def report_form(promise: str) -> forms.ReportForm:
    return forms.ReportForm(role="", conditions="2 found", actions="", needs="", next_min=promise)


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        (UnknownForm(what="since when?", owner="", by="14:30"), "unknown since when? by 14:30"),
        *((report_form(promise), f"report 2 found next {promise}") for promise in ("25 minutes", "1h", "14:30")),
        (report_form("25"), "report 2 found next 25m"),
        (ToldForm(customer="C1", what="safe", next="14:30", done=False), "told C1 safe next 14:30"),
        (forms.NoteForm(text="10:40 it rang\n10:50 again", at=""), "note 10:40 it rang\n10:50 again"),
        (start_form("sev1 pay slips open +private @ana:logs"), "start sev1 pay slips open +private @ana:logs"),
        (start_form("sev1 pay slips open", severity=2), "start sev2 pay slips open"),
    ],
)
def test_a_form_means_what_the_same_words_mean_typed(form: IntentForm, typed: str) -> None:
    assert g.parse(typed) == forms.intent_of(form)


def test_every_line_that_cannot_be_taken_has_words_and_every_words_a_line() -> None:
    sources = [ROOT / "bot" / "requests" / "forms.py", ROOT / "bot" / "slack" / "messages" / "submissions.py"]
    source = "".join(path.read_text("utf-8") for path in sources)
    raised = re.findall(
        r"""(?:unfilled|needed|_read|_when)\((?:[^()]|\([^()]*\))*?"(\w+)"(?:, \w+=[^)]*)?\)|unfilled/(\w+)\"""", source
    )
    codes = {code for pair in raised for code in pair if code}

    assert {path.stem for path in (ROOT / "templates" / "unfilled").glob("*.j2")} == codes
    assert all(Words().text(f"unfilled/{code}", reader=reader(), most=1440, rest="files") for code in codes)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("2 of 14 found", "report 2 of 14 found"),
        ("report: 2 of 14", "report: 2 of 14"),
        ("Reports are empty", "report Reports are empty"),
    ],
)
def test_words_that_answer_a_reminder_are_a_report(said: str, command: str) -> None:
    assert command == as_report(said)


def test_a_command_about_no_hypothesis_stays_as_it_was() -> None:
    assert "note x" == with_id("note x", "H2")


def test_a_note_in_a_form_is_kept_letter_by_letter_and_a_time_in_front_of_it_is_one() -> None:
    """A form holds plain text: whatever looks like a mention or a link of Slack's was typed so."""
    looks_marked = "<https://bank.test|click> and <@U0ANA> are down"
    kept, timed = (forms.intent_of(forms.NoteForm(text=text, at="")) for text in (looks_marked, "13:40 disks are down"))

    assert isinstance(kept, g.Note)
    assert (looks_marked, None) == (kept.text, kept.at)
    assert isinstance(timed, g.Note)
    assert "disks are down" == timed.text
    assert timed.at is not None
