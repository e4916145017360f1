"""A form asks for little and keeps what was typed; what comes back is a value, or the line that is missing is named."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from bot import grammar as g
from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.requests import actions as a
from bot.requests import forms as blanks
from bot.requests.wording import Wording
from bot.slack.messages import forms, submissions
from tests.incident.given import ANA, BO, CLEO
from tests.slack.drawn import busy, declared
from workspace.spec.blockkit import faults_in_view

POLICY = Policy()
ROLES = g.spellings(POLICY.duties)


def start(typed: str = "start") -> dict[str, Any]:
    intent = g.parse(typed, roles=ROLES)
    assert isinstance(intent, g.Start)
    return forms.start(intent, policy=POLICY, metadata={"channel": "C1"})


def report(role: str = "") -> dict[str, Any]:
    return forms.report(busy().incident, person=ANA, role=role, policy=POLICY, metadata={"channel": "C42"})


def record(kind: str, incident: Incident, typed: str = "") -> dict[str, Any]:
    """The form of a kind of record; what was typed stands in its first line of words."""
    view = forms.record_of(blanks.KindBlank(kind, incident))
    boxes = [line for line in view["blocks"] if line.get("element", {}).get("type") == "plain_text_input"]
    return forms.record_of(blanks.KindBlank(kind, incident, {boxes[0]["block_id"]: typed})) if typed else view


def sent(view: Mapping[str, Any], **answers: object) -> dict[str, Any]:
    """The view as Slack sends it back: an answer per line, what was prefilled included, what is missing left empty."""
    values = {}
    for line in view["blocks"]:
        if line["type"] == "input":
            values[line["block_id"]] = {line["block_id"]: _answer(line["element"], answers.get(line["block_id"]))}
    return {**view, "state": {"values": values}}


def _answer(element: Mapping[str, Any], answer: object) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            return {"type": element["type"], "value": answer or element.get("initial_value")}
        case "users_select":
            return {"type": element["type"], "selected_user": answer or element.get("initial_user")}
        case "checkboxes":
            ticked = [option for option in element["options"] if option["value"] in (answer or ())]  # type: ignore[operator]
            return {"type": element["type"], "selected_options": ticked or element.get("initial_options", [])}
        case _:
            chosen = next((option for option in element["options"] if option["value"] == answer), None)
            return {"type": element["type"], "selected_option": chosen or element.get("initial_option")}


def line(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next(block for block in view["blocks"] if block.get("block_id") == name)


FORMS = (blanks.START, blanks.REPORT, blanks.HAND_OVER, blanks.RECORD, *blanks.RECORD_FORMS)
VIEWS = [
    start(),
    report(),
    forms.hand_over(["logs", "code"], POLICY),
    forms.record(),
    *(record(kind, busy().incident, "x" * 4000) for kind in blanks.RECORD_FORMS),
    record(blanks.TOLD, declared().incident),
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view["callback_id"])
def test_slack_opens_every_form(view: dict[str, Any]) -> None:
    assert [] == faults_in_view(view)


@pytest.mark.parametrize("callback_id", FORMS)
def test_every_form_is_made_and_an_empty_one_is_not_taken(callback_id: str) -> None:
    view = next(view for view in VIEWS if view["callback_id"] == callback_id)

    assert isinstance(submissions.read(sent({**view, "blocks": []})), blanks.UnfilledForm)


def test_what_was_typed_stands_in_the_start_form() -> None:
    view = start("start sev1 +private <@U0ANA|ana>:logs")

    assert "1" == line(view, "severity")["element"]["initial_option"]["value"]
    assert "U0ANA" == line(view, "role-logs")["element"]["initial_user"]
    assert ["private"] == [option["value"] for option in line(view, "marks")["element"]["initial_options"]]


def test_who_was_typed_and_has_no_line_is_named_in_the_start_form_and_comes_back_with_it() -> None:
    view = start("start sev1 +private <@U0ANA|ana>:logs <@U0DBA|dba> @pat:code")
    words = "\n".join(block["elements"][0]["text"] for block in view["blocks"] if block["type"] == "context")
    read = submissions.read(sent(view, title="Documents missing", **{"role-code": BO}))
    assert isinstance(read, blanks.StartForm)
    intent = blanks.intent_of(read)
    assert isinstance(intent, g.Start)

    assert "<@U0DBA>, @pat" in words
    assert not faults_in_view(view)
    assert [(ANA, "logs"), (BO, "code"), ("U0DBA", None)] == [(o.person.user_id, o.role) for o in intent.offers]


def test_a_start_form_is_read_with_its_people() -> None:
    answers = {"title": " Documents missing ", "severity": "2", "role-logs": ANA, "role-code": BO, "marks": ("drill",)}

    read = submissions.read(sent(start(), **answers))

    people = (("logs", ANA), ("code", BO))
    assert blanks.StartForm(title="Documents missing", severity=2, people=people, private=False, drill=True) == read


def test_a_start_form_needs_only_a_title() -> None:
    read = submissions.read(sent(start(), title=" \u200b "))

    assert blanks.UnfilledForm({"title": Wording("unfilled/title")}) == read


def test_a_report_form_is_filled_with_what_its_author_said_last_and_takes_the_next() -> None:
    view = report()

    read = submissions.read(sent(view, conditions="3 of 14", needs="none", next_min="25m"))

    assert "2 of 14 found" == line(view, "conditions")["element"]["initial_value"]
    assert "What you said last. Change what is different." == line(view, "conditions")["hint"]["text"]
    assert (
        blanks.ReportForm(role="logs", conditions="3 of 14", actions="comparing", needs="none", next_min="25m") == read
    )
    assert {"incident": 42, "channel": "C42", "role": "logs"} == submissions.metadata(view)


def test_what_somebody_else_said_in_the_role_stands_below_the_report_form() -> None:
    book = busy().says(30, BO, f.RoleTaken(role="logs", person=BO))
    conditions = line(forms.report(book.incident, person=BO, role="logs", policy=POLICY), "conditions")

    assert "Last time: 2 of 14 found" == conditions["hint"]["text"]
    assert "initial_value" not in conditions["element"]


def test_a_report_form_asks_what_shows_it_and_what_is_believed_and_requires_neither() -> None:
    view = report()

    full = submissions.read(sent(view, conditions="x", evidence="query 8812", belief="old id", likelihood="likely"))
    bare = submissions.read(sent(view, conditions="x"))
    likely_what = submissions.read(sent(view, conditions="x", likelihood="likely"))

    assert isinstance(full, blanks.ReportForm)
    assert isinstance(bare, blanks.ReportForm)
    assert ("query 8812", "old id", "likely") == (full.evidence, full.belief, full.likelihood)
    assert ("", "", None) == (bare.evidence, bare.belief, bare.likelihood)
    assert blanks.UnfilledForm({"belief": Wording("unfilled/hypothesis")}) == likely_what


def test_who_holds_several_roles_reports_for_one_or_for_all() -> None:
    book = busy().says(30, ANA, f.RoleTaken(role="code", person=ANA))
    view = forms.report(book.incident, person=ANA, role="", policy=POLICY)

    for_all = submissions.read(sent(view, conditions="x"))
    for_one = submissions.read(sent(view, conditions="x", role="code"))

    assert isinstance(for_all, blanks.ReportForm)
    assert isinstance(for_one, blanks.ReportForm)
    assert ("", "code") == (for_all.role, for_one.role)


def test_a_hand_over_names_role_and_person() -> None:
    view = forms.hand_over(["logs"], POLICY, metadata={"incident": 42})

    assert blanks.HandOverForm(role="logs", person=CLEO) == submissions.read(sent(view, person=CLEO))


RECORDS = [
    (blanks.THINK, {"likelihood": "likely"}, blanks.ThinkForm(text="typed", likelihood="likely")),
    (blanks.THINK, {}, blanks.ThinkForm(text="typed", likelihood=None)),
    (blanks.UNKNOWN, {"owner": ANA, "by": "14:30"}, blanks.UnknownForm(what="typed", owner=ANA, by="14:30")),
    (
        blanks.CUSTOMER,
        {"deadline": "18:00"},
        blanks.CustomerForm(name="typed", cannot="", deadline="18:00", owner="", workaround=""),
    ),
    (blanks.IMPACT, {"what": "files"}, blanks.ImpactForm(figure="typed", what="files", source="")),
    (
        blanks.MONEY,
        {"money": "lost", "high": "20k", "currency": "EUR", "marks": ["checked"]},
        blanks.MoneyForm(money="lost", low="typed", high="20k", currency="EUR", what="", source="", checked=True),
    ),
    (blanks.PLAN, {"plan": "b", "at": "15:30"}, blanks.PlanForm(plan="b", what="typed", eta="", basis="", at="15:30")),
    (blanks.TOLD, {"next": "20m"}, blanks.ToldForm(customer="C1", what="typed", next="20m", done=False)),
    (blanks.TOLD, {"marks": ("done",)}, blanks.ToldForm(customer="C1", what="typed", next="", done=True)),
    (blanks.NOTE, {"at": "13:40"}, blanks.NoteForm(text="typed", at="13:40")),
]


@pytest.mark.parametrize(("kind", "answers", "meant"), RECORDS)
def test_a_record_form_keeps_the_typed_words_and_is_read(
    kind: str, answers: dict[str, object], meant: blanks.Filled
) -> None:
    view = record(kind, busy().incident, "typed")

    assert meant == submissions.read(sent(view, **answers))


def test_what_to_record_is_asked_with_the_forms_that_there_are() -> None:
    read = submissions.read(sent(forms.record(metadata={"incident": 42}), kind=blanks.PLAN))

    assert blanks.RecordForm(kind=blanks.PLAN) == read
    assert set(blanks.RECORD_FORMS) == {kind for kind, _, _ in forms.RECORDS}


def test_without_a_customer_the_form_says_what_comes_first() -> None:
    view = record(blanks.TOLD, declared().incident)

    assert "Record one first" in view["blocks"][0]["text"]["text"]
    assert "submit" not in view


def test_what_no_database_takes_never_comes_in() -> None:
    read = submissions.read(sent(record(blanks.NOTE, busy().incident), text="a\x00b"))

    assert blanks.NoteForm(text="a\ufffdb", at="") == read


WANTING_WORDS: tuple[blanks.WantsWords, ...] = (
    a.AnswerQuestion(7, "over for some"),
    a.AnswerTask("T1", "blocked"),
    a.AnswerFollowUp("F2", "move"),
    a.SayBack("fix"),
    a.SayVerb("risk"),
    a.Clarify("explains", "H1", "the rename job"),
    a.AskLead(),
    g.AnswerUnknown("U1", ""),
    g.StepPlan("b", "later"),
    g.Fix("H1", ""),
)


@pytest.mark.parametrize("means", WANTING_WORDS, ids=lambda means: type(means).__name__)
def test_a_form_for_words_knows_what_they_are_for_when_it_comes_back(means: blanks.WantsWords) -> None:
    back = submissions.read(sent(forms.in_words(busy().incident, means), words="all 14 carry the old id"))

    assert blanks.WordsForm(means=means, words="all 14 carry the old id") == back


def test_whatever_wants_words_is_tried() -> None:
    assert set(get_args(blanks.WantsWords)) == {type(means) for means in WANTING_WORDS}
