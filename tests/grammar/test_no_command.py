"""What is no command, as people type it all the same: a greeting, a question, a slip, a word of another tool."""

import pytest

from bot import grammar as g
from bot.grammar import parse


def _refused(typed: str) -> g.Misread:
    with pytest.raises(g.Misread) as refused:
        parse(typed)
    return refused.value


@pytest.mark.parametrize("typed", ["hi", "Hello there!", "hey bot", "good morning", "Guten Tag", "moin"])
def test_a_greeting_is_answered_with_what_can_be_done(typed: str) -> None:
    assert g.Help(is_menu=True) == parse(typed)


@pytest.mark.parametrize("typed", ["thanks", "ok", "no", "\N{THUMBS UP SIGN}", "ok, thanks!"])
def test_a_courtesy_asks_for_nothing(typed: str) -> None:
    assert "courtesy" == _refused(typed).code


@pytest.mark.parametrize(
    ("typed", "helps"),
    [
        ("what is the impact?", ""),
        ("whats the status", ""),
        ("who is on call", ""),
        ("when will it be fixed?", ""),
        ("how many are hurt", ""),
        ("wer hat die logs?", ""),
        ("how do I close this", "help close"),
        ("how can we rule out H2?", "help rule out"),
        ("how do I add a note?", "help note"),
        ("how do I add a customer", "help customer"),
        ("how do I make it private", "help private"),
        ("how do I take back a note", "help undo"),
        ("how do we hand over?", "help role"),
        ("how do I take this?", ""),
        ("how can this happen in time", ""),
    ],
)
def test_a_question_is_said_to_be_one_and_leads_to_the_help_that_it_names(typed: str, helps: str) -> None:
    refused = _refused(typed)

    assert ("question", helps) == (refused.code, refused.values["did_you_mean"])


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("when detected 13:20", "time"),
        ("note how it began", "note"),
        ("report what we saw: 14 are gone", "report"),
        ("resolve: what was lost is back", "resolve"),
    ],
)
def test_a_command_that_speaks_of_a_question_is_a_command(typed: str, verb: str) -> None:
    assert verb == g.verb_of(parse(typed)).name


@pytest.mark.parametrize(
    ("typed", "is_asked"),
    [
        ("how do I close this", True),
        ("what is the impact?", True),
        ("whats the status", True),
        ("why is checkout down", False),
        ("who cannot pay", False),
        ("how many are hurt", False),
    ],
)
def test_of_the_questions_those_to_the_bot_are_told_from_those_that_name_an_incident(
    typed: str, *, is_asked: bool
) -> None:
    assert is_asked == g.asks_the_bot(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "what changed: the rename job stopped",
        "how many: 40",
        "who cannot pay: Acme",
        "no longer a sev 1",
        "this isn't a sev 1",
        "this isn’t a sev 1",
        "it was never a sev 1",
        "it cannot be a sev 1",
        "not a sev1, it's a sev 3",
        "from sev 3 to sev 1",
        "the P1 printer is out",
        "a P1 printer is out",
        "it came out of printer P1",
        "not all customers are hurt",
        "no customer of ours is hurt",
        "sorry, db is down",
        "actually all of them are hurt",
        "wrong owner on all documents",
        "due to the deploy",
        "deadline exceeded in checkout",
        "lower the timeout of the proxy",
        "send queue is full",
        "alert fired at the proxy",
        "outage of checkout in Europe",
        "thanks, all good",
        "there are 14 documents without an owner",
        "they cannot file",
        "disk full on the proxy",
        ":x: resolve",
        "\N{THUMBS DOWN SIGN} resolved",
        "\N{BLACK QUESTION MARK ORNAMENT} resolve",
        "\N{CROSS MARK} close",
        ":no_entry_sign: private",
        ":x: /incident resolve",
    ],
)
def test_a_plain_sentence_is_neither_done_nor_taken_for_another_command(typed: str) -> None:
    refused = _refused(typed)

    assert ("unknown_verb", "", typed) == (refused.code, refused.values["did_you_mean"], refused.values["typed"])


