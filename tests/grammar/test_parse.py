"""The line as a whole: which verb, which incident, what is refused, and that no text can break it."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import (
    MISREADS,
    VERBS,
    Address,
    Ask,
    Cancel,
    Card,
    Catchup,
    Channel,
    ClockTime,
    Export,
    FollowUp,
    Help,
    Intent,
    Invite,
    List,
    Misread,
    Name,
    Note,
    OnDay,
    OnWeekday,
    Report,
    Review,
    Sev,
    Snooze,
    Summary,
    Timeline,
    Told,
    Undo,
    Verb,
    parse,
    verb_named,
    verb_of,
)

words_of_the_table = st.sampled_from([word for verb in VERBS for word in (verb.name, *verb.aliases)])
CLAUSES = "by at next source deadline cannot / likely @ana <@U1|ana> : logs 14:30 H2 1,200 60k - EUR INC-42 share #ops"
clause_words = st.sampled_from(
    [*CLAUSES.split(), "28 May", "tomorrow", "C:", "N:", "+private", "sev2", "“", "”", "&gt;"]
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Help(is_menu=True)),
        (" \u200b\u200d ", Help(is_menu=True)),
        ("?", Help()),
        ("help report", Help("report")),
        ("help postmortem", Help("review")),
        ("\u200bSEV\u00a02\u200bwhy", Sev(2, "why")),
        ("re\u200dport fine", Report(conditions="fine")),
        ("sev1 why", Sev(1, "why")),
        ("catch up", Catchup()),
        ("summary.", Summary()),
        ("help!", Help()),
        ("undo.", Undo()),
        ("sev 1.", Sev(1)),
        ("sev 0", Sev(1, typed="0")),
        ("sev critical, everybody is hurt", Sev(1, "everybody is hurt", "critical")),
        ("INC-1. sev 2", Sev(2, incident=1)),
        ("report：two", Report(conditions="two")),
        ("please sev 2", Sev(2)),
        ("could you please summary", Summary()),
        ("summary, please", Summary()),
        ("list please", List()),
        ("list all", List("all")),
        ("list resolved", List("resolved")),
        ("list open", List("open")),
        (
            "invite <!subteam^S1|@oncall> <@U1|ana>, and @bo",
            Invite((Name("S1", "oncall"), Name("U1", "ana"), Name(None, "bo"))),
        ),
        ("list page 2", List("open", 2)),
        ("list resolved page 3", List("resolved", 3)),
        ("note :fire: disk full", Note(":fire: disk full", None, ":fire: disk full")),
        ("note:10:20 disk full", Note("disk full", ClockTime(10, 20), "10:20 disk full")),
        ("told Northwind :tada: all filed", Told("Northwind", ":tada: all filed")),
        ("ask @bo 10m restart the worker?", Ask(Name(None, "bo"), 10, "restart the worker?")),
        ("snooze 10m waiting for the query", Snooze(10, "waiting for the query")),
        ("snooze logs 10m because the query runs", Snooze(10, "the query runs", "logs")),
        ("snooze logs: 15 the query runs", Snooze(15, "the query runs", "logs")),
        ("snooze customer liaison 1h they sleep", Snooze(60, "they sleep", "customers")),
        ("ask 10m @bo restart it", Ask(Name(None, "bo"), 10, "restart it")),
        ("ask @bo: for 10 minutes to restart it", Ask(Name(None, "bo"), 10, "restart it")),
        (
            "ask <@U1|bo> to look at the queue by 12:10",
            Ask(Name("U1", "bo"), None, "look at the queue", ClockTime(12, 10)),
        ),
        ("ask @bo restart within half an hour", Ask(Name(None, "bo"), 30, "restart")),
        ("ask @bo look in 5 hosts", Ask(Name(None, "bo"), None, "look in 5 hosts")),
        ("ask @bo restart by whenever", Ask(Name(None, "bo"), None, "restart by whenever", unread="by whenever")),
        ("report nul\x00 and \ud800", Report(conditions="nul\ufffd and \ufffd")),
    ],
)
def test_a_line_is_read_as_it_was_meant(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("summary INC-42", Summary(incident=42)),
        ("inc 42 summary", Summary(incident=42)),
        ("brief 42", Summary(incident=42)),
        ("INC-42", Card(incident=42)),
        ("inc-42: sev 1", Sev(1, incident=42)),
        ("postmortem inc42", Review(incident=42)),
        ("export INC-42 html", Export("html", incident=42)),
        ("export INC-42 html without unconfirmed", Export("html", incident=42, confirmed_only=True)),
        ("export brief without the unconfirmed lines as pdf", Export("pdf", "brief", confirmed_only=True)),
        ("export Without Unconfirmed", Export(confirmed_only=True)),
        ("export brief pdf without @ana", Export("pdf", "brief", without=Name(None, "ana"))),
        (
            "export without unconfirmed and <@U1|ana> html",
            Export("html", confirmed_only=True, without=Name("U1", "ana")),
        ),
        ("export at a glance", Export("svg", "glance")),
        ("walkthrough", Export("md", "walkthrough")),
        ("debrief INC-42 as html", Export("html", "walkthrough", incident=42)),
        ("glance pdf", Export("pdf", "glance")),
        ("export INC-42 svg", Export("svg", "glance", incident=42)),
        ("export the picture as pdf", Export("pdf", "glance")),
        ("timeline 14:05 INC-42", Timeline(ClockTime(14, 5), incident=42)),
        ("timeline all", Timeline(whole=True)),
        ("timeline all INC-42 at 14:05", Timeline(ClockTime(14, 5), whole=True, incident=42)),
        ("timeline all 14:05", Timeline(ClockTime(14, 5), whole=True)),
        ("timeline INC-42 at 14:05", Timeline(ClockTime(14, 5), incident=42)),
        ("cancel duplicate of INC-41", Cancel("duplicate of INC-41", duplicate_of=41)),
        ("duplicate of INC-41", Cancel("duplicate of INC-41", duplicate_of=41)),
        ("duplicate INC-41", Cancel("duplicate INC-41", duplicate_of=41)),
    ],
)
def test_an_incident_is_named_in_front_or_behind(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("summary share #ops at 14:05", Summary(Channel(None, "ops"), ClockTime(14, 5))),
        ("summary at 14:05 share with <#C1|ops>", Summary(Channel("C1", "ops"), ClockTime(14, 5))),
        ("summary share <@U1|pat>", Summary(Name("U1", "pat"))),
        ("summary share to pat@Board.example", Summary(Address("pat@board.example"))),
        (
            "summary share <mailto:pat@board.example|pat@board.example> at 14:05",
            Summary(Address("pat@board.example"), ClockTime(14, 5)),
        ),
        ("follow-up @bo by 28 May write a test", FollowUp("write a test", Name(None, "bo"), OnDay(28, 5))),
        ("action item write a test @bo by Friday", FollowUp("write a test", Name(None, "bo"), OnWeekday(4))),
    ],
)
def test_targets_owners_and_dates_are_read(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("reprot all fine", "unknown_verb"),
        ("help reprot", "unknown_verb"),
        ("undo H2", "unexpected_words"),
        ("INC-42 start x", "not_about_one_incident"),
        ("think", "incomplete"),
        ("think / likely", "incomplete"),
        ("time source by", "incomplete"),
        ("open questions", "unknown_verb"),
        ("timeline yesterweek", "unexpected_words"),
        ("ask bo to look", "person_unclear"),
        ("role logs bo and cleo", "person_unclear"),
        ("snooze a bit", "minutes_unclear"),
        ("time detected early", "time_unclear"),
        ("time detectd 13:20", "unknown_key_time"),
        ("bridge ring me", "not_a_url"),
        ("bridge Join the call", "not_a_url"),
        ("summary share the board", "share_target_unclear"),
        ("summary share pat@board", "share_target_unclear"),
        ("summary share pat@board.example, bo@board.example", "share_target_unclear"),
        ("summary share pat..two@board.example", "share_target_unclear"),
        ("summary share .pat@board.example", "share_target_unclear"),
        ("export INC-42 docx", "unknown_form"),
        ("export INC-42 brief as svg", "no_picture"),
        ("export sheet without unconfirmed", "nothing_unconfirmed"),
        ("export glance without unconfirmed", "nothing_unconfirmed"),
        ("export without @ana and @bo", "one_person_out"),
        ("export without figures", "without_what"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, code: str) -> None:
    with pytest.raises(Misread) as refused:
        parse(typed)

    assert code == refused.value.code
    assert set(MISREADS[code]) <= set(refused.value.values)


def test_an_unknown_verb_is_answered_with_the_nearest() -> None:
    with pytest.raises(Misread) as refused:
        parse("reprot all fine")

    assert dict(refused.value.values) == {"typed": "reprot", "did_you_mean": "report"}


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("comment x", "note <text>"),
        ("escalate to the CEO", "need exec <what>"),
        ("timelin", "timeline"),
    ],
)
def test_a_word_of_another_tool_or_a_slip_leads_to_the_verb(typed: str, suggested: str) -> None:
    assert _suggested(typed) == suggested


@pytest.mark.parametrize(
    "typed",
    [
        "privacy",
        "resolvee",
        "clsoe",
        "canel it",
        "duplicat",
        "archaic",
        "dissolve it",
        "clothes",
        "lease",
        "cancellation policy",
        "tale",
        "roll",
        "could you",
    ],
)
def test_nothing_is_suggested_that_ends_an_incident_or_moves_a_role_by_surprise(typed: str) -> None:
    grave = {word for verb in VERBS if verb.name in _GRAVE for word in (verb.name, *verb.aliases)}

    assert _suggested(typed) not in grave


_GRAVE = {"private", "archive", "resolve", "close", "cancel", "reopen", "role", "approve", "undo", "status"}


def _suggested(typed: str) -> str:
    with pytest.raises(Misread) as refused:
        parse(typed)

    assert refused.value.code == "unknown_verb"
    return refused.value.values["did_you_mean"]


def test_a_picked_name_in_a_refusal_reads_as_a_name() -> None:
    with pytest.raises(Misread) as refused:
        parse("<@U1|bo> has the key")

    assert refused.value.values["typed"] == "@bo has the key"


def test_a_line_longer_than_slack_sends_is_refused_before_it_is_read() -> None:
    with pytest.raises(Misread) as refused:
        parse("report " + "x" * 40_100)

    assert (refused.value.code, refused.value.values["limit"]) == ("line_too_long", "40100")


def test_a_refusal_repeats_the_usage_and_one_line_of_what_was_typed() -> None:
    with pytest.raises(Misread) as refused:
        parse("impact " + "many " * 1000)

    assert len(refused.value.values["typed"]) == 80
    assert {"verb": "impact"}.items() <= refused.value.values.items()
    assert refused.value.values["usage"].startswith("impact <n")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_example_of_each_verb_is_that_verb(verb: Verb) -> None:
    assert verb is verb_of(parse(verb.example))


def test_every_intent_has_its_row() -> None:
    kinds = {kind.verb for kind in get_args(Intent)}

    assert {verb.name for verb in VERBS} == kinds


def test_no_word_means_two_verbs() -> None:
    words = [word for verb in VERBS for word in (verb.name, *verb.aliases)]

    assert len(words) == len(set(words))
    assert all(verb_named(word) is verb for verb in VERBS for word in (verb.name, *verb.aliases))


@given(st.text())
def test_any_text_is_an_intent_or_a_misread(text: str) -> None:
    _parse_or_refuse(text)


@given(words_of_the_table, st.lists(clause_words | st.text(max_size=8), max_size=10))
def test_any_command_is_an_intent_or_a_misread(verb: str, rest: list[str]) -> None:
    _parse_or_refuse(" ".join([verb, *rest]))


def _parse_or_refuse(text: str) -> None:
    try:
        understood = verb_of(parse(text)) in VERBS
    except Misread as refused:
        understood = set(MISREADS[refused.code]) <= set(refused.values)
    assert understood