@pytest.mark.parametrize(
    "typed",
    [
        "resolve=false",
        "start=12:00 end=13:00",
        "status=500 on checkout",
        "status=closed",
        "cancel=1",
        "cancel = 1",
        "close = true",
        "close=true",
        "title=Mr name=Bo",
        "customer=42 status=500",
        "severity=critical msg=timeout",
        "severity=2 msg=timeout",
    ],
)
def test_a_line_of_a_log_is_no_command_nor_a_slip_for_one(typed: str) -> None:
    refused = _refused(typed)

    assert ("unknown_verb", "") == (refused.code, refused.values["did_you_mean"])


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("tiemline", "timeline"),
        ("statsu mitigated", "help status"),
        ("resovled", "help resolve"),
        ("mitigate", "help status"),
        ("clothes", ""),
        ("this is a sev 1 now", "sev 1"),
        ("upgrade to P0", "sev 1"),
        ("downgrade it", "sev <1-4> <why>"),
        ("no, 40 not 400", "fix <id> <new words>"),
        ("scribe @ana", "role <role> @name"),
        ("Kunde Acme kann nicht buchen", "customer <name> cannot <what>"),
        (":rotating_light: Checkout is down", ""),
        ("share the summary with @eva", "summary share @name"),
        ("F1 next Friday", "follow-up F1 by <day>"),
        ("it's a P1", "sev 1"),
        ("no, sev 2", "sev 2"),
        ("sorry, it was 40", "fix <id> <new words>"),
        ("actually 40 users", "fix <id> <new words>"),
        ("due 18:00", "customer <name> cannot <what> deadline 18:00"),
        ("lower to 3", "sev <1-4> <why>"),
        ("outage", "start <what is wrong>"),
        ("who @ana", "role <role> @name"),
    ],
)
def test_a_slip_and_a_word_of_another_tool_lead_to_the_verb_and_a_grave_one_to_its_help(
    typed: str, suggested: str
) -> None:
    assert ("unknown_verb", suggested) == (_refused(typed).code, _refused(typed).values["did_you_mean"])


def test_an_emoji_that_is_no_command_is_given_back_whole() -> None:
    assert ":rotating_light: Checkout is down" == _refused(":rotating_light: Checkout is down").values["typed"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (":rotating_light: start sev1 Checkout down", g.Start("Checkout down", 1)),
        ("\N{FIRE} sev 1 all of them", g.Sev(1, "all of them")),
        ("sev1!!", g.Sev(1)),
        ("resolve!!", g.Resolve("")),
        ("sev1 now please", g.Sev(1)),
        ("sev 1 now in all shops", g.Sev(1, "now in all shops")),
        ("I'm on logs", g.Role("logs", "me")),
        ("I've got code", g.Role("code", "me")),
        ("impact 40 users, not 400", g.Impact(g.Exact(40), "users")),
        ("impact 40 not 400 users", g.Impact(g.Exact(40), "users")),
        ("impact 40 users (not 400)", g.Impact(g.Exact(40), "users")),
        ("impact 40 users of tier 1, not 2", g.Impact(g.Exact(40), "users of tier 1, not 2")),
        ("impact 3 shops in zone 2 (not 1)", g.Impact(g.Exact(3), "shops in zone 2 (not 1)")),
        ("impact 40 users not logged in", g.Impact(g.Exact(40), "users not logged in")),
        ("plan b at 15:30 export by hand", g.Plan("b", "export by hand", None, None, g.ClockTime(15, 30))),
        ("plan b at 1000 requests stop", g.Plan("b", "at 1000 requests stop", None, None, None)),
        ("plan b = fail over, trigger 15:30", g.Plan("b", "fail over", None, None, g.ClockTime(15, 30))),
        ("severity=2", g.Sev(2)),
        ("status = identified", g.Status("identified")),
        ("note =SUM(A1:A4) is wrong", g.Note("=SUM(A1:A4) is wrong", None, "=SUM(A1:A4) is wrong")),
        ("sev=1", g.Sev(1)),
        ("make it sev 3", g.Sev(3)),
        ("undo that", g.Undo()),
        ("think it is the cache (likely)", g.Think("it is the cache", "likely")),
        ("think it is the cache (the new one)", g.Think("it is the cache (the new one)", None)),
        ("money 20k EUR lost so far", g.ImpactMoney("lost", 20_000, 20_000, "EUR", "so far")),
        ("told C1, we are on it", g.Told("C1", "we are on it")),
        ("nothing new yet", g.Report(None, nothing_new=True)),
        ("no news from my side", g.Report(None, nothing_new=True)),
    ],
)
def test_what_is_around_a_command_is_no_part_of_it(typed: str, meant: g.Intent) -> None:
    assert meant == parse(typed)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("sev 1 and status mitigated", "status mitigated"),
        ("resolve and close", "close"),
        ("status mitigated then note: it works", "note: it works"),
        ("resolve, and then close.", "close."),
        ("sev 1 + status identified, the rename job", "status identified, the rename job"),
        ("status mitigated & sev 3", "sev 3"),
    ],
)
def test_two_commands_in_one_line_are_told_as_two(typed: str, other: str) -> None:
    refused = _refused(typed)

    assert ("two_commands", other) == (refused.code, refused.values["typed"])


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("sev 1 and again for all", "and again for all"),
        ("sev 1 and search is down", "and search is down"),
        ("sev 2 and export is broken", "and export is broken"),
        ("sev 1 and private data leaked", "and private data leaked"),
        ("sev 1 and status pages are down", "and status pages are down"),
        ("sev 1 and status mitigated for some", "and status mitigated for some"),
        ("sev 1 then help arrived", "then help arrived"),
        ("sev1: and status mitigated", "and status mitigated"),
        ("resolve and card payments work again", "and card payments work again"),
        ("resolve and sev 1 customers can pay", "and sev 1 customers can pay"),
        ("resolve and close watch is kept", "and close watch is kept"),
        ("resolve: and close", "and close"),
        ("status mitigated and plan b is not needed", "and plan b is not needed"),
        ("status mitigated and note it took an hour", "and note it took an hour"),
    ],
)
def test_a_reason_may_begin_with_and(typed: str, why: str) -> None:
    read = parse(typed)

    assert isinstance(read, g.Sev | g.Status | g.Resolve)
    assert why == read.why


@pytest.mark.parametrize(
    "typed",
    [
        "C1, C2 that we are on it",
        "C1 and C2: on it",
        "everyone we are on it",
        "all customers: we are on it",
        "both we are on it",
    ],
)
def test_a_contact_is_with_one_customer(typed: str) -> None:
    assert "one_customer" == _refused(f"told {typed}").code


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("with customers", "customer"),
        ("roles", "role"),
        ("me with the impact", "impact"),
        ("me", None),
        ("followups", "followups"),
        ("playbooks", "playbooks"),
        ("about customers", "customer"),
    ],
)
def test_help_is_asked_for_in_words(typed: str, topic: str | None) -> None:
    assert g.Help(topic) == parse(f"help {typed}")


def test_help_shows_all_when_all_is_asked_for() -> None:
    assert g.Help(all=True) == parse("help all")


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("help, DB is down", "DB is down"),
        ("help: our DB is down", "our DB is down"),
        ("make it sev 1.5", "1.5"),
        ("sev sev 7", "7"),
    ],
)
def test_a_refusal_names_what_was_not_read(typed: str, unknown: str) -> None:
    assert unknown == _refused(typed).values["typed"]


@pytest.mark.parametrize("typed", ["risk none", "unknown n/a", "think nothing."])
def test_none_is_no_risk_no_unknown_and_no_idea(typed: str) -> None:
    assert "states_nothing" == _refused(typed).code
